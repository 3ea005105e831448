"""How are lines rounded off, land cut into pieces and small pieces joined to their neighbours?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon

GRID_M = 0.1
"""Every corner lies on this grid, so that neighbours share their edges exactly."""


def rounded_off(points: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    """Cut the corners of a hand-drawn line three times (Chaikin 1974).

    Parameters
    ----------
    points
        Corners in metres.

    Returns
    -------
    ndarray of shape (n, 2)
        Corners of the smooth line, which keeps both its ends.
    """
    line = np.asarray(points, dtype=float)
    for _ in range(3):
        cut = np.stack([0.75 * line[:-1] + 0.25 * line[1:], 0.25 * line[:-1] + 0.75 * line[1:]], axis=1).reshape(-1, 2)
        line = np.vstack([line[:1], cut, line[-1:]])
    return line


def faces(lines: Sequence[shapely.Geometry]) -> list[Polygon]:
    """Return the polygons between lines, noded on the grid, in a fixed order.

    Parameters
    ----------
    lines
        Lines in metres; they may cross.

    Returns
    -------
    list of Polygon
        A coverage: neighbours share their edges exactly.
    """
    noded = shapely.union_all(list(lines), grid_size=GRID_M)
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    return sorted(pieces, key=_north_to_south)


def cut_up(
    land: Polygon, *, too_big: Callable[[Polygon], bool], rng: np.random.Generator, bend: float
) -> tuple[list[Polygon], list[LineString]]:
    """Cut land across its long side again and again until no piece is too big.

    Parameters
    ----------
    land
        A polygon in metres.
    too_big
        Says whether a piece is to be cut again.
    rng
        Where the cuts fall.
    bend
        How far a cut may bow, as a share of its length.

    Returns
    -------
    list of Polygon
        The pieces.
    list of LineString
        The cuts, which serve as streets.
    """
    waiting, done, cuts = [land], [], []
    while waiting:
        piece = waiting.pop()
        if not too_big(piece):
            done.append(piece)
            continue
        halves, cut = _halved(piece, rng=rng, bend=bend)
        (waiting if len(halves) > 1 else done).extend(halves)
        cuts.extend(cut)
    return done, cuts


def joined(pieces: Sequence[Polygon], *, too_small: Callable[[Polygon], bool]) -> list[Polygon]:
    """Join each piece that is too small to the neighbour it shares the longest edge with.

    Parameters
    ----------
    pieces
        A coverage.
    too_small
        Says whether a piece must be joined to another.

    Returns
    -------
    list of Polygon
        A coverage of the same land, in a fixed order.
    """
    kept = list(pieces)
    while small := [piece for piece in kept if too_small(piece)]:
        piece = min(small, key=lambda polygon: polygon.area)
        others = [other for other in kept if other is not piece]
        shared = shapely.length(shapely.intersection(piece.boundary, shapely.boundary(others)))
        best = others.pop(int(np.argmax(shared)))
        kept = [*others, shapely.union(piece, best, grid_size=GRID_M)]
    return sorted(kept, key=_north_to_south)


def oblong(middle: Sequence[float], size_m: Sequence[float], turned_deg: float) -> Polygon:
    """Return the footprint of an oblong building.

    Parameters
    ----------
    middle
        Its middle in metres.
    size_m
        Length and width in metres.
    turned_deg
        Degrees anticlockwise from east.

    Returns
    -------
    Polygon
        Four corners.
    """
    along = np.array([np.cos(np.radians(turned_deg)), np.sin(np.radians(turned_deg))])
    across = np.array([-along[1], along[0]])
    signs = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) / 2
    return Polygon(np.asarray(middle) + signs[:, :1] * size_m[0] * along + signs[:, 1:] * size_m[1] * across)


def _halved(piece: Polygon, *, rng: np.random.Generator, bend: float) -> tuple[list[Polygon], list[LineString]]:
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(piece))[:4]
    sides = np.roll(corners, -1, axis=0) - corners
    longest = int(np.argmax(np.hypot(*sides.T)))
    start, along, across = corners[longest], sides[longest], sides[(longest + 1) % 4]
    share, bow = rng.uniform(0.42, 0.58), rng.uniform(-bend, bend)
    steps = np.linspace(-0.05, 1.05, 7)[:, None]
    bowed = 4 * bow * steps * (1 - steps) * np.hypot(*across) / np.hypot(*along)
    line = LineString(start + (share + bowed) * along + steps * across)
    halves = faces([piece.boundary, line])
    halves = [half for half in halves if piece.buffer(GRID_M).covers(half)]
    inside = shapely.get_parts(shapely.intersection(line, piece))
    return halves, [part for part in inside if part.length > 5]


def _north_to_south(polygon: Polygon) -> tuple[float, float]:
    middle = polygon.centroid
    return -round(middle.y, 1), round(middle.x, 1)
