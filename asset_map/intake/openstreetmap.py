"""Which places does an extract of OpenStreetMap hold? Only what is wanted is kept in memory, however large it is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import osmium
import shapely
from osmium.filter import IdFilter, KeyFilter
from osmium.io import File
from osmium.osm import Node, Relation, Way
from shapely.geometry.base import BaseGeometry

from asset_map.errors import IntakeError
from asset_map.intake.layer_files import check_no_entities
from asset_map.intake.osm_rows import Element, WantedTags, shape_of_relation, shape_of_way, table_of_elements
from asset_map.intake.places_table import PlacesTable
from asset_map.intake.readable import first_bytes

OSM_SUFFIXES = (".osm", ".pbf")

_CHUNK_BYTES = 1 << 20
_AREAS = frozenset({"multipolygon", "boundary"})

LonLat = tuple[float, float]


@dataclass
class _Found:
    """What the first reading of a file finds; coordinates are filled in by the later ones."""

    elements: list[tuple[str, dict[str, str], tuple[str, ...]]] = field(default_factory=list)
    points: dict[str, LonLat] = field(default_factory=dict)
    nodes_of_way: dict[int, list[int]] = field(default_factory=dict)
    ways_of_relation: dict[int, list[int]] = field(default_factory=dict)
    other_values: int = 0


def read_openstreetmap(path: Path, *, osm_tags: Collection[str] = ()) -> PlacesTable:
    """Read the elements of an extract that have one of the tags that are wanted.

    Parameters
    ----------
    path
        ``.osm`` or ``.osm.pbf``, in any order.
    osm_tags
        ``key=value``, or a key alone for any value; when there are none, every named place.

    Returns
    -------
    PlacesTable
        Points for nodes, lines or areas for ways and multipolygons.

    Raises
    ------
    IntakeError
        When the file is cut off or damaged, or holds nothing that is wanted.
    """
    wanted = WantedTags(osm_tags)
    kind = _checked_kind(path)
    try:
        found = _first_reading(str(path), kind, wanted)
        _read_members(str(path), kind, found)
        places = _read_places_of_nodes(str(path), kind, found)
    except (RuntimeError, ValueError, UnicodeDecodeError) as error:
        raise IntakeError(
            f"{path.name} is not a whole extract of OpenStreetMap: it is cut off, damaged or something else under that "
            f"name ({str(error).splitlines()[0][:120]}). Download it again."
        ) from error
    elements = [
        Element(source_id, tags, matched, _shape(source_id, tags, found, places), number)
        for number, (source_id, tags, matched) in enumerate(found.elements, 1)
    ]
    return table_of_elements(elements, path.name, notes=_notes(path.name, found, wanted))


def _checked_kind(path: Path) -> str:
    if path.suffix.lower() == ".pbf":
        return "pbf"
    if b"<osm" not in first_bytes(path):
        raise IntakeError(
            f"{path.name} is not an extract of OpenStreetMap: expected an <osm> at its beginning. Download it again."
        )
    with path.open("rb") as file:
        check_no_entities(iter(lambda: file.read(_CHUNK_BYTES), b""), path.name)
    return "osm"


def _first_reading(path: str, kind: str, wanted: WantedTags) -> _Found:
    found = _Found()
    for thing in osmium.FileProcessor(File(path, kind)).with_filter(KeyFilter(*wanted.keys)):
        if not isinstance(thing, (Node, Way, Relation)) or thing.deleted:
            continue
        tags = dict(thing.tags)
        matched = wanted.matched(tags)
        if matched:
            found.elements.append((_remember(thing, tags, found), tags, matched))
        else:
            found.other_values += 1
    return found


def _remember(thing: Node | Way | Relation, tags: dict[str, str], found: _Found) -> str:
    """Keep what the shape of an element will be made of; return its id among all elements."""
    if isinstance(thing, Node):
        if thing.location.valid():
            found.points[f"node/{thing.id}"] = (thing.location.lon, thing.location.lat)
        return f"node/{thing.id}"
    if isinstance(thing, Way):
        found.nodes_of_way[thing.id] = [node.ref for node in thing.nodes]
        return f"way/{thing.id}"
    if tags.get("type") in _AREAS:
        found.ways_of_relation[thing.id] = [member.ref for member in thing.members if member.type == "w"]
    return f"relation/{thing.id}"


def _read_members(path: str, kind: str, found: _Found) -> None:
    """Find the nodes of the ways that wanted multipolygons are made of."""
    members = {way for ways in found.ways_of_relation.values() for way in ways} - found.nodes_of_way.keys()
    if members:
        for way in osmium.FileProcessor(File(path, kind), osmium.osm.WAY).with_filter(IdFilter(members)):
            if isinstance(way, Way):
                found.nodes_of_way[way.id] = [node.ref for node in way.nodes]


def _read_places_of_nodes(path: str, kind: str, found: _Found) -> dict[int, LonLat]:
    wanted = {node for nodes in found.nodes_of_way.values() for node in nodes}
    if not wanted:
        return {}
    nodes = osmium.FileProcessor(File(path, kind), osmium.osm.NODE).with_filter(IdFilter(wanted))
    return {
        node.id: (node.location.lon, node.location.lat)
        for node in nodes
        if isinstance(node, Node) and node.location.valid()
    }


def _shape(source_id: str, tags: dict[str, str], found: _Found, places: dict[int, LonLat]) -> BaseGeometry | None:
    kind, _, number = source_id.partition("/")
    if kind == "node":
        return shapely.Point(found.points[source_id]) if source_id in found.points else None
    if kind == "way":
        return shape_of_way(list(_known(found.nodes_of_way[int(number)], places)), tags)
    ways = found.ways_of_relation.get(int(number), [])
    return shape_of_relation([list(_known(found.nodes_of_way.get(way, []), places)) for way in ways])


def _known(nodes: list[int], places: dict[int, LonLat]) -> Iterator[LonLat]:
    return (places[node] for node in nodes if node in places)


def _notes(file_name: str, found: _Found, wanted: WantedTags) -> list[str]:
    notes = []
    if wanted.any_named:
        notes.append(
            f"Nobody said which tags are wanted, so every named place of {file_name} was read that is tagged "
            f"{', '.join(wanted.keys)}."
        )
    if found.other_values:
        what = "have no name" if wanted.any_named else "have the same keys with other values"
        notes.append(f"{found.other_values} elements of {file_name} {what} and were left out.")
    return notes
