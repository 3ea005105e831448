"""Which place is written in one cell: two numbers, a point of WKT or GeoJSON, or a grid reference?"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from asset_map.domain.asset import LocatedBy
from asset_map.geography.coordinates import DEGREES, METRES
from asset_map.geography.grid_references import read_grid_reference
from asset_map.geography.written_coordinates import coordinate_numbers

PLACE_COLUMNS = ("latitude", "longitude", "easting", "northing")
HOW_COLUMNS = ("precise_to_m", "located_by")

_ONE = r"[^,;\s()\[\]{}]+"
_TWO = re.compile(
    rf"^[\[(]?\s*(?P<first>{_ONE})\s*(?:[;,\s]\s*)(?P<second>{_ONE})\s*[\])]?$"
    r"|^[\[(]?\s*(?P<first_with_comma>[+-]?\d{1,3},\d+)\s*[;\s/]\s*(?P<second_with_comma>[+-]?\d{1,3},\d+)\s*[\])]?$"
    r"|^[\[(]?\s*(?P<first_apart>[^,;\[\](){}]*?\d[^,;\[\](){}]*?)\s*[,;]\s*"
    r"(?P<second_apart>[^,;\[\](){}]*\d[^,;\[\](){}]*?)\s*[\])]?$"
    r"|^[\[(]?\s*(?P<first_lettered>[^,;\[\](){}A-Z]*[NS])[\s,;]*(?P<second_lettered>[^,;\[\](){}A-Z]*[EW])\s*[\])]?$",
    re.IGNORECASE,
)
_MAY_BE_PAIR = re.compile(
    r"(?=[^A-Za-z]*(?:[A-Za-z][^A-Za-z]*){0,4}$)[^0-9]*[0-9].*[0-9][^0-9]*|(?:SRID=|POINT|\{).*", re.I
)
LONGEST_PAIR = 150
"""Letters of the compass apart, a cell with words is no pair of numbers; longer ones are not looked at."""

_WAYS, _XY_WAYS = ("", "_with_comma", "_apart", "_lettered"), ("", "_json", "_other")
_XY = re.compile(
    r"^(?:SRID=\d+;\s*)?POINT\s*Z?\s*\(\s*(?P<x>[^\s,()]+)[\s,]+(?P<y>[^\s,()]+)(?:[\s,]+[^\s,()]+)?\s*\)$"
    r'|^\{.*"type"\s*:\s*"Point".*"coordinates"\s*:\s*\[\s*(?P<x_json>[^\s,\]]+)\s*,\s*(?P<y_json>[^\s,\]]+)[^\]]*\].*\}$'
    r'|^\{\s*"coordinates"\s*:\s*\[\s*(?P<x_other>[^\s,\]]+)\s*,\s*(?P<y_other>[^\s,\]]+)[^\]]*\].*"Point".*\}$',
    re.IGNORECASE,
)


def may_be_pair(cell: str) -> bool:
    """Tell quickly whether a cell can hold two numbers, or a point of WKT or GeoJSON.

    Parameters
    ----------
    cell
        Without outer blanks.

    Returns
    -------
    bool
        False for every cell with words in it.
    """
    return len(cell) <= LONGEST_PAIR and _MAY_BE_PAIR.fullmatch(cell) is not None


def is_pair(cells: pd.Series[str]) -> pd.Series[bool]:
    """Tell which cells hold both coordinates of a point.

    Parameters
    ----------
    cells
        Without outer blanks.

    Returns
    -------
    pandas.Series
        One truth value for each: two numbers in degrees, both with decimals, or two of at least 1,000.
    """
    pairs, is_read = _pairs(cells)
    north, east = (np.abs(coordinate_numbers(pairs[axis], unit="degrees")) for axis in ("latitude", "longitude"))
    metres = np.array([coordinate_numbers(pairs[axis], unit="metres") for axis in ("easting", "northing")])
    in_degrees = (np.fmin(north, east) <= DEGREES.northward.highest) & (
        np.fmax(north, east) <= DEGREES.eastward.highest
    )
    in_degrees &= (north % 1 != 0) & (east % 1 != 0)
    in_metres = (np.abs(metres) >= METRES.eastward.lowest).all(axis=0)
    return pd.Series(is_read.to_numpy() & (in_degrees | in_metres), index=cells.index)


def place_columns(fields: pd.DataFrame) -> pd.DataFrame:
    """Write coordinates and grid references that stand in one cell as the columns that are placed by.

    Parameters
    ----------
    fields
        Columns by field, all text without outer blanks; perhaps ``coordinates`` and ``grid_reference``.

    Returns
    -------
    pandas.DataFrame
        The same rows without those two columns: ``latitude`` and ``longitude`` or ``easting`` and ``northing`` instead,
        where the row has none of its own, and for grid references ``precise_to_m`` and ``located_by``. What cannot be
        read stands in both, so that a person is told about it.
    """
    if "coordinates" in fields:
        fields = _filled(fields, _pairs(fields["coordinates"])[0])
    if "grid_reference" in fields:
        fields = _filled(fields, _squares(fields["grid_reference"]))
    return fields.drop(columns=["coordinates", "grid_reference"], errors="ignore")


def _filled(fields: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    own = (fields.reindex(columns=list(PLACE_COLUMNS), fill_value="") != "").any(axis=1)
    columns = [column for column in found if column in fields or found[column].ne("").any()]
    had = fields.reindex(columns=columns, fill_value="")
    return fields.assign(**{str(column): had[column].where(own, found[column]) for column in columns})


def _pairs(cells: pd.Series[str]) -> tuple[pd.DataFrame, pd.Series[bool]]:
    """Return latitude and longitude, or easting and northing where the numbers are too large for degrees.

    What cannot be taken apart stands in both; the second value tells what can.
    """
    first, second, is_xy = _taken_apart(cells[cells.map(may_be_pair).astype(bool)])
    sizes_m = [np.abs(coordinate_numbers(part, unit="metres")) for part in (first, second)]
    in_metres = np.fmax(*sizes_m) > DEGREES.eastward.highest
    taken = pd.DataFrame(
        {
            "latitude": second.where(is_xy, first).mask(in_metres, ""),
            "longitude": first.where(is_xy, second).mask(in_metres, ""),
            "easting": first.where(in_metres, ""),
            "northing": second.where(in_metres, ""),
        }
    )
    pairs = taken.reindex(cells.index)
    is_read = pairs["latitude"].notna()
    pairs = pairs.fillna({"latitude": cells, "longitude": cells, "easting": "", "northing": ""})
    return pairs.astype("str"), is_read


def _taken_apart(cells: pd.Series[str]) -> tuple[pd.Series[str], pd.Series[str], pd.Series[bool]]:
    """Return both numbers of each cell that has two, and where the eastward one comes first by its format."""
    two, points = cells.str.extract(_TWO), cells.str.extract(_XY)
    first, second = (_first_of([two[f"{part}{way}"] for way in _WAYS]) for part in ("first", "second"))
    x, y = (_first_of([points[f"{axis}{way}"] for way in _XY_WAYS]) for axis in "xy")
    found = first.notna() | x.notna()
    return x.fillna(first)[found], y.fillna(second)[found], x.notna()[found]


def _first_of(columns: list[pd.Series[str]]) -> pd.Series[str]:
    first, *others = columns
    for other in others:
        first = first.fillna(other)
    return first


def _squares(cells: pd.Series[str]) -> pd.DataFrame:
    squares = {text: read_grid_reference(text) for text in cells.unique() if text}
    known = {text: square for text, square in squares.items() if square}
    return pd.DataFrame(
        {
            "easting": cells.map({text: repr(square.easting_m) for text, square in known.items()}).fillna(cells),
            "northing": cells.map({text: repr(square.northing_m) for text, square in known.items()}).fillna(cells),
            "precise_to_m": cells.map({text: repr(square.side_m / 2) for text, square in known.items()}).fillna(""),
            "located_by": cells.map(dict.fromkeys(known, LocatedBy.PAPER_GRID.value)).fillna(""),
        }
    ).astype("str")
