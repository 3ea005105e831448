"""Services by roles, areas and protection: what the rules say is what the services do."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from asset_map.domain.permission import (
    GIVEN_ROLES,
    VISITOR,
    Actor,
    Role,
    Rule,
    may_record,
)
from asset_map.errors import AssetMapError, NoRightError
from asset_map.services.people.permission_table import asked_by_services, permission_table
from asset_map.services.permitted_places import everywhere
from asset_map.services.workspace import Workspace
from tests.architecture.test_writes_are_audited import OPENING, _services_that_write
from tests.architecture.write_scenarios import SCENARIOS, acting_as
from tests.fixtures.actors import holding

ASKED = asked_by_services()


NOT_ASKING = {
    "check_links.answer": "for whoever holds an organisation's link",
    "people.entering.enter_as": "for whomever the provider of sign-in vouches for",
    "people.entering.sign_in": "for whoever was let in just now",
    "data_protection.erased_list.erase_what_came_back": "for opening a workspace",
    "data_protection.erasing.erase_for_good": "for services that have asked",
    "data_protection.keep_until.do_what_dates_bring": "for the day's work",
    "people.entering.enter": "for whoever holds a personal link",
    "people.inviting.entrance": "for whoever starts the server",
    "people.entering.leave": "for whoever is signed in",
    "record.record": "asks by itself: a visitor may send a record for review",
    "sent.answer_question": "for whoever sent the record",
    "sessions.contribute.contribute": "for residents in a session",
    "sessions.contribute.put_back": "for whoever said it",
    "sessions.contribute.take_back": "for whoever said it",
    "sessions.joining.join": "for whoever knows the session's code",
    "sessions.joining.read_other_language": "for residents in a session",
    "sessions.matters.no_longer_matters": "for residents in a session",
    "sessions.matters.this_matters": "for residents in a session",
    "sessions.review.mark": "for services that have asked",
    "workspace.place_again": "for opening a workspace",
}


def _trials(rule: Rule, where: object, zones: frozenset[str]) -> list[tuple[Actor, bool, str]]:
    """Return who tries, whether they may, and what is tried: those who may not come first."""
    trials: list[tuple[Actor, bool, str]] = [(VISITOR, False, "a visitor")]
    for role in GIVEN_ROLES:
        may = rule(holding(role, sees=True))
        trials.append((holding(role, sees=True), may, f"{role} of the whole area"))
        trials.append((holding(role, sees=True, zones=frozenset({"elsewhere"})), False, f"{role} elsewhere"))
        trials.append((holding(role, sees=True, organisation="Another"), False, f"{role} for another organisation"))
        trials.append((holding(role, sees=True, zones=zones), may and where is not everywhere, f"{role} here"))
    return sorted(trials, key=lambda trial: trial[1])


def _is_refused(name: str, actor: Actor, write: object) -> bool:
    try:
        with acting_as(actor):
            write()  # type: ignore[operator]
    except NoRightError:
        return True
    except AssetMapError:
        return False  # it was let in, and found that somebody else had done it before
    return False


@pytest.mark.parametrize("name", sorted({*ASKED, "record.record"} & {*SCENARIOS}))
def test_a_service_does_for_each_role_and_area_what_its_rule_says(name: str, tiny: Workspace) -> None:
    rule, where = ASKED.get(name, (may_record, None))
    written = SCENARIOS[name](tiny)
    version = tiny.store.version()
    zones = frozenset(tiny.geography.zones_bng.index)
    told = []
    for actor, may, what in _trials(rule, where, zones):
        if not may:
            assert _is_refused(name, actor, written.write), f"{name} let in {what}"
            assert tiny.store.version() == version, f"{name} changed something for {what}"
        else:
            told.append(what)
            assert not _is_refused(name, actor, written.write), f"{name} refused {what}"
    assert told


ABOUT_ASSETS = sorted(
    name
    for name, (_rule, where) in ASKED.items()
    if name in SCENARIOS
    and any(
        word in repr(where) for word in ("of_assets", "of_link", "of_ends", "of_photo", "of_ch", "of_prop", "of_mapped")
    )
)


@pytest.mark.parametrize("name", ABOUT_ASSETS)
def test_what_is_protected_takes_the_right_for_it(name: str, tiny: Workspace) -> None:
    written = SCENARIOS[name](tiny)
    with tiny.store._changing() as connection:
        connection.execute(text("UPDATE assets SET protection = 'partners'"))
    without, steward = holding(Role.STEWARD), holding(Role.STEWARD, sees=True)
    version = tiny.store.version()
    assert _is_refused(name, without, written.write)
    assert tiny.store.version() == version
    assert not _is_refused(name, steward, written.write)


def test_every_service_that_takes_an_actor_and_writes_asks() -> None:
    assert _services_that_write() - {*ASKED, *OPENING} == {*NOT_ASKING}


def test_the_table_in_the_documents_is_that_of_the_code() -> None:
    path = Path(__file__).parents[2] / "docs/permissions.md"
    assert path.read_text("utf-8") == permission_table()
