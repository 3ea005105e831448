"""Drawn outlines stay close to the true ones and still fit together."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from asset_map.maps.drawing import AT_MOST_OFF_M, DrawnZones, drawn_context, drawn_zones

ROUNDING_M = 0.7
"""Half of 1e-5 degrees, north and east together."""


def shapes_bng(zones: DrawnZones) -> gpd.GeoSeries:
    features = json.loads(zones.geojson)["features"]
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    return gpd.GeoSeries(shapes, index=list(zones.codes), crs=4326).to_crs(27700)


def wavy_pair() -> gpd.GeoDataFrame:
    """Return two zones that share a wavy edge of 400 points."""
    north = np.linspace(0, 2000, 400)
    edge = [(1000 + 30 * np.sin(n / 40) + 4 * np.sin(n / 3), n) for n in north]
    west = shapely.Polygon([(0, 0), *edge, (0, 2000)])
    east = shapely.Polygon([(2000, 2000), *reversed(edge), (2000, 0)])
    shifted = [shapely.transform(shape, lambda xy: np.add(xy, [258_000, 666_000])) for shape in (west, east)]
    return gpd.GeoDataFrame(geometry=shifted, index=pd.Index(["B", "A"], name="zone_code"), crs=27700)


def test_features_stand_in_order_of_code_and_in_degrees() -> None:
    drawn = drawn_zones(wavy_pair())
    assert drawn.codes == ("A", "B")
    features = json.loads(drawn.geojson)["features"]
    assert [feature["properties"] for feature in features] == [{"code": "A"}, {"code": "B"}]
    west, south, east, north = drawn.bounds
    assert -4.4 < west < east < -4.2
    assert 55.8 < south < north < 55.9
    assert " " not in drawn.geojson


def test_shared_edges_stay_shared_and_no_edge_goes_astray() -> None:
    true = wavy_pair()
    drawn = drawn_zones(true)
    features = json.loads(drawn.geojson)["features"]
    first, second = (shapely.geometry.shape(feature["geometry"]) for feature in features)
    assert shapely.coverage_is_valid([first, second])
    assert shapely.get_num_coordinates(first) < shapely.get_num_coordinates(true.geometry["A"])
    off_m = shapes_bng(drawn).hausdorff_distance(true.geometry.sort_index())
    assert off_m.max() <= AT_MOST_OFF_M + ROUNDING_M


def test_a_smaller_tolerance_is_kept_too() -> None:
    true = wavy_pair()
    off_m = shapes_bng(drawn_zones(true, tolerance_m=1)).hausdorff_distance(true.geometry.sort_index())
    assert off_m.max() <= 1 + ROUNDING_M


def test_a_sliver_between_neighbours_is_closed(zones_bng: gpd.GeoDataFrame) -> None:
    torn = zones_bng.copy()
    torn.loc["S01000001", "geometry"] = shapely.box(258_000, 666_000, 258_499.99, 666_500)
    drawn = drawn_zones(torn)
    features = json.loads(drawn.geojson)["features"]
    assert shapely.coverage_is_valid([shapely.geometry.shape(feature["geometry"]) for feature in features])
    assert len(drawn.codes) == 6


def test_an_overlap_of_neighbours_is_cut(zones_bng: gpd.GeoDataFrame) -> None:
    overlapping = zones_bng.copy()
    overlapping.loc["S01000001", "geometry"] = shapely.box(258_000, 666_000, 258_503, 666_500)
    shapes = shapes_bng(drawn_zones(overlapping))
    assert shapes.area.sum() == pytest.approx(shapes.union_all().area, abs=50)


def test_a_crossed_ring_is_mended() -> None:
    bow = shapely.Polygon([(258_000, 666_000), (258_500, 666_500), (258_500, 666_000), (258_000, 666_500)])
    drawn = drawn_zones(gpd.GeoDataFrame(geometry=[bow], index=pd.Index(["A"], name="zone_code"), crs=27700))
    assert json.loads(drawn.geojson)["features"][0]["geometry"]["type"] == "MultiPolygon"


def test_degrees_are_refused(zones_bng: gpd.GeoDataFrame) -> None:
    with pytest.raises(ValueError, match="EPSG:27700, and found EPSG:4326"):
        drawn_zones(zones_bng.to_crs(4326))


def test_no_zones_are_refused(zones_bng: gpd.GeoDataFrame) -> None:
    with pytest.raises(ValueError, match="no zone"):
        drawn_zones(zones_bng.iloc[:0])


def test_context_keeps_names_and_categories_in_one_collection() -> None:
    lines = gpd.GeoDataFrame(
        {"name": ["River Fable", None], "category": ["river", "street"]},
        geometry=[
            shapely.LineString([(258_000, 666_000), (258_100, 666_001), (258_200, 666_000)]),
            shapely.LineString([(258_000, 666_000), (258_000, 666_100)]),
        ],
        crs=27700,
    )
    features = json.loads(drawn_context(lines).geojson)["features"]
    assert [feature["properties"] for feature in features] == [
        {"name": "River Fable", "category": "river"},
        {"name": "", "category": "street"},
    ]
    assert len(features[0]["geometry"]["coordinates"]) == 2


@pytest.mark.official
def test_glasgow_is_drawn_at_most_ten_metres_off_without_gaps(official_data: Path) -> None:
    true = gpd.read_file(official_data / "glasgow-simd-2020v2.geojson").set_index("datazone").to_crs(27700)
    mended = true.geometry.make_valid(method="structure", keep_collapsed=False).sort_index()
    drawn = drawn_zones(true.rename_axis("zone_code"))
    shapes = shapes_bng(drawn)
    assert len(drawn.codes) == 746
    assert shapes.boundary.hausdorff_distance(mended.boundary).max() <= AT_MOST_OFF_M
    assert shapes.area.sum() == pytest.approx(shapes.union_all().area, rel=1e-5)
    assert len(drawn.geojson) < 1_100_000
