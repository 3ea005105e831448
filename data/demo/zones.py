"""Which small areas is the town counted by, and what are they called?

Lengths are metres from the middle of the town.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapes import cut_up, faces, joined

PEOPLE_PER_M2 = 0.0072
"""In the middle of the town; it falls away outwards."""
FEWEST_PEOPLE, MOST_PEOPLE = 420, 960
"""A zone where fewer are expected is joined to a neighbour; one where more are is cut in two."""
FEWEST_PEOPLE_BETWEEN_ROADS = 520
"""Corners left between the main roads join a neighbour sooner, which keeps the zones compact."""


def expected_people(polygons: Sequence[Polygon]) -> NDArray[np.float64]:
    """Return how many people would live on each polygon if nothing but its place mattered.

    Parameters
    ----------
    polygons
        Polygons in metres from the middle of the town.

    Returns
    -------
    ndarray
        Area times a density that falls with the distance of the middle.
    """
    middles = shapely.get_coordinates(shapely.centroid(polygons))
    distance_m = np.hypot(middles[:, 0], middles[:, 1])
    return shapely.area(polygons) * PEOPLE_PER_M2 * (0.36 + 0.64 * np.exp(-((distance_m / 1000) ** 2)))


def cut_into_zones(
    town: Polygon, lines: Sequence[LineString], *, rng: np.random.Generator
) -> tuple[list[Polygon], list[LineString]]:
    """Cut the town along its main lines, and then until every piece holds people enough for one zone.

    Parameters
    ----------
    town
        The land of the town.
    lines
        Main roads, railway and river.
    rng
        Where the lesser cuts fall.

    Returns
    -------
    list of Polygon
        The zones, a coverage of the town.
    list of LineString
        The lesser cuts; some lie in zones that were joined afterwards.
    """
    cells = joined(_on_land([town.boundary, *lines], town), too_small=_fewer_than(FEWEST_PEOPLE_BETWEEN_ROADS))
    pieces, cuts = [], []
    for cell in cells:
        parts, streets = cut_up(cell, too_big=lambda piece: _people_on(piece) > MOST_PEOPLE, rng=rng, bend=0.06)
        pieces.extend(parts)
        cuts.extend(streets)
    noded = _on_land([piece.boundary for piece in pieces], town)
    return joined(noded, too_small=_fewer_than(FEWEST_PEOPLE)), cuts


def named_zones(
    cells: Sequence[Polygon], *, town: Polygon, river: LineString, neighbourhoods: Sequence[Mapping[str, Any]]
) -> gpd.GeoDataFrame:
    """Give each zone a code, a neighbourhood and a name.

    Parameters
    ----------
    cells
        The zones' polygons.
    town
        The land of the town.
    river
        The line that no neighbourhood reaches across.
    neighbourhoods
        Their ``name`` and the point (``at``) they gather round.

    Returns
    -------
    GeoDataFrame
        Columns ``zone_code``, ``zone_name``, ``neighbourhood``, ``expected_people``; numbered from north to south.
    """
    names = np.array([entry["name"] for entry in neighbourhoods])
    seeds = shapely.points([entry["at"] for entry in neighbourhoods])
    inside = shapely.point_on_surface(np.array(cells))
    bank = max(faces([town.boundary, river]), key=lambda side: side.area)
    across = shapely.within(inside, bank)[:, None] != shapely.within(seeds, bank)[None, :]
    nearest = np.where(across, np.inf, shapely.distance(inside[:, None], seeds[None, :])).argmin(axis=1)
    columns = {"order": nearest, "south": -shapely.get_y(inside), "expected_people": expected_people(cells)}
    zones = gpd.GeoDataFrame(columns, geometry=list(cells)).sort_values(["order", "south"], ignore_index=True)
    number = zones.groupby("order").cumcount() + 1
    zones["zone_code"] = (zones.index + 1).map("DEMO{:04d}".format)
    zones["neighbourhood"] = names[zones["order"]]
    zones["zone_name"] = zones["neighbourhood"] + " - " + number.map("{:02d}".format)
    return zones[["zone_code", "zone_name", "neighbourhood", "expected_people", "geometry"]]


def _on_land(lines: Sequence[shapely.Geometry], town: Polygon) -> list[Polygon]:
    return [face for face in faces(lines) if town.contains(face.representative_point())]


def _people_on(piece: Polygon) -> float:
    return float(expected_people([piece])[0])


def _fewer_than(people: float) -> Callable[[Polygon], bool]:
    return lambda piece: _people_on(piece) < people
