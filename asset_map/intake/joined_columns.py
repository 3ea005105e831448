"""Which columns together give an address or opening times, and how are they written as one text?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import pandas as pd

from asset_map.intake.column_names import SPELLINGS, plain_name

STREET_NUMBERS = ("house number", "addr housenumber", "street number", "building number")
"""What is followed by its street without a comma."""

_BUILDINGS = ("premises", "building", "building name", "house name", *STREET_NUMBERS)
_STREETS = ("street", "street name", "street address", "addr street", "road", "road name", "thoroughfare")
_LINES = tuple(
    f"{words} {number}" for number in range(1, 10) for words in ("address", "address line", "addr", "addr line", "add")
)
_TOWNS = (
    "locality", "suburb", "addr suburb", "village", "town", "town city", "town or city", "city", "post town",
    "posttown",
    "addr city", "address town", "address city",
)  # fmt: skip
ADDRESS_PARTS = (*_BUILDINGS, "address", *_STREETS, *_LINES, *_TOWNS)
"""Parts of an address in the order in which they are written."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NOTES_ON_TIMES = (
    "extra ot info", "opening times notes", "opening hours notes", "opening notes", "opening times info",
    "additional opening information", "extra opening information", "opening times extra", "hours notes",
)  # fmt: skip
"""Notes on opening times, written behind them."""

BETWEEN_PARTS, BETWEEN_TIMES, BETWEEN_TEXTS = ", ", "; ", "; "
_KEPT_TIMES = 50_000
_DAY = re.compile(
    r"(?:(?:opening|open) (?:hours|times) |hours |times |opening |open )?(mon|tue|wed|thu|fri|sat|sun)[a-z]*"
    r"(?: (?:opening |open )?(?:hours|times))?"
)


def address_columns(columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of which an address is made up.

    Parameters
    ----------
    columns
        Columns that may be taken, by their names in the file.

    Returns
    -------
    tuple of str
        Its parts in the order in which they are written, or the one column that holds all of it.
    """
    plain = {column: plain_name(column) for column in columns}
    ranks = {word: rank for rank, word in enumerate(SPELLINGS["address"])}
    whole = sorted((column for column in columns if plain[column] in ranks), key=lambda column: ranks[plain[column]])
    parts = [column for column in columns if plain[column] in ADDRESS_PARTS]
    sure = [column for column in parts if plain[column] not in {*_BUILDINGS, "address"}]
    if whole and (ranks[plain[whole[0]]] < ranks["address"] or not sure):
        return (whole[0],)
    return in_writing_order("address", parts) if sure else tuple(whole[:1])


def opening_columns(columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of which opening times are made up: one for each day of the week.

    Parameters
    ----------
    columns
        Columns that may be taken, by their names in the file.

    Returns
    -------
    tuple of str
        From Monday on, notes last; empty when there are fewer than two days.
    """
    if sum(day_of(column) != "" for column in columns) < 2:
        return ()
    own = [column for column in columns if day_of(column) or plain_name(column) in NOTES_ON_TIMES]
    return in_writing_order("opening_times", own)


def in_writing_order(field: str, columns: Sequence[str]) -> tuple[str, ...]:
    """Return columns in the order in which their cells are written one behind the other.

    Parameters
    ----------
    field
        The field that they make up.
    columns
        By their names in the file.

    Returns
    -------
    tuple of str
        Those whose names tell no order keep theirs.
    """
    return tuple(sorted(columns, key=lambda column: _rank(field, column)))


def _rank(field: str, column: str) -> int:
    plain = plain_name(column)
    if field == "address":
        return ADDRESS_PARTS.index(plain) if plain in ADDRESS_PARTS else len(ADDRESS_PARTS)
    day = day_of(column) if field == "opening_times" else ""
    return WEEKDAYS.index(day) if day else len(WEEKDAYS) + (plain in NOTES_ON_TIMES)


def day_of(column: str) -> str:
    """Return the day of the week whose times a column holds.

    Parameters
    ----------
    column
        Its name in the file, for instance ``Mon`` or ``Monday opening hours``.

    Returns
    -------
    str
        For instance ``"Monday"``; empty when it is named like none.
    """
    found = _DAY.fullmatch(plain_name(column))
    return next((day for day in WEEKDAYS if found and day.casefold().startswith(found[1])), "")


def joined_columns(field: str, rows: pd.DataFrame) -> pd.Series[str]:
    """Write several columns as one text for each row.

    Parameters
    ----------
    field
        The field that they make up.
    rows
        The columns in the order in which they are written, without outer blanks.

    Returns
    -------
    pandas.Series
        On the same index; empty cells leave no trace.
    """
    columns = [str(column) for column in rows.columns]
    cells = zip(*(rows[column].tolist() for column in columns), strict=True)
    if field == "address":
        is_number = tuple(plain_name(column) in STREET_NUMBERS for column in columns)
        texts = [_address(row, is_number) for row in cells]
    elif field == "opening_times":
        days = tuple(day_of(column) for column in columns)
        texts = [_opening_times(days, row) for row in cells]
    else:
        texts = [BETWEEN_TEXTS.join(dict.fromkeys(filter(None, row))) for row in cells]
    return pd.Series(texts, index=rows.index, dtype="str")


def _address(parts: tuple[str, ...], is_number: tuple[bool, ...]) -> str:
    """Return the parts behind each other, without a town that stands at the end already."""
    written, gap = "", ""
    for part, number in zip(parts, is_number, strict=True):
        if part and not _ends_with(written, part):
            written += gap + part
            gap = " " if number else BETWEEN_PARTS
    return written


def _ends_with(written: str, part: str) -> bool:
    end = written.casefold().removesuffix(part.casefold())
    return len(end) < len(written) and (not end or not end[-1].isalnum())


@lru_cache(maxsize=_KEPT_TIMES)
def _opening_times(days: tuple[str, ...], times: tuple[str, ...]) -> str:
    """Return the days with their times, those that follow each other with the same times together."""
    written: list[tuple[str, str, str]] = []
    for day, time in zip(days, times, strict=True):
        if not time:
            continue
        if day and written and written[-1][2] == time and _follows(written[-1][1], day):
            written[-1] = (written[-1][0], day, time)
        else:
            written.append((day, day, time))
    return BETWEEN_TIMES.join(f"{_days(first, last)} {time}" if first else time for first, last, time in written)


def _days(first: str, last: str) -> str:
    if first == last:
        return first
    return f"{first} and {last}" if _follows(first, last) else f"{first} to {last}"


def _follows(day: str, other: str) -> bool:
    return bool(day) and WEEKDAYS.index(other) == WEEKDAYS.index(day) + 1
