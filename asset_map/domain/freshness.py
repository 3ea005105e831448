"""Is a record still to be trusted, and when is it to be checked next?"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

STALE_AFTER_INTERVALS = 2
"""A record is stale past twice its check interval (domain rules, "Freshness")."""

WARN_AFTER_INTERVALS = 1.5
"""Half-way between due and stale: late enough to be pressing, early enough to be mended in time."""

SOON_DAYS = 30
"""How long before it is due a record may be checked on the way: a month's round of a neighbourhood."""

USABLE_STATUSES = frozenset({"active", "seasonal", "at_risk"})
"""Statuses that count as usable now; ``seasonal`` only in season, or always where no season is recorded."""


class Freshness(StrEnum):
    """How recently a record was checked."""

    FRESH = "fresh"
    DUE = "due"
    STALE = "stale"


class CheckState(StrEnum):
    """How pressing it is to check a record, most pressing first."""

    STALE = "stale"
    SOON_STALE = "soon_stale"
    DUE = "due"
    SOON_DUE = "soon_due"
    LATER = "later"


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


def next_check_due(last_checked: dt.date | None, *, interval_days: int) -> dt.date | None:
    """Return the last day on which a record is fresh: it should be checked again by then.

    Parameters
    ----------
    last_checked
        When it was last checked.
    interval_days
        The check interval of its kind.

    Returns
    -------
    datetime.date or None
        None for a record that was never checked, which is to be checked now.
    """
    return None if last_checked is None else last_checked + dt.timedelta(days=interval_days)


def check_state(last_checked: dt.date | None, *, interval_days: int, today: dt.date) -> CheckState:
    """Return how pressing it is to check a record.

    Parameters
    ----------
    last_checked
        When it was last checked.
    interval_days
        The check interval of its kind.
    today
        The date to judge by.

    Returns
    -------
    CheckState
        Stale and due as `freshness` has them; of those that are due, past one and a half intervals, soon stale; of
        those that are fresh, within 30 days of their due date, soon due.
    """
    state = freshness(last_checked, interval_days=interval_days, today=today)
    if state is Freshness.STALE or last_checked is None:
        return CheckState.STALE
    age_days = (today - last_checked).days
    if state is Freshness.DUE:
        return CheckState.SOON_STALE if age_days > WARN_AFTER_INTERVALS * interval_days else CheckState.DUE
    return CheckState.SOON_DUE if interval_days - age_days <= SOON_DAYS else CheckState.LATER


def in_season(season_from: int | None, season_to: int | None, *, month: int) -> bool:
    """Return whether something seasonal is open in a month.

    Parameters
    ----------
    season_from, season_to
        First and last month of its season, 1 to 12; a season may run over the end of the year.
    month
        The month to judge by, 1 to 12.

    Returns
    -------
    bool
        True in season, its first and last month included, and where no season is recorded.
    """
    if season_from is None or season_to is None:
        return True
    if season_from <= season_to:
        return season_from <= month <= season_to
    return month >= season_from or month <= season_to


def may_be_kept(keep_until: dt.date | None, *, today: dt.date) -> bool:
    """Return whether a record may still be kept.

    Parameters
    ----------
    keep_until
        The last day on which it may; None for no end.
    today
        The date to judge by.

    Returns
    -------
    bool
        False from the day after.
    """
    return keep_until is None or today <= keep_until
