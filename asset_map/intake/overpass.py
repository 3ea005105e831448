"""Which places does an answer of Overpass hold? Overpass serves OpenStreetMap as JSON."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from asset_map.errors import IntakeError
from asset_map.intake.osm_rows import Element, WantedTags, shape_of_relation, shape_of_way, table_of_elements
from asset_map.intake.places_table import PlacesTable

LonLat = tuple[float, float]


def read_overpass(answer: Mapping[str, Any], file_name: str, *, osm_tags: Collection[str] = ()) -> PlacesTable:
    """Return the elements of an answer that have one of the tags that are wanted.

    Parameters
    ----------
    answer
        The JSON, with ``elements`` that carry ``lat`` and ``lon``, a ``center`` or a ``geometry``, or whose nodes are
        in the answer as well.
    file_name
        For messages.
    osm_tags
        ``key=value``, or a key alone for any value; when there are none, every named place.

    Returns
    -------
    PlacesTable
        One row for each, by its number among the elements.

    Raises
    ------
    IntakeError
        When the server says that the answer is not whole, or nothing in it is wanted.
    """
    remark = str(answer.get("remark") or "").strip()
    if remark:
        raise IntakeError(
            f"{file_name} is not a whole answer: the server of OpenStreetMap said “{remark[:200]}”. Ask for a smaller "
            "area, or again later, and save that answer."
        )
    listed = [element for element in answer["elements"] if isinstance(element, dict)]
    wanted = WantedTags(osm_tags)
    nodes = {element.get("id"): place for element in listed if (place := _lon_lat(element)) and _is(element, "node")}
    ways = {element.get("id"): _line(element, nodes) for element in listed if _is(element, "way")}
    elements = []
    left_out = 0
    for number, element in enumerate(listed, 1):
        tags = {str(key): str(value) for key, value in (element.get("tags") or {}).items()}
        matched = wanted.matched(tags)
        if matched:
            source_id = f"{element.get('type')}/{element.get('id')}"
            elements.append(Element(source_id, tags, matched, _shape(element, tags, nodes, ways), number))
        else:
            left_out += bool(tags)
    notes = [f"{left_out} elements of {file_name} have none of the tags that are wanted and were left out."]
    return table_of_elements(elements, file_name, notes=notes if left_out else [])


def _is(element: Mapping[str, Any], kind: str) -> bool:
    return element.get("type") == kind


def _lon_lat(place: Any) -> LonLat | None:  # noqa: ANN401  (whatever the JSON holds)
    try:
        return float(place["lon"]), float(place["lat"])
    except (KeyError, TypeError, ValueError):
        return None


def _line(way: Mapping[str, Any], nodes: Mapping[Any, LonLat]) -> list[LonLat]:
    if way.get("geometry"):
        return [place for corner in way["geometry"] if (place := _lon_lat(corner))]
    return [nodes[node] for node in way.get("nodes") or () if node in nodes]


def _shape(
    element: Mapping[str, Any],
    tags: Mapping[str, str],
    nodes: Mapping[Any, LonLat],
    ways: Mapping[Any, Sequence[LonLat]],
) -> BaseGeometry | None:
    if place := _lon_lat(element):
        return shapely.Point(place)
    shape = None
    if _is(element, "way"):
        shape = shape_of_way(ways[element.get("id")], tags)
    elif _is(element, "relation"):
        members = [member for member in element.get("members") or () if member.get("type") == "way"]
        shape = shape_of_relation([_line(member, nodes) or list(ways.get(member.get("ref"), ())) for member in members])
    if shape is None and (place := _lon_lat(element.get("center"))):
        return shapely.Point(place)
    return shape
