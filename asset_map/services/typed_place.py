"""Which place does somebody mean who types a postcode, a grid reference, coordinates or words into one box?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from asset_map.domain.asset import AssetDraft, LocatedBy
from asset_map.domain.postcode import postcode_key, written_postcode
from asset_map.domain.problem import ProblemCode
from asset_map.domain.protection import Audience
from asset_map.errors import PlaceNotFoundError, WrongCoordinatesError
from asset_map.geography.coordinates import degrees_to_metres, read_coordinates
from asset_map.geography.edge import near_area
from asset_map.geography.grid_references import read_grid_reference
from asset_map.geography.locating import describe_problem
from asset_map.language import apart
from asset_map.language import gettext as _
from asset_map.services.name_search import Hit, search_names
from asset_map.services.place_names import NamedPlace, Sort, places_with_names
from asset_map.services.workspace import Workspace

MOST = 8
"""So many are taken in at a glance."""

LONGEST = 200
LONGEST_SHOWN = 60
"""Characters: an address is shorter than the first, and a message shows no more than the second."""

DECIMALS = 6
"""Decimals of a degree in answers: a tenth of a metre."""

POSTCODE_M = 100.0
"""A postcode is some fifteen addresses; in towns most of them lie within a hundred metres of its point."""

DEGREE_M = 111_320.0
"""Length of a degree of latitude."""

_NUMBER = r"([+-]?[0-9]+(?:\.[0-9]+)?)\s*°?\s*"
_TWO_NUMBERS = re.compile(rf"{_NUMBER}([NSns]?)[\s,;]+{_NUMBER}([EWew]?)")
_POSTCODE_WITHIN = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][A-Z]{2}\b", re.IGNORECASE)


@dataclass(frozen=True)
class FoundPlace:
    """A place that somebody may mean.

    Parameters
    ----------
    label
        What people read.
    latitude, longitude
        In degrees, EPSG:4326.
    located_by
        How it was found: ``postcode``, ``paper_grid`` (a grid reference, or easting and northing), ``map`` (latitude
        and longitude, read off a map) or ``address`` (words).
    precise_to_m
        How far, in metres, the place that is meant may lie from the point: half the side of a grid square, the
        distance to the farthest end of a street or a zone, half the last digit of a coordinate.
    """

    label: str
    latitude: float
    longitude: float
    located_by: LocatedBy
    precise_to_m: float


def find_place(text: str, workspace: Workspace, *, audience: Audience, today: dt.date) -> tuple[FoundPlace, ...]:
    """Find the places that somebody may mean.

    Parameters
    ----------
    text
        A postcode however spelled; a reference to a square of the British National Grid; easting and northing, or
        latitude and longitude; or words: the name or address of an asset, a street, a landmark, a zone.
    workspace
        The area.
    audience, today
        Who asks, and when: only what they may see exactly is searched.

    Returns
    -------
    tuple of FoundPlace
        One at least and eight at most, best first, all in the area or at most 1,200 m beyond its edge.

    Raises
    ------
    PlaceNotFoundError
        When nothing is found, or it lies elsewhere; it says what to try.
    """
    typed = " ".join(text.split())[:LONGEST]
    if not typed:
        raise PlaceNotFoundError(
            _("Type where it is: a postcode, a street, a place people know, or a grid reference like NS 59 67.")
        )
    if (key := postcode_key(typed)) is not None:
        return (_at_postcode(key, workspace),)
    if (square := read_grid_reference(typed)) is not None:
        label = _("Grid square {square}").format(square=apart(square.written))
        point = (square.easting_m, square.northing_m)
        return (_found(label, point, LocatedBy.PAPER_GRID, square.side_m / 2, workspace),)
    if numbers := _TWO_NUMBERS.fullmatch(typed):
        return (_at_coordinates(typed, numbers, workspace),)
    return _in_words(typed, workspace, places_with_names(workspace, audience, today=today))


def _at_postcode(key: str, workspace: Workspace) -> FoundPlace:
    postcodes = workspace.geography.postcodes
    postcode = written_postcode(key)
    if key not in postcodes.index:
        message = (
            _("No postcodes are installed here, so {postcode} cannot be found. Type a street, or tap the map.")
            if postcodes.empty
            else _("{postcode} is not in the list of postcodes. Check it, type a street, or tap the map.")
        )
        raise PlaceNotFoundError(message.format(postcode=apart(postcode)))
    easting_m, northing_m = postcodes.loc[[key], ["easting_m", "northing_m"]].to_numpy(dtype="float64")[0].tolist()
    return _found(postcode, (easting_m, northing_m), LocatedBy.POSTCODE, POSTCODE_M, workspace)


def _at_coordinates(typed: str, numbers: re.Match[str], workspace: Workspace) -> FoundPlace:
    first, south, second, west = numbers.groups()
    # Nobody types degrees of four digits, and no land lies within a kilometre of the grid's origin.
    in_degrees = max(abs(float(first)), abs(float(second))) < 1000
    if in_degrees:
        first = f"-{first}" if south in {"S", "s"} else first
        second = f"-{second}" if west in {"W", "w"} else second
        draft = AssetDraft(latitude=first, longitude=second)
    else:
        draft = AssetDraft(easting=first, northing=second)
    table = pd.DataFrame([{field: getattr(draft, field) for field in ("latitude", "longitude", "easting", "northing")}])
    points = read_coordinates(table)
    if points.problem[0]:
        raise WrongCoordinatesError(describe_problem(ProblemCode(points.problem[0]), draft).message)
    decimals = min(len(number.partition(".")[2]) for number in (first, second))
    precise_to_m = 0.5 * 10.0**-decimals * (DEGREE_M if in_degrees else 1.0)
    located_by = LocatedBy.MAP if in_degrees else LocatedBy.PAPER_GRID
    return _found(typed, (float(points.x_m[0]), float(points.y_m[0])), located_by, precise_to_m, workspace)


def _in_words(typed: str, workspace: Workspace, places: Sequence[NamedPlace]) -> tuple[FoundPlace, ...]:
    found = []
    words = typed
    if (within := _POSTCODE_WITHIN.search(typed)) and (key := postcode_key(within[0])):
        words = typed.replace(within[0], " ")
        if key in workspace.geography.postcodes.index:
            found.append(_at_postcode(key, workspace))
    hits = search_names(words, places, most=MOST - len(found))
    for hit in hits:
        place = hit.place
        point = (place.easting_m, place.northing_m)
        if _is_near(point, workspace):
            found.append(_found(_label(hit), point, LocatedBy.ADDRESS, place.precise_to_m, workspace))
    if not found:
        message = _(
            "Nothing here is called “{typed}”. Try a street without the number, a postcode, a place people know, or a "
            "grid reference like NS 59 67; or tap the map."
        )
        raise PlaceNotFoundError(message.format(typed=apart(typed[:LONGEST_SHOWN])))
    return tuple(found)


def _label(hit: Hit) -> str:
    place = hit.place
    if place.sort is Sort.STREET:
        words = _("{name} (street, not the house)") if hit.house else _("{name} (street)")
        return words.format(name=apart(place.name))
    if place.sort is Sort.ZONE:
        return _("Somewhere in {zone}").format(zone=apart(place.name))
    first, second = (place.beside, place.name) if place.sort is Sort.ADDRESS else (place.name, place.beside)
    return f"{first} ({second})" if second else first


def _found(
    label: str, point: tuple[float, float], located_by: LocatedBy, precise_to_m: float, workspace: Workspace
) -> FoundPlace:
    if not _is_near(point, workspace):
        message = _("“{label}” lies outside {area}. Check it, or tap the map.")
        raise PlaceNotFoundError(message.format(label=apart(label), area=apart(workspace.geography.area_name)))
    longitude, latitude = degrees_to_metres().transform(*point, direction="INVERSE")
    return FoundPlace(label, round(latitude, DECIMALS), round(longitude, DECIMALS), located_by, precise_to_m)


def _is_near(point: tuple[float, float], workspace: Workspace) -> bool:
    geometry = np.array([shapely.Point(point)], dtype=np.object_)
    return bool(near_area(geometry, workspace.geography.zones_bng)[0])
