"""Who may work on the records, and who is signed in?

Links and cookies hold random tokens; the store keeps only their digests, so that whoever reads it cannot sign in.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from asset_map.domain.audit import AuditEvent
from asset_map.domain.permission import Grant, Role
from asset_map.domain.person import Person, WayIn
from asset_map.domain.proposal import same_person
from asset_map.errors import StoreError
from asset_map.store.audit import Change, insert_events
from asset_map.store.problems import refuse_unstorable_text
from asset_map.store.schema import neighbourhoods, people, roles_held, sign_ins
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


MakeSure = Callable[[], None]
"""Raises where something must not be done. It is asked once nobody else can change anything any longer, so that two who
are at it at once cannot both be let through."""


def nothing_to_make_sure_of() -> None:
    """Let it be done."""


class People(OpenDatabase):
    """The people who work on the records."""

    def people(self) -> list[Person]:
        """Return everybody who may sign in, by name.

        Returns
        -------
        list of Person
            Without those who have left.
        """
        with self._reading() as connection:
            return _people(connection, people.c.left_at.is_(None))

    def organisations(self) -> dict[str, str]:
        """Return for whom everybody works or worked, by name.

        Returns
        -------
        dict of str to str
            Those who have left too: what they recorded stays their organisation's.
        """
        known = select(people.c.name, people.c.organisation).where(people.c.organisation != "")
        with self._reading() as connection:
            return {row.name: row.organisation for row in connection.execute(known)}

    def invite(
        self,
        person: Person,
        *,
        token: str,
        expires_at: dt.datetime | None,
        keep_signed_in: bool,
        event: AuditEvent,
        identity: str | None = None,
        keeps_rights: bool = False,
        make_sure: MakeSure = nothing_to_make_sure_of,
    ) -> None:
        """Let somebody sign in with a personal link; a second link for the same person replaces the first.

        Parameters
        ----------
        person
            Who; a known id gets a new link.
        token
            What stands in the link.
        expires_at
            From when on it opens no longer, with its time zone; None for never.
        keep_signed_in
            Whether the browsers in which they are signed in stay so.
        event
            Who invites, when and why.
        identity
            Who they are to the provider of sign-in; None for as before.
        keeps_rights
            Whether they may do what they may at this moment, whoever changed that since they were read.
        make_sure
            See `MakeSure`.

        Raises
        ------
        StoreError
            When somebody else has that name or identity, or they were let go meanwhile.
        """
        texts = {"name": person.name, "organisation": person.organisation, "identity": identity or ""}
        refuse_unstorable_text(texts, record="the person")
        with self._changing() as connection:
            make_sure()
            others = select(people.c.name).where(people.c.person_id != person.person_id)
            if any(same_person(name, person.name) for name in connection.scalars(others)):
                raise StoreError(f"Expected a name that nobody else has; found “{person.name}” twice. Add a surname.")
            link: dict[str, Any] = {
                "token_digest": token_digest(token),
                "link_expires_at": expires_at,
                "left_at": None,
            }
            if identity is not None:
                _refuse_known_identity(connection, person, identity)
                link["identity"] = identity or None
            own = people.c.person_id == person.person_id
            if keeps_rights:
                _renew_link(connection, person, link)
            else:
                said = {
                    "name": person.name, "organisation": person.organisation, "sees_protected": person.sees_protected,
                }  # fmt: skip
                if connection.execute(update(people).where(own).values(link | said)).rowcount == 0:
                    new = {"person_id": person.person_id, "invited_at": event.at}
                    connection.execute(insert(people).values(said | link | new))
                _hold(connection, person)
            if not keep_signed_in:
                connection.execute(delete(sign_ins).where(sign_ins.c.person_id == person.person_id))
            _note(connection, person, event)

    def give_roles(self, person: Person, *, event: AuditEvent, make_sure: MakeSure = nothing_to_make_sure_of) -> None:
        """Say anew what somebody may do; it holds from their next page on.

        Parameters
        ----------
        person
            Who, with the organisation, the roles and the right for protected records that they are to have.
        event
            Who says so, when and why.
        make_sure
            See `MakeSure`.

        Raises
        ------
        StoreError
            For text that cannot be stored.
        """
        refuse_unstorable_text({"organisation": person.organisation}, record="the person")
        with self._changing() as connection:
            make_sure()
            own = people.c.person_id == person.person_id
            said = {"organisation": person.organisation, "sees_protected": person.sees_protected}
            connection.execute(update(people).where(own).values(said))
            _hold(connection, person)
            _note(connection, person, event)

    def let_go(self, person: Person, *, event: AuditEvent, make_sure: MakeSure = nothing_to_make_sure_of) -> None:
        """Let somebody sign in no longer; what they did stays in the histories.

        Parameters
        ----------
        person
            Who.
        event
            Who does it, when and why.
        make_sure
            See `MakeSure`.
        """
        with self._changing() as connection:
            make_sure()
            own = people.c.person_id == person.person_id
            connection.execute(update(people).where(own).values(left_at=event.at, identity=None))
            connection.execute(delete(roles_held).where(roles_held.c.person_id == person.person_id))
            connection.execute(delete(sign_ins).where(sign_ins.c.person_id == person.person_id))
            _note(connection, person, event)

    def sign_out_everywhere(self, person: Person, *, event: AuditEvent) -> None:
        """Forget the cookies of every browser in which somebody is signed in.

        Parameters
        ----------
        person
            Who; their personal link stays.
        event
            Who does it, and when.
        """
        with self._keeping() as connection:
            connection.execute(delete(sign_ins).where(sign_ins.c.person_id == person.person_id))
            _note(connection, person, event)

    def ways_in(self, *, now: dt.datetime) -> dict[str, WayIn]:
        """Return how those who may sign in come in, by the id of the person.

        Parameters
        ----------
        now
            The moment to judge by, with its time zone.

        Returns
        -------
        dict of str to WayIn
            Without those who have left.
        """
        holds = (sign_ins.c.person_id == people.c.person_id) & (sign_ins.c.expires_at > now)
        asked = (
            select(
                people.c.person_id,
                people.c.link_expires_at,
                people.c.identity,
                func.count(sign_ins.c.cookie_digest).label("browsers"),
                func.max(sign_ins.c.signed_in_at).label("last_at"),
            )
            .outerjoin_from(people, sign_ins, holds)
            .where(people.c.left_at.is_(None))
            .group_by(people.c.person_id, people.c.link_expires_at, people.c.identity)
        )
        with self._reading() as connection:
            return {
                row.person_id: WayIn(
                    link_expires_at=row.link_expires_at,
                    identity=row.identity or "",
                    browsers=row.browsers,
                    last_at=row.last_at,
                )
                for row in connection.execute(asked)
            }

    def who_left(self, name: str) -> Person | None:
        """Return somebody who can no longer sign in.

        Parameters
        ----------
        name
            As the others knew them, in capitals or not.

        Returns
        -------
        Person or None
            None for a name that nobody left behind.
        """
        with self._reading() as connection:
            gone = _people(connection, people.c.left_at.is_not(None))
        return next((one for one in gone if same_person(one.name, name)), None)

    def person(self, person_id: str) -> Person | None:
        """Return somebody who may sign in, with what they may do now.

        Parameters
        ----------
        person_id
            Their id.

        Returns
        -------
        Person or None
            None for nobody, or somebody who left.
        """
        asked = (people.c.person_id == person_id) & people.c.left_at.is_(None)
        with self._reading() as connection:
            return next(iter(_people(connection, asked)), None)

    def person_of_identity(self, identity: str) -> Person | None:
        """Return who is known to the provider of sign-in as this.

        Parameters
        ----------
        identity
            As kept (`asset_map.domain.identity`).

        Returns
        -------
        Person or None
            None for nobody, or somebody who left.
        """
        asked = (people.c.identity == identity) & people.c.left_at.is_(None)
        with self._reading() as connection:
            return next(iter(_people(connection, asked)), None)

    def person_of_link(self, token: str, *, now: dt.datetime | None = None) -> Person | None:
        """Return whose personal link holds a token.

        Parameters
        ----------
        token
            From the link.
        now
            The moment to judge by, with its time zone; None for a link that may have ended meanwhile.

        Returns
        -------
        Person or None
            None for a link that was replaced, has ended, is of somebody who left, or was never made.
        """
        asked = (people.c.token_digest == token_digest(token)) & people.c.left_at.is_(None)
        if now is not None:
            asked &= people.c.link_expires_at.is_(None) | (people.c.link_expires_at > now)
        with self._reading() as connection:
            return next(iter(_people(connection, asked)), None)

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
        theirs = people.c.person_id.in_(select(sign_ins.c.person_id).where(asked))
        with self._reading() as connection:
            return next(iter(_people(connection, theirs & people.c.left_at.is_(None))), None)


def _people(connection: Connection, asked: ColumnElement[bool]) -> list[Person]:
    """Return people by name with the roles they hold; a role in a neighbourhood that is removed holds nowhere."""
    named = (people.c.person_id, people.c.name, people.c.organisation, people.c.sees_protected)
    found = connection.execute(select(*named).where(asked).order_by(people.c.name)).all()
    still_there = (roles_held.c.neighbourhood_id == neighbourhoods.c.neighbourhood_id) & (
        neighbourhoods.c.removed_at.is_(None)
    )
    held = (
        select(roles_held, people.c.organisation, neighbourhoods.c.zone_codes)
        .join_from(roles_held, people)
        .outerjoin(neighbourhoods, still_there)
        .where(asked)
        .order_by(roles_held.c.role, roles_held.c.neighbourhood_id)
    )
    grants: dict[str, list[Grant]] = {row.person_id: [] for row in found}
    for row in connection.execute(held):
        if row.is_for_own and not row.organisation:
            continue  # for no organisation's records, which is none
        grant = Grant(
            role=Role(row.role),
            neighbourhood_id=row.neighbourhood_id,
            zone_codes=frozenset(row.zone_codes or ()) if row.neighbourhood_id else None,
            organisation=row.organisation if row.is_for_own else "",
        )
        grants[row.person_id].append(grant)
    return [
        Person(
            person_id=row.person_id,
            name=row.name,
            organisation=row.organisation,
            grants=tuple(grants[row.person_id]),
            sees_protected=row.sees_protected,
        )
        for row in found
    ]


def _renew_link(connection: Connection, person: Person, link: dict[str, Any]) -> None:
    here = (people.c.person_id == person.person_id) & people.c.left_at.is_(None)
    if connection.execute(update(people).where(here).values(link)).rowcount == 0:
        raise StoreError(f"Expected somebody who may sign in; found {person.name}, who was let go in this moment.")


def _refuse_known_identity(connection: Connection, person: Person, identity: str) -> None:
    theirs = select(people.c.name).where(people.c.identity == identity, people.c.person_id != person.person_id)
    if identity and (name := connection.execute(theirs).scalar()) is not None:
        raise StoreError(
            f"Expected an address or id that nobody else signs in by; found that {name} does. Give each their own."
        )


def _hold(connection: Connection, person: Person) -> None:
    if foreign := {grant.organisation for grant in person.grants} - {"", person.organisation}:
        raise StoreError(
            f"Expected roles for everybody's records, or for those of “{person.organisation}”; found one for "
            f"“{', '.join(sorted(foreign))}”. Say first for whom {person.name} works."
        )
    connection.execute(delete(roles_held).where(roles_held.c.person_id == person.person_id))
    rows = [
        {
            "person_id": person.person_id,
            "role": grant.role.value,
            "neighbourhood_id": grant.neighbourhood_id,
            "is_for_own": bool(grant.organisation),
        }
        for grant in person.grants
    ]
    if rows:
        connection.execute(insert(roles_held), rows)


def _note(connection: Connection, person: Person, event: AuditEvent) -> None:
    held = [[grant.role.value, grant.neighbourhood_id, bool(grant.organisation)] for grant in person.grants]
    after = {
        "name": person.name,
        "roles": held,
        "sees_protected": person.sees_protected,
    }
    change = Change(subject_kind="person", subject_id=person.person_id, after=after)
    insert_events(connection, event, [change])
