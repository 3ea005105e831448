"""Preparing a mapping session: what it is for, where, about what, and for whom."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.dates import read_date
from asset_map.domain.mapping_grid import grid_over
from asset_map.domain.mapping_session import MappingSession, Prompt, SessionState
from asset_map.domain.problem import Problem, ProblemCode
from asset_map.domain.validation import NOT_PLAIN
from asset_map.errors import UserError
from asset_map.geography.shapes import read_shape
from asset_map.language import ENGLISH, languages, to_translate
from asset_map.services.neighbourhoods import area_of
from asset_map.services.workspace import Workspace

PURPOSE = to_translate("To map what is good here: the groups, places, services, skills and stories that people value.")
PROMISE = to_translate(
    "Everything you say is read. Within six weeks you hear what was done, what will be done, and what not, and why."
)
LIMITS = to_translate(
    "This session alone cannot pay for anything new. What is not for publishing stays with the people who run it."
)
"""What stands in the form at first; a facilitator says it in their own words, which are shown as they are."""

PROMPTS = (
    to_translate("Where do you feel good?"),
    to_translate("Who or what helps people here?"),
    to_translate("What do you do here, and where?"),
    to_translate("What could be here one day?"),
)
"""Questions that most sessions ask, strengths first."""

LONGEST = {"title": 120, "place": 200, "time_words": 60, "facilitator": 120, "purpose": 600, "promise": 600}
LONGEST_OTHER = 1000
MOST_PROMPTS = 12

SLIVER = 0.02
"""A zone whose share of the area, or whose share in it, is smaller only touches it."""


@dataclass(frozen=True, kw_only=True)
class SessionDraft:
    """A session as it was typed.

    Parameters
    ----------
    title, purpose, promise, limits, place, held_on, time_words, facilitator, who_is_missing
        As `MappingSession` has them; the date as people write dates.
    neighbourhood_id
        The neighbourhood or zone that was chosen; empty for a drawn area, and with no outline for the whole area.
    outline
        A drawn area as GeoJSON in degrees, EPSG:4326; it goes before the neighbourhood.
    offers
        Codes of what people are asked about; none for everything.
    prompts
        Its questions, one text each.
    languages
        Codes of languages; English is always among them.
    glance_first
        Whether the facilitator looks at everything before the room sees it.
    """

    title: str = ""
    purpose: str = PURPOSE
    promise: str = PROMISE
    limits: str = LIMITS
    place: str = ""
    held_on: str = ""
    time_words: str = ""
    facilitator: str = ""
    who_is_missing: str = ""
    neighbourhood_id: str = ""
    outline: str = ""
    offers: tuple[str, ...] = ()
    prompts: tuple[str, ...] = PROMPTS
    languages: tuple[str, ...] = (ENGLISH,)
    glance_first: bool = True


@dataclass(frozen=True)
class NotPrepared:
    """Nothing was kept.

    Parameters
    ----------
    problems
        Everything that is to be mended first.
    """

    problems: tuple[Problem, ...]


def prepare(draft: SessionDraft, workspace: Workspace, *, now: dt.datetime, actor: str) -> MappingSession | NotPrepared:
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
    return workspace.store.keep_session(made, event=AuditEvent(at=now, actor=actor, action=Action.PREPARED))


def change_session(
    session: MappingSession, draft: SessionDraft, workspace: Workspace, *, now: dt.datetime, actor: str
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
    if workspace.store.news(session.session_id):
        stays += ("area_bng", "area_name", "neighbourhood_id", "zone_system", "zone_codes", "grid")
    changed = replace(made, **{name: getattr(session, name) for name in stays})
    return workspace.store.keep_session(changed, event=AuditEvent(at=now, actor=actor, action=Action.CHANGED))


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
    draft: SessionDraft, workspace: Workspace, *, now: dt.datetime, actor: str
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
    problems = [*_wrong_words(draft), *_wrong_codes(draft, workspace)]
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
        facilitator=" ".join(draft.facilitator.split()) or actor,
        held_on=held_on,
        area_name=area_name,
        neighbourhood_id="" if draft.outline.strip() else draft.neighbourhood_id,
        area_bng=shapely.to_wkb(shape),
        zone_system=workspace.geography.system.id,
        zone_codes=_zones_in(shape, workspace),
        grid=grid,
        offers=draft.offers or tuple(workspace.classification.offers),
        prompts=tuple(Prompt(theme="", text=text.strip()) for text in draft.prompts if text.strip()),
        languages=(ENGLISH, *(code for code in dict.fromkeys(draft.languages) if code != ENGLISH)),
        glance_first=draft.glance_first,
        state=SessionState.PREPARED,
        code="",
        made_by=actor,
        made_at=now,
    )


def _wrong_words(draft: SessionDraft) -> Iterator[Problem]:
    needed = {"title": "what the session is called", "place": "where it is held", "purpose": "what it is for"}
    for name, what in needed.items():
        if not getattr(draft, name).strip():
            yield Problem(ProblemCode.MISSING, name, "", f"Expected {what}; found nothing. Type it in a few words.")
    if read_date(draft.held_on) is None:
        message = f"Expected the date of the session, such as 21/11/2026; found “{draft.held_on}”."
        yield Problem(ProblemCode.NOT_A_DATE, "held_on", draft.held_on, message)
    texts = {name: value for name, value in vars(draft).items() if isinstance(value, str) and name != "outline"}
    texts |= {"prompts": max(draft.prompts, key=len, default="")}
    for name, value in texts.items():
        most = LONGEST.get(name, LONGEST_OTHER)
        if len(value) > most:
            message = f"Expected at most {most:,} characters; found {len(value):,}. Say it more shortly."
            yield Problem(ProblemCode.TOO_LONG, name, value[:60], message)
        if NOT_PLAIN.search(value):
            message = "Expected plain text; found signs that cannot be kept. Type it again."
            yield Problem(ProblemCode.NOT_PLAIN_TEXT, name, "", message)
    asked = [text for text in draft.prompts if text.strip()]
    if not 0 < len(asked) <= MOST_PROMPTS:
        message = f"Expected 1 to {MOST_PROMPTS} questions to ask people; found {len(asked)}."
        yield Problem(ProblemCode.OUT_OF_RANGE, "prompts", str(len(asked)), message)


def _wrong_codes(draft: SessionDraft, workspace: Workspace) -> Iterator[Problem]:
    known = {"offers": workspace.classification.offers, "languages": languages()}
    for name, codes in known.items():
        for code in getattr(draft, name):
            if code not in codes:
                message = f"Expected one of {', '.join(codes)}; found “{code[:60]}”. Choose it from the list."
                yield Problem(ProblemCode.UNKNOWN_CODE, name, code[:60], message)


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
