"""A promise counts once, by how it stands; a date that is moved does not make it kept in time."""

from __future__ import annotations

import datetime as dt

import pytest

from asset_map.domain.outcome import Answer, Outcome, PromiseState, promise_state, threads

TODAY = dt.date(2026, 11, 27)
PAST, TO_COME = dt.date(2026, 11, 1), dt.date(2026, 12, 1)


def _told(
    answer: Answer, *, day: int, by_when: dt.date | None = None, words: str = "A bench", of: str = "1"
) -> Outcome:
    return Outcome(
        outcome_id=f"{of}-{day}",
        session_id="tea",
        contribution_id=of,
        answer=answer,
        words=words,
        because="",
        by_when=by_when,
        said_by="Morag",
        said_at=dt.datetime(2026, 11, day, 12, tzinfo=dt.UTC),
    )


def _will(day: int, by_when: dt.date) -> Outcome:
    return _told(Answer.WILL, day=day, by_when=by_when)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ([_told(Answer.DID, day=2)], None),
        ([_told(Answer.DID_NOT, day=2)], None),
        ([_will(1, TO_COME)], PromiseState.IN_TIME),
        ([_will(1, TODAY)], PromiseState.IN_TIME),
        ([_will(1, PAST)], PromiseState.LATE),
        ([_will(1, PAST), _will(2, TO_COME)], PromiseState.PUT_OFF),
        ([_will(1, TO_COME), _told(Answer.DID, day=3)], PromiseState.KEPT),
        ([_will(1, dt.date(2026, 11, 3)), _told(Answer.DID, day=3)], PromiseState.KEPT),
        ([_will(1, PAST), _will(2, TO_COME), _told(Answer.DID, day=3)], PromiseState.KEPT_LATE),
        ([_will(1, TO_COME), _told(Answer.DID_NOT, day=3)], PromiseState.NOT_DONE),
        ([_told(Answer.DID_NOT, day=1), _will(2, TO_COME)], PromiseState.IN_TIME),
    ],
)
def test_a_promise_stands_as_it_was_told_last(told: list[Outcome], state: PromiseState | None) -> None:
    assert promise_state(told, today=TODAY) is state


def test_what_was_told_of_one_thing_stays_together_oldest_first() -> None:
    later, first = _told(Answer.DID, day=5), _told(Answer.WILL, day=1)
    other = _told(Answer.DID, day=3, of="2")
    assert list(threads([later, other, first]).values()) == [(first, later), (other,)]


def test_of_a_session_several_things_may_be_told() -> None:
    bench = _told(Answer.WILL, day=1, of="")
    bus = _told(Answer.WILL, day=2, words="A bus", of="")
    kept = _told(Answer.DID, day=3, words=" a  BENCH", of="")
    assert list(threads([bench, bus, kept]).values()) == [(bench, kept), (bus,)]
