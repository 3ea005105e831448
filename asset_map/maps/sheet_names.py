"""Which names stand on a table sheet, and where, so that none stands over another or is cut off?"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from asset_map.maps.sheet_ground import STREETS, SheetGround
from asset_map.maps.sheet_paper import OnPaper

LETTER = 0.56
"""About how wide a letter is, as a share of its size; a sign of Chinese is twice as wide."""

LONGEST_NAME = 40

STREET_MM, LANDMARK_MM, NEIGHBOURHOOD_MM, POSTCODE_MM = 2.3, 2.9, 4.2, 1.9
"""Sizes of letters on A3."""

DOT_MM = 0.9

STRAIGHT = 0.93
"""A name is written straight: along a street that bends more than this it would lie beside it."""


@dataclass(frozen=True)
class SheetLabel:
    """Words on a sheet.

    Parameters
    ----------
    text
        As it is read.
    x_mm, y_mm
        Its middle, from the drawing's upper left corner.
    size_mm
        Size of its letters.
    look
        ``edge`` (letters and numbers beside the grid), ``square``, ``street``, ``postcode``, ``neighbourhood``,
        ``landmark``, or ``dot`` for the dot of a landmark.
    angle
        Degrees clockwise.
    """

    text: str
    x_mm: float
    y_mm: float
    size_mm: float
    look: str
    angle: float = 0.0


@dataclass
class Written:
    """What of a sheet is written on already.

    Parameters
    ----------
    enlarged
        How much larger letters are than on A3.
    places
        Boxes in millimetres.
    """

    enlarged: float
    places: list[BaseGeometry] = field(default_factory=list)

    def take(self, place: BaseGeometry) -> None:
        """Keep others away from a place.

        Parameters
        ----------
        place
            In millimetres.
        """
        self.places.append(place)

    def takes(self, place: BaseGeometry, at: OnPaper) -> bool:
        """Take a place, if it is free and wholly on the drawing.

        Parameters
        ----------
        place
            In millimetres.
        at
            The drawing.

        Returns
        -------
        bool
            Whether it was free.
        """
        if not at.whole.contains(place) or shapely.intersects(np.array(self.places, dtype="object"), place).any():
            return False
        self.places.append(place)
        return True


def landmark_labels(ground: SheetGround, at: OnPaper, written: Written) -> Iterator[SheetLabel]:
    """Write the names of landmarks beside, above or below a dot, where there is room.

    Parameters
    ----------
    ground
        What there is.
    at, written
        The drawing, and what is on it.

    Yields
    ------
    SheetLabel
        A dot and a name for each that found room.
    """
    size, dot = LANDMARK_MM * written.enlarged, DOT_MM * written.enlarged
    for name, place in ground.landmarks:
        if not place.intersects(at.window):
            continue
        x, y = at.point(shapely.point_on_surface(place))
        text = shortened(name)
        half = width_mm(text, size) / 2
        for middle, line in ((x + 2 * dot + half, y), (x - 2 * dot - half, y), (x, y - size), (x, y + size)):
            name_box = shapely.box(middle - half, line - size / 2, middle + half, line + size / 2)
            if written.takes(shapely.box(*shapely.union(name_box, shapely.Point(x, y).buffer(dot)).bounds), at):
                yield SheetLabel("", x, y, dot, "dot")
                yield SheetLabel(text, middle, line, size, "landmark")
                break


def neighbourhood_labels(ground: SheetGround, at: OnPaper, written: Written) -> Iterator[SheetLabel]:
    """Write the names of neighbourhoods on what is in view of them.

    Parameters
    ----------
    ground
        What there is.
    at, written
        The drawing, and what is on it.

    Yields
    ------
    SheetLabel
        Each that found room.
    """
    size = NEIGHBOURHOOD_MM * written.enlarged
    for name, shape in ground.neighbourhoods:
        seen = shapely.intersection(shape, at.window)
        if seen.is_empty or seen.area < 0.02 * at.window.area:
            continue
        text = shortened(name)
        half = width_mm(text, size) / 2
        for place in (shapely.point_on_surface(seen), shapely.centroid(seen), *_spread(seen)):
            x, y = at.point(place)
            if written.takes(shapely.box(x - half, y - size / 2, x + half, y + size / 2), at):
                yield SheetLabel(text, x, y, size, "neighbourhood")
                break


def street_labels(ground: SheetGround, at: OnPaper, written: Written) -> Iterator[SheetLabel]:
    """Write the names of streets along them, the longest streets first.

    Parameters
    ----------
    ground
        What there is.
    at, written
        The drawing, and what is on it.

    Yields
    ------
    SheetLabel
        Each that found room.
    """
    context = ground.context_bng
    if context is None:
        return
    named = context[context["name"].fillna("").ne("") & context["category"].isin((*STREETS, "river", "railway"))]
    named = named[named.intersects(at.window)]
    named = named[shapely.get_dimensions(named.geometry.to_numpy()) == 1]
    lines = [
        (str(name), shapely.line_merge(shapely.clip_by_rect(shapely.union_all(rows.geometry), *at.window.bounds)))
        for name, rows in named.groupby("name")
    ]
    for name, line in sorted(lines, key=lambda one: (-one[1].length, one[0])):
        longest = max(shapely.get_parts(line), key=shapely.length, default=None)
        if longest is not None and not longest.is_empty:
            yield from _along(shortened(name), longest, at, written)


def postcode_labels(ground: SheetGround, at: OnPaper, written: Written) -> Iterator[SheetLabel]:
    """Write postcodes where they are, for an area of which no street's name is known.

    Parameters
    ----------
    ground
        What there is.
    at, written
        The drawing, and what is on it.

    Yields
    ------
    SheetLabel
        Each that found room.
    """
    size = POSTCODE_MM * written.enlarged
    for postcode, place in ground.postcodes:
        x, y = at.point(place)
        half = width_mm(postcode, size) / 2 + size / 2
        if written.takes(shapely.box(x - half, y - size, x + half, y + size), at):
            yield SheetLabel(postcode, x, y, size, "postcode")


def _along(text: str, line: BaseGeometry, at: OnPaper, written: Written) -> Iterator[SheetLabel]:
    size = STREET_MM * written.enlarged
    half_m = width_mm(text, size) * at.metres_per_mm / 2
    for middle_m in (share * line.length for share in (0.5, 0.3, 0.7)):
        if middle_m < half_m or middle_m + half_m > line.length:
            continue
        ends = [line.interpolate(middle_m + side * half_m) for side in (-1, 1)]
        if shapely.distance(*ends) < STRAIGHT * 2 * half_m:
            continue
        (x1, y1), (x2, y2) = sorted(map(tuple, at.points(shapely.get_coordinates(ends)).tolist()))
        place = shapely.LineString([(x1, y1), (x2, y2)]).buffer(0.55 * size, cap_style="flat")
        if written.takes(place, at):
            angle = float(np.degrees(np.arctan2(y2 - y1, x2 - x1)))
            yield SheetLabel(text, (x1 + x2) / 2, (y1 + y2) / 2, size, "street", angle)
            return


def _spread(shape: BaseGeometry) -> Iterator[BaseGeometry]:
    """Give places all over a shape, for a name that found no room in its middle."""
    west, south, east, north = shape.bounds
    for down in (0.5, 0.3, 0.7, 0.15, 0.85):
        for across in (0.5, 0.3, 0.7, 0.15, 0.85):
            place = shapely.Point(west + across * (east - west), south + down * (north - south))
            if shape.contains(place):
                yield place


def shortened(name: str) -> str:
    """Return a name that has room on a sheet.

    Parameters
    ----------
    name
        However long.

    Returns
    -------
    str
        At most 40 characters, on one line.
    """
    line = " ".join(name.split())
    return line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 1].rstrip() + "…"


def width_mm(text: str, size_mm: float) -> float:
    """Return about how wide a text is.

    Parameters
    ----------
    text, size_mm
        The text, and the size of its letters.

    Returns
    -------
    float
        Rather too wide than too narrow.
    """
    wide = sum(2.0 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1.0 for sign in text)
    return wide * LETTER * size_mm
