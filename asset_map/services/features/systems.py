"""In which coordinate reference systems are features given, and boxes understood?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from asset_map.errors import UserError
from asset_map.exports.degrees import DECIMALS
from asset_map.geography.reference_systems import Transformation, transformation
from asset_map.language import gettext as _

METRE_DECIMALS = 3
"""A millimetre."""

STORED_EPSG = 27700


@dataclass(frozen=True)
class System:
    """A coordinate reference system, as OGC API Features names it.

    Parameters
    ----------
    uri
        Its name.
    epsg
        Its code for the axes east or longitude first.
    north_first
        Whether latitude stands before longitude.
    decimals
        How many decimals coordinates have.
    """

    uri: str
    epsg: int
    north_first: bool
    decimals: int


CRS84: Final = System("http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4326, north_first=False, decimals=DECIMALS)
LATITUDE_FIRST: Final = System("http://www.opengis.net/def/crs/EPSG/0/4326", 4326, north_first=True, decimals=DECIMALS)
NATIONAL_GRID: Final = System(
    "http://www.opengis.net/def/crs/EPSG/0/27700", STORED_EPSG, north_first=False, decimals=METRE_DECIMALS
)

SYSTEMS: Final = {one.uri: one for one in (CRS84, LATITUDE_FIRST, NATIONAL_GRID)}
"""All of them, the usual one first."""

AROUND_BRITAIN: Final = (-30.0, 40.0, 20.0, 70.0)
"""West, south, east and north in degrees: farther out, metres of the national grid mean nothing."""

POINTS_A_SIDE = 21
"""A straight side in degrees is curved in metres."""


def system_named(uri: str) -> System:
    """Return the system of a name.

    Parameters
    ----------
    uri
        The name; empty for the usual one.

    Returns
    -------
    System
        One of `SYSTEMS`.

    Raises
    ------
    UserError
        For any other.
    """
    if not uri:
        return CRS84
    if uri not in SYSTEMS:
        expected = _("Expected one of the systems {known}; found “{found}”. Choose one of those.")
        raise UserError(expected.format(known=", ".join(SYSTEMS), found=uri[:200]))
    return SYSTEMS[uri]


def given_in(shapes_bng: npt.NDArray[np.object_], system: System) -> npt.NDArray[np.object_]:
    """Return shapes in a system, rounded, their outer rings anticlockwise on the map.

    Parameters
    ----------
    shapes_bng
        Any, EPSG:27700; missing ones stay missing.
    system
        In which they are given.

    Returns
    -------
    numpy.ndarray
        The same shapes, in the order of axes that the system has.
    """
    turned = shapely.orient_polygons(shapes_bng)
    forward = _between(STORED_EPSG, system.epsg)

    def _moved(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        if system.epsg != STORED_EPSG:
            points = np.column_stack(forward.transform(points[:, 0], points[:, 1]))
        points = points.round(system.decimals)
        return points[:, ::-1] if system.north_first else points

    return np.asarray(shapely.transform(turned, _moved), dtype=object)


def box_bng(numbers: tuple[float, float, float, float], system: System) -> shapely.Geometry:
    """Return a box as an area.

    Parameters
    ----------
    numbers
        Its lower and its upper corner, in the order of axes that the system has. One in degrees whose west is greater
        than its east goes round the back of the world.
    system
        In which the numbers are.

    Returns
    -------
    shapely.Geometry
        EPSG:27700; empty where the box lies far from Britain.
    """
    low_x, low_y, high_x, high_y = numbers
    if system.north_first:
        low_x, low_y, high_x, high_y = low_y, low_x, high_y, high_x
    if system.epsg == STORED_EPSG:
        return shapely.box(low_x, low_y, high_x, high_y)
    spans = [(low_x, high_x)] if low_x <= high_x else [(low_x, 180.0), (-180.0, high_x)]
    return shapely.union_all([_in_metres(west, low_y, east, high_y) for west, east in spans])


def degrees_of(bounds_bng: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Return the bounds in degrees of bounds in metres.

    Parameters
    ----------
    bounds_bng
        West, south, east and north, EPSG:27700.

    Returns
    -------
    tuple of float
        West, south, east and north, EPSG:4326; all that lies inside the given bounds lies inside these too.
    """
    west, south, east, north = _between(STORED_EPSG, CRS84.epsg).transform_bounds(
        *bounds_bng, densify_pts=POINTS_A_SIDE
    )
    last = 10.0**-DECIMALS
    return (
        round(west - last, DECIMALS),
        round(south - last, DECIMALS),
        round(east + last, DECIMALS),
        round(north + last, DECIMALS),
    )


def _in_metres(west: float, south: float, east: float, north: float) -> shapely.Geometry:
    around_west, around_south, around_east, around_north = AROUND_BRITAIN
    west, east = max(west, around_west), min(east, around_east)
    south, north = max(south, around_south), min(north, around_north)
    if west > east or south > north:
        return shapely.Polygon()
    along = np.linspace(0, 1, POINTS_A_SIDE)
    across, up = west + along * (east - west), south + along * (north - south)
    sides = [
        (across, np.full_like(across, south)),
        (np.full_like(up, east), up),
        (across[::-1], np.full_like(across, north)),
        (np.full_like(up, west), up[::-1]),
    ]
    x, y = (np.concatenate(parts) for parts in zip(*sides, strict=True))
    return shapely.Polygon(np.column_stack(_between(CRS84.epsg, STORED_EPSG).transform(x, y)))


def _between(from_epsg: int, to_epsg: int) -> Transformation:
    return transformation(f"EPSG:{from_epsg}", f"EPSG:{to_epsg}")
