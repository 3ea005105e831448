"""What becomes of each row of a list, in words and numbers?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd

from asset_map.domain.problem import Problem
from asset_map.intake.places_table import PlacesTable
from asset_map.services.lists.flags import Flagged, count_flags


class Result(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(slots=True)
class Fate:
    """What becomes of one row.

    Parameters
    ----------
    result
        One of four.
    problems
        Why it is refused.
    flags
        What there is to know.
    """

    result: Result = Result.REFUSED
    problems: tuple[Problem, ...] = ()
    flags: list[Flagged] = field(default_factory=list)

    @property
    def words(self) -> str:
        """How it is told in one cell."""
        problems = [f"{problem.code}: {problem.message}" for problem in self.problems]
        return " | ".join([*problems, *(f"{flagged.flag}: {flagged.message}" for flagged in self.flags)])


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What becomes of each row: ``rows`` = ``added`` + ``updated`` + ``unchanged`` + ``refused``.

    Parameters
    ----------
    file, source
        What was read, and what the list is called.
    rows, added, updated, unchanged, refused
        Numbers of rows: all, new, changed by a newer edition, kept as they are, and left out.
    refused_by_problem
        Numbers of rows that are left out, by the code of their first problem.
    flagged
        Numbers of rows by the code of what there is to know of them.
    vanished
        How many records of this list have no row any more; they stay.
    looked_none
        How many zones and offers the list says to be without.
    suggestion
        How the coordinates should be read instead; empty when they look right.
    notes
        One sentence each on how the file was read.
    stored
        Whether all this was kept, or only looked at.
    """

    file: str
    source: str
    rows: int
    added: int
    updated: int
    unchanged: int
    refused: int
    refused_by_problem: Mapping[str, int]
    flagged: Mapping[str, int]
    vanished: int
    looked_none: int
    suggestion: str
    notes: tuple[str, ...]
    stored: bool


def counted(fates: Sequence[Fate]) -> dict[str, int]:
    """Return how many rows have each result.

    Parameters
    ----------
    fates
        One a row.

    Returns
    -------
    dict
        Numbers by result, all four.
    """
    counts = Counter(fate.result for fate in fates)
    return {result.value: counts[result] for result in Result}


def refused_by_problem(fates: Sequence[Fate]) -> dict[str, int]:
    """Return how many rows are left out for which reason.

    Parameters
    ----------
    fates
        One a row.

    Returns
    -------
    dict
        Numbers by the code of the first problem, by code.
    """
    first = Counter(fate.problems[0].code.value for fate in fates if fate.result is Result.REFUSED)
    return dict(sorted(first.items()))


def flagged(fates: Sequence[Fate]) -> dict[str, int]:
    """Return how many rows there is something to know of.

    Parameters
    ----------
    fates
        One a row.

    Returns
    -------
    dict
        Numbers by code.
    """
    return count_flags(fate.flags for fate in fates)


def annotated(table: PlacesTable, fields: pd.DataFrame, fates: Sequence[Fate]) -> pd.DataFrame:
    """Return the rows of the file with two columns more, to be mended in a spreadsheet and taken in again.

    Parameters
    ----------
    table
        The file as it was read.
    fields
        The fields that were read; they hold the places of a layer, which its rows do not.
    fates
        What becomes of each row.

    Returns
    -------
    pandas.DataFrame
        Every cell as it stands in the file; for a layer, easting and northing (EPSG:27700) or the shape beside them.
    """
    own = {"import_result", "import_problem"}
    rows = table.rows.drop(columns=[name for name in table.rows.columns if name in own])
    if table.geometry_bng is not None:
        places = fields[[name for name in ("easting", "northing", "shape") if name in fields and name not in rows]]
        rows = rows.join(places[[name for name in places.columns if places[name].ne("").any()]])
    return rows.assign(
        import_result=[fate.result.value for fate in fates], import_problem=[fate.words for fate in fates]
    )
