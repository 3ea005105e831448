"""The mapping sessions of the demo town: a closed one that tells what became of it, and one that anybody can join."""

from __future__ import annotations

import datetime as dt
import tomllib
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.contribution import Channel, Contribution, ContributionDraft, ReviewResult
from asset_map.domain.dates import local_date
from asset_map.domain.mapping_session import MappingSession, SessionState
from asset_map.domain.outcome import Answer, Decision, Outcome
from asset_map.domain.permission import Actor
from asset_map.services.sessions.prepare import NotPrepared, session_of_draft
from asset_map.services.sessions.prompts import PROMPTS
from asset_map.services.sessions.said import NotSent, made_of
from asset_map.services.sessions.session_draft import SessionDraft
from asset_map.services.workspace import Workspace
from asset_map.settings import bundled

_LATER_WORDS = {"language": "en", "prompt": "", "place": "", "asset_kind": ""}


def add_demo_sessions(workspace: Workspace, *, now: dt.datetime, actor: Actor) -> None:
    """Keep the sessions of the demo town, whichever of them is not there yet.

    Parameters
    ----------
    workspace
        The demo town.
    now, actor
        The time, from which its days are counted back; and who keeps them.

    Raises
    ------
    RuntimeError
        When the file in ``data/demo`` holds what cannot be kept.
    """
    if all(workspace.store.mapping_session(_id("session", number)) is not None for number in (1, 2)):
        return
    with bundled("data/demo/sessions.toml").open("rb") as file:
        rows = tomllib.load(file)["session"]
    for row in rows:
        session = _session(row, workspace, now=now, actor=actor)
        if workspace.store.mapping_session(session.session_id) is None:
            workspace.store.add_whole_session(
                session,
                said=[_said(one, session, workspace, actor=actor) for one in row.get("said", ())],
                outcomes=[_told(one, number, session, now=now) for number, one in enumerate(row.get("told", ()))],
                decisions=[_decided(one, number, session) for number, one in enumerate(row.get("decided", ()))],
                slip_codes=row["slips"],
                event=AuditEvent(at=now, actor=actor.name, action=Action.IMPORTED),
            )
            for question, people in row.get("took_part", {}).items():
                event = AuditEvent(at=now, actor=actor.name, action=Action.IMPORTED)
                workspace.store.set_turnout(session.session_id, question, people, event=event)


def _session(row: Mapping[str, Any], workspace: Workspace, *, now: dt.datetime, actor: Actor) -> MappingSession:
    held_on = local_date(now) - dt.timedelta(days=row["held_days_ago"])
    draft = SessionDraft(
        title=row["title"],
        place=row["place"],
        held_on=held_on.isoformat(),
        time_words=row["time_words"],
        facilitator=row["facilitator"],
        who_is_missing=row["who_is_missing"],
        neighbourhood_id=row["neighbourhood"],
        prompts=PROMPTS,
        languages=("en", *row["languages"]),
    )
    made = session_of_draft(draft, workspace, now=now, actor=actor)
    if isinstance(made, NotPrepared):
        raise RuntimeError(f"The demo town has a session that cannot be kept: {row['title']}: {made.problems}")
    made_at = now - dt.timedelta(days=row["held_days_ago"] + 14)
    changed = {"state": SessionState(row["state"]), "code": row["code"], "made_at": made_at}
    return replace(made, session_id=_id("session", row["id"]), **changed)


def _said(row: Mapping[str, Any], session: MappingSession, workspace: Workspace, *, actor: Actor) -> Contribution:
    said_at = dt.datetime.combine(session.held_on, dt.time(14, row["id"]), tzinfo=dt.UTC)
    draft = ContributionDraft(
        contribution_id=_id("said", row["id"]),
        kind=row["kind"],
        words=row["words"],
        offers=tuple(row["offers"]),
        do_not_publish="yes" if row.get("do_not_publish") else "",
        **{name: row.get(name, usual) for name, usual in _LATER_WORDS.items()},
    )
    made = made_of(draft, session, workspace, now=said_at)
    if isinstance(made, NotSent):
        raise RuntimeError(f"The demo town has words that cannot be kept: {row['words']}: {made.problems}")
    is_paper = "dot" in row
    return replace(
        made,
        about_id=_id("said", row["about"]) if "about" in row else "",
        channel=Channel.PAPER if is_paper else Channel.PHONE,
        dot=row.get("dot"),
        sheet=row.get("sheet", ""),
        entered_by=actor.name if is_paper else "",
        slip_code=row["slip"],
        glanced_at=said_at + dt.timedelta(seconds=30),
        review=ReviewResult.KEPT,
        reviewed_by=actor.name,
        reviewed_at=said_at + dt.timedelta(days=3),
        may_be_quoted=row.get("quoted", False),
    )


def _told(row: Mapping[str, Any], number: int, session: MappingSession, *, now: dt.datetime) -> Outcome:
    by_in_days = row.get("by_in_days")
    return Outcome(
        outcome_id=_id("told", number),
        session_id=session.session_id,
        contribution_id=_id("said", row["about"]) if "about" in row else "",
        answer=Answer(row["answer"]),
        words=row["words"],
        because=row.get("because", ""),
        by_when=None if by_in_days is None else local_date(now) + dt.timedelta(days=by_in_days),
        said_by=session.facilitator,
        said_at=now - dt.timedelta(days=row["days_ago"]),
    )


def _decided(row: Mapping[str, Any], number: int, session: MappingSession) -> Decision:
    return Decision(
        decision_id=_id("decided", number),
        session_id=session.session_id,
        words=row["words"],
        reason=row["reason"],
        decided_on=session.held_on,
        noted_by=session.facilitator,
        noted_at=dt.datetime.combine(session.held_on, dt.time(16, number), tzinfo=dt.UTC),
    )


def _id(of: str, number: int) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"demo-town/{of}/{number}").hex
