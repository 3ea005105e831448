"""What became of what people said, and what did they agree on?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


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
