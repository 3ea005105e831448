"""What stands in a file of shapes, in metres?

Zipped shapefile, shapefile, GeoJSON, GeoPackage, FlatGeobuf and GeoParquet are read alike.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio

from asset_map.errors import GeographyError
from asset_map.geography.table_files import check_file

BNG = "EPSG:27700"
WGS84 = "EPSG:4326"

VECTOR_SUFFIXES = frozenset({".shp", ".geojson", ".json", ".gpkg", ".fgb", ".gml", ".kml"})
GEOPARQUET_SUFFIXES = frozenset({".parquet", ".geoparquet"})

DEGREE_LIMITS = np.array([180, 90, 180, 90])
"""Largest longitude and latitude of a western, southern, eastern and northern side."""

UK_LIMITS_M = (-150_000.0, -50_000.0, 700_000.0, 1_300_000.0)
"""Eastings and northings of the United Kingdom, Northern Ireland included, with a margin."""


def read_layer(path: Path, *, note: Callable[[str], None] = lambda _: None) -> gpd.GeoDataFrame:
    """Read the shapes of a file, with all their attribute columns.

    Parameters
    ----------
    path
        The file; a ``.zip`` may hold any of the other formats, in a folder or not.
    note
        Is told, in one sentence, whatever had to be guessed.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:27700, metres, two dimensions; rows and columns in the file's order.

    Raises
    ------
    GeographyError
        The file is missing, empty, damaged, holds no geometry, or its place cannot be told.
    """
    check_file(path)
    in_parquet = path.suffix.lower() in GEOPARQUET_SUFFIXES
    frame = _read_geoparquet(path) if in_parquet else _read_by_gdal(path, note)
    if frame.empty:
        raise GeographyError(f"{path.name} holds no shapes. Download it again, with at least one zone selected.")
    frame = frame.set_geometry(frame.geometry.force_2d())
    return in_metres(frame, path.name, note=note)


def _read_geoparquet(path: Path) -> gpd.GeoDataFrame:
    try:
        return gpd.read_parquet(path)
    except (OSError, ValueError) as error:
        message = f"{path.name} is not a whole GeoParquet file ({error}). Download it again."
        raise GeographyError(message) from error


def _read_by_gdal(path: Path, note: Callable[[str], None]) -> gpd.GeoDataFrame:
    source = _inside_zip(path, note) if path.suffix.lower() == ".zip" else str(path)
    try:
        with_shapes = [name for name, kind in pyogrio.list_layers(source) if kind is not None]
        if not with_shapes:
            raise GeographyError(
                f"{path.name} holds a table but no shapes. Expected boundaries as a zipped shapefile, GeoJSON, "
                "GeoPackage, FlatGeobuf or GeoParquet."
            )
        if len(with_shapes) > 1:
            note(f"{path.name} holds {len(with_shapes)} layers; {with_shapes[0]} was read.")
        frame = pyogrio.read_dataframe(source, layer=with_shapes[0])
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        message = (
            f"{path.name} cannot be read as a file of shapes: it is damaged, incomplete or of another format. "
            "Expected a zipped shapefile, GeoJSON, GeoPackage, FlatGeobuf or GeoParquet. Download it again."
        )
        raise GeographyError(message) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise GeographyError(f"{path.name} holds a table but no shapes. Expected boundaries.")
    return frame


def _inside_zip(path: Path, note: Callable[[str], None]) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip()
            members = sorted(name for name in archive.namelist() if not name.startswith("__MACOSX"))
    except zipfile.BadZipFile as error:
        message = f"{path.name} is not a whole zip file: the download was probably cut off. Download it again."
        raise GeographyError(message) from error
    if damaged is not None:
        raise GeographyError(f"{path.name} is damaged at {damaged}. Download it again.")
    shapes = [name for name in members if Path(name).suffix.lower() in VECTOR_SUFFIXES]
    if not shapes:
        message = f"{path.name} holds no file of shapes; expected a .shp inside, found: {', '.join(members[:5])}."
        raise GeographyError(message)
    if len(shapes) > 1:
        note(f"{path.name} holds {len(shapes)} files of shapes; {shapes[0]} was read.")
    return f"/vsizip/{path.resolve()}/{shapes[0]}"


def within_uk(bounds: np.ndarray) -> bool:
    """Return whether a rectangle lies in the United Kingdom.

    Parameters
    ----------
    bounds
        West, south, east and north in metres, EPSG:27700.

    Returns
    -------
    bool
        False as well where a side is not a number.
    """
    west, south, east, north = UK_LIMITS_M
    return bool(bounds[0] >= west and bounds[1] >= south and bounds[2] <= east and bounds[3] <= north)


def in_metres(frame: gpd.GeoDataFrame, name: str, *, note: Callable[[str], None]) -> gpd.GeoDataFrame:
    """Return shapes in metres, whatever they came in.

    Parameters
    ----------
    frame
        Shapes as they were read, with or without a coordinate system.
    name
        Of their file, for messages.
    note
        Is told, in one sentence, when the coordinate system had to be guessed.

    Returns
    -------
    geopandas.GeoDataFrame
        The same rows, EPSG:27700.

    Raises
    ------
    GeographyError
        No row has a shape, or it cannot be told in which coordinates they are.
    """
    bounds = frame.bounds.dropna()
    if bounds.empty:
        raise GeographyError(f"{name} holds rows but no shapes. Expected a geometry in each row.")
    # The typical shape tells, so that one stray point does not change how all the others are read.
    typical = bounds.median().to_numpy()
    in_degrees = bool((np.abs(typical) <= DEGREE_LIMITS).all())
    declared = frame.crs
    # A GeoJSON that does not say otherwise means degrees: where the numbers are metres, it forgot to say.
    if declared is None or (declared.is_geographic and not in_degrees):
        if not in_degrees and not within_uk(typical):
            message = (
                f"{name} does not say in which coordinates it is, and its coordinates (such as {typical[0]:.0f}, "
                f"{typical[1]:.0f}) are neither degrees nor British National Grid. Export it again in EPSG:27700 or "
                "EPSG:4326."
            )
            raise GeographyError(message)
        guessed = WGS84 if in_degrees else BNG
        note(f"{name} does not say in which coordinates it is; {guessed} was taken, from the size of the numbers.")
        frame = frame.set_crs(guessed, allow_override=True)
    return frame.to_crs(BNG)
