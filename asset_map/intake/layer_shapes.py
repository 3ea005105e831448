"""Where is each feature of a layer: at a point, along a line, in an area?"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from asset_map.geography.coordinates import points_in_degrees
from asset_map.geography.grid import Floats
from asset_map.geography.shapes import PLACEMENTS

DECIMALS = 7
"""Decimals of a degree that are written: a centimetre."""

_TYPE = r'^\{"type":"([A-Za-z]+)"'


def place_of_geometry(geometry_bng: gpd.GeoSeries) -> pd.DataFrame:
    """Return where features lie as columns of a table.

    Parameters
    ----------
    geometry_bng
        One geometry for each row, or none, EPSG:27700.

    Returns
    -------
    pandas.DataFrame
        On the same index, all text: ``easting`` and ``northing`` of the point, or of one on the line or in the area.
        Where there are others than points also ``precise_to_m``, half the diagonal of what the point stands for, and
        for lines and areas ``shape``, GeoJSON in degrees, EPSG:4326.
    """
    shapes = _single(geometry_bng.to_numpy())
    points = shapely.point_on_surface(shapes)
    places = pd.DataFrame(
        {"easting": _texts(shapely.get_x(points)), "northing": _texts(shapely.get_y(points))},
        index=geometry_bng.index,
        dtype="str",
    )
    spread = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes) & (shapely.get_type_id(shapes) != 0)
    if not spread.any():
        return places
    west_m, south_m, east_m, north_m = shapely.bounds(shapes).T
    half_m = np.where(spread, np.hypot(east_m - west_m, north_m - south_m) / 2, np.nan)
    drawn = spread & np.isin([shape.geom_type if shape else "" for shape in shapes], list(PLACEMENTS))
    texts = np.full(len(shapes), "", dtype=object)
    texts[drawn] = shapely.to_geojson(shapely.transform(shapes[drawn], _degrees))
    return places.assign(precise_to_m=_texts(np.round(half_m, 1).astype(np.float64)), shape=texts).astype("str")


def without_shapes_not_allowed(fields: pd.DataFrame, placements: Mapping[str, Collection[str]]) -> pd.DataFrame:
    """Return rows without those lines and areas that their kind may not be; their points stay.

    Parameters
    ----------
    fields
        With ``kind``, and ``shape`` as `place_of_geometry` gives it.
    placements
        Where assets of each kind may be placed, by the kind's code.

    Returns
    -------
    pandas.DataFrame
        The same rows.
    """
    if not fields["shape"].ne("").any():
        return fields
    placement = fields["shape"].str.extract(_TYPE, expand=False).map(PLACEMENTS).fillna("")
    allowed = pd.Series(False, index=fields.index)
    for kind in fields["kind"].unique():
        allowed |= fields["kind"].eq(kind) & placement.isin(list(placements.get(kind, ())))
    return fields.assign(shape=fields["shape"].where(allowed, ""))


def _single(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return several of one kind that are only one as that one, without heights."""
    several = (shapely.get_type_id(shapes) >= 4) & (shapely.get_num_geometries(shapes) == 1)
    return np.asarray(shapely.force_2d(np.where(several, shapely.get_geometry(shapes, 0), shapes)), dtype=np.object_)


def _degrees(corners_bng: Floats) -> Floats:
    return points_in_degrees(corners_bng).round(DECIMALS)


def _texts(numbers: Floats) -> list[str]:
    return ["" if np.isnan(number) else repr(number) for number in numbers.tolist()]
