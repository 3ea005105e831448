"""Where was something of somebody found, and who writes there?"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Delete, Row, Select, Table, Update

from asset_map.store.walks import FOLLOWED, Earlier, Finds, rows_to_look_at

AROUND = 40
"""Letters shown on each side of what was found."""

ROWS_AT_ONCE = 1_000
"""How many rows are in memory at once while a table is looked through."""


@dataclass(frozen=True, kw_only=True)
class Trace:
    """One place where something of somebody stands.

    Parameters
    ----------
    table, column
        Where; an empty column for a whole row.
    asset_id
        The record it belongs to; empty for none.
    excerpt
        A few words of it, for who decides whether it is to go.
    is_kept
        Whether it stays, because erasing does not reach there.
    """

    table: str
    column: str
    asset_id: str = ""
    excerpt: str = ""
    is_kept: bool = False


@dataclass
class Hand:
    """Writes, or only looks what would be written.

    Parameters
    ----------
    connection
        A transaction.
    is_dry
        Whether nothing is written.
    around
        Letters of a text that are shown on each side of what was found.
    traces
        What was found so far.
    touched
        Ids of records whose words changed, which are to be indexed anew.
    finds
        Rows of the largest tables in which something was found.
    earlier
        A walk in a transaction before, so that not every row is looked at again.
    """

    connection: Connection
    is_dry: bool = False
    around: int = AROUND
    traces: list[Trace] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    finds: Finds = field(default_factory=Finds)
    earlier: Earlier | None = None

    def write(self, statement: Update | Delete) -> None:
        """Write, unless only looking.

        Parameters
        ----------
        statement
            Changes or deletes rows.
        """
        if not self.is_dry:
            self.connection.execute(statement)

    def rows(
        self, asked: Select[Any], table: Table, what: Hashable, *, is_in: Callable[[Row[Any]], bool]
    ) -> list[Row[Any]]:
        """Return the rows of a table in which something is.

        Parameters
        ----------
        asked, table
            Gives all its rows, with their keys.
        what
            Stands for what is looked for; the same for the same.
        is_in
            Says whether it is in a row.

        Returns
        -------
        list of sqlalchemy.Row
            Found before anything is written.
        """
        self.finds.begin(what, table)
        found: list[Row[Any]] = []
        for some in rows_to_look_at(asked, table, what, self.earlier):
            found += filter(is_in, self.connection.execute(some.execution_options(yield_per=ROWS_AT_ONCE)))
        if table.name in FOLLOWED:
            key = FOLLOWED[table.name].name
            for row in found:
                self.finds.add(what, table, row._mapping[key])
        return found

    def note(self, traces: Iterable[Trace]) -> None:
        """Remember what was found.

        Parameters
        ----------
        traces
            Places.
        """
        self.traces.extend(traces)


def excerpt(text: str, start: int, end: int, *, around: int = AROUND) -> str:
    """Return the words around a place.

    Parameters
    ----------
    text
        Where it is.
    start, end
        The place.
    around
        Letters shown on each side.

    Returns
    -------
    str
        On one line.
    """
    first, last = max(0, start - around), min(len(text), end + around)
    shown = " ".join(text[first:last].split())
    return f"{'…' if first else ''}{shown}{'…' if last < len(text) else ''}"


def row_trace(table: str, row: Any, *, asset_id: str = "") -> Trace:  # noqa: ANN401  (a row of any table)
    """Return the trace of a whole row.

    Parameters
    ----------
    table
        Its table.
    row
        The row; the first text in it is shown.
    asset_id
        The record it belongs to.

    Returns
    -------
    Trace
        Without a column.
    """
    shown = next((str(value) for value in reversed(tuple(row)) if isinstance(value, str) and value), "")
    return Trace(table=table, column="", asset_id=asset_id, excerpt=excerpt(shown, 0, 0))
