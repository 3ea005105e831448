"""Which points and places lie within a distance of each other, and what follows from that for each point?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Points and places that lie within a distance of each other.

    Parameters
    ----------
    point, place
        Positions among the points and among the places asked about.
    distance_m
        How far they are apart, in metres.
    """

    point: NDArray[np.int64]
    place: NDArray[np.int64]
    distance_m: Floats


@dataclass(frozen=True, eq=False)
class Reached:
    """What each point can reach.

    Parameters
    ----------
    nearest_m
        For each point the metres to the nearest place; infinite where none is known.
    counts
        For each point (row) and distance (column) how many places lie within it.
    pairs
        Of the places whose pairs were wanted; in no particular order.
    """

    nearest_m: Floats
    counts: NDArray[np.int64]
    pairs: Pairs


def summed(
    parts: Iterable[Pairs],
    points: int,
    distances_m: tuple[int, ...],
    *,
    shared: NDArray[np.bool_] | None = None,
    shared_m: float = 0.0,
) -> Reached:
    """Return what follows from pairs, taking a part at a time, so that all of them never need room together.

    Parameters
    ----------
    parts
        All pairs as far as `farthest_m` says, each once.
    points
        How many points there are.
    distances_m
        Metres, in any order; a place just so far away is within.
    shared
        For each place whether its pairs are kept; None keeps none.
    shared_m
        Up to which distance they are kept.

    Returns
    -------
    Reached
        Its nearest is infinite where no place is as near as the pairs go.
    """
    ordered = np.unique(np.array(distances_m, dtype=np.float64))
    rings = np.zeros(points * (len(ordered) + 1), dtype=np.int64)
    nearest_m, kept = np.full(points, np.inf), []
    for pairs in parts:
        ring = np.searchsorted(ordered, pairs.distance_m)
        rings += np.bincount(pairs.point * (len(ordered) + 1) + ring, minlength=len(rings))
        np.minimum.at(nearest_m, pairs.point, pairs.distance_m)
        if shared is not None:
            wanted = shared[pairs.place] & (pairs.distance_m <= shared_m)
            kept.append(Pairs(pairs.point[wanted], pairs.place[wanted], pairs.distance_m[wanted]))
    within: NDArray[np.int64] = rings.reshape(points, len(ordered) + 1).cumsum(axis=1)
    return Reached(nearest_m, within[:, np.searchsorted(ordered, distances_m)], _joined(kept))


def farthest_m(distances_m: tuple[int, ...], shared: NDArray[np.bool_], shared_m: float) -> float:
    """Return how far pairs must be looked for.

    Parameters
    ----------
    distances_m
        Metres within which places are counted.
    shared, shared_m
        For which places pairs are wanted, and up to which distance.

    Returns
    -------
    float
        Metres.
    """
    return max([*distances_m, *([shared_m] if shared.any() else [])], default=0.0)


def gathered(parts: Iterable[Pairs]) -> Pairs:
    """Return parts as one.

    Parameters
    ----------
    parts
        Pairs, a part at a time.

    Returns
    -------
    Pairs
        All of them, by point, then place.
    """
    pairs = _joined(list(parts))
    order = np.lexsort([pairs.place, pairs.point])
    return Pairs(pairs.point[order], pairs.place[order], pairs.distance_m[order])


def _joined(parts: list[Pairs]) -> Pairs:
    point = np.concatenate([np.empty(0, dtype=np.int64), *(part.point for part in parts)])
    place = np.concatenate([np.empty(0, dtype=np.int64), *(part.place for part in parts)])
    return Pairs(point, place, np.concatenate([np.empty(0), *(part.distance_m for part in parts)]))
