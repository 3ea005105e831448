"""Where does each zone stand in the ranking of deprivation, counted in people?

A rank tells an order and nothing else, so it is only ever compared, never added up. What is reckoned with is the share
of people who live in more deprived zones.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

FIFTHS = 5

_SAME_RANK = 9
"""Decimals to which two shares of people are the same."""


def fractional_ranks(people: Floats, rank: Floats) -> Floats:
    """Return the share of people who live in more deprived zones, half of a zone's own people among them.

    Parameters
    ----------
    people
        Residents of each zone (number), one row for each resample where there are several: the zones are the last axis.
    rank
        Of each zone; 1 is the most deprived. None missing.

    Returns
    -------
    numpy.ndarray
        Shaped like ``people``, 0 to 1: r = (people ranked before + people of the same rank / 2) / all people. Zones of
        one rank share one r. The mean of r weighted by people is ½.

    Notes
    -----
    The ridit of Bross (1958), Biometrics 14; the fractional rank of Kakwani, Wagstaff and van Doorslaer (1997), Journal
    of Econometrics 77.
    """
    _, tied = np.unique(rank, return_inverse=True)
    order = np.argsort(tied, kind="stable")
    first = np.flatnonzero(np.diff(tied[order], prepend=-1))
    at_rank = np.add.reduceat(people[..., order], first, axis=-1)
    up_to = np.cumsum(at_rank, axis=-1)
    middle = up_to - at_rank / 2
    total = up_to[..., -1:]
    shares: Floats = np.divide(middle, total, out=np.full_like(middle, np.nan), where=total > 0)
    of_zones: Floats = shares[..., tied]
    return of_zones


def fractional_rank(rank: pd.Series, people: pd.Series) -> pd.Series:
    """Return where each zone stands among the people of the area, 0 the most deprived and 1 the least.

    Parameters
    ----------
    rank
        Rank of each zone, 1 = most deprived; missing where it has none.
    people
        Residents, on the same index; missing where unknown.

    Returns
    -------
    pandas.Series
        ``fractional_rank`` on the same index, see `fractional_ranks`; missing for zones without a rank or without
        people, which are left out of the count of people too.
    """
    counted = in_the_ranking(rank, people)
    placed = pd.Series(np.nan, index=rank.index, name="fractional_rank")
    if counted.any():
        numbers = people[counted].to_numpy(dtype=np.float64)
        placed[counted] = fractional_ranks(numbers, rank[counted].to_numpy(dtype=np.float64))
    return placed


def in_the_ranking(rank: pd.Series, people: pd.Series) -> pd.Series:
    """Return which zones have a rank, and people who live there.

    Parameters
    ----------
    rank, people
        Of each zone, on one index.

    Returns
    -------
    pandas.Series
        ``in_the_ranking``, true or false, on the same index.
    """
    lived_in: NDArray[np.bool_] = people.to_numpy(dtype=np.float64, na_value=np.nan) > 0
    ranked: NDArray[np.bool_] = rank.notna().to_numpy()
    return pd.Series(ranked & lived_in, index=rank.index, name="in_the_ranking")


def fifths(rank: pd.Series, people: pd.Series) -> pd.Series:
    """Return in which fifth of the area's people each zone is, by its rank.

    Parameters
    ----------
    rank
        Rank of each zone, 1 = most deprived; missing where it has none.
    people
        Residents, on the same index.

    Returns
    -------
    pandas.Series
        ``fifth`` (Int64) on the same index: 1 the most deprived fifth of the people of this area, 5 the least; a zone
        belongs where its middle person does, and zones of one rank to one fifth. Missing for zones without a rank or
        without people: count them with ``isna()``.

    Notes
    -----
    These are not the quintiles of a whole country: nearly half of Glasgow's zones are in the most deprived fifth of
    Scotland. A large zone can leave a fifth with less or more than 20 % of the people, or with nobody.
    """
    placed = fractional_rank(rank, people)
    number = np.ceil((placed * FIFTHS).round(_SAME_RANK)).clip(1, FIFTHS)
    return pd.Series(number.astype("Int64"), name="fifth")
