"""How do drawn outlines become the few strokes that a still picture needs, with shared edges kept?"""

from __future__ import annotations

import json
import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from asset_map.maps.drawing import DrawnZones

UNITS_PER_PX = 10
"""Whole tenths of a pixel: fine enough for print, and short to write."""

MARGIN_PX = 4

_SIMPLER_PX = 0.9
"""`coverage_simplify` works by areas: a corner goes that changes less than about half the square of this."""

_MOST_OUT_OF_SQUARE = 1.4
"""How much taller than wide a picture may become before it is made narrower."""


@dataclass(frozen=True)
class Outlines:
    """Outlines in units of a picture, counted from its upper left corner.

    Parameters
    ----------
    zones
        Positions of the zones that are in view, among the drawn zones.
    shapes
        The outline of each of them.
    width, height
        Of the picture, in units; ten are a pixel.
    west, north, units_per_degree
        What a place in degrees is turned into units by: east and north.
    """

    zones: NDArray[np.intp]
    shapes: NDArray[Any]
    width: int
    height: int
    west: float
    north: float
    units_per_degree: tuple[float, float]

    def to_units(self, degrees: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn places into units of the picture.

        Parameters
        ----------
        degrees
            Longitude and latitude in columns, EPSG:4326.

        Returns
        -------
        numpy.ndarray
            Units from the left and from the top.
        """
        east, north = self.units_per_degree
        margin = MARGIN_PX * UNITS_PER_PX
        return np.column_stack(
            [(degrees[:, 0] - self.west) * east + margin, (self.north - degrees[:, 1]) * north + margin]
        )


def picture_outlines(zones: DrawnZones, *, width_px: int, around: Collection[str] = ()) -> Outlines:
    """Return the outlines of a still picture.

    Parameters
    ----------
    zones
        Drawn zones.
    width_px
        Width of the picture in pixels.
    around
        Codes of the zones to come close to; all when there is none.

    Returns
    -------
    Outlines
        Degrees are stretched so that shapes look as they do on the ground, and corners that could not be seen at this
        size are left out of a zone and its neighbours alike.

    Raises
    ------
    ValueError
        When ``around`` names a zone that is not drawn.
    """
    features = json.loads(zones.geojson)["features"]
    degrees: NDArray[Any] = np.array([shapely.geometry.shape(feature["geometry"]) for feature in features])
    west, south, east, north = _view(degrees, zones.codes, around)
    shrink = math.cos(math.radians((south + north) / 2))
    tallest = _MOST_OUT_OF_SQUARE * (east - west) * shrink / (north - south)
    inner_px = (width_px - 2 * MARGIN_PX) * min(1.0, tallest)
    per_degree = inner_px * UNITS_PER_PX / (east - west)
    margin = MARGIN_PX * UNITS_PER_PX
    frame = Outlines(
        zones=np.arange(len(degrees)),
        shapes=degrees,
        width=round((east - west) * per_degree) + 2 * margin,
        height=round((north - south) * per_degree / shrink) + 2 * margin,
        west=west,
        north=north,
        units_per_degree=(per_degree, per_degree / shrink),
    )
    return _drawn_into(frame)


def _view(degrees: NDArray[Any], codes: tuple[str, ...], around: Collection[str]) -> tuple[float, float, float, float]:
    unknown = set(around).difference(codes)
    if unknown:
        msg = f"Expected zones that are drawn; {len(unknown)} are not, the first is {min(unknown)}."
        raise ValueError(msg)
    near = degrees if not around else degrees[np.isin(codes, list(around))]
    west, south, east, north = shapely.total_bounds(near).tolist()
    spare = 0.12 if around else 0.0
    wide, high = spare * (east - west), spare * (north - south)
    return west - wide, south - high, east + wide, north + high


def _drawn_into(frame: Outlines) -> Outlines:
    units = shapely.transform(frame.shapes, frame.to_units)
    seen = np.flatnonzero(shapely.intersects(units, shapely.box(0, 0, frame.width, frame.height)))
    simpler = shapely.coverage_simplify(units[seen], _SIMPLER_PX * UNITS_PER_PX)
    return Outlines(
        zones=seen,
        shapes=simpler,
        width=frame.width,
        height=frame.height,
        west=frame.west,
        north=frame.north,
        units_per_degree=frame.units_per_degree,
    )


def path_data(shape: shapely.Geometry) -> str:
    """Write an outline as the path data of SVG, each corner from the one before.

    Parameters
    ----------
    shape
        A Polygon or MultiPolygon in units of the picture; they are rounded to whole ones.

    Returns
    -------
    str
        For instance ``M0 0l80 0 0 80z``.
    """
    rings = shapely.get_rings(shape)
    return "".join(_ring_data(shapely.get_coordinates(ring)) for ring in rings)


def _ring_data(ring: NDArray[np.float64]) -> str:
    corners = np.rint(ring[:-1]).astype("int64")
    steps = np.diff(corners, axis=0)
    moved = steps[steps.any(axis=1)]
    start = f"M{corners[0, 0]} {corners[0, 1]}"
    written = " ".join(f"{east} {north}" for east, north in moved.tolist()).replace(" -", "-")
    return f"{start}l{written}z" if written else f"{start}z"
