"""How does a store stand, looked at as it is: nothing is brought up to date, and nothing is written?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import inspect, make_url

from asset_map.errors import StoreError
from asset_map.store.connecting import Database, connect, connect_unchanging
from asset_map.store.migrating import newest_revision, revision_of
from asset_map.store.problems import in_plain_words
from asset_map.store.schema import REVISION_TABLE
from asset_map.store.store import Store


class Age(StrEnum):
    """How old the tables of a store are beside this software."""

    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"
    NO_STORE = "no_store"


@dataclass(frozen=True)
class Inspected:
    """A store that was looked at.

    Parameters
    ----------
    age, revision
        How old its tables are, and which revision they have; empty for none.
    unchanging
        Whether it lies where nothing can be written, so that it was read as it lies there.
    store
        The store, to be closed; None unless its tables are as this software expects them.
    """

    age: Age
    revision: str
    unchanging: bool
    store: Store | None


def inspect_store(url: str) -> Inspected:
    """Look at a store as it is.

    Parameters
    ----------
    url
        ``sqlite:///PATH`` or ``postgresql://USER@HOST/NAME``.

    Returns
    -------
    Inspected
        To be closed where it holds a store.

    Raises
    ------
    StoreError
        When there is none, or it cannot be read at all.
    """
    database, unchanging = connect(url, create=False), False
    try:
        age, revision = _age(database)
    except StoreError:
        database.writer.dispose()
        file = Path(str(make_url(url).database))
        if database.writer.dialect.name != "sqlite" or not file.is_file():
            raise
        # SQLite keeps notes beside its file; where it cannot, it reads only what it is told nobody changes.
        database, unchanging = connect_unchanging(file), True
        try:
            age, revision = _age(database)
        except BaseException:
            database.writer.dispose()
            raise
    if age is Age.CURRENT:
        return Inspected(age, revision, unchanging, Store(database))
    database.writer.dispose()
    return Inspected(age, revision, unchanging, None)


def _age(database: Database) -> tuple[Age, str]:
    with in_plain_words(database.place), database.reader.begin() as connection:
        if REVISION_TABLE not in inspect(connection).get_table_names():
            return Age.NO_STORE, ""
        found = revision_of(connection)
    newest, known = newest_revision()
    if found is None:
        return Age.NO_STORE, ""
    if found == newest:
        return Age.CURRENT, found
    return Age.OLDER if found in known else Age.NEWER, found
