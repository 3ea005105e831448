"""Which assets belong together, and which of that may an audience see?

A link is seen by those who see both of its ends, and whom it does not tell a place that they are not shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, delete, insert, or_, select

from asset_map.domain.asset import ReviewState
from asset_map.domain.audit import AuditEvent
from asset_map.domain.links import End, Link, Relation, SeenLink, in_order, may_be_told
from asset_map.domain.protection import Audience, Level
from asset_map.errors import NotAllowedError, StoreError
from asset_map.store.assets import select_asset
from asset_map.store.audience import for_audience
from asset_map.store.audit import Change, insert_events
from asset_map.store.problems import refuse_unstorable_text
from asset_map.store.schema import asset_links, assets
from asset_map.store.transactions import OpenDatabase

_ENDS = ("asset_id", "name", "kind", "protection", "review_state", "contact_agreed")


class Links(OpenDatabase):
    """What belongs together."""

    def links(self, audience: Audience, *, asset_id: str | None = None) -> list[SeenLink]:
        """Return the links that an audience may know of.

        Parameters
        ----------
        audience
            For whom.
        asset_id
            Only those of this asset.

        Returns
        -------
        list of SeenLink
            By the names of their ends; only staff see who added them.
        """
        asked = select(asset_links)
        if asset_id is not None:
            asked = asked.where(or_(asset_links.c.from_id == asset_id, asset_links.c.to_id == asset_id))
        with self._reading() as connection:
            rows = connection.execute(asked).all()
            ends = _seen_ends(connection, asked, audience) if rows else {}
        seen = [_seen(row, ends, audience) for row in rows if _is_seen(row, ends, audience)]
        return sorted(seen, key=lambda one: (one.first.name, one.link.relation, one.second.name, one.link.link_id))

    def link(self, link_id: str) -> Link | None:
        """Return one link, for staff.

        Parameters
        ----------
        link_id
            Its id.

        Returns
        -------
        Link or None
            None when there is none, any longer.
        """
        with self._reading() as connection:
            row = connection.execute(select(asset_links).where(asset_links.c.link_id == link_id)).one_or_none()
        return None if row is None else _link(row)

    def add_link(self, link: Link, *, event: AuditEvent) -> None:
        """Keep a link; both records tell of it in their histories.

        Parameters
        ----------
        link, event
            The link; who adds it, when and why.

        Raises
        ------
        NotAllowedError
            For a record tied to itself, a link that is kept already, or a record that is out of use.
        """
        self.add_links([link], event=event)

    def add_links(self, new: Sequence[Link], *, event: AuditEvent) -> None:
        """Keep links, all of them or none; what is mutual is kept in one order, whoever is named first.

        Parameters
        ----------
        new, event
            The links; who adds them, when and why.

        Raises
        ------
        NotAllowedError
            For a record tied to itself, a link that is kept already, or a record that is out of use.
        """
        with self._changing() as connection:
            for link in new:
                _insert(connection, link, event)

    def remove_link(self, link: Link, *, event: AuditEvent) -> None:
        """Take a link away; both records tell of it in their histories.

        Parameters
        ----------
        link, event
            The link; who takes it away, when and why.

        Raises
        ------
        StoreError
            When it is gone already.
        """
        with self._changing() as connection:
            own = asset_links.c.link_id == link.link_id
            if connection.execute(delete(asset_links).where(own)).rowcount == 0:
                raise StoreError(
                    "Expected a link between the two records; found none, any longer. Load the page again."
                )
            _note(connection, link, event, is_added=False)


Ends = Mapping[str, tuple[End, Level]]


def _seen_ends(connection: Connection, links: Select[Any], audience: Audience) -> Ends:
    chosen = links.subquery()
    ids = select(chosen.c.from_id).union(select(chosen.c.to_id))
    rows = connection.execute(select(*(assets.c[name] for name in _ENDS)).where(assets.c.asset_id.in_(ids))).all()
    seen = for_audience(pd.DataFrame(rows, columns=list(_ENDS)), audience)
    columns = (seen[name].to_list() for name in ("asset_id", "name", "kind", "protection"))
    return {
        asset_id: (End(asset_id=asset_id, name=name, kind=kind), Level(level))
        for asset_id, name, kind, level in zip(*columns, strict=True)
    }


def _is_seen(row: Row[Any], ends: Ends, audience: Audience) -> bool:
    if row.from_id not in ends or row.to_id not in ends:
        return False
    return may_be_told(Relation(row.relation), ends[row.from_id][1], ends[row.to_id][1], audience)


def _seen(row: Row[Any], ends: Ends, audience: Audience) -> SeenLink:
    link = _link(row)
    if audience is not Audience.STAFF:
        link = replace(link, added_by="")
    return SeenLink(link=link, first=ends[row.from_id][0], second=ends[row.to_id][0])


def _link(row: Row[Any]) -> Link:
    return Link(
        link_id=row.link_id,
        from_id=row.from_id,
        relation=Relation(row.relation),
        to_id=row.to_id,
        note=row.note,
        added_by=row.added_by,
    )


def _insert(connection: Connection, link: Link, event: AuditEvent) -> None:
    first, second = in_order(link.relation, link.from_id, link.to_id)
    row = vars(link) | {"from_id": first, "to_id": second, "relation": link.relation.value}
    refuse_unstorable_text(row, record="the link")
    _refuse(connection, link)
    connection.execute(insert(asset_links).values(row | {"added_by": event.actor, "added_at": event.at}))
    _note(connection, link, event, is_added=True)


def _refuse(connection: Connection, link: Link) -> None:
    if link.from_id == link.to_id:
        raise NotAllowedError("Expected two records; found the same one twice. Choose the other record.")
    for asset_id in (link.from_id, link.to_id):
        asset = select_asset(connection, asset_id)
        if asset.merged_into or asset.review_state is ReviewState.ARCHIVED:
            state = "merged into another one" if asset.merged_into else "archived"
            raise NotAllowedError(
                f"Expected records that are in use; found “{asset.name}”, which is {state}. Choose another record."
            )
    if connection.execute(select(asset_links.c.link_id).where(_tells_the_same(link))).first():
        raise NotAllowedError("Expected something new; found that the two records are linked like this already.")


def _tells_the_same(link: Link) -> ColumnElement[bool]:
    ends = [(link.from_id, link.to_id)]
    if link.relation.is_mutual:
        ends.append((link.to_id, link.from_id))
    same_ends = (and_(asset_links.c.from_id == first, asset_links.c.to_id == second) for first, second in ends)
    return and_(asset_links.c.relation == link.relation.value, or_(*same_ends))


def _note(connection: Connection, link: Link, event: AuditEvent, *, is_added: bool) -> None:
    told = {"link": {"from_id": link.from_id, "relation": link.relation.value, "to_id": link.to_id, "note": link.note}}
    before, after = (None, told) if is_added else (told, None)
    changes = [
        Change(subject_kind="asset", subject_id=asset_id, before=before, after=after)
        for asset_id in (link.from_id, link.to_id)
    ]
    insert_events(connection, event, changes)
