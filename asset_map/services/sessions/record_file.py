"""A session as a record: written to one file without anything that leads to a person."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import shapely

from asset_map.domain.contribution import Contribution, ReviewResult
from asset_map.domain.dates import local_date
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.outcome import Decision, Outcome
from asset_map.domain.protection import OF_WORK, Audience
from asset_map.services.sessions.report_public import Told, told_to
from asset_map.services.sessions.shown import in_degrees
from asset_map.services.sessions.turnout import shown_turnout
from asset_map.services.workspace import Workspace

FORMAT = "asset-map-session"
VERSION = 1
"""Raised when a name in the file changes or goes; ``docs/session-file.md`` describes it."""

_OF_SESSION = ("session_id", "title", "purpose", "promise", "limits", "place", "time_words", "area_name", "zone_system")


def record_json(session: MappingSession, workspace: Workspace, *, audience: Audience, today: dt.date) -> str:
    """Return a session as a file.

    Parameters
    ----------
    session, workspace
        The session, and the area.
    audience
        Staff for everything but what was taken back; the team for that without what became a protected record; else
        what the public may know.
    today
        The day it is written.

    Returns
    -------
    str
        JSON without slip codes, cookies, phones or moments: the order is that of the store's numbers alone.
    """
    is_full = audience in OF_WORK
    told = sorted(told_to(audience, session, workspace, today=today), key=lambda one: one.contribution.number)
    known = {one.contribution.contribution_id for one in told}
    public = told_to(Audience.PUBLIC, session, workspace, today=today) if is_full else told
    open_to_all = {one.contribution.contribution_id for one in public}
    outcomes = [one for one in workspace.store.outcomes(session.session_id) if one.contribution_id in known | {""}]
    made = {
        "format": FORMAT,
        "version": VERSION,
        "form": "full" if is_full else "public",
        "written_on": today.isoformat(),
        "session": _of_session(session, is_full=is_full),
        "contributions": [_contribution(one, known, open_to_all, is_full=is_full) for one in told],
        "outcomes": [_outcome(one, is_full=is_full) for one in outcomes],
        "decisions": [_decision(one, is_full=is_full) for one in workspace.store.decisions(session.session_id)],
        "turnout": _turnout(session, workspace),
    }
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _of_session(session: MappingSession, *, is_full: bool) -> dict[str, Any]:
    made: dict[str, Any] = {name: getattr(session, name) for name in _OF_SESSION}
    made |= {
        "held_on": session.held_on.isoformat(),
        "area": _geojson(session.area_bng),
        "zone_codes": list(session.zone_codes),
        "grid": asdict(session.grid),
        "offers": list(session.offers),
        "prompts": [asdict(one) for one in session.prompts],
        "languages": list(session.languages),
    }
    if is_full:
        made |= {"facilitator": session.facilitator, "who_is_missing": session.who_is_missing}
    return made


def _contribution(told: Told, known: set[str], open_to_all: set[str], *, is_full: bool) -> dict[str, Any]:
    one, has_words, is_placed = told.contribution, is_full or told.has_words, is_full and told.is_exact
    return {
        "contribution_id": one.contribution_id,
        "kind": one.kind.value,
        "words": one.words if has_words else "",
        "language": one.language if has_words else "",
        "prompt": one.prompt,
        "asset_kind": one.asset_kind,
        "offers": list(one.offers),
        "shape": _geojson(one.geometry_bng) if is_placed else None,
        "how_placed": one.how_placed.value if is_placed else "none",
        "place": one.place if is_placed else told.square,
        "zone_code": told.zone_code,
        "channel": one.channel.value,
        "about_id": one.about_id if one.about_id in known else "",
        "do_not_publish": one.do_not_publish,
        "is_hidden": one.contribution_id not in open_to_all,
        "may_be_quoted": one.may_be_quoted,
        **(_review(one) if is_full else {}),
    }


def _review(one: Contribution) -> dict[str, Any]:
    is_used = one.review is not ReviewResult.NOT_USED
    is_reviewed = one.review is not ReviewResult.WAITING
    return {"is_reviewed": is_reviewed, "is_used": is_used, "not_used_because": "" if is_used else one.review_reason}


def _outcome(one: Outcome, *, is_full: bool) -> dict[str, Any]:
    return {
        "outcome_id": one.outcome_id,
        "contribution_id": one.contribution_id,
        "answer": one.answer.value,
        "words": one.words,
        "because": one.because,
        "by_when": None if one.by_when is None else one.by_when.isoformat(),
        "told_on": local_date(one.said_at).isoformat(),
        **({"told_by": one.said_by} if is_full else {}),
    }


def _decision(one: Decision, *, is_full: bool) -> dict[str, Any]:
    return {
        "decision_id": one.decision_id,
        "words": one.words,
        "reason": one.reason,
        "decided_on": one.decided_on.isoformat(),
        **({"noted_by": one.noted_by} if is_full else {}),
    }


def _turnout(session: MappingSession, workspace: Workspace) -> dict[str, Any] | None:
    shown = shown_turnout(session, workspace)
    if not shown.is_counted:
        return None
    return {
        "people": shown.people,
        "questions": [{"code": one.code, "text": one.text, "groups": _groups(one.groups)} for one in shown.questions],
    }


def _groups(groups: Sequence[tuple[str, int | None]]) -> list[Mapping[str, Any]]:
    return [{"label": label, "people": people} for label, people in groups]


def _geojson(shape_bng: bytes | None) -> dict[str, Any] | None:
    if shape_bng is None:
        return None
    made: dict[str, Any] = json.loads(shapely.to_geojson(in_degrees(shapely.from_wkb(shape_bng))))
    return made
