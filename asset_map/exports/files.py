"""Writing tables and layers so that other tools open them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from asset_map.errors import UserError

LAYER_DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".json": "GeoJSON", ".fgb": "FlatGeobuf"}
GEOJSON_DECIMALS = 7
"""Seven decimals of a degree are about a centimetre; RFC 7946 advises against more."""


def write_rows(rows: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV (UTF-8 with a mark that Excel understands) or XLSX.

    Parameters
    ----------
    rows
        The table.
    path
        The file; its ending says the format. It is replaced only when all was written.
    """
    if path.suffix.lower() == ".xlsx":
        _write_whole(path, lambda part: rows.to_excel(part, index=False, engine="openpyxl"))
    else:
        _write_whole(path, lambda part: rows.to_csv(part, index=False, encoding="utf-8-sig", lineterminator="\r\n"))


def write_layer(layer: gpd.GeoDataFrame, path: Path, *, name: str | None = None) -> None:
    """Write a layer as GeoPackage (metres, EPSG:27700), GeoJSON (RFC 7946, degrees, EPSG:4326) or FlatGeobuf.

    Parameters
    ----------
    layer
        Rows with geometry in EPSG:27700.
    path
        The file; its ending says the format. It is replaced only when all was written.
    name
        The layer's name inside the file; else the file's own.

    Raises
    ------
    UserError
        When the ending is not known.
    """
    driver = LAYER_DRIVERS.get(path.suffix.lower())
    if driver is None:
        known = ", ".join((*LAYER_DRIVERS, ".csv", ".xlsx"))
        raise UserError(f"Expected a file ending in one of {known}; found “{path.name}”. Change the ending.")
    if driver == "GeoJSON":
        degrees = layer.to_crs(4326)
        options: dict[str, Any] = {"RFC7946": "YES", "COORDINATE_PRECISION": str(GEOJSON_DECIMALS), "WRITE_NAME": "NO"}
        _write_whole(path, lambda part: degrees.to_file(part, driver=driver, engine="pyogrio", **options))
    else:
        options = {"layer": name or path.stem}
        if driver == "GPKG":
            options |= {"FID": _free_name("fid", layer), "GEOMETRY_NAME": _free_name("geom", layer)}
        if driver == "FlatGeobuf" and layer.geometry.isna().any():
            options["SPATIAL_INDEX"] = "NO"  # its index cannot hold rows without a place
        _write_whole(path, lambda part: layer.to_file(part, driver=driver, engine="pyogrio", **options))


def write_text(text: str, path: Path) -> int:
    """Write a page or another text.

    Parameters
    ----------
    text
        The whole text; written as UTF-8.
    path
        The file. It is replaced only when all was written.

    Returns
    -------
    int
        Its size in bytes.
    """
    content = text.encode()
    _write_whole(path, lambda part: part.write_bytes(content))
    return len(content)


def guard_formulas(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts no spreadsheet takes for formulas.

    Parameters
    ----------
    rows
        The table.

    Returns
    -------
    pandas.DataFrame
        Texts that begin with ``=``, ``+``, ``-``, ``@``, a tab or a line break have an apostrophe in front
        (OWASP, "CSV Injection"); numbers are left as they are.
    """
    guarded = rows.copy()
    for column in rows.select_dtypes(include=["object", "str"]):
        texts = rows[column].astype("str")
        guarded[column] = texts.where(~texts.str.match(r"[=+\-@\t\r\n]"), "'" + texts).where(rows[column].notna(), None)
    return guarded


def _free_name(name: str, layer: gpd.GeoDataFrame) -> str:
    """GeoPackage has columns of its own, which must not be called like one of the rows'."""
    taken = {str(column).casefold() for column in layer.columns}
    while name in taken:
        name = f"{name}_"
    return name


def _write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write beside the file and put it in place at the end, so that a reader never sees half of it."""
    if not path.parent.is_dir():
        raise UserError(f"There is no folder {path.parent}. Make it first, or choose another place.")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".writing-") as folder:
        part = Path(folder) / path.name
        write(part)
        part.replace(path)
