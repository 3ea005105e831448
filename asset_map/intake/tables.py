"""What does a file of places hold? Every cell is kept as it stands in the file."""

from __future__ import annotations

import datetime as dt
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from asset_map.errors import GeographyError, IntakeError
from asset_map.geography.vector_files import read_layer
from asset_map.intake.text_tables import read_text_table

TABLE_SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")


@dataclass(frozen=True)
class PlacesTable:
    """A table or layer as it was read.

    Parameters
    ----------
    rows
        One row per row of the file, in its order, all text; empty text where a cell is empty.
    geometry_bng
        Geometry of each row in metres, EPSG:27700, where the file is a layer; else None.
    """

    rows: pd.DataFrame
    geometry_bng: gpd.GeoSeries | None = None


def read_places(path: Path) -> PlacesTable:
    """Read a table (CSV, TSV, XLSX) or a layer (GeoJSON, GeoPackage, FlatGeobuf, zipped shapefile) of places.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    PlacesTable
        Its rows in order.

    Raises
    ------
    IntakeError
        When the file is missing, empty or not what its name says.
    """
    if not path.is_file():
        raise IntakeError(f"There is no file {path}. Check the name and the folder.")
    if path.stat().st_size == 0:
        raise IntakeError(f"{path.name} is empty. Expected a table with a first row of column names.")
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return PlacesTable(_read_workbook(path))
    if suffix in TABLE_SUFFIXES:
        return PlacesTable(_named_columns(read_text_table(path), path))
    return _read_layer_of_places(path)


def _read_workbook(path: Path) -> pd.DataFrame:
    try:
        rows = pd.read_excel(path, dtype=object, keep_default_na=False, engine="openpyxl")
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise IntakeError(
            f"{path.name} is not a workbook that can be opened. Expected an Excel file (.xlsx); save it as CSV."
        ) from error
    return _named_columns(rows.map(_cell_text).astype("str"), path)


def _cell_text(cell: Any) -> str:  # noqa: ANN401  (whatever a cell holds)
    """Return what the sheet shows: a workbook keeps a day as its midnight."""
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return "" if pd.isna(cell) else str(cell)


def _named_columns(rows: pd.DataFrame, path: Path) -> pd.DataFrame:
    rows.columns = [str(column) for column in rows.columns]
    if len(rows.columns) == 0:
        raise IntakeError(f"{path.name} has no columns. Expected a first row of column names.")
    return rows


def _read_layer_of_places(path: Path) -> PlacesTable:
    try:
        layer = read_layer(path)
    except GeographyError as error:
        raise IntakeError(str(error)) from error
    rows = pd.DataFrame(layer.drop(columns=layer.geometry.name))
    return PlacesTable(_as_text(rows), gpd.GeoSeries(layer.geometry))


def _as_text(rows: pd.DataFrame) -> pd.DataFrame:
    texts = {
        name: _whole_without_point(column) if column.dtype.kind == "f" else column for name, column in rows.items()
    }
    return pd.DataFrame(texts, index=rows.index).astype(str).mask(rows.isna(), "").reset_index(drop=True)


def _whole_without_point(numbers: pd.Series) -> pd.Series:
    """Return 7 for 7.0, as the file says: a layer with an empty cell gives all its numbers a point."""
    return numbers.map(lambda number: repr(float(number)).removesuffix(".0"), na_action="ignore")
