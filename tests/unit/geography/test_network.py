from __future__ import annotations

import heapq
import itertools
import math

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely import LineString, MultiPoint, Point, Polygon, box

from asset_map.domain.distance import DistanceKind
from asset_map.geography.contracting import SMALLEST_PART_M, build_network
from asset_map.geography.distances import StraightLine
from asset_map.geography.network import SNAP_LIMIT_M, WalkingNetwork

BRIDGE_TOWN = {
    # The river runs east at y = 50; its one bridge is at x = 1000.
    "south bank": [(0, 0), (500, 0), (1000, 0)],
    "north bank": [(0, 100), (500, 100), (1000, 100)],
    "bridge": [(1000, 0), (1000, 100)],
}


def network_of(*ways: list[tuple[float, float]]) -> WalkingNetwork:
    corners = sorted({corner for way in ways for corner in way})
    number = {corner: position for position, corner in enumerate(corners)}
    pieces = [(number[one], number[other]) for way in ways for one, other in itertools.pairwise(way)]
    x_m, y_m = np.array(corners, dtype=float).T
    start, end = np.array(pieces).T
    return build_network(x_m, y_m, start, end)


def places(*shapes: object) -> np.ndarray:
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array


@pytest.fixture(scope="module")
def bridge_town() -> WalkingNetwork:
    return network_of(*BRIDGE_TOWN.values())


def test_across_the_river_the_walk_leads_over_the_bridge(bridge_town: WalkingNetwork) -> None:
    x_m, y_m = np.array([200.0, 1000.0]), np.array([-10.0, 50.0])
    library = places(Point(200, 120))
    # 10 to the south bank, 800 to the bridge, 100 across, 800 back, 20 to the door; from the bridge 50 + 800 + 20.
    assert bridge_town.nearest_m(x_m, y_m, library).tolist() == [1730.0, 870.0]
    assert StraightLine().nearest_m(x_m, y_m, library)[0] == 130.0
    assert bridge_town.kind is DistanceKind.WALKING_NETWORK


def test_counts_and_pairs_are_those_of_the_walk(bridge_town: WalkingNetwork) -> None:
    x_m, y_m = np.array([200.0, 1000.0]), np.array([0.0, 50.0])
    found = places(Point(600, 0), Point(200, 100), None, Point(), Point(1000, 100))
    # From (200, 0): 400; 800 + 100 + 800; 800 + 100. From the bridge: 50 + 400; 50 + 800; 50.
    assert bridge_town.count_within(x_m, y_m, found, (1200, 400, 900)).tolist() == [[2, 1, 2], [3, 1, 3]]
    pairs = bridge_town.pairs_within(x_m, y_m, found, 900)
    assert pairs.point.tolist() == [0, 0, 1, 1, 1]
    assert pairs.place.tolist() == [0, 4, 0, 1, 4]
    assert pairs.distance_m.tolist() == [400.0, 900.0, 450.0, 850.0, 50.0]


def test_corners_that_are_only_passed_are_no_junctions(bridge_town: WalkingNetwork) -> None:
    assert sorted(map(tuple, bridge_town.junctions_bng.tolist())) == [(0.0, 0.0), (0.0, 100.0)]
    assert bridge_town.length_m.tolist() == [2100.0]


def test_both_on_one_path_need_no_junction(bridge_town: WalkingNetwork) -> None:
    at = np.array([300.0]), np.array([5.0])
    assert bridge_town.nearest_m(*at, places(Point(340, 5))).tolist() == [50.0]


def test_a_place_too_far_from_any_path_cannot_be_walked_to(bridge_town: WalkingNetwork) -> None:
    origin = np.array([0.0]), np.array([0.0])
    near, far = Point(0, -SNAP_LIMIT_M), Point(0, -SNAP_LIMIT_M - 0.01)
    assert bridge_town.nearest_m(*origin, places(near)).tolist() == [SNAP_LIMIT_M]
    assert bridge_town.nearest_m(*origin, places(far)).tolist() == [math.inf]
    assert bridge_town.count_within(*origin, places(near, far), (1200,)).tolist() == [[1]]
    assert bridge_town.nearest_m(np.array([0.0]), np.array([-300.0]), places(near)).tolist() == [math.inf]


def test_lines_and_areas_are_reached_where_the_paths_come_nearest(bridge_town: WalkingNetwork) -> None:
    x_m, y_m = np.array([0.0, 450.0, 700.0]), np.array([0.0, -60.0, 0.0])
    park = box(400, -110, 600, -10)  # an outline of 600 m, joined every 50 m
    path = LineString([(800, -20), (800, -100)])
    assert bridge_town.nearest_m(x_m, y_m, places(park)).tolist() == [410.0, 0.0, 110.0]
    assert bridge_town.nearest_m(x_m, y_m, places(path)).tolist() == [820.0, 60.0 + 350.0 + 20.0, 120.0]
    assert bridge_town.count_within(x_m, y_m, places(park, path), (0, 120, 1200)).tolist() == [
        [0, 0, 2],
        [1, 1, 2],
        [0, 2, 2],
    ]
    both = places(shapely.multipolygons([park, box(0, 110, 10, 120)]), MultiPoint([(0, 900), (0, 110)]))
    assert bridge_town.nearest_m(np.array([0.0]), np.array([100.0]), both[:1]).tolist() == [10.0]
    assert bridge_town.nearest_m(np.array([0.0]), np.array([100.0]), both[1:]).tolist() == [10.0]


def test_nothing_to_walk_to_or_from(bridge_town: WalkingNetwork) -> None:
    x_m, y_m, nowhere = np.array([0.0]), np.array([0.0]), np.empty(0)
    assert bridge_town.nearest_m(x_m, y_m, places()).tolist() == [math.inf]
    assert bridge_town.nearest_m(x_m, y_m, places(None, Polygon())).tolist() == [math.inf]
    assert bridge_town.nearest_m(nowhere, nowhere, places(Point(0, 0))).tolist() == []
    assert bridge_town.count_within(x_m, y_m, places(), (400, 800)).tolist() == [[0, 0]]
    assert bridge_town.count_within(nowhere, nowhere, places(Point(0, 0)), (400,)).shape == (0, 1)
    assert bridge_town.pairs_within(x_m, y_m, places(), 800).point.tolist() == []


def test_small_parts_that_nothing_joins_do_not_count() -> None:
    yard = [(0.0, 300.0), (50.0, 300.0)]
    island = [(0.0, 9000.0), (SMALLEST_PART_M, 9000.0)]
    town = [(0.0, 0.0), (6000.0, 0.0)]
    network = network_of(yard, island, town)
    # Whoever lives beside the yard walks from the street: 190 to it and 100 along it.
    assert network.nearest_m(np.array([0.0]), np.array([190.0]), places(Point(100, 0))).tolist() == [290.0]
    assert network.nearest_m(np.array([0.0]), np.array([0.0]), places(Point(0, 9000))).tolist() == [math.inf]
    assert network.nearest_m(np.array([10.0]), np.array([9000.0]), places(Point(0, 9000))).tolist() == [10.0]
    assert network.length_m.sum() == 11_000.0


def test_rings_and_ways_between_the_same_junctions() -> None:
    short, long = [(0.0, 0.0), (100.0, 0.0)], [(0.0, 0.0), (0.0, 80.0), (100.0, 80.0), (100.0, 0.0)]
    ring = [(100.0, 0.0), (200.0, 0.0), (200.0, -100.0), (100.0, -100.0), (100.0, 0.0)]
    network = network_of(short, long, ring, [(0.0, 0.0), (-50.0, 0.0)])
    assert len(network.junctions_bng) == 3
    assert sorted(network.length_m.tolist()) == [50.0, 100.0, 260.0, 400.0]
    # From the middle of the long way to the far side of the ring: 130 + 200, whichever way round.
    assert network.nearest_m(np.array([50.0]), np.array([80.0]), places(Point(200, -100))).tolist() == [330.0]
    alone = network_of(ring)
    assert alone.length_m.tolist() == [400.0]
    assert alone.nearest_m(np.array([150.0]), np.array([0.0]), places(Point(150, -100))).tolist() == [200.0]


# Brute force: the network is taken apart at every foothold, and a plain heap finds the shortest walks.

Town = tuple[list[tuple[float, float]], list[tuple[int, int]]]


@st.composite
def towns(draw: st.DrawFn) -> Town:
    side = draw(st.integers(2, 4))
    wiggle = st.floats(-150, 150, allow_nan=False).map(lambda metres: round(metres, 2))
    corners = [
        (600.0 * column + draw(wiggle), 600.0 * row + draw(wiggle)) for row in range(side) for column in range(side)
    ]
    pairs = [(a, b) for a in range(len(corners)) for b in (a + 1, a + side, a + side + 1) if b < len(corners)]
    pieces = draw(st.lists(st.sampled_from(pairs), min_size=2, max_size=len(pairs), unique=True))
    return corners, pieces


@st.composite
def spots(draw: st.DrawFn, town: Town) -> list[tuple[float, float]]:
    corners, pieces = town
    found = []
    for _ in range(draw(st.integers(1, 4))):
        a, b = draw(st.sampled_from(pieces))
        share = draw(st.floats(0, 1))
        east, north = draw(st.floats(-220, 220)), draw(st.floats(-220, 220))
        (x1, y1), (x2, y2) = corners[a], corners[b]
        found.append((x1 + share * (x2 - x1) + east, y1 + share * (y2 - y1) + north))
    return found


def parts_that_count(town: Town) -> list[tuple[int, int]]:
    corners, pieces = town
    part = list(range(len(corners)))
    for _ in corners:
        for a, b in pieces:
            part[a] = part[b] = min(part[a], part[b])
    length: dict[int, float] = {}
    for a, b in pieces:
        length[part[a]] = length.get(part[a], 0.0) + math.dist(corners[a], corners[b])
    assume(all(abs(one - SMALLEST_PART_M) > 1 for one in length.values()))
    in_order = sorted(length.values())
    assume(len(in_order) == 1 or in_order[-1] - in_order[-2] > 1 or in_order[-2] > SMALLEST_PART_M)
    enough = min(SMALLEST_PART_M, in_order[-1] - 1e-6)
    return [(a, b) for a, b in pieces if length[part[a]] >= enough]


def foothold(spot: tuple[float, float], corners: list, pieces: list) -> tuple[float, int, float] | None:
    """Return how far the nearest piece is, which it is, and how far along; None where it is out of reach."""
    candidates = []
    for number, (a, b) in enumerate(pieces):
        (x1, y1), (x2, y2) = corners[a], corners[b]
        length = math.dist(corners[a], corners[b])
        along = ((spot[0] - x1) * (x2 - x1) + (spot[1] - y1) * (y2 - y1)) / length
        along = min(max(along, 0.0), length)
        on = (x1 + along / length * (x2 - x1), y1 + along / length * (y2 - y1))
        candidates.append((math.dist(spot, on), number, along, on))
    candidates.sort()
    off, number, along, on = candidates[0]
    for other in candidates[1:]:
        assume(other[0] - off > 1e-6 or math.dist(other[3], on) < 1e-9)
    assume(abs(off - SNAP_LIMIT_M) > 1e-6)
    return (off, number, along) if off < SNAP_LIMIT_M else None


def brute_force(town: Town, origins: list, targets: list) -> np.ndarray:
    corners, pieces = town[0], parts_that_count(town)
    apart = np.full((len(origins), len(targets)), math.inf)
    for row, origin in enumerate(origins):
        for column, target in enumerate(targets):
            here, there = foothold(origin, corners, pieces), foothold(target, corners, pieces)
            if here is None or there is None:
                continue
            links: dict[object, list[tuple[object, float]]] = {}
            cuts: dict[int, list[tuple[float, object]]] = {}
            for name, (off, number, along) in (("origin", here), ("target", there)):
                cuts.setdefault(number, []).append((along, name))
                links.setdefault(name, []).append((("door", name), off))
                links.setdefault(("door", name), []).append((name, off))
            for number, (a, b) in enumerate(pieces):
                length = math.dist(corners[a], corners[b])
                along = sorted([(0.0, a), (length, b), *cuts.get(number, [])], key=lambda stop: stop[0])
                for (at, one), (to, other) in itertools.pairwise(along):
                    links.setdefault(one, []).append((other, to - at))
                    links.setdefault(other, []).append((one, to - at))
            apart[row, column] = shortest(links, ("door", "origin"), ("door", "target"))
    return apart


def shortest(links: dict, begin: object, end: object) -> float:
    heap: list[tuple[float, int, object]] = [(0.0, 0, begin)]
    done, ticket = set(), 0
    while heap:
        metres, _, here = heapq.heappop(heap)
        if here == end:
            return metres
        if here in done:
            continue
        done.add(here)
        for there, more in links.get(here, []):
            ticket += 1
            heapq.heappush(heap, (metres + more, ticket, there))
    return math.inf


@given(st.data())
def test_every_distance_is_that_of_a_plain_search(data: st.DataObject) -> None:
    town = data.draw(towns())
    origins, targets = data.draw(spots(town)), data.draw(spots(town))
    expected = brute_force(town, origins, targets)
    corners, pieces = town
    x, y = np.array(corners).T
    network = build_network(x, y, *np.array(pieces).T)
    x_m, y_m = np.array(origins).T
    found = np.asarray(shapely.points(targets), dtype=object)
    np.testing.assert_allclose(network.nearest_m(x_m, y_m, found), expected.min(axis=1), rtol=1e-9, atol=1e-6)
    for limit_m in (300, 1200, 5000):
        assume((np.abs(expected - limit_m) > 1e-5).all())
        pairs = network.pairs_within(x_m, y_m, found, limit_m)
        seen = np.full(expected.shape, math.inf)
        seen[pairs.point, pairs.place] = pairs.distance_m
        np.testing.assert_allclose(seen, np.where(expected <= limit_m, expected, math.inf), rtol=1e-9, atol=1e-6)
        shared = np.arange(len(found)) % 2 == 0
        made = network.reached(x_m, y_m, found, (limit_m,), shared=shared, shared_m=limit_m)
        assert len(made.pairs.point) == shared[pairs.place].sum()
        np.testing.assert_array_equal(made.nearest_m, network.nearest_m(x_m, y_m, found))
        counts = made.counts
        assert counts[:, 0].tolist() == (expected <= limit_m).sum(axis=1).tolist()


@given(st.data())
def test_no_walk_is_shorter_than_the_straight_line(data: st.DataObject) -> None:
    town = data.draw(towns())
    (x, y), pieces = np.array(town[0]).T, np.array(town[1])
    network = build_network(x, y, *pieces.T)
    x_m, y_m = np.array(data.draw(spots(town))).T
    corners = data.draw(spots(town))
    shape = shapely.convex_hull(MultiPoint(corners)).buffer(data.draw(st.sampled_from([0.0, 80.0])))
    walked = network.nearest_m(x_m, y_m, places(shape))
    straight = StraightLine().nearest_m(x_m, y_m, places(shape))
    assert (walked >= straight - 1e-6).all()
