"""How fast are distances on foot, beside networkx and pandana?

Run ``uv run --with networkx --with pandana python -m bench.walking``; whichever of the two is not there is passed over.
The network is made: a crooked grid of streets with a seventh of them missing. Points and places lie on its corners, so
that methods which only know corners can be compared; their answers are. Each method starts from its own ready network,
and is asked twice: the second time it may remember where the points join. A grid has no main roads: pandana needs many
minutes to make its hierarchy of one so large, so for its answers take fewer corners (``--corners 10000``).
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from asset_map.domain.distance import DISTANCES_M
from asset_map.geography.contracting import build_network

SEED = 2022
SIDE_M = 45.0
WANDERING_M = 10.0
KEPT = 6 / 7
FAR_M = 4_000
"""How far pandana looks for the nearest place: it must be told, and takes long to look farther."""


@dataclass(frozen=True)
class Town:
    """A made town: corners, straight pieces between them, where people live and where places are."""

    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    points: NDArray[np.int64]
    places: NDArray[np.int64]

    @property
    def length_m(self) -> NDArray[np.float64]:
        """Length of each piece."""
        return np.hypot(self.x_m[self.start] - self.x_m[self.end], self.y_m[self.start] - self.y_m[self.end])


@dataclass(frozen=True)
class Method:
    """One way of measuring: how far the nearest place is, and how many lie within each distance."""

    name: str
    nearest_m: Callable[[Town], NDArray[np.float64]]
    counts: Callable[[Town], NDArray[np.int64]]


def main() -> None:
    """Run the benchmark and print a Markdown table."""
    options = read_options()
    for places in options.places:
        town = make_town(options.corners, options.points, places)
        methods = [ours(town), *(PEERS[name](town) for name in options.peers if importlib.util.find_spec(name))]
        print(
            f"\n{len(town.x_m):,} corners, {len(town.start):,} pieces, {len(town.points):,} points, {places:,} places\n"
        )
        print("| method | nearest, s | again, s | within 400, 600, 800 and 1,200 m, s | again, s | farthest off, m |")
        print("| --- | ---: | ---: | ---: | ---: | ---: |")
        expected_m, expected = None, None
        for method in methods:
            nearest_m, first_s, again_s = timed(method.nearest_m, town)
            counts, first_count_s, again_count_s = timed(method.counts, town)
            expected_m = nearest_m if expected_m is None else expected_m
            expected = counts if expected is None else expected
            reached = expected_m < FAR_M
            off_m = np.abs(nearest_m - expected_m)[reached].max()
            differing = int((counts != expected).sum())
            print(
                f"| {method.name} | {first_s:.2f} | {again_s:.2f} | {first_count_s:.2f} | {again_count_s:.2f} | "
                f"{off_m:.1e}{f', {differing:,} counts differ' if differing else ''} |"
            )


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corners", type=int, default=150_000)
    parser.add_argument("--points", type=int, default=15_428)
    parser.add_argument("--peers", nargs="*", choices=list(PEERS), default=list(PEERS))
    parser.add_argument("--places", type=int, nargs="+", default=[150, 5_000])
    return parser.parse_args()


def make_town(corners: int, points: int, places: int) -> Town:
    """Return a made town of about so many corners."""
    rng = np.random.default_rng(SEED)
    side = round(corners**0.5)
    number = np.arange(side * side).reshape(side, side)
    row, column = np.divmod(number.ravel(), side)
    x_m = np.round(250_000 + SIDE_M * column + rng.uniform(-WANDERING_M, WANDERING_M, number.size), 2)
    y_m = np.round(660_000 + SIDE_M * row + rng.uniform(-WANDERING_M, WANDERING_M, number.size), 2)
    start = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    end = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    kept = rng.random(len(start)) < KEPT
    start, end = start[kept], end[kept]
    joined = coo_array((np.ones(len(start)), (start, end)), shape=(number.size, number.size))
    _, part = connected_components(joined, directed=False)
    # Asset Map leaves small parts out, the others do not.
    on_streets = np.flatnonzero(part == np.bincount(part).argmax())
    return Town(x_m, y_m, start, end, rng.choice(on_streets, points), rng.choice(on_streets, places, replace=False))


def timed(ask: Callable[[Town], NDArray], town: Town) -> tuple[NDArray, float, float]:
    """Ask twice; return the answer and the seconds that each took."""
    seconds = []
    for _ in range(2):
        started = time.perf_counter()
        answer = ask(town)
        seconds.append(time.perf_counter() - started)
    return answer, seconds[0], seconds[1]


def ours(town: Town) -> Method:
    """Return the walking network of Asset Map."""
    started = time.perf_counter()
    network = build_network(town.x_m, town.y_m, town.start, town.end)
    print(
        f"\nThe network was built in {time.perf_counter() - started:.1f} s: {len(network.junctions_bng):,} junctions."
    )
    x_m, y_m = town.x_m[town.points], town.y_m[town.points]
    places = np.asarray(shapely.points(town.x_m[town.places], town.y_m[town.places]), dtype=object)
    return Method(
        "asset_map WalkingNetwork",
        lambda _: network.nearest_m(x_m, y_m, places),
        lambda _: network.count_within(x_m, y_m, places, DISTANCES_M),
    )


def by_networkx(town: Town) -> Method:
    """Return networkx, asked once for all places, and once for each."""
    nx = importlib.import_module("networkx")

    graph = nx.Graph()
    graph.add_weighted_edges_from(zip(town.start.tolist(), town.end.tolist(), town.length_m.tolist(), strict=True))

    def nearest_m(town: Town) -> NDArray[np.float64]:
        found = nx.multi_source_dijkstra_path_length(graph, set(town.places.tolist()))
        return np.array([found.get(point, np.inf) for point in town.points.tolist()])

    def counts(town: Town) -> NDArray[np.int64]:
        within = np.zeros((len(town.x_m), len(DISTANCES_M)), dtype=np.int64)
        for place in town.places.tolist():
            found = nx.single_source_dijkstra_path_length(graph, place, cutoff=max(DISTANCES_M))
            corners, metres = np.fromiter(found, dtype=np.int64), np.fromiter(found.values(), dtype=np.float64)
            within[corners] += metres[:, None] <= np.array(DISTANCES_M)
        return within[town.points]

    return Method(f"networkx {nx.__version__}", nearest_m, counts)


def by_pandana(town: Town) -> Method:
    """Return pandana, whose contraction hierarchies are made ready beforehand."""
    pandana = importlib.import_module("pandana")

    ends = pd.Series(town.start), pd.Series(town.end)
    lengths = pd.DataFrame({"length_m": town.length_m})
    network = pandana.Network(pd.Series(town.x_m), pd.Series(town.y_m), *ends, lengths, twoway=True)
    network.precompute(FAR_M)

    def nearest_m(town: Town) -> NDArray[np.float64]:
        network.set_pois("places", FAR_M, 1, pd.Series(town.x_m[town.places]), pd.Series(town.y_m[town.places]))
        return network.nearest_pois(FAR_M, "places", num_pois=1).loc[town.points, 1].to_numpy("float64")

    def counts(town: Town) -> NDArray[np.int64]:
        network.set(pd.Series(town.places), name="places")
        columns = [network.aggregate(metres, type="count", name="places").loc[town.points] for metres in DISTANCES_M]
        return np.column_stack(columns).astype(np.int64)

    return Method("pandana 0.8", nearest_m, counts)


PEERS: dict[str, Callable[[Town], Method]] = {"networkx": by_networkx, "pandana": by_pandana}


if __name__ == "__main__":
    main()
