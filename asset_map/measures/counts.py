"""How many assets does each zone have, and how many for each thousand residents?"""

from __future__ import annotations

import pandas as pd

PER_PEOPLE = 1000


def count_by_zone(zone_code: pd.Series, zones: pd.Index) -> pd.Series:
    """Return how many assets lie in each zone.

    Parameters
    ----------
    zone_code
        The zone of each asset; missing where an asset is not placed.
    zones
        The codes of all zones.

    Returns
    -------
    pandas.Series
        ``count`` of assets (number), indexed by ``zones``; 0 where there is none.
    """
    return zone_code.value_counts().reindex(zones, fill_value=0).astype("int64").rename("count")


def per_1000(count: pd.Series, population: pd.Series) -> pd.Series:
    """Return assets for each 1,000 residents.

    Parameters
    ----------
    count
        Assets in each zone.
    population
        Residents of each zone, on the same index; missing where unknown.

    Returns
    -------
    pandas.Series
        ``per_1000`` = 1,000 × count / population, on the same index; missing where the population is missing
        or nobody lives there, because a rate without people is not zero.

    Notes
    -----
    The first of the three measures of Macintyre, Macdonald and Ellaway (2008), Social Science & Medicine 67.
    """
    people = population.astype("Float64").mask(population.eq(0))
    return (PER_PEOPLE * count / people).astype("float64").rename("per_1000")


def share_with_at_least_one(usable: pd.Series) -> float:
    """Return the share of zones that have at least one usable asset.

    Parameters
    ----------
    usable
        Usable assets in each zone; missing where it is not known.

    Returns
    -------
    float
        Zones with one or more / zones of which it is known, 0 to 1; missing (not a number) where it is known of none.

    Notes
    -----
    The third of the three measures of Macintyre, Macdonald and Ellaway (2008), Social Science & Medicine 67.
    """
    known = usable.dropna()
    return float(known.gt(0).mean()) if len(known) else float("nan")
