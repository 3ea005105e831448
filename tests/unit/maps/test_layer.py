"""A layer refuses what does not fit together, and equal layers have equal digests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from asset_map.maps.drawing import DrawnZones
from asset_map.maps.layer import Layer, LegendClass, Setting, Table, Theme


@pytest.fixture
def layer(zones: DrawnZones) -> Layer:
    names = [(code, code) for code in zones.codes]
    classes = (LegendClass("few", "#ffffff"), LegendClass("many", "#000000"), LegendClass("none", "#cccccc"))
    return Layer(
        title="Food",
        subtitle="Tiny Town",
        setting=Setting("Tiny Town"),
        zones=zones,
        zone_table=Table(("Zone", "Code"), tuple(names)),
        themes=(Theme("food", "Food", "", classes, (0, 1, 1, 0, 1, 1)),),
    )


def test_zones_are_counted_by_class_and_empty_classes_count_nothing(layer: Layer) -> None:
    assert layer.themes[0].zones_in_class == (2, 4, 0)


def test_equal_layers_have_equal_digests_and_any_change_changes_it(layer: Layer) -> None:
    assert replace(layer).digest == layer.digest
    assert replace(layer, title="Foods").digest != layer.digest
    assert replace(layer, setting=replace(layer.setting, banner="Made up")).digest != layer.digest


def test_a_theme_for_another_number_of_zones_is_refused(layer: Layer) -> None:
    short = replace(layer.themes[0], class_of_zone=(0, 1))
    with pytest.raises(ValueError, match=r"theme food .* has 2 entries where 6 are drawn"):
        replace(layer, themes=(short,))


def test_a_table_for_another_number_of_zones_is_refused(layer: Layer) -> None:
    with pytest.raises(ValueError, match=r"zone table .* has 0 entries where 6 are drawn"):
        replace(layer, zone_table=Table())
