"""Writing what is taken away in any format."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from asset_map.exports.degrees import with_degrees
from asset_map.exports.export import Export
from asset_map.exports.files import check_place, guard_formulas, write_layer, write_rows, write_whole
from asset_map.exports.formats import Format
from asset_map.exports.shapes import by_shape

__all__ = ["ONE_SHAPE_A_LAYER", "WRITERS", "check_place", "write_export"]


def _as_layer(export: Export, path: Path) -> None:
    first = export.layers[0]
    write_layer(first.rows, path, name=first.name)  # type: ignore[arg-type]


def _as_layers(export: Export, path: Path) -> None:
    for position, layer in enumerate(one for one in export.layers if one.has_places):
        layer.rows.to_file(path, layer=layer.name, driver="GPKG", engine="pyogrio", mode="a" if position else "w")  # type: ignore[union-attr]


def _as_table(export: Export, path: Path) -> None:
    write_rows(guard_formulas(with_degrees(export.layers[0].rows)), path)


WRITERS: Mapping[Format, Callable[[Export, Path], None]] = {
    Format.GEOPACKAGE: _as_layers,
    Format.GEOJSON: _as_layer,
    Format.FLATGEOBUF: _as_layer,
    Format.CSV: _as_table,
    Format.WORKBOOK: _as_table,
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
