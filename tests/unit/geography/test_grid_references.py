"""A grid reference names a square, and the middle of it stands for the place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_map.geography.grid_references import LETTERS, GridSquare, read_grid_reference

GLASGOW = [
    ("NS 59 67", GridSquare("NS 59 67", 259_500, 667_500, 1000)),
    ("ns5967", GridSquare("NS 59 67", 259_500, 667_500, 1000)),
    ("NS 5 6", GridSquare("NS 5 6", 255_000, 665_000, 10_000)),
    ("NS 590 670", GridSquare("NS 590 670", 259_050, 667_050, 100)),
    ("NS 5901 6702", GridSquare("NS 5901 6702", 259_015, 667_025, 10)),
    ("NS5901667022", GridSquare("NS 59016 67022", 259_016.5, 667_022.5, 1)),
    ("N S 59 016 67 022", GridSquare("NS 59016 67022", 259_016.5, 667_022.5, 1)),
]


@pytest.mark.parametrize(("typed", "square"), GLASGOW)
def test_two_to_ten_digits_name_a_square(typed: str, square: GridSquare) -> None:
    assert read_grid_reference(typed) == square


@pytest.mark.parametrize(
    ("typed", "corner"),
    [
        ("SV 00", (0, 0)),  # the origin of the grid
        ("TQ 30", (530_000, 100_000)),
        ("HP 51", (450_000, 1_210_000)),  # Unst
        ("NA 00", (0, 900_000)),  # St Kilda
        ("TM 59", (650_000, 290_000)),  # Lowestoft
        ("OV 00", (500_000, 500_000)),
        ("JM 00", (600_000, 1_200_000)),
    ],
)
def test_the_letters_stand_where_the_ordnance_survey_puts_them(typed: str, corner: tuple[int, int]) -> None:
    square = read_grid_reference(typed)
    assert square is not None
    assert (square.easting_m - square.side_m / 2, square.northing_m - square.side_m / 2) == corner


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "NS",
        "NS 5",
        "NS 123",
        "NS59016670221 1",
        "I A 12",
        "XX 12 34",
        "AA 12",
        "JN 00",
        "SW 1A",
        "C4",
        "NS ٥٩",
        "5967",
    ],
)
def test_anything_else_is_no_reference(typed: str) -> None:
    assert read_grid_reference(typed) is None


@given(letters=st.text(LETTERS, min_size=2, max_size=2), digits=st.integers(0, 9), half=st.integers(1, 4))
def test_each_digit_more_names_a_tenth_of_the_square(letters: str, digits: int, half: int) -> None:
    coarse = read_grid_reference(f"{letters} {'3' * half} {'7' * half}")
    fine = read_grid_reference(f"{letters} {'3' * half}{digits} {'7' * half}{digits}")
    assert (coarse is None) == (fine is None)
    if coarse is not None and fine is not None:
        assert fine.side_m * 10 == coarse.side_m
        for fine_m, coarse_m in ((fine.easting_m, coarse.easting_m), (fine.northing_m, coarse.northing_m)):
            assert abs(fine_m - coarse_m) <= (coarse.side_m - fine.side_m) / 2
