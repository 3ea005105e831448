"""How does an extract of OpenStreetMap become the walking network of an area?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from asset_map.domain.distance import EDGE_M
from asset_map.errors import GeographyError
from asset_map.geography.contracting import build_network
from asset_map.geography.coordinates import degrees_to_metres
from asset_map.geography.network import SNAP_LIMIT_M, WalkingNetwork
from asset_map.geography.osm_ways import LonLatBounds, read_walkable_ways
from asset_map.geography.reference_systems import transformation
from asset_map.geography.vector_files import BNG
from asset_map.geography.walkable import WalkingRules

CUT_M = EDGE_M + EDGE_M / 2
"""Paths are kept so far beyond the area's edge.

People and assets count up to `EDGE_M` beyond it. A walk of up to `EDGE_M` between two of them strays at most half its
length from the nearer of the two, so no such walk is missed or made longer by the cut.
"""

LONGEST_PIECE_M = 5_000.0
"""Straight pieces that begin within the cut are kept when they end at most so far beyond it."""

_SIMPLIFIED_M = 25.0


@dataclass(frozen=True, kw_only=True)
class NetworkReport:
    """What is said of a walking network.

    Parameters
    ----------
    file
        Name of the file it was read from.
    dated
        The day that file tells of, as ISO 8601; empty when it does not say.
    junctions, paths, length_km
        How much there is of it.
    left_out_km
        Paths that lead nowhere: small parts that nothing joins to the others.
    zones_without
        Zones of the area in which no path lies.
    attribution
        Words to show wherever it is used.
    """

    file: str
    dated: str
    junctions: int
    paths: int
    length_km: float
    left_out_km: float
    zones_without: int
    attribution: str


@dataclass(frozen=True, eq=False)
class InstalledNetwork:
    """A walking network and what is said of it.

    Parameters
    ----------
    network
        Junctions and paths.
    report
        Where it is from, and how much there is of it.
    zones
        Codes of the zones that it was cut to.
    """

    network: WalkingNetwork
    report: NetworkReport
    zones: pd.Index[str]


def read_network(
    path: Path, zones_bng: gpd.GeoDataFrame, *, rules: WalkingRules | None, progress: Callable[[str], None]
) -> InstalledNetwork:
    """Read the walking network of an area and `CUT_M` around it.

    Parameters
    ----------
    path
        An extract of OpenStreetMap, ``.osm.pbf`` or ``.osm``.
    zones_bng
        The zones of the area, EPSG:27700.
    rules
        Which ways may be walked along.
    progress
        Is told how far the reading is.

    Returns
    -------
    InstalledNetwork
        Ready to be kept.

    Raises
    ------
    GeographyError
        The file cannot be read, or holds no walkable way in or near the area.
    """
    if rules is None:
        raise GeographyError("No file says which ways may be walked along. Bring data/geography/walking.toml back.")
    cut_bng = _cut(zones_bng)
    ways = read_walkable_ways(path, rules, window=_window(cut_bng), progress=progress)
    x_m, y_m = degrees_to_metres().transform(ways.longitude, ways.latitude)
    shapely.prepare(cut_bng)
    within = shapely.contains_xy(cut_bng, x_m, y_m)
    kept = within[ways.start] | within[ways.end]
    if not kept.any():
        message = f"{path.name} holds {ways.ways:,} walkable ways, but none in or near the area. Use an extract of the"
        raise GeographyError(f"{message} region around it. Nothing was changed.")
    pieces = np.column_stack([ways.start[kept], ways.end[kept]])
    progress(f"Joining {len(pieces):,} pieces of path")
    network = build_network(x_m, y_m, *pieces.T)
    all_m = np.hypot(x_m[pieces[:, 0]] - x_m[pieces[:, 1]], y_m[pieces[:, 0]] - y_m[pieces[:, 1]]).sum()
    length_m = network.length_m.sum()
    report = NetworkReport(
        file=path.name,
        dated=ways.dated,
        junctions=len(network.junctions_bng),
        paths=len(network.paths_bng),
        length_km=round(float(length_m) / 1000, 1),
        left_out_km=round(max(0.0, float(all_m - length_m)) / 1000, 1),
        zones_without=_zones_without(network, zones_bng),
        attribution=rules.attribution,
    )
    return InstalledNetwork(network, report, zones_bng.index)


def network_table(network: WalkingNetwork) -> gpd.GeoDataFrame:
    """Return a walking network as a table that can be kept, and opened in QGIS.

    Parameters
    ----------
    network
        The network.

    Returns
    -------
    geopandas.GeoDataFrame
        A row for each path: ``from_junction``, ``to_junction``, ``length_m`` and its line, EPSG:27700.
    """
    columns = {
        "from_junction": network.from_junction,
        "to_junction": network.to_junction,
        "length_m": network.length_m,
    }
    return gpd.GeoDataFrame(columns, geometry=network.paths_bng, crs=BNG)


def network_of_table(table: pd.DataFrame) -> WalkingNetwork:
    """Return the walking network that `network_table` made a table of.

    Parameters
    ----------
    table
        What `network_table` gave.

    Returns
    -------
    WalkingNetwork
        The same network.
    """
    paths_bng = np.asarray(table["geometry"].array, dtype=object)
    start, end = table["from_junction"].to_numpy("int64"), table["to_junction"].to_numpy("int64")
    junctions_bng = np.full((max(start.max(initial=-1), end.max(initial=-1)) + 1, 2), np.nan)
    junctions_bng[start] = shapely.get_coordinates(shapely.get_point(paths_bng, 0))
    junctions_bng[end] = shapely.get_coordinates(shapely.get_point(paths_bng, -1))
    return WalkingNetwork(junctions_bng=junctions_bng, from_junction=start, to_junction=end, paths_bng=paths_bng)


def _cut(zones_bng: gpd.GeoDataFrame) -> BaseGeometry:
    # Simplified first, by less than is added: the edge of the cut need not be exact, only far enough away.
    simple = shapely.simplify(np.asarray(zones_bng.geometry.array, dtype=object), _SIMPLIFIED_M)
    return shapely.union_all(shapely.buffer(simple, CUT_M + _SIMPLIFIED_M, quad_segs=8))


def _window(cut_bng: BaseGeometry) -> LonLatBounds:
    west, south, east, north = cut_bng.bounds
    return transformation(BNG, "EPSG:4326").transform_bounds(
        west - LONGEST_PIECE_M, south - LONGEST_PIECE_M, east + LONGEST_PIECE_M, north + LONGEST_PIECE_M
    )


def _zones_without(network: WalkingNetwork, zones_bng: gpd.GeoDataFrame) -> int:
    zones = np.asarray(zones_bng.geometry.array, dtype=object)
    near, _ = shapely.STRtree(network.paths_bng).query(zones, predicate="dwithin", distance=SNAP_LIMIT_M)
    return len(zones) - len(np.unique(near))
