"""Only a zone where somebody looked and found none is a gap, and nothing else may look like one."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

from asset_map.domain.classification import Classification
from asset_map.maps.drawing import DrawnZones
from asset_map.maps.layer import Layer, Pattern, Setting, Theme
from asset_map.maps.strengths import strengths_layer


@pytest.fixture
def layer(zones: DrawnZones, measures: pd.DataFrame, assets: gpd.GeoDataFrame, classification: Classification) -> Layer:
    return strengths_layer(
        zones,
        measures,
        offer_label="Food",
        setting=Setting("Tiny Town", "SIMD 2020v2"),
        assets=assets,
        classification=classification,
        status_words={"active": "Open"},
    )


def drawn_as(theme: Theme) -> list[str]:
    return [theme.classes[position].label for position in theme.class_of_zone]


def test_themes_begin_with_strengths_and_deprivation_is_not_the_first(layer: Layer) -> None:
    assert [theme.theme_id for theme in layer.themes] == ["amount", "gaps", "deprivation"]


def test_each_zone_is_drawn_as_what_is_known_of_it(layer: Layer) -> None:
    assert drawn_as(layer.themes[0]) == [
        "1.0",
        "4.0",
        "Usable now, but no residents counted",
        "Looked, found none",
        "Looked long ago",
        "Nobody has looked yet",
    ]
    assert drawn_as(layer.themes[1]) == [
        "Strength: usable now",
        "Strength: usable now",
        "Strength: usable now",
        "Gap: looked, found none",
        "Check again: looked long ago",
        "Ask here next: not looked yet",
    ]
    assert drawn_as(layer.themes[2]) == [
        "1 = most deprived tenth",
        "5",
        "10 = least deprived tenth",
        "2",
        "Not ranked in this edition",
        "1 = most deprived tenth",
    ]


def test_zones_nobody_looked_at_are_hatched_in_both_coverage_themes(layer: Layer) -> None:
    for theme in layer.themes[:2]:
        hatched = [theme.classes[position].pattern is Pattern.HATCHED for position in theme.class_of_zone]
        assert hatched == [False, False, False, False, False, True]


def test_every_colour_and_pattern_of_a_theme_differs(layer: Layer) -> None:
    for theme in layer.themes:
        looks = [(entry.colour, entry.pattern) for entry in theme.classes]
        assert len(set(looks)) == len(looks)


def test_the_table_says_zero_only_where_somebody_looked(layer: Layer) -> None:
    assert layer.zone_table.columns == (
        "Zone",
        "Code",
        "Usable now",
        "Per 1,000 people",
        "People",
        "Deprivation tenth",
        "What is known",
    )
    assert [row[2:6] for row in layer.zone_table.rows] == [
        ("1", "1.00", "1,000", "1 (1 = most deprived)"),
        ("2", "4.00", "500", "5 (1 = most deprived)"),
        ("1", "not known", "0", "10 (1 = most deprived)"),
        ("0", "0.00", "800", "2 (1 = most deprived)"),
        ("not known", "not known", "700", "not known"),
        ("not known", "not known", "900", "1 (1 = most deprived)"),
    ]
    assert layer.zone_table.rows[3][6] == "Gap: looked, and found none"


def test_the_legend_says_how_many_zones_were_looked_at(layer: Layer) -> None:
    assert layer.looked == "5 of 6 zones looked at, 1 of them long ago"


def test_only_assets_with_a_place_become_points_and_areas_a_point_inside(layer: Layer) -> None:
    assert layer.points.table.columns == ("Name", "Kind", "Offers", "Last checked")
    assert [row[0] for row in layer.points.table.rows] == ["Allotment", "Larder", "Soup kitchen"]
    assert layer.points.table.rows[2][3] == "1 October 2026"
    assert layer.points.table.rows[1][3] == ""
    latitude, longitude = layer.points.positions[0]
    assert (latitude, longitude) == (pytest.approx(55.8651, abs=0.01), pytest.approx(-4.26, abs=0.01))


def test_an_area_without_deciles_has_no_deprivation_theme(
    zones: DrawnZones, measures: pd.DataFrame, assets: gpd.GeoDataFrame, classification: Classification
) -> None:
    unranked = measures.assign(decile=pd.array([pd.NA] * 6, dtype="Int64"))
    layer = strengths_layer(
        zones,
        unranked,
        offer_label="Food",
        setting=Setting("Tiny Town"),
        assets=assets.iloc[:0],
        classification=classification,
        status_words={"active": "Open"},
    )
    assert [theme.theme_id for theme in layer.themes] == ["amount", "gaps"]
    assert layer.points.positions == ()
    assert layer.subtitle == "Tiny Town"


def test_a_zone_without_measures_is_refused(
    zones: DrawnZones, measures: pd.DataFrame, assets: gpd.GeoDataFrame, classification: Classification
) -> None:
    with pytest.raises(ValueError, match="1 have none, the first is S01000006"):
        strengths_layer(
            zones,
            measures.iloc[:5],
            offer_label="Food",
            setting=Setting("Tiny Town"),
            assets=assets,
            classification=classification,
            status_words={"active": "Open"},
        )
