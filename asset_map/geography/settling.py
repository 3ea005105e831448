"""Which zone is all of a cell in?"""

from __future__ import annotations

import numpy as np
import scipy
import shapely
from numpy.typing import NDArray

from asset_map.geography.grid import Floats, Grid, Integers

NOWHERE = -1
"""Stands for no zone."""

MIXED = -2
"""Stands for a block or cell that a boundary touches."""

FIRST_DIVIDED = -3
"""Stands for the first block whose cells are told apart; those after it count down from here."""

_SAME_RECTANGLE_NEIGHBOURS = np.array(
    [np.zeros((3, 3)), [[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.zeros((3, 3))], dtype=bool
)

Positions = NDArray[np.int32]
Polygons = NDArray[np.object_]


def settle(grid: Grid, rows: Integers, columns: Integers, polygons: Polygons) -> tuple[Positions, Positions]:
    """Find the zone that each block is in, and each cell of the blocks that a boundary touches.

    Parameters
    ----------
    grid
        A grid over all zones.
    rows, columns
        The cells that any boundary touches.
    polygons
        The zones, EPSG:27700.

    Returns
    -------
    blocks : numpy.ndarray
        Of shape (block rows, block columns): the position of a zone, `NOWHERE`, `MIXED`, or, counting down from
        `FIRST_DIVIDED`, the block's place in ``cells``.
    cells : numpy.ndarray
        Of shape (divided blocks, rows, columns): the position of a zone, `NOWHERE` or `MIXED`.
    """
    side = grid.cells_per_side
    mixed_blocks = np.zeros((1, grid.block_rows, grid.block_columns), dtype=bool)
    mixed_blocks[0, rows // side, columns // side] = True
    south_west_m = np.array([[grid.south_m, grid.west_m]])
    blocks: Positions = _settle_squares(mixed_blocks, south_west_m, grid.block_m, polygons)[0]
    if side == 1:
        return blocks, np.empty((0, 1, 1), dtype=np.int32)

    divided = np.argwhere(mixed_blocks[0])
    blocks[tuple(divided.T)] = FIRST_DIVIDED - np.arange(len(divided))
    mixed_cells = np.zeros((len(divided), side, side), dtype=bool)
    mixed_cells[FIRST_DIVIDED - blocks[rows // side, columns // side], rows % side, columns % side] = True
    return blocks, _settle_squares(mixed_cells, south_west_m + divided * grid.block_m, grid.cell_m, polygons)


def _settle_squares(mixed: NDArray[np.bool_], south_west_m: Floats, size_m: float, polygons: Polygons) -> Positions:
    """Find the zone of each square in several rectangles, of shape (rectangles, rows, columns).

    Squares that share a side, neither with a boundary, are in the same zone: all that hang together need one test.
    """
    patches, number_of_patches = scipy.ndimage.label(~mixed, structure=_SAME_RECTANGLE_NEIGHBOURS)
    in_order = patches.ravel()
    ends = np.flatnonzero(np.append(in_order[1:] != in_order[:-1], True))
    one_square = np.zeros(number_of_patches + 1, dtype=np.int64)
    one_square[in_order[ends]] = ends
    rectangle, row, column = np.unravel_index(one_square[1:], mixed.shape)
    south_m, west_m = south_west_m[rectangle].T
    zones = place_exactly(polygons, west_m + (column + 0.5) * size_m, south_m + (row + 0.5) * size_m)
    settled: Positions = np.concatenate([[MIXED], zones]).astype(np.int32)[patches]
    return settled


def place_exactly(polygons: Polygons, x_m: Floats, y_m: Floats) -> Positions:
    """Test every point against the polygons themselves.

    Parameters
    ----------
    polygons
        The zones, EPSG:27700.
    x_m, y_m
        Eastings and northings, finite, EPSG:27700.

    Returns
    -------
    numpy.ndarray
        For each point the position of its zone, of the first where there are several, or `NOWHERE`.
    """
    tree = shapely.STRtree(np.asarray(shapely.points(x_m, y_m)))
    zones, points = tree.query(polygons, predicate="intersects")
    found = np.full(len(x_m), NOWHERE, dtype=np.int32)
    # The last of several assignments to a place stays, so the lowest zone goes last.
    lowest_last = np.argsort(-zones, kind="stable")
    found[points[lowest_last]] = zones[lowest_last]
    return found
