"""A workbook for a spreadsheet: a sheet a layer, what each column means, and what to know first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import xlsxwriter
from xlsxwriter.format import Format as CellFormat
from xlsxwriter.worksheet import Worksheet

from asset_map.exports.degrees import with_degrees
from asset_map.exports.export import Export
from asset_map.exports.formulas import guard_formulas
from asset_map.exports.notes import about_rows, dictionary_rows
from asset_map.language import gettext as _

NARROW, WIDE = 10, 60
"""Widths of columns, in characters."""

MOST_IN_A_CELL = 32_767
"""Characters; Excel holds no more in a cell."""

LONGEST_NAME = 31
"""Characters of the name of a sheet; Excel takes no more."""

UNDATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  (a workbook has no time zones)
"""Stands as the date of a workbook that has none of its own, so that the same tables give the same bytes."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}


def write_export_workbook(export: Export, path: Path) -> None:
    """Write all layers as the sheets of one workbook, then ``Notes`` and ``Columns``.

    Parameters
    ----------
    export
        What is written.
    path
        The file. Points have ``latitude`` and ``longitude`` (degrees, EPSG:4326).
    """
    sheets = {layer.name: guard_formulas(with_degrees(layer.rows)) for layer in export.layers}
    notes = {
        _("Notes"): about_rows(export).rename(columns=str.capitalize),
        _("Columns"): dictionary_rows(export).rename(columns=str.capitalize),
    }
    made = dt.datetime.combine(export.card.as_of, dt.time())
    write_sheets(sheets | notes, path, title=export.title, made=made, wrapped=tuple(notes))


def write_sheets(
    sheets: Mapping[str, pd.DataFrame],
    path: Path,
    *,
    title: str = "",
    made: dt.datetime = UNDATED,
    wrapped: tuple[str, ...] = (),
) -> None:
    """Write tables as the sheets of one workbook, straight to its place.

    Parameters
    ----------
    sheets
        The tables by the names of their sheets, in order. Numbers, days and moments (in UTC) are cells of that kind,
        texts are never formulas or links; control characters are left out, and texts end where a cell is full.
    path
        The file.
    title, made
        Stand in its properties.
    wrapped
        The sheets whose long texts go over several lines.
    """
    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        book.set_properties({"title": title, "created": made})
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        moments = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        lines = book.add_format({"text_wrap": True, "valign": "top"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name[:LONGEST_NAME])
            _write_sheet(sheet, rows, heading, moments, lines if name in wrapped else None)


def _write_sheet(
    sheet: Worksheet, rows: pd.DataFrame, heading: CellFormat, moments: CellFormat, lines: CellFormat | None
) -> None:
    columns = []
    for position, name in enumerate(rows.columns):
        values, write, style = _cells(rows[name], sheet, moments)
        longest = max((len(str(value)) for value in values[:1000] if value is not None), default=0)
        sheet.set_column(position, position, min(max(NARROW, len(str(name)) + 2, longest), WIDE))
        columns.append((position, values, write, style or lines))
    sheet.freeze_panes(1, 0)
    for position, name in enumerate(rows.columns):
        sheet.write_string(0, position, _CONTROL.sub("", str(name)), heading)
    for row in range(len(rows)):
        for position, values, write, style in columns:
            value = values[row]
            if value is not None and value != "":
                write(row + 1, position, value, style)


def _cells(
    column: pd.Series, sheet: Worksheet, moments: CellFormat
) -> tuple[list[Any], Callable[..., Any], CellFormat | None]:
    """Return the values of a column, and what writes them."""
    is_zoned = isinstance(column.dtype, pd.DatetimeTZDtype)
    column = column.dt.tz_convert("UTC").dt.tz_localize(None) if is_zoned else column
    values = column.astype("object").where(column.notna(), None).tolist()
    if pd.api.types.is_bool_dtype(column.dtype):
        return values, sheet.write_boolean, None
    if pd.api.types.is_numeric_dtype(column.dtype):
        return values, sheet.write_number, None
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return values, sheet.write_datetime, moments
    if isinstance(column.dtype, pd.ArrowDtype) and pa.types.is_date(column.dtype.pyarrow_dtype):
        return values, sheet.write_datetime, None
    return [_text(value) for value in values], sheet.write, None


def _text(value: object) -> object:
    return _CONTROL.sub("", value)[:MOST_IN_A_CELL] if isinstance(value, str) else value
