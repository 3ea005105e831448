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
            for table in sorted(metadata.tables):
                connection.execute(text(f'VACUUM (FULL, ANALYZE) "{table}"'))
            connection.execute(text("VACUUM (FULL) pg_catalog.pg_statistic"))  # a warning where that is not allowed
        return ""


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
    return (
        "Somebody reads the store just now, so that its log of writes still holds old pages. Run “asset-map privacy "
        "clean” when nobody uses Asset Map."
    )
