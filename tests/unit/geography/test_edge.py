"""What counts as the edge of the area, and who lives near it."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from asset_map.geography.edge import edge_lines, from_edge_m


def zones(*boxes: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[shapely.box(*one) for one in boxes], crs=27700)


def near(zones_bng: gpd.GeoDataFrame, *points: tuple[float, float], distance_m: float) -> list[bool]:
    x_m, y_m = np.array(points, dtype=float).reshape(-1, 2).T
    return (from_edge_m(x_m, y_m, edge_lines(zones_bng)) <= distance_m).tolist()


def test_a_boundary_between_zones_is_no_edge() -> None:
    both = zones((0, 0, 4000, 4000), (4000, 0, 8000, 4000))
    assert near(both, (4000, 2000), (100, 2000), (2000, 3200), (2000, 3199), distance_m=800) == [
        False,
        True,
        True,
        False,
    ]
    assert near(both, distance_m=800) == []


def test_a_sliver_between_boundaries_that_do_not_quite_meet_is_no_edge() -> None:
    ring = [(0, 0, 3000, 6000), (3000, 0, 6000, 2900), (3000, 3100, 6000, 6000), (3001, 2900, 6000, 3100)]
    assert near(zones(*ring), (2900, 3000), distance_m=200) == [False]
    lake = [(0, 0, 3000, 6000), (3000, 0, 6000, 2900), (3000, 3100, 6000, 6000), (3100, 2900, 6000, 3100)]
    assert near(zones(*lake), (2900, 3000), distance_m=200) == [True]
