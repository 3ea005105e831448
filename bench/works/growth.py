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

import numpy as np
import shapely

from asset_map.domain.protection import Audience
from asset_map.exports.formats import Format
from asset_map.exports.writing import write_export
from asset_map.geography.distances import StraightLine, tree_of
from asset_map.geography.placing import load_prepared, prepare_zones
from asset_map.measures.catchment import enhanced_two_step, step_weights
from asset_map.services.find import Wanted, find_assets
from asset_map.services.workspace import open_workspace
from asset_map.settings import read_settings
from bench.frame.work import Answer, Check, Goal, Ready, Way, Ways, Work, official, scaled, without_official
from bench.made_up.nation import ZONES, made_up_points, made_up_zones
from bench.works.measures import BANDS, REACH_M

SIZES = (10_000, 100_000, 1_000_000)
SEED = 2031
FILES = {
    "--boundaries": "scotland_dz2011_simplified.fgb",
    "--deprivation": "simd2020_withinds.csv",
    "--postcodes": "codepoint_open_scotland_2020-08.parquet",
}
SEARCHES = ("hall 77", "high street glasgow 4", "arts", "tea talk 123", '"hall 901"')


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
    return Ready(lambda: prepared.place(x_m, y_m), lambda zone: {"rows": len(np.asarray(zone))})


def _measures(folder: Path, number: int) -> Ready:
    points, origins = _points(folder, number)
    x_m, y_m = (np.ascontiguousarray(one) for one in origins.T)
    straight, places = StraightLine(tree_of(x_m, y_m)), np.asarray(shapely.points(points), dtype=object)
    rng = np.random.default_rng(SEED)
    people, capacity = rng.uniform(400, 1200, len(origins)), rng.uniform(5, 200, number)
    shared = np.ones(number, dtype=bool)

    def _go() -> int:
        made = straight.reached(x_m, y_m, places, (REACH_M,), shared=shared, shared_m=REACH_M)
        weight = step_weights(made.pairs.distance_m, bands=BANDS)
        return len(enhanced_two_step(made.pairs, weight, people, capacity).level)

    return Ready(_go, lambda rows: {"rows": np.asarray(rows)})


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
    made_up(official(FILES["--postcodes"]), number).to_csv(table, index=False)

    def _go() -> dict[str, Any]:
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(folder / "area", home)
        began_s = time.perf_counter()
        told, memory_mb = _app(home, "import", str(table))
        return {**told, "memory_mb": memory_mb, "seconds": time.perf_counter() - began_s}

    def _rows(told: Any) -> Answer:
        with sqlite3.connect(home / "asset-map.db") as store:
            kept = store.execute("SELECT count(*) FROM assets").fetchone()[0]
        return {"rows": kept + told["unchanged"] + told["refused"]}

    return Ready(_go, _rows, lambda told: {name: told[name] for name in ("seconds", "memory_mb", "added", "refused")})


def _searching(folder: Path, number: int) -> Ready:
    home = folder / f"home-{number}"
    workspace = open_workspace(read_settings(home, f"sqlite:///{home / 'asset-map.db'}"))
    today = dt.datetime.now(dt.UTC).date()

    def _find(search: str) -> int:
        return len(find_assets(Wanted(search=search), workspace, audience=Audience.STAFF, today=today))

    _find("tea")

    def _go() -> list[int]:
        return [_find(search) for search in SEARCHES]

    return Ready(
        _go,
        lambda found: {"found": np.asarray(found)},
        lambda found: {"found": sum(found) if isinstance(found, list) else 0},
        workspace.store.close,
    )


def _ways(name: str, start: Callable[[Path, int], Ready], *, missing: Callable[[int], str] = lambda _: "") -> list[Way]:
    return [
        Way(
            f"{name}-{size}",
            f"{name}, {size:,}",
            lambda folder, size=size: start(folder, scaled(size)),  # type: ignore[misc] # the size of this turn
            missing=lambda size=size: missing(size),  # type: ignore[misc] # as above
            role="part",
            most_rounds=3 if size == SIZES[-1] else 5,
        )
        for size in SIZES
    ]


def _only_when_long(size: int) -> str:
    wanted = size < SIZES[-1] or bool(os.environ.get("ASSET_MAP_BENCH_LONG"))
    return "" if wanted else "takes many minutes: asked for with --long"


def _taken(ways: Ways, name: str) -> list[tuple[int, float]]:
    return [(size, ways[f"{name}-{size}"].median_s) for size in SIZES if f"{name}-{size}" in ways]


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
        Goal(f"{name}: the last ten times no worse than n log n (1 is just that)", _beside(name), at_most=1)
        for name in names
    ]
    return fits + steps


def _all_rows(answers: Mapping[str, Answer]) -> Sequence[Check]:
    return [
        Check(
            f"{name.replace('-', ', ')}: every row is accounted for",
            int(answer["rows"]) == scaled(int(name.split("-")[1])),
        )
        for name, answer in answers.items()
        if "rows" in answer
    ]


WORKS = (
    Work(
        name="growth",
        title="How placing, measures and exports grow",
        prepare=_prepare,
        ways=(*_ways("placing", _placing), *_ways("measures", _measures), *_ways("export", _exporting)),
        goals=_goals(("placing", "measures", "export")),
        check=_all_rows,
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
            *_ways("import", _importing, missing=_only_when_long),
            *_ways("search", _searching, missing=_only_when_long),
        ),
        goals=_goals(("import", "search")),
        check=_all_rows,
        most_rounds=1,
        notes=(
            "`asset-map import` of a list about Scotland's postcodes, with the start of the program; then "
            f"{len(SEARCHES)} searches among what was taken in, which find more the more there is.",
        ),
    ),
)
