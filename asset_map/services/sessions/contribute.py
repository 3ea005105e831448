"""Saying something in a session, by phone or on paper; taking it back; and saying that something matters."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from asset_map.domain.asset import LocatedBy
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.contribution import Channel, Contribution, ContributionDraft, ContributionKind, HowPlaced
from asset_map.domain.dates import local_date
from asset_map.domain.mapping_session import MappingSession, Participant, SessionState, typed_slip_code
from asset_map.domain.problem import Problem, ProblemCode
from asset_map.domain.validation import NOT_PLAIN
from asset_map.errors import NotAllowedError, UserError
from asset_map.geography.edge import near_area
from asset_map.geography.shapes import read_shape
from asset_map.language import ENGLISH, languages
from asset_map.language import gettext as _
from asset_map.services.sessions.joining import A_RESIDENT
from asset_map.services.sessions.places import find_in_session
from asset_map.services.sessions.shown import in_metres, the_room
from asset_map.services.workspace import Workspace, zones_of_shapes

LONGEST_WORDS = 1000
LONGEST_PLACE = 200
LONGEST_PROMPT = 1000
LONGEST_SHEET = 20
MOST_FROM_ONE_PHONE = 200
"""A phone that sends more is no person with a story to tell."""

HIGHEST_DOT = 9999

_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class NotSent:
    """Nothing was kept.

    Parameters
    ----------
    problems
        Everything that is to be mended first.
    """

    problems: tuple[Problem, ...]


def contribute(
    draft: ContributionDraft, participant: Participant, workspace: Workspace, *, now: dt.datetime
) -> Contribution | NotSent:
    """Keep what somebody said by phone; sent twice, it is kept once.

    Parameters
    ----------
    draft
        As it was sent.
    participant
        The phone.
    workspace
        The area.
    now
        When.

    Returns
    -------
    Contribution or NotSent
        As kept; or the problems beside their fields.

    Raises
    ------
    NotAllowedError
        When the session is closed, or the phone has sent more than a person would.
    """
    store = workspace.store
    before = store.contribution(draft.contribution_id)
    if before is not None and before.sent_by == participant.participant_id:
        return before
    session = store.mapping_session(participant.session_id)
    if session is None or session.state is not SessionState.OPEN:
        raise NotAllowedError(_("This session is closed. Tell the facilitator what you wanted to add."))
    sent = [one for one in store.contributions_of_slip(participant.slip_code) if one.channel is Channel.PHONE]
    if len(sent) >= MOST_FROM_ONE_PHONE:
        raise NotAllowedError(
            _("You have added as much as one phone can. Tell the facilitator what you wanted to add.")
        )
    own = replace(draft, slip_code=participant.slip_code, dot="", sheet="")
    made = _made(own, session, workspace, now=now)
    if isinstance(made, NotSent):
        return made
    kept = replace(made, sent_by=participant.participant_id)
    return store.keep_contribution(kept, event=AuditEvent(at=now, actor=A_RESIDENT, action=Action.SENT))


def enter_from_paper(
    draft: ContributionDraft, session: MappingSession, workspace: Workspace, *, now: dt.datetime, actor: str
) -> Contribution | NotSent:
    """Keep what somebody said on paper; entered twice under one id, it is kept once.

    Parameters
    ----------
    draft
        As typed.
    session
        Whose paper it is; it may be closed by now.
    workspace
        The area.
    now, actor
        When, and who types it in.

    Returns
    -------
    Contribution or NotSent
        As kept; or the problems beside their fields.
    """
    before = workspace.store.contribution(draft.contribution_id)
    if before is not None and before.session_id == session.session_id:
        return before
    made = _made(draft, session, workspace, now=now)
    if isinstance(made, NotSent):
        return made
    kept = replace(made, channel=Channel.PAPER, entered_by=actor)
    return workspace.store.keep_contribution(kept, event=AuditEvent(at=now, actor=actor, action=Action.RECORDED))


def take_back(contribution_id: str, participant: Participant, workspace: Workspace, *, now: dt.datetime) -> None:
    """Take back what this phone sent; staff see that something was taken back, and the room no longer sees it.

    Parameters
    ----------
    contribution_id, participant
        What, and who.
    workspace
        The area.
    now
        When.

    Raises
    ------
    UserError
        When this phone did not send it.
    """
    _take_back(contribution_id, participant, workspace, at=now, now=now)


def put_back(contribution_id: str, participant: Participant, workspace: Workspace, *, now: dt.datetime) -> None:
    """Put back what this phone took back.

    Parameters
    ----------
    contribution_id, participant
        What, and who.
    workspace
        The area.
    now
        When.

    Raises
    ------
    UserError
        When this phone did not send it.
    """
    _take_back(contribution_id, participant, workspace, at=None, now=now)


def this_matters(contribution_id: str, participant: Participant, workspace: Workspace, *, now: dt.datetime) -> bool:
    """Say that something matters: once a person.

    Parameters
    ----------
    contribution_id, participant
        What, and to whom.
    workspace
        The area.
    now
        When.

    Returns
    -------
    bool
        Whether they had not said so before.

    Raises
    ------
    UserError
        When the room of this phone does not see it.
    """
    _check_seen(contribution_id, participant, workspace)
    event = AuditEvent(at=now, actor=A_RESIDENT, action=Action.CHANGED)
    return workspace.store.add_matters(contribution_id, participant.participant_id, event=event)


def no_longer_matters(
    contribution_id: str, participant: Participant, workspace: Workspace, *, now: dt.datetime
) -> bool:
    """Take back that something matters.

    Parameters
    ----------
    contribution_id, participant
        What, and to whom.
    workspace
        The area.
    now
        When.

    Returns
    -------
    bool
        Whether they had said so.

    Raises
    ------
    UserError
        When the room of this phone does not see it.
    """
    _check_seen(contribution_id, participant, workspace)
    event = AuditEvent(at=now, actor=A_RESIDENT, action=Action.UNDONE)
    return workspace.store.remove_matters(contribution_id, participant.participant_id, event=event)


def own_contributions(participant: Participant, workspace: Workspace) -> tuple[Contribution, ...]:
    """Return what a phone sent, the latest first.

    Parameters
    ----------
    participant
        The phone.
    workspace
        The area.

    Returns
    -------
    tuple of Contribution
        Also what was taken back.
    """
    sent = workspace.store.contributions_of_slip(participant.slip_code)
    return tuple(one for one in reversed(sent) if one.sent_by == participant.participant_id)


def _take_back(
    contribution_id: str, participant: Participant, workspace: Workspace, *, at: dt.datetime | None, now: dt.datetime
) -> None:
    before = workspace.store.contribution(contribution_id)
    if before is None or before.sent_by != participant.participant_id:
        raise UserError(_("Only what you sent yourself can be taken back. Load the page again."))
    if (before.taken_back_at is None) is (at is None):
        return
    event = AuditEvent(at=now, actor=A_RESIDENT, action=Action.UNDONE if at else Action.RESTORED)
    workspace.store.change_contribution(replace(before, taken_back_at=at), event=event)


def _check_seen(contribution_id: str, participant: Participant, workspace: Workspace) -> None:
    session = workspace.store.mapping_session(participant.session_id)
    if session is None or all(one.contribution_id != contribution_id for one in the_room(session, workspace)):
        raise UserError(_("This is no longer shown. Load the page again."))


@dataclass(frozen=True)
class _Placed:
    shape: BaseGeometry | None
    how: HowPlaced
    by: LocatedBy | None


def _made(
    draft: ContributionDraft, session: MappingSession, workspace: Workspace, *, now: dt.datetime
) -> Contribution | NotSent:
    problems = [*_wrong_fields(draft, session, workspace), *_wrong_paper(draft, session, workspace)]
    placed = _placed(draft, session, workspace, today=local_date(now))
    if isinstance(placed, Problem):
        return NotSent((*problems, placed))
    problems += _missing(draft, placed)
    if problems:
        return NotSent(tuple(problems))
    zone = None if placed.shape is None else zones_of_shapes(np.array([placed.shape], dtype=np.object_), workspace)[0]
    return Contribution(
        contribution_id=draft.contribution_id,
        session_id=session.session_id,
        kind=ContributionKind(draft.kind),
        words=draft.words.strip(),
        language=draft.language,
        prompt=draft.prompt,
        asset_kind=draft.asset_kind,
        offers=draft.offers,
        geometry_bng=None if placed.shape is None else shapely.to_wkb(placed.shape),
        how_placed=placed.how,
        located_by=placed.by,
        place=draft.place.strip(),
        zone_code=zone or "",
        do_not_publish=draft.do_not_publish == "yes",
        about_id=draft.about_id,
        dot=int(draft.dot) if draft.dot.strip() else None,
        sheet=draft.sheet.strip(),
        slip_code=typed_slip_code(draft.slip_code),
        sent_at=now,
    )


def _wrong_fields(draft: ContributionDraft, session: MappingSession, workspace: Workspace) -> Iterator[Problem]:
    scheme = workspace.classification
    if not _ID.fullmatch(draft.contribution_id):
        message = _("This did not arrive whole. Load the page again and send it once more.")
        yield Problem(ProblemCode.MALFORMED, "contribution_id", "", message)
    one_of: tuple[tuple[str, str, Any], ...] = (
        ("kind", draft.kind, tuple(ContributionKind)),
        ("language", draft.language, languages() or (ENGLISH,)),
        ("asset_kind", draft.asset_kind, ("", *scheme.kinds)),
        *(("offers", code, scheme.offers) for code in draft.offers),
    )
    for name, value, codes in one_of:
        if value not in codes:
            yield Problem(ProblemCode.UNKNOWN_CODE, name, value[:60], _("Please choose one of the answers again."))
    longest = {"words": LONGEST_WORDS, "place": LONGEST_PLACE, "prompt": LONGEST_PROMPT, "sheet": LONGEST_SHEET}
    for name, most in longest.items():
        value = getattr(draft, name)
        if len(value) > most:
            message = _("This is {found} letters long, and {most} fit. Please make it shorter.")
            text = message.format(found=f"{len(value):,}", most=f"{most:,}")
            yield Problem(ProblemCode.TOO_LONG, name, value[:60], text)
        if NOT_PLAIN.search(value):
            yield Problem(ProblemCode.NOT_PLAIN_TEXT, name, "", _("Some signs cannot be kept. Please type it again."))
    about = workspace.store.contribution(draft.about_id) if draft.about_id else None
    if draft.about_id and (about is None or about.session_id != session.session_id):
        yield Problem(ProblemCode.UNKNOWN_CODE, "about_id", "", _("This is no longer shown. Load the page again."))


def _wrong_paper(draft: ContributionDraft, session: MappingSession, workspace: Workspace) -> Iterator[Problem]:
    dot = draft.dot.strip()
    if dot and not (dot.isascii() and dot.isdigit() and 0 < int(dot) <= HIGHEST_DOT):
        message = f"Expected the number on the dot, 1 to {HIGHEST_DOT}; found “{dot[:60]}”."
        yield Problem(ProblemCode.NOT_A_NUMBER, "dot", dot[:60], message)
    slip_code = typed_slip_code(draft.slip_code)
    if slip_code and workspace.store.slip_session(slip_code) != session.session_id:
        message = f"Expected the code of a slip of this session; found “{draft.slip_code[:60]}”. Read it off again."
        yield Problem(ProblemCode.UNKNOWN_CODE, "slip_code", draft.slip_code[:60], message)


def _missing(draft: ContributionDraft, placed: _Placed) -> Iterator[Problem]:
    if draft.kind == ContributionKind.NOTHING_HERE:
        if placed.shape is None:
            yield Problem(ProblemCode.NO_PLACE, "place", "", _("Please say where you looked."))
        if not draft.offers:
            yield Problem(ProblemCode.MISSING, "offers", "", _("Please say what you looked for."))
    elif not draft.words.strip() and not (draft.kind == ContributionKind.ASSET and draft.offers and placed.shape):
        yield Problem(ProblemCode.MISSING, "words", "", _("Please say it in your own words."))


def _placed(
    draft: ContributionDraft, session: MappingSession, workspace: Workspace, *, today: dt.date
) -> _Placed | Problem:
    if draft.how_placed and draft.how_placed not in tuple(HowPlaced):
        return Problem(
            ProblemCode.UNKNOWN_CODE, "how_placed", draft.how_placed[:60], _("Please say again where it is.")
        )
    if draft.shape.strip():
        return _on_the_map(draft, workspace)
    if not draft.place.strip():
        return _Placed(None, HowPlaced.NONE, None)
    try:
        found = find_in_session(draft.place, session, workspace, today=today)[0]
    except UserError as error:
        return Problem(ProblemCode.NO_PLACE, "place", draft.place[:60], str(error))
    return _Placed(in_metres(shapely.from_geojson(found.shape)), found.how_placed, found.located_by)


def _on_the_map(draft: ContributionDraft, workspace: Workspace) -> _Placed | Problem:
    shape = _drawn(draft.shape)
    if isinstance(shape, Problem):
        return shape
    if not near_area(np.array([shape], dtype=np.object_), workspace.geography.zones_bng)[0]:
        message = _("This place is too far away. Please choose one nearer by.")
        return Problem(ProblemCode.OUTSIDE_AREA, "shape", "", message)
    usual = (HowPlaced.POINT, HowPlaced.LINE, HowPlaced.AREA)[shapely.get_dimensions(shape)]
    return _Placed(shape, HowPlaced.AROUND if draft.how_placed == HowPlaced.AROUND else usual, LocatedBy.MAP)


def _drawn(text: str) -> BaseGeometry | Problem:
    """Return a tapped point, or a line or an area that was drawn, EPSG:27700."""
    point = _tapped(text)
    shape = read_shape(text, allowed={"line", "area"}, kind_label="") if point is None else point
    return replace(shape, message=_drawn_wrongly(shape.code)) if isinstance(shape, Problem) else shape


def _drawn_wrongly(code: ProblemCode) -> str:
    messages = {
        ProblemCode.CROSSES_ITSELF: _("The outline crosses itself. Please draw it again, once around."),
        ProblemCode.TOO_SMALL: _("What you drew is very small. Please draw it larger, or tap one spot."),
        ProblemCode.TOO_LARGE: _("What you drew is very long. Please draw a part of it."),
        ProblemCode.TOO_MANY_CORNERS: _("There are too many corners. Please draw it more simply."),
        ProblemCode.OUTSIDE_AREA: _("This place is too far away. Please choose one nearer by."),
    }
    return messages.get(code, _("Please say again where it is."))


def _tapped(text: str) -> BaseGeometry | None:
    try:
        given = json.loads(text)
        if given["type"] != "Point":
            return None
        longitude, latitude = (float(number) for number in given["coordinates"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    point = in_metres(shapely.Point(longitude, latitude))
    return point if np.isfinite(point.bounds).all() else None
