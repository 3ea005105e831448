"""Writing tables and layers so that other tools open them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from asset_map.disk import disk_error
from asset_map.errors import DiskError, UserError
from asset_map.exports.workbook import write_sheets

LAYER_DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".json": "GeoJSON", ".fgb": "FlatGeobuf"}
TABLE_SUFFIXES = (".csv", ".xlsx")
GEOJSON_DECIMALS = 7
"""Seven decimals of a degree are about a centimetre; RFC 7946 advises against more."""


def write_rows(rows: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV (UTF-8 with a mark that Excel understands) or XLSX.

    Parameters
    ----------
    rows
        The table.
    path
        The file; its ending says the format. It is replaced only when all was written. A workbook has no time zones
        and no control characters: moments stand there in UTC, and such characters are left out.

    Raises
    ------
    UserError
        When the ending is not known, or nothing can be written there.
    """
    check_table_path(path)
    if path.suffix.lower() == ".xlsx":
        write_workbook({"Sheet1": rows}, path)
    else:
        write_whole(path, lambda part: write_csv(rows, part))


def write_csv(rows: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV (RFC 4180, UTF-8 with a mark that Excel understands), straight to its place.

    Parameters
    ----------
    rows
        The table.
    path
        The file.
    """
    rows.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def write_workbook(sheets: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Write tables as the sheets of one workbook.

    Parameters
    ----------
    sheets
        The tables by the names of their sheets, in order; what a workbook cannot hold is fitted as `write_rows` does.
    path
        The file, ending in ``.xlsx``. It is replaced only when all was written.

    Raises
    ------
    UserError
        When nothing can be written there.
    """
    write_whole(path, lambda part: write_sheets(sheets, part))


def check_table_path(path: Path) -> None:
    """Refuse a file that a table cannot be written to, before any work is done for it.

    Parameters
    ----------
    path
        The file to be.

    Raises
    ------
    UserError
        When the ending is not known, there is no such folder, or it is a folder itself.
    """
    if path.suffix.lower() not in TABLE_SUFFIXES:
        raise UserError(
            f"Expected a file ending in one of {', '.join(TABLE_SUFFIXES)}; found “{path.name}”. Change the ending."
        )
    check_place(path)


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
        When the ending is not known, or nothing can be written there.
    """
    driver = LAYER_DRIVERS.get(path.suffix.lower())
    if driver is None:
        known = ", ".join((*LAYER_DRIVERS, *TABLE_SUFFIXES))
        raise UserError(f"Expected a file ending in one of {known}; found “{path.name}”. Change the ending.")
    if driver == "GeoJSON":
        degrees = layer.to_crs(4326)
        options: dict[str, Any] = {"RFC7946": "YES", "COORDINATE_PRECISION": str(GEOJSON_DECIMALS), "WRITE_NAME": "NO"}
        write_whole(path, lambda part: degrees.to_file(part, driver=driver, engine="pyogrio", **options))
    else:
        options = {"layer": name or path.stem}
        if driver == "GPKG":
            options |= {"FID": _free_name("fid", layer), "GEOMETRY_NAME": _free_name("geom", layer)}
        if driver == "FlatGeobuf":
            options["SPATIAL_INDEX"] = (
                "NO"  # its index puts rows into another order, and cannot hold one without a place
            )
        write_whole(path, lambda part: layer.to_file(part, driver=driver, engine="pyogrio", **options))


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
    write_whole(path, lambda part: part.write_bytes(content))
    return len(content)


def _free_name(name: str, layer: gpd.GeoDataFrame) -> str:
    """GeoPackage has columns of its own, which must not be called like one of the rows'."""
    taken = {str(column).casefold() for column in layer.columns}
    while name in taken:
        name = f"{name}_"
    return name


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write beside the file and put it in place at the end, so that a reader never sees half of it.

    Parameters
    ----------
    path
        The file.
    write
        Writes to the path that it is given.

    Raises
    ------
    UserError
        When nothing can be written there; it names the file and not its folder, which on a server is nobody's business.
    """
    check_place(path)
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".writing-") as folder:
            part = Path(folder) / path.name
            write(part)
            part.replace(path)
    except UserError:
        raise
    except Exception as error:
        told = disk_error(error)
        if told is None and not isinstance(error, OSError):
            raise
        if told is not None:
            raise DiskError(f"{path.name} could not be written. {told}") from error
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(f"{path.name} could not be written: {reason}. Choose another name or place.") from error


def check_place(path: Path) -> None:
    """Refuse a file that cannot be written, before any work is done for it.

    Parameters
    ----------
    path
        The file to be.

    Raises
    ------
    UserError
        When there is no such folder, or it is a folder itself.
    """
    if not path.parent.is_dir():
        raise UserError(f"There is no folder {path.parent}. Make it first, or choose another place.")
    if os.path.isdir(path):  # noqa: PTH112  (unlike Path.is_dir, it does not raise for a name that is too long)
        raise UserError(f"Expected the name of a file to write; found the folder {path}. Choose another name.")
