"""Writing very many rows: the values of each are made ready once, and handed to the database as they are.

SQLAlchemy looks at each value of each row again: with 100,000 records and some sixty columns a fifth of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert


def insert_many(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, all with the same columns.

    Parameters
    ----------
    connection
        The transaction that writes.
    table
        The table.
    rows
        Values by column. A column in which all rows hold what the database would put there itself is left to it.
    """
    if not rows:
        return
    names = [name for name in rows[0] if not _is_usual(table, name, rows)]
    compiled = insert(table).compile(dialect=connection.dialect, column_keys=names)
    order = list(compiled.positiontup) if compiled.positional and compiled.positiontup else names
    columns = [_ready(connection, table, name, [row[name] for row in rows]) for name in order]
    values = list(zip(*columns, strict=True))
    if compiled.positional:
        connection.exec_driver_sql(str(compiled), values)
    else:
        connection.exec_driver_sql(str(compiled), [dict(zip(order, row, strict=True)) for row in values])


def _is_usual(table: Table, name: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    column = table.c[name]
    if not column.nullable and column.server_default is None:
        return False
    usual = None if column.server_default is None else column.server_default.arg  # type: ignore[attr-defined]  # text
    return all(row[name] == usual for row in rows)


def _ready(connection: Connection, table: Table, name: str, values: list[Any]) -> list[Any]:
    """Return values as the database's driver takes them."""
    impl = table.c[name].type.dialect_impl(connection.dialect)
    process: Callable[[Any], Any] | None = impl.bind_processor(connection.dialect)
    return values if process is None else [process(value) for value in values]
