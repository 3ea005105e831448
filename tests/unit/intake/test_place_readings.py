"""Swapped columns and wrong systems are recognised, shown and applied only when somebody agrees."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from asset_map.errors import IntakeError
from asset_map.geography.coordinates import degrees_to_metres, read_coordinates
from asset_map.geography.placing import PreparedZones, prepare_zones
from asset_map.intake.place_readings import MOST_POINTS, Reading, fits, read_as, stop_on_mixed_systems, suggested
from tests.fixtures.tiny_town.town import zones_bng

ROWS = 40
LAT_LON = ("latitude", "longitude")
NORTH_EAST = ("northing", "easting")


@pytest.fixture(scope="module")
def prepared() -> PreparedZones:
    """Return the six zones of the tiny town."""
    return prepare_zones(zones_bng().set_index("zone_code").geometry)


def _metres(rows: int = ROWS) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    return rng.uniform(40_100, 42_900, rows), rng.uniform(640_100, 641_900, rows)


def _list(system: str, columns: tuple[str, str], *, swapped: bool = False, rows: int = ROWS) -> pd.DataFrame:
    easting_m, northing_m = _metres(rows)
    longitude, latitude = degrees_to_metres().transform(easting_m, northing_m, direction="INVERSE")
    x, y = {
        "metres": (easting_m, northing_m),
        "degrees": (longitude, latitude),
        "web_mercator": Transformer.from_crs(4326, 3857, always_xy=True).transform(longitude, latitude),
    }[system]
    north, east = (x, y) if swapped else (y, x)
    return pd.DataFrame({columns[0]: north, columns[1]: east}).map(repr).astype("str")


@pytest.mark.parametrize(
    ("given_list", "reading"),
    [
        (_list("degrees", LAT_LON, swapped=True), Reading.SWAPPED),
        (_list("metres", NORTH_EAST, swapped=True), Reading.SWAPPED),
        (_list("degrees", NORTH_EAST), Reading.DEGREES),
        (_list("degrees", NORTH_EAST, swapped=True), Reading.DEGREES_SWAPPED),
        (_list("metres", LAT_LON), Reading.METRES),
        (_list("metres", LAT_LON, swapped=True), Reading.METRES_SWAPPED),
        (_list("web_mercator", NORTH_EAST), Reading.WEB_MERCATOR),
        (_list("web_mercator", LAT_LON), Reading.WEB_MERCATOR),
        (_list("web_mercator", NORTH_EAST, swapped=True), Reading.WEB_MERCATOR_SWAPPED),
        (_list("web_mercator", LAT_LON, swapped=True), Reading.WEB_MERCATOR_SWAPPED),
    ],
)
def test_what_is_wrong_with_two_columns_is_recognised_and_can_be_applied(
    prepared: PreparedZones, given_list: pd.DataFrame, reading: Reading
) -> None:
    found = fits(given_list, prepared=prepared)
    best = suggested(found)
    assert best is not None
    assert (best.reading, best.inside, best.rows) == (reading, ROWS, ROWS)
    assert Reading.AS_GIVEN in [fit.reading for fit in found]
    assert f"{ROWS} of {ROWS} rows lie in the area" in best.reason
    points = read_coordinates(read_as(given_list, reading))
    assert np.allclose(points.x_m, _metres()[0], atol=0.02)
    assert np.allclose(points.y_m, _metres()[1], atol=0.02)
    assert np.allclose(best.points_bng, np.column_stack(_metres()), atol=0.02)


@pytest.mark.parametrize(
    "given_list",
    [
        _list("degrees", LAT_LON),
        _list("metres", NORTH_EAST),
        pd.DataFrame({"name": ["A", "B"]}, dtype="str"),
        pd.DataFrame({"latitude": ["x", ""], "longitude": ["y", "-4"]}, dtype="str"),
        pd.DataFrame({"latitude": [], "longitude": []}, dtype="str"),
        _list("degrees", LAT_LON).assign(latitude="0", longitude="0"),
    ],
)
def test_what_is_right_or_hopeless_is_left_as_it_is(prepared: PreparedZones, given_list: pd.DataFrame) -> None:
    found = fits(given_list, prepared=prepared)
    assert suggested(found) is None
    assert read_as(given_list, Reading.AS_GIVEN) is given_list


def test_a_list_of_another_area_is_read_as_it_lies_in_the_country(prepared: PreparedZones) -> None:
    elsewhere = pd.DataFrame({"latitude": ["-0.12", "-0.13"], "longitude": ["51.5", "51.6"]}, dtype="str")
    best = suggested(fits(elsewhere, prepared=prepared))
    assert best is not None
    assert (best.reading, best.inside, best.in_britain) == (Reading.SWAPPED, 0, 2)


def test_a_few_swapped_rows_make_no_swapped_list(prepared: PreparedZones) -> None:
    right, wrong = _list("degrees", LAT_LON), _list("degrees", LAT_LON, swapped=True)
    mostly_right = pd.concat([right.iloc[:30], wrong.iloc[30:]])
    assert suggested(fits(mostly_right, prepared=prepared)) is None


def test_decimal_commas_and_thousands_are_read_in_every_reading(prepared: PreparedZones) -> None:
    thousands = _list("metres", LAT_LON).map(lambda cell: f"{float(cell):,.0f}").astype("str")
    best = suggested(fits(thousands, prepared=prepared))
    assert best is not None
    assert (best.reading, best.inside) == (Reading.METRES, ROWS)


def test_a_picture_has_no_more_points_than_can_be_shown(prepared: PreparedZones) -> None:
    found = fits(_list("degrees", LAT_LON, rows=5_000), prepared=prepared)
    assert [len(fit.points_bng) for fit in found if fit.reading is Reading.AS_GIVEN] == [MOST_POINTS]


def test_nothing_but_the_coordinates_is_changed() -> None:
    rows = _list("metres", LAT_LON).assign(name="A", postcode="ZZ1 1AA")
    rows.loc[3, list(LAT_LON)] = ["", ""]
    rows.loc[4, list(LAT_LON)] = ["somewhere", "640,5,5"]
    again = read_as(rows, Reading.METRES)
    assert again[["name", "postcode"]].equals(rows[["name", "postcode"]])
    assert again.loc[3, [*LAT_LON, *NORTH_EAST]].tolist() == ["", "", "", ""]
    assert again.loc[4, list(NORTH_EAST)].tolist() == ["somewhere", "640,5,5"]
    assert (again[list(LAT_LON)] == "").all(axis=None)


CELLS = st.sampled_from(["", "55.86", "-4.25", "55,86", "259000", "x", "0"])


@given(rows=st.lists(st.tuples(CELLS, CELLS), max_size=8), columns=st.sampled_from([LAT_LON, NORTH_EAST]))
def test_exchanging_twice_changes_nothing(rows: list[tuple[str, str]], columns: tuple[str, str]) -> None:
    fields = pd.DataFrame(rows, columns=list(columns), dtype="str").assign(name="A")
    assert read_as(read_as(fields, Reading.SWAPPED), Reading.SWAPPED).equals(fields)


@given(rows=st.lists(st.tuples(CELLS, CELLS), max_size=8), reading=st.sampled_from(Reading))
def test_every_reading_keeps_all_rows(rows: list[tuple[str, str]], reading: Reading) -> None:
    fields = pd.DataFrame(rows, columns=list(LAT_LON), dtype="str", index=range(5, 5 + len(rows)))
    again = read_as(fields, reading)
    assert again.index.equals(fields.index)
    assert ((again != "").any(axis=1) == (fields != "").any(axis=1)).all()


def _mixed(rarer: pd.DataFrame, number: int) -> pd.DataFrame:
    common = _list("degrees", LAT_LON)
    return pd.concat([common.iloc[: ROWS - number], rarer.iloc[ROWS - number :]], ignore_index=True)


@pytest.mark.parametrize(
    ("rarer", "words"),
    [
        (_list("metres", LAT_LON), "metres of the National Grid"),
        (_list("metres", LAT_LON, swapped=True), "metres of the National Grid"),
        (_list("web_mercator", LAT_LON), "metres of Web Mercator"),
    ],
)
def test_two_systems_in_one_pair_of_columns_stop_the_list(rarer: pd.DataFrame, words: str) -> None:
    mixed = _mixed(rarer, 12)
    with pytest.raises(IntakeError, match=rf"degrees in 28 rows and {words} in 12, first in row 30 ") as stopped:
        stop_on_mixed_systems(
            mixed, row_numbers=np.arange(2, ROWS + 2), columns={"latitude": ("Lat",), "longitude": ("Lon",)}
        )
    assert "“Lat” and “Lon”" in str(stopped.value)


@pytest.mark.parametrize(
    "fields",
    [
        _mixed(_list("metres", LAT_LON), 2),
        _mixed(_list("degrees", LAT_LON, swapped=True), 12),
        _mixed(pd.DataFrame({"latitude": ["0"] * ROWS, "longitude": ["0"] * ROWS}), 12),
        _mixed(pd.DataFrame({"latitude": ["5586.4"] * ROWS, "longitude": ["-4"] * ROWS}), 12),
        _list("metres", NORTH_EAST),
        _list("web_mercator", NORTH_EAST),
        pd.DataFrame({"name": ["A"]}, dtype="str"),
    ],
)
def test_slips_zeros_and_swaps_are_no_second_system(fields: pd.DataFrame) -> None:
    stop_on_mixed_systems(fields)
