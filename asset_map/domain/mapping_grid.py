"""Which square of a session's grid is a place in, and where does a square lie?

Letters name the columns from the west, numbers the rows from the north, as on a street atlas. Paper and screen use the
same grid, so that a dot read off a sheet as C4 lands where C4 was printed.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters of columns; I and O are left out, because they read like 1 and 0."""

SQUARE_SIDES_M = (25.0, 50.0, 100.0, 200.0, 250.0, 500.0, 1000.0, 2000.0, 5000.0)
"""Sides that a square may have, in metres; a facilitator can pace or read them."""

MOST_SQUARES_A_SIDE = 16
"""As many columns or rows as stay readable on an A3 sheet held by four people."""

_SQUARE = re.compile(r"([A-Z])\s*[-/ ]?\s*([0-9]{1,2})", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class MappingGrid:
    """Squares over the area of a session, EPSG:27700.

    Parameters
    ----------
    west_m, north_m
        The north-west corner, in metres; a multiple of the side.
    side_m
        Length of a square's side, in metres.
    columns, rows
        How many squares the grid is wide and high.
    """

    west_m: float
    north_m: float
    side_m: float
    columns: int
    rows: int

    @property
    def bounds_m(self) -> tuple[float, float, float, float]:
        """The west, south, east and north edges, in metres."""
        return (
            self.west_m,
            self.north_m - self.rows * self.side_m,
            self.west_m + self.columns * self.side_m,
            self.north_m,
        )

    def square_at(self, easting_m: float, northing_m: float) -> str | None:
        """Return the square that a point is in.

        Parameters
        ----------
        easting_m, northing_m
            The point, EPSG:27700. A point on an edge belongs to the square east or south of it.

        Returns
        -------
        str or None
            For instance ``C4``; None beside the grid.
        """
        column = math.floor((easting_m - self.west_m) / self.side_m)
        row = math.floor((self.north_m - northing_m) / self.side_m)
        if not (0 <= column < self.columns and 0 <= row < self.rows):
            return None
        return f"{LETTERS[column]}{row + 1}"

    def square_bounds_m(self, square: str) -> tuple[float, float, float, float] | None:
        """Return the edges of a square.

        Parameters
        ----------
        square
            As typed, for instance ``c4``, ``C 4`` or ``C-04``.

        Returns
        -------
        tuple of float or None
            West, south, east and north in metres; None for what is no square of this grid.
        """
        found = _SQUARE.fullmatch(square.strip())
        if found is None:
            return None
        column, row = LETTERS.find(found[1].upper()), int(found[2]) - 1
        if not (0 <= column < self.columns and 0 <= row < self.rows):
            return None
        west_m, north_m = self.west_m + column * self.side_m, self.north_m - row * self.side_m
        return (west_m, north_m - self.side_m, west_m + self.side_m, north_m)


def grid_over(west_m: float, south_m: float, east_m: float, north_m: float) -> MappingGrid:
    """Return the grid for an area: the finest whose squares number at most sixteen a side.

    Parameters
    ----------
    west_m, south_m, east_m, north_m
        The edges of the area, EPSG:27700.

    Returns
    -------
    MappingGrid
        Its lines lie on whole multiples of the side, so that two sessions in one place share squares.

    Raises
    ------
    ValueError
        For an area wider or higher than 75 kilometres, or without extent.
    """
    if not (west_m < east_m and south_m < north_m):
        msg = f"an area has an extent: {west_m}, {south_m}, {east_m}, {north_m}"
        raise ValueError(msg)
    for side_m in SQUARE_SIDES_M:
        west, north = math.floor(west_m / side_m) * side_m, math.ceil(north_m / side_m) * side_m
        columns, rows = math.ceil((east_m - west) / side_m), math.ceil((north - south_m) / side_m)
        if max(columns, rows) <= MOST_SQUARES_A_SIDE:
            return MappingGrid(west_m=west, north_m=north, side_m=side_m, columns=columns, rows=rows)
    msg = f"the area is too large for a session: {east_m - west_m:.0f} by {north_m - south_m:.0f} m"
    raise ValueError(msg)
