"""Where can people walk in Inverfable, as an extract of OpenStreetMap would say it?

Streets are drawn one by one and end a step short of each other, or a little beyond; here ends are tied to the street
they meet, and streets that cross share a node. Only main streets cross river and railway.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString

HIGHWAYS = {"street": "residential", "main_street": "secondary"}
TIED_M = 3.0
CROSSING_GRID_M = 0.01
STRAIGHTENED_M = 1.0
DECIMALS = 6


def write_paths(
    context_bng: gpd.GeoDataFrame, path: Path, degrees: Callable[[NDArray[np.float64], int], NDArray[np.float64]]
) -> None:
    """Write the streets as OpenStreetMap XML.

    Parameters
    ----------
    context_bng
        Columns ``category`` and the lines, EPSG:27700.
    path
        The file, ending in ``.osm``.
    degrees
        Turns metres into degrees with so many decimals.
    """
    streets = context_bng[context_bng["category"].isin(HIGHWAYS)]
    pieces = _pieces(streets.geometry.to_numpy())
    middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    street = shapely.STRtree(streets.geometry.to_numpy()).nearest(middles)
    ways = [
        shapely.get_parts(shapely.line_merge(shapely.multilinestrings(pieces[street == one])))
        for one in range(len(streets))
    ]
    highway = np.repeat(streets["category"].map(HIGHWAYS).to_numpy(), list(map(len, ways)))
    corners, way = shapely.get_coordinates(np.concatenate(ways), return_index=True)
    nodes, node = np.unique(np.round(corners, 2), axis=0, return_inverse=True)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6" generator="Inverfable">']
    for number, (longitude, latitude) in enumerate(degrees(nodes, DECIMALS), 1):
        lines.append(f'<node id="{number}" lat="{latitude:.6f}" lon="{longitude:.6f}"/>')
    for number, kind in enumerate(highway):
        refs = "".join(f'<nd ref="{one + 1}"/>' for one in node.ravel()[way == number])
        lines.append(f'<way id="{number + 1}">{refs}<tag k="highway" v="{kind}"/></way>')
    path.write_text("\n".join([*lines, "</osm>"]) + "\n", encoding="utf-8", newline="\n")


def _pieces(streets: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the streets cut wherever two meet, ends tied to what they nearly meet, in a fixed order."""
    ends = np.concatenate([shapely.get_point(streets, 0), shapely.get_point(streets, -1)])
    owner = np.tile(np.arange(len(streets)), 2)
    end, street = shapely.STRtree(streets).query(ends, predicate="dwithin", distance=TIED_M)
    near = owner[end] != street
    met = shapely.line_interpolate_point(
        streets[street[near]], shapely.line_locate_point(streets[street[near]], ends[end[near]])
    )
    ties = [LineString([one, other]) for one, other in zip(ends[end[near]], met, strict=True) if one != other]
    whole = shapely.union_all([*streets, *ties], grid_size=CROSSING_GRID_M)
    merged = shapely.simplify(shapely.get_parts(shapely.line_merge(whole)), STRAIGHTENED_M)
    first = shapely.get_coordinates(shapely.line_interpolate_point(merged, 0.5, normalized=True))
    return merged[np.lexsort(first.T)]
