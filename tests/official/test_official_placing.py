"""On official boundaries, every row of every official list gets the zone that a plain spatial join gives."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from asset_map.geography.locating import locate
from asset_map.geography.placing import PreparedZones, prepare_zones
from asset_map.geography.postcodes import read_postcodes

pytestmark = pytest.mark.official

ON_AN_EDGE_M = 0.001
NO_POSTCODES = pd.DataFrame({"easting_m": [], "northing_m": []}, index=pd.Index([], dtype=str))


@pytest.fixture(scope="module")
def glasgow_bng(official_data: Path) -> gpd.GeoSeries:
    zones = gpd.read_file(official_data / "glasgow-simd-2020v2.geojson").to_crs(27700).set_index("datazone")
    return zones.geometry.make_valid()


@pytest.fixture(scope="module")
def glasgow(glasgow_bng: gpd.GeoSeries) -> PreparedZones:
    return prepare_zones(glasgow_bng)


def joined(zones_bng: gpd.GeoSeries, points_bng: gpd.GeoSeries) -> pd.Series:
    """The peer: a plain spatial join; None where a point is in no zone."""
    points = gpd.GeoDataFrame(geometry=points_bng.to_numpy(), crs=27700)
    polygons = gpd.GeoDataFrame({"code": zones_bng.index}, geometry=zones_bng.to_numpy(), crs=27700)
    pairs = gpd.sjoin(points, polygons, predicate="intersects")
    return pairs.groupby(level=0)["code"].min().reindex(points.index).astype(object)


def off_every_edge(zones_bng: gpd.GeoSeries, points_bng: gpd.GeoSeries) -> np.ndarray:
    near = zones_bng.boundary.sindex.query(points_bng.to_numpy(), predicate="dwithin", distance=ON_AN_EDGE_M)
    off = np.ones(len(points_bng), dtype=bool)
    off[near[0]] = False
    return off


@pytest.mark.parametrize(
    ("name", "rows", "in_glasgow"),
    [
        ("nhsggc_gps_2020-07.csv", 235, 143),
        ("nhsggc_dentists_2020-07.csv", 273, 159),
        ("nhsggc_opticians_2020-07.csv", 148, 87),
        ("nhsggc_hospitals_2020-07.csv", 20, 13),
        ("nhsggc_shclinics_2020-07.csv", 24, 14),
        ("warm_spaces_scotland_2026-08.csv", 581, 57),
    ],
)
def test_lists_in_degrees(
    official_data: Path, glasgow: PreparedZones, glasgow_bng: gpd.GeoSeries, name: str, rows: int, in_glasgow: int
) -> None:
    table = pd.read_csv(official_data / name, dtype=str)
    found = locate(table[["latitude", "longitude"]], prepared=glasgow, postcodes=NO_POSTCODES)
    longitude, latitude = table["longitude"].astype(float), table["latitude"].astype(float)
    points_bng = gpd.GeoSeries.from_xy(longitude, latitude, crs=4326).to_crs(27700)
    certain = off_every_edge(glasgow_bng, points_bng)
    expected = joined(glasgow_bng, points_bng)
    assert certain.sum() == len(table) == rows
    assert found["zone_code"].fillna("").tolist() == expected.fillna("").tolist()
    assert found["problem"].value_counts().to_dict() == {"": in_glasgow, "outside_area": rows - in_glasgow}


def test_a_list_in_metres(official_data: Path, glasgow: PreparedZones, glasgow_bng: gpd.GeoSeries) -> None:
    points_bng = gpd.read_file(official_data / "points_scotland_hospitals24.json").geometry
    assert points_bng.crs == "EPSG:27700"
    table = pd.DataFrame({"easting": points_bng.x, "northing": points_bng.y})
    found = locate(table, prepared=glasgow, postcodes=NO_POSTCODES)
    assert off_every_edge(glasgow_bng, points_bng).all()
    assert found["zone_code"].fillna("").tolist() == joined(glasgow_bng, points_bng).fillna("").tolist()
    assert found["problem"].value_counts().to_dict() == {"": 38, "outside_area": 271}


def test_every_postcode_of_glasgow(official_data: Path, glasgow: PreparedZones, glasgow_bng: gpd.GeoSeries) -> None:
    directory = official_data / "codepoint_open_scotland_2020-08.parquet"
    postcodes = read_postcodes(directory).table
    listed = pd.read_parquet(directory)
    typed = listed.loc[listed["admin_district_code"] == "S12000049", ["postcode"]]
    found = locate(typed, prepared=glasgow, postcodes=postcodes)
    assert len(found) == 15_428
    assert found["problem"].value_counts().to_dict() == {"": 15_425, "outside_area": 3}
    assert set(glasgow_bng.index) - set(found["zone_code"].dropna()) == {"S01010206", "S01010226"}
    points_bng = gpd.GeoSeries.from_xy(found["x_m"], found["y_m"], crs=27700)
    assert found["zone_code"].fillna("").tolist() == joined(glasgow_bng, points_bng).fillna("").tolist()


def test_every_postcode_of_scotland(official_data: Path) -> None:
    zones = gpd.read_file(official_data / "scotland_dz2011_simplified.fgb").to_crs(27700).set_index("DataZone")
    zones_bng = zones.geometry.make_valid(method="structure", keep_collapsed=False)
    postcodes = read_postcodes(official_data / "codepoint_open_scotland_2020-08.parquet").table
    x_m, y_m = postcodes["easting_m"].to_numpy(dtype=float), postcodes["northing_m"].to_numpy(dtype=float)
    prepared = prepare_zones(zones_bng)
    codes = np.append(prepared.zone_codes.astype(object), "")[prepared.place(x_m, y_m)]
    assert len(prepared.zone_codes) == 6_976
    assert codes.tolist() == joined(zones_bng, gpd.GeoSeries.from_xy(x_m, y_m, crs=27700)).fillna("").tolist()


def test_a_million_points_over_glasgow(glasgow: PreparedZones, glasgow_bng: gpd.GeoSeries) -> None:
    west, south, east, north = glasgow_bng.total_bounds
    rng = np.random.default_rng(2020)
    x_m, y_m = rng.uniform(west, east, 1_000_000), rng.uniform(south, north, 1_000_000)
    codes = np.append(glasgow.zone_codes.astype(object), "")[glasgow.place(x_m, y_m)]
    assert codes.tolist() == joined(glasgow_bng, gpd.GeoSeries.from_xy(x_m, y_m, crs=27700)).fillna("").tolist()


def test_corners_and_edges_of_official_boundaries(glasgow: PreparedZones, glasgow_bng: gpd.GeoSeries) -> None:
    corners = glasgow_bng.get_coordinates().to_numpy()
    points = np.concatenate([corners, (corners[1:] + corners[:-1]) / 2])
    codes = np.append(glasgow.zone_codes.astype(object), "")[glasgow.place(*points.T)]
    assert codes.tolist() == joined(glasgow_bng, gpd.GeoSeries.from_xy(*points.T, crs=27700)).fillna("").tolist()
