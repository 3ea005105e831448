"""The screen of mapping sessions: one is prepared, changed, opened, given another code and closed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from asset_map.domain.mapping_session import MappingSession, SessionState
from asset_map.services.sessions.contribute import contribute
from asset_map.services.sessions.joining import join
from asset_map.services.sessions.prepare import change_session, draft_of_session
from asset_map.services.sessions.prompts import PROMPTS, PROMPTS_BY_THEME
from asset_map.services.workspace import Workspace
from tests.app.conftest import SignIn, run_screen, texts
from tests.conftest import NOW
from tests.fixtures.actors import somebody
from tests.fixtures.mapping_sessions import open_session_in, said

SCREEN = "mapping_sessions"


@pytest.fixture
def signed_in(sign_in: SignIn) -> None:
    """Sign in."""
    sign_in("Effie")


def _field(page: AppTest, name: str, prefix: str = "new") -> object:
    return page.session_state[f"session_{prefix}_{name}"]


def _set(page: AppTest, prefix: str = "new", **values: str) -> AppTest:
    for name, value in values.items():
        [field] = [one for one in [*page.text_input, *page.text_area] if one.key == f"session_{prefix}_{name}"]
        field.set_value(value)
    return page.run()


def _press(page: AppTest, key: str) -> AppTest:
    [button] = [one for one in page.button if one.key == key]
    page = button.click().run()
    assert not page.exception, page.exception
    return page


def _prepared(workspace: Workspace) -> MappingSession:
    page = run_screen(SCREEN, do="prepare")
    assert not page.exception, page.exception
    page = _set(page, title="Tea and maps", place="The hall", held_on="21/11/2026")
    [how] = [one for one in page.segmented_control if one.key == "session_new_how"]
    page = how.set_value("whole").run()
    _press(page, "session_new_save")
    (session,) = workspace.store.mapping_sessions()
    return session


def test_the_public_is_told_how_to_enter_and_sees_no_session(workspace: Workspace) -> None:
    session = open_session_in(workspace)
    for query in ({}, {"session": session.session_id}, {"do": "prepare"}):
        page = run_screen(SCREEN, **query)
        assert not page.exception
        shown = texts(page)
        assert session.title not in shown
        assert session.code not in shown
        assert "for staff" in shown


@pytest.mark.usefixtures("signed_in")
def test_without_a_session_the_next_step_is_said(workspace: Workspace) -> None:
    page = run_screen(SCREEN)
    assert "No session yet" in texts(page)
    assert "What is it called?" in [one.label for one in _press(page, "sessions_prepare").text_input]


@pytest.mark.usefixtures("signed_in")
def test_mistakes_are_said_beside_their_fields_and_nothing_typed_is_lost(workspace: Workspace) -> None:
    page = _set(run_screen(SCREEN, do="prepare"), title="Tea", held_on="the 40th", who_is_missing="Parents")
    page = _press(page, "session_new_save")
    assert "Expected the neighbourhood" in texts(page)
    [how] = [one for one in page.segmented_control if one.key == "session_new_how"]
    page = _press(how.set_value("whole").run(), "session_new_save")
    shown = texts(page)
    assert "Expected the date of the session" in shown
    assert "Expected where it is held" in shown
    assert (_field(page, "title"), _field(page, "who_is_missing")) == ("Tea", "Parents")
    assert workspace.store.mapping_sessions() == []


@pytest.mark.usefixtures("signed_in")
def test_a_map_on_which_nothing_is_drawn_is_no_area(workspace: Workspace) -> None:
    page = _set(run_screen(SCREEN, do="prepare"), title="Tea", place="The hall", held_on="21/11/2026")
    [how] = [one for one in page.segmented_control if one.key == "session_new_how"]
    page = _press(how.set_value("drawn").run(), "session_new_save")
    assert "Expected an area on the map" in texts(page)
    assert workspace.store.mapping_sessions() == []


@pytest.mark.usefixtures("signed_in")
def test_a_form_that_was_opened_before_somebody_else_changed_it_overwrites_nothing(workspace: Workspace) -> None:
    session = _prepared(workspace)
    page = run_screen(SCREEN, session=session.session_id, do="change")
    draft = replace(draft_of_session(session, workspace), title="Cake and maps")
    change_session(session, draft, workspace, now=NOW, actor=somebody("Morag"))
    page = _set(page, session.session_id, title="Coffee and maps")
    page = _press(page, f"session_{session.session_id}_save")
    assert _field(page, "title", session.session_id) == "Coffee and maps"
    kept = workspace.store.mapping_session(session.session_id)
    assert kept is not None
    assert kept.title == "Cake and maps"


@pytest.mark.usefixtures("signed_in")
def test_a_session_is_prepared_with_what_stands_in_the_form(workspace: Workspace) -> None:
    session = _prepared(workspace)
    assert (session.title, session.facilitator, session.state) == ("Tea and maps", "Effie", SessionState.PREPARED)
    assert [one.text for one in session.prompts] == list(PROMPTS)
    assert session.offers == tuple(workspace.classification.offers)
    assert session.glance_first
    page = run_screen(SCREEN, session=session.session_id)
    assert "Prepared, not open yet" in texts(page)


@pytest.mark.usefixtures("signed_in")
def test_a_question_for_each_theme_is_added_once(workspace: Workspace) -> None:
    page = run_screen(SCREEN, do="prepare")
    [themes] = [one for one in page.multiselect if one.key == "session_new_offers"]
    page = themes.set_value(["food", "play"]).run()
    page = _press(page, "session_new_suggest")
    asked = str(_field(page, "prompts")).splitlines()
    assert asked == [*PROMPTS, PROMPTS_BY_THEME["food"], PROMPTS_BY_THEME["play"]]
    assert [one for one in page.button if one.key == "session_new_suggest"] == []


@pytest.mark.usefixtures("signed_in")
def test_where_nobody_looked_is_said_before_the_session(workspace: Workspace) -> None:
    page = run_screen(SCREEN, do="prepare")
    [how] = [one for one in page.segmented_control if one.key == "session_new_how"]
    shown = texts(how.set_value("whole").run())
    assert "In 6 of the 6 zones" in shown
    assert "not who lives there" in shown


@pytest.mark.usefixtures("signed_in")
def test_changing_words_keeps_the_area_and_what_was_said_holds_it(workspace: Workspace) -> None:
    session = _prepared(workspace)
    page = run_screen(SCREEN, session=session.session_id, do="change")
    _press(_set(page, session.session_id, title="Coffee and maps"), f"session_{session.session_id}_save")
    changed = workspace.store.mapping_session(session.session_id)
    assert changed is not None
    assert (changed.title, changed.grid, changed.area_bng) == ("Coffee and maps", session.grid, session.area_bng)
    assert draft_of_session(changed, workspace).title == "Coffee and maps"
    opened = open_session_in(workspace)
    contribute(said(1), join(opened, "en", workspace, now=NOW).participant, workspace, now=NOW)
    assert "stay as they are on paper" in texts(run_screen(SCREEN, session=opened.session_id, do="change"))


@pytest.mark.usefixtures("signed_in")
def test_opening_replacing_the_code_and_closing(workspace: Workspace) -> None:
    session = _prepared(workspace)
    page = _press(run_screen(SCREEN, session=session.session_id), "holding_open")
    opened = workspace.store.mapping_session(session.session_id)
    assert opened is not None
    assert opened.code in texts(page)
    page = _press(page, "holding_replace")
    replaced = workspace.store.mapping_session(session.session_id)
    assert replaced is not None
    assert replaced.code not in {"", opened.code}
    assert replaced.code in texts(page)
    _press(page, "holding_close")
    closed = workspace.store.mapping_session(session.session_id)
    assert closed is not None
    assert closed.state is SessionState.CLOSED


@pytest.mark.usefixtures("signed_in")
def test_an_address_of_no_session_says_so(workspace: Workspace) -> None:
    page = run_screen(SCREEN, session="unknown")
    assert not page.exception
    assert "no session at this address" in texts(page)
