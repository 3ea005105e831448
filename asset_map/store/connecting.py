"""How is the database reached, and what is asked of it at every connection?

Errors leave out the values of a statement: what is recorded does not belong in a log.
"""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from asset_map.errors import StoreError
from asset_map.store.turns import Turns

CACHE_KIB = 64 * 1024
"""Pages that a connection keeps at hand: with SQLite's own 2 MB, 100,000 new records are written over and over."""

BUSY_TIMEOUT_MS = 30_000
"""How long one writer waits for another on SQLite; an import of 100,000 rows takes less."""

TURN_TIMEOUT_S = 60.0
"""How long one thread waits for the others of its process; on SQLite each of them may wait for another process."""

ASKED_AGAIN_AFTER_S = 0.002
"""SQLite itself asks for the lock ten times a second once it has waited a little, and hardly ever finds it free while
others write without a pause. One thread of each process asks, so it may ask often."""

CONNECT_TIMEOUT_S = 10
"""How long to wait for PostgreSQL to answer."""

_POSTGRESQL_SCHEMES = frozenset({"postgres", "postgresql", "postgresql+psycopg"})
_BEGIN_WRITING = "BEGIN IMMEDIATE"
_SQLITE_SCHEMES = frozenset({"sqlite", "sqlite+pysqlite"})


@dataclass(frozen=True)
class Database:
    """Two ways into one database.

    Parameters
    ----------
    reader
        Each transaction sees one moment; it waits for no writer.
    writer
        Each transaction may write.
    place
        Where it is, for people: without a password.
    turns
        Which thread of this process writes.
    """

    reader: Engine
    writer: Engine
    place: str
    turns: Turns = field(default_factory=Turns)


def connect(address: str, *, create: bool) -> Database:
    """Prepare the ways into a database, creating the folder of an SQLite file.

    Parameters
    ----------
    address
        ``sqlite:///PATH`` or ``postgresql://USER@HOST/NAME``.
    create
        Whether an SQLite file that is not there may be created.

    Returns
    -------
    Database
        Not connected yet.

    Raises
    ------
    StoreError
        For an address of another shape, a file that is missing, or a folder that cannot be made.
    """
    url = _read_address(address)
    if url.drivername in _SQLITE_SCHEMES:
        return _sqlite(url, create=create)
    return _postgresql(url)


def file_of(address: str) -> Path | None:
    """Return the file of a store in SQLite.

    Parameters
    ----------
    address
        As `connect` takes it.

    Returns
    -------
    Path or None
        None for a store in PostgreSQL.
    """
    url = _read_address(address)
    return Path(str(url.database)) if url.drivername in _SQLITE_SCHEMES else None


def _read_address(address: str) -> URL:
    expected = "Expected the address of the store as sqlite:///PATH or postgresql://USER@HOST/NAME; found"
    try:
        url = make_url(address)
    except ArgumentError as error:
        msg = f"{expected} something that is not an address. Correct it and start again."
        raise StoreError(msg) from error
    if url.drivername not in _SQLITE_SCHEMES | _POSTGRESQL_SCHEMES:
        msg = f"{expected} one that starts with {url.drivername}:. Correct it and start again."
        raise StoreError(msg)
    if url.drivername in _SQLITE_SCHEMES and url.database in {None, "", ":memory:"}:
        msg = f"{expected} SQLite without a file. Name a file, so that records outlive the program."
        raise StoreError(msg)
    return url


def _sqlite(url: URL, *, create: bool) -> Database:
    file = Path(str(url.database))
    if not create and not file.is_file():
        msg = f"Expected a store at {file}; found none. Check the home folder or the address of the database."
        raise StoreError(msg)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if create and not file.exists():
            file.touch(mode=0o600)  # SQLite gives the files beside it the same rights
    except OSError as error:
        msg = (
            f"Expected a folder for the store that can be written, {file.parent}; found: {error.strerror}. "
            f"Choose another home folder or give the right to write there."
        )
        raise StoreError(msg) from error
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite_connection)
    event.listen(engine, "begin", _begin_on_sqlite)
    return Database(reader=engine, writer=engine.execution_options(begin=_BEGIN_WRITING), place=str(file))


def connect_unchanging(file: Path) -> Database:
    """Prepare the way into an SQLite file that lies where nothing can be written.

    Parameters
    ----------
    file
        The file; it must not change meanwhile.

    Returns
    -------
    Database
        To be read only; what stands in its log of writes and not yet in the file is not seen.
    """
    url = URL.create("sqlite", database=f"file:{quote(str(file))}", query={"uri": "true", "immutable": "1"})
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite_connection)
    event.listen(engine, "begin", _begin_on_sqlite)
    return Database(reader=engine, writer=engine, place=str(file))


def _prepare_sqlite_connection(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # Python's own transaction handling starts too late to hold the lock from reading to writing.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    cursor.close()


def _begin_on_sqlite(connection: Connection) -> None:
    begin = connection.get_execution_options().get("begin", "BEGIN")
    if begin == _BEGIN_WRITING:
        _begin_writing(connection)
    elif begin is not None:
        connection.exec_driver_sql(begin)


def _begin_writing(connection: Connection) -> None:
    """Take SQLite's one lock for writing, asking often while another process has it."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        msg = f"Expected a connection of SQLite; found {type(driver)}."
        raise TypeError(msg)
    until_s = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                driver.execute(_BEGIN_WRITING)
            except sqlite3.OperationalError as error:
                # The low byte: there are several kinds of busy.
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until_s:
                    raise DBAPIError.instance(_BEGIN_WRITING, None, error, sqlite3.Error) from error
                time.sleep(ASKED_AGAIN_AFTER_S)
            else:
                return
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")


def _postgresql(url: URL) -> Database:
    asked = url.set(drivername="postgresql+psycopg")
    timeout = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_TIMEOUT_S}
    engine = create_engine(asked, connect_args=timeout, pool_pre_ping=True, hide_parameters=True)
    return Database(
        reader=engine.execution_options(isolation_level="REPEATABLE READ"),
        writer=engine,
        place=url.set(query={}).render_as_string(hide_password=True),
    )
