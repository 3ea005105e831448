"""What has to be known of a store to look after it? Counts and names of troubles, never what records say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import case, exists, func, select, text

from asset_map.domain.audit import Action
from asset_map.domain.contribution import ReviewResult
from asset_map.domain.mapping_session import SessionState
from asset_map.store.damage import damage
from asset_map.store.integrity import Trouble, broken_rules, missing_references
from asset_map.store.readable import changed_photos, unreadable_json, unreadable_shapes
from asset_map.store.schema import asset_zones, assets, audit_events, contributions, mapping_sessions, people
from asset_map.store.transactions import OpenDatabase


@dataclass(frozen=True)
class Placement:
    """How many records lie in zones; each number is counted by itself, so that what is lost between them is seen.

    Parameters
    ----------
    records
        All of them.
    placed
        Those with a zone in the system that was asked for.
    outside
        Those with a place, and no zone there.
    placeless
        Those without a place.
    """

    records: int
    placed: int
    outside: int
    placeless: int


class LookingAfter(OpenDatabase):
    """Whether a store holds together; for who looks after it."""

    def troubles(self) -> list[Trouble]:
        """Return what is wrong with what is kept, in one moment's view of it.

        Returns
        -------
        list of Trouble
            Those with a count of 0 are left out.
        """
        with self._reading() as connection:
            found = [
                *damage(connection),
                missing_references(connection),
                *broken_rules(connection),
                unreadable_json(connection),
                unreadable_shapes(connection),
                changed_photos(connection),
            ]
        by_code = {one.code: one for one in reversed(found) if one.count}
        return [one for one in found if by_code.get(one.code) is one]

    def placement(self, zone_system: str) -> Placement:
        """Return how many records lie in zones of a system.

        Parameters
        ----------
        zone_system
            The system.

        Returns
        -------
        Placement
            Of records of every protection and review state.
        """
        placed = (asset_zones.c.asset_id == assets.c.asset_id) & (asset_zones.c.zone_system == zone_system)
        joined = assets.outerjoin(asset_zones, placed)
        no_zone, somewhere = asset_zones.c.zone_code.is_(None), assets.c.geometry_bng.is_not(None)
        sums = [
            func.coalesce(func.sum(case((wanted, 1), else_=0)), 0)
            for wanted in (~no_zone, no_zone & somewhere, no_zone & ~somewhere)
        ]
        with self._reading() as connection:
            records = connection.scalar(select(func.count()).select_from(assets)) or 0
            parts = connection.execute(select(*sums).select_from(joined)).one()
        return Placement(records, *(int(part) for part in parts))

    def zones_in_use(self) -> dict[tuple[str, str], int]:
        """Return in which zones records lie.

        Returns
        -------
        dict
            How many records, by the zone system and the code.
        """
        own = asset_zones.c
        asked = select(own.zone_system, own.zone_code, func.count()).group_by(own.zone_system, own.zone_code)
        with self._reading() as connection:
            return {(row[0], row[1]): row[2] for row in connection.execute(asked)}

    def last_event_at(self) -> dt.datetime | None:
        """Return when the newest of the audit's events is said to have been.

        Returns
        -------
        datetime.datetime or None
            None in an empty store. One that is still to come tells of a clock that was wrong.
        """
        with self._reading() as connection:
            newest: dt.datetime | None = connection.scalar(select(func.max(audit_events.c.at)))
        return newest

    def size_bytes(self) -> int:
        """Return how much room the store takes.

        Returns
        -------
        int
            With its indexes, and without the log of writes.
        """
        with self._reading() as connection:
            if connection.dialect.name == "postgresql":
                return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)
            return int(
                connection.scalar(text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"))
            )

    def sessions_left_open(self, before: dt.date) -> int:
        """Return how many sessions can still be joined although their day is over.

        Parameters
        ----------
        before
            Sessions that were held before this day.

        Returns
        -------
        int
            How many.
        """
        held = mapping_sessions.c
        asked = select(func.count()).where(held.state == SessionState.OPEN.value, held.held_on < before)
        with self._reading() as connection:
            return connection.scalar(asked) or 0

    def contributions_waiting(self) -> int:
        """Return how much of what was said in sessions waits for review.

        Returns
        -------
        int
            Without what was taken back.
        """
        said = contributions.c
        waiting = (said.review == ReviewResult.WAITING.value) & said.taken_back_at.is_(None)
        with self._reading() as connection:
            return connection.scalar(select(func.count()).where(waiting)) or 0

    def not_signed_in_since(self, moment: dt.datetime) -> list[str]:
        """Return who may sign in, was invited before a moment, and has not signed in since.

        Parameters
        ----------
        moment
            With its time zone.

        Returns
        -------
        list of str
            Their names, in order.
        """
        person, done = people.c, audit_events.c
        seen = exists().where(
            done.subject_kind == "person",
            done.subject_id == person.person_id,
            done.action == Action.SIGNED_IN.value,
            done.at >= moment,
        )
        asked = select(person.name).where(person.left_at.is_(None), person.invited_at < moment, ~seen)
        with self._reading() as connection:
            return [str(name) for name in connection.scalars(asked.order_by(person.name))]

    def links_expiring(self, before: dt.datetime) -> list[str]:
        """Return whose personal link opens no longer from a moment on.

        Parameters
        ----------
        before
            With its time zone.

        Returns
        -------
        list of str
            Names of those who have not left, in order; links that have expired already among them.
        """
        person = people.c
        asked = select(person.name).where(person.left_at.is_(None), person.link_expires_at < before)
        with self._reading() as connection:
            return [str(name) for name in connection.scalars(asked.order_by(person.name))]
