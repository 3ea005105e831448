"""Letting people in: personal links, and who a browser belongs to."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass, replace

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.permission import ALL_RIGHTS, Actor, Rights, everything, may_invite
from asset_map.domain.person import Person
from asset_map.errors import UserError
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import everywhere
from asset_map.services.workspace import Workspace

SIGN_IN_DAYS = 30
"""How long a browser stays signed in."""

LONGEST_NAME = 80

STEWARD = "Steward"
"""The name of whoever starts the server."""

STARTED_BY = everything("asset-map serve")

DEMO_PEOPLE = ("Morag", "Iain")
"""Made-up connectors of the demo town; two, because some things take a second person."""


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


@asks(may_invite, everywhere)
def invite(
    name: str,
    workspace: Workspace,
    *,
    now: dt.datetime,
    actor: Actor,
    rights: Rights | None = None,
    token: str | None = None,
    keep_signed_in: bool = False,
) -> str:
    """Let somebody work on the records; asking again for the same name gives a new link and ends the old one.

    Parameters
    ----------
    name
        As the others know them.
    workspace
        The area.
    now, actor
        When, and who lets them in.
    rights
        What they may do from now on; None for somebody known, who keeps theirs, or somebody new, who gets none.
    token
        What stands in the link, where it is not to be a new one.
    keep_signed_in
        Whether browsers that came in by the old link stay signed in.

    Returns
    -------
    str
        The token of the personal link ``/enter/TOKEN``: it is shown once and kept nowhere.

    Raises
    ------
    UserError
        For an empty or an overlong name.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise UserError(
            f"Expected a name of 1 to {LONGEST_NAME} characters; found {len(name)}. Type the name the others know."
        )
    known = next((one for one in workspace.store.people() if one.name.casefold() == name.casefold()), None)
    person = known or Person(person_id=uuid.uuid4().hex, name=name)
    if rights is not None:
        person = replace(person, **vars(rights))
    token = token or secrets.token_urlsafe(32)
    event = AuditEvent(at=now, actor=actor.name, action=Action.INVITED)
    workspace.store.invite(person, token=token, keep_signed_in=keep_signed_in, event=event)
    return token


def entrance(workspace: Workspace, *, now: dt.datetime) -> str:
    """Return the token of a personal link for whoever starts the server; browsers that are signed in stay so.

    Parameters
    ----------
    workspace
        The area.
    now
        The moment, with its time zone.

    Returns
    -------
    str
        The token: a new one at each start.
    """
    return invite(STEWARD, workspace, now=now, actor=STARTED_BY, rights=ALL_RIGHTS, keep_signed_in=True)


def demo_token(name: str) -> str:
    """Return the token by which anybody may enter a made-up town.

    Parameters
    ----------
    name
        One of the made-up connectors.

    Returns
    -------
    str
        The same each time: nothing there is real.
    """
    return f"demo-{name.lower()}"


def demo_people(workspace: Workspace) -> tuple[str, ...]:
    """Return the made-up connectors as whom anybody may enter.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    tuple of str
        Empty everywhere but in the demo town.
    """
    return tuple(name for name in DEMO_PEOPLE if workspace.store.person_of_link(demo_token(name)))


@asks(may_invite, everywhere)
def let_go(name: str, workspace: Workspace, *, now: dt.datetime, actor: Actor) -> Person:
    """End somebody's links and sign-ins; what they did stays in the histories.

    Parameters
    ----------
    name
        Who.
    workspace
        The area.
    now, actor
        When, and who ends them.

    Returns
    -------
    Person
        Who was let go.

    Raises
    ------
    UserError
        When nobody has that name.
    """
    people = workspace.store.people()
    person = next((one for one in people if one.name.casefold() == name.strip().casefold()), None)
    if person is None:
        known = ", ".join(one.name for one in people) or "nobody yet"
        raise UserError(f"Expected the name of somebody who may sign in ({known}); found “{name}”.")
    workspace.store.let_go(person, event=AuditEvent(at=now, actor=actor.name, action=Action.LEFT))
    return person


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
    person = workspace.store.person_of_link(token)
    if person is None:
        return None
    cookie = secrets.token_urlsafe(32)
    event = AuditEvent(at=now, actor=person.name, action=Action.SIGNED_IN)
    expires_at = now + dt.timedelta(days=SIGN_IN_DAYS)
    workspace.store.sign_in(person, cookie=cookie, expires_at=expires_at, event=event)
    return SignedIn(person, cookie)


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
