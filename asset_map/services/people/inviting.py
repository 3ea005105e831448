"""Letting people in: whoever is invited gets a personal link."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass, replace

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.permission import ALL_RIGHTS, Actor, Grant, Rights, Role, everything, may_invite
from asset_map.domain.person import Person
from asset_map.errors import UserError
from asset_map.services.people.known import STEWARD, own_people, present, refuse_more_than_own, refuse_without_a_steward
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import everywhere
from asset_map.services.workspace import Workspace

INVITATION_DAYS = 14
"""How long a personal link opens; within it as often as it is needed, in any browser."""

LONGEST_INVITATION_DAYS = 366

LONGEST_NAME = 80

STARTED_BY = everything("asset-map serve")


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """How somebody is let in.

    Parameters
    ----------
    identity
        Who they are to the provider of sign-in (`asset_map.domain.identity`); None for as before.
    days
        For how many days their link opens; None for always.
    keep_signed_in
        Whether browsers that came in by an older link stay signed in.
    token
        What stands in the link, where it is not to be a new one.
    """

    identity: str | None = None
    days: int | None = INVITATION_DAYS
    keep_signed_in: bool = False
    token: str | None = None


AS_USUAL = Invitation()


@asks(may_invite, everywhere)
def invite(
    name: str,
    workspace: Workspace,
    *,
    now: dt.datetime,
    actor: Actor,
    rights: Rights | None = None,
    invitation: Invitation = AS_USUAL,
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
        What they may do. None for what somebody known may do already; of somebody new, the first person becomes a
        steward who sees what is protected, and everybody after that a connector who does not.
    invitation
        How they come in.

    Returns
    -------
    str
        The token of the personal link ``/enter/TOKEN``: it is shown once and kept nowhere.

    Raises
    ------
    UserError
        For an empty or an overlong name, or a number of days that makes no sense.
    NotAllowedError
        When whoever lets them in would give more than they hold, or no steward would be left.
    """
    name = _checked_name(name, actor)
    ends_at = link_ends(now, invitation.days)
    known = present(name, workspace)
    person = _holding(known or Person(person_id=uuid.uuid4().hex, name=name), known, rights, workspace)
    refuse_more_than_own(person, actor)
    token = invitation.token or secrets.token_urlsafe(32)
    workspace.store.invite(
        person,
        token=token,
        expires_at=ends_at,
        identity=invitation.identity,
        keep_signed_in=invitation.keep_signed_in,
        keeps_rights=known is not None and rights is None,
        event=AuditEvent(at=now, actor=actor.name, action=Action.INVITED),
        make_sure=lambda: refuse_without_a_steward(known or person, person, workspace),
    )
    return token


def link_ends(now: dt.datetime, days: int | None) -> dt.datetime | None:
    """Return from when on a personal link opens no longer.

    Parameters
    ----------
    now
        When it is made, with its time zone.
    days
        For how long; None for always.

    Returns
    -------
    datetime.datetime or None
        None for never.

    Raises
    ------
    UserError
        For a number of days that makes no sense.
    """
    if days is None:
        return None
    if not 1 <= days <= LONGEST_INVITATION_DAYS:
        raise UserError(f"Expected 1 to {LONGEST_INVITATION_DAYS} days for a personal link; found {days}.")
    return now + dt.timedelta(days=days)


def _checked_name(name: str, actor: Actor) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise UserError(
            f"Expected a name of 1 to {LONGEST_NAME} characters; found {len(name)}. Type the name the others know."
        )
    if name.casefold() == STEWARD.casefold() and actor is not STARTED_BY:
        raise UserError(f"Expected somebody's own name; found “{name}”, which is whoever starts the server.")
    return name


def _holding(person: Person, known: Person | None, rights: Rights | None, workspace: Workspace) -> Person:
    """Return somebody with what they may do; where nothing is said, the least that is of use."""
    if rights is None and known is not None:
        return person
    if rights is None:  # somebody has to say who may do what
        rights = Rights(grants=(Grant(role=Role.CONNECTOR),)) if own_people(workspace) else ALL_RIGHTS
    return replace(person, **vars(rights))


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
    always = Invitation(days=None, keep_signed_in=True)
    return invite(STEWARD, workspace, now=now, actor=STARTED_BY, rights=ALL_RIGHTS, invitation=always)
