"""What becomes of each row, as a table to be grouped and paged?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from asset_map.domain.problem import ProblemCode
from asset_map.language import gettext as _
from asset_map.pages.components.list_words import problem_words
from asset_map.services.import_assets import ImportPlan
from asset_map.services.lists.flags import FOR_A_LOOK
from asset_map.services.lists.report import Fate, Result

TAKEN_WHEN_ASKED = frozenset({ProblemCode.SAME_AS_ANOTHER_ROW.value, ProblemCode.ALREADY_HERE.value})
NOTHING_TO_MEND = frozenset({ProblemCode.REPEATED.value})
LOOK = "look"


@dataclass(frozen=True)
class RowGroup:
    """Rows of which the same becomes.

    Parameters
    ----------
    code
        ``look``, a result, or ``refused:`` with the code of the problem.
    words
        What people read.
    rows
        How many.
    """

    code: str
    words: str
    rows: int


@dataclass(frozen=True)
class ListRow:
    """One row of a list.

    Parameters
    ----------
    at, number
        Its position, from 0, and its number in the file.
    name
        What it is called.
    field, found, message
        The field in which something is wrong, what stands there, and what is said of the row.
    """

    at: int
    number: int
    name: str
    field: str
    found: str
    message: str


def rows_of_page(rows: pd.DataFrame) -> list[ListRow]:
    """Return some rows one by one.

    Parameters
    ----------
    rows
        Some of those that `rows_table` gives.

    Returns
    -------
    list of ListRow
        In their order.
    """
    cells = rows[["number", "name", "field", "found", "message"]].itertuples()
    return [
        ListRow(int(at), int(number), str(name), str(field), str(found), str(message))
        for at, number, name, field, found, message in cells
    ]


def rows_table(plan: ImportPlan) -> pd.DataFrame:
    """Return one line for each row of a list.

    Parameters
    ----------
    plan
        What would become of them.

    Returns
    -------
    pandas.DataFrame
        By position: ``number``, ``name``, ``result``, ``problem`` (code of the first), ``field`` and ``found`` (where
        it is, and what stands there), ``message``, ``look`` (whether somebody should look at it).
    """
    names = plan.understood.fields["name"]
    return pd.DataFrame(
        {
            "number": plan.read.table.row_numbers,
            "name": names.to_numpy(),
            "result": [fate.result.value for fate in plan.fates],
            "problem": [fate.problems[0].code.value if fate.problems else "" for fate in plan.fates],
            "field": [fate.problems[0].field if fate.problems else "" for fate in plan.fates],
            "found": [fate.problems[0].value if fate.problems else "" for fate in plan.fates],
            "message": [_message(fate) for fate in plan.fates],
            "look": [_is_for_a_look(fate) for fate in plan.fates],
        }
    )


def _message(fate: Fate) -> str:
    said = [one.message for one in fate.problems]
    if fate.result is not Result.REFUSED:
        said += [one.message for one in fate.flags]
    return " ".join(dict.fromkeys(said))


def _is_for_a_look(fate: Fate) -> bool:
    return fate.result is not Result.REFUSED and any(one.flag in FOR_A_LOOK for one in fate.flags)


def row_groups(rows: pd.DataFrame) -> tuple[RowGroup, ...]:
    """Return the groups that have rows.

    Parameters
    ----------
    rows
        As `rows_table` gives them.

    Returns
    -------
    tuple of RowGroup
        What needs somebody first.
    """
    refused = rows.loc[rows["result"].eq(Result.REFUSED.value), "problem"].value_counts()
    words = {code.value: why for code, why in problem_words().items()}
    groups = [RowGroup(LOOK, _("Need a look"), int(rows["look"].sum()))]
    groups += [
        RowGroup(f"refused:{code}", _("Left out: {why}").format(why=words[str(code)]), int(count))
        for code, count in refused.items()
    ]
    groups += [
        RowGroup(result.value, label, int(rows["result"].eq(result.value).sum()))
        for result, label in (
            (Result.UPDATED, _("Will be updated")),
            (Result.ADDED, _("Will be added")),
            (Result.UNCHANGED, _("Stay as they are")),
        )
    ]
    return tuple(group for group in groups if group.rows)


def rows_of_group(rows: pd.DataFrame, code: str) -> pd.DataFrame:
    """Return the rows of one group.

    Parameters
    ----------
    rows
        As `rows_table` gives them.
    code
        The group's.

    Returns
    -------
    pandas.DataFrame
        In the order of the file.
    """
    if code == LOOK:
        return rows[rows["look"]]
    result, _colon, problem = code.partition(":")
    chosen = rows["result"].eq(result)
    return rows[chosen & rows["problem"].eq(problem)] if problem else rows[chosen]


def fields_to_mend(field: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return the fields in which a problem can be mended.

    Parameters
    ----------
    field
        Where the problem is.
    known
        The fields that the list has.

    Returns
    -------
    tuple of str
        The field itself; for a place, everything that says where it is.
    """
    pairs = [pair for pair in (("latitude", "longitude"), ("easting", "northing")) if set(pair) & set(known)]
    where = ("postcode", *(pairs[0] if pairs else ("latitude", "longitude")))
    others = tuple(name for name in ("coordinates", "grid_reference") if name in known)
    if field in {"", "place", "geometry", "geometry_bng", "shape", *where, *others}:
        return (*where, *others)
    return ("kind", "offer") if field in {"kind", "offer", "offers"} else (field,)
