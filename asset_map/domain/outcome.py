"""What became of what people said, and what did they agree on?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from asset_map.domain.dates import local_date


class Answer(StrEnum):
    """What was done about something that people said."""

    DID = "did"
    WILL = "will"
    DID_NOT = "did_not"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What is told to people about one contribution or about a whole session; a later one replaces it on pages.

    Parameters
    ----------
    outcome_id, session_id
        Itself, and the session.
    contribution_id
        The contribution; empty for the session as a whole.
    answer, words, because
        Did, will or did not; what, in plain words; and why.
    by_when
        For a promise, the date by which; None without one.
    said_by, said_at
        Who says so, and when. The public sees the date alone.
    """

    outcome_id: str
    session_id: str
    contribution_id: str
    answer: Answer
    words: str
    because: str
    by_when: dt.date | None
    said_by: str
    said_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Something that a session decided.

    Parameters
    ----------
    decision_id, session_id
        Itself, and the session.
    words, reason
        What was decided, and why.
    decided_on
        The date.
    noted_by, noted_at
        Who noted it, and when.
    """

    decision_id: str
    session_id: str
    words: str
    reason: str
    decided_on: dt.date
    noted_by: str
    noted_at: dt.datetime


class PromiseState(StrEnum):
    """How a promise stands; each promise is counted once."""

    KEPT = "kept"
    KEPT_LATE = "kept_late"
    IN_TIME = "in_time"
    PUT_OFF = "put_off"
    LATE = "late"
    NOT_DONE = "not_done"


def threads(outcomes: Iterable[Outcome]) -> dict[tuple[str, str, str], tuple[Outcome, ...]]:
    """Return what was told, put together by what it is about.

    Parameters
    ----------
    outcomes
        In any order.

    Returns
    -------
    dict
        What was told of each thing, oldest first: by session and contribution. Of a session as a whole several things
        may be told, so there a later one replaces the earlier that says the same words.
    """
    found: dict[tuple[str, str, str], list[Outcome]] = {}
    for one in sorted(outcomes, key=lambda one: (one.said_at, one.outcome_id)):
        words = "" if one.contribution_id else " ".join(one.words.casefold().split())
        found.setdefault((one.session_id, one.contribution_id, words), []).append(one)
    return {key: tuple(told) for key, told in found.items()}


def promise_state(told: Sequence[Outcome], *, today: dt.date) -> PromiseState | None:
    """Return how a promise stands.

    Parameters
    ----------
    told
        What was told of one thing, oldest first.
    today
        The day to judge by.

    Returns
    -------
    PromiseState or None
        None where nothing was promised. What was done is in time when it was told by the first date that was promised:
        another date given later does not make it so.
    """
    promised = [one for one in told if one.answer is Answer.WILL]
    if not promised:
        return None
    latest = told[-1]
    first = next((one.by_when for one in promised if one.by_when is not None), None)
    if latest.answer is Answer.DID:
        is_late = first is not None and local_date(latest.said_at) > first
        return PromiseState.KEPT_LATE if is_late else PromiseState.KEPT
    if latest.answer is Answer.DID_NOT:
        return PromiseState.NOT_DONE
    if latest.by_when is not None and latest.by_when < today:
        return PromiseState.LATE
    return PromiseState.PUT_OFF if first is not None and first < today else PromiseState.IN_TIME
