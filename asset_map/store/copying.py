"""Everything that is kept goes from one store into another, empty one, whichever databases the two are in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Integer, Row, Table, delete, func, insert, select, text

from asset_map.errors import StoreError
from asset_map.store.fingerprints import Fingerprint, fingerprint_of, fingerprints, kept_tables, rows_of
from asset_map.store.problems import in_plain_words
from asset_map.store.schema import store_version
from asset_map.store.search import rebuild_index
from asset_map.store.transactions import OpenDatabase


def is_empty(store: OpenDatabase) -> bool:
    """Return whether nothing has been kept in a store yet.

    Parameters
    ----------
    store
        An open store.

    Returns
    -------
    bool
        False as soon as there is anything, be it a draft.
    """
    database = store.database
    with in_plain_words(database.place), database.reader.begin() as connection:
        return _is_empty(connection)


def _is_empty(connection: Connection) -> bool:
    own = (table for table in kept_tables() if table is not store_version)
    return not any(connection.execute(select(table).limit(1)).first() for table in own)


def copy_store(source: OpenDatabase, target: OpenDatabase) -> Mapping[str, Fingerprint]:
    """Copy all that a store holds at one moment, and read it again to compare: the target gets all of it or nothing.

    Parameters
    ----------
    source
        Others may go on writing into it; what they write after the first row is read is not copied.
    target
        An empty store.

    Returns
    -------
    mapping
        The fingerprint of what was copied, by the name of the table.

    Raises
    ------
    StoreError
        When the target is not empty, or what was written is not what was read.
    """
    reader, writer = source.database, target.database
    with (
        in_plain_words(source.place),
        reader.reader.begin() as reading,
        in_plain_words(target.place),
        writer.writer.begin() as writing,
    ):
        _lock(writing)
        if not _is_empty(writing):
            msg = (
                f"Expected an empty store at {target.place}; found records in it. Nothing was copied. Name a database "
                "that is empty."
            )
            raise StoreError(msg)
        writing.execute(delete(store_version))
        copied = {table.name: _copy(reading, writing, table) for table in kept_tables()}
        for table in kept_tables():
            if fingerprint_of(writing, table) != copied[table.name]:
                msg = (
                    f"Expected the same rows of “{table.name}” at {target.place} as at {source.place}; found others. "
                    "Nothing was copied. Please report this."
                )
                raise StoreError(msg)
        _go_on_counting(writing)
        rebuild_index(writing)
    return copied


def changed_since(store: OpenDatabase, copied: Mapping[str, Fingerprint]) -> list[str]:
    """Return the tables of a store that hold something else than was copied.

    Parameters
    ----------
    store
        The source of the copy.
    copied
        As `copy_store` returned it.

    Returns
    -------
    list of str
        Names; half-typed forms and what is said in sessions too, which do not count as changes of records.
    """
    database = store.database
    with in_plain_words(database.place), database.reader.begin() as connection:
        now = fingerprints(connection)
    return sorted(name for name, one in now.items() if one != copied[name])


def _lock(connection: Connection) -> None:
    # Nobody may begin with the target meanwhile; on SQLite the transaction does this by itself.
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"LOCK TABLE {', '.join(table.name for table in kept_tables())} IN EXCLUSIVE MODE"))


def _copy(reading: Connection, writing: Connection, table: Table) -> Fingerprint:
    copied = Fingerprint()
    write = _copier(writing) if writing.dialect.name == "postgresql" else _insert
    for rows in rows_of(reading, table):
        copied = copied.with_rows(rows)
        write(writing, table, _for_driver(rows, table, writing))
    return copied


def _for_driver(rows: Sequence[Row[Any]], table: Table, writing: Connection) -> list[tuple[Any, ...]]:
    """Return the values of rows as the driver of the target takes them."""
    columns = []
    for column, values in zip(table.columns, zip(*rows, strict=True), strict=True):
        impl = column.type.dialect_impl(writing.dialect)
        process: Callable[[Any], Any] | None = impl.bind_processor(writing.dialect)
        columns.append(values if process is None else [process(value) for value in values])
    return list(zip(*columns, strict=True))


def _insert(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    compiled = insert(table).compile(dialect=connection.dialect, column_keys=[column.name for column in table.columns])
    connection.exec_driver_sql(str(compiled), list(rows))


def _copier(connection: Connection) -> Callable[[Connection, Table, Sequence[tuple[Any, ...]]], None]:
    """Return what writes with ``COPY``, which takes a fraction of the time of ``INSERT``."""
    quote = connection.dialect.identifier_preparer.quote

    def write(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        names = ", ".join(quote(column.name) for column in table.columns)
        driver = connection.connection.driver_connection
        if driver is None:  # never: the transaction is open
            raise RuntimeError("the connection is closed")
        with driver.cursor() as cursor, cursor.copy(f"COPY {quote(table.name)} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    return write


def _go_on_counting(connection: Connection) -> None:
    """Have PostgreSQL number new rows after those that came with their numbers; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in kept_tables():
        keys = list(table.primary_key)
        if len(keys) == 1 and isinstance(keys[0].type, Integer):
            last = connection.execute(select(func.max(keys[0]))).scalar_one()
            if last is not None:
                sequence = func.pg_get_serial_sequence(table.name, keys[0].name)
                connection.execute(select(func.setval(sequence, last)))
