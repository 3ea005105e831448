"""A dot typed as C4 lands in C4: squares and points agree, everywhere on the grid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_map.domain.mapping_grid import LETTERS, MOST_SQUARES_A_SIDE, MappingGrid, grid_over

GRID = MappingGrid(west_m=1000, north_m=5000, side_m=100, columns=10, rows=12)


@pytest.mark.parametrize("typed", ["C4", "c4", " C 4 ", "C-4", "C/04"])
def test_a_square_is_read_however_it_is_typed(typed: str) -> None:
    assert GRID.square_bounds_m(typed) == (1200, 4600, 1300, 4700)


@pytest.mark.parametrize("typed", ["", "4C", "I4", "O1", "Z1", "C0", "C13", "L1", "C4 D5", "C", "C١"])
def test_what_is_no_square_of_the_grid_is_none(typed: str) -> None:
    assert GRID.square_bounds_m(typed) is None


@given(column=st.integers(0, 9), row=st.integers(0, 11), east=st.floats(0, 99.9), south=st.floats(0, 99.9))
def test_a_point_in_a_square_is_in_that_square(column: int, row: int, east: float, south: float) -> None:
    name = f"{LETTERS[column]}{row + 1}"
    bounds_m = GRID.square_bounds_m(name)
    assert bounds_m is not None
    assert GRID.square_at(bounds_m[0] + east, bounds_m[3] - south) == name


@given(
    west=st.floats(0, 400_000), south=st.floats(500_000, 900_000), wide=st.floats(1, 60_000), high=st.floats(1, 60_000)
)
def test_a_grid_covers_its_area_and_stays_readable(west: float, south: float, wide: float, high: float) -> None:
    grid = grid_over(west, south, west + wide, south + high)
    west_m, south_m, east_m, north_m = grid.bounds_m
    assert west_m <= west
    assert south_m <= south
    assert east_m >= west + wide - 1e-6
    assert north_m >= south + high - 1e-6
    assert max(grid.columns, grid.rows) <= MOST_SQUARES_A_SIDE
    assert grid.west_m % grid.side_m == grid.north_m % grid.side_m == 0


@pytest.mark.parametrize("bounds", [(0, 0, 100_000, 10), (0, 0, 0, 10), (10, 0, 0, 10)])
def test_an_area_too_large_or_without_extent_has_no_grid(bounds: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="area"):
        grid_over(*bounds)
