"""Extracts of OpenStreetMap: what is wanted becomes rows with points, lines and areas."""

from __future__ import annotations

import json
from pathlib import Path

import osmium
import pytest
import shapely
from shapely import Point

from asset_map.errors import IntakeError
from asset_map.intake.tables import PlacesTable, read_places
from tests.fixtures.lists import DEGREES, NAMES, OSM, OVERPASS, osm_pbf

WEST, SOUTH = DEGREES[0]
SIDE = 0.001
CORNERS = [(0, 0), (3, 0), (3, 3), (0, 3), (1, 1), (2, 1), (2, 2), (1, 2)]
"""Of a square and of another one inside it, in thousandths of a degree."""


def _node(number: int, tags: str = "") -> str:
    x, y = CORNERS[(number - 1) % len(CORNERS)]
    return f'<node id="{number}" version="1" lat="{SOUTH + y * SIDE}" lon="{WEST + x * SIDE}">{tags}</node>'


def _way(number: int, nodes: list[int], **tags: str) -> str:
    refs = "".join(f'<nd ref="{node}"/>' for node in nodes)
    return f'<way id="{number}" version="1">{refs}{_tags(tags)}</way>'


def _tags(tags: dict[str, str]) -> str:
    return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())


NODES = [_node(number) for number in range(1, 9)]
WAYS = [
    _way(10, [1, 2, 3, 4, 1], leisure="park", name="Green"),
    _way(11, [1, 2, 3], highway="footway", name="Path"),
    _way(12, [1, 2, 3, 4, 1], highway="footway", name="Round walk"),
    _way(13, [1, 2, 3]),
    _way(14, [3, 4, 1]),
    _way(15, [5, 6, 7, 8, 5]),
    _way(16, [98, 99], leisure="park", name="Nowhere"),
]
RELATION = (
    '<relation id="20" version="1"><member type="way" ref="13" role="outer"/><member type="way" ref="14" role="outer"/>'
    '<member type="way" ref="15" role="inner"/>'
    f"{_tags({'type': 'multipolygon', 'leisure': 'park', 'name': 'Ring'})}</relation>"
)
SITE = (
    '<relation id="21" version="1"><member type="way" ref="13" role=""/>'
    f"{_tags({'type': 'site', 'leisure': 'park'})}</relation>"
)


def _read(folder: Path, *parts: str, tags: tuple[str, ...]) -> PlacesTable:
    path = folder / "list.osm"
    path.write_text(f'<?xml version="1.0"?><osm version="0.6">{"".join(parts)}</osm>', "utf-8")
    return read_places(path, osm_tags=tags)


@pytest.mark.parametrize("backwards", [False, True])
def test_ways_and_multipolygons_keep_their_shapes_in_whatever_order(tmp_path: Path, backwards: bool) -> None:
    parts = [*NODES, *WAYS, RELATION, SITE]
    table = _read(tmp_path, *(reversed(parts) if backwards else parts), tags=("leisure=park", "highway"))
    assert table.geometry_bng is not None
    shapes = dict(zip(table.rows["source_id"], table.geometry_bng, strict=True))
    kinds = {source_id: shape and shape.geom_type for source_id, shape in shapes.items()}
    assert kinds == {
        "way/10": "Polygon",
        "way/11": "LineString",
        "way/12": "LineString",
        "way/16": None,
        "relation/20": "Polygon",
        "relation/21": None,
    }
    ring = shapes["relation/20"]
    assert ring.area == pytest.approx(shapes["way/10"].area * 8 / 9, rel=1e-3)
    assert "2 elements of list.osm are read without a place" in " ".join(table.notes)


def test_the_shape_lies_where_the_element_does(tmp_path: Path) -> None:
    table = _read(tmp_path, *NODES, *WAYS, tags=("leisure",))
    assert table.geometry_bng is not None
    assert shapely.distance(table.geometry_bng[0], Point(40_500, 640_500)) < 5


def test_only_what_is_wanted_becomes_a_row(tmp_path: Path) -> None:
    nodes = [
        _node(1, _tags({"amenity": "library", "name": "A"})),
        _node(2, _tags({"amenity": "bench"})),
        _node(3, _tags({"shop": "bakery;cafe", "name": "B"})),
        _node(4, _tags({"natural": "tree"})),
        _node(5, _tags({"amenity": "cafe;library", "shop": "books"})),
    ]
    table = _read(tmp_path, *nodes, tags=("amenity=library", "shop"))
    assert table.rows["source_id"].tolist() == ["node/1", "node/3", "node/5"]
    assert table.rows["category"].tolist() == ["amenity=library", "shop=bakery;cafe", "amenity=cafe;library;shop=books"]
    assert table.notes == ("1 elements of list.osm have the same keys with other values and were left out.",)
    assert _read(tmp_path, *nodes, tags=("shop=*",)).rows["source_id"].tolist() == ["node/3", "node/5"]
    assert _read(tmp_path, *nodes, tags=()).rows["source_id"].tolist() == ["node/1", "node/3"]
    with pytest.raises(IntakeError, match=r"No element of list\.osm has one of the tags"):
        _read(tmp_path, *nodes, tags=("leisure",))


def test_tags_become_the_fields_of_a_record(tmp_path: Path) -> None:
    tags = {
        "amenity": "community_centre", "name": "Mercat Hall", "alt_name": "The Mercat", "name:gd": "Talla a' Mhercait",
        "opening_hours": "Mo-Fr 09:00-17:00", "contact:phone": "0141 496 0000", "email": "hall@example.org",
        "website": "https://example.org", "addr:housenumber": "1", "addr:street": "Fable Street", "addr:city": "Tiny",
        "addr:postcode": "ZZ1 1AA", "wheelchair": "yes", "toilets:wheelchair": "no", "check_date": "2026-05-01",
        "operator": "Tiny Town",
    }  # fmt: skip
    row = _read(tmp_path, _node(1, _tags(tags)), tags=("amenity",)).rows.iloc[0].to_dict()
    assert row == {
        "source_id": "node/1",
        "name": "Mercat Hall",
        "also_known_as": "The Mercat; Talla a' Mhercait",
        "category": "amenity=community_centre",
        "opening_times": "Mo-Fr 09:00-17:00",
        "phone": "0141 496 0000",
        "email": "hall@example.org",
        "web": "https://example.org",
        "postcode": "ZZ1 1AA",
        "address": "1 Fable Street, Tiny",
        "access_features": "step_free=yes;accessible_toilet=no",
        "last_checked": "2026-05-01",
        "other_tags": "operator=Tiny Town",
    }


@pytest.mark.parametrize("answer", ["limited", "unknown", ""])
def test_what_is_not_told_plainly_is_no_access_feature(tmp_path: Path, answer: str) -> None:
    tags = {"amenity": "cafe", "name": "A", "wheelchair": answer}
    assert "access_features" not in _read(tmp_path, _node(1, _tags(tags)), tags=("amenity",)).rows


def test_pbf_holds_the_same_as_xml(tmp_path: Path) -> None:
    (tmp_path / "list.osm").write_text(OSM, "utf-8")
    from_xml, from_pbf = read_places(tmp_path / "list.osm"), read_places(osm_pbf(tmp_path))
    assert from_xml.rows.equals(from_pbf.rows)
    assert from_xml.rows["name"].tolist() == list(NAMES)


def test_a_page_named_osm_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.osm"
    path.write_text("<error>too many</error>")
    with pytest.raises(IntakeError, match="not an extract of OpenStreetMap"):
        read_places(path)
    path.write_text('<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "b">]><osm></osm>')
    with pytest.raises(IntakeError, match="entities of its own"):
        read_places(path)


def _overpass(folder: Path, *elements: dict[str, object], tags: tuple[str, ...] = ("leisure",)) -> PlacesTable:
    path = folder / "list.json"
    path.write_text(json.dumps({**OVERPASS, "elements": elements}), "utf-8")
    return read_places(path, osm_tags=tags)


PARK = {"leisure": "park", "name": "Green"}
LINE = [{"lon": WEST + x * SIDE, "lat": SOUTH + y * SIDE} for x, y in [*CORNERS[:4], CORNERS[0]]]


@pytest.mark.parametrize(
    ("element", "kind"),
    [
        ({"type": "node", "id": 1, **LINE[0], "tags": PARK}, "Point"),
        ({"type": "way", "id": 1, "center": LINE[0], "tags": PARK}, "Point"),
        ({"type": "way", "id": 1, "geometry": LINE, "tags": PARK}, "Polygon"),
        ({"type": "way", "id": 1, "geometry": [*LINE[:2], None], "tags": PARK}, "LineString"),
        ({"type": "relation", "id": 1, "center": LINE[0], "tags": PARK}, "Point"),
        ({"type": "relation", "id": 1, "tags": PARK,
          "members": [{"type": "way", "ref": 5, "role": "outer", "geometry": LINE}]}, "Polygon"),
        ({"type": "relation", "id": 1, "tags": PARK}, None),
    ],
)  # fmt: skip
def test_an_answer_of_overpass_gives_shapes_as_far_as_it_holds_them(
    tmp_path: Path, element: dict[str, object], kind: str | None
) -> None:
    table = _overpass(tmp_path, {"type": "node", "id": 9, "tags": {"natural": "tree"}}, element)
    assert table.geometry_bng is not None
    assert (table.geometry_bng[0] and table.geometry_bng[0].geom_type) == kind
    assert table.row_numbers.tolist() == [2]
    assert "1 elements of list.json have none of the tags" in table.notes[0]


def test_nodes_of_an_answer_make_its_ways(tmp_path: Path) -> None:
    nodes = [{"type": "node", "id": at, **place} for at, place in enumerate(LINE[:4])]
    way = {"type": "way", "id": 1, "nodes": [0, 1, 2, 3, 0], "tags": PARK}
    table = _overpass(tmp_path, way, *nodes)
    assert table.geometry_bng is not None
    assert table.geometry_bng[0].geom_type == "Polygon"


def test_only_what_is_wanted_is_kept_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "list.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for number in range(1, 20_001):
            tags = {"amenity": "library", "name": "A"} if number == 7 else {"building": "yes"}
            writer.add_node(osmium.osm.mutable.Node(id=number, version=1, location=(WEST, SOUTH), tags=tags))
    assert read_places(path, osm_tags=("amenity=library",)).rows["source_id"].tolist() == ["node/7"]
