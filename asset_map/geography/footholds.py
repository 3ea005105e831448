"""Where do points, lines and areas join a network of paths?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from asset_map.geography.distances import Places
from asset_map.geography.pairs import Floats

Integers = NDArray[np.int64]

OUTLINE_STEP_M = 50.0
"""Lines and outlines of areas are joined so often: where their entrances are is not known."""

FEWEST_JOINS_OF_AREA = 9
"""A small area is joined on all sides; the last of these is the first again."""

MOST_JOINS = 400
"""Longer outlines are joined so many times, evenly."""


@dataclass(frozen=True, eq=False)
class Footholds:
    """Nearest points on the paths of a network; arrays of one length.

    Parameters
    ----------
    owner
        Which of the points or places asked about it belongs to.
    path
        The path it lies on.
    along_m
        How far along that path, in metres.
    off_m
        How far the owner is from there in a straight line, in metres.
    x_m, y_m
        Where it lies, EPSG:27700.
    """

    owner: Integers
    path: Integers
    along_m: Floats
    off_m: Floats
    x_m: Floats
    y_m: Floats

    def __len__(self) -> int:
        """How many there are."""
        return len(self.owner)

    def some(self, which: NDArray[np.bool_] | Integers) -> Footholds:
        """Return some of them.

        Parameters
        ----------
        which
            Truth values, or positions.

        Returns
        -------
        Footholds
            Those, in that order.
        """
        return Footholds(
            self.owner[which],
            self.path[which],
            self.along_m[which],
            self.off_m[which],
            self.x_m[which],
            self.y_m[which],
        )


def footholds(tree: shapely.STRtree, points: Places, owner: Integers, *, limit_m: float) -> Footholds:
    """Join points to the paths nearest to them.

    Parameters
    ----------
    tree
        The paths, EPSG:27700.
    points
        Points, EPSG:27700; missing and empty ones join nothing.
    owner
        To which of the places asked about each belongs.
    limit_m
        Points farther from any path join nothing.

    Returns
    -------
    Footholds
        One for each point near enough, in the order of the points; of several paths as near, any one.
    """
    (which, path), off_m = tree.query_nearest(points, max_distance=limit_m, all_matches=False, return_distance=True)
    lines = tree.geometries[path]
    along_m = np.clip(shapely.line_locate_point(lines, points[which]), 0.0, shapely.length(lines))
    joined = shapely.line_interpolate_point(lines, along_m)
    return Footholds(owner[which], path, along_m, off_m, shapely.get_x(joined), shapely.get_y(joined))


def outline_points(places: Places) -> tuple[Places, Integers]:
    """Return points by which places are reached.

    Parameters
    ----------
    places
        Points, lines or areas, or several of them as one, EPSG:27700; missing and empty ones have no point.

    Returns
    -------
    points : numpy.ndarray
        A point itself; of lines and of the outer outlines of areas, points evenly `OUTLINE_STEP_M` apart or nearer.
    owner : numpy.ndarray
        The position of the place that each belongs to.
    """
    groups, group_owner = shapely.get_parts(places, return_index=True)
    parts, within = shapely.get_parts(groups, return_index=True)
    owner = group_owner[within]
    filled = ~shapely.is_empty(parts)
    parts, owner = parts[filled], owner[filled]
    kind = shapely.get_type_id(parts)
    is_area, is_point = kind == shapely.GeometryType.POLYGON, kind == shapely.GeometryType.POINT
    parts[is_area] = shapely.get_exterior_ring(parts[is_area])
    fewest = np.where(is_area, FEWEST_JOINS_OF_AREA, 2)
    joins = np.clip(np.ceil(shapely.length(parts) / OUTLINE_STEP_M).astype(np.int64) + 1, fewest, MOST_JOINS)
    joins[is_point] = 1
    part = np.repeat(np.arange(len(parts)), joins)
    number = np.arange(len(part)) - np.repeat(np.cumsum(joins) - joins, joins)
    share = number / np.maximum(joins[part] - 1, 1)
    points = parts[part]
    on_line = ~is_point[part]
    points[on_line] = shapely.line_interpolate_point(points[on_line], share[on_line], normalized=True)
    return points, owner[part]
