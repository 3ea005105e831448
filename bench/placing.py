"""How fast are points put into zones, beside a plain spatial join?

Run ``python -m bench.placing`` with ``ASSET_MAP_OFFICIAL_DATA`` naming the folder of official downloads. Methods take
turns in this one process, and each starts from what it likes best: ready-made points for the joins, plain coordinates
for the prepared zones. Only the join itself is timed; the answers are compared afterwards.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from asset_map.geography.placing import prepare_zones

SEED = 2020


@dataclass
class Method:
    """One way of putting points into zones.

    Parameters
    ----------
    name
        What it calls.
    run
        The call that is timed.
    positions
        Turns its answer into the position of a zone for each point.
    seconds
        How long each run took.
    """

    name: str
    run: Callable[[], object]
    positions: Callable[[object], np.ndarray]
    seconds: list[float] = field(default_factory=list)


def main() -> None:
    """Run the benchmark and print a Markdown table."""
    options = read_options()
    zones_bng = glasgow_zones(official_data())
    x_m, y_m = random_points(zones_bng, options.points)
    started = time.perf_counter()
    prepared = prepare_zones(zones_bng)
    preparing_s = time.perf_counter() - started
    methods = [
        spatial_join(zones_bng, x_m, y_m),
        tree_query(zones_bng, x_m, y_m),
        Method("asset_map PreparedZones.place(x, y)", lambda: prepared.place(x_m, y_m), np.asarray),
    ]
    answers = take_turns(methods, repeats=options.repeats)

    print(f"{options.points:,} random points, {len(zones_bng)} zones, median of {options.repeats}.")
    print(f"The zones were prepared once, in {preparing_s:.2f} s.\n")
    print("| method | seconds | times as fast | same zone for every point |\n| --- | ---: | ---: | --- |")
    agree = [np.array_equal(answer, answers[0]) for answer in answers]
    slowest_s = statistics.median(methods[0].seconds)
    for method, same in zip(methods, agree, strict=True):
        median_s = statistics.median(method.seconds)
        print(f"| `{method.name}` | {median_s:.3f} | {slowest_s / median_s:.1f} | {'yes' if same else 'NO'} |")
    if not all(agree):
        sys.exit("The methods disagree.")


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    return parser.parse_args()


def official_data() -> Path:
    """Return the folder of official downloads."""
    folder = os.environ.get("ASSET_MAP_OFFICIAL_DATA", "")
    if not Path(folder, "glasgow-simd-2020v2.geojson").is_file():
        sys.exit("ASSET_MAP_OFFICIAL_DATA must name a folder that holds glasgow-simd-2020v2.geojson.")
    return Path(folder)


def glasgow_zones(folder: Path) -> gpd.GeoSeries:
    """Return Glasgow's data zones in full detail, in order of their codes, EPSG:27700."""
    zones = gpd.read_file(folder / "glasgow-simd-2020v2.geojson").to_crs(27700).set_index("datazone")
    return zones.geometry.make_valid().sort_index()


def random_points(zones_bng: gpd.GeoSeries, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Return points spread evenly over the rectangle of the zones."""
    west, south, east, north = zones_bng.total_bounds
    rng = np.random.default_rng(SEED)
    return rng.uniform(west, east, number), rng.uniform(south, north, number)


def spatial_join(zones_bng: gpd.GeoSeries, x_m: np.ndarray, y_m: np.ndarray) -> Method:
    """Return the plain join of geopandas, with its defaults."""
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x_m, y_m, crs=27700))
    zones = gpd.GeoDataFrame({"position": np.arange(len(zones_bng))}, geometry=zones_bng.to_numpy(), crs=27700)
    return Method(
        "geopandas.sjoin(points, zones)",
        lambda: gpd.sjoin(points, zones),
        lambda pairs: lowest(pairs.index.to_numpy(), pairs["position"].to_numpy(), len(x_m)),
    )


def tree_query(zones_bng: gpd.GeoSeries, x_m: np.ndarray, y_m: np.ndarray) -> Method:
    """Return what a programmer would write with shapely: a tree over the points, asked by prepared polygons."""
    points, polygons = shapely.points(x_m, y_m), zones_bng.to_numpy()
    return Method(
        "shapely.STRtree(points).query(zones)",
        lambda: shapely.STRtree(points).query(polygons, predicate="intersects"),
        lambda pairs: lowest(pairs[1], pairs[0], len(x_m)),
    )


def lowest(points: np.ndarray, zones: np.ndarray, number: int) -> np.ndarray:
    """Return for each point the lowest of its zones, -1 where it has none."""
    descending = np.argsort(-zones, kind="stable")
    positions = np.full(number, -1)
    positions[points[descending]] = zones[descending]
    return positions


def take_turns(methods: list[Method], *, repeats: int) -> list[np.ndarray]:
    """Run all methods in turns, note how long each run takes, and return their last answers."""
    answers: list[np.ndarray] = []
    for _ in range(repeats):
        answers.clear()
        for method in methods:
            started = time.perf_counter()
            answer = method.run()
            method.seconds.append(time.perf_counter() - started)
            answers.append(method.positions(answer))
    return answers


if __name__ == "__main__":
    main()
