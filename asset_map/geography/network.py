"""How far is it on foot, along paths and streets?

A point joins the network at the nearest point of the nearest path, and the straight line up to there is part of its
distance. That line may cross a wall or a stream, and between two points nearer to each other than to any path the
distance is too long by the way to the path and back; both mistakes are at most `SNAP_LIMIT_M` at either end.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import scipy
import shapely
from cachetools import Cache, LRUCache
from numpy.typing import NDArray

from asset_map.domain.distance import DistanceKind
from asset_map.geography.distances import Places
from asset_map.geography.footholds import Footholds, footholds, outline_points
from asset_map.geography.pairs import Floats, Pairs, Reached, farthest_m, gathered, summed
from asset_map.geography.walks import groups_of_places, on_the_same_path, with_sources

Integers = NDArray[np.int64]

SNAP_LIMIT_M = 200.0
"""A point or place farther from any path cannot be walked to. In a town nearly every postcode lies within 100 m."""

MOST_AT_ONCE = 4_000_000
"""Distances held at once; 32 MB."""

MOST_KNOWN = 8
"""Sets of points of which it is remembered where they join the network."""

_remembering = threading.Lock()


@dataclass(frozen=True, eq=False)
class WalkingNetwork:
    """Junctions and the paths between them, EPSG:27700; every path may be walked in both directions.

    Parameters
    ----------
    junctions_bng
        Easting and northing of each junction.
    from_junction, to_junction
        Positions of the junctions where each path begins and ends; they may be the same.
    paths_bng
        A line for each path.
    """

    junctions_bng: Floats
    from_junction: Integers
    to_junction: Integers
    paths_bng: Places

    @property
    def kind(self) -> DistanceKind:
        """How it measures."""
        return DistanceKind.WALKING_NETWORK

    @cached_property
    def length_m(self) -> Floats:
        """Length of each path in metres, on the level and on the grid: in Glasgow 0.02 % short."""
        length_m: Floats = shapely.length(self.paths_bng)
        return length_m

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.paths_bng)

    @cached_property
    def _graph(self) -> scipy.sparse.csr_array:
        """The shortest path between any two junctions that a path joins, in both directions."""
        low = np.minimum(self.from_junction, self.to_junction)
        high = np.maximum(self.from_junction, self.to_junction)
        order = np.lexsort([self.length_m, high, low])
        low, high, length_m = low[order], high[order], self.length_m[order]
        kept = (low != high) & np.append(True, (low[1:] != low[:-1]) | (high[1:] != high[:-1]))[: len(low)]
        low, high, length_m = low[kept], high[kept], length_m[kept]
        both = (np.concatenate([length_m] * 2), (np.concatenate([low, high]), np.concatenate([high, low])))
        return scipy.sparse.csr_array(scipy.sparse.coo_array(both, shape=(len(self.junctions_bng),) * 2))

    @cached_property
    def _known_stands(self) -> Cache[bytes, Footholds]:
        return LRUCache(MOST_KNOWN)

    @cached_property
    def _junctions_by_x(self) -> Integers:
        return np.argsort(self.junctions_bng[:, 0], kind="stable")

    def nearest_m(self, x_m: Floats, y_m: Floats, places: Places) -> Floats:
        """Return how far each point is from the place nearest to it on foot.

        Parameters
        ----------
        x_m, y_m
            As `Distances.nearest_m` takes them.
        places
            As `Distances.nearest_m` takes them.

        Returns
        -------
        numpy.ndarray
            As `Distances.nearest_m` gives them; infinite too where the point or every place is farther than
            `SNAP_LIMIT_M` from any path, or no path leads there. 0 inside an area.
        """
        nearest = np.full(len(x_m), np.inf)
        stands, legs = self._stands(x_m, y_m), self._legs(places)
        if len(stands) and len(legs):
            junction, metres = self._ends(legs)
            graph = with_sources(self._graph, np.zeros(junction.size, dtype=np.int64), junction.ravel(), metres.ravel())
            reach_m = scipy.sparse.csgraph.dijkstra(graph, indices=len(self.junctions_bng) + 1)
            junction, metres = self._ends(stands)
            nearest[stands.owner] = (reach_m[junction] + metres).min(axis=0)
            stand, _, apart_m = on_the_same_path(stands, legs)
            np.minimum.at(nearest, stands.owner[stand], apart_m)
        nearest[_inside(x_m, y_m, places)[0]] = 0.0
        return nearest

    def count_within(self, x_m: Floats, y_m: Floats, places: Places, distances_m: tuple[int, ...]) -> Integers:
        """Return how many places lie within each distance of each point on foot.

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
        """Return all points and places within a distance of each other on foot.

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
        """Return `nearest_m`, `count_within` and, for some places, `pairs_within`, walking to each place once.

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
        return replace(found, nearest_m=self.nearest_m(x_m, y_m, places))

    def _stands(self, x_m: Floats, y_m: Floats) -> Footholds:
        # The same residents are asked about again and again, and joining them takes longer than many an answer.
        key = hashlib.sha256(np.stack([x_m, y_m]).tobytes()).digest()
        with _remembering:
            stands = self._known_stands.get(key)
        if stands is None:
            points = np.asarray(shapely.points(x_m, y_m), dtype=object)
            stands = footholds(self._tree, points, np.arange(len(points)), limit_m=SNAP_LIMIT_M)
            with _remembering:
                self._known_stands[key] = stands
        return stands

    def _legs(self, places: Places) -> Footholds:
        return footholds(self._tree, *outline_points(places), limit_m=SNAP_LIMIT_M)

    def _ends(self, at: Footholds) -> tuple[Integers, Floats]:
        """Return the junctions at both ends of the paths, in two rows, and how far it is to them."""
        junction = np.stack([self.from_junction[at.path], self.to_junction[at.path]])
        return junction, at.off_m + np.stack([at.along_m, self.length_m[at.path] - at.along_m])

    def _parts(self, x_m: Floats, y_m: Floats, places: Places, distance_m: float) -> Iterator[Pairs]:
        inside = _inside(x_m, y_m, places)
        yield Pairs(*inside, np.zeros(len(inside[0])))
        known = inside[0] * len(places) + inside[1]
        stands = self._stands(x_m, y_m)
        stands = stands.some(np.argsort(stands.x_m, kind="stable"))
        for legs in groups_of_places(self._legs(places)):
            for pairs in self._around(legs, stands, distance_m):
                new = ~np.isin(pairs.point * len(places) + pairs.place, known) if len(known) else slice(None)
                yield Pairs(pairs.point[new], pairs.place[new], pairs.distance_m[new])

    def _around(self, legs: Footholds, stands: Footholds, distance_m: float) -> Iterator[Pairs]:
        """Yield the pairs of places that lie near each other, looking no farther than the distance around them."""
        west, east = legs.x_m.min() - distance_m, legs.x_m.max() + distance_m
        south, north = legs.y_m.min() - distance_m, legs.y_m.max() + distance_m
        near = stands.some(np.arange(*np.searchsorted(stands.x_m, [west, np.nextafter(east, np.inf)])))
        near = near.some((near.y_m >= south) & (near.y_m <= north))
        by_x = self._junctions_by_x
        columns = slice(*np.searchsorted(self.junctions_bng[by_x, 0], [west, np.nextafter(east, np.inf)]))
        junctions = np.sort(by_x[columns])
        junctions = junctions[(self.junctions_bng[junctions, 1] >= south) & (self.junctions_bng[junctions, 1] <= north)]
        graph = self._graph[junctions][:, junctions]
        places = np.unique(legs.owner)
        at_once = max(1, MOST_AT_ONCE // max(len(junctions), len(near), 1))
        for some in np.split(places, range(at_once, len(places), at_once)):
            chosen = legs.some((legs.owner >= some[0]) & (legs.owner <= some[-1]))
            yield self._pairs(graph, junctions, chosen, near, distance_m)

    def _pairs(
        self, graph: scipy.sparse.csr_array, junctions: Integers, legs: Footholds, stands: Footholds, distance_m: float
    ) -> Pairs:
        """Return the pairs within a distance, on the part of the graph that these junctions are."""
        places, place = np.unique(legs.owner, return_inverse=True)
        junction, metres = self._ends(legs)
        position = _positions(junction, junctions)
        inner = position < len(junctions)
        sources = np.broadcast_to(place, junction.shape)
        started = with_sources(graph, sources[inner], position[inner], metres[inner])
        starts = np.arange(started.shape[0] - len(junctions) - 1) + len(junctions) + 1
        reach_m = np.full((len(places), len(junctions) + 1), np.inf)
        found_m = scipy.sparse.csgraph.dijkstra(started, indices=starts, limit=distance_m)
        reach_m[: len(starts)] = found_m[:, : len(junctions) + 1]
        junction, metres = self._ends(stands)
        one, other = _positions(junction, junctions)
        apart_m = np.minimum(reach_m[:, one] + metres[0], reach_m[:, other] + metres[1])
        stand, leg, direct_m = on_the_same_path(stands, legs)
        np.minimum.at(apart_m, (place[leg], stand), direct_m)
        which_place, which_stand = np.nonzero(apart_m <= distance_m)
        return Pairs(stands.owner[which_stand], places[which_place], apart_m[which_place, which_stand])


def _positions(junction: Integers, junctions: Integers) -> Integers:
    """Return the place of each junction in an ordered list, or the number after the last where it is not there."""
    if not len(junctions):
        return np.zeros_like(junction)
    position = np.minimum(np.searchsorted(junctions, junction), len(junctions) - 1)
    return np.where(junctions[position] == junction, position, len(junctions))


def _inside(x_m: Floats, y_m: Floats, places: Places) -> tuple[Integers, Integers]:
    """Return which points lie in which areas."""
    areas = np.flatnonzero(shapely.get_dimensions(places) == 2)
    tree = shapely.STRtree(np.asarray(shapely.points(x_m, y_m), dtype=object))
    area, point = tree.query(places[areas], predicate="intersects")
    return point, areas[area]
