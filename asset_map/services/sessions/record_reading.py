"""Opening a session that was written elsewhere: it is taken in as a closed one, once, or its fault is named."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NoReturn

import shapely
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.contribution import Channel, Contribution, ContributionKind, HowPlaced, ReviewResult
from asset_map.domain.mapping_grid import MappingGrid
from asset_map.domain.mapping_session import MappingSession, Prompt, SessionState
from asset_map.domain.outcome import Answer, Decision, Outcome
from asset_map.domain.permission import Actor, may_run_sessions
from asset_map.domain.validation import NOT_PLAIN
from asset_map.errors import UserError
from asset_map.language import ENGLISH
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import everywhere
from asset_map.services.sessions.shown import in_metres
from asset_map.services.workspace import Workspace
from asset_map.settings import bundled

MOST_BYTES = 30 * 1024 * 1024
LONGEST_FOUND = 80
AREAS = ("Polygon", "MultiPolygon")
TAKEN_IN = ("session", "contributions", "outcomes", "decisions")
AREA_DIMENSIONS = 2
NOON = dt.time(12)


@dataclass(frozen=True)
class Opened:
    """A session that was opened.

    Parameters
    ----------
    session
        As it is kept.
    is_new
        False when it was here already, and nothing was changed.
    """

    session: MappingSession
    is_new: bool


@asks(may_run_sessions, everywhere)
def take_in_record(content: bytes, workspace: Workspace, *, now: dt.datetime, actor: Actor) -> Opened:
    """Keep a session from a file that `asset_map.services.sessions.record_file` wrote.

    Parameters
    ----------
    content
        The file.
    workspace
        The area.
    now, actor
        When, and who takes it in.

    Returns
    -------
    Opened
        A closed session without a code. What was said keeps its ids and its language and leads to no slip; of zones
        only those are kept that are known here.

    Raises
    ------
    UserError
        For a file that is none, naming the field; nothing is kept.
    """
    record = _read(content)
    known = workspace.store.mapping_session(record["session"]["session_id"])
    if known is not None:
        return Opened(known, is_new=False)
    zones = set(workspace.geography.zones_bng.index)
    session = _session(record["session"], zones, workspace, now=now, actor=actor)
    said = [
        _contribution(row, f"contributions[{place}]", place, session, zones, now=now, actor=actor)
        for place, row in enumerate(record["contributions"])
    ]
    outcomes = [_outcome(row, f"outcomes[{place}]", place, session) for place, row in enumerate(record["outcomes"])]
    decisions = [_decision(row, f"decisions[{place}]", place, session) for place, row in enumerate(record["decisions"])]
    is_new = workspace.store.add_whole_session(
        session,
        said=said,
        outcomes=outcomes,
        decisions=decisions,
        event=AuditEvent(at=now, actor=actor.name, action=Action.IMPORTED),
    )
    return Opened(session, is_new=is_new)


def _read(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise UserError(
            f"Expected the file of a session, of at most {MOST_BYTES // 1024 // 1024} MB; found a larger one."
        )
    try:
        record = json.loads(content, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise UserError(
            "Expected the file of a session as “session export” writes it; found a file that is no JSON. Write it "
            "again."
        ) from error
    fault = best_match(_schema().iter_errors(record))
    if fault is not None:
        _refuse(_path(fault.absolute_path), str(fault.message))
    for path, text in _texts({name: record[name] for name in TAKEN_IN}, ""):
        if NOT_PLAIN.search(text):
            _refuse(path, "signs that cannot be kept")
    _check_ids(record)
    made: dict[str, Any] = record
    return made


def _check_ids(record: Mapping[str, Any]) -> None:
    lists = {"contributions": "contribution_id", "outcomes": "outcome_id", "decisions": "decision_id"}
    for name, field in lists.items():
        seen: set[str] = set()
        for place, row in enumerate(record[name]):
            if row[field] in seen:
                _refuse(f"{name}[{place}].{field}", "an id that stands there twice")
            seen.add(row[field])
    known = {row["contribution_id"] for row in record["contributions"]} | {""}
    for name, field in (("contributions", "about_id"), ("outcomes", "contribution_id")):
        for place, row in enumerate(record[name]):
            if row[field] not in known:
                _refuse(f"{name}[{place}].{field}", "the id of something that is not in the file")


def _session(
    row: Mapping[str, Any], zones: set[str], workspace: Workspace, *, now: dt.datetime, actor: Actor
) -> MappingSession:
    area = _shape(row["area"], "session.area")
    if area.geom_type not in AREAS:
        _refuse("session.area", f"a {area.geom_type} and no area")
    is_same_system = row["zone_system"] == workspace.geography.system.id
    names = ("session_id", "title", "purpose", "promise", "limits", "place", "time_words", "area_name", "zone_system")
    return MappingSession(
        **{name: row[name] for name in names},
        held_on=_date(row["held_on"], "session.held_on"),
        neighbourhood_id="",
        area_bng=shapely.to_wkb(area),
        zone_codes=tuple(code for code in row["zone_codes"] if is_same_system and code in zones),
        grid=MappingGrid(**{name: row["grid"][name] for name in MappingGrid.__dataclass_fields__}),
        offers=tuple(row["offers"]),
        prompts=tuple(Prompt(theme=one["theme"], text=one["text"]) for one in row["prompts"]),
        languages=tuple(row["languages"]),
        who_is_missing=row.get("who_is_missing", ""),
        glance_first=True,
        facilitator=row.get("facilitator", ""),
        state=SessionState.CLOSED,
        code="",
        made_by=actor.name,
        made_at=now,
    )


def _contribution(
    row: Mapping[str, Any],
    path: str,
    place: int,
    session: MappingSession,
    zones: set[str],
    *,
    now: dt.datetime,
    actor: Actor,
) -> Contribution:
    shape = None if row["shape"] is None else _shape(row["shape"], f"{path}.shape")
    is_reviewed, is_used = row.get("is_reviewed", False), row.get("is_used", True)
    zone_code = row.get("zone_code", "")
    return Contribution(
        contribution_id=row["contribution_id"],
        session_id=session.session_id,
        kind=ContributionKind(row["kind"]),
        words=row["words"],
        language=row["language"] or ENGLISH,
        prompt=row.get("prompt", ""),
        asset_kind=row.get("asset_kind", ""),
        offers=tuple(row["offers"]),
        geometry_bng=None if shape is None else shapely.to_wkb(shape),
        how_placed=HowPlaced(row["how_placed"]) if shape is not None else HowPlaced.NONE,
        place=row.get("place", ""),
        zone_code=zone_code if zone_code in session.zone_codes or zone_code in zones else "",
        do_not_publish=row["do_not_publish"],
        about_id=row["about_id"],
        channel=Channel(row["channel"]),
        sent_at=_moment(session.held_on, place),
        glanced_at=None if row.get("is_hidden", True) else _moment(session.held_on, place),
        hidden_at=now if row.get("is_hidden", True) else None,
        review=ReviewResult.WAITING if not is_reviewed else ReviewResult.KEPT if is_used else ReviewResult.NOT_USED,
        reviewed_by=actor.name if is_reviewed else "",
        reviewed_at=now if is_reviewed else None,
        review_reason=row.get("not_used_because", ""),
        may_be_quoted=False,
    )


def _outcome(row: Mapping[str, Any], path: str, place: int, session: MappingSession) -> Outcome:
    return Outcome(
        outcome_id=row["outcome_id"],
        session_id=session.session_id,
        contribution_id=row["contribution_id"],
        answer=Answer(row["answer"]),
        words=row["words"],
        because=row["because"],
        by_when=None if row["by_when"] is None else _date(row["by_when"], f"{path}.by_when"),
        said_by=row.get("told_by", ""),
        said_at=_moment(_date(row["told_on"], f"{path}.told_on"), place),
    )


def _decision(row: Mapping[str, Any], path: str, place: int, session: MappingSession) -> Decision:
    decided_on = _date(row["decided_on"], f"{path}.decided_on")
    return Decision(
        decision_id=row["decision_id"],
        session_id=session.session_id,
        words=row["words"],
        reason=row["reason"],
        decided_on=decided_on,
        noted_by=row.get("noted_by", ""),
        noted_at=_moment(decided_on, place),
    )


def _moment(day: dt.date, place: int) -> dt.datetime:
    """Return a moment that keeps the order of the file."""
    return dt.datetime.combine(day, NOON, tzinfo=dt.UTC) + dt.timedelta(microseconds=place)


def _date(text: str, path: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        _refuse(path, f"“{text}”, which is no day")


def _shape(geojson: Mapping[str, Any], path: str) -> BaseGeometry:
    try:
        shape = in_metres(shapely.from_geojson(json.dumps(geojson)))
    except (ShapelyError, ValueError, TypeError, RecursionError):
        shape = shapely.Point()
    if shapely.get_dimensions(shape) == AREA_DIMENSIONS and not shape.is_valid:
        shape = shapely.buffer(shape, 0)  # corners rounded in the file may cross
    if shape.is_empty or not shape.is_valid or not shapely.get_coordinates(shape).size:
        _refuse(path, "no shape of GeoJSON that can be drawn")
    if not all(abs(number) < float("inf") for number in shape.bounds):
        _refuse(path, "a place that is not in Britain")
    return shape


@lru_cache(maxsize=1)
def _schema() -> Draft202012Validator:
    return Draft202012Validator(json.loads(bundled("data/sessions/session-file.schema.json").read_text("utf-8")))


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name in {"shape", "area"}:
                continue
            yield from _texts(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _texts(inner, f"{path}[{place}]")


def _path(parts: Iterable[str | int]) -> str:
    path = ""
    for part in parts:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path.lstrip(".") or "the file itself"


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _refuse(path: str, found: str) -> NoReturn:
    raise UserError(
        f"Expected the file of a session as “session export” writes it; found in {path}: {found[:LONGEST_FOUND]}. "
        "Ask whoever gave it to you to write it again. Nothing was taken in."
    )
