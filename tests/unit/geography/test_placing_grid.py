"""The grid never overlooks a boundary, and knows the cell of every point on it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asset_map.geography.grid import Grid, grid_over

GRID = Grid(west_m=-30.0, south_m=-30.0, cell_m=10.0, cells_per_side=1, block_columns=60, block_rows=40)

# Whole multiples of a cell are the hard cases: lines along the sides of cells and through their corners.
along = st.one_of(st.integers(0, 50).map(lambda n: n * 10.0), st.floats(0, 500))
across = st.one_of(st.integers(0, 30).map(lambda n: n * 10.0), st.floats(0, 300))


@settings(max_examples=300, deadline=None)
@given(along, across, along, across)
def test_every_cell_that_a_line_passes_is_marked(x0: float, y0: float, x1: float, y1: float) -> None:
    rows, columns = GRID.touched(np.array([[x0, y0]]), np.array([[x1, y1]]))
    marked = set(zip(rows.tolist(), columns.tolist(), strict=True))
    share = np.linspace(0, 1, 2_000)
    for nudge in (-1e-7, 0.0, 1e-7):
        passed = GRID.cells(x0 + share * (x1 - x0) + nudge, y0 + share * (y1 - y0) + nudge)
        assert set(zip(*(cells.tolist() for cells in passed), strict=True)) <= marked


def test_only_cells_near_a_line_are_marked() -> None:
    rows, columns = GRID.touched(np.array([[5.0, 5.0]]), np.array([[95.0, 5.0]]))
    assert set(rows.tolist()) == {3}
    assert sorted(columns.tolist()) == list(range(3, 13))


def test_a_line_along_the_side_of_cells_marks_those_on_both_sides() -> None:
    rows, columns = GRID.touched(np.array([[10.0, 10.0]]), np.array([[10.0, 20.0]]))
    assert set(zip(rows.tolist(), columns.tolist(), strict=True)) >= {(4, 3), (4, 4)}


def test_many_pieces_are_worked_on_in_portions() -> None:
    starts_m = np.random.default_rng(5).uniform([0, 0], [500, 300], (400, 2))
    ends_m = starts_m[::-1].copy()
    whole = GRID.touched(starts_m, ends_m)
    portions = GRID.touched(starts_m, ends_m, pieces_at_once=97)
    assert set(zip(*(cells.tolist() for cells in portions), strict=True)) == set(
        zip(*(cells.tolist() for cells in whole), strict=True)
    )


def test_cells_are_never_smaller_than_ten_metres() -> None:
    village = grid_over(0, 0, 1_000, 500, most_blocks=4_000_000)
    assert (village.cell_m, village.cells_per_side) == (10.0, 1)
    assert (village.block_columns, village.block_rows) == (103, 53)


def test_a_country_has_about_as_many_blocks_as_asked_for_each_of_up_to_eight_by_eight_cells() -> None:
    country = grid_over(5_500, 530_000, 470_000, 1_220_000, most_blocks=4_000_000)
    assert country.block_columns * country.block_rows == pytest.approx(4_000_000, rel=0.01)
    assert (country.cells_per_side, country.block_m) == (8, pytest.approx(283.1, abs=0.1))
    county = grid_over(0, 0, 70_000, 70_000, most_blocks=4_000_000)
    assert (county.cells_per_side, county.cell_m) == (3, pytest.approx(35 / 3))


def test_the_rectangle_lies_on_the_grid_with_room_around_it() -> None:
    grid = grid_over(100, 200, 1_100, 700, most_blocks=100)
    x_m, y_m = np.array([100.0, 1_100.0]), np.array([200.0, 700.0])
    assert grid.contains(x_m, y_m).all()
    rows, columns = grid.cells(x_m, y_m)
    assert rows.min() >= 1
    assert columns.min() >= 1
    assert rows.max() <= grid.rows - 2
    assert columns.max() <= grid.columns - 2
