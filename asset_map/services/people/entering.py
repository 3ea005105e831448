"""Who does a browser belong to? To whom a personal link or the provider of sign-in let in, until they sign out."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.person import Person
from asset_map.services.workspace import Workspace

SIGN_IN_DAYS = 30
"""How long a browser stays signed in."""


@dataclass(frozen=True)
class SignedIn:
    """Somebody signed in.

    Parameters
    ----------
    person
        Who.
    cookie
        What their browser keeps.
    """

    person: Person
    cookie: str


def sign_in(person: Person, workspace: Workspace, *, now: dt.datetime) -> SignedIn:
    """Give a browser the cookie by which it is known as somebody's.

    Parameters
    ----------
    person
        Whose it is, as whoever calls has made sure.
    workspace
        The area.
    now
        The moment, with its time zone.

    Returns
    -------
    SignedIn
        Who, and the cookie.
    """
    cookie = secrets.token_urlsafe(32)
    event = AuditEvent(at=now, actor=person.name, action=Action.SIGNED_IN)
    expires_at = now + dt.timedelta(days=SIGN_IN_DAYS)
    workspace.store.sign_in(person, cookie=cookie, expires_at=expires_at, event=event)
    return SignedIn(person, cookie)


def enter_as(identities: Sequence[str], workspace: Workspace, *, now: dt.datetime) -> SignedIn | None:
    """Sign in whoever was invited as one of these.

    Parameters
    ----------
    identities
        By what the provider vouches for them (`asset_map.domain.identity`), the surest first.
    workspace
        The area.
    now
        The moment, with its time zone.

    Returns
    -------
    SignedIn or None
        None when nobody was, or is here any longer.
    """
    for identity in identities:
        if (person := workspace.store.person_of_identity(identity)) is not None:
            return sign_in(person, workspace, now=now)
    return None


def enter(token: str, workspace: Workspace, *, now: dt.datetime) -> SignedIn | None:
    """Sign in with the token of a personal link.

    Parameters
    ----------
    token
        From the link.
    workspace
        The area.
    now
        The moment, with its time zone.

    Returns
    -------
    SignedIn or None
        None when the link holds no longer.
    """
    person = workspace.store.person_of_link(token, now=now)
    return None if person is None else sign_in(person, workspace, now=now)


def leave(cookie: str, workspace: Workspace, *, now: dt.datetime) -> None:
    """Sign out.

    Parameters
    ----------
    cookie
        What the browser keeps.
    workspace
        The area.
    now
        The moment, with its time zone.
    """
    if (person := who(cookie, workspace, now=now)) is not None:
        event = AuditEvent(at=now, actor=person.name, action=Action.SIGNED_OUT)
        workspace.store.sign_out(person, cookie=cookie, event=event)


def who(cookie: str, workspace: Workspace, *, now: dt.datetime) -> Person | None:
    """Return who a browser belongs to.

    Parameters
    ----------
    cookie
        What it keeps; may be empty.
    workspace
        The area.
    now
        The moment, with its time zone.

    Returns
    -------
    Person or None
        None for the public.
    """
    return workspace.store.person_of_cookie(cookie, now=now) if cookie else None
