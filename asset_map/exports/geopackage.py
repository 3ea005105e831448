"""GeoPackage that QGIS opens as the app's own map looks: styles, names of columns, notes and metadata are inside."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from asset_map.exports.export import Export, ExportLayer
from asset_map.exports.iso_metadata import ISO_URI, QGIS_URI, Box, iso_metadata, qgis_metadata
from asset_map.exports.notes import about_rows, dictionary_rows
from asset_map.exports.plain_text import for_xml
from asset_map.exports.qgis_style import qml
from asset_map.exports.sld_style import sld
from asset_map.geography.reference_systems import transformation

GEOMETRY = "geom"

VERSION = "1.2"
"""What every GDAL since 2.3 and QGIS 3 read without a warning."""

ABOUT, DICTIONARY, STYLES = "about", "data_dictionary", "layer_styles"
"""Tables beside the layers; QGIS looks for styles under that name."""

_COUNTERS = (24, 92)
"""Where SQLite's header has the file change counter, and for which count its version number holds: the two are equal
(SQLite, "Database File Format", 1.3)."""

_TYPES = {0: ("Point", "MultiPoint"), 1: ("LineString", "MultiLineString"), 2: ("Polygon", "MultiPolygon")}

_EXTENSIONS = """
CREATE TABLE IF NOT EXISTS gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
  constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,
  max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
CREATE TABLE gpkg_metadata (
  id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE gpkg_metadata_reference (
  reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
  timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
"""
"""As OGC 12-128r18 defines them (clause 2.1.4.1 and annexes F.8 and F.9)."""

_SCHEMA = ("gpkg_schema", "http://www.geopackage.org/spec121/#extension_schema", "read-write")
_METADATA = ("gpkg_metadata", "http://www.geopackage.org/spec121/#extension_metadata", "read-write")


def write_geopackage(export: Export, path: Path) -> None:
    """Write all layers and tables into one GeoPackage, in metres, EPSG:27700.

    Parameters
    ----------
    export
        What is written; each layer holds points, lines or areas only.
    path
        The file. It holds the tables ``about`` and ``data_dictionary``, a style for each way of colouring
        (``layer_styles``), titles of columns (``gpkg_data_columns``), and metadata (``gpkg_metadata``).
    """
    for layer in export.layers:
        _write_layer(layer, path)
    _write(about_rows(export), path, ABOUT)
    _write(dictionary_rows(export), path, DICTIONARY)
    styles = _styles(export)
    if len(styles):
        _write(styles, path, STYLES, fid="id")
    # The library writes the present moment; the same question to the same records is to give the same bytes.
    moment = f"{export.card.as_of.isoformat()}T00:00:00.000Z"
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.executescript(_EXTENSIONS)
        _describe(database, export, moment)
        database.execute("UPDATE gpkg_contents SET last_change = ?", (moment,))
    _count_changes_as_one(path)


def _count_changes_as_one(path: Path) -> None:
    """Set the counter of changes, which depends on how often the library happened to flush."""
    with path.open("r+b") as file:
        for place in _COUNTERS:
            file.seek(place)
            file.write((1).to_bytes(4, "big"))


def _write_layer(layer: ExportLayer, path: Path) -> None:
    words = {"IDENTIFIER": layer.title, "DESCRIPTION": layer.description}
    if isinstance(layer.rows, gpd.GeoDataFrame):
        kind = _type_of(layer.rows)
        _write(layer.rows, path, layer.name, words | {"GEOMETRY_NAME": GEOMETRY}, geometry_type=kind)
    else:
        _write(layer.rows, path, layer.name, words)


def _write(
    rows: pd.DataFrame,
    path: Path,
    name: str,
    options: dict[str, str] | None = None,
    *,
    geometry_type: str | None = None,
    fid: str = "fid",
) -> None:
    pyogrio.write_dataframe(
        rows,
        path,
        layer=name,
        driver="GPKG",
        geometry_type=geometry_type,
        use_arrow=True,
        append=path.exists(),
        dataset_options={"VERSION": VERSION},
        layer_options={"FID": fid} | (options or {}),
    )


def _dimensions(rows: gpd.GeoDataFrame) -> int:
    """Return 0 for points, 1 for lines, 2 for areas; points where no row has a place."""
    return max(0, int(shapely.get_dimensions(rows.geometry.to_numpy()).max(initial=0)))


def _type_of(rows: gpd.GeoDataFrame) -> str:
    single, many = _TYPES[_dimensions(rows)]
    return many if rows.geom_type.str.startswith("Multi").any() else single


def _styles(export: Export) -> pd.DataFrame:
    rows = []
    for layer in export.layers:
        if not isinstance(layer.rows, gpd.GeoDataFrame):
            continue
        dimensions = _dimensions(layer.rows)
        for position, style in enumerate(layer.styles or (None,)):
            rows.append(
                {
                    "f_table_catalog": "",
                    "f_table_schema": "",
                    "f_table_name": layer.name,
                    "f_geometry_column": GEOMETRY,
                    "styleName": style.name if style else layer.title,
                    "styleQML": for_xml(qml(layer, style, dimensions=dimensions)),
                    "styleSLD": for_xml(sld(layer, style, dimensions=dimensions)) if style else "",
                    "useAsDefault": position == 0,
                    "description": style.note if style else "",
                    "owner": "Asset Map",
                    "ui": "",
                    "update_time": dt.datetime.combine(export.card.as_of, dt.time()),
                }
            )
    return pd.DataFrame(rows)


def _describe(database: sqlite3.Connection, export: Export, moment: str) -> None:
    for layer in export.layers:
        titles = _unlike_each_other(layer)
        database.executemany(
            "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description) VALUES (?, ?, ?, ?, ?)",
            [
                (layer.name, one.name, titles[one.name], one.title, " ".join(filter(None, (one.meaning, one.unit))))
                for one in layer.columns
            ],
        )
    named: list[tuple[str, str, str | None, str]] = [(ISO_URI, "dataset", None, iso_metadata(export, _box(export)))]
    named += [(QGIS_URI, "dataset", layer.name, qgis_metadata(export, layer)) for layer in export.layers]
    for number, (uri, scope, table, text) in enumerate(named, start=1):
        row = (number, scope, uri, for_xml(text))
        database.execute("INSERT INTO gpkg_metadata VALUES (?, ?, ?, 'text/xml', ?)", row)
        database.execute(
            "INSERT INTO gpkg_metadata_reference VALUES (?, ?, NULL, NULL, ?, ?, NULL)",
            ("table" if table else "geopackage", table, moment, number),
        )
    extensions = [
        (table, *extension)
        for extension, tables in (
            (_SCHEMA, ("gpkg_data_columns", "gpkg_data_column_constraints")),
            (_METADATA, ("gpkg_metadata", "gpkg_metadata_reference")),
        )
        for table in tables
    ]
    database.executemany("INSERT INTO gpkg_extensions VALUES (?, NULL, ?, ?, ?)", extensions)


def _unlike_each_other(layer: ExportLayer) -> dict[str, str]:
    """Return titles of columns of which no two are the same, as the standard asks."""
    titles = pd.Series({one.name: one.title for one in layer.columns})
    again = titles.duplicated(keep=False)
    named = titles.where(~again, titles + " (" + titles.index + ")")
    return {str(name): title for name, title in named.items()}


def _box(export: Export) -> Box | None:
    bounds_m = [layer.rows.total_bounds for layer in export.layers if isinstance(layer.rows, gpd.GeoDataFrame)]
    known = [one for one in bounds_m if np.isfinite(one).all()]
    if not known:
        return None
    west_m, south_m = np.min(known, axis=0)[:2]
    east_m, north_m = np.max(known, axis=0)[2:]
    return transformation("EPSG:27700", "EPSG:4326").transform_bounds(west_m, south_m, east_m, north_m)
