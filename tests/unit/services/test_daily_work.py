"""The day's work: done once, caught up, and told of when it fails."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from asset_map.errors import UserError
from asset_map.services.daily_work import DailyJob, do_daily_work, state_of_job
from asset_map.services.workspace import Workspace
from asset_map.web import daily_rounds
from asset_map.web.daily_rounds import DailyRounds
from tests.conftest import NOW

DAY = dt.timedelta(days=1)


def _done_at(days: list[dt.datetime]) -> DailyJob:
    def work(_: Workspace, now: dt.datetime) -> str:
        days.append(now)
        return "Counted"

    return DailyJob("count", "Counting", work)


def _broken(error: Exception) -> DailyJob:
    def work(_: Workspace, now: dt.datetime) -> str:
        raise error

    return DailyJob("break", "Breaking", work)


def test_work_is_done_once_a_day_and_caught_up_after_days_off(tiny: Workspace) -> None:
    done: list[dt.datetime] = []
    for moment in (NOW, NOW, NOW + 5 * DAY, NOW + 5 * DAY):
        do_daily_work(tiny, [_done_at(done)], clock=lambda moment=moment: moment, by="one")  # type: ignore[misc]  # bound now
    assert done == [NOW, NOW + 5 * DAY]
    state = state_of_job(_done_at(done), tiny)
    assert state.last_done is not None
    assert (state.last_done.words, state.failure) == ("Counted", None)


def test_a_failure_is_kept_in_words_and_keeps_nothing_else_from_being_done(tiny: Workspace) -> None:
    done: list[dt.datetime] = []
    job = _broken(UserError("The disk is full. Make room."))
    do_daily_work(tiny, [job, _done_at(done)], clock=lambda: NOW, by="one")
    assert done == [NOW]
    state = state_of_job(job, tiny)
    assert state.last_done is None
    assert state.failure is not None
    assert state.failure.words == "The disk is full. Make room."


def test_what_nobody_thought_of_is_told_without_its_values(tiny: Workspace) -> None:
    job = _broken(KeyError("Isa of 12 High Street"))
    do_daily_work(tiny, [job], clock=lambda: NOW, by="one")
    failure = state_of_job(job, tiny).failure
    assert failure is not None
    assert "KeyError" in failure.words
    assert "Isa" not in failure.words


def test_a_failure_is_over_once_the_work_is_done_again(tiny: Workspace) -> None:
    do_daily_work(tiny, [_broken(UserError("No"))], clock=lambda: NOW, by="one")
    done = DailyJob("break", "Breaking", lambda *_: "Mended")
    do_daily_work(tiny, [done], clock=lambda: NOW + DAY, by="one")
    assert state_of_job(done, tiny).failure is None


def test_the_rounds_are_made_beside_the_server_and_end_with_it(
    tiny: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[dt.datetime] = []
    monkeypatch.setattr(daily_rounds, "current_workspace", lambda: tiny)
    monkeypatch.setattr(daily_rounds, "daily_jobs", lambda: (_broken(UserError("No")), _done_at(done)))
    rounds = DailyRounds(first_look_s=0.01, look_again_s=0.01)
    rounds.start()
    for _ in range(500):
        if done:
            break
        time.sleep(0.02)
    rounds.stop()
    assert len(done) == 1
