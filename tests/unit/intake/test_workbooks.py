"""Workbooks: sheets, what cells show, and what is beside the cells."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from asset_map.errors import IntakeError
from asset_map.intake.tables import read_places
from tests.fixtures.lists import HEADER, ROWS, open_document, workbook


def _book(folder: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    path = folder / "list.xlsx"
    book.save(path)
    return path


def test_the_fullest_sheet_is_read_and_told(tmp_path: Path) -> None:
    path = _book(tmp_path, Notes=[["name"], ["x"]], Places=[["name"], ["A"], ["B"]], Empty=[], Heads=[["name"]])
    table = read_places(path)
    assert table.rows["name"].tolist() == ["A", "B"]
    assert (table.part, table.parts) == ("Places", ("Notes", "Places"))
    assert "“Notes” (1 rows)" in table.notes[0]


def test_a_sheet_can_be_chosen(tmp_path: Path) -> None:
    path = _book(tmp_path, Notes=[["name"], ["x"]], Places=[["name"], ["A"], ["B"]])
    table = read_places(path, part="Notes")
    assert table.rows["name"].tolist() == ["x"]
    assert table.notes == ()
    with pytest.raises(IntakeError, match=r"no sheet “Other”\. Its sheets are: Notes, Places"):
        read_places(path, part="Other")


def test_cells_are_taken_as_they_are_shown(tmp_path: Path) -> None:
    moments = (dt.date(2026, 3, 1), dt.time(9, 30), dt.datetime(2026, 3, 1, 14, 30), dt.timedelta(hours=30))  # noqa: DTZ001
    path = _book(tmp_path, A=[["uprn", "n", "text", "day", "time", "moment", "long", "yes"],
                              [906700000001, 7.0, "007", *moments, True]])  # fmt: skip
    assert read_places(path).rows.iloc[0].tolist() == [
        "906700000001", "7", "007", "2026-03-01", "09:30", "2026-03-01 14:30:00", "30:00", "True",
    ]  # fmt: skip


def test_rows_are_numbered_as_in_the_sheet(tmp_path: Path) -> None:
    path = _book(
        tmp_path, A=[["Our list"], [], ["name", "kind", "postcode"], ["A", "place", "x"], [None], ["B", "c", "d"]]
    )
    table = read_places(path)
    assert table.rows["name"].tolist() == ["A", "B"]
    assert table.row_numbers.tolist() == [4, 6]
    assert "“Our list”" in table.notes[0]


def test_columns_left_of_the_list_may_be_empty(tmp_path: Path) -> None:
    path = _book(tmp_path, A=[[None, "name", None], [None, "A", "x"]])
    assert read_places(path).rows.to_dict("list") == {"name": ["A"], "column 3": ["x"]}


def test_a_merged_title_does_not_matter(tmp_path: Path) -> None:
    path = workbook([("Our list",), HEADER, *ROWS], merged="A1:E1")(tmp_path)
    assert len(read_places(path).rows) == 3


def test_a_formula_that_came_to_an_empty_text_is_no_fault(tmp_path: Path) -> None:
    path = _book(tmp_path, A=[["name", "kind"], ["A", "=B3"]])
    changed = tmp_path / "changed.xlsx"
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(changed, "w") as copy:
        for name in archive.namelist():
            copy.writestr(name, archive.read(name).replace(b'<c r="B2">', b'<c r="B2" t="str">'))
    assert read_places(changed).rows["kind"].tolist() == [""]


def test_errors_are_read_as_empty_and_told(tmp_path: Path) -> None:
    table = read_places(_book(tmp_path, A=[["name", "n"], ["A", "#N/A"], ["B", "#REF!"]]))
    assert table.rows["n"].tolist() == ["", ""]
    assert table.notes == (
        "2 cells in the sheet “A” of list.xlsx hold an error such as #N/A, the first B2; read as empty.",
    )


def test_an_ods_is_read_like_any_workbook(tmp_path: Path) -> None:
    table = read_places(open_document()(tmp_path))
    assert table.rows["easting"].tolist() == ["40500", "41250", "42500"]
    assert table.row_numbers.tolist() == [2, 3, 4]


def test_a_workbook_named_zip_is_a_workbook(tmp_path: Path) -> None:
    path = workbook()(tmp_path)
    assert len(read_places(path.rename(path.with_suffix(".zip"))).rows) == 3


def test_an_ods_that_repeats_a_row_without_end_is_refused(tmp_path: Path) -> None:
    path = open_document()(tmp_path)
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml").decode()
    swollen = tmp_path / "swollen.ods"
    with zipfile.ZipFile(swollen, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml", content.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="900000">')
        )
    with pytest.raises(IntakeError, match="repeats one row 900,000 times"):
        read_places(swollen)
