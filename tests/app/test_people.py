"""The screen on which stewards say who may do what."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.permission import Grant, Rights, Role
from asset_map.pages.components import who
from asset_map.services.people.entering import enter
from asset_map.services.people.inviting import Invitation, invite
from asset_map.services.people.known import person_named
from asset_map.services.sessions.prepare import prepare
from asset_map.services.workspace import Workspace
from tests.app.conftest import SignIn, run_screen, texts
from tests.fixtures.actors import let_in, somebody
from tests.fixtures.mapping_sessions import draft_of_session


def _tap(page: AppTest, key: str) -> AppTest:
    next(button for button in page.button if button.key == key).click()
    return page.run()


def test_a_steward_invites_somebody_with_role_organisation_and_days(workspace: Workspace, sign_in: SignIn) -> None:
    sign_in("Morag")
    page = run_screen("people")
    page.text_input(key="people_name").set_value("Effie Tulloch")
    page.text_input(key="people_invite_organisation").set_value("The health board")
    page.checkbox(key="people_invite_only_own").check()
    page.number_input(key="people_days").set_value(3)
    page.run()
    page = _tap(page, "people_do_invite")
    assert not page.exception
    effie = person_named("Effie Tulloch", workspace)
    assert effie.grants == (Grant(role=Role.CONNECTOR, organisation="The health board"),)
    assert (effie.organisation, effie.sees_protected) == ("The health board", False)
    token = page.code[0].value.rsplit("/", 1)[1]
    assert enter(token, workspace, now=who.now()) is not None
    assert "Connector, for records of The health board only" in texts(page)
    again = _tap(page, "people_do_invite")
    assert "Nothing was changed" in texts(again)


def test_a_steward_changes_roles_makes_links_and_ends_sign_ins(workspace: Workspace, sign_in: SignIn) -> None:
    sign_in("Morag")
    known = Invitation(identity="email:iain@council.example")
    lost = invite("Iain", workspace, now=who.now(), actor=somebody("test"), invitation=known)
    assert enter(lost, workspace, now=who.now()) is not None
    iain = person_named("Iain", workspace)
    page = run_screen("people")
    assert not page.exception
    assert "Signs in as iain@council\\.example" in texts(page)
    assert "Signed in with one browser" in texts(page)
    page.checkbox(key=f"people_{iain.person_id}_sees").check()
    page = _tap(page.run(), f"people_roles_{iain.person_id}")
    assert person_named("Iain", workspace).sees_protected
    page = _tap(page, f"people_both_{iain.person_id}")
    assert enter(lost, workspace, now=who.now()) is None
    assert "Signed in nowhere" in texts(page)


def test_what_stands_in_the_form_is_saved_although_the_screen_was_not_drawn_again(
    workspace: Workspace, sign_in: SignIn
) -> None:
    sign_in("Morag")
    let_in("Iain", workspace, now=who.now())
    iain = person_named("Iain", workspace)
    page = run_screen("people")
    page.checkbox(key=f"people_{iain.person_id}_sees").uncheck()
    page = _tap(page, f"people_roles_{iain.person_id}")
    assert not person_named("Iain", workspace).sees_protected
    page.text_input(key="people_name").set_value("Effie")
    page.checkbox(key="people_invite_sees").check()
    _tap(page, "people_do_invite")
    assert person_named("Effie", workspace).sees_protected


def test_a_steward_is_warned_before_roles_in_several_places_become_one(workspace: Workspace, sign_in: SignIn) -> None:
    sign_in("Morag")
    of_board = Grant(role=Role.REVIEWER, organisation="The health board")
    mixed = Rights(grants=(Grant(role=Role.CONNECTOR), of_board), organisation="The health board")
    invite("Iain", workspace, now=who.now(), actor=somebody("test"), rights=mixed)
    warned = [one.value for one in run_screen("people").warning]
    assert warned == ["They hold roles in several places. What is saved here takes the place of all of them."]


def test_a_steward_lets_somebody_go_and_what_is_open_goes_to_another(workspace: Workspace, sign_in: SignIn) -> None:
    sign_in("Morag")
    let_in("Iain", workspace, now=who.now())
    iain = person_named("Iain", workspace)
    made = prepare(replace(draft_of_session(), facilitator="Iain"), workspace, now=who.now(), actor=iain)
    assert isinstance(made, MappingSession), made
    page = run_screen("people")
    page = page.selectbox(key=f"people_{iain.person_id}_to").select_index(1).run()
    page = _tap(page, f"people_go_{iain.person_id}")
    assert [one.name for one in workspace.store.people()] == ["Morag"]
    assert [one.facilitator for one in workspace.store.mapping_sessions()] == ["Morag"]
    assert "can no longer enter" in texts(page)
    morag = person_named("Morag", workspace)
    page = _tap(page, f"people_go_{morag.person_id}")
    assert "Make somebody else a steward first" in texts(page).replace("\\", "")


def test_others_are_told_whom_to_ask(workspace: Workspace, sign_in: SignIn) -> None:
    let_in("Morag", workspace, now=who.now())
    invite("Iain", workspace, now=who.now(), actor=somebody("test"))
    page = run_screen("people")
    assert "This screen is for staff" in texts(page)
    assert not page.text_input


@pytest.mark.parametrize("role", [Role.CONNECTOR, Role.PLANNER])
def test_who_is_no_steward_sees_no_form(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, role: Role) -> None:
    let_in("Morag", workspace, now=who.now())
    held = Rights(grants=(Grant(role=role),))
    token = invite("Iain", workspace, now=who.now(), actor=somebody("test"), rights=held)
    entered = enter(token, workspace, now=who.now())
    assert entered is not None
    monkeypatch.setattr(who, "staff_cookie", lambda: entered.cookie)
    page = run_screen("people")
    assert "Ask one of them: Morag" in texts(page)
    assert not page.text_input
