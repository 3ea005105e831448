"""Where is each row of a table, for formats that hold no geometry?"""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

DECIMALS = 7
"""Seven decimals of a degree are about a centimetre."""

SHAPE = "geometry_type"
"""The column that says whether a row is a point, line or area; tables without it are of zones, and have no point."""


def with_degrees(rows: pd.DataFrame | gpd.GeoDataFrame) -> pd.DataFrame:
    """Return a layer as a table.

    Parameters
    ----------
    rows
        As `asset_map.exports.export.ExportLayer` holds them.

    Returns
    -------
    pandas.DataFrame
        Without geometry; where a row can be a point, line or area, with ``latitude`` and ``longitude`` (degrees,
        EPSG:4326) of the point, or of a point on the line or in the area; missing where it has no place.
    """
    if not isinstance(rows, gpd.GeoDataFrame):
        return rows
    table = pd.DataFrame(rows.drop(columns=rows.geometry.name))
    if SHAPE not in table:
        return table
    points = rows.geometry.representative_point().to_crs(4326)
    return table.assign(latitude=points.y.round(DECIMALS), longitude=points.x.round(DECIMALS))
