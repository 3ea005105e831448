"""Points into zones: a made-up nation of full detail, and what people would use instead."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from asset_map.geography.placing import load_prepared, prepare_zones
from bench.frame.machine import most_memory_mb
from bench.frame.work import Answer, Check, Goal, Ready, Way, Ways, Work, fastest_peer, scaled, times
from bench.made_up.nation import ZONES, keep_nation, kept_points, kept_zones

POINTS = 1_000_000
DATABASE = "ASSET_MAP_TEST_DATABASE_URL"
SCHEMA = "asset_map_bench_placing"

Positions = NDArray[np.int64]


def _prepare(folder: Path) -> None:
    keep_nation(folder, zones=scaled(ZONES), points=scaled(POINTS))


def _product(folder: Path) -> Ready:
    kept = folder / "prepared-zones.npz"
    prepare_zones(kept_zones(folder).geometry).save(kept)
    prepared, (x_m, y_m) = load_prepared(kept), kept_points(folder)
    return Ready(lambda: prepared.place(x_m, y_m), _as_found)


def _preparing(folder: Path) -> Ready:
    zones_bng, kept = kept_zones(folder).geometry, folder / "prepared-again.npz"

    def _go() -> Path:
        prepare_zones(zones_bng).save(kept)
        return kept

    return Ready(_go, figures=lambda _: {"bytes": kept.stat().st_size})


def _reading(folder: Path) -> Ready:
    kept = folder / "prepared-to-read.npz"
    prepare_zones(kept_zones(folder).geometry).save(kept)
    return Ready(lambda: load_prepared(kept), figures=lambda _: {"bytes": kept.stat().st_size})


def _as_found(zone: object) -> Answer:
    return {"zone": np.asarray(zone)}


def _sjoin(folder: Path) -> Ready:
    gpd = importlib.import_module("geopandas")
    zones, (x_m, y_m) = kept_zones(folder), kept_points(folder)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x_m, y_m, crs=27700))
    numbered = gpd.GeoDataFrame({"zone": np.arange(len(zones))}, geometry=zones.geometry.to_numpy(), crs=27700)

    def _answer(pairs: Any) -> Answer:
        return {"zone": lowest(pairs.index.to_numpy(), pairs["zone"].to_numpy(), len(points))}

    return Ready(lambda: gpd.sjoin(points, numbered), _answer)


def _tree(folder: Path) -> Ready:
    polygons, points = kept_zones(folder).geometry.to_numpy(), shapely.points(*kept_points(folder))
    shapely.prepare(polygons)

    def _answer(pairs: Any) -> Answer:
        return {"zone": lowest(pairs[1], pairs[0], len(points))}

    return Ready(lambda: shapely.STRtree(points).query(polygons, predicate="intersects"), _answer)


def _known_points(folder: Path) -> Ready:
    polygons, points = kept_zones(folder).geometry.to_numpy(), shapely.points(*kept_points(folder))
    shapely.prepare(polygons)
    tree = shapely.STRtree(points)
    return Ready(
        lambda: tree.query(polygons, predicate="intersects"),
        lambda pairs: {"zone": lowest(pairs[1], pairs[0], len(points))},
    )


def _wkb(folder: Path) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    zones, points = kept_zones(folder).geometry.to_numpy(), shapely.points(*kept_points(folder))
    return shapely.to_wkb(zones), shapely.to_wkb(points)


def _duckdb(folder: Path) -> Ready:
    duckdb = importlib.import_module("duckdb")
    arrow = importlib.import_module("pyarrow")
    extension = importlib.import_module("duckdb_extension_spatial")
    file = next(Path(extension.__file__).parent.rglob("spatial.duckdb_extension"))
    base = duckdb.connect()
    base.execute(f"LOAD '{file}'")
    zones, points = _wkb(folder)
    for name, wkb in (("zones", zones), ("points", points)):
        base.register("rows", arrow.table({"id": np.arange(len(wkb)), "wkb": list(wkb)}))
        base.execute(f"CREATE TABLE {name} AS SELECT id, ST_GeomFromWKB(wkb) AS geom FROM rows")  # noqa: S608 # our own names
        base.unregister("rows")
    joined = "SELECT p.id, z.id AS zone FROM points p JOIN zones z ON ST_Intersects(z.geom, p.geom)"
    return Ready(lambda: base.execute(joined).fetchnumpy(), _pairs(len(points)))


def _polars(folder: Path) -> Ready:
    pl, st = importlib.import_module("polars"), importlib.import_module("polars_st")
    zones, points = (
        pl.DataFrame({"id": np.arange(len(wkb)), "geometry": list(wkb)}).select("id", st.from_wkb("geometry"))
        for wkb in _wkb(folder)
    )

    def _columns(pairs: Any) -> Mapping[str, NDArray[Any]]:
        return {"id": pairs["id"].to_numpy(), "zone": pairs["id_right"].to_numpy()}

    answer = _pairs(len(points))
    return Ready(
        lambda: points.st.sjoin(zones, on="geometry", how="inner", predicate="intersects"),
        lambda pairs: answer(_columns(pairs)),
    )


def _sedona(folder: Path) -> Ready:
    arrow, sedonadb, gpd = (importlib.import_module(name) for name in ("pyarrow", "sedonadb", "geopandas"))
    base = sedonadb.connect()
    zones, (x_m, y_m) = kept_zones(folder).geometry.to_numpy(), kept_points(folder)
    for name, shapes in (("zones", zones), ("points", shapely.points(x_m, y_m))):
        frame = gpd.GeoDataFrame({"id": np.arange(len(shapes))}, geometry=shapes, crs=27700)
        base.create_data_frame(frame).to_memtable().to_view(name)
    joined = "SELECT p.id, z.id AS zone FROM points p JOIN zones z ON ST_Intersects(z.geometry, p.geometry)"
    answer = _pairs(len(x_m))
    return Ready(
        lambda: arrow.table(base.sql(joined)),
        lambda table: answer({name: table[name].to_numpy() for name in ("id", "zone")}),
    )


def _postgis(folder: Path) -> Ready:
    psycopg = importlib.import_module("psycopg")
    base = psycopg.connect(os.environ[DATABASE], autocommit=True)
    base.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    base.execute(f"CREATE SCHEMA {SCHEMA}")
    base.execute(f"SET search_path TO {SCHEMA}, public")
    zones, points = _wkb(folder)
    for name, wkb in (("zones", zones), ("points", points)):
        base.execute(f"CREATE TABLE {name} (id integer, geom geometry)")
        with base.cursor().copy(f"COPY {name} FROM STDIN") as copy:
            for row in enumerate(shapely.to_wkb(shapely.from_wkb(wkb), hex=True)):
                copy.write_row(row)
        base.execute(f"CREATE INDEX ON {name} USING gist (geom)")
        base.execute(f"ANALYZE {name}")

    def _go() -> None:
        base.execute("DROP TABLE IF EXISTS pairs")
        base.execute(
            "CREATE UNLOGGED TABLE pairs AS "
            "SELECT p.id, z.id AS zone FROM points p JOIN zones z ON ST_Intersects(z.geom, p.geom)"
        )

    def _answer(_: object) -> Answer:
        rows = np.array(base.execute("SELECT id, zone FROM pairs").fetchall())
        return {"zone": lowest(rows[:, 0], rows[:, 1], len(points))}

    def _figures(_: object) -> Mapping[str, float]:
        server = base.info.backend_pid
        here = Path(f"/proc/{server}/comm")
        is_here = here.is_file() and here.read_text("utf-8").startswith("postgres")
        return {"memory_mb": most_memory_mb(server)} if is_here else {}

    def _stop() -> None:
        base.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
        base.close()

    postgis, *_ = base.execute("SELECT postgis_lib_version()").fetchone()
    versions = {"PostgreSQL": base.info.parameter_status("server_version").split()[0], "PostGIS": postgis}
    return Ready(_go, _answer, _figures, _stop, versions=versions)


def _no_postgis() -> str:
    """Say why PostGIS cannot be asked; where its files are installed, it is made ready here."""
    if not os.environ.get(DATABASE):
        return f"{DATABASE} names no PostgreSQL database"
    psycopg = importlib.import_module("psycopg")
    with suppress(psycopg.Error), psycopg.connect(os.environ[DATABASE], autocommit=True, connect_timeout=5) as base:
        base.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        return ""
    return "the database that is named answers, or PostGIS installs, not: apt-get install postgresql-15-postgis-3"


def _pairs(points: int) -> Callable[[Any], Answer]:
    return lambda pairs: {"zone": lowest(np.asarray(pairs["id"]), np.asarray(pairs["zone"]), points)}


def lowest(points: Positions, zones: Positions, number: int) -> Positions:
    """Return for each point the lowest of its zones.

    Parameters
    ----------
    points, zones
        Positions of points and zones that belong together, in any order.
    number
        How many points there are.

    Returns
    -------
    numpy.ndarray
        Position of a zone; -1 where a point has none.
    """
    descending = np.argsort(-zones.astype(np.int64), kind="stable")
    positions = np.full(number, -1)
    positions[points[descending]] = zones[descending]
    return positions


def _check(answers: Mapping[str, Answer]) -> Sequence[Check]:
    ours = answers["product"]["zone"]
    checks = [
        Check(f"{name} finds the same zone as Asset Map for every point", np.array_equal(answer["zone"], ours))
        for name, answer in answers.items()
        if name != "product" and "zone" in answer
    ]
    return [
        *checks,
        Check(f"{np.count_nonzero(ours >= 0):,} of {len(ours):,} points lie in a zone", bool((ours >= 0).any())),
    ]


def _times_faster(ways: Ways) -> float:
    return times(fastest_peer(ways), ways["product"])


WORKS = (
    Work(
        name="placing",
        title="Place 1,000,000 points in 6,976 zones of full detail",
        prepare=_prepare,
        ways=(
            Way("product", "Asset Map, zones prepared", _product, role="product"),
            Way("preparing", "Asset Map, preparing the zones and keeping them on disk", _preparing, role="part"),
            Way("reading", "Asset Map, reading prepared zones from disk", _reading, role="part"),
            Way("tree", "shapely, zones prepared: makes a tree of the points and asks it", _tree, needs=("shapely",)),
            Way(
                "tree-of-known-points",
                "shapely, the same with the tree made beforehand, as for points that are known",
                _known_points,
                needs=("shapely",),
                role="aside",
            ),
            Way("sedonadb", "SedonaDB", _sedona, needs=("sedonadb",)),
            Way(
                "postgis",
                "PostGIS, points and zones loaded and indexed beforehand",
                _postgis,
                needs=("psycopg",),
                missing=_no_postgis,
                elsewhere=True,
            ),
            Way("polars-st", "polars-st", _polars, needs=("polars", "polars-st")),
            Way("geopandas", "geopandas sjoin", _sjoin, needs=("geopandas", "shapely")),
            Way("duckdb", "DuckDB spatial", _duckdb, needs=("duckdb", "duckdb-extension-spatial")),
        ),
        goals=(
            Goal("at least 3 times faster than the fastest peer", _times_faster, at_least=3, unit=" times"),
            Goal(
                "preparing the zones under 5 s, once, kept on disk",
                lambda ways: ways["preparing"].median_s,
                at_most=5,
                unit=" s",
            ),
        ),
        check=_check,
        notes=(
            "The nation is made up: zones small in towns and large between them, about 340 vertices each, edges "
            "shared. Four of five points lie where zones are small, one of five anywhere. The points are new and the "
            "zones are known: preparing zones is not in the seconds where a way can do it beforehand, making a tree "
            "of the points is. PostGIS is let off: both its tables are loaded and have indexes beforehand. All ways "
            "begin with points in a form of their own and end with the pairs in their own hands. The tree made "
            "beforehand stands beside, for information; the goal takes the fastest of the others. The memory of "
            "PostGIS is that of the server's process for this connection, without helpers that it may call.",
        ),
    ),
)
