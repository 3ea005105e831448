"""A still picture shows the same classes and colours as the map page of the same layer, and nothing but a picture."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from asset_map.domain.classification import Classification
from asset_map.maps.drawing import DrawnZones, drawn_zones
from asset_map.maps.layer import Layer, LegendClass, LegendGrid, Pattern, Setting, Table, Theme
from asset_map.maps.page_data import page_data
from asset_map.maps.picture import zones_svg
from asset_map.maps.picture_legend import legend_html
from asset_map.maps.picture_outlines import path_data, picture_outlines
from asset_map.maps.strengths import strengths_layer

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "\"'><script>alert(1)</script>"
HEAVIEST = 150_000


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


def filled_as(svg: str) -> dict[str, tuple[str, str]]:
    """Return colour and pattern of each zone of a picture, as the picture has them."""
    root = ElementTree.fromstring(svg)  # noqa: S314  # made here
    patterns = {
        one.get("id"): (one.find(f"{SVG}rect").get("fill"), one.find(f"{SVG}path").get("d"))  # type: ignore[union-attr]
        for one in root.iter(f"{SVG}pattern")
    }
    found = {}
    for group in root.iter(f"{SVG}g"):
        for zone in group.findall(f"{SVG}path[@data-zone]"):
            fill = group.get("fill", "")
            address = re.fullmatch(r"url\(#(.+)\)", fill)
            found[zone.get("data-zone", "")] = patterns[address.group(1)] if address else (fill, "")
    return found


@pytest.mark.parametrize("theme_id", ["amount", "gaps", "deprivation"])
def test_picture_and_map_page_fill_each_zone_alike(layer: Layer, theme_id: str) -> None:
    data = page_data(layer, leads_on=False)
    theme = next(one for one in data["themes"] if one["id"] == theme_id)
    on_the_page = [theme["classes"][position] for position in theme["classOfZone"]]
    expected = {
        code: (entry["colour"], data["marks"].get(entry["pattern"], ("",))[0])
        for code, entry in zip(layer.zones.codes, on_the_page, strict=True)
    }
    assert filled_as(zones_svg(layer, theme_id)) == expected
    assert len(expected) == 6


def test_it_has_a_name_and_a_description_for_who_cannot_see_it(layer: Layer) -> None:
    root = ElementTree.fromstring(zones_svg(layer, "gaps", title="Food in Tiny Town"))  # noqa: S314  # made here
    assert root.get("role") == "img"
    said = {one.get("id"): one.text for one in root if one.tag in {f"{SVG}title", f"{SVG}desc"}}
    name, description = (said[one] for one in root.get("aria-labelledby", "").split())
    assert name == "Food in Tiny Town"
    assert description == (
        "Strengths and gaps. Strength: usable now: 3 zones. Gap: looked, found none: 1 zone. Check again: looked long "
        "ago: 1 zone. Ask here next: not looked yet: 1 zone. 5 of 6 zones looked at, 1 of them long ago."
    )


def test_neighbours_keep_the_edges_they_share(zones: DrawnZones) -> None:
    shapes = picture_outlines(zones, width_px=320).shapes
    assert shapely.coverage_is_valid(shapes)
    rounded = [path_data(shape) for shape in shapes]
    assert len(set(rounded)) == 6


def test_it_fits_its_width_and_shows_a_square_as_a_square(layer: Layer) -> None:
    root = ElementTree.fromstring(zones_svg(layer, "gaps", width_px=308))  # noqa: S314  # made here
    # Three squares wide and two high, with four pixels around; the grid's north lies two degrees off.
    assert root.get("width") == "308"
    assert int(root.get("height", "")) == pytest.approx(208, abs=6)


def test_a_highlighted_neighbourhood_can_be_come_close_to(layer: Layer) -> None:
    corner = layer.zones.codes[0]
    all_zones = zones_svg(layer, "gaps", highlighted=[corner])
    closer = zones_svg(layer, "gaps", highlighted=[corner], closer=True, labels={corner: "1"})
    assert set(filled_as(all_zones)) == set(layer.zones.codes)
    assert set(filled_as(closer)) < set(layer.zones.codes)
    assert closer.count('stroke="#111820"') == 1
    assert ">1</text>" in closer
    with pytest.raises(ValueError, match="1 are not, the first is S09"):
        zones_svg(layer, "gaps", highlighted=["S09"], closer=True)


def test_places_stand_where_they_are(layer: Layer) -> None:
    assert "<circle" not in zones_svg(layer, "gaps")
    root = ElementTree.fromstring(zones_svg(layer, "gaps", width_px=308, places={}))  # noqa: S314  # made here
    circles = [(int(one.get("cx", "")), int(one.get("cy", ""))) for one in root.iter(f"{SVG}circle")]
    # The soup kitchen stands 100 m east and north of the lower left corner; a square of 500 m is 1,000 units wide, and
    # the grid's north lies two degrees off.
    assert circles[2] == (pytest.approx(240, abs=70), pytest.approx(1840, abs=70))


def test_hostile_words_stay_words(layer: Layer) -> None:
    classes = tuple(LegendClass(HOSTILE, one.colour, one.pattern) for one in layer.themes[1].classes)
    theme = Theme("gaps", HOSTILE, HOSTILE, classes, layer.themes[1].class_of_zone)
    hostile = Layer(
        title=HOSTILE,
        subtitle=HOSTILE,
        setting=layer.setting,
        zones=layer.zones,
        zone_table=layer.zone_table,
        themes=(theme,),
        looked=HOSTILE,
    )
    drawn = zones_svg(hostile, "gaps", title=HOSTILE, labels=dict.fromkeys(layer.zones.codes, HOSTILE))
    for text in (drawn, legend_html(hostile, "gaps")):
        assert "<script" not in text
        assert HOSTILE.replace("<", "&lt;")[-9:] not in text
    assert "style=" not in drawn  # the policy of plain pages lets no style of their own in


def test_two_pictures_on_one_page_share_no_id(layer: Layer) -> None:
    texts = [zones_svg(layer, "gaps"), zones_svg(layer, "amount"), legend_html(layer, "gaps")]
    ids = [set(re.findall(r' id="([^"]+)"', text)) for text in texts]
    assert all(ids)
    assert len(set.union(*ids)) == sum(len(one) for one in ids)


def test_the_legend_names_each_class_that_is_drawn_with_its_zones(layer: Layer) -> None:
    lines = re.findall(r"<li>.*?</li>", legend_html(layer, "gaps"))
    words = [re.findall(r"<span>(.*?)</span>", line) for line in lines]
    assert words == [
        ["Strength: usable now", "3 zones"],
        ["Gap: looked, found none", "1 zone"],
        ["Check again: looked long ago", "1 zone"],
        ["Ask here next: not looked yet", "1 zone"],
    ]


def test_a_legend_read_in_two_ways_is_a_table_with_headings(layer: Layer) -> None:
    classes = tuple(LegendClass(f"{row}, {column}", "#c7e9b4") for row in "ab" for column in "xy")
    grid = LegendGrid("Down", "Across", ("a", "b"), ("x", "y"), ((0, 1), (2, 3)))
    both = Theme("both", "Both", "", (*classes, LegendClass("other", "#ffffff")), (0, 0, 1, 3, 3, 4), grid)
    legend = legend_html(replace(layer, themes=(both,)), "both")
    table = ElementTree.fromstring(legend[: legend.index("<ul")])  # noqa: S314  # made here
    cells = [[(one.tag, one.get("scope"), "".join(one.itertext()).strip()) for one in row] for row in table.iter("tr")]
    assert cells == [
        [("td", None, ""), ("th", "colgroup", "Across")],
        [("th", "col", "Down"), ("th", "col", "x"), ("th", "col", "y")],
        [("th", "row", "a"), ("td", None, "2 zones"), ("td", None, "1 zone")],
        [("th", "row", "b"), ("td", None, "0 zones"), ("td", None, "2 zones")],
    ]
    assert re.findall(r"<li>.*?<span>(.*?)</span>", legend) == ["other"]


def test_an_unknown_theme_is_named_with_those_there_are(layer: Layer) -> None:
    with pytest.raises(ValueError, match="Expected one of the themes amount, gaps, deprivation; found reach"):
        zones_svg(layer, "reach")


@pytest.mark.official
def test_all_of_glasgow_is_light_and_whole(official_data: Path) -> None:
    true = gpd.read_file(official_data / "glasgow-simd-2020v2.geojson").set_index("datazone").to_crs(27700)
    zones = drawn_zones(true.rename_axis("zone_code"))
    classes = tuple(LegendClass(pattern.value, "#c7e9b4", pattern) for pattern in Pattern)
    theme = Theme("mixed", "Mixed", "", classes, tuple(np.arange(len(zones.codes)) % 4))
    layer = Layer(
        title="Food",
        subtitle="",
        setting=Setting("Glasgow City"),
        zones=zones,
        zone_table=Table(("Zone",), tuple((code,) for code in zones.codes)),
        themes=(theme,),
    )
    svg = zones_svg(layer, "mixed")
    assert len(svg.encode()) < HEAVIEST
    assert len(filled_as(svg)) == 746
