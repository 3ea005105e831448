"""Who may work on the records, and who is signed in?

Links and cookies hold random tokens; the store keeps only their digests, so that whoever reads it cannot sign in.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy import Connection, delete, func, insert, select, update

from asset_map.domain.audit import AuditEvent
from asset_map.domain.person import Person
from asset_map.errors import StoreError
from asset_map.store.audit import Change, insert_events
from asset_map.store.problems import refuse_unstorable_text
from asset_map.store.schema import people, sign_ins
from asset_map.store.transactions import OpenDatabase


def token_digest(token: str) -> str:
    """Return what is kept of a token.

    Parameters
    ----------
    token
        Random, at least 128 bits.

    Returns
    -------
    str
        SHA-256 in hexadecimal.
    """
    return hashlib.sha256(token.encode()).hexdigest()


class People(OpenDatabase):
    """The people who work on the records."""

    def people(self) -> list[Person]:
        """Return everybody who may sign in, by name.

        Returns
        -------
        list of Person
            Without those who have left.
        """
        present = select(people.c.person_id, people.c.name).where(people.c.left_at.is_(None)).order_by(people.c.name)
        with self._reading() as connection:
            return [Person(person_id=row.person_id, name=row.name) for row in connection.execute(present)]

    def invite(self, person: Person, *, token: str, keep_signed_in: bool, event: AuditEvent) -> None:
        """Let somebody sign in with a personal link; a second link for the same person replaces the first.

        Parameters
        ----------
        person
            Who; a known id gets a new link.
        token
            What stands in the link.
        keep_signed_in
            Whether the browsers in which they are signed in stay so.
        event
            Who invites, when and why.

        Raises
        ------
        StoreError
            When somebody else has that name.
        """
        refuse_unstorable_text({"name": person.name}, record="the person")
        with self._changing() as connection:
            same_name = func.lower(people.c.name) == person.name.lower()
            if connection.execute(select(people).where(same_name, people.c.person_id != person.person_id)).first():
                raise StoreError(f"Expected a name that nobody else has; found “{person.name}” twice. Add a surname.")
            link = {"token_digest": token_digest(token), "left_at": None}
            own = people.c.person_id == person.person_id
            if connection.execute(update(people).where(own).values(link | {"name": person.name})).rowcount == 0:
                connection.execute(insert(people).values(vars(person) | link | {"invited_at": event.at}))
            if not keep_signed_in:
                connection.execute(delete(sign_ins).where(sign_ins.c.person_id == person.person_id))
            _note(connection, person, event)

    def let_go(self, person: Person, *, event: AuditEvent) -> None:
        """Let somebody sign in no longer; what they did stays in the histories.

        Parameters
        ----------
        person
            Who.
        event
            Who does it, when and why.
        """
        with self._changing() as connection:
            own = people.c.person_id == person.person_id
            connection.execute(update(people).where(own).values(left_at=event.at))
            connection.execute(delete(sign_ins).where(sign_ins.c.person_id == person.person_id))
            _note(connection, person, event)

    def person_of_link(self, token: str) -> Person | None:
        """Return whose personal link holds a token.

        Parameters
        ----------
        token
            From the link.

        Returns
        -------
        Person or None
            None for a link that was replaced, of somebody who left, or never made.
        """
        asked = (people.c.token_digest == token_digest(token)) & people.c.left_at.is_(None)
        with self._reading() as connection:
            row = connection.execute(select(people.c.person_id, people.c.name).where(asked)).one_or_none()
        return None if row is None else Person(person_id=row.person_id, name=row.name)

    def sign_in(self, person: Person, *, cookie: str, expires_at: dt.datetime, event: AuditEvent) -> None:
        """Remember that a browser's cookie stands for somebody.

        Parameters
        ----------
        person, cookie
            Who, and the random value in the cookie.
        expires_at
            Until when, with its time zone.
        event
            Who signs in, and when.
        """
        row = {"cookie_digest": token_digest(cookie), "person_id": person.person_id, "expires_at": expires_at}
        with self._keeping() as connection:
            connection.execute(delete(sign_ins).where(sign_ins.c.expires_at < event.at))
            connection.execute(insert(sign_ins).values(row | {"signed_in_at": event.at}))
            _note(connection, person, event)

    def sign_out(self, person: Person, *, cookie: str, event: AuditEvent) -> None:
        """Forget a browser's cookie.

        Parameters
        ----------
        person, cookie
            Who, and the random value in the cookie.
        event
            Who signs out, and when.
        """
        with self._keeping() as connection:
            connection.execute(delete(sign_ins).where(sign_ins.c.cookie_digest == token_digest(cookie)))
            _note(connection, person, event)

    def person_of_cookie(self, cookie: str, *, now: dt.datetime) -> Person | None:
        """Return who is signed in with a cookie.

        Parameters
        ----------
        cookie
            The random value in it.
        now
            The moment to judge by, with its time zone.

        Returns
        -------
        Person or None
            None when nobody is, any longer.
        """
        asked = (sign_ins.c.cookie_digest == token_digest(cookie)) & (sign_ins.c.expires_at > now)
        joined = select(people.c.person_id, people.c.name).join_from(sign_ins, people).where(asked)
        with self._reading() as connection:
            row = connection.execute(joined.where(people.c.left_at.is_(None))).one_or_none()
        return None if row is None else Person(person_id=row.person_id, name=row.name)


def _note(connection: Connection, person: Person, event: AuditEvent) -> None:
    change = Change(subject_kind="person", subject_id=person.person_id, after={"name": person.name})
    insert_events(connection, event, [change])
