"""Which rows can be taken in without the field that is wrong in them, such as opening times in place of a web address?

Nothing is left out that says what a thing is, where it is, whether it is open, when somebody made sure of it, or who
may see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from asset_map.domain.asset import AssetDraft
from asset_map.domain.problem import Problem
from asset_map.services.lists.flags import Flag, Flagged
from asset_map.services.lists.report import Fate, Result
from asset_map.services.making import Made, Maker

MAY_BE_LEFT_OUT = frozenset(
    {
        "summary", "story", "also_known_as", "phone", "email", "web", "opening_times", "cost", "who_for", "referral",
        "languages", "uprn", "capacity", "capacity_unit", "age_from", "age_to", "accessed", "access_features", "valued",
        "could_do",
    }
)  # fmt: skip
"""Fields without which a record tells less, and nothing that is not true."""

_EMPTY = AssetDraft()


def could_do_without(problems: Sequence[Problem]) -> bool:
    """Return whether all that is wrong with a row is in fields that may be left out.

    Parameters
    ----------
    problems
        Of the row.

    Returns
    -------
    bool
        False where nothing is wrong.
    """
    return bool(problems) and all(problem.field in MAY_BE_LEFT_OUT for problem in problems)


def rows_that_could_do_without(fates: Iterable[Fate]) -> int:
    """Return how many rows are left out for nothing but fields that may be left out.

    Parameters
    ----------
    fates
        What becomes of each row.

    Returns
    -------
    int
        Number of rows.
    """
    return sum(fate.result is Result.REFUSED and could_do_without(fate.problems) for fate in fates)


def made_without_wrong_fields(made: Sequence[Made], maker: Maker) -> tuple[list[Made], dict[int, list[Flagged]]]:
    """Make rows again without the fields that are wrong in them.

    Parameters
    ----------
    made
        What became of each row as it stands.
    maker
        What made them.

    Returns
    -------
    tuple
        What becomes of each row now, and what was left out, by position in ``made``.
    """
    wrong = [at for at, one in enumerate(made) if could_do_without(one.problems)]
    again = dict(zip(wrong, maker.make([_without(made[at]) for at in wrong]), strict=True))
    mended = {at: one for at, one in again.items() if one.asset is not None}
    return [mended.get(at, one) for at, one in enumerate(made)], {at: _told(made[at].problems) for at in mended}


def _without(made: Made) -> AssetDraft:
    return replace(made.draft, **{problem.field: getattr(_EMPTY, problem.field) for problem in made.problems})


def _told(problems: Sequence[Problem]) -> list[Flagged]:
    return [
        Flagged(Flag.FIELD_LEFT_OUT, f"Taken in without its {problem.field.replace('_', ' ')}. {problem.message}")
        for problem in problems
    ]
