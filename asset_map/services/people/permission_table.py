"""What may each role do? The table that stands in ``docs/permissions.md``, from the rules that the services ask."""

from __future__ import annotations

import importlib
import pkgutil

import asset_map.services
from asset_map.domain.permission import GIVEN_ROLES, RULES, Actor, Grant, Role, Rule, what_it_is
from asset_map.services.permitted import ASKED, role_in_words
from asset_map.services.permitted_places import everywhere

HEAD = """# Who may do what

Made from the rules in `asset_map/domain/permission.py` by `asset-map people permissions`; a test compares the two.

A role holds in the whole area or in one neighbourhood, for everybody's records or for those of one organisation. What
is protected takes the right for protected records besides: it is given by itself, holds for the whole area, and grants
nothing else. Residents in a mapping session may add to that session, see it, and take back what they sent; they hold no
role. Whoever is not signed in sees what is public and may send a record, which waits for review. Whoever has the
terminal has the files, and may do everything.

- **yes**: everywhere; in a neighbourhood or for an organisation where the role is limited to it.
- **whole area**: only where the role holds in the whole area, for everybody.
- **with the right**: only together with the right for protected records.
"""


def permission_table() -> str:
    """Return what each role may do, and which right each service asks.

    Returns
    -------
    str
        Markdown.
    """
    asked = asked_by_services()
    anywhere = {rule for rule, where in asked.values() if where is not everywhere}
    whole_area = {rule for rule, _where in asked.values()} - anywhere
    columns = [role_in_words(role) for role in GIVEN_ROLES]
    rows = [
        [what_it_is(rule), *(_cell(rule, role, is_for_whole_area=rule in whole_area) for role in GIVEN_ROLES)]
        for rule in RULES
    ]
    services = [
        [f"`{name}`", what_it_is(rule), "whole area" if where is everywhere else "where it lies"]
        for name, (rule, where) in sorted(asked.items())
    ]
    return "\n".join(
        [
            HEAD,
            _table(["May", *columns], rows),
            "",
            "## What each service asks",
            "",
            "Those that change a record refuse a protected one to whoever lacks the right for protected records.",
            "",
            _table(["Service", "Who may", "Where"], services),
            "",
        ]
    )


def asked_by_services() -> dict[str, tuple[Rule, object]]:
    """Return the rule that each service asks.

    Returns
    -------
    dict
        Rule, and what finds out where, by ``module.function``.
    """
    for module in pkgutil.walk_packages(asset_map.services.__path__, f"{asset_map.services.__name__}."):
        importlib.import_module(module.name)
    return dict(ASKED)


def _cell(rule: Rule, role: Role, *, is_for_whole_area: bool) -> str:
    grant = Grant(role=role)
    plain = Actor(name="somebody", grants=(grant,))
    trusted = Actor(name="somebody", grants=(grant,), sees_protected=True)
    if not rule(trusted):
        return "–"
    if not rule(plain):
        return "with the right"
    return "whole area" if is_for_whole_area else "yes"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
