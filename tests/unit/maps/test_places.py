"""Assets with a place are points; those known by area only count in their zone and are nowhere finer."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

from asset_map.domain.classification import Classification
from asset_map.maps import places
from asset_map.maps.drawing import DrawnZones
from asset_map.maps.layer import Layer, Setting
from asset_map.maps.places import places_layer


@pytest.fixture
def layer(zones: DrawnZones, measures: pd.DataFrame, assets: gpd.GeoDataFrame, classification: Classification) -> Layer:
    return places_layer(
        zones,
        measures["zone_name"],
        title="What is here",
        setting=Setting("Tiny Town"),
        assets=assets,
        classification=classification,
        status_words={"active": "Open"},
    )


def test_zones_count_what_is_on_the_map_and_what_is_known_by_area(layer: Layer) -> None:
    assert layer.zone_table.columns == ("Zone", "Code", "Assets on the map", "Assets known by area only")
    assert layer.zone_table.rows[:3] == (
        ("Ash", "S01000001", "1", "1"),
        ("Birch", "S01000002", "2", "0"),
        ("Cedar", "S01000003", "0", "0"),
    )


def test_points_are_coloured_by_kind_in_the_order_of_the_scheme(layer: Layer, classification: Classification) -> None:
    labels = [classification.kinds[code].label for code in ("institution", "place", "exchange")]
    assert [group.label for group in layer.points.groups] == labels
    names = [row[0] for row in layer.points.table.rows]
    groups = dict(zip(names, layer.points.group_of_point, strict=True))
    assert groups == {"Allotment": 1, "Larder": 2, "Soup kitchen": 0}


def test_an_asset_known_by_area_is_not_named_anywhere(layer: Layer) -> None:
    assert "Lunch club" not in str(layer)


def test_a_map_without_assets_can_be_drawn(
    zones: DrawnZones, measures: pd.DataFrame, assets: gpd.GeoDataFrame, classification: Classification
) -> None:
    layer = places_layer(
        zones,
        measures["zone_name"],
        title="What is here",
        setting=Setting("Tiny Town"),
        assets=assets.iloc[:0],
        classification=classification,
        status_words={"active": "Open"},
    )
    assert layer.points.positions == ()
    assert layer.zone_table.rows[0] == ("Ash", "S01000001", "0", "0")


def test_too_many_places_are_told_by_their_zones_and_none_is_drawn(
    zones: DrawnZones,
    measures: pd.DataFrame,
    assets: gpd.GeoDataFrame,
    classification: Classification,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def of(most: int) -> Layer:
        monkeypatch.setattr(places, "MOST_POINTS", most)
        return places_layer(
            zones,
            measures["zone_name"],
            title="What is here",
            setting=Setting("Tiny Town"),
            assets=assets,
            classification=classification,
            status_words={"active": "Open"},
        )

    each, many = of(3), of(2)
    assert len(each.points.positions) == 3
    assert many.points.positions == ()
    assert many.zone_table == each.zone_table
    (theme,) = many.themes
    shown = [theme.classes[position].label for position in theme.class_of_zone]
    assert shown[:3] == ["1", "2", "None"]
