"""Letting somebody go: their link and sign-ins end, and what is open in their name goes to somebody else."""

from __future__ import annotations

import datetime as dt

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.leaving import OpenWork
from asset_map.domain.permission import Actor, may_invite
from asset_map.domain.person import Person
from asset_map.errors import UserError
from asset_map.services.people.known import known_person, person_named, refuse_without_a_steward
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import everywhere
from asset_map.services.workspace import Workspace


@asks(may_invite, everywhere)
def let_go(name: str, workspace: Workspace, *, now: dt.datetime, actor: Actor) -> Person:
    """End somebody's link and sign-ins; what they did stays in the histories.

    What is open in their name can be handed over before or after (`hand_over`).

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
    NotAllowedError
        For the last steward.
    """
    person = person_named(name, workspace)
    workspace.store.let_go(
        person,
        event=AuditEvent(at=now, actor=actor.name, action=Action.LEFT),
        make_sure=lambda: refuse_without_a_steward(person, None, workspace),
    )
    return person


@asks(may_invite, everywhere)
def hand_over(name: str, to: str, workspace: Workspace, *, now: dt.datetime, actor: Actor) -> OpenWork:
    """Put what is open in somebody's name into another's, before or after they leave.

    Parameters
    ----------
    name, to
        Whose it is, and whose it becomes.
    workspace
        The area.
    now, actor
        When, and who hands it over.

    Returns
    -------
    OpenWork
        What was open. Proposals stay in the name of who made them, and keys are named so that they can be withdrawn.

    Raises
    ------
    UserError
        When nobody has one of the names, or both are one person.
    """
    person, other = known_person(name, workspace), person_named(to, workspace)
    if person.person_id == other.person_id:
        raise UserError(f"Expected somebody other than {person.name} to take over; found the same name. Name another.")
    work = workspace.store.open_work(person, now=now)
    if work.can_be_handed_over:
        event = AuditEvent(at=now, actor=actor.name, action=Action.HANDED_OVER, reason=f"{person.name} → {other.name}")
        workspace.store.hand_over(person, other, event=event)
    return work
