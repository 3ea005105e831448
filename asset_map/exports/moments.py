"""How do moments stand in formats that have days and texts only?"""

from __future__ import annotations

import geopandas as gpd

WRITTEN = "%Y-%m-%dT%H:%M:%SZ"
"""ISO 8601, in UTC."""


def with_written_moments(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a layer in which moments are texts.

    Parameters
    ----------
    rows
        Moments stand in it with their time zone, UTC.

    Returns
    -------
    geopandas.GeoDataFrame
        The same rows, with those columns as ISO 8601.
    """
    moments = rows.select_dtypes("datetimetz").items()
    return rows.assign(**{str(name): column.dt.strftime(WRITTEN) for name, column in moments})
