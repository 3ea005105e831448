"""Telling people what became of what they said, letting their words be quoted, and noting what was decided."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.contribution import Contribution
from asset_map.domain.dates import local_date, read_date, written_date
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.outcome import Answer, Decision, Outcome, threads
from asset_map.domain.permission import Actor, may_run_sessions
from asset_map.domain.problem import Problem, ProblemCode
from asset_map.domain.validation import NOT_PLAIN
from asset_map.errors import UserError
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import of_session
from asset_map.services.sessions.review import refuse_quoting
from asset_map.services.workspace import Workspace

LONGEST_WORDS = 600


@dataclass(frozen=True, kw_only=True)
class OutcomeDraft:
    """What is to be told, as it was typed.

    Parameters
    ----------
    answer
        A code of `Answer`.
    words, because
        What was done, is promised or was not done; and why.
    by_when
        For a promise, the date as people write dates.
    """

    answer: str = ""
    words: str = ""
    because: str = ""
    by_when: str = ""


@dataclass(frozen=True)
class NotTold:
    """Nothing was kept.

    Parameters
    ----------
    problems
        Everything that is to be mended first.
    """

    problems: tuple[Problem, ...]


@asks(may_run_sessions, of_session("session"))
def tell(
    contribution_ids: Sequence[str],
    draft: OutcomeDraft,
    session: MappingSession,
    workspace: Workspace,
    *,
    now: dt.datetime,
    actor: Actor,
) -> tuple[Outcome, ...] | NotTold:
    """Keep what became of things that were said; told twice, it is kept once.

    Parameters
    ----------
    contribution_ids
        What it is about; none for the session as a whole.
    draft
        As typed.
    session, workspace
        The session, and the area.
    now, actor
        When, and who says so.

    Returns
    -------
    tuple of Outcome, or NotTold
        What was kept: nothing for what stands there in the same words already. What was told before stays beside it.
        Or the problems beside their fields.
    """
    ids = tuple(dict.fromkeys(contribution_ids))
    said = {one.contribution_id for one in workspace.store.contributions(session.session_id)}
    problems = list(_wrong(draft, is_of_session=not ids, today=local_date(now)))
    if not said.issuperset(ids):
        message = "Expected something that was said in this session; found something else. Load the page again."
        problems.append(Problem(ProblemCode.UNKNOWN_CODE, "contribution_id", "", message))
    if problems:
        return NotTold(tuple(problems))
    answer = Answer(draft.answer)
    told = [
        Outcome(
            outcome_id=uuid.uuid4().hex,
            session_id=session.session_id,
            contribution_id=contribution_id,
            answer=answer,
            words=draft.words.strip(),
            because=draft.because.strip(),
            by_when=read_date(draft.by_when) if answer is Answer.WILL else None,
            said_by=actor.name,
            said_at=now,
        )
        for contribution_id in ids or ("",)
    ]
    standing = {_same(one[-1]) for one in threads(workspace.store.outcomes(session.session_id)).values()}
    new = tuple(one for one in told if _same(one) not in standing)
    workspace.store.add_outcomes(new, event=AuditEvent(at=now, actor=actor.name, action=Action.ANSWERED))
    return new


@asks(may_run_sessions, of_session("seen"))
def let_be_quoted(
    seen: Contribution, workspace: Workspace, *, may_be_quoted: bool, now: dt.datetime, actor: Actor
) -> Contribution:
    """Say whether the words of something may stand on public pages and posters.

    Parameters
    ----------
    seen
        The contribution as staff saw it.
    workspace
        The area.
    may_be_quoted
        Whether they may.
    now, actor
        When, and who says so.

    Returns
    -------
    Contribution
        As kept.

    Raises
    ------
    UserError
        For words that are not to be published, are hidden or were taken back.
    ConflictError
        When it was changed meanwhile.
    """
    refuse_quoting(seen, may_be_quoted=may_be_quoted)
    if may_be_quoted and seen.taken_back_at is not None:
        raise UserError("Expected words that still stand; found some that were taken back. They cannot be quoted.")
    if seen.may_be_quoted is may_be_quoted:
        return seen
    event = AuditEvent(at=now, actor=actor.name, action=Action.CHANGED)
    return workspace.store.change_contribution(replace(seen, may_be_quoted=may_be_quoted), event=event)


@asks(may_run_sessions, of_session("session"))
def decide(
    words: str,
    reason: str,
    decided_on: str,
    session: MappingSession,
    workspace: Workspace,
    *,
    now: dt.datetime,
    actor: Actor,
) -> Decision | NotTold:
    """Note what a session decided; noted twice in the same words, it is kept once.

    Parameters
    ----------
    words, reason, decided_on
        What, why, and the date as people write dates; empty for the day of the session.
    session, workspace
        The session, and the area.
    now, actor
        When, and who notes it.

    Returns
    -------
    Decision or NotTold
        As kept; or the problems beside their fields.
    """
    day = read_date(decided_on) if decided_on.strip() else session.held_on
    problems = [*_too_odd("words", words), *_too_odd("reason", reason)]
    if not words.strip():
        problems.append(_missing("words", "what was decided"))
    if not reason.strip():
        problems.append(_missing("reason", "why it was decided so"))
    if day is None:
        message = f"Expected a date, such as 21/11/2026; found “{decided_on[:60]}”."
        problems.append(Problem(ProblemCode.NOT_A_DATE, "decided_on", decided_on[:60], message))
    if day is None or problems:
        return NotTold(tuple(problems))
    made = Decision(
        decision_id=uuid.uuid4().hex,
        session_id=session.session_id,
        words=words.strip(),
        reason=reason.strip(),
        decided_on=day,
        noted_by=actor.name,
        noted_at=now,
    )
    for one in workspace.store.decisions(session.session_id):
        if (one.words, one.reason, one.decided_on) == (made.words, made.reason, made.decided_on):
            return one
    workspace.store.add_decision(made, event=AuditEvent(at=now, actor=actor.name, action=Action.DECIDED))
    return made


def _same(told: Outcome) -> tuple[object, ...]:
    return told.contribution_id, told.answer, told.words, told.because, told.by_when


def _wrong(draft: OutcomeDraft, *, is_of_session: bool, today: dt.date) -> Iterator[Problem]:
    yield from _too_odd("words", draft.words)
    yield from _too_odd("because", draft.because)
    if draft.answer not in tuple(Answer):
        message = f"Expected done, promised or not done; found “{draft.answer[:60]}”. Choose one of the three."
        yield Problem(ProblemCode.UNKNOWN_CODE, "answer", draft.answer[:60], message)
        return
    answer = Answer(draft.answer)
    if not draft.words.strip() and (answer is not Answer.DID_NOT or is_of_session):
        what = {Answer.DID: "what was done", Answer.WILL: "what is promised", Answer.DID_NOT: "what was not done"}
        yield _missing("words", what[answer])
    if answer is Answer.DID_NOT and not draft.because.strip():
        yield _missing("because", "why it was not done")
    if answer is Answer.WILL:
        by_when = read_date(draft.by_when)
        if by_when is None:
            message = f"Expected the date by which it is done, such as 1/3/2027; found “{draft.by_when[:60]}”."
            yield Problem(ProblemCode.NOT_A_DATE, "by_when", draft.by_when[:60], message)
        elif by_when < today:
            message = f"Expected a date that is still to come; found {written_date(by_when)}. Promise a later day."
            yield Problem(ProblemCode.OUT_OF_RANGE, "by_when", draft.by_when[:60], message)


def _too_odd(name: str, value: str) -> Iterator[Problem]:
    if len(value) > LONGEST_WORDS:
        message = f"Expected at most {LONGEST_WORDS} characters; found {len(value):,}. Say it more shortly."
        yield Problem(ProblemCode.TOO_LONG, name, value[:60], message)
    if NOT_PLAIN.search(value):
        message = "Expected plain text; found signs that cannot be kept. Type it again."
        yield Problem(ProblemCode.NOT_PLAIN_TEXT, name, "", message)


def _missing(name: str, what: str) -> Problem:
    return Problem(ProblemCode.MISSING, name, "", f"Expected {what}; found nothing. Say it in a few words.")
