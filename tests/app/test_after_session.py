"""The screen after a session: one thing at a time, coverage that somebody confirms, and counts without small groups."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from asset_map.domain.contribution import Contribution, ContributionDraft, ReviewResult
from asset_map.domain.mapping_session import MappingSession, Participant
from asset_map.domain.permission import Grant, Rights, Role
from asset_map.domain.protection import Audience, Level
from asset_map.services.people.stewardship import give_roles
from asset_map.services.sessions.contribute import contribute, take_back
from asset_map.services.sessions.coverage import session_coverage
from asset_map.services.sessions.joining import join
from asset_map.services.sessions.review import do_not_use
from asset_map.services.sessions.review_records import Addition, InRecord, add_to_record
from asset_map.services.sessions.turnout import shown_turnout
from asset_map.services.workspace import Workspace
from tests.app.conftest import SignIn, run_screen, texts
from tests.conftest import NOW
from tests.fixtures.actors import let_in, somebody
from tests.fixtures.kept_records import keep
from tests.fixtures.mapping_sessions import new_id, open_session_in, said

SCREEN = "after_session"


@pytest.fixture
def session(workspace: Workspace, sign_in: SignIn) -> MappingSession:
    """Hold a session, and sign in."""
    sign_in("Effie")
    return open_session_in(workspace)


@pytest.fixture
def phone(session: MappingSession, workspace: Workspace) -> Participant:
    """Join it."""
    return join(session, "en", workspace, now=NOW).participant


def _say(draft: ContributionDraft, phone: Participant, workspace: Workspace) -> Contribution:
    kept = contribute(draft, phone, workspace, now=NOW)
    assert isinstance(kept, Contribution), kept
    return kept


def _press(page: AppTest, label: str) -> AppTest:
    [button] = [one for one in page.button if one.label == label]
    page = button.click().run()
    assert not page.exception
    return page


def _key(number: int, field: str) -> str:
    return f"after_{field}_{new_id(number)}"


def test_the_public_sees_nothing_of_it(workspace: Workspace) -> None:
    session = open_session_in(workspace)
    _say(said(1, "zqxmarker"), join(session, "en", workspace, now=NOW).participant, workspace)
    page = run_screen(SCREEN, session=session.session_id)
    assert not page.exception
    assert "This screen is for staff" in texts(page)
    assert "zqxmarker" not in texts(page)
    assert not page.selectbox


def test_without_a_session_and_with_an_empty_one_it_says_so(workspace: Workspace, sign_in: SignIn) -> None:
    sign_in("Effie")
    assert "No mapping session yet" in texts(run_screen(SCREEN))
    session = open_session_in(workspace)
    assert "Nothing was said in this session yet" in texts(run_screen(SCREEN, session=session.session_id))
    page = run_screen(SCREEN, session=session.session_id, part="coverage")
    assert "so none was looked at" in texts(page)
    assert not page.exception


def test_two_sessions_of_one_name_are_told_apart(
    session: MappingSession, phone: Participant, workspace: Workspace
) -> None:
    other = open_session_in(workspace)
    _say(said(1), phone, workspace)
    page = run_screen(SCREEN, session=session.session_id)
    assert sorted(page.selectbox(key="after_session").options) == [
        "Tea and maps · 21 November 2026",
        "Tea and maps · 21 November 2026 (2)",
    ]
    page = page.checkbox(key=_key(1, "quote")).check().run()
    assert page.selectbox(key="after_session").value == session.session_id
    page = page.selectbox(key="after_session").set_value(other.session_id).run()
    assert page.query_params["session"] == other.session_id


def test_one_after_the_other_is_made_a_record_kept_or_not_used(
    session: MappingSession, phone: Participant, workspace: Workspace
) -> None:
    _say(said(1, "Tea *on* Tuesdays"), phone, workspace)
    _say(replace(said(2, "A bench"), kind="idea"), phone, workspace)
    _say(said(3, "x"), phone, workspace)
    page = run_screen(SCREEN, session=session.session_id)
    assert "3 wait for review" in page.selectbox(key="after_now").label
    page.text_input(key=_key(1, "name")).input("Tuesday tea").run()
    page.checkbox(key=_key(1, "quote")).check().run()
    page = _press(page, "Make the record")
    assert "“Tuesday tea” is a record now" in texts(page)
    page = _press(page, "Keep it as said")
    assert "Kept as said." in texts(page)
    page.segmented_control(key=_key(3, "way")).set_value("not_used").run()
    page = _press(page, "Do not use it")
    assert "Nothing was changed" in texts(page)
    page.text_input(key=_key(3, "not_why")).input("A test").run()
    page = _press(page, "Do not use it")
    assert "Everything that was said is reviewed" in texts(page)
    kept = {one.contribution_id: one for one in workspace.store.contributions(session.session_id)}
    assert [kept[new_id(number)].review for number in (1, 2, 3)] == [
        ReviewResult.RECORDED,
        ReviewResult.KEPT,
        ReviewResult.NOT_USED,
    ]
    assert [kept[new_id(number)].may_be_quoted for number in (1, 2)] == [True, False]
    asset = workspace.store.asset(kept[new_id(1)].asset_id)
    assert (asset.name, asset.own_words, asset.recorded_by) == ("Tuesday tea", "Tea *on* Tuesdays", "Effie")


def test_it_is_put_back_and_reviewed_again(session: MappingSession, phone: Participant, workspace: Workspace) -> None:
    _say(said(1), phone, workspace)
    page = _press(run_screen(SCREEN, session=session.session_id), "Make the record")
    page = _press(page, "Put it back into the queue")
    assert "It waits for review again." in texts(page)
    assert "1 waits for review" in page.selectbox(key="after_now").label
    assert not page.exception


def test_a_suggested_offer_is_taken_and_a_twin_is_added_to(
    session: MappingSession, phone: Participant, workspace: Workspace
) -> None:
    hall = keep(workspace)
    _say(replace(said(1, "Hall, with a food bank"), offers=(), place="ZZ1 1AA"), phone, workspace)
    page = run_screen(SCREEN, session=session.session_id)
    [suggested] = [one for one in page.button if "food bank" in one.label]
    page = suggested.click().run()
    assert page.multiselect(key=_key(1, "offers")).value == ["food"]
    page.text_input(key=_key(1, "name")).input("Hall").run()
    page = page.button(key=_key(1, f"twin_{hall.asset_id}")).click().run()
    page = _press(page, "Add to “Hall”")
    asset = workspace.store.asset(hall.asset_id)
    assert "food" in asset.offers
    assert "“Hall, with a food bank”" in asset.valued


def test_of_two_reviewers_the_second_is_told_and_loses_nothing(
    session: MappingSession, phone: Participant, workspace: Workspace
) -> None:
    first = _say(said(1), phone, workspace)
    page = run_screen(SCREEN, session=session.session_id)
    do_not_use(first, workspace, now=NOW, actor=somebody("Morag"), reason="Said twice")
    page = _press(page, "Make the record")
    assert "Morag reviewed it meanwhile" in texts(page)
    assets = workspace.store.read_assets(Audience.STAFF, zone_system=workspace.geography.system.id)
    assert assets.empty


def test_what_was_taken_back_after_a_record_was_made_is_told(
    session: MappingSession, phone: Participant, workspace: Workspace
) -> None:
    _say(said(1), phone, workspace)
    page = _press(run_screen(SCREEN, session=session.session_id), "Make the record")
    take_back(new_id(1), phone, workspace, now=NOW)
    page = run_screen(SCREEN, session=session.session_id)
    assert "was taken back by whoever said it" in texts(page)
    page = _press(page, "Take it out of the record")
    assert "It stands in no record any longer." in texts(page)


def test_what_is_not_to_be_published_says_so_and_cannot_be_quoted(
    session: MappingSession, phone: Participant, workspace: Workspace
) -> None:
    _say(replace(said(1), do_not_publish="yes"), phone, workspace)
    page = run_screen(SCREEN, session=session.session_id)
    assert "Not to be published" in texts(page)
    assert page.checkbox(key=_key(1, "quote")).disabled
    assert page.selectbox(key=_key(1, "protection")).value == "partners"


def test_coverage_is_written_only_when_somebody_confirms_it_and_taken_back(
    session: MappingSession, phone: Participant, workspace: Workspace
) -> None:
    _say(replace(said(1, "", place="ZZ1 1AA"), kind="nothing_here", offers=("food",)), phone, workspace)
    page = run_screen(SCREEN, session=session.session_id, part="coverage")
    assert "This writes 1 look: 0 that found something, and 1 that found nothing there." in texts(page)
    page = _press(page, "Write the coverage")
    assert "Tick the box above" in texts(page)
    assert session_coverage(session, workspace).written == {}
    page.checkbox(key=f"after_sure_{session.session_id}").check().run()
    page = _press(page, "Write the coverage")
    assert "1 look of this session is on record" in texts(page)
    assert list(session_coverage(session, workspace).written) == [("DEMO0001", "food")]
    page = _press(page, "Take them all back")
    assert "1 look was taken back" in texts(page)


def test_counts_are_kept_whole_or_told_beside_their_question(session: MappingSession, workspace: Workspace) -> None:
    page = run_screen(SCREEN, session=session.session_id, part="people")
    page.text_input(key=f"after_count_people_{session.session_id}").input("20")
    page.text_input(key=f"after_count_caring.yes_{session.session_id}").input("many")
    page = _press(page, "Keep these counts")
    assert "without being paid for it? Yes Expected a number of people" in texts(page).replace("\\", "")
    page.text_input(key=f"after_count_caring.yes_{session.session_id}").input("4")
    page = _press(page, "Keep these counts")
    assert "The counts are kept." in texts(page)
    assert shown_turnout(session, workspace).people == 20


def test_the_report_is_linked_for_the_public_and_for_staff(session: MappingSession) -> None:
    page = run_screen(SCREEN, session=session.session_id, part="report")
    assert not page.exception
    assert "may be printed and passed on" in texts(page)


def test_a_facilitator_without_the_right_reads_no_name_of_a_protected_record(
    session: MappingSession, phone: Participant, workspace: Workspace
) -> None:
    hidden = keep(workspace, name="Safe house", protection=Level.PARTNERS)
    heard = _say(said(1, "Ask there"), phone, workspace)
    addition = Addition(asset_id=hidden.asset_id, version=hidden.version)
    added = add_to_record(heard, addition, session, workspace, now=NOW, actor=somebody("Morag"))
    assert isinstance(added, InRecord)
    assert "Safe house" in texts(run_screen(SCREEN, session=session.session_id))
    let_in("Morag", workspace, now=NOW)
    rights = Rights(grants=(Grant(role=Role.FACILITATOR),))
    give_roles("Effie", rights, workspace, now=NOW, actor=somebody("Morag"))
    page = run_screen(SCREEN, session=session.session_id)
    assert not page.exception
    assert "Ask there" in texts(page)
    assert "Safe house" not in texts(page)
    assert "Safe house" not in texts(_press(page, "Put it back into the queue"))
