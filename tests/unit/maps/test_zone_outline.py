"""The drawing of one zone for paper."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import geopandas as gpd
import shapely

from asset_map.maps.zone_outline import HEIGHT, WIDTH, zone_outline_svg
from tests.fixtures.tiny_town.town import SOUTH_M, WEST_M, zones_bng

ZONES = zones_bng().set_index("zone_code")
SVG = "{http://www.w3.org/2000/svg}"


def _context() -> gpd.GeoDataFrame:
    across = shapely.LineString([(WEST_M - 500, SOUTH_M + 500), (WEST_M + 900, SOUTH_M + 500)])
    short = shapely.LineString([(WEST_M + 100, SOUTH_M + 100), (WEST_M + 110, SOUTH_M + 100)])
    pond = shapely.box(WEST_M + 600, SOUTH_M + 600, WEST_M + 700, SOUTH_M + 700)
    rows = {"name": ["Long <b>& Street", "Short Lane With A Name", None], "category": ["street", "street", "water"]}
    return gpd.GeoDataFrame(rows, geometry=[across, short, pond], crs=27700)


def _drawn(zone: str = "DEMO0001", **given: object) -> ET.Element:
    words = {"context_bng": _context(), "places": []} | given
    return ET.fromstring(zone_outline_svg(ZONES, zone, **words))  # noqa: S314  (we wrote it ourselves)


def _texts(drawing: ET.Element) -> list[str]:
    return [str(one.text) for one in drawing.iter(f"{SVG}text")]


def test_the_outline_its_street_and_a_bar_for_length_are_drawn_to_scale() -> None:
    drawing = _drawn()
    width, height = (float(side) for side in drawing.attrib["viewBox"].split()[2:])
    assert (width, height) == (HEIGHT, HEIGHT)
    assert width <= WIDTH
    outline = next(path for path in drawing.iter(f"{SVG}path") if path.get("stroke") == "#0b0d10")
    points = [float(number) for number in re.findall(r"[\d.]+", outline.attrib["d"])]
    # 1,000 m and a margin of 60 m at each side on 120 units
    assert (min(points), max(points)) == (6.4, 113.6)
    assert _texts(drawing) == ["Long <b>& Street", "200 m"]
    assert drawing.attrib["aria-label"] == "Outline of Tiny Town - 01"
    (bar,) = [path.attrib["d"] for path in drawing.iter(f"{SVG}path") if "h" in path.attrib["d"]]
    assert bar.endswith(f"h{200 * 120 / 1120:.1f}")


def test_what_is_known_has_its_number_where_it_is_and_no_name_stands_on_it() -> None:
    on_street, no_place = shapely.Point(WEST_M + 450, SOUTH_M + 500), None
    far = shapely.Point(WEST_M + 2500, SOUTH_M + 500)
    drawing = _drawn(places=[no_place, on_street, far])
    assert _texts(drawing) == ["2", "200 m"]
    (circle,) = drawing.iter(f"{SVG}circle")
    assert circle.attrib["cx"] == f"{(450 + 60) * 120 / 1120:.1f}"


def test_without_streets_the_outline_and_its_neighbours_stand_alone() -> None:
    drawing = _drawn("DEMO0005", context_bng=None)
    assert _texts(drawing) == ["200 m"]
    paths = [path.get("stroke") for path in drawing.iter(f"{SVG}path")]
    assert paths.count("#8a8f94") == 5
    assert "<script" not in ET.tostring(drawing, encoding="unicode")


def test_words_stand_where_there_is_room() -> None:
    middle = shapely.Point(WEST_M + 500, SOUTH_M + 200)
    beside = shapely.Point(WEST_M + 510, SOUTH_M + 200)
    on_street = shapely.Point(WEST_M + 450, SOUTH_M + 500)
    labels = [("ZZ1 <AA", middle), ("ZZ1 1AB", beside), ("ZZ1 1AC", on_street)]
    assert _texts(_drawn(labels=labels)) == ["Long <b>& Street", "ZZ1 <AA", "200 m"]
    assert _texts(_drawn(context_bng=None, labels=labels)) == ["ZZ1 <AA", "ZZ1 1AC", "200 m"]
