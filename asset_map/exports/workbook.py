"""A workbook for a spreadsheet: a sheet a layer, what each column means, and what to know first."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pandas as pd
from rustpy_xlsxwriter import FastExcel
from rustpy_xlsxwriter import Format as CellFormat

from asset_map.exports.degrees import with_degrees
from asset_map.exports.export import Export
from asset_map.exports.formulas import guard_formulas
from asset_map.exports.moments import WRITTEN, is_of_days
from asset_map.exports.notes import about_rows, dictionary_rows
from asset_map.exports.plain_text import NOT_IN_XML, for_xml
from asset_map.language import gettext as _

NARROW, WIDE = 10, 60
"""Widths of columns, in characters."""

LOOKED_AT = 1000
"""Rows by which the width of a column is judged."""

MOST_IN_A_CELL = 32_767
"""UTF-16 units (an emoji is two); Excel holds no more in a cell."""

LONGEST_NAME = 31
"""Characters of the name of a sheet; Excel takes no more."""

UNDATED = dt.date(2000, 1, 1)
"""Stands as the date of a workbook that has none of its own, so that the same tables give the same bytes."""

DAY, MOMENT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"

FIRST_YEAR = 1900
"""Days before it are texts: a workbook counts days from there."""

_PROPERTIES = "docProps/core.xml"


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
    write_sheets(sheets | notes, path, title=export.title, made=export.card.as_of, wrapped=tuple(notes))


def write_sheets(
    sheets: Mapping[str, pd.DataFrame],
    path: Path,
    *,
    title: str = "",
    made: dt.date = UNDATED,
    wrapped: tuple[str, ...] = (),
) -> None:
    """Write tables as the sheets of one workbook, straight to its place.

    Parameters
    ----------
    sheets
        The tables by the names of their sheets, in order. Numbers, days and moments (in UTC) are cells of that kind,
        texts are never formulas or links; control characters are left out, and texts end where a cell is full. Days
        before 1900 are texts, since a workbook has none.
    path
        The file.
    title, made
        Stand in its properties.
    wrapped
        The sheets whose long texts go over several lines.
    """
    with _panics_told():
        _write(sheets, path, wrapped)
    _date(path, title=title, made=made)


def _write(sheets: Mapping[str, pd.DataFrame], path: Path, wrapped: tuple[str, ...]) -> None:
    book = FastExcel(str(path)).freeze(row=1, col=0)
    heading = CellFormat().set_bold().set_text_wrap()
    for name, rows in sheets.items():
        fitted = _fitted(rows)
        book.sheet(
            name[:LONGEST_NAME],
            fitted,
            column_widths=[_width(fitted[column]) for column in fitted.columns],
            column_formats=[_format(rows[column], is_wrapped=name in wrapped) for column in rows.columns],
            header_format=heading,
        )
    book.save()


@contextmanager
def _panics_told() -> Iterator[None]:
    """Turn a panic of the library, as when its temporary files find no room, into an error like any other."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise OSError(str(error)) from error


def _fitted(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a table as a workbook can hold it."""
    cells: dict[str, Any] = {}
    for name, column in rows.items():
        fitted = column
        if isinstance(column.dtype, pd.DatetimeTZDtype):
            fitted = column.dt.tz_convert("UTC").dt.tz_localize(None)
        elif pd.api.types.is_object_dtype(column.dtype):
            fitted = column.map(_text)
        elif pd.api.types.is_string_dtype(column.dtype):
            fitted = column.map(_text, na_action="ignore") if _has_odd_texts(column) else column
            fitted = fitted.where(fitted.ne(""), None)
        values = fitted.astype("object").where(fitted.notna(), None)
        if is_of_days(column) or pd.api.types.is_datetime64_any_dtype(column.dtype):
            values = values.map(_since_1900, na_action="ignore")
        cells[for_xml(str(name))] = values
    return pd.DataFrame(cells, dtype="object")


def _has_odd_texts(column: pd.Series) -> bool:
    """Whether any text has to be changed; asking all of them at once takes a tenth of the time of changing them."""
    together = "".join(column.dropna().astype("object"))
    is_odd = "\r" in together or NOT_IN_XML.search(together) is not None
    return is_odd or bool(column.str.len().max() > MOST_IN_A_CELL // 2)


def _text(value: object) -> object:
    return _cut(for_xml(value.replace("\r\n", "\n").replace("\r", "\n"))) or None if isinstance(value, str) else value


def _cut(text: str) -> str:
    return text.encode("utf-16-le")[: 2 * MOST_IN_A_CELL].decode("utf-16-le", "ignore")


def _since_1900(day: dt.date) -> dt.date | str:
    if day.year >= FIRST_YEAR:
        return day
    return day.strftime(WRITTEN) if isinstance(day, dt.datetime) else day.isoformat()


def _width(column: pd.Series) -> float:
    longest = max((len(str(value)) for value in column.iloc[:LOOKED_AT] if value is not None), default=0)
    return float(min(max(NARROW, len(str(column.name)) + 2, longest), WIDE))


def _format(column: pd.Series, *, is_wrapped: bool) -> CellFormat:
    if is_of_days(column):
        return CellFormat().set_num_format(DAY)
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return CellFormat().set_num_format(MOMENT)
    return CellFormat().set_text_wrap() if is_wrapped else CellFormat()


def _date(path: Path, *, title: str, made: dt.date) -> None:
    """Set the properties of a workbook, which the library dates by the clock."""
    moment = f"{made.isoformat()}T00:00:00Z"
    properties = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(for_xml(title))}</dc:title>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified></cp:coreProperties>'
    )
    dated = path.with_name(f"{path.name}.dated")
    with zipfile.ZipFile(path) as found, zipfile.ZipFile(dated, "w") as packed:
        for entry in found.infolist():
            text = properties.encode() if entry.filename == _PROPERTIES else found.read(entry)
            packed.writestr(zipfile.ZipInfo(entry.filename), text, zipfile.ZIP_DEFLATED, compresslevel=1)
    dated.replace(path)
