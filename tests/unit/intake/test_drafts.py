"""Cells become drafts as they were typed: joined, with what says nothing left empty, and nothing else changed."""

from __future__ import annotations

import pandas as pd
import pytest

from asset_map.intake.columns import suggest_columns
from asset_map.intake.drafts import drafts_from, fields_of
from asset_map.intake.places_table import PlacesTable


def _fields(columns: dict[str, list[str]], asked: dict[str, str] | None = None) -> pd.DataFrame:
    rows = pd.DataFrame(columns, dtype="str")
    return fields_of(PlacesTable(rows), matches=suggest_columns(rows, asked))


def test_rows_keep_their_own_values_before_the_defaults() -> None:
    fields = _fields({"name": [" A ", "B"], "kind": ["place", ""], "offer": ["food; meet|food", ""]})
    drafts = drafts_from(fields, defaults={"kind": "institution", "offer": "health", "source": "A list"})
    assert [(draft.name, draft.kind, draft.offers, draft.source) for draft in drafts] == [
        ("A", "place", ("food", "meet"), "A list"),
        ("B", "institution", ("health",), "A list"),
    ]


def test_without_agreed_columns_only_names_count() -> None:
    rows = pd.DataFrame({"Name": ["A"], "Where to write": ["a@example.org"], "Called": ["B"]}, dtype="str")
    assert list(fields_of(PlacesTable(rows))) == ["name"]
    assert fields_of(PlacesTable(rows), match={"Called": "name"})["name"].tolist() == ["B"]


def test_an_address_is_written_in_order_and_no_town_twice() -> None:
    fields = _fields({
        "Town": ["Anytown", "Anytown", ""],
        "Address 2": ["The Yard", "", ""],
        "Address 1": ["12 High Street", "1 Low Street, Anytown", ""],
    })  # fmt: skip
    assert fields["address"].tolist() == ["12 High Street, The Yard, Anytown", "1 Low Street, Anytown", ""]


def test_a_house_number_stands_before_its_street_without_a_comma() -> None:
    fields = _fields({"addr:street": ["High Street"], "addr:housenumber": ["12"], "addr:city": ["Anytown"]})
    assert fields["address"].tolist() == ["12 High Street, Anytown"]


def test_days_with_the_same_times_are_written_together() -> None:
    week = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    times = {day: ["", "9–5", "-"] for day in week} | {
        "Monday": ["9–5", "9–5", "9–5"],
        "Tuesday": ["9–5", "9–5", "10–4"],
        "Thursday": ["9–5", "9–5", ""],
        "Opening times notes": ["Closed at noon", "", ""],
    }
    assert _fields(times)["opening_times"].tolist() == [
        "Monday and Tuesday 9–5; Thursday 9–5; Closed at noon",
        "Monday to Sunday 9–5",
        "Monday 9–5; Tuesday 10–4",
    ]


@pytest.mark.parametrize("cell", ["N/A", "n/a", "-", "none", "NULL", "nan", "tbc", " – "])
def test_what_says_that_there_is_nothing_is_empty_where_words_mean_nothing(cell: str) -> None:
    columns = ["web", "email", "phone", "postcode", "latitude", "capacity", "last_checked", "category"]
    fields = _fields({column: [cell] for column in columns} | {"name": [cell], "summary": [cell], "cost": [cell]})
    assert (fields[columns] == "").all(axis=None)
    assert fields[["name", "summary", "cost"]].iloc[0].tolist() == [cell.strip()] * 3


@pytest.mark.parametrize(
    ("cell", "web"),
    [
        ("www.example.org", "https://www.example.org"),
        ("example.org/page?x=1", "https://example.org/page?x=1"),
        ("http://example.org", "http://example.org"),
        ("HTTPS://example.org", "HTTPS://example.org"),
        ("see our page", "see our page"),
        ("a@example.org", "a@example.org"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("Monday09:00", "Monday09:00"),
        ("none", ""),
        ("", ""),
    ],
)
def test_a_web_address_without_its_beginning_gets_one(cell: str, web: str) -> None:
    fields = _fields({"name": ["A"], "web": [cell]})
    assert [draft.web for draft in drafts_from(fields, defaults={})] == [web]


def test_codes_are_known_by_their_words() -> None:
    fields = _fields({
        "status": ["Temporarily closed", "ACTIVE", "active"],
        "accessed": ["In person; online", "", "phone"],
        "protection": ["Area", "", "public"],
    })  # fmt: skip
    drafts = drafts_from(fields, defaults={"status": "closed"})
    assert [(draft.status, draft.accessed, draft.protection) for draft in drafts] == [
        ("temporarily_closed", ("in_person", "online"), "area"),
        ("active", (), ""),
        ("active", ("phone",), "public"),
    ]


def test_an_unknown_code_is_kept_for_its_problem_to_show() -> None:
    fields = _fields({"name": ["A"], "Stand": ["Half open"]}, {"Stand": "status"})
    assert drafts_from(fields, defaults={})[0].status == "Half open"


@pytest.mark.parametrize(
    ("cell", "latitude", "longitude"),
    [
        ("55.86, -4.25", "55.86", "-4.25"),
        ("55.86 -4.25", "55.86", "-4.25"),
        ("(55.86;-4.25)", "55.86", "-4.25"),
        ("55,86; -4,25", "55,86", "-4,25"),
        ("55.86°N 4.25°W", "55.86°N", "4.25°W"),
        ("POINT(-4.25 55.86)", "55.86", "-4.25"),
        ("SRID=4326;POINT Z (-4.25 55.86 3)", "55.86", "-4.25"),
        ('{"type": "Point", "coordinates": [-4.25, 55.86]}', "55.86", "-4.25"),
        ('{"coordinates":[-4.25,55.86],"type":"Point"}', "55.86", "-4.25"),
        ("somewhere", "somewhere", "somewhere"),
        ("55.86", "55.86", "55.86"),
        ("", "", ""),
    ],
)
def test_both_numbers_in_one_cell_are_taken_apart(cell: str, latitude: str, longitude: str) -> None:
    fields = _fields({"Coordinates": [cell], "name": ["A"]})
    assert "coordinates" not in fields
    got = fields.reindex(columns=["latitude", "longitude", "easting"], fill_value="").iloc[0].tolist()
    assert got == [latitude, longitude, ""]


@pytest.mark.parametrize("cell", ["259000, 665000", "POINT (259000 665000)", "259000 665000"])
def test_two_large_numbers_in_one_cell_are_metres(cell: str) -> None:
    fields = _fields({"Coordinates": [cell], "name": ["A"]})
    assert fields.iloc[0][["easting", "northing"]].tolist() == ["259000", "665000"]


def test_a_grid_reference_is_the_middle_of_its_square() -> None:
    fields = _fields({"Grid ref": ["NS 59 67", "ns5901667022", "NS 5", ""], "name": list("ABCD")})
    drafts = drafts_from(fields, defaults={"located_by": "import"})
    assert [(d.easting, d.northing, d.precise_to_m, d.located_by) for d in drafts] == [
        ("259500.0", "667500.0", "500.0", "paper_grid"),
        ("259016.5", "667022.5", "0.5", "paper_grid"),
        ("NS 5", "NS 5", "", "import"),
        ("", "", "", "import"),
    ]


def test_coordinates_of_their_own_go_before_those_in_one_cell() -> None:
    fields = _fields({
        "lat": ["55.1", ""], "long": ["-4.1", ""], "Coordinates": ["55.2, -4.2", "55.2, -4.2"],
        "Grid ref": ["NS 59 67", "NS 59 67"],
    })  # fmt: skip
    assert fields["latitude"].tolist() == ["55.1", "55.2"]
    assert "easting" not in fields or fields["easting"].tolist() == ["", ""]


def test_several_chosen_columns_are_joined() -> None:
    fields = _fields({"A": ["x", "x"], "B": ["y", ""], "name": ["n", "n"]}, {"A": "summary", "B": "summary"})
    assert fields["summary"].tolist() == ["x; y", "x"]
