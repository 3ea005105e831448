"""How do straight pieces of path become a network of junctions and the paths between them?"""

from __future__ import annotations

import numpy as np
import scipy
import shapely
from numpy.typing import NDArray

from asset_map.geography.distances import Places
from asset_map.geography.network import WalkingNetwork

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

SMALLEST_PART_M = 5_000.0
"""Paths that hang together count from so many metres in all, and the longest such part always.

Smaller ones are yards, golf courses and platforms whose way in is missing from the map: whoever lives beside one would
seem cut off. A village on an island has more.
"""

PASSED = 2
"""Pieces at a corner that is only passed."""

NO_STEP = -1

_CENTIMETRES = 2


def build_network(x_m: Floats, y_m: Floats, start: Integers, end: Integers) -> WalkingNetwork:
    """Build a network from straight pieces.

    Parameters
    ----------
    x_m, y_m
        Eastings and northings of the corners, EPSG:27700; rounded to centimetres.
    start, end
        Positions of the two corners of each piece; pieces hang together where they share a corner.

    Returns
    -------
    WalkingNetwork
        Without the parts that are too small to count; corners that only two pieces share are no junctions.
    """
    corners_bng: Floats = np.column_stack([x_m, y_m]).round(_CENTIMETRES)
    pieces = np.unique(np.sort(np.column_stack([start, end]), axis=1), axis=0)
    pieces = pieces[pieces[:, 0] != pieces[:, 1]]
    pieces = pieces[_in_large_part(corners_bng, pieces)]
    corners, first = _chains(pieces, len(corners_bng))
    last = np.append(first[1:], len(corners)) - 1
    path = np.repeat(np.arange(len(first)), last - first + 1)
    paths_bng: Places = np.asarray(shapely.linestrings(corners_bng[corners], indices=path), dtype=object)
    junctions, ends = np.unique(np.concatenate([corners[first], corners[last]]), return_inverse=True)
    return WalkingNetwork(
        junctions_bng=corners_bng[junctions],
        from_junction=ends[: len(first)],
        to_junction=ends[len(first) :],
        paths_bng=paths_bng,
    )


def _in_large_part(corners_bng: Floats, pieces: Integers) -> NDArray[np.bool_]:
    part = _parts(pieces, len(corners_bng))[pieces[:, 0]]
    length_m = np.hypot(*(corners_bng[pieces[:, 0]] - corners_bng[pieces[:, 1]]).T)
    in_all_m = np.bincount(part, weights=length_m)[part]
    large: NDArray[np.bool_] = in_all_m >= min(SMALLEST_PART_M, in_all_m.max(initial=0.0))
    return large


def _parts(pieces: Integers, number: int) -> Integers:
    linked = scipy.sparse.coo_array((np.ones(len(pieces)), (pieces[:, 0], pieces[:, 1])), shape=(number, number))
    part: Integers = scipy.sparse.csgraph.connected_components(linked, directed=False)[1]
    return part


def _chains(pieces: Integers, number: int) -> tuple[Integers, Integers]:
    """Return the corners along each path from junction to junction, path after path, and where each path begins.

    Each piece is a step in both directions: step 2n goes from its first corner to its second, step 2n + 1 back.
    """
    tail, head = pieces.ravel(), pieces[:, ::-1].ravel()
    is_junction = _are_junctions(pieces, number)
    onward = _onward(tail, head, is_junction).tolist()
    walked: list[int] = []
    first: list[int] = []
    done = np.zeros(len(tail), dtype=bool)
    for step in np.flatnonzero(is_junction[tail]).tolist():
        if done[step]:
            continue
        first.append(len(walked))
        walked.append(step)
        while (onward_step := onward[walked[-1]]) != NO_STEP:
            walked.append(onward_step)
        done[walked[-1] ^ 1] = True
    steps, begins = np.array(walked, dtype=np.int64), np.array(first, dtype=np.int64)
    ends = np.append(begins[1:], len(steps)) if len(begins) else begins
    corners = np.insert(tail[steps], ends, head[steps[ends - 1]])
    return corners, begins + np.arange(len(begins))


def _are_junctions(pieces: Integers, number: int) -> NDArray[np.bool_]:
    """Return which corners are not merely passed; of a ring that nothing joins, one corner stands for a junction."""
    pieces_at = np.bincount(pieces.ravel(), minlength=number)
    is_junction: NDArray[np.bool_] = (pieces_at != PASSED) & (pieces_at > 0)
    part = _parts(pieces, number)
    _, one_of_part = np.unique(part, return_index=True)
    without = np.bincount(part, weights=is_junction) == 0
    is_junction[one_of_part[without]] = pieces_at[one_of_part[without]] > 0
    return is_junction


def _onward(tail: Integers, head: Integers, is_junction: NDArray[np.bool_]) -> Integers:
    """Return the step that follows each step, or `NO_STEP` where it ends at a junction."""
    by_tail = np.argsort(tail, kind="stable")
    begins = np.searchsorted(tail[by_tail], head)
    goes_on = ~is_junction[head]
    onward = np.full(len(tail), NO_STEP)
    one, other = by_tail[begins[goes_on]], by_tail[begins[goes_on] + 1]
    back = np.flatnonzero(goes_on) ^ 1
    onward[goes_on] = np.where(one == back, other, one)
    return onward
