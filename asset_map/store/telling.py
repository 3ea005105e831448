"""What is kept about somebody who asks, beside the places where they are named?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from asset_map.domain.audit import AuditEvent
from asset_map.domain.contribution import Contribution
from asset_map.domain.sought import Sought
from asset_map.store.audit import Change, insert_events
from asset_map.store.contributions import contribution_of_row
from asset_map.store.erasing_said import said_with_slips
from asset_map.store.schema import assets, audit_events, consents, contributions, metadata, people
from asset_map.store.traces import Hand
from asset_map.store.transactions import OpenDatabase


@dataclass(frozen=True)
class Deed:
    """Something that somebody did.

    Parameters
    ----------
    at, action, subject_kind
        When, what, and to what kind of thing; not to which, as that is not about them.
    """

    at: dt.datetime
    action: str
    subject_kind: str


class Telling(OpenDatabase):
    """What is told to somebody about themselves, and to everybody about what is kept."""

    def deeds_of(self, sought: Sought) -> list[Deed]:
        """Return what somebody did, as the history has it.

        Parameters
        ----------
        sought
            What they are known by.

        Returns
        -------
        list of Deed
            The oldest first.
        """
        table = audit_events.c
        doers = select(table.actor).distinct().union(select(table.second_actor).distinct())
        with self._reading() as connection:
            names = [name for name in connection.scalars(doers) if sought.is_all_of(name)]
            own = table.actor.in_(names) | table.second_actor.in_(names)
            asked = select(table.at, table.action, table.subject_kind).where(own).order_by(table.event_id)
            return [Deed(*row) for row in connection.execute(asked)]

    def said_with_slips(self, slip_codes: Sequence[str]) -> list[Contribution]:
        """Return what was said with slips, by phone or on paper.

        Parameters
        ----------
        slip_codes
            The codes.

        Returns
        -------
        list of Contribution
            The oldest first.
        """
        with self._reading() as connection:
            ids = said_with_slips(Hand(connection, is_dry=True), slip_codes)
            asked = select(contributions).where(contributions.c.contribution_id.in_(ids))
            rows = connection.execute(asked.order_by(contributions.c.sent_at)).mappings()
            return [contribution_of_row(row) for row in rows]

    def names_of_people(self) -> frozenset[str]:
        """Return every name that is known to be a person's, to be covered where somebody else asks for their own data.

        Returns
        -------
        frozenset of str
            Staff, contact persons, whoever agreed to something, and whoever did something.
        """
        columns = (
            people.c.name,
            assets.c.contact_person,
            assets.c.recorded_by,
            consents.c.person,
            audit_events.c.actor,
            audit_events.c.second_actor,
        )
        with self._reading() as connection:
            return frozenset(name for one in columns for name in connection.scalars(select(one).distinct()) if name)

    def note_told(self, *, event: AuditEvent) -> None:
        """Keep that somebody was told what is kept about them; not who.

        Parameters
        ----------
        event
            Who told them, and when.
        """
        with self._keeping() as connection:
            insert_events(connection, event, [Change(subject_kind="access", subject_id="")])

    def rows_kept(self) -> dict[str, int]:
        """Return how many rows each table has; for the steward alone.

        Returns
        -------
        dict
            By the name of the table.
        """
        with self._reading() as connection:
            return {
                name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for name, table in sorted(metadata.tables.items())
            }
