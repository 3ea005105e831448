"""A made-up nation: 6,976 zones of about 340 vertices that share their edges, and where people live in it.

Zones are the cells of a Voronoi diagram, small in towns and large between them. Each edge is drawn once, crooked at
every scale, and used by both its zones, so that together they are a coverage as official boundaries are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Voronoi

SEED = 2011
ZONES = 6_976
VERTICES = 340
WEST_M, SOUTH_M, WIDTH_M, HEIGHT_M = 120_000.0, 560_000.0, 230_000.0, 340_000.0
"""About the land of Scotland, EPSG:27700."""

TOWNS = 60
IN_TOWNS = 0.85
"""This share of the zones lies in towns."""

CROOKED = 0.3
"""How far an edge strays: at most so much of the distance to its nearer end."""

TRIES = 12
"""Edges that cross are drawn half as crooked, so often at most."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Edges:
    """Edges between corners: the numbers of their ends, and of the steps that each is drawn in."""

    corners: Floats
    ends: NDArray[np.int64]
    steps: NDArray[np.int64]


def made_up_zones(zones: int = ZONES) -> gpd.GeoDataFrame:
    """Return the zones of the nation.

    Parameters
    ----------
    zones
        How many.

    Returns
    -------
    geopandas.GeoDataFrame
        ``zone_code`` as index, in order, and polygons, EPSG:27700: valid, sharing edges without gaps or overlaps.

    Raises
    ------
    ValueError
        When edges that cross could not be straightened.
    """
    diagram = Voronoi(np.concatenate([_seeds(zones, np.random.default_rng(SEED)), _around()]))
    regions = [diagram.regions[diagram.point_region[cell]] for cell in range(zones)]
    edges = _edges(diagram.vertices, regions)
    place = {tuple(pair): nth for nth, pair in enumerate(edges.ends.tolist())}
    stray = np.minimum(CROOKED, np.tan(0.4 * _narrowest(edges)))
    for _ in range(TRIES):
        shapes = _polygons(regions, _drawn(edges, stray), place)
        crossing = ~shapely.is_valid(shapes) | ~shapely.is_empty(shapely.coverage_invalid_edges(shapes))
        if not crossing.any():
            codes = [f"M{cell:08d}" for cell in range(zones)]
            return gpd.GeoDataFrame(geometry=shapes, crs=27700, index=codes).rename_axis("zone_code")
        around = [place[_key(step)] for cell in np.flatnonzero(crossing) for step in _steps(regions[cell])]
        stray[around] /= 2
    msg = f"{crossing.sum()} zones still cross."
    raise ValueError(msg)


def made_up_points(zones_bng: gpd.GeoDataFrame, number: int) -> tuple[Floats, Floats]:
    """Return places: four of five where zones are small, as people live, one of five anywhere on the map.

    Parameters
    ----------
    zones_bng
        The zones.
    number
        How many places.

    Returns
    -------
    x_m, y_m : numpy.ndarray
        EPSG:27700, rounded to centimetres; some lie in no zone.
    """
    rng = np.random.default_rng(SEED + 1)
    shapes = np.asarray(zones_bng.geometry.array, dtype=object)
    middle, radius_m = shapely.get_coordinates(shapely.centroid(shapes)), np.sqrt(shapely.area(shapes) / np.pi)
    zone = rng.integers(0, len(shapes), number)
    x_m, y_m = (middle[zone] + rng.normal(0, 0.6, (number, 2)) * radius_m[zone, None]).T
    west, south, east, north = zones_bng.total_bounds
    anywhere = rng.random(number) < 0.2
    x_m[anywhere] = rng.uniform(west, east, anywhere.sum())
    y_m[anywhere] = rng.uniform(south, north, anywhere.sum())
    return x_m.round(2), y_m.round(2)


def keep_nation(folder: Path, *, zones: int, points: int) -> None:
    """Write zones and places for the ways to read.

    Parameters
    ----------
    folder
        Where.
    zones, points
        How many.
    """
    zones_bng = made_up_zones(zones)
    zones_bng.to_parquet(folder / "zones.parquet")
    np.save(folder / "points.npy", np.column_stack(made_up_points(zones_bng, points)))


def kept_zones(folder: Path) -> gpd.GeoDataFrame:
    """Read the zones again.

    Parameters
    ----------
    folder
        Where `keep_nation` wrote them.

    Returns
    -------
    geopandas.GeoDataFrame
        As `made_up_zones` gives them.
    """
    return gpd.read_parquet(folder / "zones.parquet")


def kept_points(folder: Path) -> tuple[Floats, Floats]:
    """Read the places again.

    Parameters
    ----------
    folder
        Where `keep_nation` wrote them.

    Returns
    -------
    x_m, y_m : numpy.ndarray
        As `made_up_points` gives them.
    """
    x_m, y_m = np.load(folder / "points.npy", allow_pickle=False).T
    return np.ascontiguousarray(x_m), np.ascontiguousarray(y_m)


def _seeds(zones: int, rng: np.random.Generator) -> Floats:
    """Return the middles of zones: towns of very different sizes, and the country between them."""
    town = rng.uniform((WEST_M, SOUTH_M), (WEST_M + WIDTH_M, SOUTH_M + HEIGHT_M), (TOWNS, 2))
    weight = 1 / np.arange(1, TOWNS + 1)
    inside = int(IN_TOWNS * zones)
    of_town = rng.choice(TOWNS, inside, p=weight / weight.sum())
    spread_m = 9_000 * np.sqrt(weight)[of_town, None]
    in_town = town[of_town] + rng.normal(0, 1, (inside, 2)) * spread_m
    between = rng.uniform((WEST_M, SOUTH_M), (WEST_M + WIDTH_M, SOUTH_M + HEIGHT_M), (zones - inside, 2))
    corner, far = (WEST_M, SOUTH_M), (WEST_M + WIDTH_M, SOUTH_M + HEIGHT_M)
    return np.clip(np.concatenate([in_town, between]), corner, far) + rng.uniform(-50, 50, (zones, 2))


def _around() -> Floats:
    """Return middles of cells at sea, so that every zone has an end."""
    box = shapely.box(WEST_M, SOUTH_M, WEST_M + WIDTH_M, SOUTH_M + HEIGHT_M)
    coast = shapely.segmentize(shapely.buffer(box, 12_000, join_style="mitre"), 10_000)
    along = shapely.get_coordinates(coast)[:-1]
    return along + np.random.default_rng(SEED).uniform(-3_000, 3_000, along.shape)


def _edges(corners: Floats, regions: list[list[int]]) -> _Edges:
    """Return every edge once, with more steps the longer it is, and about `VERTICES` around a zone."""
    ends = np.unique([_key(step) for region in regions for step in _steps(region)], axis=0)
    share = np.sqrt(np.hypot(*(corners[ends[:, 0]] - corners[ends[:, 1]]).T))
    steps = np.rint(share * VERTICES * len(regions) / 2 / share.sum()).astype(np.int64)
    return _Edges(corners, ends, steps.clip(min=1))


def _steps(region: list[int]) -> Iterator[tuple[int, int]]:
    return zip(region, [*region[1:], region[0]], strict=True)


def _key(step: tuple[int, int]) -> tuple[int, int]:
    return min(step), max(step)


def _narrowest(edges: _Edges) -> Floats:
    """Return for each edge the narrowest angle to another edge at either end, in radians."""
    across = edges.corners[edges.ends[:, 1]] - edges.corners[edges.ends[:, 0]]
    angle = np.concatenate([np.arctan2(across[:, 1], across[:, 0]), np.arctan2(-across[:, 1], -across[:, 0])])
    corner, edge = edges.ends.T.ravel(), np.tile(np.arange(len(edges.ends)), 2)
    narrowest = np.full(len(edges.ends), 2.0)
    order = np.lexsort([angle, corner])
    for some in np.split(order, np.flatnonzero(np.diff(corner[order])) + 1):
        gap = np.diff(angle[some], append=angle[some[0]] + 2 * np.pi)
        np.minimum.at(narrowest, edge[some], np.minimum(gap, np.roll(gap, 1)))
    return narrowest


def _drawn(edges: _Edges, stray: Floats) -> list[Floats]:
    """Draw each edge from its first end to its second.

    A line strays at every scale, and least near its ends; it never turns back, so it does not cross itself.
    """
    rng = np.random.default_rng(SEED)
    edge = np.repeat(np.arange(len(edges.steps)), edges.steps + 1)
    first = np.cumsum(edges.steps + 1) - edges.steps - 1
    along = (np.arange(len(edge)) - first[edge]) / edges.steps[edge]
    noise = rng.normal(0, 0.05, len(edge))
    for octave in range(1, 7):
        height, shift = rng.normal(0, 2 ** (-0.8 * octave), len(edges.steps)), rng.uniform(0, 7, len(edges.steps))
        noise += height[edge] * np.sin(along * np.pi * 2.0**octave + shift[edge])
    off = np.clip(noise, -1, 1) * stray[edge] * np.minimum(along, 1 - along)
    starts, ends = edges.corners[edges.ends[:, 0]], edges.corners[edges.ends[:, 1]]
    across = (ends - starts)[edge]
    line = starts[edge] + along[:, None] * across + off[:, None] * np.column_stack([-across[:, 1], across[:, 0]])
    line[first], line[first + edges.steps] = starts, ends
    return np.split(line, first[1:])


def _polygons(regions: list[list[int]], drawn: list[Floats], place: dict[tuple[int, ...], int]) -> NDArray[np.object_]:
    rings = []
    for region in regions:
        lines = [drawn[place[_key(step)]][:: 1 if step[0] < step[1] else -1][:-1] for step in _steps(region)]
        rings.append(np.concatenate([*lines, lines[0][:1]]))
    ring = np.repeat(np.arange(len(rings)), [len(line) for line in rings])
    return np.asarray(shapely.polygons(shapely.linearrings(np.concatenate(rings), indices=ring)), dtype=object)
