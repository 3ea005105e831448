"""Which square does a grid reference as printed on paper maps name?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from asset_map.geography.coordinates import METRES

MOST_DIGITS = 10
"""Ten digits name a square of 1 m; nobody prints more."""

LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
"""The letters of the grid, which has no I: five rows of five from the north-west, squares of 500 km and of 100 km."""

_LARGE_M, _SMALL_M = 500_000, 100_000
_ORIGIN = "S"
"""The large square whose south-west corner is the grid's origin."""

_SHAPE = re.compile(r"([A-HJ-Z])([A-HJ-Z])([0-9]+)")


@dataclass(frozen=True)
class GridSquare:
    """One square of the British National Grid.

    Parameters
    ----------
    written
        The reference with its blanks: ``NS 59 67``.
    easting_m, northing_m
        The middle of the square, EPSG:27700.
    side_m
        Length of its sides in metres.
    """

    written: str
    easting_m: float
    northing_m: float
    side_m: float


def read_grid_reference(text: str) -> GridSquare | None:
    """Read a reference to a square of the British National Grid.

    Parameters
    ----------
    text
        Two letters, then 2 to 10 digits, the first half of them eastward, however spaced: ``"NS 59 67"``,
        ``"ns5901667022"``.

    Returns
    -------
    GridSquare or None
        None when it is no such reference: no digits or an odd number of them, or letters of no square of the grid.
    """
    parts = _SHAPE.fullmatch(re.sub(r"\s+", "", text).upper())
    if parts is None or len(parts[3]) % 2 or len(parts[3]) > MOST_DIGITS:
        return None
    half = len(parts[3]) // 2
    east, north = parts[3][:half], parts[3][half:]
    side_m = _SMALL_M / 10**half
    large, origin, small = _from_south_west(parts[1]), _from_south_west(_ORIGIN), _from_south_west(parts[2])
    corner_m = [_LARGE_M * (large[axis] - origin[axis]) + _SMALL_M * small[axis] for axis in (0, 1)]
    easting_m = corner_m[0] + (int(east) + 0.5) * side_m
    northing_m = corner_m[1] + (int(north) + 0.5) * side_m
    if not (0 < easting_m < METRES.eastward.highest and 0 < northing_m < METRES.northward.highest):
        return None
    return GridSquare(f"{parts[1]}{parts[2]} {east} {north}", easting_m, northing_m, side_m)


def _from_south_west(letter: str) -> tuple[int, int]:
    """Return how many squares a letter lies east and north of the south-west corner of its five by five."""
    row_from_north, column = divmod(LETTERS.index(letter), 5)
    return column, 4 - row_from_north
