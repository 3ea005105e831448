"""Which daily backups are kept."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from asset_map.domain.backup_rotation import DAILY, MONTHLY, WEEKLY, kept_days

DAY = dt.timedelta(days=1)
FRIDAY = dt.date(2026, 11, 27)


def _after(days: int, *, missed: frozenset[int] = frozenset()) -> set[dt.date]:
    """Return what is kept after a backup on each day, taking away after each."""
    kept: set[dt.date] = set()
    for number in range(days):
        if number not in missed:
            kept = set(kept_days(kept | {FRIDAY + number * DAY}))
    return kept


def test_the_last_seven_days_are_kept() -> None:
    assert kept_days(FRIDAY - number * DAY for number in range(7)) == {FRIDAY - number * DAY for number in range(7)}


def test_after_years_there_are_seven_days_four_weeks_and_twelve_months() -> None:
    last = FRIDAY + 999 * DAY  # Wednesday 22 August 2029
    kept = sorted(_after(1000), reverse=True)
    assert kept[:7] == [last - number * DAY for number in range(7)]
    assert [day.isoformat() for day in kept[7:]] == [
        "2029-08-12", "2029-08-05",  # Sundays; that of the week before is among the last seven days
        "2029-07-31", "2029-06-30", "2029-05-31", "2029-04-30", "2029-03-31", "2029-02-28", "2029-01-31",
        "2028-12-31", "2028-11-30", "2028-10-31", "2028-09-30",
    ]  # fmt: skip


def test_weeks_and_months_without_a_backup_take_nothing_away() -> None:
    summer = frozenset(range(300, 390))
    assert len(_after(400, missed=summer)) >= DAILY + WEEKLY


def test_a_week_may_lie_in_two_years() -> None:
    days = [dt.date(2027, 1, 3) - number * DAY for number in range(40)]
    assert {dt.date(2027, 1, 3), dt.date(2026, 12, 27), dt.date(2026, 12, 31)} <= kept_days(days)


@given(st.sets(st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)), max_size=400))
def test_the_newest_is_always_kept_and_keeping_twice_is_keeping_once(days: set[dt.date]) -> None:
    kept = kept_days(days)
    assert kept <= days
    assert len(kept) <= DAILY + WEEKLY + MONTHLY
    assert kept_days(kept) == kept
    assert not days or max(days) in kept
