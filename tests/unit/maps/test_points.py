"""Lines and areas are drawn as such, and what is read of a place stands on its card in a calm order."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from asset_map.domain.classification import Classification
from asset_map.maps.drawing import DrawnZones
from asset_map.maps.layer import DrawnPoints, Layer, Setting, Table
from asset_map.maps.page_data import page_data
from asset_map.maps.places import places_layer
from asset_map.maps.points import drawn_points

STATUS_WORDS = {"active": "Open", "closed": "Closed"}


@pytest.fixture
def shaped() -> gpd.GeoDataFrame:
    """Return a point, a long line, a small and a large area, and something without a place."""
    line = shapely.LineString([(258_000, 666_000), (258_250, 666_000.4), (258_500, 666_000)])
    small, large = shapely.box(258_100, 666_100, 258_120, 666_120), shapely.box(258_000, 666_000, 258_900, 666_900)
    two = shapely.MultiLineString([line, shapely.LineString([(258_000, 666_500), (258_100, 666_500)])])
    frame = pd.DataFrame(
        {
            "asset_id": ["p", "l", "s", "g", "n", "m"],
            "name": ["Point", "Line", "Small", "Large", "Nowhere", "Many"],
            "kind": ["institution", "place", "place", "culture", "association", "place"],
            "offers": [("food",)] * 6,
        }
    )
    shapes = [shapely.Point(258_100, 666_100), line, small, large, None, two]
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=27700)


def draw(assets: gpd.GeoDataFrame, classification: Classification, *, by_kind: bool = True) -> DrawnPoints:
    return drawn_points(assets, classification=classification, status_words=STATUS_WORDS, by_kind=by_kind)


def test_each_place_has_a_point_and_lines_and_areas_their_shape(
    shaped: gpd.GeoDataFrame, classification: Classification
) -> None:
    points = draw(shaped, classification)
    assert points.asset_ids == ("g", "l", "m", "p", "s")
    kinds = [json.loads(text)["type"] if text else "" for text in points.shapes]
    assert kinds == ["Polygon", "LineString", "MultiLineString", "", "Polygon"]
    assert len(points.positions) == 5
    for text, (latitude, longitude) in zip(points.shapes, points.positions, strict=True):
        if text:
            assert shapely.from_geojson(text).distance(shapely.Point(longitude, latitude)) < 2e-5


def test_a_shape_is_drawn_at_most_a_metre_off_with_five_decimals(
    shaped: gpd.GeoDataFrame, classification: Classification
) -> None:
    drawn = json.loads(draw(shaped, classification).shapes[1])
    assert len(drawn["coordinates"]) == 2
    assert all(round(number, 5) == number for corner in drawn["coordinates"] for number in corner)


def test_places_alike_are_points_only_so_that_the_colours_of_zones_stay_readable(
    shaped: gpd.GeoDataFrame, classification: Classification
) -> None:
    points = draw(shaped, classification, by_kind=False)
    assert points.shapes == ()
    assert len(points.positions) == 5


def test_without_lines_and_areas_there_are_no_shapes(shaped: gpd.GeoDataFrame, classification: Classification) -> None:
    assert draw(shaped.iloc[:1], classification).shapes == ()
    assert draw(shaped.drop(columns="asset_id").iloc[:1], classification).asset_ids == ()


@pytest.fixture
def layer(zones: DrawnZones, measures: pd.DataFrame, shaped: gpd.GeoDataFrame, classification: Classification) -> Layer:
    return places_layer(
        zones,
        measures["zone_name"],
        title="What is here",
        setting=Setting("Tiny Town"),
        assets=shaped.assign(zone_code="S01000001"),
        classification=classification,
        status_words=STATUS_WORDS,
    )


def test_small_areas_are_drawn_over_large_ones_and_lines_over_both(layer: Layer) -> None:
    shapes = page_data(layer, leads_on=False)["points"]["shapes"]
    names = [row[0] for row in layer.points.table.rows]
    assert [names[shape["place"]] for shape in shapes] == ["Large", "Small", "Line", "Many"]
    assert [sorted(shape) for shape in shapes] == [["areas", "place"]] * 2 + [["lines", "place"]] * 2
    (line,) = shapes[2]["lines"]
    first, latitude = line[0] / 1e5, line[1] / 1e5
    assert [first, latitude] == json.loads(layer.points.shapes[1])["coordinates"][0]
    assert len(shapes[3]["lines"]) == 2


def test_only_a_page_on_a_server_leads_on(layer: Layer) -> None:
    assert page_data(layer, leads_on=True)["points"]["more"][1] == "/asset?id=l"
    assert page_data(layer, leads_on=False)["points"]["more"] == []


def test_shapes_must_fit_the_points(layer: Layer) -> None:
    table, place = Table(("Name",), (("Green",),)), {"positions": ((55.8, -4.2),), "group_of_point": (0,)}
    with pytest.raises(ValueError, match="shapes of points of the layer"):
        Layer(
            title="x", subtitle="", setting=layer.setting, zones=layer.zones, zone_table=layer.zone_table,
            themes=layer.themes, points=DrawnPoints(table=table, shapes=("", ""), **place),
        )  # fmt: skip


def test_a_card_tells_what_is_there_and_a_list_the_half_of_it(classification: Classification) -> None:
    frame = pd.DataFrame(
        {
            "name": ["Hall", "Green"],
            "kind": ["institution", "place"],
            "offers": [("food", "meet"), ("green",)],
            "address": ["5 Mill Road", ""],
            "zone_name": ["Ash", "Birch"],
            "status": ["active", "closed"],
            "opening_times": ["", ""],
            "cost": ["Free", ""],
            "also_known_as": ["The Tin Hall", ""],
            "summary": ["", "Grass"],
            "story": ["Built by its own people", ""],
            "phone": ["01632 960001", ""],
            "email": ["hall@example.org", ""],
            "web": ["", ""],
            "last_checked": pd.to_datetime(["2026-10-01", None]),
            "contact_person": ["Isa", ""],
        }
    )
    points = gpd.points_from_xy([258_100, 258_200], [666_100, 666_100])
    table = draw(gpd.GeoDataFrame(frame, geometry=points, crs=27700), classification).table
    assert table.columns == (
        "Name", "Kind", "Offers", "Where", "Open?", "Cost", "Also known as", "About it", "Story", "Phone",
        "Last checked",
    )  # fmt: skip
    green, hall = table.rows
    assert hall == (
        "Hall", "Services", "Food, Meeting people", "5 Mill Road", "Open", "Free", "The Tin Hall", "",
        "Built by its own people", "01632 960001", "1 October 2026",
    )  # fmt: skip
    assert green == ("Green", "Places", "Green and blue space", "Birch", "Closed", "", "", "Grass", "", "", "")
    assert [table.columns[position] for position in table.listed] == [
        "Name", "Kind", "Offers", "Where", "Cost", "Last checked",
    ]  # fmt: skip
