"""Is a cell a thing that belongs in a list? Formulas and runaway texts do not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from asset_map.errors import IntakeError

LONGEST_CELL = 100_000

FORMULA = r"\s*(?:=\s*[+\-@]?\s*[A-Za-z_]|[=+\-@][A-Za-z_.]+\||[+\-@][A-Z][A-Z0-9.]*\()"
"""How a text begins that a spreadsheet would carry out: “=SUM(A1)”, “=cmd|…”, “+cmd|…”, “@SUM(…”."""


def check_cells(rows: pd.DataFrame, *, row_numbers: NDArray[np.int64], file_name: str, row_word: str) -> None:
    """Refuse a table of which a cell holds a formula, or more than any list would say.

    Parameters
    ----------
    rows
        All text.
    row_numbers
        Of each row as people find it.
    file_name
        For the message.
    row_word
        What the numbers count: "line" or "row".

    Raises
    ------
    IntakeError
        Naming row and column.
    """
    for name in rows.columns:
        column = rows[name]
        too_long = column.str.len().to_numpy() > LONGEST_CELL
        if too_long.any():
            raise too_long_cell(file_name, f"{row_word} {row_numbers[too_long.argmax()]}, column “{name}”")
        formulas = column.str.match(FORMULA).to_numpy(dtype=bool)
        if formulas.any():
            at = int(formulas.argmax())
            raise IntakeError(
                f"{file_name} holds a formula in {row_word} {row_numbers[at]}, column “{name}”: "
                f"“{shortened(column.iloc[at])}”. Expected what it comes to: paste the values over it and save again."
            )


def too_long_cell(file_name: str, where: str) -> IntakeError:
    """Return the error for a cell that does not end.

    Parameters
    ----------
    file_name
        For the message.
    where
        Row, and column where it is known.

    Returns
    -------
    IntakeError
        To be raised.
    """
    return IntakeError(
        f"{file_name} holds a cell of more than {LONGEST_CELL:,} characters in {where}. Expected a few sentences at "
        "most: look there for a quotation mark that is not closed, or shorten the text."
    )


def shortened(text: str, *, longest: int = 40) -> str:
    """Return a text as it can be quoted in a message.

    Parameters
    ----------
    text
        Any text.
    longest
        Number of characters kept.

    Returns
    -------
    str
        Without line breaks.
    """
    plain = re.sub(r"\s+", " ", text).strip()
    return plain if len(plain) <= longest else f"{plain[:longest]}…"


def as_text_frame(columns: Sequence[Sequence[str]], names: Sequence[str]) -> pd.DataFrame:
    """Return a table of texts from its columns.

    Parameters
    ----------
    columns
        The cells of each column.
    names
        One for each.

    Returns
    -------
    pandas.DataFrame
        All text, numbered from 0.
    """
    return pd.DataFrame({name: pd.array(cells, dtype="str") for name, cells in zip(names, columns, strict=True)})


def frame_of_records(records: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    """Return a table of texts from records that each name their columns.

    Parameters
    ----------
    records
        Cells by column; what a record does not name is empty.

    Returns
    -------
    pandas.DataFrame
        All text, numbered from 0; columns in the order in which they first appear, without those that are empty.
    """
    names = dict.fromkeys(name for record in records for name in record)
    columns = {name: [_whole_letters(record.get(name, "")) for record in records] for name in names}
    kept = [name for name in names if any(columns[name])]
    return as_text_frame([columns[name] for name in kept], kept)


def _whole_letters(text: str) -> str:
    """Replace halves of letters, which a feed may hold and no table takes."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
