"""What lies in the area, or near enough to its edge to count?"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from asset_map.domain.distance import EDGE_M


def near_area(geometry_bng: NDArray[np.object_], zones_bng: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Return which points, lines and areas lie in the area or at most 1,200 m beyond its edge.

    Parameters
    ----------
    geometry_bng
        Geometry with finite coordinates, EPSG:27700.
    zones_bng
        The zones of the area, EPSG:27700.

    Returns
    -------
    numpy.ndarray
        One truth value for each; any part of a line or an area is enough.
    """
    near = np.zeros(len(geometry_bng), dtype=bool)
    if len(geometry_bng):
        found, _ = zones_bng.sindex.nearest(geometry_bng, max_distance=EDGE_M, return_all=False)
        near[found] = True
    return near
