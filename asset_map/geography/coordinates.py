"""Which of the coordinates that people give can be used?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from asset_map.domain.problem import ProblemCode
from asset_map.geography.grid import Floats
from asset_map.geography.reference_systems import Transformation, transformation
from asset_map.geography.written_coordinates import coordinate_numbers

Problems = NDArray[np.object_]

Shapes = TypeVar("Shapes", BaseGeometry, NDArray[Any])


@dataclass(frozen=True)
class Axis:
    """A column that holds one of the two coordinates of a point.

    Parameters
    ----------
    field
        Name of the column.
    unit
        What it is measured in.
    lowest, highest
        The smallest and the largest number that can be meant.
    zero_is_a_place
        Whether people live at zero; where nobody does, zero means that nobody knew.
    """

    field: str
    unit: str
    lowest: float
    highest: float
    zero_is_a_place: bool = False

    def allows(self, numbers: Floats) -> NDArray[np.bool_]:
        """Tell which numbers can be meant.

        Parameters
        ----------
        numbers
            Coordinates along this axis.

        Returns
        -------
        numpy.ndarray
            One truth value for each.
        """
        return (numbers >= self.lowest) & (numbers <= self.highest)


@dataclass(frozen=True)
class AxisPair:
    """Two columns that together give a point.

    Parameters
    ----------
    northward, eastward
        The two axes.
    """

    northward: Axis
    eastward: Axis


DEGREES = AxisPair(
    Axis("latitude", "degrees", -90.0, 90.0),
    Axis("longitude", "degrees", -180.0, 180.0, zero_is_a_place=True),
)
"""EPSG:4326; zero longitude runs through Greenwich."""

METRES = AxisPair(
    Axis("northing", "metres", 1_000.0, 1_300_000.0),
    Axis("easting", "metres", 1_000.0, 700_000.0),
)
"""EPSG:27700. The National Grid is 700 by 1,300 km; no land lies within 1 km of its origin, but degrees would."""

UNITED_KINGDOM = AxisPair(Axis("latitude", "degrees", 49.0, 61.0), Axis("longitude", "degrees", -9.0, 2.5))
"""The box around the United Kingdom; degrees that lie in it only when exchanged look swapped."""


@dataclass(frozen=True)
class Points:
    """What a column or pair of columns gives for each row.

    Parameters
    ----------
    x_m, y_m
        Eastings and northings, EPSG:27700; not finite where there are none.
    problem
        The code of why there is no point, ``no_place`` where nothing is given, empty where there is one.
    """

    x_m: Floats
    y_m: Floats
    problem: Problems

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Where there is a point."""
        return np.asarray(self.problem == "")

    @property
    def given(self) -> NDArray[np.bool_]:
        """Where there is anything at all."""
        return np.asarray(self.problem != ProblemCode.NO_PLACE.value)

    def or_else(self, other: Points) -> Points:
        """Return these points, and others where these cannot be used but the others can, or nothing is given.

        Parameters
        ----------
        other
            The points to fall back on, for the same rows.

        Returns
        -------
        Points
            For the same rows.
        """
        replaced = ~self.usable & (other.usable | ~self.given)
        return Points(
            np.where(replaced, other.x_m, self.x_m),
            np.where(replaced, other.y_m, self.y_m),
            np.where(replaced, other.problem, self.problem),
        )


def read_coordinates(table: pd.DataFrame) -> Points:
    """Read the coordinates of each row: latitude and longitude first, else easting and northing.

    Parameters
    ----------
    table
        Any of the columns ``latitude``, ``longitude``, ``easting`` and ``northing``, as text or numbers.

    Returns
    -------
    Points
        Nothing is repaired; coordinates that cannot be used have a problem instead.
    """
    return _read_degrees(table).or_else(_read_metres(table))


def _read_degrees(table: pd.DataFrame) -> Points:
    latitude, longitude, problem = _read_pair(table, DEGREES)
    looks_swapped = ~_in_united_kingdom(latitude, longitude) & _in_united_kingdom(longitude, latitude)
    problem[(problem == "") & looks_swapped] = ProblemCode.AXES_SWAPPED.value
    usable = problem == ""
    x_m, y_m = np.full(len(table), np.nan), np.full(len(table), np.nan)
    x_m[usable], y_m[usable] = degrees_to_metres().transform(longitude[usable], latitude[usable])
    return Points(x_m, y_m, problem)


def degrees_to_metres() -> Transformation:
    """Return what turns longitude and latitude (EPSG:4326) into easting and northing (EPSG:27700), and back.

    Returns
    -------
    Transformation
        The one that ``GeoDataFrame.to_crs`` uses, so that points agree with layers brought to metres there.
    """
    return transformation("EPSG:4326", "EPSG:27700")


def points_in_degrees(points_bng: Floats) -> Floats:
    """Return points in degrees.

    Parameters
    ----------
    points_bng
        Shape (n, 2): eastings and northings, EPSG:27700.

    Returns
    -------
    numpy.ndarray
        Shape (n, 2): longitudes and latitudes, EPSG:4326.
    """
    eastings_m, northings_m = points_bng.T
    return np.column_stack(degrees_to_metres().transform(eastings_m, northings_m, direction="INVERSE"))


def shapes_in_degrees(shapes_bng: Shapes, *, decimals: int) -> Shapes:
    """Return shapes as they are drawn.

    Parameters
    ----------
    shapes_bng
        One geometry of shapely or an array of them, EPSG:27700.
    decimals
        To how many decimals of a degree.

    Returns
    -------
    shapely.Geometry or numpy.ndarray
        Alike, EPSG:4326.
    """
    moved: Shapes = shapely.transform(shapes_bng, lambda points_bng: points_in_degrees(points_bng).round(decimals))
    return moved


def mercator_to_degrees() -> Transformation:
    """Return what turns metres of Web Mercator (EPSG:3857) into longitude and latitude (EPSG:4326).

    Returns
    -------
    Transformation
        Eastward before northward on both sides.
    """
    return transformation("EPSG:3857", "EPSG:4326")


def _read_metres(table: pd.DataFrame) -> Points:
    northing, easting, problem = _read_pair(table, METRES)
    return Points(easting, northing, problem)


def _read_pair(table: pd.DataFrame, pair: AxisPair) -> tuple[Floats, Floats, Problems]:
    north, north_given = _numbers(table, pair.northward)
    east, east_given = _numbers(table, pair.eastward)
    problem = np.select(
        [
            ~north_given & ~east_given,
            ~north_given | ~east_given,
            ~np.isfinite(north) | ~np.isfinite(east),
            _at_zero(north, pair.northward) | _at_zero(east, pair.eastward),
            ~pair.northward.allows(north) | ~pair.eastward.allows(east),
        ],
        [
            ProblemCode.NO_PLACE.value,
            ProblemCode.HALF_A_COORDINATE.value,
            ProblemCode.NOT_A_NUMBER.value,
            ProblemCode.AT_ZERO.value,
            ProblemCode.OUT_OF_RANGE.value,
        ],
        default="",
    )
    return north, east, problem.astype(object)


def _numbers(table: pd.DataFrame, axis: Axis) -> tuple[Floats, NDArray[np.bool_]]:
    """Return a column as numbers, NaN where there is none, and where anything is given."""
    if axis.field not in table:
        return np.full(len(table), np.nan), np.zeros(len(table), dtype=bool)
    values: pd.Series[Any] = table[axis.field]
    if pd.api.types.is_numeric_dtype(values):
        return values.to_numpy(dtype=np.float64, na_value=np.nan), values.notna().to_numpy(dtype=bool)
    texts = values.astype("string").str.strip()
    return coordinate_numbers(texts, unit=axis.unit), texts.fillna("").ne("").to_numpy(dtype=bool)


def _at_zero(numbers: Floats, axis: Axis) -> NDArray[np.bool_]:
    return np.asarray((numbers == 0) & (not axis.zero_is_a_place))


def _in_united_kingdom(latitude: Floats, longitude: Floats) -> NDArray[np.bool_]:
    return UNITED_KINGDOM.northward.allows(latitude) & UNITED_KINGDOM.eastward.allows(longitude)
