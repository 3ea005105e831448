"""Do two databases hold the same rows?

The fingerprint of a table is how many rows it has, and the sum of the SHA-256 of each row as Python reads it. It does
not depend on the order in which a database gives its rows, nor on how it keeps dates, numbers and JSON; the order of
keys in JSON counts. It tells damage and loss, and is no protection against somebody who wants two tables to look alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, collate, select
from sqlalchemy.types import Text

from asset_map.store.schema import metadata, photos

ROWS_AT_ONCE, PHOTOS_AT_ONCE = 2_000, 20
"""How many rows are in memory at once, and how many photos."""

DERIVED = frozenset({"asset_search"})
"""Tables that are made from the others."""

_MODULUS = 1 << 256


@dataclass(frozen=True)
class Fingerprint:
    """What tells the rows of a table from others.

    Parameters
    ----------
    rows
        How many there are.
    digest
        The sum of their digests.
    """

    rows: int = 0
    digest: int = 0

    def with_rows(self, rows: Sequence[Row[Any]]) -> Fingerprint:
        """Return the fingerprint of these rows and others.

        Parameters
        ----------
        rows
            The others.

        Returns
        -------
        Fingerprint
            A new one.
        """
        more = sum(int.from_bytes(hashlib.sha256(repr(tuple(row)).encode()).digest()) for row in rows)
        return Fingerprint(self.rows + len(rows), (self.digest + more) % _MODULUS)


def kept_tables() -> tuple[Table, ...]:
    """Return the tables that hold what cannot be made again.

    Returns
    -------
    tuple of sqlalchemy.Table
        Those that others point to come first.
    """
    return tuple(table for table in metadata.sorted_tables if table.name not in DERIVED)


def rows_of(connection: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    """Read a table without holding all of it.

    Parameters
    ----------
    connection
        A transaction that sees one moment.
    table
        The table.

    Yields
    ------
    sequence of sqlalchemy.Row
        Some rows, in the order of the key whatever the language of the database sorts by.
    """
    streamed = {"stream_results": True, "yield_per": PHOTOS_AT_ONCE if table is photos else ROWS_AT_ONCE}
    yield from connection.execute(_in_order(table, connection), execution_options=streamed).partitions()


def _in_order(table: Table, connection: Connection) -> Select[Any]:
    by_bytes = connection.dialect.name == "postgresql"
    key = [
        collate(column, "C") if by_bytes and isinstance(column.type, Text) else column for column in table.primary_key
    ]
    return select(table).order_by(*key)


def fingerprints(connection: Connection) -> Mapping[str, Fingerprint]:
    """Return the fingerprint of every table that holds what cannot be made again.

    Parameters
    ----------
    connection
        A transaction that sees one moment.

    Returns
    -------
    mapping
        By the name of the table.
    """
    return {table.name: fingerprint_of(connection, table) for table in kept_tables()}


def fingerprint_of(connection: Connection, table: Table) -> Fingerprint:
    """Return the fingerprint of a table.

    Parameters
    ----------
    connection
        A transaction that sees one moment.
    table
        The table.

    Returns
    -------
    Fingerprint
        Of all its rows.
    """
    found = Fingerprint()
    for rows in rows_of(connection, table):
        found = found.with_rows(rows)
    return found
