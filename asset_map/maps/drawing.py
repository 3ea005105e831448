"""How do official boundaries become outlines that a phone can draw, with shared edges kept?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from asset_map.geography.coordinates import shapes_in_degrees
from asset_map.maps.arcs import shared_outlines

AT_MOST_OFF_M = 10.0
"""How far a drawn edge may lie from the true one (architecture, decisions)."""

DECIMALS = 5
"""Decimals of a degree in drawings: about 1 m."""

_FIRST_TRY = 0.45
"""`coverage_simplify` bounds areas, not distances: 5 went 10.3 m astray in Glasgow, 4.5 went 5.8 m."""

_TRIES = 6


@dataclass(frozen=True)
class DrawnZones:
    """Outlines of zones for drawing; never for measuring or for placing anything in a zone.

    Parameters
    ----------
    codes
        Zone codes in the order of the features.
    geojson
        A FeatureCollection as compact text, EPSG:4326, 5 decimals; the property ``code`` is the zone's code.
    arcs
        The same outlines with each shared edge once, as `shared_outlines` gives them, as JSON.
    bounds
        West, south, east, north in degrees.
    """

    codes: tuple[str, ...]
    geojson: str
    arcs: str
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True)
class DrawnContext:
    """Streets, parks and water to find one's way by.

    Parameters
    ----------
    geojson
        A FeatureCollection as compact text, EPSG:4326, 5 decimals, with the properties ``name`` and ``category``.
    """

    geojson: str


def drawn_zones(zones_bng: gpd.GeoDataFrame, *, tolerance_m: float = AT_MOST_OFF_M) -> DrawnZones:
    """Simplify zones together, so that neighbours still share their edges, and turn them into degrees.

    Parameters
    ----------
    zones_bng
        Full-detail zones in metres, EPSG:27700, indexed by ``zone_code``.
    tolerance_m
        How far at most, in metres, a drawn edge may lie from the true one. It is measured, and a zone set that
        would go further is simplified less.

    Returns
    -------
    DrawnZones
        One feature for each zone, in order of zone code.

    Raises
    ------
    ValueError
        When there is no zone, or the zones are not in EPSG:27700.
    """
    _require_metres(zones_bng)
    if zones_bng.empty:
        msg = "There is no zone to draw."
        raise ValueError(msg)
    ordered = zones_bng.sort_index()
    outlines = gpd.GeoSeries(_simplified(_clean(ordered.geometry.to_numpy()), tolerance_m), crs=ordered.crs)
    # Outer rings go one way and holes the other, so that neighbours go opposite ways along the edge they share.
    degrees = shapely.orient_polygons(shapes_in_degrees(outlines.to_numpy(), decimals=DECIMALS))
    codes = tuple(ordered.index.astype(str))
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(degrees))
    return DrawnZones(
        codes,
        _feature_collection(degrees, [{"code": code} for code in codes]),
        json.dumps(shared_outlines(degrees, decimals=DECIMALS), separators=(",", ":")),
        (west, south, east, north),
    )


def drawn_context(features_bng: gpd.GeoDataFrame, *, tolerance_m: float = 2.0) -> DrawnContext:
    """Turn streets, parks, water and the like into one small collection.

    Parameters
    ----------
    features_bng
        Lines and polygons in metres, EPSG:27700, with the columns ``name`` and ``category``.
    tolerance_m
        How far at most, in metres, a drawn line may lie from the true one.

    Returns
    -------
    DrawnContext
        The features in the order given, which is the order of drawing.
    """
    _require_metres(features_bng)
    simpler = features_bng.geometry.simplify(tolerance_m, preserve_topology=True)
    labels = features_bng[["name", "category"]].fillna("").astype(str)
    return DrawnContext(
        _feature_collection(shapes_in_degrees(simpler.to_numpy(), decimals=DECIMALS), labels.to_dict("records"))
    )


def _require_metres(frame: gpd.GeoDataFrame) -> None:
    if frame.crs is None or frame.crs.to_epsg() != 27700:
        msg = f"Expected geometry in metres, EPSG:27700, and found {frame.crs}. Convert it with to_crs(27700)."
        raise ValueError(msg)


def _clean(zones: NDArray[Any]) -> NDArray[Any]:
    """Mend crossed rings, and gaps or overlaps between neighbours, which simplifying together would widen."""
    valid, crossed = zones.copy(), ~shapely.is_valid(zones)
    valid[crossed] = shapely.make_valid(zones[crossed], method="structure", keep_collapsed=False)
    return valid if shapely.coverage_is_valid(valid) else shapely.coverage_clean(valid)  # type: ignore[attr-defined]  # newer than types-shapely


def _simplified(zones: NDArray[Any], tolerance_m: float) -> NDArray[Any]:
    for attempt in range(_TRIES):
        simpler = shapely.coverage_simplify(zones, _FIRST_TRY * tolerance_m / 2**attempt)
        if _stays_within(zones, simpler, tolerance_m):
            return simpler
    return zones


def _stays_within(zones: NDArray[Any], simpler: NDArray[Any], tolerance_m: float) -> bool:
    vertices, zone_of_vertex = shapely.get_coordinates(zones, return_index=True)
    # Simplifying only leaves vertices out: those that are still there need no measuring, and neighbours share theirs.
    given, once = np.unique(vertices.view(np.complex128).ravel(), return_index=True)
    left_out = once[~np.isin(given, shapely.get_coordinates(simpler).view(np.complex128).ravel())]
    edges = shapely.boundary(simpler)
    shapely.prepare(edges)
    near = shapely.dwithin(edges[zone_of_vertex[left_out]], shapely.points(vertices[left_out]), tolerance_m)
    return bool(np.all(near))


def _feature_collection(geometry: NDArray[Any], properties: Sequence[Mapping[Any, str]]) -> str:
    told = (json.dumps(values, ensure_ascii=False, separators=(",", ":")) for values in properties)
    features = (
        f'{{"type":"Feature","properties":{words},"geometry":{shape}}}'
        for words, shape in zip(told, shapely.to_geojson(geometry), strict=True)
    )
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'
