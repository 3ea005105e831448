"""Features as GeoJSON: what RFC 7946 has, and Part 2 of OGC API Features for other systems."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from asset_map.exports.export import ExportLayer
from asset_map.language import gettext as _
from asset_map.services.features.choosing import ids_of
from asset_map.services.features.collections import TIME_COLUMNS, Collection
from asset_map.services.features.systems import System, given_in


def written(layer: ExportLayer, positions: npt.NDArray[np.intp], collection: Collection, system: System) -> list[str]:
    """Return features as text.

    Parameters
    ----------
    layer
        What they are taken from.
    positions
        Which rows, in order.
    collection
        What they are.
    system
        The coordinate reference system of their shapes.

    Returns
    -------
    list of str
        A JSON object each, with ``id``, ``geometry`` (null where a row has no place) and all columns as
        ``properties``: days and moments as ISO 8601, what is missing as null.
    """
    rows = layer.rows.iloc[positions]
    ids = ids_of(rows, collection)
    names = [one.name for one in layer.columns]
    values = [[_value(value) for value in rows[name].tolist()] for name in names]
    properties = [_json(dict(zip(names, row, strict=True))) for row in zip(*values, strict=True)]
    return [
        f'{{"type":"Feature","id":{_json(one)},"geometry":{shape},"properties":{told}}}'
        for one, shape, told in zip(ids, _shapes(rows, system), properties, strict=True)
    ]


def schema_of(layer: ExportLayer) -> dict[str, object]:
    """Return what stands in each feature, as the JSON Schema of a GeoJSON feature.

    GDAL reads the types of columns from it, and understands one type each: what may be missing is marked by
    ``nullable``, as in OpenAPI 3.0.

    Parameters
    ----------
    layer
        The layer.

    Returns
    -------
    dict
        With type, title and meaning of each column, ready for JSON.
    """
    rows = layer.rows
    properties: dict[str, object] = {}
    for one in layer.columns:
        described = {"title": one.title, "description": one.meaning, **_type(rows[one.name]), "nullable": True}
        if one.name in TIME_COLUMNS:
            described["format"] = "date"
        properties[one.name] = described | ({"x-ogc-unit": one.unit} if one.unit else {})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "title": layer.title,
        "description": layer.description,
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"enum": ["Feature"]},
            "id": {"type": "string"},
            "geometry": {"nullable": True, "description": _("A GeoJSON geometry.")},
            "properties": {"type": "object", "properties": properties},
        },
    }


def _type(column: pd.Series) -> dict[str, str]:
    kind = column.dtype
    if pd.api.types.is_bool_dtype(kind):
        return {"type": "boolean"}
    if pd.api.types.is_integer_dtype(kind):
        return {"type": "integer"}
    if pd.api.types.is_float_dtype(kind):
        return {"type": "number"}
    if str(kind).startswith("date32"):
        return {"type": "string", "format": "date"}
    if pd.api.types.is_datetime64_any_dtype(kind):
        return {"type": "string", "format": "date-time"}
    return {"type": "string"}


def _shapes(rows: pd.DataFrame, system: System) -> Sequence[str]:
    if not isinstance(rows, gpd.GeoDataFrame):
        return ["null"] * len(rows)
    shapes = given_in(rows.geometry.to_numpy(), system)
    return [text or "null" for text in shapely.to_geojson(shapes)]


def _value(value: object) -> object:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value.item() if isinstance(value, np.generic) else value


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
