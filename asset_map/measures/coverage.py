"""What is known of an offer in every zone, and when was it last looked for?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd

from asset_map.domain.coverage import CoverageState, LookResult


def coverage_by_zone(
    looks: pd.DataFrame,
    *,
    usable: pd.Series,
    shown: pd.Series,
    interval_days: int,
    today: dt.date,
) -> pd.Series:
    """Return the coverage state of each zone: `asset_map.domain.coverage.coverage_state` for all zones.

    Parameters
    ----------
    looks
        The ledger for one offer: columns ``zone_code``, ``result`` and ``looked_on``.
    usable, shown
        Usable assets, and all assets, that the audience sees in each zone; the same index of zone codes.
    interval_days
        After so many days a look that found none is out of date.
    today
        The date to judge by; later looks do not count.

    Returns
    -------
    pandas.Series
        ``coverage`` on the index of ``usable``.
    """
    newest = newest_looks(looks, ["zone_code"], today=today).set_index("zone_code").reindex(usable.index)
    return _states(newest, usable=usable, shown=shown, interval_days=interval_days, today=today)


def coverage_by_zone_and_offer(
    looks: pd.DataFrame,
    *,
    usable: pd.Series,
    shown: pd.Series,
    interval_days: pd.Series,
    today: dt.date,
) -> pd.DataFrame:
    """Return the same for all zones and offers at once, with when and how somebody last looked.

    Parameters
    ----------
    looks
        The ledger: columns ``zone_code``, ``offer``, ``result``, ``method`` and ``looked_on``.
    usable, shown
        Usable assets, and all assets, that the audience sees in each zone for each offer; the same index of
        ``zone_code`` and ``offer``.
    interval_days
        After so many days a look that found none is out of date; by offer, on the same index.
    today
        The date to judge by; later looks do not count.

    Returns
    -------
    pandas.DataFrame
        On that index: ``coverage`` as `coverage_by_zone`, ``last_looked`` and ``how`` as `last_looked`.
    """
    of = ["zone_code", "offer"]
    newest = newest_looks(looks, of, today=today).set_index(of).reindex(usable.index)
    coverage = _states(newest, usable=usable, shown=shown, interval_days=interval_days, today=today)
    return pd.DataFrame(coverage).join(_last_looked(newest, coverage))


def newest_looks(looks: pd.DataFrame, of: Sequence[str], *, today: dt.date) -> pd.DataFrame:
    """Return the newest look of each group; of two on one day, the one that found something.

    Parameters
    ----------
    looks
        The ledger: columns ``result`` and ``looked_on``, those of ``of``, and any others.
    of
        The columns that make a group, for instance ``zone_code`` and ``offer``.
    today
        The date to judge by; later looks do not count.

    Returns
    -------
    pandas.DataFrame
        One row for each group, with all columns; ``looked_on`` is a timestamp.
    """
    looked_on = pd.to_datetime(looks["looked_on"])
    ledger = looks.assign(looked_on=looked_on, found=looks["result"].eq(LookResult.FOUND.value))
    in_order = ledger[looked_on <= pd.Timestamp(today)].sort_values(["looked_on", "found"], kind="stable")
    return in_order.drop_duplicates(list(of), keep="last").drop(columns="found")


def last_looked(looks: pd.DataFrame, coverage: pd.Series, *, today: dt.date) -> pd.DataFrame:
    """Return when and how each zone was last looked at for one offer, as far as an audience may know it.

    Parameters
    ----------
    looks
        The ledger for one offer, as the audience may know it: columns ``zone_code``, ``result``, ``method`` and
        ``looked_on``.
    coverage
        The state of each zone, as `coverage_by_zone` gives it.
    today
        The date to judge by; later looks do not count.

    Returns
    -------
    pandas.DataFrame
        ``last_looked`` (timestamp) and ``how`` (a `LookMethod`) on the index of ``coverage``. Both are missing where
        nobody looked, and where a zone counts as not looked at: a look of which the audience sees nothing stays
        hidden. What was found by recording it alone has no look either.
    """
    newest = newest_looks(looks, ["zone_code"], today=today).set_index("zone_code").reindex(coverage.index)
    return _last_looked(newest, coverage)


def _states(
    newest: pd.DataFrame, *, usable: pd.Series, shown: pd.Series, interval_days: int | pd.Series, today: dt.date
) -> pd.Series:
    looked_none = newest["result"].eq(LookResult.NONE.value)
    in_date = (pd.Timestamp(today) - newest["looked_on"]).dt.days <= interval_days
    states = np.select(
        [usable > 0, looked_none & in_date, looked_none | (shown > 0)],
        [CoverageState.FOUND.value, CoverageState.LOOKED_NONE.value, CoverageState.OUT_OF_DATE.value],
        default=CoverageState.NOT_LOOKED.value,
    )
    return pd.Series(states, index=usable.index, name="coverage", dtype="str")


def _last_looked(newest: pd.DataFrame, coverage: pd.Series) -> pd.DataFrame:
    known = newest[["looked_on", "method"]].where(coverage.ne(CoverageState.NOT_LOOKED.value))
    return known.rename(columns={"looked_on": "last_looked", "method": "how"})
