"""Which cells of a square grid does a boundary touch, and in which cell is a point?

The grid has two levels, so that a whole country fits into memory: square *blocks* cover the rectangle of the zones,
and each block is divided into the same number of square *cells*. Rows and columns always count cells, from the
south-west corner; those of a block follow by whole-number division, so that points and boundaries agree about it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

MOST_BLOCKS = 1_000_000
"""About as many blocks as a grid has unless told otherwise: four times as many take twice as long to prepare."""

SMALLEST_CELL_M = 10.0
"""Finer cells save little: in Glasgow, boundaries touch 4.7 % of the cells of 10 m."""

MOST_CELLS_PER_SIDE = 8
"""A block is at most so many cells wide: twice as many make Scotland three times as slow to prepare."""

TOUCH_M = 1e-6
"""A boundary that passes a cell this closely touches it: far above rounding errors, far below any survey."""

LONGEST_PIECE_CELLS = 0.9
"""Boundaries are cut into pieces shorter than a cell, so that the box of one covers at most two by two cells."""

PIECES_AT_ONCE = 250_000
"""Pieces of boundaries that are worked on together: about 50 MB."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Grid:
    """Square cells over a rectangle, EPSG:27700.

    Parameters
    ----------
    west_m, south_m
        The south-west corner, in metres.
    cell_m
        Length of a cell's side, in metres.
    cells_per_side
        How many cells a block is wide and high.
    block_columns, block_rows
        How many blocks the grid is wide and high.
    """

    west_m: float
    south_m: float
    cell_m: float
    cells_per_side: int
    block_columns: int
    block_rows: int

    @property
    def block_m(self) -> float:
        """Length of a block's side, in metres."""
        return self.cell_m * self.cells_per_side

    @property
    def columns(self) -> int:
        """How many cells the grid is wide."""
        return self.block_columns * self.cells_per_side

    @property
    def rows(self) -> int:
        """How many cells the grid is high."""
        return self.block_rows * self.cells_per_side

    def contains(self, x_m: Floats, y_m: Floats) -> NDArray[np.bool_]:
        """Tell which points lie on the grid; those that are not finite do not.

        Parameters
        ----------
        x_m, y_m
            Eastings and northings, EPSG:27700.

        Returns
        -------
        numpy.ndarray
            One truth value for each point.
        """
        east_m = self.west_m + (self.columns - 1) * self.cell_m
        north_m = self.south_m + (self.rows - 1) * self.cell_m
        return (x_m >= self.west_m) & (x_m <= east_m) & (y_m >= self.south_m) & (y_m <= north_m)

    def cells(self, x_m: Floats, y_m: Floats) -> tuple[Integers, Integers]:
        """Return the rows and columns of the cells that points on the grid are in.

        Parameters
        ----------
        x_m, y_m
            Eastings and northings of points that `contains` holds to be on the grid, EPSG:27700.

        Returns
        -------
        rows, columns : numpy.ndarray
            Of cells, from the south-west corner.
        """
        rows = ((y_m - self.south_m) / self.cell_m).astype(np.int64)
        columns = ((x_m - self.west_m) / self.cell_m).astype(np.int64)
        return rows, columns

    def touched(
        self, starts_m: Floats, ends_m: Floats, *, pieces_at_once: int = PIECES_AT_ONCE
    ) -> tuple[Integers, Integers]:
        """Return the rows and columns of all cells that straight lines touch, and perhaps of a few beside them.

        Parameters
        ----------
        starts_m, ends_m
            Both ends of each line, of shape (lines, 2), EPSG:27700.
        pieces_at_once
            How many pieces of lines are worked on together.

        Returns
        -------
        rows, columns : numpy.ndarray
            Each cell once.
        """
        lengths_m = np.hypot(*(ends_m - starts_m).T)
        pieces = np.ceil(lengths_m / (LONGEST_PIECE_CELLS * self.cell_m)).astype(np.int64).clip(min=1)
        portions = math.ceil(pieces.sum() / pieces_at_once)
        cuts = np.searchsorted(pieces.cumsum(), np.arange(1, portions) * pieces_at_once)
        found = [
            self._touched_by_pieces(starts_m[lines], ends_m[lines], pieces[lines])
            for lines in np.split(np.arange(len(pieces)), cuts)
        ]
        rows, columns = np.divmod(pd.unique(np.concatenate(found)), self.columns)
        return rows, columns

    def _touched_by_pieces(self, starts_m: Floats, ends_m: Floats, pieces: Integers) -> Integers:
        line = np.repeat(np.arange(len(pieces)), pieces)
        nth = np.arange(len(line)) - np.repeat(pieces.cumsum() - pieces, pieces)
        step_m = ((ends_m - starts_m) / pieces[:, None])[line]
        from_m = starts_m[line] + step_m * nth[:, None]
        to_m = from_m + step_m
        low_rows, low_columns = self.cells(*(np.minimum(from_m, to_m) - TOUCH_M).T)
        high_rows, high_columns = self.cells(*(np.maximum(from_m, to_m) + TOUCH_M).T)
        corners = [
            rows * self.columns + columns for rows in (low_rows, high_rows) for columns in (low_columns, high_columns)
        ]
        return pd.unique(np.concatenate(corners))


def grid_over(west_m: float, south_m: float, east_m: float, north_m: float, *, most_blocks: int) -> Grid:
    """Return a grid that covers a rectangle with a block to spare on every side.

    Parameters
    ----------
    west_m, south_m, east_m, north_m
        The rectangle, EPSG:27700.
    most_blocks
        About as many blocks as there may be.

    Returns
    -------
    Grid
        Cells are never smaller than 10 m; where so many of them would not do, blocks hold up to 8 by 8 cells.
    """
    width_m, height_m = east_m - west_m, north_m - south_m
    block_m = max(SMALLEST_CELL_M, math.sqrt(width_m * height_m / most_blocks))
    cells_per_side = min(int(block_m / SMALLEST_CELL_M), MOST_CELLS_PER_SIDE)
    return Grid(
        west_m=west_m - block_m,
        south_m=south_m - block_m,
        cell_m=block_m / cells_per_side,
        cells_per_side=cells_per_side,
        block_columns=int(width_m / block_m) + 3,
        block_rows=int(height_m / block_m) + 3,
    )
