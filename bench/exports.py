"""How long does it take to write 100,000 assets in each format, beside a bare frame of the same columns?

Run ``python -m bench.exports``. The rows are those of the demo town over and over, with names and places of their own;
they hold all columns that the public gets. Ours writes styles, notes, names of columns and the run card too; pyogrio
(for GeoParquet geopandas, which writes it) writes the frame and nothing else, in both of its ways: as it does unasked,
and with Arrow. All begin with metres, so that formats in degrees convert. Each is timed in turn, in one process.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from asset_map.domain.protection import Audience
from asset_map.exports.degrees import with_degrees
from asset_map.exports.export import Export
from asset_map.exports.formats import FACTS, Format, What
from asset_map.exports.moments import with_written_moments
from asset_map.exports.writing import write_export
from asset_map.services.demo import open_demo
from asset_map.services.look import Question
from asset_map.services.take_away.asked import Taken
from asset_map.services.take_away.making import make_export
from asset_map.settings import read_settings

SEED = 2026
DRIVERS = {
    Format.GEOPACKAGE: "GPKG",
    Format.GEOJSON: "GeoJSON",
    Format.FLATGEOBUF: "FlatGeobuf",
    Format.KML: "KML",
    Format.SHAPEFILE: "ESRI Shapefile",
    Format.CSV: "CSV",
    Format.WORKBOOK: "XLSX",
}
IN_DEGREES = {Format.GEOJSON, Format.KML, Format.GEOPARQUET}


def main() -> None:
    """Run the benchmark and print a line a format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="assets to write")
    parser.add_argument("--times", type=int, default=3, help="how often each is timed")
    parser.add_argument("--format", action="append", choices=list(Format), help="only these")
    asked = parser.parse_args()
    warnings.filterwarnings("ignore", "Normalized/laundered field name")  # of the bare shapefile
    export = made_up(asked.rows)
    rows = gpd.GeoDataFrame(export.layers[0].rows)
    print(f"{len(rows):,} assets, {rows.shape[1]} columns, medians of {asked.times}")
    print(f"{'format':<10}{'ours':>9}{'pyogrio':>9}{'ratio':>7}{'with Arrow':>12}{'ratio':>7}{'our size':>12}")
    with tempfile.TemporaryDirectory() as folder:
        for one in [Format(name) for name in asked.format or Format]:
            path = Path(folder) / f"ours{FACTS[one].suffix}"
            works = [lambda: write_export(export, path, one), *bare(rows, one, Path(folder))]  # noqa: B023
            ours, plain, arrow = medians(works, asked.times)
            size = f"{path.stat().st_size / 1e6:.1f} MB"
            print(
                f"{one:<10}{ours:>8.2f}s{plain:>8.2f}s{ours / plain:>7.2f}{arrow:>11.2f}s{ours / arrow:>7.2f}{size:>12}"
            )


def made_up(count: int) -> Export:
    """Return the demo town's assets over and over, as they are taken away.

    Parameters
    ----------
    count
        How many.

    Returns
    -------
    Export
        With one layer.
    """
    now = dt.datetime.now(dt.UTC)
    with tempfile.TemporaryDirectory() as home:
        workspace = open_demo(read_settings(Path(home), None), now=now)
        question = Question("", Audience.PUBLIC, now.date())
        export = make_export(Taken(what=What.ASSETS, question=question), workspace)
        workspace.store.close()
    layer, rng = export.layers[0], np.random.default_rng(SEED)
    town = layer.rows
    rows = pd.DataFrame(town.drop(columns="geometry").iloc[np.arange(count) % len(town)]).reset_index(drop=True)
    numbers = pd.Series(np.arange(count).astype(str))
    rows = rows.assign(asset_id=[f"{number:032x}" for number in range(count)], name=rows["name"] + " " + numbers)
    places = gpd.points_from_xy(rng.uniform(250_000, 270_000, count), rng.uniform(655_000, 675_000, count))
    return replace(export, layers=(replace(layer, rows=gpd.GeoDataFrame(rows, geometry=places, crs=27700)),))


def bare(rows: gpd.GeoDataFrame, one: Format, folder: Path) -> list[Callable[[], object]]:
    """Return what writes the same columns with nothing beside them: as pyogrio does unasked, and with Arrow.

    Parameters
    ----------
    rows
        What is written.
    one
        The format.
    folder
        Where.

    Returns
    -------
    list of callable
        Two.
    """
    path = folder / f"bare{'.shp' if one is Format.SHAPEFILE else FACTS[one].suffix}"
    kept = with_written_moments(rows) if one is Format.SHAPEFILE else rows
    table = kept if FACTS[one].holds_places else with_degrees(kept)

    def _write(*, use_arrow: bool) -> None:
        path.unlink(missing_ok=True)
        frame = rows.to_crs(4326) if one in IN_DEGREES else table
        if one is Format.GEOPARQUET:
            frame.to_parquet(path)
        else:
            pyogrio.write_dataframe(frame, path, driver=DRIVERS[one], use_arrow=use_arrow)

    return [lambda: _write(use_arrow=False), lambda: _write(use_arrow=True)]


def medians(works: list[Callable[[], object]], times: int) -> list[float]:
    """Return the median seconds of each work, done in turn.

    Parameters
    ----------
    works
        What is timed.
    times
        How often.

    Returns
    -------
    list of float
        Seconds, in the order of the works.
    """
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(times):
        for work, seconds in zip(works, taken, strict=True):
            began_s = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - began_s)
    return [statistics.median(seconds) for seconds in taken]


if __name__ == "__main__":
    main()
