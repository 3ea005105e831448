"""Which record would be made of what was said: its words, its codes, its place, and how far it is protected?"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import shapely

from asset_map.domain.asset import AssetDraft, CheckedHow
from asset_map.domain.contribution import Contribution, HowPlaced
from asset_map.domain.dates import local_date, written_date
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.protection import Level, starting_level
from asset_map.language import gettext as _
from asset_map.services.sessions.places import find_in_session
from asset_map.services.sessions.review import is_held_back
from asset_map.services.sessions.shown import in_degrees, in_metres, level_of
from asset_map.services.workspace import Workspace

LONGEST_NAME = 60
"""As many letters of what was said as make a name to begin with."""

UNKNOWN_LANGUAGE = "und"


def draft_of(contribution: Contribution, session: MappingSession, workspace: Workspace) -> AssetDraft:
    """Return the record that would be made of a contribution, for a reviewer to change.

    Parameters
    ----------
    contribution, session
        What was said, and where.
    workspace
        The area.

    Returns
    -------
    AssetDraft
        Its words as said with their language, the codes that were chosen, and its place: "somewhere around here" as
        its middle, known no more finely than that.
    """
    held_on = min(session.held_on, local_date(contribution.sent_at))
    languages = workspace.classification.languages
    language = contribution.language.replace("_", "-")
    return AssetDraft(
        name=_name(contribution.words),
        kind=contribution.asset_kind,
        offers=contribution.offers,
        own_words=contribution.words,
        own_words_language=(language if language in languages else UNKNOWN_LANGUAGE) if contribution.words else "",
        protection=floor_of(contribution, workspace),
        source=source_of(session),
        last_checked=held_on.isoformat(),
        checked_how=CheckedHow.SESSION.value,
        **_place(contribution, contribution.asset_kind, workspace),
    )


def source_of(session: MappingSession) -> str:
    """Return how records name a session as their source.

    Parameters
    ----------
    session
        Which one.

    Returns
    -------
    str
        Its title and date.
    """
    return f"Mapping session “{session.title}”, {written_date(session.held_on)}"


def as_record(stored: Contribution, draft: AssetDraft, session: MappingSession, workspace: Workspace) -> AssetDraft:
    """Return the record that a reviewer makes of a contribution, with what is not theirs to change.

    Parameters
    ----------
    stored
        What was said.
    draft
        As `draft_of` gives it, changed by the reviewer.
    session
        Where it was said.
    workspace
        The area.

    Returns
    -------
    AssetDraft
        With its words, place, source and date as they are; and for partners at least where it is held back.
    """
    said = draft_of(stored, session, workspace)
    kept = ("own_words", "own_words_language", "source", "last_checked", "checked_how")
    nowhere = dict.fromkeys(("shape", "latitude", "longitude", "precise_to_m", "located_by"), "")
    where = nowhere | _place(stored, draft.kind, workspace)
    whole = replace(draft, **{name: getattr(said, name) for name in kept} | where)
    return replace(whole, **_protection(stored, whole, workspace)) if floor_of(stored, workspace) else whole


def with_place(
    contribution: Contribution, place: str, session: MappingSession, workspace: Workspace, *, now: dt.datetime
) -> Contribution:
    """Return a contribution with the place that a reviewer typed, where nobody said one.

    Parameters
    ----------
    contribution
        What was said.
    place
        A square of the grid, a postcode or a landmark; may be empty.
    session
        Whose grid counts.
    workspace
        The area.
    now
        When.

    Returns
    -------
    Contribution
        As it is where it has a place already.

    Raises
    ------
    UserError
        When the place is not found.
    """
    if contribution.geometry_bng is not None or not place.strip():
        return contribution
    found = find_in_session(place, session, workspace, today=local_date(now))[0]
    shape = shapely.to_wkb(in_metres(shapely.from_geojson(found.shape)))
    return replace(contribution, geometry_bng=shape, how_placed=found.how_placed, located_by=found.located_by)


def floor_of(contribution: Contribution, workspace: Workspace) -> str:
    """Return the weakest protection that a record of a contribution may have.

    Parameters
    ----------
    contribution
        What was said.
    workspace
        The area.

    Returns
    -------
    str
        ``partners`` for what is not to be published, hidden, or reads like a place of safety or a home; else empty.
    """
    # The place in words is not in the record, but may say that it is somebody's home.
    is_closed = is_held_back(contribution) or level_of(contribution, workspace) is Level.PARTNERS
    return Level.PARTNERS.value if is_closed else ""


def _protection(stored: Contribution, draft: AssetDraft, workspace: Workspace) -> dict[str, Any]:
    """Return the protection of what is not to be published: for partners at least."""
    kind = workspace.classification.kinds.get(draft.kind)
    starts = kind.starting_level if kind else Level.PUBLIC
    start = starting_level(starts, draft.words, workspace.classification.sensitive_words)
    chosen = [Level.PARTNERS, start, *(one for one in Level if one.value == draft.protection)]
    reason = _("Whoever said it asked not to publish it") if stored.do_not_publish else _("Held back in the session")
    level = max(chosen, key=lambda one: one.strength)
    return {"protection": level.value, "protection_reason": draft.protection_reason or reason}


def _name(words: str) -> str:
    first = words.strip().splitlines()[0] if words.strip() else ""
    if len(first) <= LONGEST_NAME:
        return first
    return first[:LONGEST_NAME].rsplit(" ", 1)[0] + "…"


def _place(contribution: Contribution, kind_code: str, workspace: Workspace) -> dict[str, Any]:
    """Return where it is as a draft says so: what was drawn, where its kind may be that; else a point."""
    if contribution.geometry_bng is None:
        return {}
    shape = shapely.from_wkb(contribution.geometry_bng)
    located_by = contribution.located_by.value if contribution.located_by else ""
    kind = workspace.classification.kinds.get(kind_code)
    drawn = {HowPlaced.LINE: "line", HowPlaced.AREA: "area"}.get(contribution.how_placed)
    is_one = shapely.get_num_geometries(shape) == 1
    if drawn and is_one and kind is not None and drawn in kind.placements:
        return {"shape": shapely.to_geojson(in_degrees(shape)), "located_by": located_by}
    longitude, latitude = shapely.get_coordinates(in_degrees(shapely.point_on_surface(shape)))[0]
    place = {"latitude": str(latitude), "longitude": str(longitude), "located_by": located_by}
    if shapely.get_dimensions(shape) == 0:
        return place
    return place | {"precise_to_m": f"{shapely.minimum_bounding_radius(shape):.0f}"}
