"""Who works on the records?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from asset_map.domain.permission import Actor, Role


@dataclass(frozen=True, kw_only=True)
class Person(Actor):
    """Somebody who may sign in; no two have the same name.

    Parameters
    ----------
    person_id
        Opaque and permanent.
    """

    person_id: str


@dataclass(frozen=True, kw_only=True)
class WayIn:
    """How somebody comes in.

    Parameters
    ----------
    link_expires_at
        Until when their personal link opens; None for always.
    identity
        Who they are to the provider of sign-in (`asset_map.domain.identity`); may be empty.
    browsers
        In how many browsers they are signed in.
    last_at
        When they last signed in; None for never, or so long ago that it is forgotten.
    """

    link_expires_at: dt.datetime | None
    identity: str = ""
    browsers: int = 0
    last_at: dt.datetime | None = None


def looks_after_everything(person: Actor) -> bool:
    """Return whether somebody is a steward of the whole area.

    Parameters
    ----------
    person
        Who.

    Returns
    -------
    bool
        False for a steward of one neighbourhood or one organisation's records.
    """
    return any(
        grant.role is Role.STEWARD
        and grant.zone_codes is None
        and not grant.neighbourhood_id
        and not grant.organisation
        for grant in person.grants
    )


def holds_in_several_places(person: Actor) -> bool:
    """Return whether the roles of somebody hold in different places, so that one form cannot show them.

    Parameters
    ----------
    person
        Who.

    Returns
    -------
    bool
        False for several roles in one neighbourhood and for one organisation's records, or everybody's.
    """
    return len({(grant.neighbourhood_id, grant.organisation) for grant in person.grants}) > 1


def is_last_steward(person: Person, people: Iterable[Person]) -> bool:
    """Return whether nobody looked after the whole area without somebody.

    Parameters
    ----------
    person
        Who would go, or do less.
    people
        Everybody who counts as present.

    Returns
    -------
    bool
        False for who is no steward.
    """
    others = (one for one in people if one.person_id != person.person_id)
    return looks_after_everything(person) and not any(looks_after_everything(one) for one in others)
