"""Is the database as this software expects it, and how does it become so?"""

from __future__ import annotations

import functools
import time
from pathlib import Path

from sqlalchemy import Connection, Engine, column, inspect, select, table, text, update
from sqlalchemy.exc import OperationalError

from asset_map.errors import StoreError
from asset_map.store.connecting import Database
from asset_map.store.problems import in_plain_words
from asset_map.store.schema import REVISION_TABLE, store_version
from asset_map.store.search import rebuild_index

ADVISORY_LOCK = 0x41_53_53_45_54
"""Held on PostgreSQL while migrating; any number will do as long as it stays the same ("ASSET")."""

_MIGRATIONS = Path(__file__).parent / "migrations"

_WAL_ATTEMPTS = 100
_WAL_PAUSE_S = 0.05


def migrate(database: Database, *, create: bool) -> None:
    """Bring a database to the newest revision, one process at a time; one that cannot be is let go of.

    Parameters
    ----------
    database
        Where the store is or shall be.
    create
        Whether an empty database may become a store.

    Raises
    ------
    StoreError
        When the database cannot be used, belongs to other software, is newer than this software, or is empty and
        must not be.
    """
    try:
        with in_plain_words(database.place):
            _migrate(database, create=create)
    except BaseException:
        database.writer.dispose()
        raise


def _migrate(database: Database, *, create: bool) -> None:
    if database.writer.dialect.name == "sqlite":
        _refuse_file_of_other_software(database)
        _write_ahead(database.writer)
    with database.writer.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        _upgrade(connection, place=database.place, create=create)


def _refuse_file_of_other_software(database: Database) -> None:
    with database.reader.connect() as connection:
        tables = inspect(connection).get_table_names()
    if tables and REVISION_TABLE not in tables:
        msg = (
            f"Expected a store of Asset Map at {database.place}; found a database of other software, with the table "
            f"“{tables[0]}”. It was left as it is. Choose another file for the store."
        )
        raise StoreError(msg)


def _write_ahead(engine: Engine) -> None:
    """Turn write-ahead logging on, which stays on.

    SQLite does not wait here when another process is doing the same, so we do; and it cannot be done in a
    transaction.
    """
    plain = engine.execution_options(begin=None)
    for attempt in range(1, _WAL_ATTEMPTS + 1):
        try:
            with plain.connect() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        except OperationalError as error:
            if attempt == _WAL_ATTEMPTS or "locked" not in str(error.orig):
                raise
            time.sleep(_WAL_PAUSE_S)
        else:
            return


def _upgrade(connection: Connection, *, place: str, create: bool) -> None:
    newest, known = newest_revision()
    found = revision_of(connection)
    if found is None and not create:
        msg = f"Expected a store of Asset Map at {place}; found an empty database. Check its address."
        raise StoreError(msg)
    if found is not None and found not in known:
        msg = (
            f"Expected a store of this software or older at {place}; found one made by newer software (revision "
            f"{found}). Install the newer software, or put back a backup from before the update."
        )
        raise StoreError(msg)
    if found != newest:
        if found is not None:  # whoever still writes with the older software waits, and is in the index once
            connection.execute(update(store_version).values(number=store_version.c.number))
        migrate_to(connection, "head")
        rebuild_index(connection)


def revision_of(connection: Connection) -> str | None:
    """Return the revision that a database's tables have.

    Parameters
    ----------
    connection
        A transaction.

    Returns
    -------
    str or None
        None where there are none.
    """
    if not inspect(connection).has_table(REVISION_TABLE):
        return None
    revision: str | None = connection.scalar(select(column("version_num")).select_from(table(REVISION_TABLE)))
    return revision


@functools.cache
def newest_revision() -> tuple[str, frozenset[str]]:
    """Return the revision that this software works with, and every one that it knows.

    Returns
    -------
    tuple
        The newest, and all of them.
    """
    known = {file.name.partition("_")[0] for file in _MIGRATIONS.glob("versions/[0-9]*.py")}
    return max(known), frozenset(known)


def migrate_to(connection: Connection, revision: str) -> None:
    """Bring tables to a revision that is newer than theirs.

    Parameters
    ----------
    connection
        A transaction.
    revision
        As `newest_revision` names them, or ``head`` for the newest.
    """
    from alembic import command  # noqa: PLC0415 # few starts need it, and it takes long to load
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, revision)
