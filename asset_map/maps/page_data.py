"""What does a map page need to know? A `Layer` as the data block of a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import numpy as np
import shapely

from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.maps.drawing import DECIMALS
from asset_map.maps.layer import Layer, LegendClass, LegendGrid, Table, Theme
from asset_map.maps.patterns import MARKS

Json = dict[str, Any]


ASSET_ADDRESS = "/asset?"
"""The screen that tells everything about one asset, on the same server."""


CLUSTER_FROM_POINTS = 400
"""So many points are drawn in clusters; fewer are drawn one by one."""


def page_data(layer: Layer, *, leads_on: bool) -> Json:
    """Return the data that ``map_page.js`` draws.

    Parameters
    ----------
    layer
        What is drawn.
    leads_on
        Whether cards lead to the screens of this server; a file on a memory stick has none around it.

    Returns
    -------
    dict
        JSON values only. Each zone's outline stands in it once, however many themes use it.
    """
    setting = layer.setting
    return {
        **data_of_question(layer, leads_on=leads_on),
        "bounds": layer.zones.bounds,
        "shapes": json.loads(layer.zones.arcs),
        "marks": {pattern.value: mark for pattern, mark in MARKS.items()},
        "context": json.loads(setting.context.geojson) if setting.context else None,
        "words": _words(setting.area_name),
    }


def data_of_question(layer: Layer, *, leads_on: bool) -> Json:
    """Return what of a map's data another question changes: all but the zones' outlines and the ground below them.

    Parameters
    ----------
    layer
        What is drawn.
    leads_on
        Whether cards lead to the screens of this server.

    Returns
    -------
    dict
        JSON values only; ``map_page.js`` draws them in the map that stands there already.
    """
    setting = layer.setting
    return {
        "title": layer.title,
        "subtitle": layer.subtitle,
        "pageTitle": page_title(layer),
        "banner": setting.banner,
        "attribution": setting.attribution,
        "runCard": setting.run_card,
        "looked": layer.looked,
        "zoneTable": _table(layer.zone_table),
        "themes": [_theme(theme) for theme in layer.themes],
        "opensWith": [theme.theme_id for theme in layer.themes].index(layer.opens_with) if layer.opens_with else 0,
        "clusterFrom": CLUSTER_FROM_POINTS,
        "points": {
            "table": _table(layer.points.table),
            "positions": layer.points.positions,
            "groups": [_legend_class(group) for group in layer.points.groups],
            "groupOfPoint": layer.points.group_of_point,
            "shapes": _place_shapes(layer.points.shapes),
            "more": [_address_of(one) for one in layer.points.asset_ids] if leads_on else [],
        },
    }


def page_title(layer: Layer) -> str:
    """Return what the page of a layer is called.

    Parameters
    ----------
    layer
        What is drawn.

    Returns
    -------
    str
        What it shows, and where.
    """
    return f"{layer.title} · {layer.setting.area_name}"


def _polygons(geometry: Json) -> list[list[list[int]]]:
    """Write areas of places as whole steps of 1e-5 degrees, each from the point before."""
    shapes = geometry["coordinates"]
    polygons = [shapes] if geometry["type"] == "Polygon" else shapes
    return [[_steps(ring) for ring in polygon] for polygon in polygons]


def _place_shapes(shapes: Sequence[str]) -> list[Json]:
    """Return lines and areas in the order of drawing: large areas below small ones, lines on top."""
    read = [(place, json.loads(text)) for place, text in enumerate(shapes) if text]
    sizes = {place: shapely.geometry.shape(geometry).area for place, geometry in read}
    return [_place_shape(place, geometry) for place, geometry in sorted(read, key=lambda one: -sizes[one[0]])]


def _place_shape(place: int, geometry: Json) -> Json:
    if geometry["type"].endswith("Polygon"):
        return {"place": place, "areas": _polygons(geometry)}
    lines = [geometry["coordinates"]] if geometry["type"] == "LineString" else geometry["coordinates"]
    return {"place": place, "lines": [_steps(line) for line in lines]}


def _steps(ring: list[list[float]]) -> list[int]:
    steps = np.rint(np.asarray(ring) * 10**DECIMALS).astype("int64")
    flat: list[int] = np.diff(steps, axis=0, prepend=[[0, 0]]).ravel().tolist()
    return flat


def _address_of(asset_id: str) -> str:
    return ASSET_ADDRESS + urlencode({"id": asset_id}) if asset_id else ""


def _table(table: Table) -> Json:
    listed = table.listed or tuple(range(len(table.columns)))
    return {"columns": table.columns, "rows": table.rows, "listed": listed}


def _theme(theme: Theme) -> Json:
    counts = theme.zones_in_class
    return {
        "id": theme.theme_id,
        "title": theme.title,
        "note": theme.note,
        "classes": [
            _legend_class(entry) | {"count": ngettext("{count} zone", "{count} zones", count)}
            for entry, count in zip(theme.classes, counts, strict=True)
        ],
        "classOfZone": theme.class_of_zone,
        "grid": _grid(theme.grid) if theme.grid else None,
    }


def _grid(grid: LegendGrid) -> Json:
    return {
        "rowsTitle": grid.rows_title,
        "columnsTitle": grid.columns_title,
        "rows": grid.rows,
        "columns": grid.columns,
        "cells": grid.cells,
    }


def _legend_class(entry: LegendClass) -> Json:
    return {"label": entry.label, "colour": entry.colour, "pattern": entry.pattern.value}


def _words(area_name: str) -> Json:
    return {
        "map": _("Map of {area}").format(area=area_name),
        "show": _("Colour the zones by"),
        "legend": _("What the colours mean"),
        "places": _("Places"),
        "zonesTable": _("All zones as a table"),
        "placesTable": _("All places as a list"),
        "find": _("Find in this table"),
        "found": _("{shown} of {all} rows"),
        "made": _("How this map was made"),
        "several": _("Several kinds at one spot"),
        "here": _("{count} places here"),
        "hint": _("Tap or point at a zone to read about it; the tables below say the same."),
        "shown": _("The zones are now coloured by: {theme}"),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "wholeArea": _("Show the whole area"),
        "close": _("Close"),
        "more": _("More about it"),
    }
