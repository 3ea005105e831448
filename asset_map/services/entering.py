"""Letting a browser in: for whom a link or the provider of sign-in vouches."""

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
