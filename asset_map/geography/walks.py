"""Which junctions are walked to from places, and which points lie on the same path as a place?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import scipy
from numpy.typing import NDArray

from asset_map.geography.footholds import Footholds
from asset_map.geography.pairs import Floats

Integers = NDArray[np.int64]

TILE_M = 2_000.0
"""Places in one square of this side are looked at together, on the junctions around it alone."""


def with_sources(
    graph: scipy.sparse.csr_array, source: Integers, junction: Integers, metres: Floats
) -> scipy.sparse.csr_array:
    """Add places to a graph of junctions, to start from; no walk leads through them.

    Parameters
    ----------
    graph
        Metres between junctions, n of them.
    source, junction, metres
        From which place to which junction it is how far; of several ways the shortest counts.

    Returns
    -------
    scipy.sparse.csr_array
        Number n stands for junctions beyond the graph and cannot be reached; place 0 is number n + 1.
    """
    order = np.lexsort([metres, junction, source])
    source, junction, metres = source[order], junction[order], metres[order]
    first = np.ones(len(source), dtype=bool)
    first[1:] = (source[1:] != source[:-1]) | (junction[1:] != junction[:-1])
    source, junction, metres = source[first], junction[first], metres[first]
    sources = int(source[-1]) + 1 if len(source) else 0
    leaving = np.cumsum(np.bincount(source, minlength=sources))
    so_far = graph.indptr[-1]
    return scipy.sparse.csr_array(
        (
            np.concatenate([graph.data, metres]),
            np.concatenate([graph.indices, junction.astype(graph.indices.dtype)]),
            np.concatenate([graph.indptr, [so_far], so_far + leaving]).astype(graph.indptr.dtype),
        ),
        shape=(graph.shape[0] + 1 + sources,) * 2,
    )


def on_the_same_path(stands: Footholds, legs: Footholds) -> tuple[Integers, Integers, Floats]:
    """Return the walks that meet no junction.

    Parameters
    ----------
    stands, legs
        Where points and where places join the paths.

    Returns
    -------
    stand, leg : numpy.ndarray
        Positions among the stands and among the legs, for each two on one path.
    metres : numpy.ndarray
        How far it is between their owners along that path.
    """
    order = np.argsort(legs.path, kind="stable")
    begin = np.searchsorted(legs.path[order], stands.path, side="left")
    meeting = np.searchsorted(legs.path[order], stands.path, side="right") - begin
    stand = np.repeat(np.arange(len(stands)), meeting)
    within = np.arange(len(stand)) - np.repeat(np.cumsum(meeting) - meeting, meeting)
    leg = order[begin[stand] + within]
    metres = np.abs(stands.along_m[stand] - legs.along_m[leg]) + stands.off_m[stand] + legs.off_m[leg]
    return stand, leg, metres


def groups_of_places(legs: Footholds) -> Iterator[Footholds]:
    """Part places into groups that lie near each other.

    Parameters
    ----------
    legs
        Where places join the paths.

    Yields
    ------
    Footholds
        All legs of the places that begin in one square of `TILE_M`, by place; of a place larger than that, its own.
    """
    legs = legs.some(np.argsort(legs.owner, kind="stable"))
    first = np.flatnonzero(np.append(True, legs.owner[1:] != legs.owner[:-1])[: len(legs)])
    if not len(first):
        return
    extent_m = np.maximum(
        np.maximum.reduceat(legs.x_m, first) - np.minimum.reduceat(legs.x_m, first),
        np.maximum.reduceat(legs.y_m, first) - np.minimum.reduceat(legs.y_m, first),
    )
    square = np.column_stack([legs.x_m[first] // TILE_M, legs.y_m[first] // TILE_M, np.full(len(first), -1.0)])
    large = np.flatnonzero(extent_m > TILE_M)
    square[large, 2] = large
    _, group = np.unique(square, axis=0, return_inverse=True)
    group_of_leg = np.repeat(group.ravel(), np.diff(np.append(first, len(legs))))
    in_order = np.argsort(group_of_leg, kind="stable")
    for some in np.split(in_order, np.cumsum(np.bincount(group_of_leg))[:-1]):
        yield legs.some(some)
