"""How does a layer of points, lines and areas become layers of one shape each, for formats that need them?"""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely

from asset_map.exports.export import ExportLayer
from asset_map.language import gettext as _

_POINTS, _LINES, _AREAS = 0, 1, 2
"""What `shapely.get_dimensions` calls them; rows without a place are -1."""


def by_shape(layer: ExportLayer) -> tuple[ExportLayer, ...]:
    """Return layers that hold one shape each.

    Parameters
    ----------
    layer
        Rows in EPSG:27700, of any shape.

    Returns
    -------
    tuple of ExportLayer
        The layer itself where its rows have one shape, or no place. Else first all rows as points (a point on each line
        and in each area), then the lines and the areas as they are, where there are any, as ``NAME_lines`` and
        ``NAME_areas`` (without the plural ``s`` of the name).
    """
    if not isinstance(layer.rows, gpd.GeoDataFrame):
        return (layer,)
    dimensions = shapely.get_dimensions(layer.rows.geometry.to_numpy())
    if len(np.unique(dimensions[dimensions >= 0])) <= 1:
        return (layer,)
    is_shape = dimensions > _POINTS
    points = layer.rows.geometry.where(~is_shape, layer.rows.geometry.representative_point())
    words = _("Lines and areas stand here by a point on them; as they are, they stand in layers of their own.")
    found = [replace(layer, rows=layer.rows.set_geometry(points), description=f"{layer.description} {words}")]
    stem = layer.name.removesuffix("s")
    for dimension, ending, title in ((_LINES, "lines", _("lines")), (_AREAS, "areas", _("areas"))):
        rows = layer.rows[dimensions == dimension]
        if len(rows):
            found.append(replace(layer, name=f"{stem}_{ending}", title=f"{layer.title}: {title}", rows=rows))
    return tuple(found)
