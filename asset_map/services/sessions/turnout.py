"""How many took part, by broad group: typed in as sums from tick slips, and shown without any group that is too small.

Nothing leads from a count to what anybody said: slips of this kind have no code, and a session keeps their sums alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.permission import Actor, may_run_sessions
from asset_map.domain.problem import Problem, ProblemCode
from asset_map.domain.turnout import NOT_SAID, TURNOUT_QUESTIONS, shown_people, suppressed
from asset_map.language import gettext as _
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import of_session
from asset_map.services.workspace import Workspace

PEOPLE, ALL = "people", "all"
"""The question and the answer under which the store keeps how many took part."""

MOST_PEOPLE = 2000
"""More than any hall of this kind holds: a typing mistake."""


@dataclass(frozen=True, kw_only=True)
class TurnoutDraft:
    """Counts as they were typed.

    Parameters
    ----------
    people
        How many took part.
    counts
        Numbers of ticks by question and answer; empty texts for nobody.
    """

    people: str = ""
    counts: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class NotCounted:
    """Nothing was kept.

    Parameters
    ----------
    problems
        Everything that is to be mended first; the field is ``people``, or a question and an answer with a dot between.
    """

    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class ShownGroups:
    """One question of the tick slip, as anybody may see it.

    Parameters
    ----------
    code, text
        The question.
    groups
        The label and the number of each answer, and of those who ticked nothing; None for what is not given.
    """

    code: str
    text: str
    groups: tuple[tuple[str, int | None], ...]

    @property
    def absent(self) -> tuple[str, ...]:
        """The groups that nobody ticked, where that is known."""
        return tuple(label for label, number in self.groups[:-1] if number == 0)


@dataclass(frozen=True)
class ShownTurnout:
    """Who took part, as anybody may see it.

    Parameters
    ----------
    is_counted
        Whether somebody has typed in how many took part.
    people
        How many; None when it is not counted, or there were 1 to 9.
    questions
        Those of the tick slip that somebody answered; empty when fewer than 10 took part.
    """

    is_counted: bool
    people: int | None
    questions: tuple[ShownGroups, ...]


@asks(may_run_sessions, of_session("session"))
def enter_turnout(
    draft: TurnoutDraft, session: MappingSession, workspace: Workspace, *, now: dt.datetime, actor: Actor
) -> NotCounted | None:
    """Keep how many took part, in place of what was typed before; or say everything that is wrong with it.

    Parameters
    ----------
    draft
        As typed.
    session
        Whose people.
    workspace
        The area.
    now, actor
        When, and who counts.

    Returns
    -------
    NotCounted or None
        The problems beside their fields; None when it was kept.
    """
    problems = tuple(_problems(draft))
    if problems:
        return NotCounted(problems)
    event = AuditEvent(at=now, actor=actor.name, action=Action.CHANGED)
    counts = {question.code: _counted(draft, question.code) for question in TURNOUT_QUESTIONS}
    for question, people in {PEOPLE: {ALL: int(draft.people)}, **counts}.items():
        workspace.store.set_turnout(session.session_id, question, people, event=event)
    return None


def shown_turnout(session: MappingSession, workspace: Workspace) -> ShownTurnout:
    """Return who took part, as anybody may see it.

    Parameters
    ----------
    session
        Whose people.
    workspace
        The area.

    Returns
    -------
    ShownTurnout
        Without groups of 1 to 9 people, and without what would let them be worked out.
    """
    kept = workspace.store.turnout(session.session_id)
    people = kept.get(PEOPLE, {}).get(ALL)
    if people is None:
        return ShownTurnout(is_counted=False, people=None, questions=())
    if shown_people(people) is None:
        return ShownTurnout(is_counted=True, people=None, questions=())
    return ShownTurnout(is_counted=True, people=people, questions=tuple(_shown(kept, people)))


def _shown(kept: Mapping[str, Mapping[str, int]], people: int) -> Iterator[ShownGroups]:
    for question in TURNOUT_QUESTIONS:
        counts = {code: kept.get(question.code, {}).get(code, 0) for code in question.codes}
        if not any(counts.values()) or sum(counts.values()) > people:
            continue
        shown = suppressed(counts, people=people)
        labels = dict(question.answers) | {NOT_SAID: _("Not said")}
        yield ShownGroups(question.code, question.text, tuple((labels[code], shown[code]) for code in shown))


def _problems(draft: TurnoutDraft) -> Iterator[Problem]:
    people = _number(draft.people)
    if people is None:
        yield _not_a_number("people", draft.people)
    elif people > MOST_PEOPLE:
        text = _("Expected at most {most} people; found {found}. Count again.")
        message = text.format(most=f"{MOST_PEOPLE:,}", found=f"{people:,}")
        yield Problem(ProblemCode.OUT_OF_RANGE, "people", draft.people, message)
    for question in TURNOUT_QUESTIONS:
        typed = draft.counts.get(question.code, {})
        wrong = [code for code in question.codes if _number(typed.get(code, "") or "0") is None]
        yield from (_not_a_number(f"{question.code}.{code}", typed[code]) for code in wrong)
        ticks = 0 if wrong else sum(_counted(draft, question.code).values())
        if people is not None and ticks > people:
            text = _("Expected at most {people} ticks, one for each person; found {ticks}. Count this question again.")
            message = text.format(people=people, ticks=ticks)
            yield Problem(ProblemCode.OUT_OF_RANGE, question.code, str(ticks), message)


def _counted(draft: TurnoutDraft, question: str) -> dict[str, int]:
    typed = draft.counts.get(question, {})
    codes = next(one.codes for one in TURNOUT_QUESTIONS if one.code == question)
    counts = {code: _number(typed.get(code, "") or "0") or 0 for code in codes}
    return {code: count for code, count in counts.items() if count}


def _number(text: str) -> int | None:
    typed = text.strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= len(str(MOST_PEOPLE)) + 2 else None


def _not_a_number(field: str, typed: str) -> Problem:
    message = _("Expected a number of people, such as 12; found “{typed}”.").format(typed=typed[:60])
    return Problem(ProblemCode.NOT_A_NUMBER, field, typed[:60], message)
