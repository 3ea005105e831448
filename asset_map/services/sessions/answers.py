"""What may people read of what became of what was said: by a slip, and of a session?

By a slip, whoever holds it reads everything that was told of their own words. Everybody else reads only of what the
public may know, and words only where they may be quoted. Nobody reads who said something or who told what became of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from asset_map.domain.contribution import Contribution
from asset_map.domain.dates import local_date
from asset_map.domain.mapping_session import MappingSession, SessionState, typed_slip_code
from asset_map.domain.outcome import Answer, Decision, Outcome, PromiseState, promise_state, threads
from asset_map.domain.protection import Audience
from asset_map.language import gettext as _
from asset_map.services.sessions.report_public import told_to
from asset_map.services.workspace import Workspace


@dataclass(frozen=True)
class Line:
    """What was told once.

    Parameters
    ----------
    answer, words, because, by_when
        As in `Outcome`.
    told_on
        The day it was told.
    """

    answer: Answer
    words: str
    because: str
    by_when: dt.date | None
    told_on: dt.date


@dataclass(frozen=True)
class Became:
    """What became of one thing.

    Parameters
    ----------
    quote, language
        What was said, and the code of its language; empty where it may not be quoted, and for the session as a whole.
    now
        What was told last.
    earlier
        What was told before, the latest first.
    promise
        How the promise stands; None where nothing was promised.
    """

    quote: str
    language: str
    now: Line
    earlier: tuple[Line, ...]
    promise: PromiseState | None


@dataclass(frozen=True)
class SaidBySlip:
    """One thing that was said with a slip.

    Parameters
    ----------
    contribution
        As kept; only for who holds the slip.
    became
        What became of it; None while nothing is told.
    """

    contribution: Contribution
    became: Became | None


@dataclass(frozen=True)
class SlipStory:
    """Everything that a slip leads to.

    Parameters
    ----------
    slip_code, session
        The slip, and its session.
    said
        What was said with it, in order.
    of_session
        What became of the session as a whole.
    decisions
        What the session decided.
    """

    slip_code: str
    session: MappingSession
    said: tuple[SaidBySlip, ...]
    of_session: tuple[Became, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True)
class SessionStory:
    """What the public may read of what became of a session.

    Parameters
    ----------
    session
        Which one.
    became
        What became of it and of what was said: done, promised, not done; the latest first in each.
    decisions
        What it decided.
    """

    session: MappingSession
    became: tuple[Became, ...]
    decisions: tuple[Decision, ...]

    def of(self, answer: Answer) -> tuple[Became, ...]:
        """Return what was answered in one way.

        Parameters
        ----------
        answer
            Done, promised or not done.

        Returns
        -------
        tuple of Became
            The latest first.
        """
        return tuple(one for one in self.became if one.now.answer is answer)


def answer_words() -> dict[Answer, str]:
    """Return what people read for what was done.

    Returns
    -------
    dict
        In the reader's language.
    """
    # Translators: headings over what was done, what is promised and what was not done.
    return {Answer.DID: _("Done"), Answer.WILL: _("Promised"), Answer.DID_NOT: _("Not done")}


def promise_words() -> dict[PromiseState, str]:
    """Return what people read for how a promise stands.

    Returns
    -------
    dict
        In the reader's language.
    """
    return {
        PromiseState.KEPT: _("Kept in time"),
        PromiseState.KEPT_LATE: _("Kept, but late"),
        PromiseState.IN_TIME: _("Promised, and still in time"),
        PromiseState.PUT_OFF: _("Put off to a later date"),
        PromiseState.LATE: _("Late: the date has passed, and nothing was told since"),
        PromiseState.NOT_DONE: _("Promised, and not done"),
    }


def slip_story(typed: str, workspace: Workspace, *, today: dt.date) -> SlipStory | None:
    """Return what a slip leads to.

    Parameters
    ----------
    typed
        The code, however it was typed.
    workspace
        The area.
    today
        The day to judge promises by.

    Returns
    -------
    SlipStory or None
        None for a code that was never given.
    """
    code, store = typed_slip_code(typed), workspace.store
    session_id = store.slip_session(code) if code else None
    session = store.mapping_session(session_id) if session_id else None
    if session is None:
        return None
    told = _by_contribution(store.outcomes(session.session_id))
    said = store.contributions_of_slip(code)
    return SlipStory(
        code,
        session,
        tuple(SaidBySlip(one, _of_one(told.get(one.contribution_id, []), one, today)) for one in said),
        tuple(_became(one, None, today) for one in told.get("", [])),
        tuple(store.decisions(session.session_id)),
    )


def session_story(session: MappingSession, workspace: Workspace, *, today: dt.date) -> SessionStory:
    """Return what the public may read of what became of a session.

    Parameters
    ----------
    session, workspace
        The session, and the area.
    today
        The day to judge promises by.

    Returns
    -------
    SessionStory
        Without what is hidden, taken back, not to be published or protected.
    """
    public = {
        one.contribution.contribution_id: one.contribution if one.has_words else None
        for one in told_to(Audience.PUBLIC, session, workspace, today=today)
    }
    became = [
        _became(told, public.get(contribution_id), today)
        for contribution_id, every in _by_contribution(workspace.store.outcomes(session.session_id)).items()
        for told in every
        if not contribution_id or contribution_id in public
    ]
    became.sort(key=lambda one: (one.now.told_on, one.now.words), reverse=True)
    became.sort(key=lambda one: list(Answer).index(one.now.answer))
    return SessionStory(session, tuple(became), tuple(workspace.store.decisions(session.session_id)))


def is_told(session: MappingSession, workspace: Workspace) -> bool:
    """Return whether the public may read of a session at all.

    Parameters
    ----------
    session, workspace
        Any session, and the area.

    Returns
    -------
    bool
        Once it is closed; before that only when something is told of it. False while it is being prepared.
    """
    if session.state is SessionState.OPEN:
        return bool(workspace.store.outcomes(session.session_id))
    return session.state is SessionState.CLOSED


def _by_contribution(outcomes: Sequence[Outcome]) -> dict[str, list[tuple[Outcome, ...]]]:
    found: dict[str, list[tuple[Outcome, ...]]] = {}
    for (_session_id, contribution_id, _words), told in threads(outcomes).items():
        found.setdefault(contribution_id, []).append(told)
    return found


def _of_one(every: Sequence[tuple[Outcome, ...]], said: Contribution, today: dt.date) -> Became | None:
    return _became(every[0], said, today) if every else None


def _became(told: Sequence[Outcome], said: Contribution | None, today: dt.date) -> Became:
    lines = [Line(one.answer, one.words, one.because, one.by_when, local_date(one.said_at)) for one in told]
    return Became(
        said.words if said else "",
        said.language if said else "",
        lines[-1],
        tuple(reversed(lines[:-1])),
        promise_state(told, today=today),
    )
