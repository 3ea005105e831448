"""What is open in the name of somebody who leaves, and in whose name does it stand from now on?"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Table, select, update

from asset_map.domain.audit import AuditEvent
from asset_map.domain.leaving import OpenWork
from asset_map.domain.mapping_session import SessionState
from asset_map.domain.person import Person
from asset_map.domain.proposal import Decision, same_person
from asset_map.store.audit import Change, insert_events
from asset_map.store.schema import check_links, drafts, mapping_sessions, partner_keys, proposals
from asset_map.store.transactions import OpenDatabase

WALK_FORM = "walk_%"
"""Walks are kept for a person; other half-typed forms for a browser, whoever sits there."""


class Leaving(OpenDatabase):
    """What people leave behind."""

    def open_work(self, person: Person, *, now: dt.datetime) -> OpenWork:
        """Return what is open in somebody's name.

        Parameters
        ----------
        person
            Who; also after they have left.
        now
            The moment to judge by, with its time zone.

        Returns
        -------
        OpenWork
            Empty when nothing is.
        """
        with self._reading() as connection:
            holding = _rows(partner_keys, partner_keys.c.withdrawn_at.is_(None)).order_by(partner_keys.c.name)
            waiting = _rows(proposals, proposals.c.decision == Decision.OPEN.value)
            return OpenWork(
                sessions=tuple(str(row["title"]) for row in _sessions(connection, person)),
                check_links=len(_check_links(connection, person, now=now)),
                walks=len(_walks(connection, person)),
                proposals=len(_of(person, "proposed_by", connection, waiting)),
                keys=tuple(row["name"] for row in _of(person, "made_by", connection, holding)),
            )

    def hand_over(self, person: Person, to: Person, *, event: AuditEvent) -> None:
        """Put what is open in somebody's name into another's.

        Parameters
        ----------
        person, to
            Whose it is, and whose it becomes. A walk of a zone that the other has begun too stays where it is.
        event
            Who does it, and when.
        """
        with self._changing() as connection:
            changes = []
            for row in _sessions(connection, person):
                own = mapping_sessions.c.session_id == row["session_id"]
                connection.execute(
                    update(mapping_sessions).where(own).values(facilitator=to.name, version=row["version"] + 1)
                )
                changes.append(_moved("session", row["session_id"], "facilitator", row["facilitator"], to.name))
            for row in _check_links(connection, person, now=event.at):
                own = check_links.c.link_id == row["link_id"]
                connection.execute(update(check_links).where(own).values(made_by=to.name))
                changes.append(_moved("check_link", row["link_id"], "made_by", row["made_by"], to.name))
            theirs = {row["form"] for row in _walks(connection, to)}
            for row in _walks(connection, person):
                if row["form"] not in theirs:
                    own = (drafts.c.owner == person.person_id) & (drafts.c.form == row["form"])
                    connection.execute(update(drafts).where(own).values(owner=to.person_id))
            changes.append(_moved("person", person.person_id, "handed_over_to", None, to.name))
            insert_events(connection, event, changes)


def _sessions(connection: Connection, person: Person) -> list[RowMapping]:
    asked = _rows(mapping_sessions, mapping_sessions.c.state != SessionState.CLOSED.value)
    return _of(person, "facilitator", connection, asked.order_by(mapping_sessions.c.held_on))


def _check_links(connection: Connection, person: Person, *, now: dt.datetime) -> list[RowMapping]:
    holds = check_links.c.revoked_at.is_(None) & (check_links.c.expires_at > now)
    return _of(person, "made_by", connection, _rows(check_links, holds).order_by(check_links.c.link_id))


def _walks(connection: Connection, person: Person) -> list[RowMapping]:
    asked = _rows(drafts, drafts.c.form.like(WALK_FORM)).where(drafts.c.owner == person.person_id)
    return list(connection.execute(asked.order_by(drafts.c.form)).mappings())


def _rows(table: Table, which: ColumnElement[bool]) -> Select[Any]:
    return select(table).where(which)


def _of(person: Person, column: str, connection: Connection, asked: Select[Any]) -> list[RowMapping]:
    """Return the rows that name somebody; databases know the capitals of English alone."""
    return [row for row in connection.execute(asked).mappings() if same_person(row[column], person.name)]


def _moved(kind: str, subject_id: str, field: str, before: str | None, after: str) -> Change:
    return Change(subject_kind=kind, subject_id=subject_id, before={field: before}, after={field: after})
