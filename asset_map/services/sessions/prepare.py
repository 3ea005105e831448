"""Preparing a mapping session: what it is for, where, about what, and for whom."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.dates import read_date
from asset_map.domain.mapping_grid import grid_over
from asset_map.domain.mapping_session import MappingSession, SessionState
from asset_map.domain.permission import Actor, may_run_sessions
from asset_map.domain.problem import Problem, ProblemCode
from asset_map.errors import UserError
from asset_map.geography.shapes import read_shape
from asset_map.language import ENGLISH
from asset_map.services.neighbourhoods import area_of
from asset_map.services.permitted import asks, permit
from asset_map.services.permitted_places import of_session, place_of_session
from asset_map.services.sessions.prompts import prompts_of
from asset_map.services.sessions.session_draft import SessionDraft, wrong_in
from asset_map.services.sessions.shown import in_degrees
from asset_map.services.workspace import Workspace

SLIVER = 0.02
"""A zone whose share of the area, or whose share in it, is smaller only touches it."""


@dataclass(frozen=True)
class NotPrepared:
    """Nothing was kept.

    Parameters
    ----------
    problems
        Everything that is to be mended first.
    """

    problems: tuple[Problem, ...]


@asks(may_run_sessions)
def prepare(
    draft: SessionDraft, workspace: Workspace, *, now: dt.datetime, actor: Actor
) -> MappingSession | NotPrepared:
    """Keep a new session, or say everything that is wrong with it.

    Parameters
    ----------
    draft
        As typed.
    workspace
        The area.
    now, actor
        When, and who prepares it.

    Returns
    -------
    MappingSession or NotPrepared
        Prepared and not open yet; or the problems beside their fields.
    """
    made = session_of_draft(draft, workspace, now=now, actor=actor)
    if isinstance(made, NotPrepared):
        return made
    permit(may_run_sessions, actor, place_of_session(made, workspace))
    return workspace.store.keep_session(made, event=AuditEvent(at=now, actor=actor.name, action=Action.PREPARED))


@asks(may_run_sessions, of_session("session"))
def change_session(
    session: MappingSession, draft: SessionDraft, workspace: Workspace, *, now: dt.datetime, actor: Actor
) -> MappingSession | NotPrepared:
    """Change what was prepared; once something was said, the area and its grid stay as they are on paper.

    Parameters
    ----------
    session, draft
        The session as it was read, and what is to stand in its place.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    MappingSession or NotPrepared
        As kept; or the problems beside their fields.

    Raises
    ------
    ConflictError
        When somebody else changed it meanwhile.
    """
    made = session_of_draft(draft, workspace, now=now, actor=actor)
    if isinstance(made, NotPrepared):
        return made
    stays: tuple[str, ...] = ("session_id", "state", "code", "made_by", "made_at", "version")
    own = draft_of_session(session, workspace)
    is_same_area = (draft.outline, draft.neighbourhood_id) == (own.outline, own.neighbourhood_id)
    if is_same_area or workspace.store.news(session.session_id):
        stays += ("area_bng", "area_name", "neighbourhood_id", "zone_system", "zone_codes", "grid")
    changed = replace(made, **{name: getattr(session, name) for name in stays})
    permit(may_run_sessions, actor, place_of_session(changed, workspace))
    return workspace.store.keep_session(changed, event=AuditEvent(at=now, actor=actor.name, action=Action.CHANGED))


def draft_of_session(session: MappingSession, workspace: Workspace) -> SessionDraft:
    """Return a session as somebody would type it, to change it.

    Parameters
    ----------
    session
        As it is kept.
    workspace
        The area.

    Returns
    -------
    SessionDraft
        Without an outline where the area was chosen, or is everything.
    """
    everything = tuple(workspace.classification.offers)
    is_whole = session.area_name == workspace.geography.area_name and set(session.zone_codes) >= set(
        workspace.geography.zones_bng.index
    )
    is_drawn = not session.neighbourhood_id and not is_whole
    return SessionDraft(
        title=session.title,
        purpose=session.purpose,
        promise=session.promise,
        limits=session.limits,
        place=session.place,
        held_on=f"{session.held_on:%d/%m/%Y}",
        time_words=session.time_words,
        facilitator=session.facilitator,
        who_is_missing=session.who_is_missing,
        neighbourhood_id=session.neighbourhood_id,
        outline=shapely.to_geojson(in_degrees(shapely.from_wkb(session.area_bng))) if is_drawn else "",
        offers=() if session.offers == everything else session.offers,
        prompts=tuple(one.text for one in session.prompts),
        languages=session.languages,
        glance_first=session.glance_first,
    )


def zones_of_outline(outline: str, workspace: Workspace) -> tuple[str, ...]:
    """Return the zones that a drawn area has.

    Parameters
    ----------
    outline
        GeoJSON in degrees, EPSG:4326; may be empty or half-finished.
    workspace
        The area.

    Returns
    -------
    tuple of str
        Codes, sorted; none for what is no area yet.
    """
    shape = read_shape(outline, allowed={"area"}, kind_label="The area of a session") if outline.strip() else None
    return () if shape is None or isinstance(shape, Problem) else _zones_in(shape, workspace)


def the_session(session_id: str, workspace: Workspace) -> MappingSession:
    """Return one session.

    Parameters
    ----------
    session_id
        Which one.
    workspace
        The area.

    Returns
    -------
    MappingSession
        As it is kept now.

    Raises
    ------
    UserError
        When there is none.
    """
    session = workspace.store.mapping_session(session_id)
    if session is None:
        raise UserError(
            f"Expected the id of a mapping session; found “{session_id[:60]}”, which is none. Choose it from the list."
        )
    return session


def session_of_draft(
    draft: SessionDraft, workspace: Workspace, *, now: dt.datetime, actor: Actor
) -> MappingSession | NotPrepared:
    """Return the session that a draft describes, without keeping it.

    Parameters
    ----------
    draft
        As typed.
    workspace
        The area.
    now, actor
        When, and who prepares it.

    Returns
    -------
    MappingSession or NotPrepared
        With an id of its own; or the problems beside their fields.
    """
    problems = wrong_in(draft, workspace)
    area = _area(draft, workspace)
    if isinstance(area, Problem):
        problems.append(area)
    held_on = read_date(draft.held_on)
    if held_on is None or isinstance(area, Problem) or problems:
        return NotPrepared(tuple(problems))
    area_name, shape = area
    try:
        grid = grid_over(*shape.bounds)
    except ValueError:
        message = (
            "Expected an area of at most 75 km; found a larger one. Choose a neighbourhood, or draw a smaller area."
        )
        return NotPrepared((Problem(ProblemCode.TOO_LARGE, "outline", area_name, message),))
    return MappingSession(
        session_id=uuid.uuid4().hex,
        title=" ".join(draft.title.split()),
        purpose=draft.purpose.strip(),
        promise=draft.promise.strip(),
        limits=draft.limits.strip(),
        place=" ".join(draft.place.split()),
        time_words=" ".join(draft.time_words.split()),
        who_is_missing=draft.who_is_missing.strip(),
        facilitator=" ".join(draft.facilitator.split()) or actor.name,
        held_on=held_on,
        area_name=area_name,
        neighbourhood_id="" if draft.outline.strip() else draft.neighbourhood_id,
        area_bng=shapely.to_wkb(shape),
        zone_system=workspace.geography.system.id,
        zone_codes=_zones_in(shape, workspace),
        grid=grid,
        offers=draft.offers or tuple(workspace.classification.offers),
        prompts=prompts_of(draft.prompts),
        languages=(ENGLISH, *(code for code in dict.fromkeys(draft.languages) if code != ENGLISH)),
        glance_first=draft.glance_first,
        state=SessionState.PREPARED,
        code="",
        made_by=actor.name,
        made_at=now,
    )


def _area(draft: SessionDraft, workspace: Workspace) -> tuple[str, BaseGeometry] | Problem:
    if draft.outline.strip():
        return _drawn_area(draft, workspace)
    zones = workspace.geography.zones_bng
    if not draft.neighbourhood_id:
        return workspace.geography.area_name, shapely.union_all(np.asarray(zones.geometry))
    try:
        chosen = area_of(draft.neighbourhood_id, workspace)
    except UserError as error:
        return Problem(ProblemCode.UNKNOWN_CODE, "neighbourhood_id", draft.neighbourhood_id[:60], str(error))
    if chosen.shape_bng is not None:
        return chosen.name, shapely.from_wkb(chosen.shape_bng)
    return chosen.name, shapely.union_all(np.asarray(zones.geometry[list(chosen.zone_codes)]))


def _drawn_area(draft: SessionDraft, workspace: Workspace) -> tuple[str, BaseGeometry] | Problem:
    shape = read_shape(draft.outline, allowed={"area"}, kind_label="The area of a session")
    if isinstance(shape, Problem):
        return replace(shape, field="outline")
    if not _zones_in(shape, workspace):
        message = f"Expected an outline in {workspace.geography.area_name}; found one beside it. Draw it again."
        return Problem(ProblemCode.OUTSIDE_AREA, "outline", "", message)
    return draft.place.strip() or workspace.geography.area_name, shape


def _zones_in(shape: BaseGeometry, workspace: Workspace) -> tuple[str, ...]:
    zones = workspace.geography.zones_bng
    shapes = np.asarray(zones.geometry)
    shared_m2 = shapely.area(shapely.intersection(shapes, shape))
    smaller_m2 = np.minimum(shapely.area(shapes), shape.area)
    return tuple(sorted(zones.index[shared_m2 > SLIVER * smaller_m2]))
