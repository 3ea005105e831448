"""Who is known here, and what must not be done to them?"""

from __future__ import annotations

from asset_map.domain.permission import Actor, may_see_protected
from asset_map.domain.person import Person, is_last_steward, looks_after_everything
from asset_map.errors import NotAllowedError, UserError
from asset_map.services.workspace import Workspace

STEWARD = "Steward"
"""The name of whoever starts the server."""

DEMO_PEOPLE = ("Morag", "Iain")
"""Made-up connectors of the demo town; two, because some things take a second person."""


def present(name: str, workspace: Workspace) -> Person | None:
    """Return somebody who may sign in.

    Parameters
    ----------
    name
        In capitals or not.
    workspace
        The area.

    Returns
    -------
    Person or None
        None when nobody has that name.
    """
    name = " ".join(name.split()).casefold()
    return next((one for one in workspace.store.people() if one.name.casefold() == name), None)


def person_named(name: str, workspace: Workspace) -> Person:
    """Return somebody who may sign in.

    Parameters
    ----------
    name
        In capitals or not.
    workspace
        The area.

    Returns
    -------
    Person
        Who has that name.

    Raises
    ------
    UserError
        When nobody has.
    """
    if (person := present(name, workspace)) is not None:
        return person
    known = ", ".join(one.name for one in workspace.store.people()) or "nobody yet"
    raise UserError(f"Expected the name of somebody who may sign in ({known}); found “{name}”.")


def known_person(name: str, workspace: Workspace) -> Person:
    """Return somebody who may sign in, or could before they left.

    Parameters
    ----------
    name
        In capitals or not.
    workspace
        The area.

    Returns
    -------
    Person
        Who has that name.

    Raises
    ------
    UserError
        When nobody ever had.
    """
    return present(name, workspace) or workspace.store.who_left(name) or person_named(name, workspace)


def own_people(workspace: Workspace) -> tuple[Person, ...]:
    """Return those who were invited by name: a server that others reach needs one of them, or another way to sign in.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    tuple of Person
        Without made-up connectors, and without whoever merely started the server.
    """
    made_up = {*demo_people(workspace), STEWARD}
    return tuple(one for one in workspace.store.people() if one.name not in made_up)


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


def refuse_more_than_own(person: Person, actor: Actor) -> None:
    """Refuse to let somebody see what is protected, or make their link, unless one sees it oneself.

    Parameters
    ----------
    person
        Who is let in, with what they are to hold.
    actor
        Who lets them in.

    Raises
    ------
    NotAllowedError
        When it would open more than whoever gives it holds.
    """
    if person.sees_protected and not may_see_protected(actor):
        raise NotAllowedError(
            f"Expected somebody who holds the right for protected records to give it, or to make a link for "
            f"{person.name}, who holds it; found {actor.name}, who does not. Ask a steward who does."
        )


def refuse_without_a_steward(before: Person, after: Person | None, workspace: Workspace) -> None:
    """Refuse what would leave nobody to say who may do what.

    Parameters
    ----------
    before, after
        Somebody as they are, and as they would be; None for gone.
    workspace
        The area.

    Raises
    ------
    NotAllowedError
        When they are the last steward. Whoever merely starts the server does not count while others were invited.
    """
    if after is not None and looks_after_everything(after):
        return
    now = next((one for one in workspace.store.people() if one.person_id == before.person_id), before)
    counted = own_people(workspace) if before.name != STEWARD else tuple(workspace.store.people())
    if is_last_steward(now, counted):
        raise NotAllowedError(
            f"Expected another steward of the whole area besides {before.name}; found none, so that nobody could say "
            f"any longer who may do what. Make somebody else a steward first."
        )
