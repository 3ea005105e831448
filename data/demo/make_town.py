"""Make the fictional town: ``python data/demo/make_town.py``. The same seed makes the same bytes."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from assets import COLUMNS, make_assets
from ground import make_ground
from links import make_links
from looks import make_coverage
from numpy.typing import NDArray
from paths import write_paths
from people import make_deprivation, make_postcodes
from pyproj import Transformer

HERE = Path(__file__).parent
TO_WGS84 = Transformer.from_pipeline(
    "+proj=pipeline +step +inv +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy "
    "+step +proj=push +v_3 +step +proj=cart +ellps=airy +step +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 "
    "+ry=0.247 +rz=0.842 +s=-20.489 +convention=position_vector +step +inv +proj=cart +ellps=WGS84 "
    "+step +proj=pop +v_3 +step +proj=unitconvert +xy_in=rad +xy_out=deg"
)
"""EPSG:27700 to 4326 by the seven-parameter shift, spelled out so that no installed grid changes the bytes."""
EDGE_DECIMALS, POINT_DECIMALS, CONTEXT_DECIMALS = 7, 6, 5


def make_town(folder: Path) -> None:
    """Write every file of the town.

    Parameters
    ----------
    folder
        An existing folder; files of the same names are overwritten.
    """
    plan, words, town = (_toml(name) for name in ("plan.toml", "words.toml", "town.toml"))
    rng = np.random.default_rng(town["seed"])
    ground = make_ground(plan, words, rng)
    zones, context = ground.zones_bng, ground.context_bng
    deprivation = make_deprivation(zones, plan, rng)
    postcodes = make_postcodes(zones, context[context["category"].isin(["street", "main_street"])], plan, rng)
    assets = make_assets(
        _toml("assets.toml")["asset"],
        zones_bng=zones,
        postcodes_bng=postcodes,
        named_bng=context[context["category"].isin(["park", "building", "landmark"])],
        decile=deprivation["decile"].to_numpy(),
        rng=rng,
    )
    coverage = make_coverage(zones["zone_code"].tolist(), assets, rng)

    _write_geojson(
        zones[["zone_code", "zone_name", "neighbourhood", "geometry"]], folder / "boundaries.geojson", EDGE_DECIMALS
    )
    _write_geojson(context, folder / "streets.geojson", CONTEXT_DECIMALS)
    write_paths(context, folder / "paths.osm", _degrees)
    _write_csv(deprivation, folder / "deprivation.csv")
    _write_csv(_with_metres(postcodes), folder / "postcodes.csv")
    _write_csv(_with_degrees(assets)[COLUMNS], folder / "assets.csv")
    _write_csv(coverage, folder / "coverage.csv")
    _write_csv(make_links(_toml("links.toml")["link"], assets), folder / "links.csv")


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def _degrees(metres: NDArray[np.float64], decimals: int) -> NDArray[np.float64]:
    return np.round(np.column_stack(TO_WGS84.transform(metres[:, 0], metres[:, 1])), decimals)


def _with_metres(points: gpd.GeoDataFrame) -> pd.DataFrame:
    metres = shapely.get_coordinates(points.geometry).astype(int)
    return pd.DataFrame({"postcode": points["postcode"], "easting": metres[:, 0], "northing": metres[:, 1]})


def _with_degrees(points: gpd.GeoDataFrame) -> pd.DataFrame:
    placed = points.geometry.notna()
    degrees = _degrees(shapely.get_coordinates(points.geometry[placed]), POINT_DECIMALS)
    table = pd.DataFrame(points.drop(columns="geometry"))
    table.loc[placed, "longitude"], table.loc[placed, "latitude"] = degrees.T
    return table


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    table.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def _write_geojson(frame: gpd.GeoDataFrame, path: Path, decimals: int) -> None:
    """Write one feature a line (RFC 7946), rings anticlockwise."""
    shapes = shapely.orient_polygons(frame.geometry.to_numpy())
    degrees = shapely.transform(shapes, lambda metres: _degrees(metres, decimals))
    properties = frame.drop(columns="geometry").to_dict("records")
    features = [
        {"type": "Feature", "properties": facts, "geometry": shapely.geometry.mapping(shape)}
        for facts, shape in zip(properties, degrees, strict=True)
    ]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features)
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8", newline="\n")


if __name__ == "__main__":
    make_town(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
