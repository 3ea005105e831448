"""What does a file of places hold? Every cell is kept as it stands in the file."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from asset_map.errors import IntakeError
from asset_map.intake.json_lists import JSON_SUFFIXES, read_json_list
from asset_map.intake.layers import LAYER_SUFFIXES, read_places_layer
from asset_map.intake.openstreetmap import OSM_SUFFIXES, read_openstreetmap
from asset_map.intake.places_table import PlacesTable
from asset_map.intake.readable import check_readable, is_zip
from asset_map.intake.text_tables import read_text_table
from asset_map.intake.workbooks import WORKBOOK_SUFFIXES, read_workbook
from asset_map.intake.zipped import read_zipped

__all__ = ["PlacesTable", "read_places"]

TABLE_SUFFIXES = (".csv", ".tsv", ".tab", ".psv", ".txt")


def read_places(path: Path, *, part: str = "", osm_tags: Collection[str] = ()) -> PlacesTable:
    """Read a table, a workbook, a map layer or a feed of places.

    Parameters
    ----------
    path
        CSV or TSV; XLSX, XLS or ODS; GeoJSON, GeoPackage, FlatGeobuf, GeoParquet, shapefile in a zip, KML, KMZ or GPX;
        an extract of OpenStreetMap (OSM, PBF or Overpass JSON); Open Referral UK or HSDS 3 (JSON or zipped CSV); what
        the API of ALISS answers.
    part
        The sheet or layer to read, where there are several; else the one with most rows.
    osm_tags
        Tags such as ``amenity=library``, or ``shop`` for any value, of the elements of OpenStreetMap that are wanted.

    Returns
    -------
    PlacesTable
        Its rows in order.

    Raises
    ------
    IntakeError
        When the file is missing, empty or not what its name says.
    """
    check_readable(path)
    suffix = path.suffix.lower()
    if suffix in WORKBOOK_SUFFIXES:
        return read_workbook(path, part=part)
    if suffix in TABLE_SUFFIXES:
        if is_zip(path):
            raise IntakeError(
                f"{path.name} is not a text table but a workbook or zip under that name. Give it back its own ending, "
                "such as .xlsx or .zip, or save it as CSV."
            )
        return read_text_table(path)
    if suffix in OSM_SUFFIXES:
        return read_openstreetmap(path, osm_tags=osm_tags)
    if suffix in JSON_SUFFIXES:
        return read_json_list(path, part=part, osm_tags=osm_tags)
    if suffix == ".zip":
        return read_zipped(path, part=part)
    if suffix in LAYER_SUFFIXES:
        return read_places_layer(path, part=part)
    raise IntakeError(
        f"{path.name} is of a kind that cannot be read. Expected a table (.csv, .xlsx, .ods), a map layer (.geojson, "
        ".gpkg, .fgb, .kml, .kmz, .gpx, zipped shapefile), an extract of OpenStreetMap (.osm, .osm.pbf) or a feed "
        "(.json)."
    )
