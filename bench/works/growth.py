"""How cost grows: ten thousand, a hundred thousand, a million."""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from asset_map.domain.protection import Audience
from asset_map.exports.formats import Format
from asset_map.exports.writing import write_export
from asset_map.geography.distances import StraightLine, tree_of
from asset_map.geography.placing import load_prepared, prepare_zones
from asset_map.measures.catchment import enhanced_two_step, step_weights
from asset_map.services.find import Wanted, find_assets
from asset_map.services.look import view_assets
from asset_map.services.workspace import open_workspace
from asset_map.settings import read_settings
from bench.frame.work import Answer, Check, Goal, Ready, Way, Ways, Work, official, scaled, without_official
from bench.made_up.nation import ZONES, made_up_points, made_up_zones
from bench.works.measures import BANDS, CLOSE, REACH_M
from bench.works.placing import lowest

SIZES = (10_000, 100_000, 1_000_000)
SEED = 2031
FILES = {
    "--boundaries": "scotland_dz2011_simplified.fgb",
    "--deprivation": "simd2020_withinds.csv",
    "--postcodes": "codepoint_open_scotland_2020-08.parquet",
}
SOME_POINTS, SOME_ORIGINS = 1000, 10
"""So many are compared with an exact answer that takes its time."""

SEARCHES = ("hall 77", "high street glasgow 4", "arts", "tea talk 123", '"hall 901"')
EXACT = {
    "placing": f"{SOME_POINTS:,} points lie in the zones where a tree of exact zones has them",
    "measures": f"{SOME_ORIGINS} origins have what plain sums over all distances give",
    "search": "searches find as many as plain reading of all texts does",
}
"""What is compared, by what grows."""

TRIED = {
    "measures": "By profile each part grows as n or n log n. Trees that are asked once are put together quickly, which "
    "took a fifth off; what a million fills no longer fits into the processor's caches.",
    "import": "By design each part grows as n, or n log n in the database's indexes, which outgrow its cache.",
    "search": "What is known of all assets was too large to be kept, and read anew for each search: it is kept now.",
}
"""What was tried where the last step is steeper, by what grows."""


def _prepare(folder: Path) -> None:
    zones = made_up_zones(scaled(ZONES))
    zones.to_parquet(folder / "zones.parquet")
    prepare_zones(zones.geometry).save(folder / "prepared.npz")
    origins = shapely.get_coordinates(shapely.point_on_surface(zones.geometry.to_numpy()))
    np.savez(folder / "points.npz", points=np.column_stack(made_up_points(zones, scaled(SIZES[-1]))), origins=origins)


def _points(folder: Path, number: int) -> tuple[np.ndarray, np.ndarray]:
    with np.load(folder / "points.npz", allow_pickle=False) as kept:
        return kept["points"][:number], kept["origins"]


def _placing(folder: Path, number: int) -> Ready:
    prepared, (points, _) = load_prepared(folder / "prepared.npz"), _points(folder, number)
    x_m, y_m = (np.ascontiguousarray(one) for one in points.T)

    def _some(zone: object) -> Answer:
        some = _sample(number, SOME_POINTS)
        tree = shapely.STRtree(gpd.read_parquet(folder / "zones.parquet").geometry.to_numpy())
        pairs = tree.query(shapely.points(points[some]), predicate="intersects")
        return {"found": np.asarray(zone)[some], "exact": lowest(*pairs, len(some))}

    return Ready(lambda: prepared.place(x_m, y_m), _some)


def _sample(number: int, size: int) -> np.ndarray:
    return np.random.default_rng(SEED).choice(number, min(size, number), replace=False)


def _measures(folder: Path, number: int) -> Ready:
    points, origins = _points(folder, number)
    x_m, y_m = (np.ascontiguousarray(one) for one in origins.T)
    straight, places = StraightLine(tree_of(x_m, y_m)), np.asarray(shapely.points(points), dtype=object)
    rng = np.random.default_rng(SEED)
    people, capacity = rng.uniform(400, 1200, len(origins)), rng.uniform(5, 200, number)
    shared = np.ones(number, dtype=bool)

    def _go() -> np.ndarray:
        made = straight.reached(x_m, y_m, places, (REACH_M,), shared=shared, shared_m=REACH_M)
        weight = step_weights(made.pairs.distance_m, bands=BANDS)
        access = enhanced_two_step(made.pairs, weight, people, capacity).access
        return np.column_stack([made.nearest_m, made.counts[:, 0], access])

    def _some(found: Any) -> Answer:
        some = _sample(len(origins), SOME_ORIGINS)
        return {"found": found[some], "exact": np.stack([_added_up(origins[one]) for one in some])}

    def _added_up(origin: np.ndarray) -> tuple[float, int, float]:
        """Return nearest, number and access of one origin from all distances, with nothing but sums."""
        apart_m = np.hypot(*(points - origin).T)
        access = 0.0
        for place in np.flatnonzero(apart_m <= REACH_M):
            demand = np.sum(_weight(np.hypot(*(origins - points[place]).T)) * people)
            access += _weight(apart_m[place]) * capacity[place] / demand
        return apart_m.min(), np.count_nonzero(apart_m <= REACH_M), access

    return Ready(_go, _some)


def _weight(apart_m: np.ndarray) -> np.ndarray:
    (near_m, near), (far_m, far) = BANDS
    return np.where(apart_m <= near_m, near, np.where(apart_m <= far_m, far, 0.0))


def _exporting(folder: Path, number: int) -> Ready:
    from bench.exports import made_up  # noqa: PLC0415 # opens the demo town

    export, path = made_up(number), folder / f"assets-{number}.gpkg"

    def _go() -> Path:
        write_export(export, path, Format.GEOPACKAGE)
        return path

    def _rows(_: object) -> Answer:
        with sqlite3.connect(path) as file:
            table = file.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'").fetchone()[0]
            return {"rows": file.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]}  # noqa: S608 # our own file

    return Ready(_go, _rows, lambda _: {"bytes": path.stat().st_size}, lambda: path.unlink(missing_ok=True))


def _prepare_records(folder: Path) -> None:
    files = [word for option, name in FILES.items() for word in (option, str(official(name)))]
    _app(folder / "area", "geography", "add", *files)


def _app(home: Path, *words: str) -> tuple[dict[str, Any], float]:
    """Run one command of the app in a process of its own; return what it tells, and the most memory it had in MB."""
    command = [sys.executable, "-m", "asset_map", "--home", str(home), *words, "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        told = running.stdout.read() if running.stdout else ""
        _, code, used = os.wait4(running.pid, 0)
        running.returncode = code  # it was waited for already
    if code:
        msg = f"asset-map {words[0]} ended with {code}"
        raise RuntimeError(msg)
    return json.loads(told), used.ru_maxrss * 1024 / 1e6


def _importing(folder: Path, number: int) -> Ready:
    from bench.lists import made_up  # noqa: PLC0415 # the list is long

    home, table = folder / f"home-{number}", folder / f"list-{number}.csv"
    first_row = folder / f"list-{number}-first.csv"
    rows = made_up(official(FILES["--postcodes"]), number)
    rows.to_csv(table, index=False)
    rows.head(1).to_csv(first_row, index=False)

    def _go() -> dict[str, Any]:
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(folder / "area", home)
        began_s = time.perf_counter()
        _app(home, "import", str(first_row), "--dry-run")
        started_s = time.perf_counter()
        told, memory_mb = _app(home, "import", str(table))
        start_s = started_s - began_s
        return {
            **told,
            "memory_mb": memory_mb,
            "start_s": start_s,
            "seconds": time.perf_counter() - started_s - start_s,
        }

    def _rows(told: Any) -> Answer:
        with sqlite3.connect(home / "asset-map.db") as store:
            kept = store.execute("SELECT count(*) FROM assets").fetchone()[0]
        return {"rows": kept + told["unchanged"] + told["refused"]}

    figures = ("seconds", "start_s", "memory_mb", "added", "refused")
    return Ready(_go, _rows, lambda told: {name: told[name] for name in figures})


def _searching(folder: Path, number: int) -> Ready:
    home = folder / f"searched-{number}"
    shutil.copytree(folder / f"home-{number}", home, dirs_exist_ok=True)  # the next round takes its list in anew
    workspace = open_workspace(read_settings(home, f"sqlite:///{home / 'asset-map.db'}"))
    today = dt.datetime.now(dt.UTC).date()

    def _find(search: str) -> int:
        return len(find_assets(Wanted(search=search), workspace, audience=Audience.STAFF, today=today))

    _find("tea")

    def _go() -> list[int]:
        return [_find(search) for search in SEARCHES]

    def _read(found: object) -> Answer:
        assets = view_assets(workspace, Audience.STAFF, today=today)
        zones = workspace.geography.zones_bng["zone_name"]
        texts = assets[["name", "summary", "address", "postcode", "opening_times", "source"]]
        texts = texts.assign(zone=assets["zone_code"].map(zones)).fillna("").agg(" ¦ ".join, axis=1).str.lower()
        return {"found": np.asarray(found), "exact": np.array([_count(texts, search) for search in SEARCHES])}

    return Ready(
        _go,
        _read,
        lambda found: {"found": sum(found) if isinstance(found, list) else 0},
        workspace.store.close,
    )


def _count(texts: pd.Series, search: str) -> int:
    """Return in how many texts all words of a search stand, or its phrase."""
    phrase = search.strip('"')
    looked_for = [rf"{phrase}\b"] if phrase != search else search.split()
    return int(np.logical_and.reduce([texts.str.contains(rf"\b{one}") for one in looked_for]).sum())


def _ways(name: str, start: Callable[[Path, int], Ready], *, million: int = 3, long: bool = False) -> list[Way]:
    """Return a way for each size; a million takes fewer rounds, and may be taken only when asked for."""
    return [
        Way(
            f"{name}-{size}",
            _title(name, size),
            lambda folder, size=size: start(folder, scaled(size)),  # type: ignore[misc] # the size of this turn
            role="part",
            most_rounds=million if size == SIZES[-1] else 5,
            long=long and size == SIZES[-1],
        )
        for size in SIZES
    ]


def _taken(ways: Ways, name: str) -> list[tuple[int, float]]:
    taken = [(size, ways[f"{name}-{size}"].median_s) for size in SIZES if f"{name}-{size}" in ways]
    if any(seconds <= 0 for _, seconds in taken):
        message = f"{name}: too short to be told from the start of the program"
        raise ValueError(message)
    return taken


def _beside(name: str) -> Callable[[Ways], float]:
    """Return what ten times as many cost, beside what they would cost by n log n; 1 is just n log n."""

    def _found(ways: Ways) -> float:
        (less, before_s), (more, after_s) = _taken(ways, name)[-2:]
        return (after_s / before_s) / (more * math.log(more) / (less * math.log(less)))

    return _found


def _exponent(name: str) -> Callable[[Ways], float]:
    """Return k of the fit seconds = c · n^k."""

    def _found(ways: Ways) -> float:
        size, seconds = np.log(np.array(_taken(ways, name), dtype=float)).T
        return float(np.polyfit(size, seconds, 1)[0])

    return _found


def _goals(names: Sequence[str]) -> list[Goal]:
    fits = [
        Goal(f"{name}: k of the fit seconds = c · n^k (n log n: 1.09)", _exponent(name), at_most=1.09) for name in names
    ]
    steps = [
        Goal(
            f"{name}: the last ten times no worse than n log n (1 is just that)",
            _beside(name),
            at_most=1,
            tried=TRIED.get(name, ""),
        )
        for name in names
    ]
    return fits + steps


def _title(name: str, size: int) -> str:
    return f"{name}, {size:,}"


def _check(answers: Mapping[str, Answer]) -> Sequence[Check]:
    checks = []
    for way, answer in answers.items():
        name, size = way.split("-")
        title = _title(name, int(size))
        if "rows" in answer:
            right = int(answer["rows"]) == scaled(int(size))
            checks.append(Check(f"{title}: every row is accounted for", right))
        if "exact" in answer:
            right = np.allclose(answer["found"], answer["exact"], rtol=CLOSE, atol=CLOSE)
            checks.append(Check(f"{title}: {EXACT[name]}", right))
    return checks


WORKS = (
    Work(
        name="growth",
        title="How placing, measures and exports grow",
        prepare=_prepare,
        ways=(*_ways("placing", _placing), *_ways("measures", _measures), *_ways("export", _exporting)),
        goals=_goals(("placing", "measures", "export")),
        check=_check,
        warm_ups=1,
        notes=(
            "Three rounds of a million. Points into the made-up nation; nearest, number within 800 m and catchment "
            "of so many assets at 6,976 origins; so many assets with all columns as GeoPackage.",
        ),
    ),
    Work(
        name="growth_records",
        title="How taking lists in and searching grow",
        prepare=_prepare_records,
        missing=lambda: without_official(*FILES.values()),
        ways=(
            *_ways("import", _importing, million=1, long=True),
            *_ways("search", _searching, million=1, long=True),
        ),
        goals=_goals(("import", "search")),
        check=_check,
        most_rounds=3,
        notes=(
            "One round of a million. `asset-map import` of a list about Scotland's postcodes, less what the same "
            "command takes to look at its first row (start): to start, and to open the area. Then "
            f"{len(SEARCHES)} searches among what was taken in, which find more the more there is.",
        ),
    ),
)
