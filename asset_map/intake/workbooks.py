"""What does a workbook hold? Every cell is taken as its sheet shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from asset_map.errors import IntakeError
from asset_map.intake.cells import as_text_frame, check_cells
from asset_map.intake.headers import TOP_ROWS, column_names, find_header
from asset_map.intake.places_table import PlacesTable
from asset_map.intake.readable import check_extent, checked_members, first_bytes, is_zip
from asset_map.intake.sheet_marks import MergedCells, SheetMarks, check_sheets_extent, marks_of_sheet, ods_merged_cells

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")

LARGEST_EXACT = 1e15
"""Workbooks keep whole numbers exactly up to 15 digits."""

_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def read_workbook(path: Path, *, part: str = "") -> PlacesTable:
    """Read the fullest sheet of a workbook, or the one that is asked for.

    Parameters
    ----------
    path
        XLSX, XLSM, XLSB, XLS or ODS.
    part
        Name of a sheet.

    Returns
    -------
    PlacesTable
        Its rows, all text, numbered as in the sheet.

    Raises
    ------
    IntakeError
        When it cannot be opened, has no such sheet or no rows, or cells are merged or hold a formula without a value.
    """
    with _opened(path) as book:
        sheets = _sheets_with_rows(book, path.name)
        name = _chosen(book, sheets, path.name, part=part)
        table = _table(book.get_sheet_by_name(name), path, book)
    notes = table.notes
    if len(sheets) > 1 and not part:
        others = ", ".join(f"“{other}” ({rows} rows)" for other, rows in sheets.items() if other != name)
        notes = (f"Of {path.name} the sheet “{name}” was read, which has the most rows, and not {others}.", *notes)
    return PlacesTable(table.rows, row_numbers=table.row_numbers, notes=notes, part=name, parts=tuple(sheets))


def _opened(path: Path) -> CalamineWorkbook:
    if is_zip(path):
        checked_members(path)
        check_sheets_extent(path)
    elif first_bytes(path).startswith(_OLE) and _ENCRYPTED in path.read_bytes():
        raise _needs_password(path)
    try:
        with path.open("rb") as file:
            return load_workbook(file)
    except PasswordError as error:
        raise _needs_password(path) from error
    except CalamineError as error:
        raise _not_opened(path) from error


def _needs_password(path: Path) -> IntakeError:
    return IntakeError(
        f"{path.name} is a workbook protected by a password. Open it, save it without one, and try again."
    )


def _not_opened(path: Path) -> IntakeError:
    return IntakeError(
        f"{path.name} is not a workbook that can be opened: it is cut off, damaged, or of another kind than its name "
        "says. Expected Excel (.xlsx) or OpenDocument (.ods); open it where it was made and save it again, or as CSV."
    )


def _sheets_with_rows(book: CalamineWorkbook, file_name: str) -> dict[str, int]:
    """Return the rows of each sheet that has more than a header; hidden ones only where no other has."""
    heights: dict[str, int] = {}
    for metadata in book.sheets_metadata:
        if metadata.typ is SheetTypeEnum.WorkSheet:
            sheet = _sheet(book, metadata.name, file_name)
            check_extent(file_name, rows=max(sheet.height - 1, 0), columns=sheet.width)
            if sheet.height > 1:
                heights[metadata.name] = sheet.height - 1
    visible = {m.name for m in book.sheets_metadata if m.visible is SheetVisibleEnum.Visible}
    return {name: rows for name, rows in heights.items() if name in visible} or heights


def _sheet(book: CalamineWorkbook, name: str, file_name: str) -> CalamineSheet:
    try:
        return book.get_sheet_by_name(name)
    except CalamineError as error:
        raise IntakeError(
            f"The sheet “{name}” of {file_name} is damaged. Open it where it was made and save it again, or as CSV."
        ) from error


def _chosen(book: CalamineWorkbook, sheets: dict[str, int], file_name: str, *, part: str) -> str:
    if part:
        if part not in book.sheet_names:
            raise IntakeError(f"{file_name} has no sheet “{part}”. Its sheets are: {', '.join(book.sheet_names)}.")
        if part not in sheets:
            raise IntakeError(f"The sheet “{part}” of {file_name} holds no rows below a header. Choose another.")
        return part
    if not sheets:
        raise IntakeError(
            f"No sheet of {file_name} holds rows below a header; its sheets are: {', '.join(book.sheet_names)}. "
            "Expected a first row of column names and at least one place."
        )
    return max(sheets, key=lambda name: sheets[name])


def _table(sheet: CalamineSheet, path: Path, book: CalamineWorkbook) -> PlacesTable:
    cells = [[_shown(cell) for cell in row] for row in sheet.iter_rows()]
    filled = [number for number, row in enumerate(cells) if any(map(str.strip, row))]
    where = f"the sheet “{sheet.name}” of {path.name}"
    if not filled:
        raise IntakeError(f"There is no text in {where}. Expected a first row of column names.")
    # Readers differ in whether they give the empty rows and columns before the first cell; all end with the last one.
    last_row, last_column = sheet.end or (0, 0)
    above, left = last_row + 1 - len(cells), last_column + 1 - len(cells[0])
    top = [(above + number + 1, cells[number]) for number in filled[:TOP_ROWS]]
    found = find_header(top, file_name=where, row_word="row")
    header_row, below = filled[found.position], filled[found.position + 1 :]
    header = cells[header_row]
    _check_merged(_merged_cells(sheet, path, book), (above + header_row, above + filled[-1], last_column), where)
    notes = (*found.notes, *_notes_on_values(path, book.sheet_names.index(sheet.name), where))
    if not below:
        raise IntakeError(f"There are column names but no rows below them in {where}. Expected at least one place.")
    columns = list(zip(*(cells[number] for number in below), strict=True))
    named = [number for number, name in enumerate(header) if name.strip() or any(map(str.strip, columns[number]))]
    names = column_names([header[number] for number in named], numbers=[left + n for n in named])
    rows = as_text_frame([columns[number] for number in named], names)
    numbers = np.array(below, dtype=np.int64) + above + 1
    check_cells(rows, row_numbers=numbers, file_name=where, row_word="row")
    return PlacesTable(rows, row_numbers=numbers, notes=notes)


def _merged_cells(sheet: CalamineSheet, path: Path, book: CalamineWorkbook) -> Sequence[MergedCells]:
    merged = sheet.merged_cell_ranges
    if merged is None and is_zip(path):
        merged = ods_merged_cells(path, book.sheet_names.index(sheet.name))
    return merged or []


def _check_merged(merged: Sequence[MergedCells], used: tuple[int, int, int], where: str) -> None:
    header_row, last_row, last_column = used
    for (top, left), (bottom, right) in merged:
        if bottom >= header_row and top <= last_row and left <= last_column:
            raise IntakeError(
                f"The cells {cell_name(top, left)} to {cell_name(bottom, right)} in {where} are merged into one, so "
                "that it cannot be told which rows and columns their text is meant for. Unmerge them, fill each cell, "
                "and save the workbook again."
            )


def _notes_on_values(path: Path, position: int, where: str) -> tuple[str, ...]:
    """Refuse formulas without a value; tell of errors, which are read as empty cells."""
    marks = marks_of_sheet(path, position) if is_zip(path) else SheetMarks()
    if marks.unsaved_formula:
        raise IntakeError(
            f"The cell {marks.unsaved_formula} in {where} holds a formula but not what it comes to. Open the workbook "
            "in Excel or LibreOffice, paste the values over the formulas, and save it again."
        )
    if not marks.errors:
        return ()
    return (
        f"{marks.errors} cells in {where} hold an error such as #N/A, the first {marks.first_error}; read as empty.",
    )


def cell_name(row: int, column: int) -> str:
    """Return what a sheet calls a cell.

    Parameters
    ----------
    row, column
        Counted from 0.

    Returns
    -------
    str
        Such as ``B7``.
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def _shown(cell: Cell) -> str:
    """Return what the sheet shows: whole numbers without a point, a day as its date, a time to the minute."""
    if isinstance(cell, str):
        shown = cell
    elif isinstance(cell, float):
        shown = f"{cell:.0f}" if cell.is_integer() and abs(cell) < LARGEST_EXACT else repr(cell)
    elif isinstance(cell, dt.datetime) and cell.time() == dt.time():
        shown = cell.date().isoformat()
    elif isinstance(cell, dt.time):
        shown = cell.isoformat("seconds" if cell.second else "minutes")
    elif isinstance(cell, dt.timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        shown = f"{minutes // 60:02d}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
    else:
        shown = str(cell)
    return shown
