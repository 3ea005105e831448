"""What is known of one offer in every zone: found, looked and none, out of date, or not looked?"""

from __future__ import annotations

import datetime as dt

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
    looked_on = pd.to_datetime(looks["looked_on"])
    found = looks["result"].eq(LookResult.FOUND.value)
    ledger = pd.DataFrame({"zone_code": looks["zone_code"], "looked_on": looked_on, "found": found})
    ledger = ledger[looked_on <= pd.Timestamp(today)].sort_values(["looked_on", "found"])
    newest = ledger.drop_duplicates("zone_code", keep="last").set_index("zone_code").reindex(usable.index)

    looked_none = newest["found"].eq(False)
    in_date = (pd.Timestamp(today) - newest["looked_on"]).dt.days <= interval_days
    states = np.select(
        [usable > 0, looked_none & in_date, looked_none | (shown > 0)],
        [CoverageState.FOUND.value, CoverageState.LOOKED_NONE.value, CoverageState.OUT_OF_DATE.value],
        default=CoverageState.NOT_LOOKED.value,
    )
    return pd.Series(states, index=usable.index, name="coverage", dtype="str")
