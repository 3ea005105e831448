"""What does a text table hold? No cell is moved, and no letter changed, without a word."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from asset_map.errors import IntakeError
from asset_map.intake.cells import check_cells, too_long_cell
from asset_map.intake.headers import TOP_ROWS, column_names, find_header
from asset_map.intake.places_table import PlacesTable
from asset_map.intake.readable import check_extent
from asset_map.intake.text_encodings import WINDOWS, encoding_of

DELIMITERS = (",", ";", "\t", "|")
ROWS_TO_TELL_THE_DELIMITER = 20

_SAYS_ITS_DELIMITER = re.compile(r"sep=([^\w\s\"]|\t)[,;\t]*\s*", re.IGNORECASE)
"""What Excel may write into a first line of its own."""

_NEVER_BETWEEN_CELLS = re.compile(r"[\w\s\"'.()\-]")
_BATCH_ROWS = 10_000

Record = tuple[int, list[str]]


def read_text_table(path: Path) -> PlacesTable:
    """Read a CSV or its relatives: cells between commas or any other one sign; UTF-8, UTF-16 or Windows-1252.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    PlacesTable
        One row per row of the file, in its order, all text, by the line on which it begins. Cells that are missing at
        the end of a row are empty; a column that has no name is called by its number, or left out when it is empty.

    Raises
    ------
    IntakeError
        When it is no text table, or a row, a cell or a byte does not fit, naming its line.
    """
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        said = _SAYS_ITS_DELIMITER.fullmatch(file.readline())
        if not said:
            file.seek(0)
        delimiter = said[1] if said else _delimiter(file)
        if not said:
            file.seek(0)
        records = _records(file, path.name, delimiter=delimiter, first_line=2 if said else 1)
        table = _table(records, path.name, delimiter=delimiter)
    if encoding != WINDOWS:
        return table
    # Any bytes can be read so: whoever knows the words sees whether they were meant.
    note = f"{path.name} is not in UTF-8; it was read as Windows-1252. Check letters such as é, £ and ’ in it."
    return replace(table, notes=(*table.notes, note))


def _table(records: Iterator[Record], file_name: str, *, delimiter: str) -> PlacesTable:
    top: list[Record] = []
    empty_at_top = 0
    for record in records:
        if any(map(str.strip, record[1])):
            top.append(record)
        else:
            empty_at_top += 1
        if len(top) == TOP_ROWS:
            break
    if not top:
        raise IntakeError(f"{file_name} holds no text. Expected a table with a first row of column names.")
    check_extent(file_name, rows=0, columns=max(len(cells) for _, cells in top))
    found = find_header(top, file_name=file_name, row_word="line")
    header = top[found.position][1]
    rows, numbers, empty = _rows(chain(top[found.position + 1 :], records), len(header), file_name)
    if rows.empty:
        raise IntakeError(f"{file_name} has column names but no rows below them. Expected at least one place.")
    named = [number for number, name in enumerate(header) if name.strip() or rows[number].ne("").any()]
    rows = rows[named].set_axis(column_names([header[number] for number in named], numbers=named), axis=1)
    check_cells(rows, row_numbers=numbers, file_name=file_name, row_word="line")
    notes = found.notes
    if empty_at_top or empty:
        notes = (*notes, f"{empty_at_top + empty} rows of {file_name} in which all cells are empty were passed over.")
    if delimiter not in DELIMITERS and len(named) > 1:
        notes = (*notes, f"The cells of {file_name} were taken to stand between “{delimiter}” signs.")
    return PlacesTable(rows, row_numbers=numbers, notes=notes)


def _rows(records: Iterator[Record], width: int, file_name: str) -> tuple[pd.DataFrame, np.ndarray, int]:
    """Take the records in batches, column by column, so that they are not held as Python texts all at once."""
    batches: list[pa.RecordBatch] = []
    numbers: list[int] = []
    empty = 0
    names = [str(number) for number in range(width)]
    while batch := list(islice(records, _BATCH_ROWS)):
        kept = [(line, cells) for line, cells in batch if any(map(str.strip, cells))]
        empty += len(batch) - len(kept)
        numbers += [line for line, _ in kept]
        check_extent(file_name, rows=len(numbers), columns=width)
        if kept:
            columns = zip(*(_fitted(cells, width, line=line, file_name=file_name) for line, cells in kept), strict=True)
            batches.append(pa.RecordBatch.from_arrays([pa.array(cells, pa.large_string()) for cells in columns], names))
    if not batches:
        return pd.DataFrame(columns=range(width), dtype="str"), np.array(numbers, dtype=np.int64), empty
    kinds = {pa.large_string(): pd.StringDtype(na_value=np.nan)}
    frame = pa.Table.from_batches(batches).to_pandas(types_mapper=kinds.get).set_axis(range(width), axis=1)
    return frame, np.array(numbers, dtype=np.int64), empty


def _delimiter(file: Iterator[str]) -> str:
    """Return the delimiter by which most of the top rows have as many cells, more than one, as the header.

    Lines of one cell above the header do not count. Other signs than the usual ones are believed only where none of
    those divides the first row, and all the top rows agree.
    """
    lines = list(islice(file, 10 * ROWS_TO_TELL_THE_DELIMITER))
    best = max(DELIMITERS, key=lambda delimiter: _fit(_widths(lines, delimiter)))
    if _widths(lines, best)[:1] != [1]:
        return best
    first = next(line for line in lines if line.strip())
    for sign in dict.fromkeys(first):
        widths = [] if _NEVER_BETWEEN_CELLS.match(sign) or sign in DELIMITERS else _widths(lines, sign)
        if len(widths) > 1 and widths[0] > 1 and len(set(widths)) == 1:
            return sign
    return best


def _widths(lines: Sequence[str], delimiter: str) -> list[int]:
    """Return how many cells each of the top rows has; nothing where they cannot be divided so."""
    try:
        rows = csv.reader(lines, delimiter=delimiter)
        return [len(row) for row in islice(filter(None, rows), ROWS_TO_TELL_THE_DELIMITER)]
    except csv.Error:
        return []


def _fit(widths: Sequence[int]) -> tuple[int, int]:
    """Return how many rows are as wide as the first one with several cells, and how wide that is."""
    width = next((width for width in widths if width > 1), 0)
    return (widths.count(width), width) if width else (0, 0)


def _records(file: Iterator[str], file_name: str, *, delimiter: str, first_line: int) -> Iterator[Record]:
    """Give each record that is not an empty line, with the line it begins on."""
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    line = first_line
    try:
        for record in reader:
            if record:
                yield line, record
            line = first_line + reader.line_num
    except csv.Error as error:
        if "field limit" in str(error):
            raise too_long_cell(file_name, f"the row that begins on line {line}") from error
        raise IntakeError(
            f"{file_name} could not be read as a table: {error}, in the row that begins on line {line}. Check the "
            "quotation marks there."
        ) from error


def _fitted(record: list[str], width: int, *, line: int, file_name: str) -> list[str]:
    if len(record) == width:
        return record
    surplus = [cell for cell in record[width:] if cell.strip()]
    if surplus:
        raise IntakeError(
            f"{file_name} could not be read as a table: expected {width} cells in each row, as many as there are "
            f"column names; found {len(record)} in line {line}, with “{surplus[0][:40]}” beyond the last column. Put "
            "quotation marks around cells that hold a comma, or name that column."
        )
    return record[:width] + [""] * (width - len(record))
