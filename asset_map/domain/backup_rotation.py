"""Which of the daily backups are kept, so that old mistakes can be found without filling the disk?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

DAILY = 7
WEEKLY = 4
MONTHLY = 12


def kept_days(days: Iterable[dt.date]) -> frozenset[dt.date]:
    """Return the days whose backups are kept: the last seven, and the latest of the last four weeks and twelve months.

    A week or a month in which no backup was made does not count: after a summer without the laptop, as much is kept
    as before.

    Parameters
    ----------
    days
        The days that there are backups of.

    Returns
    -------
    frozenset of datetime.date
        Never empty unless there are none.
    """
    newest_first = sorted(set(days), reverse=True)
    return frozenset(
        [
            *newest_first[:DAILY],
            *_latest_of_each(newest_first, _week, WEEKLY),
            *_latest_of_each(newest_first, _month, MONTHLY),
        ]
    )


def _latest_of_each(
    newest_first: Iterable[dt.date], period: Callable[[dt.date], tuple[int, int]], most: int
) -> list[dt.date]:
    latest: dict[tuple[int, int], dt.date] = {}
    for day in newest_first:
        latest.setdefault(period(day), day)
    return list(latest.values())[:most]


def _week(day: dt.date) -> tuple[int, int]:
    year, week, _weekday = day.isocalendar()
    return year, week


def _month(day: dt.date) -> tuple[int, int]:
    return day.year, day.month
