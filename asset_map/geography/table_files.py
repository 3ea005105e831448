"""What stands in a published CSV or XLSX table?

Everything is read as text first: published tables mix numbers with ``*``, ``8%`` and notes above the header.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from asset_map.errors import GeographyError

LARGEST_UNPACKED_BYTES = 8_000_000_000
"""Far more than boundaries or postcodes of a whole country."""

LARGEST_RATIO = 200
"""As for lists that are taken in: what is packed smaller was made to fill a disk or the memory."""

SMALL_UNPACKED_BYTES = 50_000_000
"""Below this nothing is harmed, however well it was packed."""

HEADER_SEARCH_ROWS = 20
"""Published workbooks put a title and notes above the header; none seen has more than this."""

NOT_PUBLISHED = frozenset({"", "*", "-", "..", ":", "c", "n/a", "na", "nan", "none", "null", "<na>"})
"""Marks, in lower case, of a value that is suppressed or absent: missing, never zero."""


def read_tables(path: Path, known_columns: Iterable[str]) -> list[pd.DataFrame]:
    """Read every table of a CSV or XLSX file as text.

    Parameters
    ----------
    path
        A CSV (comma, semicolon or tab; UTF-8 or Windows-1252) or an XLSX workbook.
    known_columns
        Names that a header may hold; the first of the top rows that holds one is the header, else the first row.

    Returns
    -------
    list of pandas.DataFrame
        One per sheet that is not empty; every cell is text, blank where empty.

    Raises
    ------
    GeographyError
        The file is missing, empty, a web page, or neither CSV nor XLSX.
    """
    check_file(path)
    known = {name.casefold() for name in known_columns}
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        sheets = _read_workbook(path)
    elif path.suffix.lower() in {".csv", ".tsv", ".txt"}:
        sheets = [_read_csv(path)]
    else:
        message = f"{path.name} is not a table that can be read: expected .csv or .xlsx. Save it as one of these."
        raise GeographyError(message)
    tables = [_with_header(sheet, known) for sheet in sheets if not sheet.empty]
    if not any(len(table) for table in tables):
        raise GeographyError(f"{path.name} holds no rows below its header. Download it again.")
    return tables


def check_file(path: Path) -> None:
    """Refuse a file that is missing, empty, a web page under another name, or packed to fill a disk or the memory.

    Parameters
    ----------
    path
        The file to look at.

    Raises
    ------
    GeographyError
        With what was found and what to do.
    """
    if not path.is_file():
        raise GeographyError(f"There is no file {path}. Check the name and the folder.")
    with path.open("rb") as file:
        start = file.read(512).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        raise GeographyError(f"{path.name} is empty. Download it again.")
    if start.startswith((b"<!doctype html", b"<html")):
        message = (
            f"{path.name} is a web page, not a data file: the site answered with a page instead of the download. "
            "Open the address in a browser and save the file itself."
        )
        raise GeographyError(message)
    if zipfile.is_zipfile(path):
        _check_unpacked(path)


def _check_unpacked(path: Path) -> None:
    """Look at what a zip or a workbook says of itself, before anything in it is unpacked."""
    packed = path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > LARGEST_UNPACKED_BYTES or unpacked > max(SMALL_UNPACKED_BYTES, LARGEST_RATIO * packed):
        raise GeographyError(
            f"{path.name} would unpack to {unpacked / 1e6:,.0f} MB from {packed / 1e6:,.1f} MB; expected at most "
            f"{LARGEST_UNPACKED_BYTES / 1e6:,.0f} MB, and not more than {LARGEST_RATIO} times its size. Nothing was "
            "unpacked. Download it again from where it is published, or a part of it for your area."
        )


def numbers(values: pd.Series[Any], *, where: str) -> pd.Series[float]:
    """Return a column as numbers.

    Parameters
    ----------
    values
        Numbers, or text such as ``"4,691"``, ``"8%"`` or ``"*"``.
    where
        Name of the column and its file, for the message.

    Returns
    -------
    pandas.Series of float
        NaN where nothing is published; ``"8%"`` gives 8.

    Raises
    ------
    GeographyError
        A cell is neither a number nor a known mark of a missing value.
    """
    if pd.api.types.is_numeric_dtype(values.dtype):
        return values.astype("float64")
    text = values.astype("string").str.strip().str.removesuffix("%").str.replace(",", "", regex=False)
    parsed = pd.to_numeric(text, errors="coerce").astype("Float64")
    unread = parsed.isna() & ~text.str.lower().isin(NOT_PUBLISHED) & text.notna()
    if unread.any():
        message = f"{where} should hold numbers, but holds {values[unread].iloc[0]!r} ({int(unread.sum())} such cells)."
        raise GeographyError(message)
    return parsed.astype("float64")


def _read_workbook(path: Path) -> list[pd.DataFrame]:
    try:
        sheets = pd.read_excel(path, sheet_name=None, header=None, dtype=str, keep_default_na=False, engine="openpyxl")
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        message = f"{path.name} is not a whole XLSX workbook ({error}). Download it again."
        raise GeographyError(message) from error
    return list(sheets.values())


def _read_csv(path: Path) -> pd.DataFrame:
    text = decode(path.read_bytes())
    top = "\n".join(text.split("\n", HEADER_SEARCH_ROWS)[:HEADER_SEARCH_ROWS])
    delimiter = max(",;\t", key=top.count)
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    width = max(map(len, rows), default=0)
    return pd.DataFrame([row + [""] * (width - len(row)) for row in rows], dtype="str")


def decode(content: bytes) -> str:
    """Return the text of a published file.

    Parameters
    ----------
    content
        The bytes, UTF-8 with or without a byte-order mark, or else Windows-1252.

    Returns
    -------
    str
        The text without the mark.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _with_header(sheet: pd.DataFrame, known: set[str]) -> pd.DataFrame:
    top = sheet.head(HEADER_SEARCH_ROWS)
    has_known = top.apply(lambda row: row.str.strip().str.casefold().isin(known).any(), axis=1).to_numpy()
    header_row = int(has_known.argmax())
    table = sheet.iloc[header_row + 1 :].reset_index(drop=True)
    table.columns = pd.Index(sheet.iloc[header_row].astype(str).str.strip())
    return table.loc[:, (table.columns != "") & ~table.columns.duplicated()]
