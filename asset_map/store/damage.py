"""What does the database itself say of its files and its tables?"""

from __future__ import annotations

from sqlalchemy import Connection, text

from asset_map.domain.finding import FindingCode
from asset_map.store.integrity import EXAMPLES, Trouble
from asset_map.store.search_words import INDEX_TABLE

MOST_LINES = 100
"""How many lines of its report SQLite writes before it stops looking."""


def damage(connection: Connection) -> list[Trouble]:
    """Return what the database finds wrong with itself.

    Parameters
    ----------
    connection
        A transaction.

    Returns
    -------
    list of Trouble
        One for each thing that was looked at; a count of 0 where nothing is wrong.
    """
    return _of_postgresql(connection) if connection.dialect.name == "postgresql" else _of_sqlite(connection)


def _of_sqlite(connection: Connection) -> list[Trouble]:
    lines = [str(line) for line in connection.exec_driver_sql(f"PRAGMA integrity_check({MOST_LINES})").scalars()]
    told = [] if lines == ["ok"] else lines
    return [
        Trouble(FindingCode.DATABASE_WHOLE, len(told), tuple(told[:EXAMPLES])),
        _foreign_keys(connection),
        _search_index(connection),
    ]


def _foreign_keys(connection: Connection) -> Trouble:
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return Trouble(FindingCode.REFERENCES, len(rows), tuple(f"{row[0]}: {row[1]}" for row in rows[:EXAMPLES]))


def _search_index(connection: Connection) -> Trouble:
    """Compare the index with its rows: triggers keep it, and SQLite keeps the sizes of every text in it."""
    apart = (
        f"SELECT search_id FROM asset_search WHERE search_id NOT IN (SELECT id FROM {INDEX_TABLE}_docsize) UNION ALL "  # noqa: S608  (names of our own tables)
        f"SELECT id FROM {INDEX_TABLE}_docsize WHERE id NOT IN (SELECT search_id FROM asset_search)"
    )
    found = [str(one) for one in connection.exec_driver_sql(apart).scalars()]
    return Trouble(FindingCode.SEARCH_INDEX, len(found), tuple(found[:EXAMPLES]))


_NOT_VALID = """
SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND NOT (i.indisvalid AND i.indisready)
UNION ALL
SELECT k.conname FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
WHERE n.nspname = current_schema() AND NOT k.convalidated
"""
_PAGES = "SELECT coalesce(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()"


def _of_postgresql(connection: Connection) -> list[Trouble]:
    """PostgreSQL checks what it reads as it reads it; what it knows to be wrong is asked for."""
    names = [str(name) for name in connection.execute(text(_NOT_VALID)).scalars()]
    pages = int(connection.execute(text(_PAGES)).scalar() or 0)
    if pages:
        names.append(f"{pages} pages whose checksum is wrong")
    return [Trouble(FindingCode.DATABASE_WHOLE, len(names), tuple(names[:EXAMPLES]))]
