"""How far is it from points to places, and which lie within a distance?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from asset_map.domain.distance import DistanceKind

Floats = NDArray[np.float64]
Places = NDArray[np.object_]

AT_ONCE = 2_000
"""Places whose pairs are held at once: in the middle of a city a place has some 1,500 postcodes within 1,200 m."""


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


def counted(parts: Iterable[Pairs], points: int, distances_m: tuple[int, ...]) -> NDArray[np.int64]:
    """Return how many places lie within each distance of each point.

    Parameters
    ----------
    parts
        All pairs within the largest of the distances, a part at a time, each pair once.
    points
        How many points there are.
    distances_m
        Metres, in any order; a place just so far away is within.

    Returns
    -------
    numpy.ndarray
        A row for each point, a column for each distance.
    """
    ordered = np.unique(np.array(distances_m, dtype=np.float64))
    rings = np.zeros(points * len(ordered), dtype=np.int64)
    for pairs in parts:
        ring = np.searchsorted(ordered, pairs.distance_m)
        rings += np.bincount(pairs.point * len(ordered) + ring, minlength=len(rings))
    within: NDArray[np.int64] = rings.reshape(points, len(ordered)).cumsum(axis=1)
    return within[:, np.searchsorted(ordered, distances_m)]


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
    kept = list(parts)
    point = np.concatenate([np.empty(0, dtype=np.int64), *(part.point for part in kept)])
    place = np.concatenate([np.empty(0, dtype=np.int64), *(part.place for part in kept)])
    apart_m = np.concatenate([np.empty(0), *(part.distance_m for part in kept)])
    order = np.lexsort([place, point])
    return Pairs(point[order], place[order], apart_m[order])


class Distances(Protocol):
    """A way to measure distances between points and places, all in EPSG:27700."""

    @property
    def kind(self) -> DistanceKind:
        """How it measures."""

    def nearest_m(self, x_m: Floats, y_m: Floats, places: Places) -> Floats:
        """Return how far each point is from the place nearest to it.

        Parameters
        ----------
        x_m, y_m
            Eastings and northings of the points, EPSG:27700.
        places
            Points, lines or areas, EPSG:27700; missing and empty ones count as nowhere.

        Returns
        -------
        numpy.ndarray
            Metres; infinite where there is no place, or none can be got to.
        """

    def count_within(self, x_m: Floats, y_m: Floats, places: Places, distances_m: tuple[int, ...]) -> NDArray[np.int64]:
        """Return how many places lie within each distance of each point.

        Parameters
        ----------
        x_m, y_m
            Eastings and northings of the points, EPSG:27700.
        places
            Points, lines or areas, EPSG:27700; missing and empty ones count as nowhere.
        distances_m
            Metres, in any order; a place just so far away is within.

        Returns
        -------
        numpy.ndarray
            A row for each point, a column for each distance.
        """

    def pairs_within(self, x_m: Floats, y_m: Floats, places: Places, distance_m: float) -> Pairs:
        """Return all points and places within a distance of each other.

        Parameters
        ----------
        x_m, y_m
            Eastings and northings of the points, EPSG:27700.
        places
            Points, lines or areas, EPSG:27700; missing and empty ones count as nowhere.
        distance_m
            Metres; a place just so far away is within.

        Returns
        -------
        Pairs
            By point, then place.
        """


@dataclass(frozen=True)
class StraightLine:
    """Distances as the crow flies: to a line or an area those to its nearest point, 0 inside.

    Shorter than any walk, so never to be called walking distance or time.

    Parameters
    ----------
    known
        A tree of points that are asked about again and again, as `tree_of` makes it, to save making it each time.
    """

    known: cKDTree | None = None

    @property
    def kind(self) -> DistanceKind:
        """How it measures."""
        return DistanceKind.STRAIGHT_LINE

    def nearest_m(self, x_m: Floats, y_m: Floats, places: Places) -> Floats:
        """Return how far each point is from the place nearest to it.

        Parameters
        ----------
        x_m, y_m
            As `Distances.nearest_m` takes them.
        places
            As `Distances.nearest_m` takes them.

        Returns
        -------
        numpy.ndarray
            As `Distances.nearest_m` gives them.
        """
        nearest = np.full(len(x_m), np.inf)
        if len(x_m) == 0:
            return nearest
        _, sites = _points_of(places)
        if len(sites):
            nearest, _ = cKDTree(sites).query(np.column_stack([x_m, y_m]), workers=-1)
        _, shapes = _shapes_of(places)
        if len(shapes):
            (point, _), distance_m = shapely.STRtree(shapes).query_nearest(
                shapely.points(x_m, y_m), all_matches=False, return_distance=True
            )
            nearest[point] = np.minimum(nearest[point], distance_m)
        return nearest

    def count_within(self, x_m: Floats, y_m: Floats, places: Places, distances_m: tuple[int, ...]) -> NDArray[np.int64]:
        """Return how many places lie within each distance of each point.

        Parameters
        ----------
        x_m, y_m
            As `Distances.count_within` takes them.
        places
            As `Distances.count_within` takes them.
        distances_m
            As `Distances.count_within` takes them.

        Returns
        -------
        numpy.ndarray
            As `Distances.count_within` gives them.
        """
        return counted(self._parts(x_m, y_m, places, max(distances_m, default=0)), len(x_m), distances_m)

    def pairs_within(self, x_m: Floats, y_m: Floats, places: Places, distance_m: float) -> Pairs:
        """Return all points and places within a distance of each other.

        Parameters
        ----------
        x_m, y_m
            As `Distances.pairs_within` takes them.
        places
            As `Distances.pairs_within` takes them.
        distance_m
            As `Distances.pairs_within` takes it.

        Returns
        -------
        Pairs
            As `Distances.pairs_within` gives them.
        """
        return gathered(self._parts(x_m, y_m, places, distance_m))

    def _parts(self, x_m: Floats, y_m: Floats, places: Places, distance_m: float) -> Iterator[Pairs]:
        if len(x_m) == 0:
            return
        positions, sites = _points_of(places)
        if len(sites):
            yield from _parts_to_points(self._tree(x_m, y_m), positions, sites, distance_m)
        positions, shapes = _shapes_of(places)
        if len(shapes):
            yield from _parts_to_shapes(x_m, y_m, positions, shapes, distance_m)

    def _tree(self, x_m: Floats, y_m: Floats) -> cKDTree:
        if self.known is not None and np.array_equal(self.known.data, np.column_stack([x_m, y_m])):
            return self.known
        return tree_of(x_m, y_m)


def tree_of(x_m: Floats, y_m: Floats) -> cKDTree:
    """Return a tree that finds points quickly.

    Parameters
    ----------
    x_m, y_m
        Eastings and northings, EPSG:27700.

    Returns
    -------
    scipy.spatial.cKDTree
        Of the points in order.
    """
    return cKDTree(np.column_stack([x_m, y_m]))


def _parts_to_points(
    points: cKDTree, positions: NDArray[np.int64], sites: Floats, distance_m: float
) -> Iterator[Pairs]:
    for start in range(0, len(sites), AT_ONCE):
        some = cKDTree(sites[start : start + AT_ONCE])
        found = some.sparse_distance_matrix(points, distance_m, output_type="ndarray")
        yield Pairs(found["j"].astype(np.int64), positions[start + found["i"]], found["v"])


def _parts_to_shapes(
    x_m: Floats, y_m: Floats, positions: NDArray[np.int64], shapes: Places, distance_m: float
) -> Iterator[Pairs]:
    points = np.asarray(shapely.points(x_m, y_m), dtype=object)
    tree = shapely.STRtree(points)
    for start in range(0, len(shapes), AT_ONCE):
        some = shapes[start : start + AT_ONCE]
        place, point = tree.query(some, predicate="dwithin", distance=distance_m)
        apart_m = np.asarray(shapely.distance(some[place], points[point]), dtype=np.float64)
        within = apart_m <= distance_m
        yield Pairs(point[within].astype(np.int64), positions[start + place[within]], apart_m[within])


def _points_of(places: Places) -> tuple[NDArray[np.int64], Floats]:
    """Return the positions of plain points among the places, and their coordinates."""
    is_point = (shapely.get_type_id(places) == shapely.GeometryType.POINT) & ~shapely.is_empty(places)
    positions = np.flatnonzero(is_point)
    return positions, shapely.get_coordinates(places[positions])


def _shapes_of(places: Places) -> tuple[NDArray[np.int64], Places]:
    """Return the positions of all other places, and their shapes."""
    type_id = shapely.get_type_id(places)
    positions = np.flatnonzero((type_id > shapely.GeometryType.POINT) & ~shapely.is_empty(places))
    return positions, places[positions]
