"""Writing what is taken away in any format."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from asset_map.exports.csv_table import write_csv_table
from asset_map.exports.export import Export
from asset_map.exports.files import write_whole
from asset_map.exports.flatgeobuf import write_flatgeobuf
from asset_map.exports.formats import Format
from asset_map.exports.geojson import write_geojson
from asset_map.exports.geopackage import write_geopackage
from asset_map.exports.geoparquet import write_geoparquet
from asset_map.exports.kml import write_kml
from asset_map.exports.shapefile import write_shapefile
from asset_map.exports.shapes import by_shape
from asset_map.exports.workbook import write_export_workbook

WRITERS: Mapping[Format, Callable[[Export, Path], None]] = {
    Format.GEOPACKAGE: write_geopackage,
    Format.GEOJSON: write_geojson,
    Format.FLATGEOBUF: write_flatgeobuf,
    Format.GEOPARQUET: write_geoparquet,
    Format.KML: write_kml,
    Format.SHAPEFILE: write_shapefile,
    Format.CSV: write_csv_table,
    Format.WORKBOOK: write_export_workbook,
}

ONE_SHAPE_A_LAYER = frozenset({Format.GEOPACKAGE, Format.SHAPEFILE})
"""What has layers of points, of lines or of areas only."""


def write_export(export: Export, path: Path, made_in: Format) -> int:
    """Write what is taken away.

    Parameters
    ----------
    export
        What is written.
    path
        The file. It is replaced only when all was written.
    made_in
        The format.

    Returns
    -------
    int
        Its size in bytes.

    Raises
    ------
    UserError
        When nothing can be written there.
    """
    if made_in in ONE_SHAPE_A_LAYER:
        split = itertools.chain.from_iterable(by_shape(layer) for layer in export.layers)
        export = replace(export, layers=tuple(split))
    write_whole(path, lambda part: WRITERS[made_in](export, part))
    return path.stat().st_size
