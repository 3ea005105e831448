"""Are people of the most deprived fifth more or less likely to be within reach of something than anyone else?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from asset_map.measures.intervals import TIMES, Interval, interval, resample
from asset_map.measures.ranking import FIFTHS, Floats, fifths
from asset_map.measures.small_numbers import LEAST_PEOPLE

LEAST_LOOKED_AT = 0.8
"""The least share of people who live where somebody has looked and the answer is in date, on both sides.

A zone nobody has looked at can hide an asset for all its people, and for those next door. At 80 % the share of all
people may be 20 percentage points and more above the one on record, so both shares of people known of are said; with
less, what nobody looked at could outweigh any difference that was found.
"""

LEAST_AREAS = 5
"""The least number of areas on both sides. Of four, only 35 different resamples can be drawn, too few for the 2.5 % at
each end of an interval; of five, 126."""

CLOSE = 0.1
"""People are "as likely" when the whole interval is within 10 percentage points either way: wider, it is not known."""

MOST_DEPRIVED = 1


class Verdict(StrEnum):
    """What can be said of the most deprived fifth beside everyone else."""

    NO_DIFFERENCE = "no_difference"
    FAVOURS_DEPRIVED = "favours_deprived"
    FAVOURS_AFFLUENT = "favours_affluent"
    TOO_LITTLE_LOOKED_AT = "too_little_looked_at"


@dataclass(frozen=True)
class Side:
    """People of the most deprived fifth, or everyone else.

    Parameters
    ----------
    share
        Of the people of whom it is known, those within reach, 0 to 1.
    looked_at
        Share of the people who live where somebody has looked and the answer is in date, 0 to 1; not a number where
        nobody lives on this side.
    areas
        Number of areas of which anything is known.
    """

    share: Interval
    looked_at: float
    areas: int


@dataclass(frozen=True)
class Comparison:
    """The most deprived fifth beside everyone else.

    Parameters
    ----------
    most_deprived, others
        Both sides.
    difference
        Share of the most deprived fifth less that of the others; above 0 favours the deprived.
    by_fifth
        Indexed by ``fifth`` 1 to 5: ``areas`` (number), ``people`` (number), ``looked_at`` (share of people) and
        ``share`` within reach with ``low`` and ``high``; the last three missing below 10 people known of.
    left_out
        Areas without a rank or without people.
    """

    most_deprived: Side
    others: Side
    difference: Interval
    by_fifth: pd.DataFrame
    left_out: int

    @property
    def verdict(self) -> Verdict:
        """The most that can be said."""
        sides = (self.most_deprived, self.others)
        if any(side.looked_at < LEAST_LOOKED_AT or side.areas < LEAST_AREAS for side in sides):
            return Verdict.TOO_LITTLE_LOOKED_AT
        if not self.difference.tells_from_zero:
            return Verdict.NO_DIFFERENCE
        return Verdict.FAVOURS_DEPRIVED if self.difference.low > 0 else Verdict.FAVOURS_AFFLUENT

    @property
    def close(self) -> bool:
        """Whether any difference is known to be small."""
        return self.difference.low >= -CLOSE and self.difference.high <= CLOSE


def compare(areas: pd.DataFrame, *, rng: np.random.Generator, times: int = TIMES) -> Comparison:
    """Compare the share within reach of the most deprived fifth with that of everyone else.

    Parameters
    ----------
    areas
        As `asset_map.measures.areas.sum_by_area` gives them.
    rng
        Where chance comes from.
    times
        How many resamples of the areas the intervals are from.

    Returns
    -------
    Comparison
        Shares are those of people, Σ reached / Σ known, never means over areas. Fifths are those of all people with a
        rank, looked at or not.

    Notes
    -----
    Intervals: see `asset_map.measures.intervals.resample`. An area stays in its fifth in every resample.
    """
    fifth = fifths(areas["rank"], areas["people"])
    ranked = fifth.notna().to_numpy()
    number = fifth[ranked].to_numpy(dtype=np.int64)
    columns = areas[["reached_people", "known_people", "people"]]
    reached, known, people = columns[ranked].to_numpy(dtype=np.float64).T
    belongs = (number[:, None] == np.arange(1, FIFTHS + 1)).astype(np.float64)
    amounts = np.hstack([belongs * reached[:, None], belongs * known[:, None]])[known > 0]
    drawn = resample(np.ones(len(amounts)), lambda times: _figures(times @ amounts), rng=rng, times=times)
    figures = [interval(*pair) for pair in zip(_figures(amounts.sum(axis=0)).tolist(), drawn.T, strict=True)]
    deprived = number == MOST_DEPRIVED
    return Comparison(
        most_deprived=_side(figures[0], known[deprived], people[deprived]),
        others=_side(figures[FIFTHS], known[~deprived], people[~deprived]),
        difference=figures[FIFTHS + 1],
        by_fifth=_by_fifth(belongs, known, people, figures[:FIFTHS]),
        left_out=int((~ranked).sum()),
    )


def _figures(sums: Floats) -> Floats:
    """Return the shares of the five fifths, that of all but the first, and the first less that."""
    reached, known = sums[..., :FIFTHS], sums[..., FIFTHS:]
    shares = _share(reached, known)
    others = _share(reached[..., 1:].sum(axis=-1, keepdims=True), known[..., 1:].sum(axis=-1, keepdims=True))
    return np.concatenate([shares, others, shares[..., :1] - others], axis=-1)


def _share(part: Floats, whole: Floats) -> Floats:
    share: Floats = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    return share


def _side(share: Interval, known: Floats, people: Floats) -> Side:
    total = people.sum()
    return Side(share, float(known.sum() / total) if total > 0 else np.nan, int((known > 0).sum()))


def _by_fifth(belongs: Floats, known: Floats, people: Floats, shares: list[Interval]) -> pd.DataFrame:
    known_people, all_people = known @ belongs, people @ belongs
    enough = known_people.round() >= LEAST_PEOPLE
    bounds = np.array([(one.estimate, one.low, one.high) for one in shares])
    bounds[~enough] = np.nan
    table = {
        "areas": belongs.sum(axis=0).astype(np.int64),
        "people": all_people,
        "looked_at": _share(known_people, all_people),
        **dict(zip(("share", "low", "high"), bounds.T, strict=True)),
    }
    return pd.DataFrame(table, index=pd.RangeIndex(1, FIFTHS + 1, name="fifth"))
