"""Who may do what, and where?

A right is held by role, in an area, for an organisation. What is protected takes a right of its own besides, which is
given for the whole area: it opens what is protected and grants nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from asset_map.domain.protection import Audience
from asset_map.language import gettext as _


class Role(StrEnum):
    """What somebody is here for."""

    RESIDENT = "resident"
    CONNECTOR = "connector"
    FACILITATOR = "facilitator"
    REVIEWER = "reviewer"
    PLANNER = "planner"
    STEWARD = "steward"


GIVEN_ROLES = tuple(role for role in Role if role is not Role.RESIDENT)
"""Roles that a steward gives. A resident is whoever joined a mapping session, for that session alone."""


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A role that somebody holds.

    Parameters
    ----------
    role
        Which.
    neighbourhood_id
        The neighbourhood in which it holds; empty for the whole area.
    zone_codes
        The zones of that neighbourhood; None for the whole area.
    organisation
        The organisation to whose records it is limited; empty for everybody's.
    """

    role: Role
    neighbourhood_id: str = ""
    zone_codes: frozenset[str] | None = None
    organisation: str = ""

    @property
    def holds_somewhere(self) -> bool:
        """Whether it holds at any place: not in a neighbourhood that was removed."""
        return self.zone_codes is None or bool(self.zone_codes)


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Whoever does something.

    Parameters
    ----------
    name
        As the histories name them.
    organisation
        For whom they work; may be empty.
    grants
        The roles they hold.
    sees_protected
        Whether they hold the right for protected records.
    """

    name: str
    organisation: str = ""
    grants: tuple[Grant, ...] = ()
    sees_protected: bool = False


@dataclass(frozen=True, kw_only=True)
class Rights:
    """What a steward gives somebody.

    Parameters
    ----------
    grants
        The roles they are to hold.
    organisation
        For whom they work; may be empty.
    sees_protected
        Whether they hold the right for protected records.
    """

    grants: tuple[Grant, ...] = ()
    organisation: str = ""
    sees_protected: bool = False


ALL_RIGHTS = Rights(grants=(Grant(role=Role.STEWARD),), sees_protected=True)
"""What whoever looks after everything holds."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a thing lies, for rights that hold in an area.

    Parameters
    ----------
    zone_codes
        Its zones; empty for what lies nowhere, None for what concerns the whole area.
    organisation
        The organisation of whoever recorded it; empty where it is not known.
    is_protected
        Whether it is protected more than public.
    """

    zone_codes: frozenset[str] | None = None
    organisation: str = ""
    is_protected: bool = False


EVERYWHERE = Place()
"""What concerns the whole area, and every organisation."""


class Rule(Protocol):
    """Says whether somebody may do a thing at a place; None asks whether they may at any place at all."""

    __name__: str

    def __call__(self, actor: Actor, place: Place | None = None) -> bool:
        """Return whether they may.

        Parameters
        ----------
        actor
            Who.
        place
            Where.

        Returns
        -------
        bool
            True when they may.
        """
        ...


_STAFF = frozenset({Role.CONNECTOR, Role.FACILITATOR, Role.REVIEWER, Role.STEWARD})


def everything(name: str) -> Actor:
    """Return somebody who may do everything.

    Parameters
    ----------
    name
        As the histories are to name them.

    Returns
    -------
    Actor
        A steward of the whole area, with the right for protected records.
    """
    return Actor(name=name, grants=ALL_RIGHTS.grants, sees_protected=ALL_RIGHTS.sees_protected)


TERMINAL = everything("command line")
"""Whoever has the terminal has the files: there is nothing to keep from them."""

VISITOR = Actor(name="a visitor")
"""Somebody who is not signed in."""


def may_see_records(actor: Actor, place: Place | None = None) -> bool:
    """Return whether somebody sees records that are not published, and their histories.

    Parameters
    ----------
    actor
        Who.
    place
        Where; None asks whether they may at any place at all, as in every rule here.

    Returns
    -------
    bool
        For connectors, facilitators and reviewers. Reading is not limited to an area: neighbours share what they know.
    """
    is_open = place is None or not place.is_protected or actor.sees_protected
    return is_open and any(grant.role in _STAFF and grant.holds_somewhere for grant in actor.grants)


def may_see_protected(actor: Actor, place: Place | None = None) -> bool:  # noqa: ARG001  (every rule takes a place)
    """Return whether somebody sees protected records.

    Parameters
    ----------
    actor
        Who.
    place
        Makes no difference: the right holds for the whole area.

    Returns
    -------
    bool
        The right is given by itself, to people who hold a role.
    """
    return actor.sees_protected and any(grant.holds_somewhere for grant in actor.grants)


def may_record(actor: Actor, place: Place | None = None) -> bool:
    """Return whether somebody may record assets and change them, with their photos, links and protection.

    Parameters
    ----------
    actor
        Who.
    place
        Where.

    Returns
    -------
    bool
        For connectors, facilitators and reviewers.
    """
    return _holds(actor, {Role.CONNECTOR, Role.FACILITATOR, Role.REVIEWER}, place)


def may_check(actor: Actor, place: Place | None = None) -> bool:
    """Return whether somebody may say that a record is still right, and ask an organisation whether it is.

    Parameters
    ----------
    actor
        Who.
    place
        Where.

    Returns
    -------
    bool
        For connectors, facilitators and reviewers.
    """
    return may_record(actor, place)


def may_look(actor: Actor, place: Place | None = None) -> bool:
    """Return whether somebody may put on record where people looked, and what they found.

    Parameters
    ----------
    actor
        Who.
    place
        Where.

    Returns
    -------
    bool
        For connectors and facilitators.
    """
    return _holds(actor, {Role.CONNECTOR, Role.FACILITATOR}, place)


def may_review(actor: Actor, place: Place | None = None) -> bool:
    """Return whether somebody may decide what is published, and agree to what others proposed.

    Parameters
    ----------
    actor
        Who.
    place
        Where.

    Returns
    -------
    bool
        For reviewers.
    """
    return _holds(actor, {Role.REVIEWER}, place)


def may_take_in_lists(actor: Actor, place: Place | None = None) -> bool:
    """Return whether somebody may take in lists and take them back.

    Parameters
    ----------
    actor
        Who.
    place
        Where; a list may lie anywhere.

    Returns
    -------
    bool
        For connectors of the whole area who see protected records: a list is compared with everything on record.
    """
    return actor.sees_protected and _holds(actor, {Role.CONNECTOR}, place)


def may_map_words(actor: Actor, place: Place | None = None) -> bool:
    """Return whether somebody may give people's own words their codes, for many records at once.

    Parameters
    ----------
    actor
        Who.
    place
        Where.

    Returns
    -------
    bool
        For connectors and reviewers.
    """
    return _holds(actor, {Role.CONNECTOR, Role.REVIEWER}, place)


def may_run_sessions(actor: Actor, place: Place | None = None) -> bool:
    """Return whether somebody may hold mapping sessions, type them up, review what was said, and answer it.

    Parameters
    ----------
    actor
        Who.
    place
        Where.

    Returns
    -------
    bool
        For facilitators.
    """
    return _holds(actor, {Role.FACILITATOR}, place)


def may_add_neighbourhoods(actor: Actor, place: Place | None = None) -> bool:
    """Return whether somebody may add, rename and remove neighbourhoods.

    Parameters
    ----------
    actor
        Who.
    place
        Where.

    Returns
    -------
    bool
        For planners of the whole area.
    """
    return _holds(actor, {Role.PLANNER}, place)


def may_give_keys(actor: Actor, place: Place | None = None) -> bool:
    """Return whether somebody may give partners keys, and withdraw them.

    Parameters
    ----------
    actor
        Who.
    place
        Where.

    Returns
    -------
    bool
        For stewards who see protected records themselves: a key opens what is shared with partners.
    """
    return actor.sees_protected and _holds(actor, set(), place)


def may_invite(actor: Actor, place: Place | None = None) -> bool:
    """Return whether somebody may let people in, say what they may do, and let them go.

    Parameters
    ----------
    actor
        Who.
    place
        Where.

    Returns
    -------
    bool
        For stewards.
    """
    return _holds(actor, set(), place)


def may_set_up(actor: Actor, place: Place | None = None) -> bool:
    """Return whether somebody may install boundaries, deprivation and postcodes.

    Parameters
    ----------
    actor
        Who.
    place
        Where.

    Returns
    -------
    bool
        For stewards.
    """
    return _holds(actor, set(), place)


def may_erase(actor: Actor, place: Place | None = None) -> bool:
    """Return whether somebody may erase people and records for good, and answer what is kept of somebody.

    Parameters
    ----------
    actor
        Who.
    place
        Where.

    Returns
    -------
    bool
        For stewards who see protected records: erasing shows what is found.
    """
    return actor.sees_protected and _holds(actor, set(), place)


def may_back_up(actor: Actor, place: Place | None = None) -> bool:
    """Return whether somebody may make and take away a backup, which holds everything.

    Parameters
    ----------
    actor
        Who.
    place
        Where.

    Returns
    -------
    bool
        For stewards who see protected records.
    """
    return actor.sees_protected and _holds(actor, set(), place)


def may_look_after(actor: Actor, place: Place | None = None) -> bool:
    """Return whether somebody sees what Asset Map itself needs: room, backups, broken or stale parts.

    Parameters
    ----------
    actor
        Who.
    place
        Where.

    Returns
    -------
    bool
        For stewards.
    """
    return _holds(actor, set(), place)


def what_it_is(rule: Rule) -> str:
    """Return what a rule lets somebody do, in words.

    Parameters
    ----------
    rule
        One of `RULES`.

    Returns
    -------
    str
        To stand after “may”.
    """
    words: dict[Rule, str] = {
        may_see_records: _("see records that are not published"),
        may_see_protected: _("see protected records"),
        may_record: _("record and change assets"),
        may_check: _("check records"),
        may_look: _("put on record where people looked"),
        may_review: _("review what others sent or proposed"),
        may_take_in_lists: _("take in lists"),
        may_map_words: _("give words their codes"),
        may_run_sessions: _("hold mapping sessions"),
        may_add_neighbourhoods: _("add and change neighbourhoods"),
        may_give_keys: _("give partners keys"),
        may_invite: _("let people in"),
        may_set_up: _("set up the area"),
        may_erase: _("erase people and records"),
        may_back_up: _("make backups"),
        may_look_after: _("look after Asset Map"),
    }
    return words[rule]


RULES: tuple[Rule, ...] = (
    may_see_records, may_see_protected, may_record, may_check, may_look, may_review, may_take_in_lists, may_map_words,
    may_run_sessions, may_add_neighbourhoods, may_give_keys, may_invite, may_set_up, may_erase, may_back_up,
    may_look_after,
)  # fmt: skip
"""Every rule, in the order in which they are shown."""


def audience_for(actor: Actor) -> Audience:
    """Return for whom lists, maps, measures and files are made that somebody asks for.

    Parameters
    ----------
    actor
        Who.

    Returns
    -------
    Audience
        Staff with the right for protected records see everything, without it everything but those. Planners see what
        partners see with that right, and what the public sees without it.
    """
    if may_see_records(actor):
        return Audience.STAFF if actor.sees_protected else Audience.TEAM
    return Audience.PARTNERS if may_see_protected(actor) else Audience.PUBLIC


def _holds(actor: Actor, roles: Iterable[Role], place: Place | None) -> bool:
    if place is not None and place.is_protected and not actor.sees_protected:
        return False
    counting = {*roles, Role.STEWARD}
    holding = (grant for grant in actor.grants if grant.role in counting and grant.holds_somewhere)
    return any(place is None or _covers(grant, place) for grant in holding)


def _covers(grant: Grant, place: Place) -> bool:
    is_there = grant.zone_codes is None or (place.zone_codes is not None and place.zone_codes <= grant.zone_codes)
    return is_there and grant.organisation in ("", place.organisation)
