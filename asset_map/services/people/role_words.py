"""What somebody may do, in words for the screen on which stewards say so."""

from __future__ import annotations

from asset_map.domain.permission import RULES, Actor, Grant, Role, may_see_protected, what_it_is
from asset_map.language import gettext as _
from asset_map.services.permitted import role_in_words
from asset_map.services.workspace import Workspace


def role_does(role: Role) -> str:
    """Return what a role is for.

    Parameters
    ----------
    role
        Held in the whole area.

    Returns
    -------
    str
        What the rules let it do, one after the other; for a steward, that it is everything.
    """
    if role is Role.STEWARD:
        return _("everything, and says who may do what")
    holder = Actor(name="", grants=(Grant(role=role),))
    done = [what_it_is(rule) for rule in RULES if rule is not may_see_protected and rule(holder)]
    return ", ".join(done) or _("look at what everybody sees, and set up reports")


def held_in_words(person: Actor, workspace: Workspace) -> tuple[str, ...]:
    """Return the roles of somebody, each with where it holds.

    Parameters
    ----------
    person
        Who.
    workspace
        The area, for the names of neighbourhoods.

    Returns
    -------
    tuple of str
        In the words of the screen; empty for no role.
    """
    names = {one.neighbourhood_id: one.name for one in workspace.store.neighbourhoods()}
    return tuple(_grant(grant, names) for grant in person.grants)


def _grant(grant: Grant, names: dict[str, str]) -> str:
    words = role_in_words(grant.role)
    if grant.neighbourhood_id:
        area = names.get(grant.neighbourhood_id, _("a neighbourhood that was removed"))
        words = _("{role} in {area}").format(role=words, area=area)
    if grant.organisation:
        words = _("{role}, for records of {organisation} only").format(role=words, organisation=grant.organisation)
    return words
