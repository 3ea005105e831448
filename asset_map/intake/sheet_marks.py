"""What does a workbook say beside its values? How far it reaches, what is merged, what was never worked out."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from asset_map.errors import IntakeError
from asset_map.intake.readable import check_extent

MOST_CELLS = 50_000_000
MOST_REPEATS = 1_000

_CHUNK_BYTES = 1 << 20
_COLUMN_OF_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Z]+)\d")
_NUMBER_OF_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br=[\"'](\d+)")
_REPEATED_CELL = re.compile(rb"<table:(?:covered-)?table-cell\s[^>]*number-columns-repeated=[\"'](\d{4,})[\"'][^>]*>")
_REPEATED_ROW = re.compile(
    rb"<table:table-row\s[^>]*number-rows-repeated=[\"'](\d{4,})[\"'][^>]*>(.*?)(?:</table:table-row>|$)", re.DOTALL
)

MergedCells = tuple[tuple[int, int], tuple[int, int]]
"""Row and column of the first cell and of the last one, from 0."""

_FORMULA_WITHOUT_VALUE = re.compile(
    rb"<(?:\w+:)?c(?=\s)([^>]*)>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR_CELL = re.compile(rb"<(?:\w+:)?c(?=\s)([^>]*\bt=[\"']e[\"'][^>]*)>")
_IS_EMPTY_TEXT = re.compile(rb"\bt=[\"']str[\"']")
_CELL = re.compile(rb"\br=[\"']([A-Z]+\d+)[\"']")

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_SPANS = re.compile(rb"number-(?:columns|rows)-spanned=[\"'](?!1[\"'])\d")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class SheetMarks:
    """What stands in the cells of a sheet in place of values.

    Parameters
    ----------
    unsaved_formula
        The first cell that has a formula and no value, such as ``B7``; empty when there is none.
    errors
        How many cells hold an error such as #N/A.
    first_error
        The first of those.
    """

    unsaved_formula: str = ""
    errors: int = 0
    first_error: str = ""


def marks_of_sheet(path: Path, position: int) -> SheetMarks:
    """Look for cells of a sheet that hold no value where one should be.

    Parameters
    ----------
    path
        A workbook in a zip; what is no XLSX has no such marks.
    position
        Of the sheet in the workbook, from 0.

    Returns
    -------
    SheetMarks
        All errors are counted, unless a formula without a value comes first.
    """
    errors, first_error = 0, ""
    with zipfile.ZipFile(path) as archive:
        member = _member_of_sheet(archive, position)
        for piece in _pieces(archive, member, end=b"</row>") if member else iter(()):
            for found in _FORMULA_WITHOUT_VALUE.finditer(piece):
                if not _IS_EMPTY_TEXT.search(found[1]):
                    return SheetMarks(unsaved_formula=_cell_named_in(found[1]))
            with_errors = _ERROR_CELL.findall(piece)
            errors += len(with_errors)
            first_error = first_error or (_cell_named_in(with_errors[0]) if with_errors else "")
    return SheetMarks(errors=errors, first_error=first_error)


def _cell_named_in(attributes: bytes) -> str:
    cell = _CELL.search(attributes)
    return cell[1].decode() if cell else "?"


def _pieces(archive: zipfile.ZipFile, member: str, *, end: bytes) -> Iterator[bytes]:
    """Give a sheet in pieces of whole rows, so that a large one is not held at once."""
    rest = b""
    with archive.open(member) as content:
        while chunk := content.read(_CHUNK_BYTES):
            whole, mark, rest = (rest + chunk).rpartition(end)
            yield whole + mark
    yield rest


def check_sheets_extent(path: Path) -> None:
    """Refuse a workbook of which a stray cell makes a sheet huge: readers make room for all cells up to the last one.

    Parameters
    ----------
    path
        A workbook in a zip; XLSX and ODS are looked at.

    Raises
    ------
    IntakeError
        With the rows and columns that a sheet would have.
    """
    with zipfile.ZipFile(path) as archive:
        for member in archive.namelist():
            if member.startswith("xl/worksheets/") and member.endswith(".xml"):
                _check_cells_of_xlsx(archive, member, path.name)
            elif member == "content.xml":
                _check_repeats_of_ods(archive, path.name)


def _check_cells_of_xlsx(archive: zipfile.ZipFile, member: str, file_name: str) -> None:
    columns: set[bytes] = set()
    last_row = 0
    for piece in _pieces(archive, member, end=b"</row>"):
        columns.update(_COLUMN_OF_CELL.findall(piece))
        last_row = max(last_row, *map(int, _NUMBER_OF_ROW.findall(piece)), 0)
    last_column = max(map(_column_number, columns), default=0)
    check_extent(file_name, rows=last_row, columns=last_column)
    if last_row * last_column > MOST_CELLS:
        raise IntakeError(
            f"A sheet of {file_name} spans {last_row:,} rows and {last_column:,} columns. Expected at most "
            f"{MOST_CELLS:,} cells: remove what stands far below or beside the list, or save the list as CSV."
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number


def _check_repeats_of_ods(archive: zipfile.ZipFile, file_name: str) -> None:
    for piece in _pieces(archive, "content.xml", end=b"</table:table-row>"):
        for cell in _REPEATED_CELL.finditer(piece):
            if b"value-type" in cell[0]:
                check_extent(file_name, rows=0, columns=int(cell[1]))
        for row in _REPEATED_ROW.finditer(piece):
            if b"value-type" in row[2] and int(row[1]) > MOST_REPEATS:
                raise IntakeError(
                    f"A sheet of {file_name} repeats one row {int(row[1]):,} times. Expected one row for each place: "
                    "remove the repeats, or save the list as CSV."
                )


def _member_of_sheet(archive: zipfile.ZipFile, position: int) -> str:
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return ""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314  (expat bounds how entities grow)
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    sheets = [sheet.get(_RELATION) for sheet in book.iter() if sheet.tag.rpartition("}")[2] == "sheet"]
    target = targets.get(sheets[position], "") if position < len(sheets) else ""
    member = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return member if member in names else ""


def ods_merged_cells(path: Path, position: int) -> list[MergedCells]:
    """Return the merged cells of a sheet of an ODS.

    Parameters
    ----------
    path
        The workbook.
    position
        Of the sheet, from 0.

    Returns
    -------
    list of tuple
        First and last cell of each range.
    """
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml")
    if not _SPANS.search(content):
        return []
    tables = list(ElementTree.fromstring(content).iter(f"{_TABLE}table"))  # noqa: S314
    return list(_merged(tables[position])) if position < len(tables) else []


def _merged(table: ElementTree.Element) -> Iterator[MergedCells]:
    row_number = 0
    for row in table.iter(f"{_TABLE}table-row"):
        column = 0
        for cell in row:
            wide = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
            high = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
            if wide > 1 or high > 1:
                yield (row_number, column), (row_number + high - 1, column + wide - 1)
            column += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        row_number += int(row.get(f"{_TABLE}number-rows-repeated", "1"))
