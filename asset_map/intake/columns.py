"""Which column of somebody's table holds which field, and why do we think so?

Names go first, then what the cells are, then names such as x and y that only say which axis is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from asset_map.errors import IntakeError
from asset_map.intake.column_contents import Numbers, content_of, degrees_of, misfit, numbers_of, sampled, shortened
from asset_map.intake.column_names import FIELDS, field_named, field_worded, plain_name, reason_against, xy_names
from asset_map.intake.joined_columns import address_columns, in_writing_order, opening_columns

__all__ = ["FIELDS", "ColumnMatch", "columns_by_field", "match_columns", "suggest_columns"]

JOINED_FIELDS = (
    "address", "opening_times", "summary", "story", "category", "offer", "who_for", "also_known_as", "languages",
    "phone", "cost", "referral", "valued", "could_do", "accessed", "access_features", "own_words",
)  # fmt: skip
"""Fields for which several columns may be chosen; their cells are joined."""

POINT_FIELDS = ("latitude", "longitude", "easting", "northing", "coordinates", "grid_reference")

BY_NAME, BY_CHOICE, LEFT_BY_CHOICE = "its name", "chosen by you", "left out by you"
_BY_NUMBERS: Mapping[Numbers, tuple[str, str]] = {
    Numbers.DEGREES: ("longitude", "latitude"),
    Numbers.DEGREES_SWAPPED: ("latitude", "longitude"),
    Numbers.METRES: ("easting", "northing"),
    Numbers.WEB_MERCATOR: ("easting", "northing"),
}


@dataclass(frozen=True)
class ColumnMatch:
    """What one column is taken for.

    Parameters
    ----------
    column
        Its name in the file.
    field
        The field that it holds; empty when it is left out.
    reason
        Why, in plain words; empty where a column is left out because nothing speaks for any field.
    samples
        Up to three different cells that are not empty, shortened.
    """

    column: str
    field: str
    reason: str
    samples: tuple[str, ...]


def suggest_columns(
    rows: pd.DataFrame, asked: Mapping[str, str] | None = None, *, has_geometry: bool = False
) -> tuple[ColumnMatch, ...]:
    """Suggest what each column of a table holds.

    Parameters
    ----------
    rows
        The table, all text, columns by their names in the file.
    asked
        Field by column, as a person chose it; empty text leaves a column out. It goes before all suggestions.
    has_geometry
        Whether the file is a layer, whose own points and shapes go before columns of coordinates.

    Returns
    -------
    tuple of ColumnMatch
        One for each column, in order.

    Raises
    ------
    IntakeError
        When a chosen column is not in the table, a chosen field does not exist, or two columns are chosen for a field
        that only one can hold.
    """
    chosen = dict(asked or {})
    _check_chosen([str(column) for column in rows.columns], chosen)
    cells = sampled(rows)
    unseen = [name for name in rows if not any(cells[str(name)])]
    suggestions = _Suggestions(cells, frozenset(str(name) for name in unseen if not rows[name].str.strip().any()))
    for column, chosen_field in chosen.items():
        suggestions.take(chosen_field, (column,), BY_CHOICE if chosen_field else LEFT_BY_CHOICE)
    if has_geometry:
        suggestions.block(POINT_FIELDS, "the layer's own points and shapes say where")
    for step in (_leave_out, _by_name, _by_words, _by_content, _by_position):
        step(suggestions)
    return tuple(
        ColumnMatch(column, *suggestions.found.get(column, ("", "")), shortened(cells[column]))
        for column in suggestions.columns
    )


def columns_by_field(matches: Iterable[ColumnMatch]) -> dict[str, tuple[str, ...]]:
    """Return the columns that hold each field.

    Parameters
    ----------
    matches
        As `suggest_columns` gives them.

    Returns
    -------
    dict
        Columns by field, without those left out; several in the order in which their cells are joined.
    """
    by_field: dict[str, list[str]] = {}
    for match in matches:
        if match.field:
            by_field.setdefault(match.field, []).append(match.column)
    return {name: in_writing_order(name, columns) for name, columns in by_field.items()}


def match_columns(columns: Sequence[str], asked: Mapping[str, str] | None = None) -> dict[str, tuple[str, ...]]:
    """Say which columns hold which field by their names alone.

    Parameters
    ----------
    columns
        The table's own column names.
    asked
        Field by column, as a person chose it; it goes before what the names suggest.

    Returns
    -------
    dict
        Columns by field.

    Raises
    ------
    IntakeError
        As `suggest_columns` does.
    """
    return columns_by_field(suggest_columns(pd.DataFrame(columns=list(columns), dtype="str"), asked))


@dataclass
class _Suggestions:
    """What is found so far: field and reason by column."""

    cells: Mapping[str, Sequence[str]]
    empty: frozenset[str]
    found: dict[str, tuple[str, str]] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        return list(self.cells)

    @property
    def free(self) -> list[str]:
        return [column for column in self.columns if column not in self.found]

    def take(self, name: str, columns: Sequence[str], reason: str) -> None:
        self.found.update(dict.fromkeys(columns, (name, reason)))
        if name and columns:
            self.taken.setdefault(name, f"“{columns[0]}” is taken instead")

    def leave_out(self, column: str, reason: str) -> None:
        self.found[column] = ("", reason)

    def block(self, names: Sequence[str], reason: str) -> None:
        for name in names:
            self.taken.setdefault(name, reason)

    def best(self, name: str, ranked: Sequence[tuple[int, str]], reason: str = BY_NAME) -> None:
        """Take the first of several columns, one with cells if there is any; leave the others out."""
        for _, column in sorted(ranked, key=lambda one: (one[1] in self.empty, one[0])):
            if name in self.taken:
                self.leave_out(column, self.taken[name])
            else:
                self.take(name, (column,), reason)


def _leave_out(found: _Suggestions) -> None:
    for column in found.free:
        if reason := reason_against(column):
            found.leave_out(column, reason)


def _by_name(found: _Suggestions) -> None:
    for name, columns_of in (("address", address_columns), ("opening_times", opening_columns)):
        if name not in found.taken:
            found.take(name, _or_none_if_better(found, name, columns_of(found.free)), BY_NAME)
    ranked: dict[str, list[tuple[int, str]]] = {}
    for column in found.free:
        named = field_named(plain_name(column))
        if named is None:
            continue
        if reason := misfit(named[0], found.cells[column]):
            found.leave_out(column, reason)
        else:
            ranked.setdefault(named[0], []).append((named[1], column))
    for name, columns in ranked.items():
        found.best(name, columns)


def _or_none_if_better(found: _Suggestions, name: str, columns: Sequence[str]) -> Sequence[str]:
    """One column that holds all opening times goes before one for each day, unless it is empty."""
    whole = [column for column in found.free if (named := field_named(plain_name(column))) and named[0] == name]
    return () if name == "opening_times" and any(column not in found.empty for column in whole) else columns


def _by_words(found: _Suggestions) -> None:
    ranked: dict[str, list[tuple[int, str]]] = {}
    for column in found.free:
        if name := field_worded(plain_name(column)):
            ranked.setdefault(name, []).append((0, column))
    for name, columns in ranked.items():
        found.best(name, columns)


def _by_content(found: _Suggestions) -> None:
    for column in found.free:
        content = content_of(found.cells[column])
        if content is not None:
            found.best(content.field, [(0, column)], content.reason)
    if found.taken.keys().isdisjoint(POINT_FIELDS):
        by_field: dict[str, str] = {}
        for column in found.free:
            by_field.setdefault(degrees_of(found.cells[column]), column)
        if {"latitude", "longitude"} <= by_field.keys():
            for name in ("latitude", "longitude"):
                found.take(name, (by_field[name],), f"its cells are {name}s in the United Kingdom")


def _by_position(found: _Suggestions) -> None:
    for eastward, northward in xy_names(found.free):
        system = numbers_of(found.cells[eastward], found.cells[northward])
        if system is None:
            continue
        names = _BY_NUMBERS[system]
        instead = next((found.taken[name] for name in POINT_FIELDS if name in found.taken), "")
        for name, column in zip(names, (eastward, northward), strict=True):
            if instead:
                found.leave_out(column, instead)
            else:
                found.take(name, (column,), f"its name, and its numbers are {system}")


def _check_chosen(columns: Sequence[str], chosen: Mapping[str, str]) -> None:
    missing = [column for column in chosen if column not in columns]
    if missing:
        raise IntakeError(
            f"The table has no column named {', '.join(map(repr, missing))}. Its columns are: {', '.join(columns)}."
        )
    unknown = [name for name in chosen.values() if name and name not in FIELDS]
    if unknown:
        raise IntakeError(
            f"There is no field named {', '.join(map(repr, unknown))}. The fields are: {', '.join(FIELDS)}."
        )
    for name in FIELDS:
        both = [column for column, chosen_field in chosen.items() if chosen_field == name]
        if len(both) > 1 and name not in JOINED_FIELDS:
            raise IntakeError(
                f"Expected one column for the field {name}; found {len(both)}: {', '.join(map(repr, both))}. "
                "Choose one of them."
            )
