"""Which assets are usable now?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

from asset_map.domain.asset import ReviewState, Status
from asset_map.domain.classification import Kind
from asset_map.domain.freshness import STALE_AFTER_INTERVALS, USABLE_STATUSES, Freshness


def freshness_of(assets: pd.DataFrame, kinds: Mapping[str, Kind], *, today: dt.date) -> pd.Series:
    """Return how fresh each record is: `asset_map.domain.freshness.freshness` for a whole frame.

    Parameters
    ----------
    assets
        With the columns ``kind`` and ``last_checked`` (dates; missing means never).
    kinds
        The kinds of the classification, for their check intervals in days.
    today
        The date to judge by.

    Returns
    -------
    pandas.Series
        ``freshness`` on the same index: fresh, due or stale.
    """
    days = {code: kind.check_interval_days for code, kind in kinds.items()}
    # A kind that only an older scheme had is due as soon as any.
    interval_days = assets["kind"].map(days).astype("float64").fillna(min(days.values()))
    age_days = (pd.Timestamp(today) - pd.to_datetime(assets["last_checked"])).dt.days
    states = np.select(
        [age_days <= interval_days, age_days <= STALE_AFTER_INTERVALS * interval_days],
        [Freshness.FRESH.value, Freshness.DUE.value],
        default=Freshness.STALE.value,
    )
    return pd.Series(states, index=assets.index, name="freshness", dtype="str")


def in_season_now(assets: pd.DataFrame, *, today: dt.date) -> pd.Series:
    """Return which assets are in season: `asset_map.domain.freshness.in_season` for a whole frame.

    Parameters
    ----------
    assets
        With the columns ``season_from`` and ``season_to`` (months 1 to 12; missing means no season).
    today
        The date to judge by; its month counts.

    Returns
    -------
    pandas.Series
        ``in_season``, true or false, on the same index.
    """
    first = assets["season_from"].astype("float64")
    last = assets["season_to"].astype("float64")
    begun, not_over = first <= today.month, last >= today.month
    inside = (begun & not_over).where(first <= last, begun | not_over)
    return (inside | first.isna() | last.isna()).astype(bool).rename("in_season")


def usable_now(assets: pd.DataFrame, *, today: dt.date) -> pd.Series:
    """Return which assets are usable now: open and in season, published, not stale, and still to be kept.

    Parameters
    ----------
    assets
        With the columns ``status``, ``season_from``, ``season_to``, ``review_state`` and ``freshness``. Staff's frames
        hold ``keep_until`` and ``merged_into`` too; others are never given records that may not be kept, nor merged
        ones, which are archived.
    today
        The date to judge by.

    Returns
    -------
    pandas.Series
        ``usable``, true or false, on the same index.
    """
    is_open = assets["status"].isin(USABLE_STATUSES) & (
        assets["status"].ne(Status.SEASONAL.value) | in_season_now(assets, today=today)
    )
    usable = (
        is_open & assets["review_state"].eq(ReviewState.PUBLISHED.value) & assets["freshness"].ne(Freshness.STALE.value)
    )
    if "keep_until" in assets:
        usable &= ~(pd.to_datetime(assets["keep_until"]) < pd.Timestamp(today))
    if "merged_into" in assets:
        usable &= assets["merged_into"].eq("")
    return usable.astype(bool).rename("usable")
