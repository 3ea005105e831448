"""A store as one SQLite file: written from a store that others are writing into, and examined before it is trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, create_engine, func, inspect, select, table, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from asset_map.errors import StoreError
from asset_map.store.copying import copy_store
from asset_map.store.fingerprints import DERIVED, kept_tables
from asset_map.store.migrating import newest_revision, revision_of
from asset_map.store.problems import in_plain_words
from asset_map.store.schema import REVISION_TABLE
from asset_map.store.search_words import INDEX_TABLE
from asset_map.store.store import open_store
from asset_map.store.transactions import OpenDatabase

_TRIGGERS = frozenset({"asset_search_added", "asset_search_removed"})


@dataclass(frozen=True)
class StoreFacts:
    """What a store file holds.

    Parameters
    ----------
    revision
        Of its tables.
    version
        How many changes of records it has seen.
    rows
        How many rows there are, by the name of the table.
    """

    revision: str
    version: int
    rows: Mapping[str, int]


def write_store_file(store: OpenDatabase, file: Path) -> None:
    """Write all that a store holds at one moment into a new SQLite file, while others go on writing into the store.

    Parameters
    ----------
    store
        On SQLite or PostgreSQL.
    file
        Not there yet. It has no files beside it when this is done.
    """
    engine = store.database.reader
    if engine.dialect.name == "sqlite":
        # In one read transaction, without the interpreter; pages that hold deleted records are left behind.
        plain = engine.execution_options(begin=None)
        with in_plain_words(store.place), plain.connect() as connection:
            connection.exec_driver_sql("VACUUM INTO ?", (str(file),))
        return
    with open_store(f"sqlite:///{file}") as copy:
        copy_store(store, copy)
    make_one_file(file)


def make_one_file(file: Path) -> None:
    """Take everything of a closed store into its one file, with no log beside it.

    Parameters
    ----------
    file
        Of the store.
    """
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
    with in_plain_words(str(file)), engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("PRAGMA journal_mode = DELETE")


def examine_store_file(file: Path) -> StoreFacts:
    """Open a store file without changing it, and look whether it is whole.

    Parameters
    ----------
    file
        May be anything.

    Returns
    -------
    StoreFacts
        What it holds.

    Raises
    ------
    StoreError
        When it is no store, is damaged, holds what no store holds, or was made by newer software.
    """
    # Read-only, and without looking for a log beside it.
    engine = create_engine(f"sqlite:///file:{file}?mode=ro&immutable=1&uri=true", poolclass=NullPool)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA trusted_schema = OFF")
            connection.exec_driver_sql("PRAGMA cell_size_check = ON")
            return _examined(connection)
    except DatabaseError as error:
        msg = f"Expected a store of Asset Map; found a file that cannot be read as one ({error.orig})."
        raise StoreError(msg) from error
    finally:
        engine.dispose()


def _examined(connection: Connection) -> StoreFacts:
    _refuse_what_no_store_holds(connection)
    damage = connection.exec_driver_sql("PRAGMA integrity_check(3)").scalars().all()
    if list(damage) != ["ok"]:
        raise StoreError(f"Expected a store that is whole; found a damaged one ({str(damage[0])[:200]}).")
    if (loose := connection.exec_driver_sql("PRAGMA foreign_key_check").first()) is not None:
        raise StoreError(f"Expected every row to belong to one that is there; found one of “{loose[0]}” that does not.")
    revision = revision_of(connection)
    if revision not in newest_revision()[1]:
        msg = (
            f"Expected a store of this software or older; found one made by newer software (revision {revision}). "
            "Install the newer software first."
        )
        raise StoreError(msg)
    names = set(inspect(connection).get_table_names()) & {one.name for one in kept_tables()}
    rows = {name: connection.execute(select(func.count()).select_from(table(name))).scalar_one() for name in names}
    version = connection.execute(text("SELECT number FROM store_version")).scalar_one()
    return StoreFacts(str(revision), version, dict(sorted(rows.items())))


def _refuse_what_no_store_holds(connection: Connection) -> None:
    known = {REVISION_TABLE, *DERIVED, *(one.name for one in kept_tables())}
    for kind, name in connection.exec_driver_sql("SELECT type, name FROM sqlite_master"):
        is_known = {
            "table": name in known or name.startswith((INDEX_TABLE, "sqlite_")),
            "index": True,
            "trigger": name in _TRIGGERS,
        }
        if not is_known.get(kind, False):
            raise StoreError(f"Expected a store of Asset Map; found a database with the {kind} “{name[:80]}” in it.")
    if not inspect(connection).has_table(REVISION_TABLE) or not inspect(connection).has_table("store_version"):
        raise StoreError("Expected a store of Asset Map; found a database of other software.")
