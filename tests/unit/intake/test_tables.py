"""Reading tables of every spelling, and matching their columns."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from asset_map.errors import IntakeError
from asset_map.intake.columns import match_columns
from asset_map.intake.drafts import drafts_from, fields_of
from asset_map.intake.tables import PlacesTable, read_places


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_tables_are_read_whatever_their_encoding_and_delimiter(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "places.csv"
    lines = [("Name", "Postcode"), ("Café Fèis", "ZZ1 1AA"), ("007", "")]
    path.write_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))
    rows = read_places(path).rows
    assert rows.to_dict("list") == {"Name": ["Café Fèis", "007"], "Postcode": ["ZZ1 1AA", ""]}


def _read_text(folder: Path, content: str) -> dict[str, list[str]]:
    path = folder / "places.csv"
    path.write_text(content, "utf-8", newline="")
    return read_places(path).rows.to_dict("list")


def test_commas_at_the_end_of_rows_move_no_cell(tmp_path: Path) -> None:
    rows = _read_text(tmp_path, "name,kind,postcode\nA,place,ZZ1 1AA,\nB,place,ZZ1 1AB, ,\n")
    assert rows == {"name": ["A", "B"], "kind": ["place"] * 2, "postcode": ["ZZ1 1AA", "ZZ1 1AB"]}


def test_short_rows_are_filled_and_empty_lines_passed_over(tmp_path: Path) -> None:
    assert _read_text(tmp_path, "\na,b,c\n1\n\n2,3\n") == {"a": ["1", "2"], "b": ["", "3"], "c": ["", ""]}


def test_columns_without_a_name_or_with_the_same_one_stay_apart(tmp_path: Path) -> None:
    rows = _read_text(tmp_path, "a,a,a.1,,\n1,2,3,4,\n")
    assert rows == {"a": ["1"], "a.2": ["2"], "a.1": ["3"], "column 4": ["4"]}


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        ('"Name, full";"Address, line";Postcode\n"A, B";"1, High Street";ZZ1 1AA\n', ["Name, full", "Address, line"]),
        ("Name, full;Address\nA;1 High Street\nB;2 High Street\n", ["Name, full", "Address"]),
        ('"Name\nof the place","Address; line 1"\nA,1 High Street\n', ["Name\nof the place", "Address; line 1"]),
    ],
)
def test_the_delimiter_is_told_by_the_cells_and_not_by_their_text(
    tmp_path: Path, content: str, columns: list[str]
) -> None:
    rows = _read_text(tmp_path, content)
    assert list(rows)[:2] == columns
    assert rows[columns[1]][0] in {"1 High Street", "1, High Street"}


def test_a_workbook_gives_days_as_days_and_numbers_as_they_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "places.xlsx"
    moments = [dt.datetime(2026, 3, 1), dt.datetime(2026, 3, 1, 14, 30), None]  # noqa: DTZ001  (Excel has no zones)
    pd.DataFrame({"checked": moments, "n": [7, 0.5, None], "yes": [True, None, "x"]}, dtype=object).to_excel(
        path, index=False
    )
    assert read_places(path).rows.to_dict("list") == {
        "checked": ["2026-03-01", "2026-03-01 14:30:00", ""],
        "n": ["7", "0.5", ""],
        "yes": ["True", "", "x"],
    }


def test_a_workbook_keeps_its_texts(tmp_path: Path) -> None:
    path = tmp_path / "places.xlsx"
    pd.DataFrame({"Name": ["A", None], "Telephone": ["0141 496 0000", "x"]}).to_excel(path, index=False)
    rows = read_places(path).rows
    assert rows.to_dict("list") == {"Name": ["A", ""], "Telephone": ["0141 496 0000", "x"]}


def test_a_layer_gives_its_points_in_metres(tmp_path: Path) -> None:
    path = tmp_path / "places.gpkg"
    layer = gpd.GeoDataFrame({"Name": ["A", "B"]}, geometry=[Point(1000.5, 2000.25), None], crs=27700)
    layer.to_file(path)
    fields = fields_of(read_places(path))
    assert fields["easting"].tolist() == ["1000.5", ""]
    assert fields["northing"].tolist() == ["2000.25", ""]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("missing.csv", None, "no file"),
        ("empty.csv", b"", "empty"),
        ("page.csv", b"<!DOCTYPE html><html></html>", "not a text table"),
        ("nulls.csv", b"a,b\n\x00,1\n", "not a text table"),
        ("ragged.csv", b"a,b\n1,2\n1,2,3,4\n", "2 cells .* found 4 in line 3"),
        ("no_quotes.csv", b'a,b\n"1\n1",2\n1,2,,Flat 3\n', "line 4, with “Flat 3”"),
        ("unclosed.csv", b'a,b\n1,2\n"3,4\n5,6\n', "begins on line 3"),
        ("after_quotes.csv", b'a,b\n"1" x,2\n', "begins on line 2"),
        ("one_bad_byte.csv", "a,b\nCafé,ü\n".encode() + b"Fo\xf3t,x\n", "broken letter in line 3"),
        ("bad_byte_with_mark.csv", b"\xef\xbb\xbfa,b\n\xe9\xe9,x\n", "broken letter in line 2"),
        ("no_encoding.csv", b"a,b\n1,\x81\n", "broken letter in line 2"),
        ("not_a_book.xlsx", b"PK nonsense", "workbook"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(
    tmp_path: Path, name: str, content: bytes | None, told: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(IntakeError, match=told):
        read_places(path)


def test_columns_are_matched_by_the_spellings_that_lists_use() -> None:
    columns = ["Name", "Address1", "Address2", "Postcode", "Telephone", "Website", "longitude", "latitude"]
    assert match_columns(columns) == {
        "name": ("Name",),
        "latitude": ("latitude",),
        "longitude": ("longitude",),
        "postcode": ("Postcode",),
        "phone": ("Telephone",),
        "web": ("Website",),
        "address": ("Address1", "Address2"),
    }


def test_what_a_person_chose_goes_before_what_the_names_say() -> None:
    matched = match_columns(["Name", "Called"], {"Called": "name"})
    assert matched["name"] == ("Called",)


@pytest.mark.parametrize(("asked", "told"), [({"Nome": "name"}, "no column"), ({"Name": "colour"}, "no field")])
def test_a_choice_that_fits_nothing_is_refused_with_what_there_is(asked: dict[str, str], told: str) -> None:
    with pytest.raises(IntakeError, match=told):
        match_columns(["Name"], asked)


def test_rows_keep_their_own_values_before_the_defaults() -> None:
    rows = pd.DataFrame({"name": [" A ", "B"], "kind": ["place", ""], "offer": ["food; meet", ""]})
    drafts = drafts_from(fields_of(PlacesTable(rows)), defaults={"kind": "institution", "offer": "health"})
    assert [(draft.name, draft.kind, draft.offers) for draft in drafts] == [
        ("A", "place", ("food", "meet")),
        ("B", "institution", ("health",)),
    ]
