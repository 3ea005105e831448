"""What does a text table hold? No cell is moved, and no letter changed, without a word."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import pandas as pd

from asset_map.errors import IntakeError

DELIMITERS = (",", ";", "\t", "|")
ROWS_TO_TELL_THE_DELIMITER = 20


def read_text_table(path: Path) -> pd.DataFrame:
    """Read a CSV or its relatives: cells between commas, semicolons, tabs or bars; UTF-8 or Windows-1252.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    pandas.DataFrame
        One row per row of the file, in its order, all text. Cells that are missing at the end of a row are empty; a
        column that has no name is called by its number, or left out when it is empty.

    Raises
    ------
    IntakeError
        When it is no text table, or a row or a byte does not fit, naming its line.
    """
    raw = path.read_bytes()
    if b"\x00" in raw[:100_000] or raw[:200].lstrip().lower().startswith((b"<!doctype", b"<html")):
        raise IntakeError(f"{path.name} is not a text table. Expected CSV; save it as CSV (UTF-8) and try again.")
    text = _decoded(raw, path.name)
    records = _records(text, path.name, delimiter=_delimiter(text))
    _, header = next(records, (0, []))
    rows = [_fitted(record, len(header), line=line, file_name=path.name) for line, record in records]
    table = pd.DataFrame(rows, columns=range(len(header)), dtype="str")
    named = [number for number, name in enumerate(header) if name.strip() or table[number].ne("").any()]
    return table[named].set_axis(_names([header[number] for number in named], numbers=named), axis=1)


def _decoded(raw: bytes, file_name: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if _is_nearly_utf8(raw):
            raise _bad_byte(error, file_name) from error
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _bad_byte(error, file_name) from error


def _is_nearly_utf8(raw: bytes) -> bool:
    """Letters of Windows-1252 make next to no valid UTF-8, so valid ones show that some other bytes are broken."""
    beyond_ascii = [char for char in raw.decode(errors="surrogateescape") if char > "\x7f"]
    broken = sum("\udc80" <= char <= "\udcff" for char in beyond_ascii)
    return raw.startswith(codecs.BOM_UTF8) or len(beyond_ascii) - broken >= broken


def _bad_byte(error: UnicodeDecodeError, file_name: str) -> IntakeError:
    line = error.object.count(b"\n", 0, error.start) + 1
    return IntakeError(
        f"Expected text in UTF-8; found a broken letter in line {line} of {file_name}. Type that letter again, save "
        "the file as CSV (UTF-8) and bring it in once more."
    )


def _delimiter(text: str) -> str:
    """Return the delimiter by which most of the top rows have as many cells, more than one, as the header."""

    def fit(delimiter: str) -> tuple[int, int]:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            widths = [len(row) for row in islice(filter(None, rows), ROWS_TO_TELL_THE_DELIMITER)]
        except csv.Error:
            return 0, 0
        return (widths.count(widths[0]), widths[0]) if widths and widths[0] > 1 else (0, 0)

    return max(DELIMITERS, key=fit)


def _records(text: str, file_name: str, *, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Give each record that is not an empty line, with the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for record in reader:
            if record:
                yield line, record
            line = reader.line_num + 1
    except csv.Error as error:
        raise IntakeError(
            f"{file_name} could not be read as a table: {error}, in the row that begins on line {line}. Check the "
            "quotation marks there."
        ) from error


def _fitted(record: list[str], width: int, *, line: int, file_name: str) -> list[str]:
    surplus = [cell for cell in record[width:] if cell.strip()]
    if surplus:
        raise IntakeError(
            f"{file_name} could not be read as a table: expected {width} cells in each row, as many as there are "
            f"column names; found {len(record)} in line {line}, with “{surplus[0]}” beyond the last column. Put "
            "quotation marks around cells that hold a comma, or name that column."
        )
    return record[:width] + [""] * (width - len(record))


def _names(header: Sequence[str], *, numbers: Sequence[int]) -> list[str]:
    names: list[str] = []
    for text, number in zip(header, numbers, strict=True):
        name = spelling = text if text.strip() else f"column {number + 1}"
        times = 0
        while spelling in names or (times and spelling in header):
            times += 1
            spelling = f"{name}.{times}"
        names.append(spelling)
    return names
