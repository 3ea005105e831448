"""How do the files of a database come to hold nothing of what was deleted?

SQLite: the full-text index is built anew, the file is written anew with deleted content overwritten, and the log of
writes is cut to nothing. PostgreSQL: the tables and what the planner knows of them are written anew. What a server
archives or its backups hold is not reached from here.
"""

from __future__ import annotations

import time

from sqlalchemy import Connection, text

from asset_map.store.connecting import Database
from asset_map.store.problems import in_plain_words
from asset_map.store.schema import metadata
from asset_map.store.search_words import INDEX_TABLE

ATTEMPTS = 40
PAUSE_S = 0.25
"""How long to wait until no reader holds an old page: ten seconds."""


def clean(database: Database) -> str:
    """Write a database anew, without what was deleted.

    Parameters
    ----------
    database
        Open; others may use it meanwhile.

    Returns
    -------
    str
        Empty when all was done; else a sentence on what is left to do.

    Raises
    ------
    StoreError
        When the database cannot be used.
    """
    with in_plain_words(database.place):
        if database.writer.dialect.name == "sqlite":
            plain = database.writer.execution_options(begin=None)
            with plain.connect() as connection:
                return _clean_sqlite(connection)
        with database.writer.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            return _clean_postgresql(connection)


def _clean_postgresql(connection: Connection) -> str:
    is_alone = _waited_for_older_readers(connection)
    for table in sorted(metadata.tables):
        connection.execute(text(f'VACUUM (FULL, ANALYZE) "{table}"'))
    connection.execute(text("VACUUM (FULL) pg_catalog.pg_statistic"))  # a warning where that is not allowed
    return "" if is_alone else _in_use()


def _waited_for_older_readers(connection: Connection) -> bool:
    """Wait for whoever may still read what was deleted: a table written anew keeps it for them."""
    now = connection.scalar(text("SELECT CAST(CAST(pg_current_xact_id() AS xid) AS text)"))
    older = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND backend_xmin IS NOT NULL AND age(backend_xmin) >= age(CAST(:now AS xid))"
    )
    for _ in range(ATTEMPTS):
        if not connection.scalar(older, {"now": now}):
            return True
        time.sleep(PAUSE_S)
    return False


def _clean_sqlite(connection: Connection) -> str:
    connection.exec_driver_sql("PRAGMA secure_delete = ON")
    connection.exec_driver_sql(f"INSERT INTO {INDEX_TABLE} ({INDEX_TABLE}) VALUES ('rebuild')")  # noqa: S608  (our own name)
    connection.exec_driver_sql("VACUUM")
    for _ in range(ATTEMPTS):
        is_busy, _in_log, _moved = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        if not is_busy:
            connection.exec_driver_sql("PRAGMA secure_delete = OFF")
            return ""
        time.sleep(PAUSE_S)
    return _in_use()


def _in_use() -> str:
    return (
        "Somebody reads the store just now, so that it still holds what they may read. Run “asset-map privacy "
        "clean” when nobody uses Asset Map."
    )
