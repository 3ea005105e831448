"""Where was something of somebody found, and who writes there?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Delete, Update

AROUND = 40
"""Letters shown on each side of what was found."""


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
    """

    connection: Connection
    is_dry: bool = False
    around: int = AROUND
    traces: list[Trace] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)

    def write(self, statement: Update | Delete) -> None:
        """Write, unless only looking.

        Parameters
        ----------
        statement
            Changes or deletes rows.
        """
        if not self.is_dry:
            self.connection.execute(statement)

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
