"""What lies under the map of a session on a phone: little enough to be read, and to be sent to forty at once?"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.postcode import written_postcode
from asset_map.services.sessions.landmarks import landmarks
from asset_map.services.sessions.places import squares_of
from asset_map.services.sessions.shown import in_degrees
from asset_map.services.workspace import Workspace

MARGIN_SQUARES = 1
"""So many squares beyond the grid are drawn, so that people see what lies next to their neighbourhood."""

SIMPLER_M = 2.0
"""Half the width of a line on a phone."""

MOST_LANDMARKS = 60
"""As many as a list on a phone is read through, and a map has room for when it is drawn close."""

MOST_NAMES = 600
"""Names of streets, or of postcodes without any; each is written where it fits once the map is drawn close."""

STREETS = ("street", "path", "road")
DECIMALS = 5
"""Of degrees: a metre."""


def ground_of_session(session: MappingSession, workspace: Workspace, *, today: dt.date) -> str:
    """Return what lies under the map of a session.

    Parameters
    ----------
    session
        Whose area and grid are drawn.
    workspace
        The area.
    today
        As of when landmarks are usable.

    Returns
    -------
    str
        JSON in degrees, EPSG:4326: ``bounds`` of the grid (west, south, east, north); the ``area``, the ``ground``
        (one geometry for each ``category``) and the ``squares`` of the grid as GeoJSON; and the ``landmarks`` and
        ``streets``, each with a name and the ``place`` where it is written.
    """
    key = ("ground of session", session.area_bng, session.grid)
    fixed = workspace.remember(key, lambda: _fixed(session, workspace), follows_store=False)
    return json.dumps(fixed | {"landmarks": landmarks_near(session, workspace, today=today)}, separators=(",", ":"))


def landmarks_near(session: MappingSession, workspace: Workspace, *, today: dt.date) -> list[dict[str, Any]]:
    """Return landmarks on the map of a session.

    Parameters
    ----------
    session
        On whose grid they lie.
    workspace
        The area.
    today
        As of when they are usable.

    Returns
    -------
    list of dict
        The ``name`` and the ``place`` (longitude and latitude) of each, the most useful first, as the public may see.
    """
    key = ("landmarks of session", session.grid, today)
    return workspace.remember(key, lambda: list(_landmarks(session, workspace, today)))


def _landmarks(session: MappingSession, workspace: Workspace, today: dt.date) -> Iterator[dict[str, Any]]:
    window = shapely.box(*session.grid.bounds_m)
    found = [(name, shapely.point_on_surface(shape)) for name, shape in landmarks(workspace, today)]
    near = [(name, point) for name, point in found if window.contains(point)]
    for name, point in near[:MOST_LANDMARKS]:
        yield {"name": name, "place": _corner(point)}


def _fixed(session: MappingSession, workspace: Workspace) -> dict[str, Any]:
    west_m, south_m, east_m, north_m = session.grid.bounds_m
    margin_m = MARGIN_SQUARES * session.grid.side_m
    window = shapely.box(west_m - margin_m, south_m - margin_m, east_m + margin_m, north_m + margin_m)
    return {
        "bounds": list(in_degrees(shapely.box(*session.grid.bounds_m)).bounds),
        "area": _geometry(shapely.from_wkb(session.area_bng)),
        "ground": [
            {"category": category, "geometry": _geometry(shape)} for category, shape in _ground(workspace, window)
        ],
        "streets": list(_streets(workspace, window))[:MOST_NAMES],
        "squares": [{"name": name, "geometry": _geometry(shape)} for name, shape in squares_of(session.grid)],
    }


def _ground(workspace: Workspace, window: shapely.Polygon) -> Iterator[tuple[str, BaseGeometry]]:
    """Give one shape for each category, small streets as one; without a drawn ground all known ways and the zones."""
    context, network = workspace.geography.context_bng, workspace.geography.network
    if context is not None:
        near = context[context.intersects(window)]
        categories = near["category"].fillna("street").replace(dict.fromkeys(STREETS, "street"))
        for category in sorted(categories.unique()):
            yield category, _together(list(near.geometry[categories.eq(category)]), window)
    elif network is not None:
        paths = network.paths_bng
        yield "street", _together(paths[shapely.intersects(paths, window)], window)
    if context is None:
        zones = workspace.geography.zones_bng
        outlines = np.asarray(zones.geometry[zones.intersects(window)], dtype=np.object_)
        edges = shapely.boundary(shapely.coverage_simplify(outlines, SIMPLER_M))
        yield "boundary", shapely.intersection(shapely.union_all(edges), window)


def _together(shapes: Any, window: shapely.Polygon) -> BaseGeometry:  # noqa: ANN401  # an array of shapes
    simpler = shapely.simplify(np.asarray(shapes, dtype=np.object_), SIMPLER_M)
    return shapely.intersection(shapely.union_all(simpler), window)


def _streets(workspace: Workspace, window: shapely.Polygon) -> Iterator[dict[str, Any]]:
    """Give names of streets, the main ones first; without a drawn ground names of zones, and then postcodes."""
    geography = workspace.geography
    if geography.context_bng is None:
        zones = geography.zones_bng[geography.zones_bng.intersects(window)]
        yield from _written(zones["zone_name"].fillna(""), zones.geometry, window)
        west_m, south_m, east_m, north_m = window.bounds
        points = geography.postcodes.sort_index()
        east, north = points["easting_m"].astype("float64"), points["northing_m"].astype("float64")
        is_near = east.between(west_m, east_m) & north.between(south_m, north_m)
        places = [shapely.Point(x, y) for x, y in zip(east[is_near], north[is_near], strict=True)]
        yield from _written(map(written_postcode, points.index[is_near]), places, window)
        return
    near = geography.context_bng[geography.context_bng.intersects(window)]
    near = near[near["category"].isin(("main_street", *STREETS))].sort_values("category", kind="stable")
    yield from _written(near["name"].fillna(""), near.geometry, window)


def _written(names: Iterable[str], shapes: Iterable[BaseGeometry], window: shapely.Polygon) -> Iterator[dict[str, Any]]:
    for name, shape in zip(names, shapes, strict=True):
        if name:
            yield {"name": name, "place": _corner(shapely.point_on_surface(shapely.intersection(shape, window)))}


def _corner(point_bng: shapely.Point) -> list[float]:
    longitude, latitude = shapely.get_coordinates(in_degrees(point_bng))[0]
    return [round(float(longitude), DECIMALS), round(float(latitude), DECIMALS)]


def _geometry(shape_bng: BaseGeometry) -> Any:  # noqa: ANN401  # GeoJSON
    in_whole = shapely.transform(in_degrees(shapely.force_2d(shape_bng)), lambda corners: corners.round(DECIMALS))
    return json.loads(shapely.to_geojson(in_whole))
