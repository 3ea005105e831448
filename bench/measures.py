"""How long do all measures of access take, for Scotland with every offer and for Glasgow with one?

Run ``python -m bench.measures`` with ``ASSET_MAP_OFFICIAL_DATA`` naming the folder of official downloads. Both areas
are installed, and places that are made up are recorded around random postcodes. Then each is measured in a process of
its own, as a person's request is answered, from the store on; the memory given is the most that process ever had.
Seconds of the processor stand beside those of the clock, which are more where others work on the same machine. Last
comes what a programmer would write with geopandas for the reach of one offer, and whether both agree.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from asset_map.domain.asset import Asset, LocatedBy, Precision
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.distance import DISTANCES_M
from asset_map.domain.protection import Audience
from asset_map.geography.distances import StraightLine
from asset_map.measures.reach import people_by_zone, reach_by_zone
from asset_map.services.geography import AreaFiles, add_geography
from asset_map.services.look import Question, view_assets
from asset_map.services.measure import MeasureQuestion, measure, measured_assets
from asset_map.services.residents import residents_of
from asset_map.services.variety import variety
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import Settings, read_settings

SEED = 2020
NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
NEIGHBOURLY_M = 50.0
"""Made-up places scatter so far around a postcode."""

AREAS = {
    "Scotland": ("scotland_dz2011_simplified.fgb", "codepoint_open_scotland_2020-08.parquet"),
    "Glasgow": ("glasgow-simd-2020v2.geojson", "codepoint_open_g_2020-08.csv"),
}


def main() -> None:
    """Run the benchmark and print Markdown tables."""
    options = read_options()
    if options.measure:
        print(json.dumps(measure_area(options.measure, offers=options.offers)))
        return
    folder = official_data()
    with tempfile.TemporaryDirectory() as temporary:
        print("| area | what | seconds |\n| --- | --- | ---: |")
        for area, assets, offers in (("Scotland", options.assets, 23), ("Glasgow", 5_000, 1)):
            home = Path(temporary, area)
            fill(home, folder, area, assets=assets)
            told = in_own_process(home, offers=offers)
            for name, value in told.items():
                print(f"| {area}, {assets:,} assets | {name} | {value} |")


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assets", type=int, default=100_000, help="made-up places in Scotland")
    parser.add_argument("--measure", type=Path, help="measure this home alone, in this process, and print JSON")
    parser.add_argument("--offers", type=int, default=23)
    return parser.parse_args()


def official_data() -> Path:
    """Return the folder of official downloads."""
    folder = os.environ.get("ASSET_MAP_OFFICIAL_DATA", "")
    if not Path(folder, AREAS["Scotland"][0]).is_file():
        sys.exit(f"ASSET_MAP_OFFICIAL_DATA must name a folder that holds {AREAS['Scotland'][0]}.")
    return Path(folder)


def settings_of(home: Path) -> Settings:
    """Return where an area is kept."""
    return read_settings(home, f"sqlite:///{home / 'asset-map.db'}")


def fill(home: Path, folder: Path, area: str, *, assets: int) -> None:
    """Install an area and record made-up places in it."""
    boundaries, postcodes = AREAS[area]
    files = AreaFiles(folder / boundaries, [folder / "simd2020_withinds.csv"], [folder / postcodes])
    add_geography(files, settings_of(home), now=NOW, actor="bench", progress=lambda _: None)
    workspace = open_workspace(settings_of(home))
    workspace.store.add_assets(
        made_up(workspace, assets), event=AuditEvent(at=NOW, actor="bench", action=Action.RECORDED)
    )
    workspace.store.close()


def made_up(workspace: Workspace, number: int) -> list[Asset]:
    """Return places around random postcodes of the area, over all offers."""
    rng = np.random.default_rng(SEED)
    residents = residents_of(workspace)
    middle = residents[["x_m", "y_m"]].to_numpy()[rng.integers(0, len(residents), number)]
    x_m, y_m = (middle + rng.normal(0, NEIGHBOURLY_M, (number, 2))).round(1).T
    positions = workspace.prepared.place(x_m, y_m)
    shapes = shapely.to_wkb(shapely.points(x_m, y_m))
    offers = list(workspace.classification.offers)
    system = workspace.geography.system.id
    return [
        Asset(
            asset_id=f"made-up-{n}",
            name=f"Made up {n}",
            kind="institution",
            offers=(offers[n % len(offers)],),
            geometry_bng=shapes[n],
            precision=Precision.EXACT,
            located_by=LocatedBy.MAP,
            zones={system: str(workspace.prepared.zone_codes[positions[n]])} if positions[n] >= 0 else {},
            recorded_by="bench",
            recorded_at=NOW,
            last_checked=TODAY,
        )
        for n in range(number)
    ]


def in_own_process(home: Path, *, offers: int) -> dict[str, object]:
    """Measure an area in a process of its own; return what it tells."""
    command = [sys.executable, "-m", "bench.measures", "--measure", str(home), "--offers", str(offers)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    told: dict[str, object] = json.loads(done.stdout)
    return told


def measure_area(home: Path, *, offers: int) -> dict[str, object]:
    """Measure an area from opening it on; return seconds by what was done, and the memory it took."""
    told: dict[str, object] = {}
    with timed(told, "open the area"):
        workspace = open_workspace(settings_of(home))
    wanted = [question(offer) for offer in list(workspace.classification.offers)[:offers]]
    with timed(told, f"measure {offers} offers at {len(DISTANCES_M)} distances, from the store on"):
        with timed(told, "of that: read the assets"):
            view_assets(workspace, Audience.STAFF, today=TODAY)
        with timed(told, "of that: the first offer, with residents and edge"):
            measure(wanted[0], workspace)
        if offers > 1:
            with timed(told, "of that: the other offers, and variety over all"):
                for one in wanted[1:]:
                    measure(one, workspace)
                variety(workspace, Audience.STAFF, today=TODAY)
    with timed(told, "then one offer at another distance"):
        measure(MeasureQuestion(wanted[0].question, (500,)), workspace)
    told["most memory, MB"] = most_memory_mb()
    compare_with_geopandas(told, wanted[0], workspace)
    workspace.store.close()
    return told


def most_memory_mb() -> int:
    """Return the most memory that this process had (Linux); getrusage would count that of the process it came from."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) // 1000


def question(offer: str) -> MeasureQuestion:
    """Return the question about one offer."""
    return MeasureQuestion(Question(offer, Audience.STAFF, TODAY))


@contextmanager
def timed(told: dict[str, object], name: str) -> Iterator[None]:
    """Note how long it takes."""
    started, worked = time.perf_counter(), time.process_time()
    yield
    told[name] = f"{time.perf_counter() - started:.2f} (processor {time.process_time() - worked:.2f})"


def compare_with_geopandas(told: dict[str, object], asked: MeasureQuestion, workspace: Workspace) -> None:
    """Do the measures of one offer as a programmer would with geopandas, on the same frames."""
    residents = residents_of(workspace)
    points = gpd.GeoDataFrame(
        residents[["zone_code", "people"]], geometry=gpd.points_from_xy(residents["x_m"], residents["y_m"], crs=27700)
    )
    assets = measured_assets(asked.question, workspace)[["geometry"]]
    with timed(told, "reach of one offer with geopandas"):
        theirs = by_joins(points, assets)
    x_m, y_m, places = residents["x_m"].to_numpy(), residents["y_m"].to_numpy(), np.asarray(assets.geometry.array)
    with timed(told, "the same, not with geopandas"):
        straight = StraightLine()
        nearest_m, counts = straight.nearest_m(x_m, y_m, places), straight.count_within(x_m, y_m, places, DISTANCES_M)
        zones = workspace.geography.zones_bng.index
        ours = reach_by_zone(nearest_m, counts, people_by_zone(residents, zones), zones, distances_m=DISTANCES_M)
    agree = np.allclose(theirs.reindex(zones)[ours.columns], ours, equal_nan=True, rtol=1e-9)
    told["both agree"] = "yes" if agree else "NO"


def by_joins(points: gpd.GeoDataFrame, assets: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return nearest, number and share within by spatial joins."""
    nearest = points.sjoin_nearest(assets, distance_col="metres")["metres"].groupby(level=0).first()
    values = {"nearest_m": nearest}
    for distance_m in DISTANCES_M:
        joined = points.sjoin(assets, predicate="dwithin", distance=distance_m)
        count = joined.groupby(level=0).size().reindex(points.index, fill_value=0)
        values |= {f"within_{distance_m}m": count, f"share_within_{distance_m}m": (count > 0).astype(float)}
    frame = pd.DataFrame(values)
    weighted = frame.mul(points["people"], axis=0).groupby(points["zone_code"]).sum()
    return weighted.div(points["people"].groupby(points["zone_code"]).sum(), axis=0)


if __name__ == "__main__":
    main()
