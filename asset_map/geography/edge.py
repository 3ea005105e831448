"""What lies in the area, or near its edge?"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from asset_map.domain.distance import EDGE_M
from asset_map.geography.geographies import Geography


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


WATER_HALF_M = 300.0
"""Gaps up to twice as wide between neighbouring zones are water: no zone holds the tidal Clyde."""


def known_land(geography: Geography) -> gpd.GeoDataFrame:
    """Return the land of which the residents are known: near its edge, what people can reach may lie beyond the data.

    Parameters
    ----------
    geography
        The zones of the area, and those beyond its edge where they are kept.

    Returns
    -------
    geopandas.GeoDataFrame
        Polygons, EPSG:27700. Where neighbours are kept, every zone within 1,200 m is there, so that narrow gaps are
        water and are filled; without neighbours a gap may be land of others, and stays.
    """
    if geography.beyond_bng is None:
        return geography.zones_bng[["geometry"]]
    zones = np.concatenate([np.asarray(part.geometry.array) for part in (geography.zones_bng, geography.beyond_bng)])
    filled = shapely.buffer(shapely.buffer(shapely.union_all(zones), WATER_HALF_M, quad_segs=4), -WATER_HALF_M)
    return gpd.GeoDataFrame(geometry=[filled], crs=geography.zones_bng.crs)


SLIVER_M2 = 10_000.0
"""Gaps between boundaries that do not quite meet are smaller than a hectare; nobody lives on an islet so small."""


def edge_lines(zones_bng: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return the outer edge of the area, in pieces that are quick to measure to.

    Parameters
    ----------
    zones_bng
        The zones of the area, EPSG:27700.

    Returns
    -------
    numpy.ndarray
        Straight lines from corner to corner, EPSG:27700; rings around less than `SLIVER_M2` are left out.
    """
    zones = np.asarray(zones_bng.geometry.array, dtype=object)
    # Boundaries that meet corner for corner are united many times as fast.
    whole = shapely.coverage_union_all(zones) if shapely.coverage_is_valid(zones) else shapely.union_all(zones)
    rings = shapely.get_rings(shapely.get_parts(whole))
    rings = rings[shapely.area(shapely.polygons(rings)) >= SLIVER_M2]
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    joined = ring[1:] == ring[:-1]
    return np.asarray(shapely.linestrings(np.stack([corners[:-1][joined], corners[1:][joined]], axis=1)), dtype=object)


def from_edge_m(
    x_m: NDArray[np.float64], y_m: NDArray[np.float64], edge_bng: NDArray[np.object_]
) -> NDArray[np.float64]:
    """Return how far points lie from the area's edge: what they can reach further away may lie beyond it.

    Parameters
    ----------
    x_m, y_m
        Eastings and northings, EPSG:27700.
    edge_bng
        As `edge_lines` gives it.

    Returns
    -------
    numpy.ndarray
        Metres in a straight line, for each point; infinite where there is no edge.
    """
    apart_m = np.full(len(x_m), np.inf)
    if len(x_m) and len(edge_bng):
        points = np.asarray(shapely.points(x_m, y_m), dtype=object)
        found = shapely.STRtree(edge_bng).query_nearest(points, all_matches=False, return_distance=True)
        apart_m[found[0][0]] = found[1]
    return apart_m
