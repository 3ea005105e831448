"""Who may enter, by which link, and for how long."""

from __future__ import annotations

import datetime as dt

import pytest

from asset_map.errors import StoreError, UserError
from asset_map.services.people import SIGN_IN_DAYS, demo_people, enter, entrance, leave, let_go, who
from asset_map.services.workspace import Workspace
from tests.conftest import NOW
from tests.fixtures.actors import let_in, somebody
from tests.fixtures.audit import audit_rows

A_DAY = dt.timedelta(days=1)


def _enter(name: str, workspace: Workspace) -> str:
    entered = enter(let_in(name, workspace, now=NOW), workspace, now=NOW)
    assert entered is not None
    return entered.cookie


def test_a_personal_link_lets_its_person_in_until_the_cookie_ends(tiny: Workspace) -> None:
    cookie = _enter("Morag", tiny)
    person = who(cookie, tiny, now=NOW)
    assert person is not None
    assert person.name == "Morag"
    last_day = NOW + dt.timedelta(days=SIGN_IN_DAYS)
    assert who(cookie, tiny, now=last_day - A_DAY) == person
    assert who(cookie, tiny, now=last_day) is None


@pytest.mark.parametrize("cookie", ["", "guess", "é\x00"])
def test_a_guessed_cookie_or_link_lets_nobody_in(tiny: Workspace, cookie: str) -> None:
    _enter("Morag", tiny)
    assert who(cookie, tiny, now=NOW) is None
    assert enter(cookie, tiny, now=NOW) is None


def test_a_new_link_ends_the_old_one_and_what_came_in_by_it(tiny: Workspace) -> None:
    old = let_in("Morag", tiny, now=NOW)
    cookie = _enter(" morag ", tiny)
    assert enter(old, tiny, now=NOW) is None
    assert [person.name for person in tiny.store.people()] == ["Morag"]
    let_in("Morag", tiny, now=NOW)
    assert who(cookie, tiny, now=NOW) is None


def test_who_starts_the_server_again_stays_signed_in(tiny: Workspace) -> None:
    entered = enter(entrance(tiny, now=NOW), tiny, now=NOW)
    assert entered is not None
    assert enter(entrance(tiny, now=NOW + A_DAY), tiny, now=NOW) is not None
    assert who(entered.cookie, tiny, now=NOW + A_DAY) == entered.person


def test_who_left_or_signed_out_is_let_in_no_longer(tiny: Workspace) -> None:
    morag, iain = _enter("Morag", tiny), _enter("Iain", tiny)
    leave(morag, tiny, now=NOW)
    assert who(morag, tiny, now=NOW) is None
    let_go("iain", tiny, now=NOW, actor=somebody("test"))
    assert who(iain, tiny, now=NOW) is None
    assert [person.name for person in tiny.store.people()] == ["Morag"]
    with pytest.raises(UserError, match=r"\(Morag\); found “Iain”"):
        let_go("Iain", tiny, now=NOW, actor=somebody("test"))


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_name_is_asked_for(tiny: Workspace, name: str) -> None:
    with pytest.raises(UserError, match="1 to 80 characters"):
        let_in(name, tiny, now=NOW)


def test_a_name_that_somebody_left_behind_is_not_given_to_another(tiny: Workspace) -> None:
    let_go_of = let_in("Iain", tiny, now=NOW)
    let_go("Iain", tiny, now=NOW, actor=somebody("test"))
    with pytest.raises(StoreError, match="found “iain” twice"):
        let_in("iain", tiny, now=NOW)
    assert enter(let_go_of, tiny, now=NOW) is None


def test_only_the_demo_town_lets_anybody_in(tiny: Workspace) -> None:
    assert tiny.geography.fictional
    assert demo_people(tiny) == ()


def test_every_change_of_who_may_enter_is_in_the_audit(tiny: Workspace) -> None:
    cookie = _enter("Morag", tiny)
    leave(cookie, tiny, now=NOW)
    let_go("Morag", tiny, now=NOW, actor=somebody("Iain"))
    events = [(row.action, row.actor) for row in audit_rows(tiny) if row.subject_kind == "person"]
    assert events == [("invited", "Steward"), ("signed_in", "Morag"), ("signed_out", "Morag"), ("left", "Iain")]
