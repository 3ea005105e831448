"""GeoParquet 1.1: columns for analysis, with the run card in its metadata."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd

from asset_map.exports.export import Export
from asset_map.exports.notes import facts_of

VERSION = "1.1.0"


def write_geoparquet(export: Export, path: Path) -> None:
    """Write the first layer as GeoParquet.

    Parameters
    ----------
    export
        What is written.
    path
        The file, in degrees, EPSG:4326, with the box of each row in the column ``bbox``. What it is and how it was
        worked out stands in the attributes of the frame (``PANDAS_ATTRS`` of the file's metadata).
    """
    rows = gpd.GeoDataFrame(export.layers[0].rows).to_crs(4326)
    rows.attrs.update(facts_of(export))
    rows.to_parquet(path, index=False, schema_version=VERSION, write_covering_bbox=True, compression="zstd")
