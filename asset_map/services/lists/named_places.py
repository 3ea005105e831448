"""Which place may a row mean that says where it is in words alone? Suggested, never taken by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from asset_map.domain.problem import Problem, ProblemCode
from asset_map.domain.protection import Audience
from asset_map.errors import PlaceNotFoundError
from asset_map.services.lists.report import Fate
from asset_map.services.typed_place import find_place
from asset_map.services.workspace import Workspace

MOST_LOOKED_UP = 200
"""More rows without a place than so many lack a column rather than single places."""


def suggest_places(rows: Sequence[tuple[str, Fate]], workspace: Workspace, *, today: dt.date) -> None:
    """Say beside rows that have no place which one their words may mean.

    Parameters
    ----------
    rows
        Those that cannot be placed: the words that say where they are, and what becomes of them, which is added to.
    workspace
        The area, whose names of records, streets and zones are looked through.
    today
        The date to judge records by.
    """
    for words, fate in rows[:MOST_LOOKED_UP]:
        try:
            place = find_place(words, workspace, audience=Audience.STAFF, today=today)[0]
        except PlaceNotFoundError:  # the problem that is there says what to do
            continue
        hint = f" It may be {place.label}: then give {place.latitude}, {place.longitude}."
        fate.problems = tuple(_with(problem, hint) for problem in fate.problems)


def _with(problem: Problem, hint: str) -> Problem:
    return replace(problem, message=problem.message + hint) if problem.code is ProblemCode.NO_PLACE else problem
