"""Which assets are usable now?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

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
    interval_days = assets["kind"].map(days).astype("float64")
    age_days = (pd.Timestamp(today) - pd.to_datetime(assets["last_checked"])).dt.days
    states = np.select(
        [age_days <= interval_days, age_days <= STALE_AFTER_INTERVALS * interval_days],
        [Freshness.FRESH.value, Freshness.DUE.value],
        default=Freshness.STALE.value,
    )
    return pd.Series(states, index=assets.index, name="freshness", dtype="str")


def usable_now(assets: pd.DataFrame) -> pd.Series:
    """Return which assets are usable now: open, published and not stale.

    Parameters
    ----------
    assets
        With the columns ``status``, ``review_state`` and ``freshness``.

    Returns
    -------
    pandas.Series
        ``usable``, true or false, on the same index.
    """
    usable = (
        assets["status"].isin(USABLE_STATUSES)
        & assets["review_state"].eq("published")
        & assets["freshness"].ne(Freshness.STALE.value)
    )
    return usable.astype(bool).rename("usable")
