"""Do people in more deprived zones have more of something, or less?

Sign: every index is negative where more deprived people have more of it ("favours the deprived"), positive where less
deprived people have more, and 0 where deprivation makes no difference. Of a distance, where less is better, the signs
mean the opposite.

Each index takes the value of each zone, its people and its rank. Zones with any of the three missing are left out. For
intervals, people may have one row for each resample, and the index is then given for each of them at once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from asset_map.measures.ranking import Floats, fractional_ranks


class Indices(NamedTuple):
    """All four indices of one value.

    Parameters
    ----------
    concentration, erreygers, slope, relative
        As the functions of these names give them; Erreygers' for a share.
    """

    concentration: Floats
    erreygers: Floats
    slope: Floats
    relative: Floats


def indices(value: Floats, people: Floats, rank: Floats) -> Indices:
    """Return all four indices of a share, worked out in one go.

    Parameters
    ----------
    value, people, rank
        As for `concentration_index`; the value from 0 to 1.

    Returns
    -------
    Indices
        What `concentration_index`, `erreygers`, `slope_index` and `relative_index` give.
    """
    value, people, rank = _known(value, people, rank)
    covariance, variance = _moments(value, people, rank)
    mean, slope = _mean(value, people), _ratio(covariance, variance)
    return Indices(_ratio(2 * covariance, mean), 8 * covariance, slope, _ratio(slope, mean))


def concentration_index(value: Floats, people: Floats, rank: Floats) -> Floats:
    """Return the concentration index of a value over the ranking.

    Parameters
    ----------
    value
        Of each zone, for each resident alike (any unit, from 0 up), such as the share of residents within a distance.
    people
        Residents of each zone (number), see the module.
    rank
        Of each zone, 1 = most deprived.

    Returns
    -------
    numpy.ndarray
        CI = 2 cov(a, r) / mean(a), both weighted by people, with r the fractional rank; from −1 to 1, without unit.
        Negative favours the deprived. Not a number where the mean is 0.

    Notes
    -----
    Kakwani, Wagstaff and van Doorslaer (1997), Journal of Econometrics 77. For a share its bounds depend on its mean
    (Wagstaff 2005): see `erreygers`.
    """
    return indices(value, people, rank).concentration


def erreygers(value: Floats, people: Floats, rank: Floats, *, least: float = 0.0, most: float = 1.0) -> Floats:
    """Return the concentration index corrected for a value that has bounds.

    Parameters
    ----------
    value, people, rank
        As for `concentration_index`.
    least, most
        The bounds of the value: 0 and 1 for a share.

    Returns
    -------
    numpy.ndarray
        E = 4 mean(a) CI / (most − least) = 8 cov(a, r) / (most − least), from −1 to 1, without unit. Negative favours
        the deprived. The same, with its sign turned, for those who are not within reach as for those who are.

    Notes
    -----
    Erreygers (2009), Journal of Health Economics 28.
    """
    return indices(value, people, rank).erreygers / (most - least)


def slope_index(value: Floats, people: Floats, rank: Floats) -> Floats:
    """Return the slope index of inequality.

    Parameters
    ----------
    value, people, rank
        As for `concentration_index`.

    Returns
    -------
    numpy.ndarray
        SII = cov(a, r) / var(r), weighted by people: by how much the value rises on a straight line from the most
        deprived person to the least deprived one, in the unit of the value. Negative favours the deprived. Not a number
        where all zones have one rank.

    Notes
    -----
    Ridit regression weighted by people: Pamuk (1985), Population Studies 39.
    """
    return indices(value, people, rank).slope


def relative_index(value: Floats, people: Floats, rank: Floats) -> Floats:
    """Return the relative index of inequality: the slope as a share of the mean.

    Parameters
    ----------
    value, people, rank
        As for `concentration_index`.

    Returns
    -------
    numpy.ndarray
        RII = SII / mean(a), without unit. Negative favours the deprived. Not a number where the mean is 0.

    Notes
    -----
    Pamuk's form, also that of the Scottish Government's "Long-term monitoring of health inequalities". The ratio of
    both ends of the line (Kunst and Mackenbach 1994) is not used: it does not exist where the line falls below 0.
    """
    return indices(value, people, rank).relative


def _known(value: Floats, people: Floats, rank: Floats) -> tuple[Floats, Floats, Floats]:
    value, people, rank = (np.asarray(numbers, dtype=np.float64) for numbers in (value, people, rank))
    # A zone is left out by its own people, not by those of a resample that happens to miss it.
    known = np.isfinite(value) & np.isfinite(rank) & np.isfinite(people).all(axis=tuple(range(people.ndim - 1)))
    return (value, people, rank) if known.all() else (value[known], people[..., known], rank[known])


def _mean(value: Floats, people: Floats) -> Floats:
    return _ratio(people @ value, people.sum(axis=-1))


def _moments(value: Floats, people: Floats, rank: Floats) -> tuple[Floats, Floats]:
    if not len(value):
        missing = np.full(people.shape[:-1], np.nan)
        return missing, missing
    apart = fractional_ranks(people, rank) - 0.5
    total = people.sum(axis=-1)
    # From its least value on, so that equal values give 0 to the last digit.
    covariance = _ratio((people * apart) @ (value - value.min()), total)
    return covariance, _ratio((people * apart**2).sum(axis=-1), total)


def _ratio(part: Floats, whole: Floats) -> Floats:
    whole = np.asarray(whole)
    ratio: Floats = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole != 0)
    return ratio
