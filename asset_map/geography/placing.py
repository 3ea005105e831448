"""In which zone is a point?

Most points are far from any boundary, so zones are prepared once: a grid says for each cell without a boundary which
zone all of it is in. Only points in the other cells are tested against the polygons. The answers are those of
``geopandas.sjoin(points, zones, predicate="intersects")``; where that gives several zones, the lowest code.
"""

from __future__ import annotations

import secrets
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import IO, Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from asset_map.errors import GeographyError
from asset_map.geography.grid import MOST_BLOCKS, Floats, Grid, grid_over
from asset_map.geography.settling import FIRST_DIVIDED, MIXED, NOWHERE, Polygons, Positions, place_exactly, settle

MEASURED_IN = "EPSG:27700"

_FORMAT = "asset-map prepared zones 1"

_BOUNDARIES = "wkb"
"""Kept as they are: compressing coordinates takes as long as all else together, and saves a fifth."""


@dataclass(frozen=True, eq=False)
class PreparedZones:
    """Zones of one geography, made ready for putting many points into them.

    Parameters
    ----------
    zone_codes
        Codes of the zones, in order.
    polygons
        Their boundaries in full detail, EPSG:27700.
    grid
        The grid that covers them.
    blocks
        For each block of the grid the position of its zone, or ``NOWHERE``, or that a boundary touches it.
    cells
        The same for the cells of each block that is touched by a boundary and divided.
    """

    zone_codes: NDArray[np.str_]
    polygons: Polygons
    grid: Grid
    blocks: Positions
    cells: Positions

    def place(self, x_m: Floats, y_m: Floats) -> Positions:
        """Return the position among `zone_codes` of the zone that each point is in.

        Parameters
        ----------
        x_m, y_m
            Eastings and northings, EPSG:27700; they need not be finite.

        Returns
        -------
        numpy.ndarray
            As many as points: the position of the zone, of the lowest code where there are several; -1 for no zone.
        """
        x_m, y_m = np.asarray(x_m, dtype=np.float64), np.asarray(y_m, dtype=np.float64)
        placed = np.full(len(x_m), NOWHERE, dtype=np.int32)
        on_grid = np.flatnonzero(self.grid.contains(x_m, y_m))
        found = self._look_up(x_m[on_grid], y_m[on_grid])
        mixed = found == MIXED
        undecided = on_grid[mixed]
        placed[on_grid] = found
        placed[undecided] = place_exactly(self.polygons, x_m[undecided], y_m[undecided])
        return placed

    def _look_up(self, x_m: Floats, y_m: Floats) -> Positions:
        rows, columns = self.grid.cells(x_m, y_m)
        side = self.grid.cells_per_side
        found = self.blocks[rows // side, columns // side]
        divided = np.flatnonzero(found <= FIRST_DIVIDED)
        found[divided] = self.cells[FIRST_DIVIDED - found[divided], rows[divided] % side, columns[divided] % side]
        return found

    def save(self, path: Path) -> None:
        """Write everything into one file.

        Parameters
        ----------
        path
            The file, of NumPy's ``npz`` format; an existing one is replaced in one step. Several may save at once.
        """
        boundaries = shapely.to_wkb(self.polygons)
        part = path.with_name(f"{path.name}.{secrets.token_hex(8)}.part")
        try:
            with part.open("wb") as file:
                _write_arrays(
                    file,
                    {
                        "format": np.array(_FORMAT),
                        "zone_codes": self.zone_codes,
                        _BOUNDARIES: np.frombuffer(b"".join(boundaries), dtype=np.uint8),
                        "wkb_ends": np.cumsum([len(boundary) for boundary in boundaries]),
                        "grid": np.array(astuple(self.grid)),
                        "blocks": self.blocks,
                        "cells": self.cells,
                    },
                )
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def prepare_zones(zones_bng: gpd.GeoSeries, *, most_blocks: int = MOST_BLOCKS) -> PreparedZones:
    """Make zones ready for putting many points into them.

    Parameters
    ----------
    zones_bng
        Polygons in full detail indexed by zone code, EPSG:27700, in any order.
    most_blocks
        About as many blocks as the grid may have: fewer take less memory, and more time for each point.

    Returns
    -------
    PreparedZones
        The zones in order of their codes.

    Raises
    ------
    GeographyError
        When there are no zones, a code stands twice or a zone is not a polygon.
    """
    if zones_bng.crs != MEASURED_IN:
        msg = f"zones must be in {MEASURED_IN}, not {zones_bng.crs}"
        raise ValueError(msg)
    ordered = gpd.GeoSeries(zones_bng.sort_index())
    _check(ordered)
    polygons = np.asarray(ordered.array, dtype=object)
    grid = grid_over(*ordered.total_bounds.tolist(), most_blocks=most_blocks)
    rows, columns = grid.touched(*_boundary_lines(polygons))
    blocks, cells = settle(grid, rows, columns, polygons)
    return PreparedZones(ordered.index.to_numpy(dtype=str), polygons, grid, blocks, cells)


def load_prepared(path: Path) -> PreparedZones:
    """Read zones that `PreparedZones.save` wrote.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    PreparedZones
        The same zones.

    Raises
    ------
    GeographyError
        When the file was not written by this version of `PreparedZones.save`.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            if kept["format"] != _FORMAT:
                raise KeyError(_FORMAT)
            boundaries = np.split(kept[_BOUNDARIES], kept["wkb_ends"][:-1])
            return PreparedZones(
                zone_codes=kept["zone_codes"],
                polygons=shapely.from_wkb([boundary.tobytes() for boundary in boundaries]),
                grid=_grid_from_numbers(kept["grid"]),
                blocks=kept["blocks"],
                cells=kept["cells"],
            )
    except (KeyError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        msg = (
            f"Expected prepared zones in {path.name}, but it is damaged or of another version. "
            "Install the geography again: asset-map geography add."
        )
        raise GeographyError(msg) from error


def _write_arrays(file: IO[bytes], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write an ``npz`` file as ``numpy.savez_compressed`` does, with the boundaries left as they are."""
    with zipfile.ZipFile(file, "w") as kept:
        for name, values in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy")
            entry.compress_type = zipfile.ZIP_STORED if name == _BOUNDARIES else zipfile.ZIP_DEFLATED
            with kept.open(entry, "w", force_zip64=True) as part:
                np.lib.format.write_array(part, values, allow_pickle=False)


def _grid_from_numbers(numbers: Floats) -> Grid:
    west_m, south_m, cell_m, *counts = numbers.tolist()
    return Grid(west_m, south_m, cell_m, *(int(count) for count in counts))


def _check(zones: gpd.GeoSeries) -> None:
    if zones.index.has_duplicates:
        twice = zones.index[zones.index.duplicated()][0]
        msg = f"Expected each zone once, but the code {twice} stands in the boundaries twice. Remove one of the two."
        raise GeographyError(msg)
    shapes = zones.geom_type.fillna("nothing")
    strange = shapes[~shapes.isin(["Polygon", "MultiPolygon"])]
    if len(strange):
        msg = (
            f"Expected a polygon for every zone, but {strange.index[0]} has {strange.iloc[0]}. "
            "Repair the boundaries or use the official download."
        )
        raise GeographyError(msg)
    if zones.is_empty.all():
        msg = "Expected boundaries of zones, but found none. Choose the file of boundaries and the council again."
        raise GeographyError(msg)


def _boundary_lines(polygons: Polygons) -> tuple[Floats, Floats]:
    rings = shapely.get_rings(shapely.get_parts(polygons))
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    joined = ring[1:] == ring[:-1]
    return corners[:-1][joined], corners[1:][joined]
