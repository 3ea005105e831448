"""Tying assets together, and the network that comes of it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.links import End, Link, Relation, SeenLink, is_plausible
from asset_map.domain.permission import Actor, may_record
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.services.look import view_assets
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import of_ends, of_link
from asset_map.services.workspace import Workspace

LONGEST_NOTE = 200
MOST_DRAWN = 60
"""How many assets a picture of a network shows at most; more cannot be read."""


@dataclass(frozen=True, kw_only=True)
class Tie:
    """A link as it reads on the page of one of its two records.

    Parameters
    ----------
    link_id
        The link.
    words
        What stands between this record and the other: "runs", or "is run by".
    other
        The other record.
    note, added_by
        A few words more; who added it, empty for those who may not know.
    """

    link_id: str
    words: str
    other: End
    note: str
    added_by: str


@dataclass(frozen=True, kw_only=True)
class Network:
    """How the assets of some zones are linked.

    Parameters
    ----------
    links
        Every link with at least one end there.
    drawn
        Those between the assets that a picture shows.
    assets, assets_drawn
        How many assets the links tie together, and how many of them the picture shows: those with the most links.
    """

    links: tuple[SeenLink, ...]
    drawn: tuple[SeenLink, ...]
    assets: int
    assets_drawn: int


def relation_words() -> dict[Relation, tuple[str, str]]:
    """Return what people read for each relation.

    Returns
    -------
    dict
        What stands after the first asset and before the second, and the other way round.
    """
    return {
        Relation.RUNS: (_("runs"), _("is run by")),
        Relation.MEETS_AT: (_("meets at"), _("is a meeting place of")),
        Relation.FUNDS: (_("funds"), _("is funded by")),
        Relation.REFERS_TO: (_("refers people to"), _("gets people referred by")),
        Relation.SHARES_SPACE_WITH: (_("shares space with"), _("shares space with")),
    }


@asks(may_record, of_ends)
def link(
    first_id: str,
    relation: Relation,
    second_id: str,
    workspace: Workspace,
    *,
    note: str = "",
    now: dt.datetime,
    actor: Actor,
) -> Link:
    """Tie two assets together; both histories tell of it.

    Parameters
    ----------
    first_id, relation, second_id
        The first asset, what it does, and the second one.
    workspace
        The area.
    note
        A few words more; whoever sees both records sees it.
    now, actor
        When, and who.

    Returns
    -------
    Link
        As kept.

    Raises
    ------
    NotAllowedError
        For a record tied to itself, what is linked already, or a record that is out of use.
    UserError
        For an overlong note.
    """
    note = " ".join(note.split())
    if len(note) > LONGEST_NOTE:
        raise UserError(f"Expected a note of at most {LONGEST_NOTE} characters; found {len(note)}. Make it shorter.")
    made = Link(
        link_id=uuid.uuid4().hex, from_id=first_id, relation=relation, to_id=second_id, note=note, added_by=actor.name
    )
    event = AuditEvent(at=now, actor=actor.name, action=Action.LINKED, reason=_sentence(made, workspace))
    workspace.store.add_link(made, event=event)
    return made


@asks(may_record, of_link("link_id"))
def unlink(link_id: str, workspace: Workspace, *, now: dt.datetime, actor: Actor) -> Link:
    """Take a link away; both histories tell of it.

    Parameters
    ----------
    link_id
        The link.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    Link
        As it was, so that it can be put back.

    Raises
    ------
    UserError
        When it is gone already.
    """
    kept = workspace.store.link(link_id)
    if kept is None:
        raise UserError("Expected a link between two records; found none, any longer. Load the page again.")
    event = AuditEvent(at=now, actor=actor.name, action=Action.UNLINKED, reason=_sentence(kept, workspace))
    workspace.store.remove_link(kept, event=event)
    return kept


@asks(may_record, of_link("taken"))
def put_back(taken: Link, workspace: Workspace, *, now: dt.datetime, actor: Actor) -> None:
    """Put a link back that was taken away.

    Parameters
    ----------
    taken
        As `unlink` gave it.
    workspace
        The area.
    now, actor
        When, and who.
    """
    event = AuditEvent(at=now, actor=actor.name, action=Action.LINKED, reason=_sentence(taken, workspace))
    workspace.store.add_link(taken, event=event)


def links_of(asset_id: str, workspace: Workspace, *, audience: Audience) -> tuple[Tie, ...]:
    """Return what an audience may know of the links of one asset.

    Parameters
    ----------
    asset_id
        The asset.
    workspace
        The area.
    audience
        For whom.

    Returns
    -------
    tuple of Tie
        By what they say and the name of the other record; empty too when the audience does not see the asset.
    """
    ties = [_tie(one, asset_id) for one in workspace.store.links(audience, asset_id=asset_id)]
    return tuple(sorted(ties, key=lambda tie: (tie.words, tie.other.name, tie.link_id)))


def network(workspace: Workspace, *, audience: Audience, zones: Collection[str], today: dt.date) -> Network:
    """Return how the assets of some zones are linked, with each other and beyond.

    Parameters
    ----------
    workspace
        The area.
    audience
        For whom; of the zones it knows what it is shown.
    zones
        Codes of zones; empty for all.
    today
        The date to judge by.

    Returns
    -------
    Network
        Every link with at least one end there.
    """
    links = workspace.store.links(audience)
    if zones:
        seen = view_assets(workspace, audience, today=today)
        there = set(seen.loc[seen["zone_code"].isin(list(zones)), "asset_id"])
        links = [one for one in links if {one.first.asset_id, one.second.asset_id} & there]
    count = Counter(end for one in links for end in (one.first, one.second))
    chosen = {
        end
        for end, _times in sorted(count.items(), key=lambda item: (-item[1], item[0].name, item[0].asset_id))[
            :MOST_DRAWN
        ]
    }
    drawn = tuple(one for one in links if {one.first, one.second} <= chosen)
    shown = {end for one in drawn for end in (one.first, one.second)}
    return Network(links=tuple(links), drawn=drawn, assets=len(count), assets_drawn=len(shown))


def seems_unusual(first: End, relation: Relation, second: End) -> bool:
    """Return whether a link is of an unusual sort, so that whoever adds it looks once more.

    Parameters
    ----------
    first, relation, second
        The first asset, what it does, and the second one.

    Returns
    -------
    bool
        True for instance for a park that funds somebody.
    """
    return not is_plausible(relation, first.kind, second.kind)


def _tie(seen: SeenLink, asset_id: str) -> Tie:
    forward, backward = relation_words()[seen.link.relation]
    is_first = seen.first.asset_id == asset_id
    return Tie(
        link_id=seen.link.link_id,
        words=forward if is_first else backward,
        other=seen.second if is_first else seen.first,
        note=seen.link.note,
        added_by=seen.link.added_by,
    )


def _sentence(made: Link, workspace: Workspace) -> str:
    first, second = (workspace.store.asset(asset_id).name for asset_id in (made.from_id, made.to_id))
    words = f"“{first}” {made.relation.value.replace('_', ' ')} “{second}”"
    return f"{words}: {made.note}" if made.note else words
