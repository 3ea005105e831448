"""In which transactions is the store read and written?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, select, update

from asset_map.store.connecting import TURN_TIMEOUT_S, Database
from asset_map.store.problems import in_plain_words
from asset_map.store.schema import store_version


class OpenDatabase:
    """An open database, with the three kinds of transaction that a store needs.

    Parameters
    ----------
    database
        An up-to-date database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def place(self) -> str:
        """Where the store is, for people: without a password."""
        return self._database.place

    @property
    def database(self) -> Database:
        """The ways into it, for what copies whole stores."""
        return self._database

    def close(self) -> None:
        """Let go of the database."""
        self._database.writer.dispose()

    def check(self) -> None:
        """Make sure that the store can be read and written; nothing is changed."""
        with self._keeping() as connection:
            connection.execute(update(store_version).values(number=store_version.c.number))

    def version(self) -> int:
        """Return a number that every change of records raises; drafts do not.

        Returns
        -------
        int
            The number of changes since the store was made.
        """
        with self._reading() as connection:
            number: int = connection.execute(select(store_version.c.number)).scalar_one()
        return number

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """Read what the store holds at one moment."""
        with in_plain_words(self.place), self._database.reader.begin() as connection:
            yield connection

    @contextmanager
    def _keeping(self) -> Iterator[Connection]:
        """Write what is no change of records, like drafts: on PostgreSQL beside whoever changes records."""
        with in_plain_words(self.place), self._turn(is_needed=self._is_sqlite), self._database.writer.begin() as found:
            yield found

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        """Write a change of records, one after the other: the counter's row is the lock on PostgreSQL."""
        with in_plain_words(self.place), self._turn(), self._database.writer.begin() as connection:
            connection.execute(update(store_version).values(number=store_version.c.number + 1))
            yield connection

    @property
    def _is_sqlite(self) -> bool:
        return self._database.writer.dialect.name == "sqlite"

    def _turn(self, *, is_needed: bool = True) -> AbstractContextManager[None]:
        return self._database.turns.mine(longest_s=TURN_TIMEOUT_S) if is_needed else nullcontext()
