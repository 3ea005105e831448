"""Which counts of people are too small to be shown, and which others would give them away?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

LEAST_PEOPLE = 10
"""Counts of 1 to 9 people are not shown (domain rules, "Measures"). Nobody at all is not a count of people: 0 stays."""

TOTAL = "total"

_AS_WIDE = LEAST_PEOPLE - 2
"""From 1 to 9: two counts that add up to 10 are told no more closely than that."""

_Cells: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True)
class Shown:
    """A table of counts of people as it may be shown.

    Parameters
    ----------
    counts
        The rows and columns that were given and a row and a column `TOTAL`; Int64, missing where suppressed.
    suppressed
        How many cells are missing, totals among them.
    """

    counts: pd.DataFrame
    suppressed: int


def too_small(people: float) -> bool:
    """Return whether a single count of people is too small to be shown.

    Parameters
    ----------
    people
        A number of people; a fraction is rounded first.

    Returns
    -------
    bool
        True for 1 to 9.
    """
    return 0 < round(people) < LEAST_PEOPLE


def suppress(people: pd.DataFrame) -> Shown:
    """Return a table of counts in which no count under 10 stands, nor can be worked out from the others.

    Parameters
    ----------
    people
        Counts of people whose rows and columns can be added up; fractions are rounded first. At most some hundred
        cells: each missing one may take two linear programs.

    Returns
    -------
    Shown
        With the totals of the rounded counts. Beside the small counts further cells are missing, the smallest first and
        of these the topmost and leftmost, until

        - no line (row or column) lacks a single cell;
        - what a line lacks adds up to no count under 10, because that sum can be worked out;
        - of no missing cell do all lines together tell more than that it is one of nine numbers or more, not even to a
          reader who knows that a missing cell is never 0.

    Raises
    ------
    ValueError
        A count is missing or below 0.

    Notes
    -----
    Primary and secondary cell suppression: Hundepool and others (2012), Statistical Disclosure Control, chapter 4.
    """
    if people.isna().any(axis=None) or (people < 0).any(axis=None):
        msg = "counts of people to be shown must be known and not below 0"
        raise ValueError(msg)
    counts = people.astype("float64").round().astype("int64")
    counts[TOTAL] = counts.sum(axis=1)
    counts.loc[TOTAL] = counts.sum(axis=0)
    hidden = _hidden(counts.to_numpy())
    return Shown(counts.astype("Int64").mask(pd.DataFrame(hidden, counts.index, counts.columns)), int(hidden.sum()))


def _hidden(numbers: NDArray[np.int64]) -> _Cells:
    hidden = (numbers > 0) & (numbers < LEAST_PEOPLE)
    lines = _lines(numbers.shape)
    while (telling := _telling_cells(numbers, hidden, lines)) is not None:
        hidden.flat[_smallest(numbers, telling & ~hidden & (numbers > 0))] = True
    return hidden


def _lines(shape: tuple[int, ...]) -> NDArray[np.int64]:
    """Return every row and column as an equation: its cells less its total are 0."""
    row, column = np.indices(shape)
    rows = [(row == one) * np.where(column == shape[1] - 1, -1, 1) for one in range(shape[0])]
    columns = [(column == one) * np.where(row == shape[0] - 1, -1, 1) for one in range(shape[1])]
    return np.stack(rows + columns)


def _telling_cells(numbers: NDArray[np.int64], hidden: _Cells, lines: NDArray[np.int64]) -> _Cells | None:
    """Return the cells of which one more has to go, or None when nothing can be worked out."""
    for line in lines:
        missing = hidden & (line != 0)
        remainder = abs((numbers * line)[missing].sum())
        of_cells_alone = not missing[line < 0].any()
        if missing.sum() == 1 or (missing.any() and of_cells_alone and remainder < LEAST_PEOPLE):
            cells: _Cells = line > 0
            return cells if (cells & ~hidden & (numbers > 0)).any() else line != 0
    told = _told(numbers, hidden, lines)
    if not told.any():
        return None
    through: _Cells = (lines[(lines[:, told] != 0).any(axis=1)] != 0).any(axis=0)
    return through if (through & ~hidden & (numbers > 0)).any() else np.ones_like(hidden)


def _told(numbers: NDArray[np.int64], hidden: _Cells, lines: NDArray[np.int64]) -> _Cells:
    """Return the hidden cells that all lines together tell more closely than to one of `_AS_WIDE` numbers."""
    equations = lines[:, hidden].astype(np.float64)
    low = numbers[hidden].astype(np.float64)
    high, sums = low.copy(), equations @ low
    bounds = (1, 2 * float(numbers.sum()) + LEAST_PEOPLE)
    for aim in (one * sign for one in np.eye(len(low)) for sign in (1, -1)):
        if (high - low)[aim != 0] < _AS_WIDE:
            # Every solution is one that a reader cannot rule out, for all cells at once.
            possible = scipy.optimize.linprog(aim, A_eq=equations, b_eq=sums, bounds=bounds).x
            low, high = np.minimum(low, possible), np.maximum(high, possible)
    told = np.zeros_like(hidden)
    told[hidden] = (high - low).round() < _AS_WIDE
    return told


def _smallest(numbers: NDArray[np.int64], among: _Cells) -> int:
    return int(np.where(among, numbers, np.iinfo(np.int64).max).argmin())
