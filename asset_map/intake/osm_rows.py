"""What does an element of OpenStreetMap say, in the columns of a list?"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from asset_map.errors import IntakeError
from asset_map.geography.vector_files import BNG, WGS84
from asset_map.intake.cells import frame_of_records
from asset_map.intake.places_table import PlacesTable
from asset_map.intake.readable import check_extent

KEYS_OF_PLACES = (
    "amenity", "shop", "leisure", "tourism", "office", "healthcare", "craft", "club", "social_facility", "historic",
    "community_centre",
)  # fmt: skip
"""What is looked for where nobody said which tags are wanted, and only with a name."""

_FIRST_OF = {
    "opening_times": ("opening_hours",),
    "phone": ("phone", "contact:phone", "contact:mobile", "mobile"),
    "email": ("email", "contact:email"),
    "web": ("website", "contact:website", "url"),
    "postcode": ("addr:postcode",),
    "summary": ("description",),
    "uprn": ("ref:GB:uprn",),
}
_OTHER_NAMES = ("alt_name", "official_name", "loc_name", "short_name", "old_name", "name:gd", "name:sco", "name:en")
_STREET = ("addr:housenumber", "addr:street")
_ADDRESS = ("addr:housename", "addr:place", "addr:suburb", "addr:city")
_FEATURES = {
    "wheelchair": "step_free",
    "toilets:wheelchair": "accessible_toilet",
    "audio_loop": "hearing_loop",
    "changing_table": "baby_changing",
}
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Element:
    """One element that is wanted.

    Parameters
    ----------
    source_id
        Such as ``node/123``.
    tags
        All its tags.
    matched
        Those for which it was taken, as ``amenity=library``.
    shape
        Longitude and latitude, EPSG:4326; None where the file does not hold it.
    number
        Of the element as people count it in the file, from 1.
    """

    source_id: str
    tags: Mapping[str, str]
    matched: tuple[str, ...]
    shape: BaseGeometry | None
    number: int


class WantedTags:
    """Which elements are wanted?

    Parameters
    ----------
    osm_tags
        ``key=value``, or ``key`` or ``key=*`` for any value; when there are none, named places of any sort.
    """

    def __init__(self, osm_tags: Collection[str]) -> None:
        pairs = [tag.partition("=") for tag in osm_tags if tag.strip()]
        self._values: dict[str, set[str]] = {}
        for key, _, value in pairs:
            self._values.setdefault(key.strip(), set()).add(value.strip().removeprefix("*"))
        self.any_named = not self._values
        if self.any_named:
            self._values = {key: {""} for key in KEYS_OF_PLACES}

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of which an element must have one."""
        return tuple(self._values)

    def matched(self, tags: Mapping[str, str]) -> tuple[str, ...]:
        """Return the tags for which an element is wanted.

        Parameters
        ----------
        tags
            All its tags.

        Returns
        -------
        tuple of str
            Such as ``("amenity=library",)``; empty when it is not wanted.
        """
        if self.any_named and not tags.get("name", "").strip():
            return ()
        return tuple(
            f"{key}={tags[key]}"
            for key, values in self._values.items()
            if key in tags and ("" in values or values & {value.strip() for value in tags[key].split(";")})
        )


def table_of_elements(elements: Sequence[Element], file_name: str, *, notes: Sequence[str]) -> PlacesTable:
    """Return elements as rows with shapes in metres.

    Parameters
    ----------
    elements
        Those that are wanted.
    file_name
        For messages.
    notes
        What was left out before.

    Returns
    -------
    PlacesTable
        One row for each.

    Raises
    ------
    IntakeError
        When there is none.
    """
    if not elements:
        raise IntakeError(
            f"No element of {file_name} has one of the tags that are wanted. Check that the extract covers your area, "
            "and which tags are asked for."
        )
    check_extent(file_name, rows=len(elements), columns=0)
    notes = list(notes)
    shapes = gpd.GeoSeries(np.array([element.shape for element in elements], dtype=object), crs=WGS84)
    if without := int(shapes.isna().sum()):
        notes.append(f"{without} elements of {file_name} are read without a place: their points are not in the file.")
    rows = frame_of_records([_row(element) for element in elements])
    numbers = np.array([element.number for element in elements], dtype=np.int64)
    return PlacesTable(rows, shapes.to_crs(BNG), numbers, tuple(notes))


def _row(element: Element) -> dict[str, str]:
    tags = element.tags
    used = {"name", *_OTHER_NAMES, *_STREET, *_ADDRESS, "check_date"}
    used |= {tag.partition("=")[0] for tag in element.matched}
    row = {
        "source_id": element.source_id,
        "name": tags.get("name", ""),
        "also_known_as": "; ".join(dict.fromkeys(tags[key] for key in _OTHER_NAMES if key in tags)),
        "category": ";".join(element.matched),
    }
    for field, keys in _FIRST_OF.items():
        key = next((key for key in keys if tags.get(key)), "")
        row[field] = tags.get(key, "")
        used.add(key)
    street = " ".join(tags[key] for key in _STREET if key in tags)
    row["address"] = ", ".join(filter(None, (tags.get("addr:housename"), street, *(tags.get(k) for k in _ADDRESS[1:]))))
    features = {code: tags[key] for key, code in _FEATURES.items() if tags.get(key) in {"yes", "no"}}
    row["access_features"] = ";".join(f"{code}={answer}" for code, answer in features.items())
    used |= {key for key in _FEATURES if tags.get(key) in {"yes", "no"}}
    checked = _DATE.fullmatch(tags.get("check_date", ""))
    row["last_checked"] = checked[0] if checked else ""
    row["other_tags"] = "; ".join(f"{key}={value}" for key, value in tags.items() if key not in used)
    return row


def shape_of_way(points: Sequence[tuple[float, float]], tags: Mapping[str, str]) -> BaseGeometry | None:
    """Return the line or area of a way.

    Parameters
    ----------
    points
        Longitude and latitude of its nodes, EPSG:4326.
    tags
        Say whether a closed one is a line all the same.

    Returns
    -------
    shapely geometry or None
        None when hardly any of its nodes are known.
    """
    if len(points) < 2:
        return shapely.Point(points[0]) if points else None
    runs_around = tags.get("area") == "no" or ("highway" in tags and tags.get("area") != "yes")
    if len(points) > 3 and points[0] == points[-1] and not runs_around:
        return shapely.Polygon(points)
    return shapely.LineString(points)


def shape_of_relation(lines: Sequence[Sequence[tuple[float, float]]]) -> BaseGeometry | None:
    """Return the area that the ways of a multipolygon enclose, holes left out.

    Parameters
    ----------
    lines
        Longitude and latitude of the nodes of each way, EPSG:4326.

    Returns
    -------
    shapely geometry or None
        Where they enclose nothing, the lines themselves; None when there are none.
    """
    strings = [shapely.LineString(points) for points in lines if len(points) > 1]
    if not strings:
        return None
    area = shapely.build_area(shapely.GeometryCollection(strings))
    return shapely.MultiLineString(strings) if area is None or area.is_empty else area
