"""How do the tenths of the deprivation ranking compare?"""

from __future__ import annotations

import pandas as pd

from asset_map.domain.coverage import CoverageState
from asset_map.measures.counts import per_1000

DECILES = pd.RangeIndex(1, 11, name="decile")


def by_decile(zones: pd.DataFrame) -> pd.DataFrame:
    """Return the zones' measures summed by decile.

    Parameters
    ----------
    zones
        Indexed by zone, with ``decile`` (1 = most deprived), ``population``, ``usable`` and ``coverage``.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``decile`` 1 to 10: ``zones`` (number), ``zones_looked`` (number), ``gaps`` (zones looked at with
        nothing there), ``population`` (residents), ``usable`` (assets) and ``per_1000`` (assets for each 1,000
        residents of the decile: a ratio of sums over zones whose population is known, not a mean of rates; missing
        where no zone was looked at). ``zones_known`` counts the zones of which it is known what is there: where it is
        less than ``zones``, there may be more assets than were found. Zones without a decile are left out.
    """
    looked = zones["coverage"].ne(CoverageState.NOT_LOOKED.value)
    known = zones["coverage"].isin([CoverageState.FOUND.value, CoverageState.LOOKED_NONE.value])
    facts = pd.DataFrame(
        {
            "decile": zones["decile"],
            "zones": 1,
            "zones_looked": looked.astype("int64"),
            "zones_known": known.astype("int64"),
            "gaps": zones["coverage"].eq(CoverageState.LOOKED_NONE.value).astype("int64"),
            "population": zones["population"],
            "usable": zones["usable"].fillna(0).astype("int64"),
        }
    )
    facts["usable_where_people_known"] = facts["usable"].where(zones["population"].notna(), 0)
    by_tenth = facts.dropna(subset="decile").groupby("decile")
    sums = by_tenth.sum(min_count=0).reindex(DECILES, fill_value=0)
    sums["population"] = by_tenth["population"].sum(min_count=1).reindex(DECILES)
    rate = per_1000(sums.pop("usable_where_people_known"), sums["population"])
    sums["per_1000"] = rate.mask(sums["zones_looked"].eq(0))
    return sums
