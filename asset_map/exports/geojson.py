"""GeoJSON as RFC 7946 has it: degrees, seven decimals, and the run card beside the features."""

from __future__ import annotations

import json
from pathlib import Path

import pyogrio

from asset_map.exports.degrees import DECIMALS
from asset_map.exports.export import Export
from asset_map.exports.notes import facts_of

MEDIA_TYPE = "application/vnd.geo+json"


def write_geojson(export: Export, path: Path) -> None:
    """Write the first layer as GeoJSON.

    Parameters
    ----------
    export
        What is written.
    path
        The file: a FeatureCollection in degrees, EPSG:4326, with a ``bbox``; rows without a place have the geometry
        null. What it is and how it was worked out stands in the member ``asset_map`` (RFC 7946, section 6.1).
    """
    rows = export.layers[0].rows.to_crs(4326)  # type: ignore[operator]  # the first layer has places
    pyogrio.write_dataframe(
        rows,
        path,
        driver="GeoJSON",
        use_arrow=True,
        layer_options={
            "RFC7946": "YES",
            "COORDINATE_PRECISION": str(DECIMALS),
            "WRITE_NAME": "NO",
            "WRITE_BBOX": "YES",
            "NATIVE_DATA": json.dumps({"type": "FeatureCollection", "asset_map": facts_of(export)}),
            "NATIVE_MEDIA_TYPE": MEDIA_TYPE,
        },
    )
