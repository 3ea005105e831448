"""What do the cells of a column hold: postcodes, telephone numbers, degrees, metres?

A sample of the rows is enough to tell, so that large lists take no longer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from asset_map.domain.asset import Accessed, Status
from asset_map.domain.dates import read_date
from asset_map.domain.months import read_month
from asset_map.domain.postcode import postcode_key
from asset_map.domain.protection import Level
from asset_map.domain.typed import read_number
from asset_map.geography.coordinates import METRES, UNITED_KINGDOM
from asset_map.geography.grid import Floats
from asset_map.geography.grid_references import read_grid_reference
from asset_map.geography.written_coordinates import coordinate_numbers
from asset_map.intake.cell_texts import NOTHING_WORDS, plain_code, values_in
from asset_map.intake.written_places import is_pair, may_be_pair

SAMPLE_ROWS = 2_000
MOST_CELLS = 0.8
"""A column holds what at least so much of its cells are."""

SAMPLES, SAMPLE_LENGTH = 3, 60
LONGEST_LOOKED_AT = 300
"""No cell that tells what its column holds is longer."""

LEAST_DECIMALS = 3
"""Degrees with fewer decimals are known to no better than 100 m; such numbers are more likely to be something else."""

_MERCATOR_NORTH_M = (6_200_000.0, 8_800_000.0)
"""Northings of the United Kingdom in Web Mercator, EPSG:3857."""

Cells = Sequence[str]


class Numbers(StrEnum):
    """What the numbers of two columns can be, the eastward column first."""

    DEGREES = "degrees"
    DEGREES_SWAPPED = "degrees, latitude first"
    METRES = "metres of the National Grid"
    WEB_MERCATOR = "metres of Web Mercator"


@dataclass(frozen=True)
class Content:
    """What most cells of a column are.

    Parameters
    ----------
    field
        The field that holds such cells.
    reason
        Plain words: ``9 of 10 cells are postcodes``.
    """

    field: str
    reason: str


def sampled(rows: pd.DataFrame) -> dict[str, Cells]:
    """Return some cells of each column.

    Parameters
    ----------
    rows
        A table, all text.

    Returns
    -------
    dict
        By column, in order: the cells of at most `SAMPLE_ROWS` rows, evenly taken, without outer blanks.
    """
    taken = np.unique(np.linspace(0, max(len(rows) - 1, 0), min(len(rows), SAMPLE_ROWS)).astype(np.int64))
    some = rows.iloc[taken]
    return {str(name): [cell.strip() for cell in some[name].tolist()] for name in rows}


def shortened(cells: Cells) -> tuple[str, ...]:
    """Return some different cells to show what a column holds.

    Parameters
    ----------
    cells
        Of one column, without outer blanks.

    Returns
    -------
    tuple of str
        Up to three, none of them empty, each in one line and shortened.
    """
    lines = (
        " ".join(cell[: 10 * SAMPLE_LENGTH].split()) for cell in list(dict.fromkeys(filter(None, cells)))[:SAMPLES]
    )
    return tuple(line if len(line) <= SAMPLE_LENGTH else f"{line[: SAMPLE_LENGTH - 1].rstrip()}…" for line in lines)


def content_of(cells: Cells) -> Content | None:
    """Tell a field by what most cells of a column are.

    Parameters
    ----------
    cells
        Of one column, without outer blanks.

    Returns
    -------
    Content or None
        None when they are nothing that only one field holds.
    """
    full = _filled(cells)
    short = [cell for cell in full if len(cell) <= LONGEST_LOOKED_AT]
    if not full or len(short) < MOST_CELLS * len(full):
        return None
    for field, (words, how_many) in _CONTENTS.items():
        number = how_many(short)
        if number >= MOST_CELLS * len(full):
            return Content(field, f"{number:,} of {len(full):,} cells are {words}")
    return None


def misfit(field: str, cells: Cells) -> str:
    """Return why a column cannot be the field that its name says: its cells are something else.

    Parameters
    ----------
    field
        The field by the column's name.
    cells
        Of the column, without outer blanks.

    Returns
    -------
    str
        Plain words; empty when the cells fit, or the field takes any words.
    """
    if field not in _ONLY:
        return ""
    full = _filled(cells)
    words, is_one = _ONLY[field]
    fitting = sum(map(is_one, full))
    return "" if 2 * fitting >= len(full) else f"only {fitting:,} of {len(full):,} cells are {words}"


def numbers_of(eastward: Cells, northward: Cells) -> Numbers | None:
    """Tell in which system two columns of numbers are, by most of their rows.

    Parameters
    ----------
    eastward, northward
        Cells of the columns that are named like x and y.

    Returns
    -------
    Numbers or None
        None when they are no such numbers.
    """
    x, y = _numbers(eastward, "degrees"), _numbers(northward, "degrees")
    x_m, y_m = _numbers(eastward, "metres"), _numbers(northward, "metres")
    systems = {
        Numbers.DEGREES: _in_britain(y, x),
        Numbers.DEGREES_SWAPPED: _in_britain(x, y),
        Numbers.METRES: METRES.eastward.allows(x_m) & METRES.northward.allows(y_m),
        Numbers.WEB_MERCATOR: (y_m >= _MERCATOR_NORTH_M[0]) & (y_m <= _MERCATOR_NORTH_M[1]),
    }
    most = max(systems, key=lambda system: int(systems[system].sum()))
    given = sum(bool(one and other) for one, other in zip(eastward, northward, strict=True))
    return most if systems[most].sum() >= max(1, given / 2) else None


def degrees_of(cells: Cells) -> str:
    """Tell which of the two degrees a column holds whose name says nothing.

    Parameters
    ----------
    cells
        Of one column, without outer blanks.

    Returns
    -------
    str
        ``latitude``, ``longitude`` or empty text: all must lie in the United Kingdom, with three decimals or more.
    """
    full = _filled(cells)
    fine = [cell for cell in full if _PRECISE_DEGREES.fullmatch(cell)]
    if not full or len(fine) < MOST_CELLS * len(full):
        return ""
    numbers = _numbers(fine, "degrees")
    axes = (UNITED_KINGDOM.northward, UNITED_KINGDOM.eastward)
    return next((axis.field for axis in axes if axis.allows(numbers).all()), "")


def _filled(cells: Cells) -> list[str]:
    return [cell for cell in cells if cell and cell.casefold() not in NOTHING_WORDS]


def _numbers(cells: Cells, unit: str) -> Floats:
    return coordinate_numbers(pd.Series(cells, dtype="str"), unit=unit)


def _in_britain(latitude: Floats, longitude: Floats) -> NDArray[np.bool_]:
    return np.asarray(UNITED_KINGDOM.northward.allows(latitude) & UNITED_KINGDOM.eastward.allows(longitude))


def _count(is_one: Callable[[str], object]) -> Callable[[Cells], int]:
    return lambda cells: sum(bool(is_one(cell)) for cell in cells)


def _pairs(cells: Cells) -> int:
    likely = [cell for cell in cells if may_be_pair(cell)]
    return int(is_pair(pd.Series(likely, dtype="str")).sum()) if len(likely) >= MOST_CELLS * len(cells) else 0


def _is_web(cell: str) -> bool:
    return bool(_WEB.fullmatch(cell)) and not _MAP.search(cell)


def _is_phone(cell: str) -> bool:
    return bool(_PHONE.fullmatch(cell)) and 10 <= sum(map(str.isdigit, cell)) <= 16


def _is_square(cell: str) -> bool:
    return bool(_SQUARE.fullmatch(cell)) and read_grid_reference(cell) is not None


def _one_of(codes: Iterable[str]) -> tuple[str, Callable[[str], bool]]:
    known = list(codes)
    return f"one of: {', '.join(known)}", lambda cell: all(plain_code(value) in known for value in values_in(cell))


def _is_whole(cell: str) -> bool:
    return read_number(cell) is not None


def _is_date(cell: str) -> bool:
    """Return whether a cell is meant for a date: the number of a day is told row by row, not left out in silence."""
    return read_date(cell) is not None or bool(_DAY_NUMBER.fullmatch(cell))


_PRECISE_DEGREES = re.compile(rf"[+-]?[0-9]{{1,2}}[.,][0-9]{{{LEAST_DECIMALS},}}")
_DAY_NUMBER = re.compile(r"[34][0-9]{4}")
"""As spreadsheets count the days from 1982 to 2036."""

_EMAIL = re.compile(r"[^\s@,;]+@[\w-]+(?:\.[\w-]+)+")
_WEB = re.compile(r"(?:https?://|www\.)\S+\.\S+", re.IGNORECASE)
_MAP = re.compile(r"google\.[a-z.]+/maps|goo\.gl/maps|maps\.app|maps\.google|openstreetmap\.org", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+|\(?0)[0-9 ()/.+-]+(?:\s*(?:ext|x)\.? ?[0-9]+)?", re.IGNORECASE)
_SQUARE = re.compile(r"[HJNOST][A-HJ-Z]\s*[0-9][0-9 ]{2,11}", re.IGNORECASE)

_CONTENTS: Mapping[str, tuple[str, Callable[[Cells], int]]] = {
    "postcode": ("postcodes", _count(postcode_key)),
    "email": ("e-mail addresses", _count(_EMAIL.fullmatch)),
    "web": ("web addresses", _count(_is_web)),
    "grid_reference": ("grid references", _count(_is_square)),
    "coordinates": ("coordinates", _pairs),
    "phone": ("telephone numbers", _count(_is_phone)),
}
_ONLY: Mapping[str, tuple[str, Callable[[str], bool]]] = {
    "status": _one_of(Status),
    "protection": _one_of(Level),
    "accessed": _one_of(Accessed),
    "access_features": ("features with yes or no, such as step_free=yes", lambda cell: "=" in cell),
    "last_checked": ("dates such as 2026-11-21 or 21/11/2026", _is_date),
    "capacity": ("whole numbers", _is_whole),
    "age_from": ("whole numbers", _is_whole),
    "age_to": ("whole numbers", _is_whole),
    "uprn": ("whole numbers", lambda cell: cell.isdigit()),
    "season_from": ("months", lambda cell: read_month(cell) is not None),
    "season_to": ("months", lambda cell: read_month(cell) is not None),
}
"""Fields that take no other words: what they take, and whether a cell is that."""
