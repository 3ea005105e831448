"""How much does a figure depend on which zones happen to be in it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from asset_map.measures.ranking import Floats

TIMES = 999
"""How many resamples: with 999 the 2.5 % at each end are whole resamples (Davison and Hinkley 1997, chapter 2)."""

PERCENT = 95.0

CELLS_AT_ONCE = 4_000_000
"""How many numbers a block of resamples has at most, so that all Scotland fits into memory."""

Statistic: TypeAlias = Callable[[Floats, Floats, Floats], Floats]


@dataclass(frozen=True)
class Interval:
    """A figure, and between which bounds it lies in 95 of 100 resamples.

    Parameters
    ----------
    estimate
        From the zones as they are; not a number where there is none.
    low, high
        The 2.5th and the 97.5th percentile of the resamples.
    """

    estimate: float
    low: float
    high: float

    @property
    def tells_from_zero(self) -> bool:
        """Whether 0 lies outside the bounds."""
        return self.low > 0 or self.high < 0


def bootstrap(
    value: Floats,
    people: Floats,
    rank: Floats,
    *,
    statistic: Statistic,
    rng: np.random.Generator,
    times: int = TIMES,
) -> Interval:
    """Return an index with its bootstrap interval over zones.

    Parameters
    ----------
    value, people, rank
        Of each zone, as `asset_map.measures.inequality` takes them.
    statistic
        One of its indices, or another function of the same three that takes many rows of people at once.
    rng
        Where chance comes from: the same state gives the same interval.
    times
        How many resamples.

    Returns
    -------
    Interval
        See `resample` for what is drawn.
    """
    known = [np.asarray(numbers, dtype=np.float64) for numbers in (value, people, rank)]
    kept = np.isfinite(known).all(axis=0) & (known[1] > 0)
    value, people, rank = (numbers[kept] for numbers in known)
    drawn = resample(people, lambda drawn: statistic(value, drawn, rank), rng=rng, times=times)
    return interval(float(statistic(value, people, rank)), drawn)


def resample(
    people: Floats, figures: Callable[[Floats], Floats], *, rng: np.random.Generator, times: int = TIMES
) -> Floats:
    """Return figures for each of many resamples of the zones.

    Parameters
    ----------
    people
        Residents of each zone.
    figures
        Gives one or several figures for each row of people.
    rng
        Where chance comes from.
    times
        How many resamples.

    Returns
    -------
    numpy.ndarray
        What ``figures`` gives for all resamples, one below the other.

    Notes
    -----
    As many zones as there are, drawn with replacement; a zone that is drawn twice has its people twice (Efron and
    Tibshirani 1993, An Introduction to the Bootstrap, chapter 13: the percentile interval). Zones are drawn as if they
    were independent. Neighbours share what is near them, so the interval is rather too narrow than too wide.
    """
    zones = len(people)
    block = max(1, CELLS_AT_ONCE // max(zones, 1))
    parts = [figures(people * _times_drawn(zones, min(block, times - start), rng)) for start in range(0, times, block)]
    return np.concatenate(parts)


def interval(estimate: float, drawn: Floats) -> Interval:
    """Return a figure with its percentile interval.

    Parameters
    ----------
    estimate
        The figure itself.
    drawn
        The same for each resample; those that are not a number are left out.

    Returns
    -------
    Interval
        Bounds that are not a number where no resample gave one.
    """
    numbers = drawn[np.isfinite(drawn)]
    if not len(numbers):
        return Interval(estimate, np.nan, np.nan)
    tail = (100 - PERCENT) / 2
    low, high = np.percentile(numbers, [tail, 100 - tail])
    return Interval(estimate, float(low), float(high))


def _times_drawn(zones: int, times: int, rng: np.random.Generator) -> Floats:
    drawn = rng.integers(zones, size=(times, zones)) if zones else np.zeros((times, 0), dtype=np.int64)
    of_row = drawn + zones * np.arange(times)[:, None]
    return np.bincount(of_row.ravel(), minlength=times * zones).reshape(times, zones).astype(np.float64)
