"""FlatGeobuf: one layer that is read over the network piece by piece."""

from __future__ import annotations

import json
from pathlib import Path

import pyogrio

from asset_map.exports.export import Export
from asset_map.exports.notes import facts_of


def write_flatgeobuf(export: Export, path: Path) -> None:
    """Write the first layer as FlatGeobuf.

    Parameters
    ----------
    export
        What is written.
    path
        The file, in metres, EPSG:27700. What it is and how it was worked out stands in its title and description.
    """
    first = export.layers[0]
    pyogrio.write_dataframe(
        first.rows,
        path,
        driver="FlatGeobuf",
        layer=first.name,
        use_arrow=True,
        layer_options={
            "TITLE": export.title,
            "DESCRIPTION": json.dumps(facts_of(export), ensure_ascii=False),
            "SPATIAL_INDEX": "NO",  # it puts rows into another order, and cannot hold one without a place
        },
    )
