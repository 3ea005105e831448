"""What of a session may stand in a report for the public, and how finely may it say where?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import shapely

from asset_map.domain.contribution import Contribution, ReviewResult, room_sees
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.protection import OF_WORK, Audience, Level
from asset_map.services.look import view_assets
from asset_map.services.sessions.shown import public_level
from asset_map.services.workspace import Workspace


@dataclass(frozen=True)
class Told:
    """Something that was said, as far as a report may tell it.

    Parameters
    ----------
    contribution
        What was said.
    zone_code, square
        Where: empty where the report may not say so, or nobody did. A square is finer than a zone.
    is_exact
        Whether the report may say exactly where.
    has_words
        Whether its words may stand there.
    record_name
        Name of the record it stands in, as far as the report may tell it; empty for none.
    """

    contribution: Contribution
    zone_code: str
    square: str
    is_exact: bool
    has_words: bool
    record_name: str


def told_to(audience: Audience, session: MappingSession, workspace: Workspace, *, today: dt.date) -> tuple[Told, ...]:
    """Return what a report may tell of what was said.

    Parameters
    ----------
    audience
        Staff for everything that was not taken back; the team for that without what became a protected record; else
        what the public may know.
    session
        Which one.
    workspace
        The area.
    today
        The date to judge by.

    Returns
    -------
    tuple of Told
        In no order. For the public without what is hidden, not to be published, not used, or still to be looked at;
        without what a protected record was made of; and without people and places of safety.
    """
    said = [one for one in workspace.store.contributions(session.session_id) if one.taken_back_at is None]
    seen = view_assets(workspace, audience, today=today).set_index("asset_id")
    names = {str(asset_id): str(name) for asset_id, name in seen["name"].items()}
    if audience is Audience.STAFF:
        return tuple(_told(one, Level.PUBLIC, session, names, has_words=True) for one in said)
    levels = {str(asset_id): Level(level) for asset_id, level in seen["protection"].items()}
    if audience in OF_WORK:  # who held the session heard it all; what became a record is told as far as they see that
        levels[""] = Level.PUBLIC
        heard = ((one, levels.get(one.asset_id)) for one in said)
        return tuple(_told(one, level, session, names, has_words=True) for one, level in heard if level is not None)
    told = ((one, _public_level(one, session, levels, workspace)) for one in said)
    return tuple(
        _told(one, level, session, names, has_words=one.may_be_quoted) for one, level in told if level is not None
    )


def _public_level(
    contribution: Contribution, session: MappingSession, records: dict[str, Level], workspace: Workspace
) -> Level | None:
    """Return how far something is protected; None where the public may know nothing of it."""
    level = public_level(contribution, records, workspace)
    if level is None:
        return None
    glance_first = session.glance_first and contribution.review is ReviewResult.WAITING
    is_seen = room_sees(contribution, glance_first=glance_first, level=level)
    if not is_seen or contribution.review is ReviewResult.NOT_USED:
        return None
    return level if level in {Level.PUBLIC, Level.AREA} else None


def _told(
    contribution: Contribution, level: Level, session: MappingSession, names: dict[str, str], *, has_words: bool
) -> Told:
    square, is_exact = "", level is Level.PUBLIC
    if contribution.geometry_bng is not None and is_exact:
        middle = shapely.get_coordinates(shapely.point_on_surface(shapely.from_wkb(contribution.geometry_bng)))[0]
        square = session.grid.square_at(*middle) or ""
    name = names.get(contribution.asset_id, "")
    return Told(contribution, contribution.zone_code, square, is_exact=is_exact, has_words=has_words, record_name=name)
