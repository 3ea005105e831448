"""How do outlines stand in a page, so that an edge that two zones share is written once?

Rings are cut where another neighbour begins. Each piece, an *arc*, is written once, and rings name the arcs they are
made of, as in TopoJSON. Points are whole steps of a rounded degree, each from the point before, in as few letters as
they need.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

ARCS_FORMAT = 1
"""To be counted up whenever outlines are written in another way: what was written before is then drawn anew."""

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""One letter holds five bits of a number, and as the sixth whether more follow; the lowest bits come first."""

_BITS, _MORE = 5, 32

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class _Segments:
    """All segments of all rings in order: from which corner to which, numbered as ``corners`` stand."""

    corners: Integers
    start: Integers
    end: Integers
    ring: Integers


def shared_outlines(shapes: NDArray[Any], *, decimals: int) -> dict[str, Any]:
    """Write the outlines of zones with each shared edge once.

    Parameters
    ----------
    shapes
        Polygons in degrees, rounded; neighbours go opposite ways along the edge they share.
    decimals
        To how many decimals they are rounded.

    Returns
    -------
    dict
        ``points``: of all arcs, one after the other, longitude and latitude in turn as steps from the point before, of
        which 2 n stands for n ≥ 0 and −2 n − 1 for n < 0, in `LETTERS`; ``lengths``: how many points each arc has;
        ``zones``: for each zone its polygons, for each polygon its rings, for each ring its arcs; −1 − n is arc n
        backwards.
    """
    polygons, zone = shapely.get_parts(shapes, return_index=True)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    segments = _segments(rings, decimals)
    twin = _twins(segments)
    first = np.flatnonzero(_cut(segments, twin))
    last = np.append(first[1:], len(twin)) - 1
    arc = np.cumsum(np.isin(np.arange(len(twin)), first)) - 1
    other = np.where(twin[first] >= 0, arc[twin[first]], len(first))
    own = np.arange(len(first)) <= other
    number = np.cumsum(own) - 1
    reference = np.where(own, number, -1 - number[np.minimum(other, len(first) - 1)])
    by_ring = np.split(reference, np.searchsorted(segments.ring[first], np.arange(1, len(rings))))
    nested: list[list[list[list[int]]]] = [[] for _ in shapes]
    for place, (of_zone, new) in enumerate(zip(zone[polygon], np.diff(polygon, prepend=-1) > 0, strict=True)):
        if new:
            nested[of_zone].append([])
        nested[of_zone][-1].append(by_ring[place].tolist())
    points, lengths = _points(segments, first[own], last[own])
    return {"points": points, "lengths": lengths, "zones": nested}


def _segments(rings: NDArray[Any], decimals: int) -> _Segments:
    degrees, ring = shapely.get_coordinates(rings, return_index=True)
    steps = np.rint(degrees * 10**decimals).astype(np.int64)
    corners, corner = np.unique(steps[:, 0] * 2**32 + steps[:, 1], return_inverse=True)
    joined = np.flatnonzero((ring[1:] == ring[:-1]) & (corner[1:] != corner[:-1]))
    latitude = (corners + 2**31) % 2**32 - 2**31
    places = np.column_stack([(corners - latitude) // 2**32, latitude])
    return _Segments(places, corner[joined], corner[joined + 1], ring[joined])


def _twins(segments: _Segments) -> Integers:
    """Return for each segment the one that goes the other way on the same edge, -1 without one."""
    many = len(segments.corners)
    low, high = np.minimum(segments.start, segments.end), np.maximum(segments.start, segments.end)
    edge = low * many + high
    order = np.argsort(edge, kind="stable")
    _, begin, count = np.unique(edge[order], return_index=True, return_counts=True)
    one, two = order[begin[count == 2]], order[begin[count == 2] + 1]
    opposite = segments.start[one] == segments.end[two]
    twin = np.full(len(edge), -1)
    twin[one[opposite]], twin[two[opposite]] = two[opposite], one[opposite]
    return twin


def _cut(segments: _Segments, twin: Integers) -> NDArray[np.bool_]:
    """Return before which segments an arc begins: where a ring does, and where the other side does not go on."""
    cut = np.ones(len(twin), dtype=bool)
    alone = (twin[1:] < 0) & (twin[:-1] < 0)
    beside = (twin[1:] >= 0) & (twin[1:] + 1 == twin[:-1]) & (segments.ring[twin[1:]] == segments.ring[twin[:-1]])
    cut[1:] = (segments.ring[1:] != segments.ring[:-1]) | ~(alone | beside)
    return cut


def _points(segments: _Segments, first: Integers, last: Integers) -> tuple[str, list[int]]:
    lengths = last - first + 2
    begin = np.cumsum(lengths) - lengths
    nth = np.arange(lengths.sum()) - np.repeat(begin, lengths)
    segment = np.repeat(first, lengths) + nth - 1
    corner = np.where(nth == 0, segments.start[np.repeat(first, lengths)], segments.end[segment])
    steps = np.diff(segments.corners[corner], axis=0, prepend=[[0, 0]]).ravel()
    return _in_letters(np.where(steps < 0, -2 * steps - 1, 2 * steps)), lengths.tolist()


def _in_letters(numbers: Integers) -> str:
    """Write whole numbers from 0 on, each in as few letters as it needs."""
    most = max(1, -(-int(numbers.max(initial=0)).bit_length() // _BITS))
    needed = np.ones(len(numbers), dtype=np.int64)
    for nth in range(1, most):
        needed += numbers >= 1 << _BITS * nth
    begin = np.cumsum(needed) - needed
    letters = np.empty(needed.sum(), dtype=np.uint8)
    alphabet = np.frombuffer(LETTERS.encode(), dtype=np.uint8)
    for nth in range(most):
        some = needed > nth
        more = np.where(needed[some] > nth + 1, _MORE, 0)
        letters[begin[some] + nth] = alphabet[(numbers[some] >> _BITS * nth) % _MORE + more]
    return letters.tobytes().decode()
