"""How far is it from points to places, and which lie within a distance?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import scipy
import shapely
from numpy.typing import NDArray

from asset_map.domain.distance import DistanceKind
from asset_map.geography.pairs import Floats, Pairs, Reached, farthest_m, gathered, summed

Places = NDArray[np.object_]

AT_ONCE = 2_000
"""Places whose pairs are held at once: in the middle of a city a place has some 1,500 postcodes within 1,200 m."""


WORTH_THREADS = 20_000
"""Fewer points have found what is nearest before several threads have begun."""


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

    def reached(
        self,
        x_m: Floats,
        y_m: Floats,
        places: Places,
        distances_m: tuple[int, ...],
        *,
        shared: NDArray[np.bool_],
        shared_m: float,
    ) -> Reached:
        """Return `nearest_m`, `count_within` and, for some places, `pairs_within`, looking for pairs once.

        Parameters
        ----------
        x_m, y_m
            Eastings and northings of the points, EPSG:27700.
        places
            Points, lines or areas, EPSG:27700; missing and empty ones count as nowhere.
        distances_m
            Metres, in any order; a place just so far away is within.
        shared
            For each place whether its pairs are wanted.
        shared_m
            Up to which distance pairs are wanted.

        Returns
        -------
        Reached
            All three.
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

    known: scipy.spatial.cKDTree | None = None

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
            workers = -1 if len(x_m) >= WORTH_THREADS else 1
            nearest, _ = _tree_for_once(sites).query(np.column_stack([x_m, y_m]), workers=workers)
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
        return summed(self._parts(x_m, y_m, places, max(distances_m, default=0)), len(x_m), distances_m).counts

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

    def reached(
        self,
        x_m: Floats,
        y_m: Floats,
        places: Places,
        distances_m: tuple[int, ...],
        *,
        shared: NDArray[np.bool_],
        shared_m: float,
    ) -> Reached:
        """Return `nearest_m`, `count_within` and, for some places, `pairs_within`, looking for pairs once.

        Parameters
        ----------
        x_m, y_m
            As `Distances.reached` takes them.
        places
            As `Distances.reached` takes them.
        distances_m
            As `Distances.reached` takes them.
        shared, shared_m
            As `Distances.reached` takes them.

        Returns
        -------
        Reached
            As `Distances.reached` gives it.
        """
        parts = self._parts(x_m, y_m, places, farthest_m(distances_m, shared, shared_m))
        found = summed(parts, len(x_m), distances_m, shared=shared, shared_m=shared_m)
        # Whatever is near was found among the pairs; only points without any ask for the nearest.
        beyond = np.flatnonzero(np.isinf(found.nearest_m))
        nearest_m = found.nearest_m.copy()
        nearest_m[beyond] = self.nearest_m(x_m[beyond], y_m[beyond], places)
        return replace(found, nearest_m=nearest_m)

    def _parts(self, x_m: Floats, y_m: Floats, places: Places, distance_m: float) -> Iterator[Pairs]:
        if len(x_m) == 0:
            return
        positions, sites = _points_of(places)
        if len(sites):
            yield from _parts_to_points(self._tree(x_m, y_m), positions, sites, distance_m)
        positions, shapes = _shapes_of(places)
        if len(shapes):
            yield from _parts_to_shapes(x_m, y_m, positions, shapes, distance_m)

    def _tree(self, x_m: Floats, y_m: Floats) -> scipy.spatial.cKDTree:
        if self.known is not None and np.array_equal(self.known.data, np.column_stack([x_m, y_m])):
            return self.known
        return tree_of(x_m, y_m)


def tree_of(x_m: Floats, y_m: Floats) -> scipy.spatial.cKDTree:
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
    return scipy.spatial.cKDTree(np.column_stack([x_m, y_m]))


def _tree_for_once(sites: Floats) -> scipy.spatial.cKDTree:
    # A balanced tree answers no faster here, and takes twice as long to make.
    return scipy.spatial.cKDTree(sites, balanced_tree=False, compact_nodes=False)


def _parts_to_points(
    points: scipy.spatial.cKDTree, positions: NDArray[np.int64], sites: Floats, distance_m: float
) -> Iterator[Pairs]:
    # Sites from west to east, so that each part looks at a strip of the points and not at all of them.
    by_x = np.argsort(sites[:, 0], kind="stable")
    for start in range(0, len(sites), AT_ONCE):
        part = by_x[start : start + AT_ONCE]
        found = _tree_for_once(sites[part]).sparse_distance_matrix(points, distance_m, output_type="ndarray")
        yield Pairs(found["j"].astype(np.int64), positions[part[found["i"]]], found["v"])


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
