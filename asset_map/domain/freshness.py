"""Is a record still to be trusted?"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

STALE_AFTER_INTERVALS = 2
"""A record is stale past twice its check interval (domain rules, "Freshness")."""

USABLE_STATUSES = frozenset({"active", "seasonal", "at_risk"})
"""Statuses that count as usable now; ``seasonal`` only in season, where its season is recorded."""


class Freshness(StrEnum):
    """How recently a record was checked."""

    FRESH = "fresh"
    DUE = "due"
    STALE = "stale"


def freshness(last_checked: dt.date | None, *, interval_days: int, today: dt.date) -> Freshness:
    """Return how fresh a record is.

    Parameters
    ----------
    last_checked
        When it was last checked; a record that was never checked is stale.
    interval_days
        The check interval of its kind.
    today
        The date to judge by.

    Returns
    -------
    Freshness
        Fresh up to and on the interval's last day, due up to twice the interval, then stale.
    """
    if last_checked is None:
        return Freshness.STALE
    age_days = (today - last_checked).days
    if age_days <= interval_days:
        return Freshness.FRESH
    return Freshness.DUE if age_days <= STALE_AFTER_INTERVALS * interval_days else Freshness.STALE
