"""Columns are matched by their names, then by what their cells are; every column is accounted for with its reason."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_map.domain.asset import AssetDraft
from asset_map.errors import IntakeError
from asset_map.intake.column_names import SPELLINGS
from asset_map.intake.columns import FIELDS, columns_by_field, suggest_columns


def _rows(columns: dict[str, list[str]]) -> pd.DataFrame:
    return pd.DataFrame(columns, dtype="str")


def _suggested(columns: dict[str, list[str]], asked: dict[str, str] | None = None) -> dict[str, tuple[str, str]]:
    return {match.column: (match.field, match.reason) for match in suggest_columns(_rows(columns), asked)}


def _by_name(*columns: str) -> dict[str, tuple[str, ...]]:
    return columns_by_field(suggest_columns(_rows({column: [] for column in columns})))


@pytest.mark.parametrize(
    ("columns", "by_field"),
    [
        (
            ["Name", "Address1", "Address2", "Postcode", "Telephone", "Website", "longitude", "latitude"],
            {
                "name": ("Name",),
                "address": ("Address1", "Address2"),
                "postcode": ("Postcode",),
                "phone": ("Telephone",),
                "web": ("Website",),
                "longitude": ("longitude",),
                "latitude": ("latitude",),
            },
        ),
        (  # ALISS
            [
                "id", "formatted_address", "name", "locality", "region", "postal_code", "country", "latitude",
                "longitude", "organisation_name", "organisation_id", "organisation_permalink",
            ],
            {
                "source_id": ("id",),
                "address": ("formatted_address",),
                "name": ("name",),
                "postcode": ("postal_code",),
                "latitude": ("latitude",),
                "longitude": ("longitude",),
            },
        ),
        (  # the register of charities
            [
                "Charity Number", "Charity Name", "Registered Date", "Known As", "Charity Status", "Postcode",
                "Constitutional Form", "Geographical Spread", "Main Operating Location", "Purposes", "Beneficiaries",
                "Activities", "Objectives", "Principal Office/Trustees Address", "Website", "Most recent year income",
                "Most recent year expenditure", "Year End",
            ],
            {
                "source_id": ("Charity Number",),
                "name": ("Charity Name",),
                "also_known_as": ("Known As",),
                "postcode": ("Postcode",),
                "category": ("Purposes",),
                "who_for": ("Beneficiaries",),
                "summary": ("Objectives",),
                "web": ("Website",),
            },
        ),
        (
            ["SiteName", "GridReferenceEasting", "GridReferenceNorthing", "Type"],
            {
                "name": ("SiteName",),
                "easting": ("GridReferenceEasting",),
                "northing": ("GridReferenceNorthing",),
                "category": ("Type",),
            },
        ),
        (
            ["name", "City", "addr:street", "addr:housenumber", "opening_hours", "e-Mail"],
            {
                "name": ("name",),
                "address": ("addr:housenumber", "addr:street", "City"),
                "opening_times": ("opening_hours",),
                "email": ("e-Mail",),
            },
        ),
        (
            ["Title", "Town", "Address", "Wed", "Monday", "Opening hours notes"],
            {
                "name": ("Title",),
                "address": ("Address", "Town"),
                "opening_times": ("Monday", "Wed", "Opening hours notes"),
            },
        ),
        (["Venue name", "Lat/Long", "OS grid ref"], {
            "name": ("Venue name",), "coordinates": ("Lat/Long",), "grid_reference": ("OS grid ref",),
        }),
        (["Postcode of the hall", "Name of the hall"], {
            "postcode": ("Postcode of the hall",), "name": ("Name of the hall",),
        }),
    ],
)  # fmt: skip
def test_columns_are_matched_by_the_spellings_that_lists_use(
    columns: list[str], by_field: dict[str, tuple[str, ...]]
) -> None:
    assert _by_name(*columns) == by_field


def test_every_field_is_known_by_its_own_code_and_by_no_other() -> None:
    for field in FIELDS:
        assert _by_name(field) == {field: (field,)}
    spellings = [spelling for spellings in SPELLINGS.values() for spelling in spellings]
    assert len(spellings) == len(set(spellings))


def test_every_field_is_one_of_a_draft_or_leads_to_one() -> None:
    others = {"offer", "category", "coordinates", "grid_reference"}
    assert set(FIELDS) - others <= set(AssetDraft.__dataclass_fields__)


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        ("Contact name", "holds names of people"),
        ("Manager", "holds names of people"),
        ("First Name", "holds names of people"),
        ("Surname", "holds names of people"),
        ("Name of leader", "holds names of people"),
        ("Secretary's email", "may be somebody's own phone or address"),
        ("Mobile", "may be somebody's own phone or address"),
        ("Principal Office/Trustees Address", "may tell of a trustee's home"),
        ("import_result", "belongs to our report on a list"),
        ("import_problem", "belongs to our report on a list"),
        ("GoogleDirections", "leads to a map, not to a page of its own"),
        ("sh_date_uploaded", "says when it was uploaded, not checked"),
    ],
)
def test_what_is_not_to_be_taken_in_is_left_out_with_its_reason(column: str, reason: str) -> None:
    assert _suggested({column: ["https://example.org/x"], "Name": ["A"]}) == {
        column: ("", reason),
        "Name": ("name", "its name"),
    }


@pytest.mark.parametrize("column", ["Group Name", "Contact telephone", "Email", "Organisation name", "School name"])
def test_what_belongs_to_an_organisation_is_no_personal_contact(column: str) -> None:
    assert _suggested({column: ["x"]})[column][0]


@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        (["G1 1AB", "g431lh", "FK15  0AQ", "", "ask", "EH1 1AA"], "postcode", "4 of 5 cells are postcodes"),
        (["a@example.org", "b@example.org"], "email", "2 of 2 cells are e-mail addresses"),
        (["https://example.org", "www.example.org/x"], "web", "2 of 2 cells are web addresses"),
        (["0141 496 0000", "+44 141 496 0001", "(0141) 4960002"], "phone", "3 of 3 cells are telephone numbers"),
        (["NS 59 67", "ns5901667022"], "grid_reference", "2 of 2 cells are grid references"),
        (["55.86, -4.25", "POINT (-4.25 55.86)"], "coordinates", "2 of 2 cells are coordinates"),
        (["55.8642", "-4.2518"], "", ""),
        (["12", "7"], "", ""),
        (["2026-11-21"], "", ""),
        (["https://www.google.com/maps/dir//55.8,-4.2"], "", ""),
        (["G1", "G2"], "", ""),
        (["", "N/A"], "", ""),
    ],
)
def test_what_the_cells_are_tells_where_the_name_does_not(cells: list[str], field: str, reason: str) -> None:
    assert _suggested({"Column": cells}) == {"Column": (field, reason)}


def test_degrees_are_known_by_their_numbers_when_both_are_there() -> None:
    both = {"a": ["-4.25181", "-4.30001"], "b": ["55.86421", "55.90002"], "c": ["1.5", "2.5"]}
    assert {column: field for column, (field, _) in _suggested(both).items()} == {
        "a": "longitude",
        "b": "latitude",
        "c": "",
    }


@pytest.mark.parametrize(
    ("x", "y", "fields"),
    [
        ("-4.2518", "55.8642", ("longitude", "latitude")),
        ("55.8642", "-4.2518", ("latitude", "longitude")),
        ("259000", "665000", ("easting", "northing")),
        ("259,000", "665,000", ("easting", "northing")),
        ("-473000.5", "7540000.5", ("easting", "northing")),
        ("red", "blue", ("", "")),
        ("1", "2", ("", "")),
    ],
)
@pytest.mark.parametrize("names", [("X", "Y"), ("x_coord", "y_coord"), ("POINT_X", "POINT_Y")])
def test_x_and_y_are_what_their_numbers_are(names: tuple[str, str], x: str, y: str, fields: tuple[str, str]) -> None:
    found = _suggested({names[0]: [x, "", x], names[1]: [y, y, y]})
    assert tuple(found[name][0] for name in names) == fields


def test_x_and_y_are_left_out_beside_named_coordinates() -> None:
    found = _suggested({"X": ["259000"], "Y": ["665000"], "Lat": ["55.8642"], "Long": ["-4.2518"]})
    assert found["X"] == found["Y"] == ("", "“Lat” is taken instead")


def test_of_two_columns_for_a_field_the_better_named_one_with_cells_is_taken() -> None:
    assert _suggested({"Title": ["A"], "Name": ["B"]}) == {
        "Title": ("", "“Name” is taken instead"),
        "Name": ("name", "its name"),
    }
    assert _suggested({"Postcode": ["", " "], "Post code of venue": ["G1 1AB", ""]}) == {
        "Postcode": ("postcode", "its name"),
        "Post code of venue": ("", "“Postcode” is taken instead"),
    }
    assert _suggested({"Postcode": ["", " "], "Postal code": ["G1 1AB", ""]})["Postal code"][0] == "postcode"


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("Status", ["Charity, active"]),
        ("Capacity", ["plenty"]),
        ("Last checked", ["Tuesday"]),
        ("UPRN", ["unknown", "x", "y"]),
        ("Season from", ["when it is warm"]),
    ],
)
def test_a_column_whose_cells_do_not_fit_its_name_is_left_out(column: str, cells: list[str]) -> None:
    field, reason = _suggested({column: cells})[column]
    assert field == ""
    assert reason.startswith("only 0 of ")


def test_a_column_of_latitudes_out_of_range_keeps_its_name() -> None:
    assert _suggested({"latitude": ["665000"], "longitude": ["259000"]})["latitude"] == ("latitude", "its name")


def test_the_shapes_of_a_layer_go_before_its_columns() -> None:
    rows = _rows({"x": ["259000"], "y": ["665000"], "lat": ["55.8"], "name": ["A"]})
    found = {match.column: match for match in suggest_columns(rows, has_geometry=True)}
    assert [found[column].field for column in rows] == ["", "", "", "name"]
    assert found["x"].reason == found["lat"].reason == "the layer's own points and shapes say where"


def test_what_a_person_chose_goes_before_everything_else() -> None:
    columns = {"Name": ["A"], "Called": ["B"], "Postcode": ["G1 1AB"], "Contact name": ["C"]}
    asked = {"Called": "name", "Postcode": "", "Contact name": "summary"}
    assert _suggested(columns, asked) == {
        "Name": ("", "“Called” is taken instead"),
        "Called": ("name", "chosen by you"),
        "Postcode": ("", "left out by you"),
        "Contact name": ("summary", "chosen by you"),
    }


def test_several_columns_may_be_chosen_for_an_address_but_not_for_a_name() -> None:
    rows = _rows({"Town": ["x"], "Ward": ["w"], "Street": ["y"], "A": ["z"], "B": ["z"]})
    chosen = suggest_columns(rows, {"Town": "address", "Ward": "address", "Street": "address"})
    assert columns_by_field(chosen)["address"] == ("Street", "Town", "Ward")
    with pytest.raises(IntakeError, match=r"one column for the field name; found 2: 'A', 'B'"):
        suggest_columns(rows, {"A": "name", "B": "name"})


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"Nome": "name"}, "no column named 'Nome'"),
        ({"Name": "colour"}, "no field named 'colour'"),
        ({"Name": "contact_person"}, "no field named 'contact_person'"),
        ({"Name": "consent_for"}, "no field named 'consent_for'"),
    ],
)
def test_a_choice_that_fits_nothing_is_refused_with_what_there_is(asked: dict[str, str], told: str) -> None:
    with pytest.raises(IntakeError, match=told):
        suggest_columns(_rows({"Name": ["A"]}), asked)


def test_samples_are_few_different_and_short() -> None:
    (match,) = suggest_columns(_rows({"Name": ["", "A", "A", "B\nC", "x" * 100, "D"]}))
    assert match.samples == ("A", "B C", "x" * 59 + "…")


NAMES = st.sampled_from([
    "Name", "Title", "X", "Y", "latitude", "lon", "Postcode", "Monday", "Tuesday", "Address 1", "Town", "Manager", "A",
    "Status", "import_result", "", "Ünïcode", "1",
])  # fmt: skip
CELLS = st.sampled_from(
    ["", "G1 1AB", "55.8642", "-4.2518", "259000", "a@example.org", "A name", "55.8, -4.2", "NS 59 67"]
)


@given(
    columns=st.lists(NAMES, unique=True, max_size=8).flatmap(
        lambda names: st.fixed_dictionaries({name: st.lists(CELLS, min_size=3, max_size=3) for name in names})
    ),
    has_geometry=st.booleans(),
)
def test_every_column_gets_exactly_one_match(columns: dict[str, list[str]], has_geometry: bool) -> None:
    matches = suggest_columns(_rows(columns), has_geometry=has_geometry)
    assert [match.column for match in matches] == list(columns)
    assert all(match.field == "" or match.field in FIELDS for match in matches)
    assert all(match.reason for match in matches if match.field)
    by_field = columns_by_field(matches)
    assert all(len(found) == 1 for field, found in by_field.items() if field not in {"address", "opening_times"})
    assert sum(map(len, by_field.values())) == sum(match.field != "" for match in matches)
