"""What was said in mapping sessions, and to how many does it matter?

A contribution that is sent twice is kept once. Every change gets the session's next number in the same transaction, so
that whoever has seen everything up to a number asks only for more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from asset_map.domain.asset import LocatedBy
from asset_map.domain.audit import AuditEvent
from asset_map.domain.contribution import Channel, Contribution, ContributionKind, HowPlaced, ReviewResult
from asset_map.domain.protection import Audience, Level
from asset_map.errors import ConflictError, StoreError
from asset_map.store.audience import for_audience
from asset_map.store.audit import Change, insert_events
from asset_map.store.mapping_sessions import next_number
from asset_map.store.problems import refuse_unstorable_text
from asset_map.store.schema import assets, contribution_matters, contributions
from asset_map.store.transactions import OpenDatabase

_KINDS = {"kind": ContributionKind, "how_placed": HowPlaced, "channel": Channel, "review": ReviewResult}

NOT_NOTED = frozenset({"sent_by", "slip_code"})
"""Fields that the audit leaves out, so that nothing there leads from what was said to a person."""


class Contributions(OpenDatabase):
    """Contributions of sessions."""

    def keep_contribution(self, contribution: Contribution, *, event: AuditEvent) -> Contribution:
        """Keep a new contribution; sent again under the same id, it is kept once.

        Parameters
        ----------
        contribution, event
            What was said; who keeps it, when and why.

        Returns
        -------
        Contribution
            As it is kept: the first one, when it was sent before.

        Raises
        ------
        StoreError
            For text that cannot be stored, a session that is not there, and an id that another session has.
        """
        refuse_unstorable_text(contribution_row(contribution), record="the contribution")
        with self._keeping() as connection:
            number = next_number(connection, contribution.session_id)  # waits for whoever sends the same just now
            before = _select(connection, contribution.contribution_id)
            if before is None:
                kept = replace(contribution, number=number)
                connection.execute(insert(contributions).values(contribution_row(kept)))
                insert_events(connection, event, [_change(kept, before=None)])
                return kept
        if before.session_id != contribution.session_id:
            raise StoreError("Expected a new contribution; found that its id is taken. Send it again.")
        return before

    def change_contribution(self, contribution: Contribution, *, event: AuditEvent) -> Contribution:
        """Keep a changed contribution, unless it changed meanwhile.

        Parameters
        ----------
        contribution, event
            The changed contribution, with the number that it was read with; who changes it, when and why.

        Returns
        -------
        Contribution
            With its new number.

        Raises
        ------
        ConflictError
            When the stored number is another one; nothing is overwritten.
        """
        refuse_unstorable_text(contribution_row(contribution), record="the contribution")
        with self._keeping() as connection:
            changed = replace(contribution, number=next_number(connection, contribution.session_id))
            before = _select(connection, contribution.contribution_id)
            if before is None or before.number != contribution.number:
                raise ConflictError(
                    "Expected this contribution as it was when you opened it; found that it was changed meanwhile. "
                    "Nothing was overwritten: look at it again."
                )
            own = contributions.c.contribution_id == contribution.contribution_id
            connection.execute(update(contributions).where(own).values(contribution_row(changed)))
            insert_events(connection, event, [_change(changed, before=before)])
        return changed

    def contribution(self, contribution_id: str) -> Contribution | None:
        """Return one contribution, whatever became of it: for services only.

        Parameters
        ----------
        contribution_id
            Which one.

        Returns
        -------
        Contribution or None
            None for an id that was never sent.
        """
        with self._reading() as connection:
            return _select(connection, contribution_id)

    def contributions(self, session_id: str, *, after: int = 0) -> list[Contribution]:
        """Return what was said in a session, also what is hidden or taken back: for services only.

        Parameters
        ----------
        session_id
            The session.
        after
            Only what changed after this number.

        Returns
        -------
        list of Contribution
            By number.
        """
        own = (contributions.c.session_id == session_id) & (contributions.c.number > after)
        with self._reading() as connection:
            rows = connection.execute(select(contributions).where(own).order_by(contributions.c.number)).mappings()
            return [contribution_of_row(row) for row in rows]

    def contributions_of_slip(self, slip_code: str) -> list[Contribution]:
        """Return what was said with a slip.

        Parameters
        ----------
        slip_code
            Capital letters and digits; nothing is found for an empty one.

        Returns
        -------
        list of Contribution
            In the order in which they were sent.
        """
        own = (contributions.c.slip_code == slip_code) & (contributions.c.slip_code != "")
        in_order = select(contributions).where(own).order_by(contributions.c.sent_at, contributions.c.contribution_id)
        with self._reading() as connection:
            return [contribution_of_row(row) for row in connection.execute(in_order).mappings()]

    def records_seen(self, session_id: str, audience: Audience) -> dict[str, Level]:
        """Return the records that a session's contributions became, as far as an audience sees them.

        Parameters
        ----------
        session_id
            The session.
        audience
            For whom.

        Returns
        -------
        dict
            How far each is protected, by id; without those that the audience does not see.
        """
        made = select(contributions.c.asset_id).where(contributions.c.session_id == session_id)
        columns = [assets.c[name] for name in ("asset_id", "protection", "review_state", "contact_agreed")]
        with self._reading() as connection:
            rows = connection.execute(select(*columns).where(assets.c.asset_id.in_(made))).all()
        if not rows:
            return {}
        seen = for_audience(pd.DataFrame(rows), audience)
        return {str(one): Level(level) for one, level in zip(seen["asset_id"], seen["protection"], strict=True)}

    def add_matters(self, contribution_id: str, participant_id: str, *, event: AuditEvent) -> bool:
        """Keep that a contribution matters to somebody: once, however often they say so.

        Parameters
        ----------
        contribution_id, participant_id
            The contribution, and who says so.
        event
            When; the audit keeps that somebody said so, not who.

        Returns
        -------
        bool
            Whether they had not said so before.
        """
        with self._keeping() as connection:
            kept = _raised(connection, contribution_id)
            said = _said(contribution_id, participant_id)
            if connection.scalar(select(func.count()).select_from(contribution_matters).where(said)):
                return False
            row = {"contribution_id": contribution_id, "participant_id": participant_id}
            connection.execute(insert(contribution_matters).values(row))
            insert_events(connection, event, [Change(subject_kind="contribution", subject_id=kept)])
        return True

    def remove_matters(self, contribution_id: str, participant_id: str, *, event: AuditEvent) -> bool:
        """Take back that a contribution matters to somebody.

        Parameters
        ----------
        contribution_id, participant_id
            The contribution, and who said so.
        event
            When; the audit keeps that somebody took it back, not who.

        Returns
        -------
        bool
            Whether they had said so.
        """
        with self._keeping() as connection:
            kept = _raised(connection, contribution_id)
            said = _said(contribution_id, participant_id)
            removed = bool(connection.execute(delete(contribution_matters).where(said)).rowcount)
            if removed:
                insert_events(connection, event, [Change(subject_kind="contribution", subject_id=kept)])
        return removed

    def matters(self, session_id: str) -> dict[str, int]:
        """Return to how many people each contribution of a session matters.

        Parameters
        ----------
        session_id
            The session.

        Returns
        -------
        dict
            Number of people by id of the contribution; without those that nobody said so of.
        """
        own = contributions.c.session_id == session_id
        counted = (
            select(contribution_matters.c.contribution_id, func.count().label("people"))
            .join(contributions, contributions.c.contribution_id == contribution_matters.c.contribution_id)
            .where(own)
            .group_by(contribution_matters.c.contribution_id)
        )
        with self._reading() as connection:
            return {row.contribution_id: row.people for row in connection.execute(counted)}

    def matters_of(self, participant_id: str) -> set[str]:
        """Return what matters to one phone.

        Parameters
        ----------
        participant_id
            Which one.

        Returns
        -------
        set of str
            Ids of contributions.
        """
        own = contribution_matters.c.participant_id == participant_id
        with self._reading() as connection:
            return set(connection.scalars(select(contribution_matters.c.contribution_id).where(own)))


def _raised(connection: Connection, contribution_id: str) -> str:
    """Give a contribution the next number, because what is said of it changes."""
    before = _select(connection, contribution_id)
    if before is None:
        raise StoreError("Expected something that was said in this session; found nothing. Load the page again.")
    number = next_number(connection, before.session_id)
    own = contributions.c.contribution_id == contribution_id
    connection.execute(update(contributions).where(own).values(number=number))
    return contribution_id


def _said(contribution_id: str, participant_id: str) -> Any:  # noqa: ANN401  # SQLAlchemy's type of a condition
    table = contribution_matters.c
    return (table.contribution_id == contribution_id) & (table.participant_id == participant_id)


def _select(connection: Connection, contribution_id: str) -> Contribution | None:
    own = contributions.c.contribution_id == contribution_id
    row = connection.execute(select(contributions).where(own)).mappings().one_or_none()
    return None if row is None else contribution_of_row(row)


def contribution_of_row(row: RowMapping) -> Contribution:
    """Return the contribution of a row.

    Parameters
    ----------
    row
        Of the table.

    Returns
    -------
    Contribution
        As it is kept.
    """
    known = {name: row[name] for name in Contribution.__dataclass_fields__}
    located_by = None if row["located_by"] is None else LocatedBy(row["located_by"])
    kinds = {name: kind(row[name]) for name, kind in _KINDS.items()}
    return Contribution(**known | kinds | {"offers": tuple(row["offers"]), "located_by": located_by})


def contribution_row(contribution: Contribution) -> dict[str, Any]:
    """Return the row that something is kept as.

    Parameters
    ----------
    contribution
        What was said.

    Returns
    -------
    dict
        Values by column.
    """
    kinds = {name: getattr(contribution, name).value for name in _KINDS}
    located_by = None if contribution.located_by is None else contribution.located_by.value
    return vars(contribution) | kinds | {"offers": list(contribution.offers), "located_by": located_by}


def _change(contribution: Contribution, *, before: Contribution | None) -> Change:
    return Change(
        subject_kind="contribution",
        subject_id=contribution.contribution_id,
        before=None if before is None else _noted(before),
        after=_noted(contribution),
    )


def _noted(contribution: Contribution) -> Mapping[str, Any]:
    row = {name: value for name, value in contribution_row(contribution).items() if name not in NOT_NOTED}
    moments = {name: value.isoformat() for name, value in row.items() if name.endswith("_at") and value is not None}
    shape = None if contribution.geometry_bng is None else contribution.geometry_bng.hex()
    return row | moments | {"geometry_bng": shape}
