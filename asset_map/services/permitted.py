"""May whoever asks a service do this? Every service that changes something asks here first."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from asset_map.domain.permission import Actor, Grant, Place, Role, Rule, what_it_is
from asset_map.domain.person import Person
from asset_map.errors import NoRightError
from asset_map.language import gettext as _
from asset_map.store import Store

P = ParamSpec("P")
R = TypeVar("R")

Where = Callable[[Mapping[str, Any]], Iterable[Place]]
"""Finds out, from what a service is called with, where that lies; `asset_map.services.permitted_places` has them."""

ASKED: dict[str, tuple[Rule, Where | None]] = {}
"""The rule that each service asks, and what finds out where, by ``module.function`` within the services."""


_ANY_PLACE_AT_ALL = (Place(is_protected=True), Place(zone_codes=frozenset({"-"}), organisation="-", is_protected=True))
"""Who may do something here may do it everywhere, and is not asked where."""


def asks(rule: Rule, where: Where | None = None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a service refuse whoever may not do this, before it does anything.

    What counts is what somebody may do now, not what they might when their screen was drawn.

    Parameters
    ----------
    rule
        The right.
    where
        Where it is to hold. None for a service that has to find that out itself and asks `permit` again: whoever holds
        the right nowhere is refused at once all the same.

    Returns
    -------
    Callable
        Decorates a function that takes ``actor`` by keyword.
    """

    def _asking(service: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(service)
        if signature.parameters["actor"].kind is not inspect.Parameter.KEYWORD_ONLY:
            msg = f"{service.__qualname__} has to take its actor by keyword"
            raise TypeError(msg)
        module = service.__module__.removeprefix("asset_map.services.")
        ASKED[f"{module}.{service.__qualname__}"] = (rule, where)

        @wraps(service)
        def _asked(*args: P.args, **kwargs: P.kwargs) -> R:
            actor = kwargs["actor"]
            if not isinstance(actor, Actor):
                msg = f"{service.__qualname__} takes an Actor, not {type(actor).__name__}"
                raise TypeError(msg)
            called_with = signature.bind(*args, **kwargs).arguments
            if "workspace" in called_with:
                kwargs["actor"] = actor = as_held_now(actor, called_with["workspace"].store)
            permit(rule, actor)
            if where is not None and not all(rule(actor, place) for place in _ANY_PLACE_AT_ALL):
                for place in where(called_with):
                    permit(rule, actor, place)
            return service(*args, **kwargs)

        return _asked

    return _asking


def as_held_now(actor: Actor, store: Store) -> Actor:
    """Return whoever does something with the rights that they hold at this moment.

    Parameters
    ----------
    actor
        Who, as a screen or a request found them.
    store
        Where people are kept.

    Returns
    -------
    Actor
        As kept; whoever is no person, like the command line, as they are.

    Raises
    ------
    NoRightError
        When they were let go meanwhile.
    """
    if not isinstance(actor, Person):
        return actor
    if (kept := store.person(actor.person_id)) is None:
        raise NoRightError(
            _("Expected somebody who may sign in here; found {name}, who was let go. Ask a steward.").format(
                name=actor.name
            )
        )
    return kept


def permit(rule: Rule, actor: Actor, place: Place | None = None) -> None:
    """Refuse what somebody may not do.

    Parameters
    ----------
    rule
        The right that it takes.
    actor
        Who.
    place
        Where; None asks whether they hold the right at any place.

    Raises
    ------
    NoRightError
        When they may not, with what they hold and whom to ask.
    """
    if rule(actor, place):
        return
    where = "" if place is None or not rule(actor) else " " + _("here")
    if place is not None and place.is_protected and not actor.sees_protected:
        where = " " + _("where it is protected")
    expected = _("Expected somebody who may {what}{where}; found {name} ({roles}).").format(
        what=what_it_is(rule), where=where, name=actor.name, roles=roles_in_words(actor)
    )
    raise NoRightError(expected + " " + _("Ask a steward, who says under “Who may do what” what people may do."))


def roles_in_words(actor: Actor) -> str:
    """Return what somebody is here for, in words.

    Parameters
    ----------
    actor
        Who.

    Returns
    -------
    str
        For instance “connector in ruchill, reviewer”.
    """
    return ", ".join(_grant_in_words(grant) for grant in actor.grants) or _("no role")


def _grant_in_words(grant: Grant) -> str:
    words = role_in_words(grant.role)
    if grant.neighbourhood_id:
        words = _("{role} in {area}").format(role=words, area=grant.neighbourhood_id)
    if grant.organisation:
        words = _("{role} for {organisation}").format(role=words, organisation=grant.organisation)
    return words


def role_in_words(role: Role) -> str:
    """Return the name of a role.

    Parameters
    ----------
    role
        Which.

    Returns
    -------
    str
        For people.
    """
    return {
        Role.RESIDENT: _("resident"),
        Role.CONNECTOR: _("connector"),
        Role.FACILITATOR: _("facilitator"),
        Role.REVIEWER: _("reviewer"),
        Role.PLANNER: _("planner"),
        Role.STEWARD: _("steward"),
    }[role]
