"""Staff tell people what became of what they said: several at once, nothing typed is lost, nothing told is lost."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.outcome import Answer
from asset_map.services.sessions.contribute import contribute
from asset_map.services.sessions.joining import join
from asset_map.services.sessions.outcomes import OutcomeDraft, tell
from asset_map.services.workspace import Workspace
from tests.app.conftest import SignIn, run_screen, texts
from tests.conftest import NOW
from tests.fixtures.actors import somebody
from tests.fixtures.mapping_sessions import new_id, open_session_in, said

SCREEN = "you_said_we_did"


@pytest.fixture
def session(workspace: Workspace) -> MappingSession:
    """Hold a session in which two things were said, of which one is another view of the other."""
    session = open_session_in(workspace)
    phone = join(session, "en", workspace, now=NOW).participant
    contribute(said(1, "zqxmarker kettle"), phone, workspace, now=NOW)
    other = said(2, "No kettle, please")
    contribute(type(other)(**vars(other) | {"about_id": new_id(1)}), phone, workspace, now=NOW)
    return session


def _press(page: AppTest, label: str) -> AppTest:
    [button] = [one for one in page.button if one.label == label]
    page = button.click().run()
    assert not page.exception
    return page


def test_the_public_sees_nothing_of_it(session: MappingSession) -> None:
    page = run_screen(SCREEN, session=session.session_id)
    assert "zqxmarker" not in texts(page)
    assert not page.radio


def test_several_are_told_at_once_and_a_refusal_keeps_what_was_typed(
    session: MappingSession, workspace: Workspace, sign_in: SignIn
) -> None:
    sign_in("Effie")
    page = run_screen(SCREEN, session=session.session_id)
    assert "Two views of one thing" in texts(page)
    assert "Of 2 things nothing is told yet." in texts(page)
    page.multiselect(key=f"answers_about_{session.session_id}").set_value([new_id(1), new_id(2)])
    page.radio(key=f"answers_answer_{session.session_id}").set_value("will")
    page.text_area(key=f"answers_words_{session.session_id}").set_value("A small kettle")
    page = _press(page, "Tell people")
    assert "Expected the date by which it is done" in texts(page)
    assert page.text_area(key=f"answers_words_{session.session_id}").value == "A small kettle"
    page.text_input(key=f"answers_by_when_{session.session_id}").set_value("1 January 2100")
    page = _press(page, "Tell people")
    assert "2 things are told." in texts(page)
    told = workspace.store.outcomes(session.session_id)
    assert {(one.contribution_id, one.answer, one.said_by) for one in told} == {
        (new_id(number), Answer.WILL, "Effie") for number in (1, 2)
    }
    assert page.text_area(key=f"answers_words_{session.session_id}").value == ""


def test_a_promise_to_everybody_is_answered_in_its_own_words(
    session: MappingSession, workspace: Workspace, sign_in: SignIn
) -> None:
    sign_in("Effie")
    draft = OutcomeDraft(answer="will", words="A new key", by_when="2100-01-01")
    tell([], draft, session, workspace, now=NOW, actor=somebody("Morag"))
    page = run_screen(SCREEN, session=session.session_id)
    page.selectbox(key=f"answers_promise_{session.session_id}").set_value("A new key")
    page.text_area(key=f"answers_words_{session.session_id}").set_value("It is in the hall")
    page = _press(page, "Tell people")
    kept = max(workspace.store.outcomes(session.session_id), key=lambda one: one.said_at)
    assert (kept.answer, kept.words, kept.because) == (Answer.DID, "A new key", "It is in the hall")
    assert "Kept in time" in texts(page)


def test_a_late_promise_is_said_plainly_and_what_waits_is_found(
    session: MappingSession, workspace: Workspace, sign_in: SignIn
) -> None:
    sign_in("Effie")
    soon = OutcomeDraft(answer="will", words="A kettle", by_when=NOW.date().isoformat())
    tell([new_id(1)], soon, session, workspace, now=NOW, actor=somebody("Morag"))
    page = run_screen(SCREEN, session=session.session_id)
    assert "1 promise is late" in texts(page)
    assert "Late: the date has passed, and nothing was told since" in texts(page)
    page.toggle(key="answers_silent").set_value(True).run()
    assert not page.exception
    assert page.button(key=f"answers_quote_{new_id(2)}")


def test_words_are_let_be_quoted_and_a_decision_is_noted(
    session: MappingSession, workspace: Workspace, sign_in: SignIn
) -> None:
    sign_in("Effie")
    page = run_screen(SCREEN, session=session.session_id)
    page = page.button(key=f"answers_quote_{new_id(1)}").click().run()
    kept = workspace.store.contribution(new_id(1))
    assert kept is not None
    assert kept.may_be_quoted
    page = run_screen(SCREEN, session=session.session_id, part="decisions")
    page.text_area(key=f"answers_decided_words_{session.session_id}").set_value("Tea first")
    page = _press(page, "Note this decision")
    assert "Expected why it was decided so" in texts(page)
    page.text_area(key=f"answers_decided_reason_{session.session_id}").set_value("All said so")
    page = _press(page, "Note this decision")
    [decision] = workspace.store.decisions(session.session_id)
    assert (decision.words, decision.decided_on) == ("Tea first", session.held_on)


def test_staff_find_the_page_the_posters_and_the_file(session: MappingSession, sign_in: SignIn) -> None:
    sign_in("Effie")
    page = run_screen(SCREEN, session=session.session_id, part="pass_on")
    assert "once the session is closed" in texts(page)
    links = [one.proto.url for one in page.get("link_button")]
    for address in (f"/said/{session.session_id}", f"/mapping/{session.session_id}/record.json?public=1", "/slip"):
        assert address in links
