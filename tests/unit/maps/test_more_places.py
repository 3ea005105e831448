"""A place that is not there yet is drawn beside those that are, with how far it reaches."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from asset_map.domain.classification import Classification
from asset_map.maps.drawing import DrawnZones
from asset_map.maps.layer import DrawnPoints, Layer, Setting
from asset_map.maps.more_places import with_more_places
from asset_map.maps.page_data import page_data
from asset_map.maps.strengths import strengths_layer

PLACE = (55.86512, -4.26001)


@pytest.fixture
def layer(zones: DrawnZones, measures: pd.DataFrame, assets: gpd.GeoDataFrame, classification: Classification) -> Layer:
    return strengths_layer(
        zones,
        measures,
        offer_label="Food",
        setting=Setting("Tiny Town"),
        assets=assets.assign(asset_id=["a", "b", "c", "d"]),
        classification=classification,
        status_words={},
    )


def test_it_is_one_point_more_in_a_group_of_its_own(layer: Layer) -> None:
    more = with_more_places(layer, [PLACE], circle_m=800).points
    assert more.positions[:-1] == layer.points.positions
    assert more.positions[-1] == PLACE
    assert more.table.rows[-1] == ("One more place", "", "", "")
    assert [more.groups[group].label for group in more.group_of_point] == [
        *["Assets on the map"] * 3,
        "What if: one more place",
    ]


def test_the_circle_has_the_distance_as_its_radius(layer: Layer) -> None:
    shapes = with_more_places(layer, [PLACE], circle_m=800).points.shapes
    assert shapes[:-1] == ("", "", "")
    circle = gpd.GeoSeries([shapely.geometry.shape(json.loads(shapes[-1]))], crs=4326).to_crs(27700)
    centre = gpd.GeoSeries([shapely.Point(PLACE[1], PLACE[0])], crs=4326).to_crs(27700)
    far = [centre[0].distance(shapely.Point(corner)) for corner in circle[0].exterior.coords]
    assert (min(far), max(far)) == (pytest.approx(800, abs=1.5), pytest.approx(800, abs=1.5))


def test_along_a_network_no_circle_is_drawn(layer: Layer) -> None:
    assert with_more_places(layer, [PLACE], circle_m=None).points.shapes == ()


def test_its_card_leads_nowhere(layer: Layer) -> None:
    addresses = page_data(with_more_places(layer, [PLACE], circle_m=None), leads_on=True)["points"]["more"]
    assert addresses[-1] == ""
    assert all(addresses[:-1])


def test_several_are_numbered_and_none_changes_nothing(layer: Layer) -> None:
    more = with_more_places(layer, [PLACE, (55.87, -4.25)], circle_m=None)
    assert [row[0] for row in more.points.table.rows[-2:]] == ["One more place, 1", "One more place, 2"]
    assert with_more_places(layer, [], circle_m=800) is layer


def test_where_there_is_no_asset_the_place_stands_alone(layer: Layer) -> None:
    empty = Layer(
        title=layer.title,
        subtitle=layer.subtitle,
        setting=layer.setting,
        zones=layer.zones,
        zone_table=layer.zone_table,
        themes=layer.themes,
        points=DrawnPoints(),
    )
    more = with_more_places(empty, [PLACE], circle_m=None).points
    assert (more.table.columns, more.table.rows) == (("Name",), (("One more place",),))
