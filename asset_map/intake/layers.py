"""What does a map layer hold? Every feature is a row, with its shape in metres."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from asset_map.errors import GeographyError, IntakeError
from asset_map.geography.vector_files import BNG, GEOPARQUET_SUFFIXES, in_metres
from asset_map.intake.cells import check_cells
from asset_map.intake.layer_files import LAYER_SUFFIXES, check_layer_file
from asset_map.intake.places_table import PlacesTable
from asset_map.intake.readable import check_extent

__all__ = ["LAYER_SUFFIXES", "read_places_layer"]

_READ_ALL_LAYERS = (".kml", ".kmz")
_WAYPOINTS = "waypoints"
_DRAWING_COLUMNS = (
    "id", "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon",
    "snippet",
)  # fmt: skip
"""Columns that every KML gets, of use only where somebody filled them."""

_NOTHING_DRAWN = frozenset({"", "-1", "0"})


@dataclass(frozen=True)
class _Source:
    """A file that the reader can open.

    Parameters
    ----------
    path
        As people know it.
    opened
        As the reader is to open it.
    suffix
        What kind it is.
    """

    path: Path
    opened: str
    suffix: str

    @property
    def name(self) -> str:
        """The name for messages."""
        return self.path.name


def read_places_layer(path: Path, *, part: str = "", inside_zip: str = "") -> PlacesTable:
    """Read a layer, with all its columns as text.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, FlatGeobuf, GeoParquet, shapefile, KML, KMZ, GPX or GML, or a zip of one of them.
    part
        Name of a layer; else the one with most features, of GPX the waypoints, and of KML all of them.
    inside_zip
        Where the layer lies in a zip whose members were checked; empty for a file of its own.

    Returns
    -------
    PlacesTable
        Features in order, numbered from 1. A layer without any shapes is a table.

    Raises
    ------
    IntakeError
        When it is damaged, holds no features, or shapes that are no places.
    """
    if inside_zip:
        source = _Source(path, f"/vsizip/{path.resolve()}/{inside_zip}", Path(inside_zip).suffix.lower())
    else:
        source = _Source(path, str(path), path.suffix.lower())
        if source.suffix in LAYER_SUFFIXES:
            check_layer_file(path)
    with _told_plainly(source) as notes:
        if source.suffix in GEOPARQUET_SUFFIXES:
            frame, parts, read = _read_parquet(source), {}, ""
        else:
            parts = _features_by_layer(source)
            read = _chosen(source, parts, part=part, notes=notes)
            layers = [read] if read else list(parts)
            frame = pd.concat([_read(source, layer, parts[layer]) for layer in layers], ignore_index=True)
            if not read and len(layers) > 1:
                folder = np.repeat(layers, [parts[layer] for layer in layers])
                frame["folder" if "folder" not in frame else "folder of the layer"] = folder
        table = _as_table(frame, source, notes)
    several = tuple(parts) if len(parts) > 1 else ()
    return PlacesTable(table.rows, table.geometry_bng, notes=tuple(notes), part=read if several else "", parts=several)


@contextmanager
def _told_plainly(source: _Source) -> Iterator[list[str]]:
    """Turn what the readers of layers raise and warn of into one error or into notes."""
    notes: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield notes
        except GeographyError as error:
            raise IntakeError(str(error)) from error
        except (
            pyogrio.errors.DataSourceError,
            pyogrio.errors.DataLayerError,
            pyogrio.errors.FeatureError,
            pyogrio.errors.GeometryError,
            shapely.errors.GEOSException,
            IndexError,
            OSError,
            ValueError,
        ) as error:
            raise IntakeError(
                f"{source.name} cannot be read as a map layer: it is damaged, cut off or of another format "
                f"({_first_line(error)}). Export or download it again, as GeoJSON or GeoPackage."
            ) from error
    said = dict.fromkeys(str(warning.message) for warning in caught if issubclass(warning.category, RuntimeWarning))
    notes += [f"The reader of {source.name} said: {message}" for message in list(said)[:3]]


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__


def _features_by_layer(source: _Source) -> dict[str, int]:
    """Return how many features each layer has that has any; tables only where nothing has a shape."""
    layers = [(str(name), kind) for name, kind in pyogrio.list_layers(source.opened)]
    if not layers:
        raise IntakeError(
            f"{source.name} holds no layer: it is empty, damaged or cut off. Export or download it again."
        )
    with_shapes = [name for name, kind in layers if kind is not None]
    counts = {name: _features(source, name) for name in with_shapes}
    if not any(counts.values()):
        counts = {name: _features(source, name) for name, kind in layers if kind is None}
    for rows in counts.values():
        check_extent(source.name, rows=rows, columns=0)
    return {name: rows for name, rows in counts.items() if rows}


def _features(source: _Source, layer: str) -> int:
    return int(pyogrio.read_info(source.opened, layer=layer, force_feature_count=True)["features"])


def _chosen(source: _Source, parts: dict[str, int], *, part: str, notes: list[str]) -> str:
    """Return the layer to read; empty for all of them."""
    if part and part in parts:
        return part
    if part and len(parts) > 1:
        raise IntakeError(
            f"{source.name} has no layer “{part}” that holds anything. Its layers are: {', '.join(parts)}."
        )
    if source.suffix == ".gpx" and _WAYPOINTS not in parts:
        others = f", only {' and '.join(parts)}" if parts else ""
        raise IntakeError(
            f"{source.name} holds no waypoints{others}. Mark each place as a waypoint and export again, or name the "
            "part to read."
        )
    if not parts:
        raise IntakeError(f"{source.name} holds no features. Expected at least one place; export the layer again.")
    listed = ", ".join(f"“{name}” ({rows})" for name, rows in parts.items())
    if source.suffix in _READ_ALL_LAYERS:
        if len(parts) > 1:
            notes.append(f"All {len(parts)} folders of {source.name} were read: {listed}.")
            return ""
        return next(iter(parts))
    best = _WAYPOINTS if source.suffix == ".gpx" else max(parts, key=lambda name: parts[name])
    if len(parts) > 1:
        notes.append(f"Of {source.name} the layer “{best}” was read; its layers and their features are {listed}.")
    return best


def _read(source: _Source, layer: str, expected: int) -> pd.DataFrame:
    frame: pd.DataFrame = pyogrio.read_dataframe(source.opened, layer=layer)
    if len(frame) != expected:
        raise IntakeError(
            f"{source.name} is cut off or damaged: expected {expected:,} features, found {len(frame):,}. Download or "
            "export it again."
        )
    if source.suffix in _READ_ALL_LAYERS:
        unused = [name for name in _DRAWING_COLUMNS if name in frame and _draws_nothing(frame[name])]
        frame = frame.drop(columns=unused)
    elif source.suffix == ".gpx":
        frame = frame.drop(columns=[name for name in frame.columns if frame[name].isna().all() and name != "geometry"])
    return frame


def _draws_nothing(column: pd.Series[Any]) -> bool:
    return bool(column.dropna().astype(str).isin(_NOTHING_DRAWN).all())


def _read_parquet(source: _Source) -> pd.DataFrame:
    try:
        return gpd.read_parquet(source.path)
    except ValueError as error:
        if "geo metadata" not in str(error).lower():
            raise
        return pd.read_parquet(source.path)


def _as_table(frame: pd.DataFrame, source: _Source, notes: list[str]) -> PlacesTable:
    if frame.empty:
        raise IntakeError(f"{source.name} holds no features. Expected at least one place; export the layer again.")
    check_extent(source.name, rows=len(frame), columns=len(frame.columns))
    geometry = _geometry_bng(frame, source, notes) if isinstance(frame, gpd.GeoDataFrame) else None
    plain = pd.DataFrame(frame.drop(columns=frame.geometry.name) if isinstance(frame, gpd.GeoDataFrame) else frame)
    if geometry is None and plain.columns.empty:
        raise IntakeError(f"{source.name} holds neither shapes nor columns. Export the layer again.")
    rows = _as_text(plain.reset_index(drop=True))
    numbers = np.arange(1, len(rows) + 1, dtype=np.int64)
    check_cells(rows, row_numbers=numbers, file_name=source.name, row_word="feature")
    return PlacesTable(rows, geometry, numbers)


def _geometry_bng(frame: gpd.GeoDataFrame, source: _Source, notes: list[str]) -> gpd.GeoSeries | None:
    shapes = frame.geometry.force_2d()
    collections = (shapes.geom_type == "GeometryCollection").to_numpy()
    if collections.any():
        raise IntakeError(
            f"Feature {int(collections.argmax()) + 1} of {source.name} is a collection of several shapes. Expected a "
            "point, line or area for each place; split it in a map program and export again."
        )
    shapes = _without_unreal(shapes, f"of {source.name} have a coordinate that is not a number", notes)
    shapes = gpd.GeoSeries(shapes.mask(shapes.is_empty, None))
    if shapes.isna().all():
        notes.append(f"No feature of {source.name} has a shape, so its columns alone were read.")
        return None
    frame = in_metres(frame.set_geometry(shapes), source.name, note=notes.append)
    moved = gpd.GeoSeries(frame.geometry.reset_index(drop=True))
    moved = _without_unreal(moved, f"of {source.name} lie where the National Grid has no metres", notes)
    return gpd.GeoSeries(moved, crs=BNG)


def _without_unreal(shapes: gpd.GeoSeries, told: str, notes: list[str]) -> gpd.GeoSeries:
    """Leave out shapes with coordinates that are infinite or not a number."""
    corners, owners = shapely.get_coordinates(shapes.to_numpy(), return_index=True)
    unreal = np.zeros(len(shapes), dtype=bool)
    unreal[owners[~np.isfinite(corners).all(axis=1)]] = True
    if unreal.any():
        notes.append(f"{int(unreal.sum())} features {told}; they are read without a place.")
        return gpd.GeoSeries(shapes.mask(unreal, None))
    return shapes


def _as_text(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({str(name): _text_column(rows[name]) for name in rows.columns}, index=rows.index)


def _text_column(column: pd.Series[Any]) -> pd.Series[str]:
    if column.dtype.kind == "f":
        column = column.map(lambda number: repr(float(number)).removesuffix(".0"), na_action="ignore")
    elif column.dtype == object:
        column = column.map(_of_nested, na_action="ignore")
    return column.astype(str).mask(column.isna(), "").astype("str")


def _of_nested(value: Any) -> str:  # noqa: ANN401  (whatever stands in a layer)
    """Return a list as its parts and anything deeper as JSON."""
    if isinstance(value, (list, tuple, np.ndarray)):
        return ";".join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
