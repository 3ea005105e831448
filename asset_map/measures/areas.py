"""How many people of each area are within reach, and where does the area stand in the ranking?

An area is a zone, a larger official area or a neighbourhood. All are made of the same points where residents live, so
that a conclusion can be drawn again with other borders.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

_SAME = 1e-9


def sum_by_area(points: pd.DataFrame, area: pd.Series) -> pd.DataFrame:
    """Return the people of each area, those of whom it is known, and those within reach.

    Parameters
    ----------
    points
        Where residents live: ``people`` (number), ``known`` (whether their zone was looked at and the look is in date),
        ``reached`` (whether they have a usable asset within the distance) and ``rank`` of their zone (missing where it
        has none).
    area
        The area of each point, on the same index; missing for points in none. A point in two areas stands twice.

    Returns
    -------
    pandas.DataFrame
        Indexed by area, sorted: ``people``, ``known_people``, ``reached_people`` (of the known; all three are numbers
        that need not be whole) and ``rank``, see `middle_rank`.
    """
    codes, names = pd.factorize(area, sort=True)
    inside = codes >= 0
    people, known = points["people"].to_numpy(dtype=np.float64), points["known"].to_numpy(dtype=bool)
    amounts = {
        "people": people,
        "known_people": np.where(known, people, 0.0),
        "reached_people": np.where(known & points["reached"].to_numpy(dtype=bool), people, 0.0),
    }
    index = pd.Index(names, name="area")
    sums = {name: np.bincount(codes[inside], amount[inside], minlength=len(names)) for name, amount in amounts.items()}
    return pd.DataFrame(sums, index=index).assign(rank=middle_rank(points["rank"], points["people"], area))


def middle_rank(rank: pd.Series, people: pd.Series, area: pd.Series) -> pd.Series:
    """Return the rank of the zone in which the middle person of each area lives.

    Parameters
    ----------
    rank
        Rank of the zone of each point, 1 = most deprived; missing where it has none.
    people
        Residents at each point, on the same index.
    area
        The area of each point, on the same index.

    Returns
    -------
    pandas.Series
        ``rank``, indexed by area, sorted: when its people are lined up by the ranks of their zones, that of the first
        at or beyond half of them. Ranks are ordinal, so no mean is taken. Missing where nobody has a rank.
    """
    codes, names = pd.factorize(area, sort=True)
    ranks, numbers = rank.to_numpy(dtype=np.float64, na_value=np.nan), people.to_numpy(dtype=np.float64)
    order = np.lexsort((ranks, codes))
    order = order[(codes[order] >= 0) & np.isfinite(ranks[order]) & (numbers[order] > 0)]
    of_area, up_to = codes[order], np.cumsum(numbers[order])
    total = np.bincount(of_area, numbers[order], minlength=len(names))
    before = np.cumsum(total) - total
    # Sums of the same numbers in another order differ in their last digits.
    beyond = np.flatnonzero(up_to - before[of_area] >= total[of_area] / 2 * (1 - _SAME))
    with_any, first = np.unique(of_area[beyond], return_index=True)
    middle = np.full(len(names), np.nan)
    middle[with_any] = ranks[order][beyond[first]]
    return pd.Series(middle, index=pd.Index(names, name="area"), name="rank")
