"""Which of the lines and areas that people draw can be kept?

A shape comes as GeoJSON (RFC 7946) from a browser, so nothing about it is taken for granted.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from asset_map.domain.problem import Problem, ProblemCode
from asset_map.domain.validation import LONGEST
from asset_map.geography.coordinates import DEGREES, UNITED_KINGDOM, AxisPair, degrees_to_metres

MOST_CORNERS = 2000
"""A park drawn by hand has some dozens; the largest data zone of Glasgow in full detail has about 1,300."""

LONGEST_M = 30_000.0
"""No street, path or patch of a neighbourhood is longer; Glasgow is 28 km across."""

SHORTEST_M = 1.0
SMALLEST_M2 = 1.0
"""What is smaller is a slip of the finger."""

MENDED_SHARE = 0.001
"""A shape that crosses itself is mended when that changes its area by no more than a thousandth, or 1 m²."""

LONGEST_SHOWN = 80

PLACEMENTS = {"LineString": "line", "MultiLineString": "line", "Polygon": "area", "MultiPolygon": "area"}
_LEVELS = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}
_WORDS = {"point": "a point", "line": "a line", "area": "an area"}

Corner = tuple[float, float]


def read_shape(text: str, *, allowed: Collection[str], kind_label: str) -> BaseGeometry | Problem:
    """Read a line or an area.

    Parameters
    ----------
    text
        GeoJSON in degrees, EPSG:4326: a LineString, a Polygon, several of one of them, or a Feature of such.
    allowed
        Where its kind of asset may be placed: any of ``point``, ``line``, ``area``.
    kind_label
        What people call that kind.

    Returns
    -------
    shapely.geometry.base.BaseGeometry or Problem
        Valid, without heights, in metres, EPSG:27700; or the first thing that is wrong, beside the field ``shape``.
    """
    if len(text) > LONGEST["shape"]:
        return _problem(ProblemCode.TOO_MANY_CORNERS, text, _too_many("more"))
    drawn = _parsed(text)
    if drawn is None:
        message = "Expected a line or an area drawn on the map; found something else. Draw it again."
        return _problem(ProblemCode.MALFORMED, text, message)
    kind, coordinates = drawn
    placement = PLACEMENTS[kind]
    if placement not in allowed:
        may_be = " or ".join(word for code, word in _WORDS.items() if code in allowed)
        message = f"“{kind_label}” may be {may_be} on the map; found {_WORDS[placement]}. Choose one of those."
        return _problem(ProblemCode.SHAPE_NOT_ALLOWED, text, message)
    try:
        corners = list(_corners(coordinates, _LEVELS[kind]))
        if (problem := _check_corners(corners, text)) is not None:
            return problem
        shape = shapely.geometry.shape({"type": kind, "coordinates": coordinates})
    except (TypeError, ValueError, OverflowError, shapely.errors.GEOSException):
        message = "Expected at least two corners for a line and three for an area, in degrees. Draw it again."
        return _problem(ProblemCode.MALFORMED, text, message)
    return _measured(_in_metres(shape), text)


def _parsed(text: str) -> tuple[str, Any] | None:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(given, dict) and given.get("type") == "Feature":
        given = given.get("geometry")
    if not isinstance(given, dict) or given.get("type") not in list(PLACEMENTS):
        return None
    return given["type"], given.get("coordinates")


def _corners(coordinates: Any, level: int) -> Iterator[Corner]:  # noqa: ANN401  # whatever JSON can hold
    """Yield longitude and latitude of each corner; raises where the lists are not nested as they must be."""
    if not isinstance(coordinates, list):
        raise TypeError
    for part in coordinates:
        if level:
            yield from _corners(part, level - 1)
            continue
        longitude, latitude, *_height = part
        if not {type(longitude), type(latitude)} <= {int, float}:
            raise TypeError
        yield float(longitude), float(latitude)


def _check_corners(corners: list[Corner], text: str) -> Problem | None:
    if len(corners) > MOST_CORNERS:
        return _problem(ProblemCode.TOO_MANY_CORNERS, text, _too_many(f"{len(corners):,}"))
    if not _all_in(DEGREES, corners):
        message = "Expected latitudes up to 90 and longitudes up to 180 degrees; found others. Draw it again."
        return _problem(ProblemCode.OUT_OF_RANGE, text, message)
    exchanged = [(latitude, longitude) for longitude, latitude in corners]
    if corners and _all_in(UNITED_KINGDOM, exchanged) and not _all_in(UNITED_KINGDOM, corners):
        message = (
            "Expected longitude before latitude, as GeoJSON has it; found corners that look swapped: in the United "
            "Kingdom the latitude lies between 49 and 61. Exchange the two, or draw it again."
        )
        return _problem(ProblemCode.AXES_SWAPPED, text, message)
    return None


def _too_many(found: str) -> str:
    return f"Expected at most {MOST_CORNERS:,} corners; found {found}. Draw it more simply."


def _all_in(pair: AxisPair, corners: list[Corner]) -> bool:
    north, east = pair.northward, pair.eastward
    return all(
        east.lowest <= longitude <= east.highest and north.lowest <= latitude <= north.highest
        for longitude, latitude in corners
    )


def _in_metres(shape: BaseGeometry) -> BaseGeometry:
    transformer = degrees_to_metres()
    return shapely.transform(
        shapely.force_2d(shape), lambda corners: np.column_stack(transformer.transform(*corners.T))
    )


def _measured(shape: BaseGeometry, text: str) -> BaseGeometry | Problem:
    west_m, south_m, east_m, north_m = shape.bounds
    if not all(map(math.isfinite, shape.bounds)):
        if shape.is_empty:
            return _problem(
                ProblemCode.TOO_SMALL, text, "Expected a line or an area; found an empty one. Draw it again."
            )
        return _problem(
            ProblemCode.OUTSIDE_AREA, text, "Expected a place in this area; found one far from it. Draw it again."
        )
    mended = _mended(shape)
    if mended is None:
        message = "Expected an outline that does not cross itself; found one that does. Draw it again, once around."
        return _problem(ProblemCode.CROSSES_ITSELF, text, message)
    is_area = shapely.get_dimensions(shape) == 2
    if mended.area < SMALLEST_M2 if is_area else mended.length < SHORTEST_M:
        message = "Expected a line or an area; found one smaller than a step. Draw it larger, or tap a point."
        return _problem(ProblemCode.TOO_SMALL, text, message)
    length_m = max(east_m - west_m, north_m - south_m, 0.0 if is_area else shape.length)
    if length_m > LONGEST_M:
        message = f"Expected at most {LONGEST_M / 1000:.0f} km; found {length_m / 1000:,.0f} km. Draw a part of it."
        return _problem(ProblemCode.TOO_LARGE, text, message)
    return mended


def _mended(shape: BaseGeometry) -> BaseGeometry | None:
    if shapely.is_valid(shape):
        return shape
    mended = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    allowed_m2 = max(SMALLEST_M2, MENDED_SHARE * shape.area)
    return mended if abs(mended.area - shape.area) <= allowed_m2 else None


def _problem(code: ProblemCode, text: str, message: str) -> Problem:
    return Problem(code, "shape", text[:LONGEST_SHOWN], message)
