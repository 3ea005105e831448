"""When a record is to be checked, on both sides of each threshold."""

from __future__ import annotations

import datetime as dt

import pytest

from asset_map.domain.freshness import (
    CheckState,
    Freshness,
    check_state,
    freshness,
    in_season,
    may_be_kept,
    next_check_due,
)

TODAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("age_days", "expected"),
    [
        (0, CheckState.LATER),
        (69, CheckState.LATER),
        (70, CheckState.SOON_DUE),
        (100, CheckState.SOON_DUE),
        (101, CheckState.DUE),
        (150, CheckState.DUE),
        (151, CheckState.SOON_STALE),
        (200, CheckState.SOON_STALE),
        (201, CheckState.STALE),
    ],
)
def test_checking_becomes_more_pressing_with_time(age_days: int, expected: CheckState) -> None:
    checked = TODAY - dt.timedelta(days=age_days)
    assert check_state(checked, interval_days=100, today=TODAY) is expected


def test_a_record_that_was_never_checked_is_as_pressing_as_can_be() -> None:
    assert check_state(None, interval_days=100, today=TODAY) is CheckState.STALE
    assert next_check_due(None, interval_days=100) is None


def test_the_due_date_is_the_last_day_on_which_a_record_is_fresh() -> None:
    checked = dt.date(2026, 1, 31)
    due = next_check_due(checked, interval_days=100)
    assert due == dt.date(2026, 5, 11)
    assert freshness(checked, interval_days=100, today=due) is Freshness.FRESH
    assert freshness(checked, interval_days=100, today=due + dt.timedelta(days=1)) is Freshness.DUE


@pytest.mark.parametrize("age_days", range(0, 260, 3))
def test_the_states_refine_freshness(age_days: int) -> None:
    checked = TODAY - dt.timedelta(days=age_days)
    coarser = {
        CheckState.LATER: Freshness.FRESH,
        CheckState.SOON_DUE: Freshness.FRESH,
        CheckState.DUE: Freshness.DUE,
        CheckState.SOON_STALE: Freshness.DUE,
        CheckState.STALE: Freshness.STALE,
    }
    state = check_state(checked, interval_days=90, today=TODAY)
    assert coarser[state] is freshness(checked, interval_days=90, today=TODAY)


@pytest.mark.parametrize(
    ("season", "months"),
    [
        ((4, 9), {4, 5, 6, 7, 8, 9}),
        ((11, 2), {11, 12, 1, 2}),
        ((6, 6), {6}),
        ((1, 12), set(range(1, 13))),
        ((None, None), set(range(1, 13))),
        ((5, None), set(range(1, 13))),
    ],
)
def test_a_season_holds_its_first_and_last_month(season: tuple[int | None, int | None], months: set[int]) -> None:
    assert {month for month in range(1, 13) if in_season(*season, month=month)} == months


@pytest.mark.parametrize(("days", "expected"), [(-1, False), (0, True), (1, True)])
def test_a_record_may_be_kept_up_to_and_on_its_last_day(days: int, expected: bool) -> None:
    assert may_be_kept(TODAY + dt.timedelta(days=days), today=TODAY) is expected


def test_a_record_without_a_last_day_may_be_kept() -> None:
    assert may_be_kept(None, today=TODAY)
