"""Where would one more place be, and how far does it reach? Drawn over a map of what is there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import shapely

from asset_map.geography.coordinates import degrees_to_metres, shapes_in_degrees
from asset_map.language import gettext as _
from asset_map.maps import palette
from asset_map.maps.drawing import DECIMALS
from asset_map.maps.layer import DrawnPoints, Layer, LegendClass, Table

Degrees = tuple[float, float]

_QUARTER_SEGMENTS = 12


def with_more_places(layer: Layer, places: Sequence[Degrees], *, circle_m: float | None) -> Layer:
    """Return a layer with places that are not there yet.

    Parameters
    ----------
    layer
        What is drawn.
    places
        Latitude and longitude of each, EPSG:4326.
    circle_m
        Radius in metres of the circle around each place within which it would be near; None where distances do not
        make a circle.

    Returns
    -------
    Layer
        The zones stay as they are: what would change is told in tables. Without places the same layer.
    """
    return replace(layer, points=_points(layer.points, places, circle_m)) if places else layer


def _points(points: DrawnPoints, places: Sequence[Degrees], circle_m: float | None) -> DrawnPoints:
    table = points.table if points.table.columns else Table((_("Name"),))
    names = [
        _("One more place") if len(places) == 1 else _("One more place, {number}").format(number=number)
        for number in range(1, len(places) + 1)
    ]
    blank = ("",) * (len(table.columns) - 1)
    before = len(points.positions)
    own_shapes = points.shapes or ("",) * before
    group = LegendClass(_("What if: one more place"), palette.MORE)
    return DrawnPoints(
        table=replace(table, rows=(*table.rows, *((name, *blank) for name in names))),
        positions=(*points.positions, *((round(north, DECIMALS), round(east, DECIMALS)) for north, east in places)),
        groups=(*points.groups, group),
        group_of_point=(*points.group_of_point, *(len(points.groups),) * len(places)),
        shapes=() if circle_m is None else (*own_shapes, *(_circle(place, circle_m) for place in places)),
        asset_ids=(*points.asset_ids, *("",) * len(places)) if points.asset_ids else (),
    )


def _circle(place: Degrees, radius_m: float) -> str:
    latitude, longitude = place
    x_m, y_m = degrees_to_metres().transform(longitude, latitude)
    circle = shapely.Point(x_m, y_m).buffer(radius_m, quad_segs=_QUARTER_SEGMENTS)
    in_degrees = shapes_in_degrees(circle, decimals=DECIMALS)
    return json.dumps(json.loads(shapely.to_geojson(in_degrees)), separators=(",", ":"))
