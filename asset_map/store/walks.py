"""What was looked through before others had to wait, and what has changed since?

Erasing looks through every word that is kept. It does so first in a transaction that only reads, while others write;
inside the one that writes, of the largest tables only rows are looked at that were found before or are new or changed
since. Records tell this by their version, the history by the numbers of its events.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from asset_map.store.schema import assets, audit_events
from asset_map.store.who_saw import Shown

FOLLOWED = {assets.name: assets.c.asset_id, audit_events.name: audit_events.c.event_id}
"""Tables of which is known what changed, by the name of the table, and their keys."""

KEYS_AT_ONCE = 1_000


@dataclass(frozen=True)
class Marks:
    """What stood in the followed tables at one moment.

    Parameters
    ----------
    versions
        Of each record.
    events
        Numbers of the events; on PostgreSQL a smaller one may be seen later than a larger one.
    """

    versions: Mapping[str, int]
    events: frozenset[int]


@dataclass
class Finds:
    """What was found where.

    Parameters
    ----------
    keys
        Keys of rows, by what was looked for and the name of the table.
    """

    keys: dict[tuple[Hashable, str], set[Any]] = field(default_factory=dict)

    def begin(self, what: Hashable, table: Table) -> None:
        """Remember that a table was looked through, whether or not anything is found.

        Parameters
        ----------
        what, table
            What is looked for, and where.
        """
        self.keys.setdefault((what, table.name), set())

    def add(self, what: Hashable, table: Table, key: object) -> None:
        """Remember a row.

        Parameters
        ----------
        what, table, key
            What was looked for, where, and the key of the row.
        """
        self.keys[what, table.name].add(key)


@dataclass(frozen=True)
class Earlier:
    """An earlier walk, in the light of what has changed since.

    Parameters
    ----------
    finds
        What it found.
    changed
        Keys of rows that are new or changed since, by the name of the table.
    shown, whole
        Who could see what was found, and the records of which everything counted for that.
    """

    finds: Finds
    changed: Mapping[str, frozenset[Any]]
    shown: Shown
    whole: frozenset[str]

    def subjects(self, connection: Connection) -> frozenset[str]:
        """Return what the new events are about.

        Parameters
        ----------
        connection
            A transaction.

        Returns
        -------
        frozenset of str
            Ids.
        """
        asked = select(audit_events.c.subject_id)
        new = _among(asked, audit_events, self.changed[audit_events.name])
        return frozenset(one for some in new for one in connection.scalars(some))


def marks_of(connection: Connection) -> Marks:
    """Return what stands in the followed tables.

    Parameters
    ----------
    connection
        A transaction.

    Returns
    -------
    Marks
        For `earlier_walk`.
    """
    versions = connection.execute(select(assets.c.asset_id, assets.c.version))
    return Marks({row.asset_id: row.version for row in versions}, frozenset(_events(connection)))


def _events(connection: Connection) -> Iterator[int]:
    yield from connection.scalars(select(audit_events.c.event_id))


def earlier_walk(connection: Connection, marks: Marks, finds: Finds, *, shown: Shown, whole: frozenset[str]) -> Earlier:
    """Return an earlier walk in the light of what has changed since.

    Parameters
    ----------
    connection
        The transaction that writes.
    marks
        From the transaction of the earlier walk.
    finds, shown, whole
        As `Earlier` has them.

    Returns
    -------
    Earlier
        To be gone by in this transaction alone.
    """
    versions = connection.execute(select(assets.c.asset_id, assets.c.version))
    changed = {
        assets.name: frozenset(one for one, version in versions if marks.versions.get(one) != version),
        audit_events.name: frozenset(one for one in _events(connection) if one not in marks.events),
    }
    return Earlier(finds, changed, shown, whole)


def rows_to_look_at(asked: Select[Any], table: Table, what: Hashable, earlier: Earlier | None) -> Iterator[Select[Any]]:
    """Yield the questions that give every row in which something can be found.

    Parameters
    ----------
    asked, table
        Gives all rows of the table.
    what
        What is looked for.
    earlier
        A walk before, if any.

    Yields
    ------
    sqlalchemy.Select
        The one question where that walk did not look for the same.
    """
    found = None if earlier is None else earlier.finds.keys.get((what, table.name))
    if earlier is None or found is None or table.name not in FOLLOWED:
        yield asked
        return
    yield from _among(asked, table, found | earlier.changed[table.name])


def _among(asked: Select[Any], table: Table, keys: Collection[Any]) -> Iterator[Select[Any]]:
    for some in some_at_once(keys):
        yield asked.where(FOLLOWED[table.name].in_(some))


def some_at_once(keys: Collection[Any]) -> Iterator[list[Any]]:
    """Yield keys, so many at once as fit into one question.

    Parameters
    ----------
    keys
        Of rows.

    Yields
    ------
    list
        In their order.
    """
    ordered = sorted(keys)
    for first in range(0, len(ordered), KEYS_AT_ONCE):
        yield ordered[first : first + KEYS_AT_ONCE]
