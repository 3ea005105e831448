"""What a steward does for people who are known: another role, a new link for a lost one, the end of their sign-ins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.permission import Actor, Grant, Rights, Role, may_invite
from asset_map.domain.person import Person
from asset_map.errors import UserError
from asset_map.services.people.inviting import INVITATION_DAYS, Invitation, invite
from asset_map.services.people.known import person_named, refuse_more_than_own, refuse_without_a_steward
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import everywhere
from asset_map.services.workspace import Workspace


@asks(may_invite, everywhere)
def new_link(
    name: str,
    workspace: Workspace,
    *,
    now: dt.datetime,
    actor: Actor,
    days: int = INVITATION_DAYS,
    sign_out: bool = False,
) -> str:
    """Make a new personal link for somebody who lost theirs; the old one ends.

    Parameters
    ----------
    name
        Who.
    workspace
        The area.
    now, actor
        When, and who makes it.
    days
        For how many days it opens.
    sign_out
        Whether the browsers end too in which they are signed in, as for a telephone that was lost or stolen.

    Returns
    -------
    str
        The token of the personal link ``/enter/TOKEN``: it is shown once and kept nowhere.

    Raises
    ------
    UserError
        When nobody has that name.
    NotAllowedError
        When it would let whoever makes it see more than they may.
    """
    person = person_named(name, workspace)
    invitation = Invitation(days=days, keep_signed_in=not sign_out)
    return invite(person.name, workspace, now=now, actor=actor, invitation=invitation)


@asks(may_invite, everywhere)
def sign_out_everywhere(name: str, workspace: Workspace, *, now: dt.datetime, actor: Actor) -> Person:
    """End the sign-ins of somebody in every browser; their link stays.

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
        Whose they were.

    Raises
    ------
    UserError
        When nobody has that name.
    """
    person = person_named(name, workspace)
    event = AuditEvent(at=now, actor=actor.name, action=Action.SIGNED_OUT, reason="everywhere")
    workspace.store.sign_out_everywhere(person, event=event)
    return person


@asks(may_invite, everywhere)
def give_roles(name: str, rights: Rights, workspace: Workspace, *, now: dt.datetime, actor: Actor) -> Person:
    """Say anew what somebody may do; it holds from their next page on.

    Parameters
    ----------
    name
        Who.
    rights
        What they may do from now on, in place of all that they might.
    workspace
        The area.
    now, actor
        When, and who says so.

    Returns
    -------
    Person
        As they are kept now.

    Raises
    ------
    UserError
        When nobody has that name.
    NotAllowedError
        When it gives more than whoever says so holds, or leaves no steward.
    """
    before = person_named(name, workspace)
    after = replace(before, **vars(rights))
    if rights.sees_protected and not before.sees_protected:
        refuse_more_than_own(after, actor)
    workspace.store.give_roles(
        after,
        event=AuditEvent(at=now, actor=actor.name, action=Action.ROLES_GIVEN),
        make_sure=lambda: refuse_without_a_steward(before, after, workspace),
    )
    return after


def grants_of(
    roles: Sequence[Role], workspace: Workspace, *, area: str = "", organisation: str = ""
) -> tuple[Grant, ...]:
    """Return roles as they are held in one area, for one organisation.

    Parameters
    ----------
    roles
        Which.
    workspace
        The area.
    area
        Id or name of a neighbourhood; empty for the whole area.
    organisation
        The organisation to whose records they are limited; empty for everybody's.

    Returns
    -------
    tuple of Grant
        One for each role.

    Raises
    ------
    UserError
        For a neighbourhood that there is none of or that is an outline, and for the role of a resident, which is not
        given.
    """
    if Role.RESIDENT in roles:
        raise UserError(
            "Expected a role that is given; found resident, which everybody has who joins a mapping session. "
            "Choose another one."
        )
    place = {"neighbourhood_id": "", "zone_codes": None} if not area.strip() else _place(area, workspace)
    return tuple(Grant(role=role, organisation=organisation.strip(), **place) for role in dict.fromkeys(roles))


def _place(area: str, workspace: Workspace) -> dict[str, object]:
    kept = workspace.store.neighbourhoods()
    asked = area.strip().casefold()
    found = [one for one in kept if asked in {one.neighbourhood_id.casefold(), one.name.casefold()}]
    if len(found) != 1:
        known = ", ".join(one.neighbourhood_id for one in kept) or "none was added yet"
        raise UserError(f"Expected one neighbourhood ({known}); found “{area}”. Write its id, or add it first.")
    if not found[0].zone_codes:
        raise UserError(
            f"Expected a neighbourhood that is made of zones; found “{found[0].name}”, which is an outline, in which a "
            "role would hold nowhere. Add it as a list of its zones, or choose another one."
        )
    return {"neighbourhood_id": found[0].neighbourhood_id, "zone_codes": frozenset(found[0].zone_codes)}
