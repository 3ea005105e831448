"""What did a check of records find, and which may not be kept any longer?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from asset_map.domain.asset import Asset, CheckedHow, ReviewState, Status
from asset_map.domain.audit import AuditEvent
from asset_map.store.assets import select_asset, update_asset
from asset_map.store.schema import assets
from asset_map.store.transactions import OpenDatabase


@dataclass(frozen=True, kw_only=True)
class CheckNote:
    """What somebody found when they checked a record.

    Parameters
    ----------
    asset_id, version
        The record, and the version that they had before them.
    last_checked, checked_how
        When they made sure of it, and how.
    status
        What it is to be now; None leaves it.
    """

    asset_id: str
    version: int
    last_checked: dt.date | None
    checked_how: CheckedHow | None
    status: Status | None = None


@dataclass(frozen=True)
class Noted:
    """What became of notes.

    Parameters
    ----------
    before, after
        The records that were written, as they were and as they are; in the order of the notes.
    left
        Records that nothing was written on, as they are: they have changed since they were seen, or are archived.
    """

    before: tuple[Asset, ...]
    after: tuple[Asset, ...]
    left: tuple[Asset, ...]


def write_check_notes(connection: Connection, notes: Sequence[CheckNote], *, event: AuditEvent) -> Noted:
    """Write what checks found, on the records that still are as they were seen.

    Parameters
    ----------
    connection
        The transaction that writes.
    notes
        One for each record.
    event
        Who checked, when and why; one for each record that is written.

    Returns
    -------
    Noted
        What was written, and what was left alone.
    """
    before, after, left = [], [], []
    for note in notes:
        found = select_asset(connection, note.asset_id)
        if found.version != note.version or found.review_state is ReviewState.ARCHIVED:
            left.append(found)
            continue
        checked = replace(
            found,
            last_checked=note.last_checked,
            checked_how=note.checked_how,
            status=found.status if note.status is None else note.status,
        )
        before.append(found)
        after.append(update_asset(connection, checked, event=event))
    return Noted(tuple(before), tuple(after), tuple(left))


class Checks(OpenDatabase):
    """Checks of records."""

    def note_checks(self, notes: Sequence[CheckNote], *, event: AuditEvent) -> Noted:
        """Write what checks found, all in one transaction.

        Parameters
        ----------
        notes
            One for each record. A note on a version that is no longer the stored one is not written: it was made of
            something else.
        event
            Who checked, when and why.

        Returns
        -------
        Noted
            What was written, and what was left alone.
        """
        with self._changing() as connection:
            return write_check_notes(connection, notes, event=event)

    def past_keep_until(self, today: dt.date) -> frozenset[str]:
        """Return the records whose keep-until date has passed; whoever is not staff is not to see them.

        Parameters
        ----------
        today
            The date to judge by.

        Returns
        -------
        frozenset of str
            Their ids.
        """
        with self._reading() as connection:
            return frozenset(connection.execute(select(assets.c.asset_id).where(assets.c.keep_until < today)).scalars())
