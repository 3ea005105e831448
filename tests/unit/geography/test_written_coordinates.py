"""Coordinates as people write them: what can be read in one way is read, everything else stays no number."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_map.geography.coordinates import read_coordinates
from asset_map.geography.written_coordinates import coordinate_numbers


def _read(text: str, unit: str) -> float:
    return float(coordinate_numbers(pd.Series([text], dtype="str"), unit=unit)[0])


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("55.8642", 55.8642),
        ("55,8642", 55.8642),
        ("-4,2518", -4.2518),
        ("−4.2518", -4.2518),
        ("55.864° N", 55.864),
        ("55,864°N", 55.864),
        ("4.2518 W", -4.2518),
        ("W4.2518", -4.2518),
        ("55°51'51\"N", 55 + 51 / 60 + 51 / 3600),
        ("4° 15′ 6.48″ w", -(4 + 15 / 60 + 6.48 / 3600)),
        ("-4°15'", -4.25),
        ("55°51,5'", 55 + 51.5 / 60),
        ("55°", 55.0),
    ],
)
def test_degrees_are_read_as_people_write_them(text: str, degrees: float) -> None:
    assert _read(text, "degrees") == pytest.approx(degrees, abs=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "", "north", "55.8642, -4.2518", "55,864,2", "-4.25 W", "N55N", "55°61'", "55.5°10'", "55°10.5'10\"", "1234,5",
        "55.86 degrees", "5 5", "NS 59 67", "°", "55 51 51",
    ],
)  # fmt: skip
def test_what_could_be_read_in_two_ways_or_none_is_no_number_of_degrees(text: str) -> None:
    assert np.isnan(_read(text, "degrees"))


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("259000", 259_000.0),
        ("259,000", 259_000.0),
        ("1,259,000.5", 1_259_000.5),
        ("665 500", 665_500.0),
        ("665\u00a0500,5", 665_500.5),
        ("259000,25", 259_000.25),
    ],
)
def test_metres_are_read_with_their_thousands_apart(text: str, metres: float) -> None:
    assert _read(text, "metres") == metres


@pytest.mark.parametrize("text", ["259,00", "25,9000", "259 00", "259000 m", "2,59,000", "259'000", "55°"])
def test_metres_that_are_spaced_otherwise_are_no_number(text: str) -> None:
    assert np.isnan(_read(text, "metres"))


@given(number=st.floats(-90, 90).map(lambda value: round(value, 6)))
def test_a_decimal_comma_means_what_the_point_means(number: float) -> None:
    written = f"{number:.6f}"
    assert _read(written.replace(".", ","), "degrees") == float(written)


@given(metres=st.integers(1_000, 1_299_999))
def test_thousands_set_apart_mean_what_the_digits_mean(metres: int) -> None:
    assert _read(f"{metres:,}", "metres") == metres
    assert _read(f"{metres:,}".replace(",", " "), "metres") == metres


def test_a_list_with_decimal_commas_has_the_same_points() -> None:
    points = pd.DataFrame({"latitude": ["55.8642", "55.9"], "longitude": ["-4.2518", "-4.3"]}, dtype="str")
    commas = points.apply(lambda column: column.str.replace(".", ","))
    assert read_coordinates(commas).x_m.tolist() == read_coordinates(points).x_m.tolist()
    assert read_coordinates(commas).problem.tolist() == ["", ""]


def test_texts_of_either_kind_and_missing_ones_are_read() -> None:
    texts = pd.Series(["55,8642", None, "x"], dtype="string")
    assert coordinate_numbers(texts, unit="degrees")[0] == 55.8642
    assert np.isnan(coordinate_numbers(texts, unit="degrees")[1:]).all()
