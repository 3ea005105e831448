"""Which row of a table names its columns? Only where there is no doubt is a line passed over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from asset_map.errors import IntakeError
from asset_map.intake.cells import shortened

TOP_ROWS = 30
"""How many rows are looked at. Published lists put a title and notes above the header; none seen has more than 20."""

_SHARE_ALIKE = 0.8
"""Share of the cells below that must be of the same sort as the first, for the first to be data."""

HEADER_WORDS = frozenset({
    "name", "title", "kind", "type", "category", "offer", "offers", "status", "notes", "latitude", "lat",
    "longitude", "long", "lon", "lng", "easting", "eastings", "northing", "northings", "postcode", "zip",
    "pcd", "pcds", "address", "address1", "address2", "street", "town", "city", "summary", "description", "phone",
    "telephone", "tel", "email", "web", "website", "url", "cost", "price", "id", "reference", "ref", "source",
    "uprn", "opening_times", "opening_hours", "hours", "last_checked", "date", "post code", "postal code",
    "grid reference", "grid ref", "e mail", "asset name", "service name", "charity name", "organisation name",
    "place name", "opening times", "opening hours", "last checked", "source id", "telephone number", "phone number",
    "address line 1", "address line 2", "address 1", "address 2", "who for",
})  # fmt: skip
"""What columns of lists of places are called, as `_plain` spells it; words that are kinds of places too, such as
“place” or “service”, are not among them."""

_UNITS = frozenset({
    "m", "metre", "metres", "meters", "km", "degrees", "degree", "deg", "decimal", "wgs84", "bng", "osgb", "text",
    "string", "number", "integer", "float", "yyyy-mm-dd", "dd/mm/yyyy", "date", "yes/no", "y/n", "code", "free",
    "optional", "required", "mandatory",
})  # fmt: skip

_DATA = {
    "postcode": re.compile(r"[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}", re.IGNORECASE),
    "number": re.compile(r"[-+]?(?:\d+[.,]\d{2,}|\d{5,}(?:\.\d+)?)"),
    "date": re.compile(r"\d{4}-\d\d?-\d\d?(?:[ T].*)?|\d\d?[/.]\d\d?[/.]\d{2,4}"),
    "e-mail address": re.compile(r"[^@\s]+@[^@\s]+\.[a-z]+", re.IGNORECASE),
    "web address": re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE),
    "phone number": re.compile(r"(?:\+44|0)[\d\s()]{9,14}"),
    "grid reference": re.compile(r"[HNST][A-Z]\s?\d{3,5}\s?\d{3,5}"),
}
"""What stands in data and not in a header, by what it is."""


@dataclass(frozen=True)
class Header:
    """Where the header is.

    Parameters
    ----------
    position
        Of the header among the rows that were looked at; those above are titles.
    notes
        One sentence when titles are passed over.
    """

    position: int
    notes: tuple[str, ...] = ()


def find_header(top: Sequence[tuple[int, Sequence[str]]], *, file_name: str, row_word: str) -> Header:
    """Say which of the top rows is the header.

    Parameters
    ----------
    top
        Number and cells of the first `TOP_ROWS` rows that are not empty.
    file_name
        For messages.
    row_word
        What the numbers count: "line" or "row".

    Returns
    -------
    Header
        Usually the first row.

    Raises
    ------
    IntakeError
        When the first row is data, a second header follows, or what stands above the header is not plainly a title.
    """
    position, notes = _after_titles(top, file_name, row_word)
    number, header = top[position]
    below = [cells for _, cells in top[position + 1 :]]
    _check_is_no_data(header, below, where=f"{row_word} {number} of {file_name}")
    if below:
        second_number = top[position + 1][0]
        _check_is_no_second_header(header, below[0], where=f"{row_word} {second_number} of {file_name}")
    return Header(position, notes)


def _filled(cells: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in cells if cell.strip()]


def _plain(text: str) -> str:
    return re.sub(r"[\s_\-./]+", " ", text.casefold()).strip()


def _is_header_word(text: str) -> bool:
    return _plain(text) in HEADER_WORDS or text.strip().casefold() in HEADER_WORDS


def _sort_of_data(cell: str) -> str:
    text = cell.strip()
    return next((what for what, pattern in _DATA.items() if pattern.fullmatch(text)), "")


def _after_titles(
    top: Sequence[tuple[int, Sequence[str]]], file_name: str, row_word: str
) -> tuple[int, tuple[str, ...]]:
    usual = _usual_number_of_cells(top)
    position = 0
    while position < len(top) - 1 and _may_be_title(top[position][1], usual):
        position += 1
    if position == 0:
        return 0, ()
    cells = _filled(top[position][1])
    words = sum(map(_is_header_word, cells))
    plainly = len(set(cells)) == len(cells) and not any(map(_sort_of_data, cells))
    if plainly and words >= 1:
        titles = " / ".join(shortened(" ".join(_filled(cells))) for _, cells in top[:position])
        return position, (
            f"What stands above the column names of {file_name}, in {row_word} {top[position][0]}, was left out: "
            f"“{titles}”.",
        )
    if usual < 3:
        # With two columns a short first row is as likely a header that lacks one name.
        return 0, ()
    raise IntakeError(
        f"{file_name} does not begin with column names: {row_word} {top[0][0]} holds only "
        f"“{shortened(' '.join(_filled(top[0][1])))}”. Remove the lines above the column names, so that the first row "
        "names each column, and save it again."
    )


def _usual_number_of_cells(top: Sequence[tuple[int, Sequence[str]]]) -> int:
    counts = Counter(len(_filled(cells)) for _, cells in top)
    return max(counts, key=lambda cells: (counts[cells], cells))


def _may_be_title(cells: Sequence[str], usual: int) -> bool:
    """Say whether one cell is filled, as by a title, or two at the left, as by a note such as “Updated | 2024”."""
    filled = _filled(cells)
    if len(filled) > 2 or len(filled) >= usual or any(map(_is_header_word, filled[:1])):
        return False
    if len(filled) == 2:
        return usual >= 4 and all(cell.strip() for cell in cells[:2])
    return True


def _check_is_no_data(header: Sequence[str], below: Sequence[Sequence[str]], *, where: str) -> None:
    if any(map(_is_header_word, header)):
        return
    for position, cell in enumerate(header):
        sort = _sort_of_data(cell)
        column = _filled([cells[position] for cells in below if position < len(cells)])
        alike = sum(_sort_of_data(other) == sort for other in column)
        if sort and (column or not below) and alike >= _SHARE_ALIKE * len(column):
            raise IntakeError(
                f"Expected the names of the columns in {where}, found what looks like a row of data: "
                f"“{shortened(cell)}” is a {sort}. Put a row above it that names each column, such as name, postcode, "
                "kind, and save it again."
            )


def _check_is_no_second_header(header: Sequence[str], second: Sequence[str], *, where: str) -> None:
    filled = _filled(second)
    if len(filled) < 2 or any(map(_sort_of_data, filled)):
        return
    named = sum(map(_is_header_word, filled))
    # Below a plain header, cells such as “phone” and “web” may be answers; three of them in one row hardly are.
    enough = 3 if any(map(_is_header_word, header)) else 2
    repeated = [_plain(cell) for cell in filled] == [_plain(cell) for cell in _filled(header)]
    if (named >= enough and 2 * named >= len(filled)) or repeated or all(map(_is_unit, filled)):
        raise IntakeError(
            f"Expected data below the names of the columns; found a second row of names or units in {where}: "
            f"“{shortened(', '.join(filled))}”. Keep one row that names each column, and save it again."
        )


def _is_unit(cell: str) -> bool:
    text = cell.strip().casefold()
    return text in _UNITS or bool(re.fullmatch(r"[(\[].+[)\]]|#[a-z]+(?:\s*\+[a-z_]+)*", text))


def column_names(header: Sequence[str], *, numbers: Sequence[int]) -> list[str]:
    """Return a name of its own for each column.

    Parameters
    ----------
    header
        Names as they stand, some perhaps empty or the same.
    numbers
        Position of each in the file, from 0.

    Returns
    -------
    list of str
        A column without a name is called by its number; one with the name of another gets a number behind it.
    """
    names: list[str] = []
    for text, number in zip(header, numbers, strict=True):
        name = spelling = text if text.strip() else f"column {number + 1}"
        times = 0
        while spelling in names or (times and spelling in header):
            times += 1
            spelling = f"{name}.{times}"
        names.append(spelling)
    return names
