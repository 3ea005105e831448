"""Every row of a table is either placed or says why not."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from asset_map.domain.problem import ProblemCode
from asset_map.geography.locating import LOCATING_COLUMNS, locate
from asset_map.geography.placing import PreparedZones, prepare_zones

WEST = shapely.box(255_000, 660_000, 260_000, 670_000)
EAST = shapely.box(260_000, 660_000, 265_000, 670_000)
WEST_SCHOOL = {"latitude": "55.8642", "longitude": "-4.2918"}
POSTCODES = pd.DataFrame(
    {
        "easting_m": [259_000, 261_000, 300_000, 0, np.nan],
        "northing_m": [665_000, 665_000, 700_000, 0, np.nan],
    },
    index=pd.Index(["G431LH", "G11AB", "FK150AQ", "G99ZZ", "G98ZZ"], name="postcode"),
)
NO_POSTCODES = POSTCODES.iloc[:0]


@pytest.fixture(scope="module")
def prepared() -> PreparedZones:
    return prepare_zones(gpd.GeoSeries([WEST, EAST], index=["WEST", "EAST"], crs=27700))


def located(
    prepared: PreparedZones, row: dict[str, object], postcodes: pd.DataFrame = POSTCODES
) -> tuple[str | None, str, str]:
    """The zone, by what it was placed, and the problem of a single row."""
    result = locate(pd.DataFrame([row]), prepared=prepared, postcodes=postcodes).iloc[0]
    return result["zone_code"], result["placed_by"], result["problem"]


def test_coordinates_count_before_the_postcode(prepared: PreparedZones) -> None:
    assert located(prepared, WEST_SCHOOL | {"postcode": "G1 1AB"}) == ("WEST", "coordinates", "")
    assert located(prepared, {"easting": " 261000 ", "northing": "665000.5"}) == ("EAST", "coordinates", "")
    assert located(prepared, {"easting": 261_000, "northing": 665_000}) == ("EAST", "coordinates", "")


def test_degrees_become_the_same_metres_as_in_geopandas(prepared: PreparedZones) -> None:
    rng = np.random.default_rng(1)
    table = pd.DataFrame({"latitude": rng.uniform(50, 60, 200), "longitude": rng.uniform(-8, 2, 200)})
    result = locate(table, prepared=prepared, postcodes=POSTCODES)
    points = gpd.GeoSeries.from_xy(table["longitude"], table["latitude"], crs=4326).to_crs(27700)
    assert result["x_m"].tolist() == points.x.tolist()
    assert result["y_m"].tolist() == points.y.tolist()


@pytest.mark.parametrize(
    "spelling", ["G43 1LH", "g431lh", "G43  1LH", " G43 1LH ", "g4 31lh", "G43\u00a01LH", "G43\t1LH"]
)
def test_a_postcode_is_known_however_spelled(prepared: PreparedZones, spelling: str) -> None:
    assert located(prepared, {"postcode": spelling}) == ("WEST", "postcode", "")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"latitude": "55.86", "longitude": ""}, "half_a_coordinate"),
        ({"latitude": None, "longitude": "-4.25"}, "half_a_coordinate"),
        ({"easting": "259000"}, "half_a_coordinate"),
        ({"latitude": "about 55.86", "longitude": "-4.25"}, "not_a_number"),
        ({"latitude": "55,86,00", "longitude": "-4,25"}, "not_a_number"),
        ({"latitude": "inf", "longitude": "-4.25"}, "not_a_number"),
        ({"easting": "NS590650", "northing": "?"}, "not_a_number"),
        ({"latitude": "0", "longitude": "0.0"}, "at_zero"),
        ({"latitude": 0.0, "longitude": 0.0}, "at_zero"),
        ({"latitude": "0", "longitude": "-4.25"}, "at_zero"),
        ({"easting": "0", "northing": "0"}, "at_zero"),
        ({"easting": "259000", "northing": "0"}, "at_zero"),
        ({"latitude": "665000", "longitude": "259000"}, "out_of_range"),
        ({"latitude": "90.1", "longitude": "-4.25"}, "out_of_range"),
        ({"latitude": "55.86", "longitude": "-180.1"}, "out_of_range"),
        ({"easting": "-4.25", "northing": "55.86"}, "out_of_range"),
        ({"easting": "0.12", "northing": "51.5"}, "out_of_range"),
        ({"easting": "700001", "northing": "665000"}, "out_of_range"),
        ({"easting": "259000", "northing": "1300001"}, "out_of_range"),
    ],
)
def test_where_coordinates_cannot_be_used_a_good_postcode_is(
    prepared: PreparedZones, row: dict[str, object], problem: str
) -> None:
    assert located(prepared, row) == (None, "", problem)
    assert located(prepared, row | {"postcode": "G1 1AB"}) == ("EAST", "postcode", "")
    assert located(prepared, row | {"postcode": "G1"}) == (None, "", problem)
    assert located(prepared, row | {"postcode": "FK15 0AQ"}) == (None, "", problem)
    assert located(prepared, row | {"postcode": "G1 1AB"}, NO_POSTCODES) == (None, "", problem)


@pytest.mark.parametrize(
    ("latitude", "longitude", "problem"),
    [
        ("90", "-4.25", "outside_area"),
        ("55.86", "180", "outside_area"),
        ("51.48", "0", "outside_area"),
        ("40.7", "-74.0", "outside_area"),
        ("-4.25", "55.86", "axes_swapped"),
        ("2.5", "49", "axes_swapped"),
        ("2.51", "49", "outside_area"),
        ("2.5", "48.9", "outside_area"),
        ("-9", "61", "axes_swapped"),
        ("-9.1", "61", "outside_area"),
        ("-9", "61.1", "outside_area"),
    ],
)
def test_usable_coordinates_elsewhere_are_not_replaced_by_the_postcode(
    prepared: PreparedZones, latitude: str, longitude: str, problem: str
) -> None:
    row = {"latitude": latitude, "longitude": longitude, "postcode": "G1 1AB"}
    assert located(prepared, row) == (None, "", problem)


@pytest.mark.parametrize(
    ("postcode", "problem"),
    [
        ("G43", "postcode_malformed"),
        ("not known", "postcode_malformed"),
        ("G43 1LH?", "postcode_malformed"),
        ("G43 9XX", "postcode_unknown"),
        ("G9 9ZZ", "postcode_unknown"),
        ("G9 8ZZ", "postcode_unknown"),
        ("FK15 0AQ ", "outside_area"),
        ("  ", "no_place"),
        (None, "no_place"),
    ],
)
def test_a_postcode_that_does_not_help_says_why(prepared: PreparedZones, postcode: str | None, problem: str) -> None:
    assert located(prepared, {"postcode": postcode}) == (None, "", problem)


def test_without_installed_postcodes_that_is_the_problem(prepared: PreparedZones) -> None:
    assert located(prepared, {"postcode": "G43 1LH"}, NO_POSTCODES) == (None, "", "no_postcodes_installed")
    assert located(prepared, {"postcode": "G43"}, NO_POSTCODES) == (None, "", "postcode_malformed")


def test_points_outside_keep_their_metres_and_others_without_a_place_have_none(prepared: PreparedZones) -> None:
    table = pd.DataFrame(
        [
            {"easting": "300000", "northing": "700000"},
            {"postcode": "FK15 0AQ"},
            {"latitude": "x", "longitude": "y", "postcode": "FK15 0AQ"},
            {"latitude": "-4.25", "longitude": "55.86"},
            {"easting": "0.1", "northing": "51.5"},
            {},
        ],
        index=list("abcdef"),
    )
    result = locate(table, prepared=prepared, postcodes=POSTCODES)
    assert result["problem"].tolist() == [
        "outside_area", "outside_area", "not_a_number", "axes_swapped", "out_of_range", "no_place",
    ]  # fmt: skip
    assert result["x_m"].dropna().to_dict() == {"a": 300_000.0, "b": 300_000.0}
    assert result["y_m"].dropna().to_dict() == {"a": 700_000.0, "b": 700_000.0}


def test_grid_metres_are_used_where_degrees_are_missing_or_wrong(prepared: PreparedZones) -> None:
    metres = {"easting": "261000", "northing": "665000"}
    assert located(prepared, {"latitude": "", "longitude": ""} | metres) == ("EAST", "coordinates", "")
    assert located(prepared, {"latitude": "?", "longitude": "-4.25"} | metres) == ("EAST", "coordinates", "")
    assert located(prepared, WEST_SCHOOL | metres) == ("WEST", "coordinates", "")
    assert (
        located(prepared, {"latitude": "?", "longitude": "", "easting": "0", "northing": "0"})[2] == "half_a_coordinate"
    )


def test_the_index_and_the_columns_are_kept_whatever_they_are(prepared: PreparedZones) -> None:
    table = pd.DataFrame({"postcode": ["G11AB", "G431LH", "x"]}, index=[7, 7, 3])
    result = locate(table, prepared=prepared, postcodes=POSTCODES)
    assert result.index.tolist() == [7, 7, 3]
    assert result["zone_code"].tolist() == ["EAST", "WEST", None]
    assert list(result) == ["x_m", "y_m", "zone_code", "placed_by", "problem"]
    empty = locate(pd.DataFrame(columns=LOCATING_COLUMNS), prepared=prepared, postcodes=POSTCODES)
    assert (len(empty), list(empty)) == (0, list(result))
    nothing = locate(pd.DataFrame({"name": ["a", "b"]}), prepared=prepared, postcodes=POSTCODES)
    assert nothing["problem"].tolist() == ["no_place", "no_place"]


cells = st.one_of(
    st.none(),
    st.just(""),
    st.sampled_from(["55.86", "-4.25", "0", "259000", "665000", "G43 1LH", "g11ab", "FK15 0AQ", "G1", "abc"]),
    st.floats(allow_nan=True).map(str),
    st.text(max_size=8),
)


@settings(max_examples=50, deadline=None)
@given(rows=st.lists(st.fixed_dictionaries(dict.fromkeys(LOCATING_COLUMNS, cells)), max_size=4))
def test_rows_in_are_rows_placed_and_rows_with_a_problem(
    prepared: PreparedZones, rows: list[dict[str, object]]
) -> None:
    table = pd.DataFrame(rows, columns=LOCATING_COLUMNS)
    result = locate(table, prepared=prepared, postcodes=POSTCODES)
    placed = result["zone_code"].notna()
    assert len(result) == len(rows)
    assert (placed == result["problem"].eq("")).all()
    assert (placed == result["placed_by"].isin(["coordinates", "postcode"])).all()
    assert set(result.loc[~placed, "problem"]) <= {code.value for code in ProblemCode}
    assert np.isfinite(result.loc[placed, ["x_m", "y_m"]]).all(axis=None)
    alone = [located(prepared, row) for row in rows]
    assert alone == list(zip(result["zone_code"], result["placed_by"], result["problem"], strict=True))
