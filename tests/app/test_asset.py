"""The screen of one record: what the public sees of it, and everything that staff do with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from asset_map.domain.asset import Asset, AssetDraft, ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.check_link import ORGANISATION
from asset_map.domain.permission import VISITOR
from asset_map.domain.proposal import Proposal, ProposalKind
from asset_map.domain.protection import Level
from asset_map.domain.three_ways import Side
from asset_map.errors import StoreError
from asset_map.pages.components import record_place
from asset_map.services.as_draft import as_draft
from asset_map.services.change import change
from asset_map.services.protect import propose_lowering
from asset_map.services.record import record
from asset_map.services.review import decide
from asset_map.services.sent import known_again
from asset_map.services.workspace import Workspace
from asset_map.store import Store
from asset_map.store.forgetting import edit_form
from tests.app.conftest import SignIn, run_screen, texts
from tests.conftest import NOW
from tests.fixtures.actors import somebody
from tests.fixtures.kept_records import FULL, HALL, keep

BROWSER = "browser of the test"


@pytest.fixture(autouse=True)
def _without_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest cannot show our own parts of a screen."""
    monkeypatch.setattr(record_place, "place_picker", lambda *_, **__: None)
    monkeypatch.setattr(record_place, "typed_line", lambda *_, **__: None)


def _shown(page: AppTest) -> str:
    html = "\n".join(str(one.proto.body) for one in page.get("html"))
    return f"{texts(page)}\n{html}\n" + "\n".join(str(one.value) for one in page.header)


def _press(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click().run()
    assert not page.exception
    return page


def _panel(asset: Asset, panel: str) -> AppTest:
    page = run_screen("asset", id=asset.asset_id, panel=panel)
    assert not page.exception
    return page


@pytest.mark.parametrize(
    ("level", "state"),
    [
        (Level.PARTNERS, ReviewState.PUBLISHED),
        (Level.UNMAPPED, ReviewState.PUBLISHED),
        (Level.PUBLIC, ReviewState.SUBMITTED),
        (Level.PUBLIC, ReviewState.ARCHIVED),
    ],
)
def test_what_the_public_may_not_see_reads_like_what_is_not_there(
    workspace: Workspace, level: Level, state: ReviewState
) -> None:
    draft = replace(HALL, name="MARKER", protection=level.value)
    hidden = keep(workspace, draft, review_state=state)
    pages = [run_screen("asset", id=asset_id) for asset_id in (hidden.asset_id, "unknown")]
    pages += [run_screen("asset", id=hidden.asset_id, panel=panel) for panel in ("edit", "history")]
    assert {_shown(page) for page in pages} == {_shown(pages[0])}
    assert "There is nothing to show at this address." in _shown(pages[0])
    assert "MARKER" not in _shown(pages[0])


def test_the_public_sees_its_fields_and_nothing_else(workspace: Workspace) -> None:
    words = AssetDraft(
        **vars(HALL) | {"name": "Hall *one*", "summary": "<b>Soup</b>", "phone": "0141 000 0000", "cost": "Free"}
    )
    kept = keep(workspace, words, review_reason="INTERNAL", protection_reason="INTERNAL")
    page = run_screen("asset", id=kept.asset_id)
    assert not page.exception
    assert page.title[0].value == "Hall \\*one\\*"
    shown = _shown(page)
    for expected in ("Places", "Meeting people", "&lt;b&gt;Soup", "0141 000 0000", "Free", "Tiny Town - 01", "ZZ1 1AA"):
        assert expected in shown
    for hidden in ("INTERNAL", "Morag", "For staff\n", "<b>Soup"):
        assert hidden not in shown
    assert [button.label for button in page.button] == []


def test_of_an_area_record_the_public_sees_no_place(workspace: Workspace) -> None:
    kept = keep(workspace, replace(HALL, address="1 Fable Street", protection="area"))
    shown = _shown(run_screen("asset", id=kept.asset_id))
    assert "Tiny Town - 01" in shown
    assert "ZZ1" not in shown
    assert "Fable" not in shown


def test_staff_see_everything_under_a_heading_that_names_the_level(workspace: Workspace, sign_in: SignIn) -> None:
    workspace.store.add_asset(FULL, event=AuditEvent(at=NOW, actor="Morag", action=Action.RECORDED))
    sign_in("Iain")
    shown = _shown(_panel(FULL, "all"))
    for expected in ("For staff", "not where", "Isa", "Asked for by the organiser", "1 Fable Street", "walk-7"):
        assert expected in shown
    assert "The public sees nothing of this record." in shown
    assert "a browser" not in shown


@pytest.mark.parametrize("panel", ["all", "edit", "check", "review", "protection", "photos", "history", "nonsense"])
def test_every_panel_opens(workspace: Workspace, sign_in: SignIn, panel: str) -> None:
    workspace.store.add_asset(FULL, event=AuditEvent(at=NOW, actor="Morag", action=Action.RECORDED))
    sign_in("Iain")
    assert "Wash house" in _panel(FULL, panel).title[0].value


def test_the_panel_that_is_needed_opens_first(workspace: Workspace, sign_in: SignIn) -> None:
    sign_in("Iain")
    sent = keep(workspace, review_state=ReviewState.SUBMITTED)
    assert "Decide" in _shown(run_screen("asset", id=sent.asset_id))
    secret = keep(workspace, protection=Level.PARTNERS)
    propose_lowering(secret.asset_id, Level.AREA, reason="Why", workspace=workspace, now=NOW, actor=somebody("Morag"))
    assert "Waits for a second person" in _shown(run_screen("asset", id=secret.asset_id))


def test_a_change_is_kept_and_its_draft_forgotten(workspace: Workspace, sign_in: SignIn) -> None:
    kept = keep(workspace)
    sign_in("Iain")
    page = _panel(kept, "edit")
    page.text_input(key="edit_name").input("Town hall").run()
    page.text_input(key="edit_phone").input("0141 000 0000").run()
    draft = workspace.store.draft(BROWSER, edit_form(kept.asset_id))
    assert draft == {"name": "Town hall", "phone": "0141 000 0000", "version": "1"}
    page.text_input(key="edit_why").input("New sign").run()
    _press(page, "Save")
    assert "Saved." in texts(page)
    now = workspace.store.asset(kept.asset_id)
    assert now == replace(kept, name="Town hall", phone="0141 000 0000", version=2)
    event = workspace.store.history(kept.asset_id)[-1].event
    assert (event.actor, event.reason) == ("Iain", "New sign")
    assert workspace.store.draft(BROWSER, edit_form(kept.asset_id)) is None


def test_a_half_typed_change_is_offered_again_and_can_be_thrown_away(workspace: Workspace, sign_in: SignIn) -> None:
    kept = keep(workspace)
    sign_in("Iain")
    page = _panel(kept, "edit")
    page.text_input(key="edit_name").input("Half a name").run()
    again = _panel(kept, "edit")
    assert again.text_input(key="edit_name").value == "Half a name"
    assert "the change that you had begun" in texts(again)
    _press(again, "Throw my change away")
    assert again.text_input(key="edit_name").value == "Hall"
    assert workspace.store.draft(BROWSER, edit_form(kept.asset_id)) is None


def test_what_is_wrong_and_what_fails_leaves_the_words_on_the_screen(
    workspace: Workspace, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keep(workspace)
    sign_in("Iain")
    page = _panel(kept, "edit")
    page.text_input(key="edit_email").input("no").run()
    _press(page, "Save")
    assert "Expected one e-mail address" in texts(page)
    page.text_input(key="edit_email").input("hall@example.org").run()

    def full(*_: object, **__: object) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "delete_draft", full)
        page.button(key="edit_throw_away").click().run()
    assert not page.exception
    assert "Nothing was changed. The disk is full" in texts(page).replace("\\", "")
    with monkeypatch.context() as patched:
        patched.setattr(Store, "change_asset", full)
        _press(page, "Save")
    assert "The disk is full" in texts(page).replace("\\", "")
    assert page.text_input(key="edit_email").value == "hall@example.org"
    _press(page, "Save")
    assert workspace.store.asset(kept.asset_id).email == "hall@example.org"


def test_words_that_ask_for_more_protection_are_said_before_saving(workspace: Workspace, sign_in: SignIn) -> None:
    kept = keep(workspace)
    sign_in("Iain")
    page = _panel(kept, "edit")
    page.selectbox(key="edit_kind").set_value("person").run()
    assert "Lowering it again takes two people" in texts(page)
    assert "forgotten for good" in texts(page)
    _press(page, "Save")
    now = workspace.store.asset(kept.asset_id)
    assert (now.kind, now.protection, now.geometry_bng) == ("person", Level.UNMAPPED, None)
    assert "It is protected more now" in texts(page)


def test_a_warning_about_words_is_overruled_with_a_reason(workspace: Workspace, sign_in: SignIn) -> None:
    kept = keep(workspace)
    sign_in("Iain")
    page = _panel(kept, "edit")
    page.text_area(key="edit_summary").input("Ring 0141 496 0123").run()
    _press(page, "Save")
    assert workspace.store.asset(kept.asset_id).summary == ""
    page.text_input(key="edit_keep_reason").input("It is the hall's own").run()
    _press(page, "Save")
    assert workspace.store.asset(kept.asset_id).summary == "Ring 0141 496 0123"
    assert "It is the hall's own" in workspace.store.history(kept.asset_id)[-1].event.reason


def test_both_versions_are_shown_and_put_together(workspace: Workspace, sign_in: SignIn) -> None:
    kept = keep(workspace)
    sign_in("Iain")
    page = _panel(kept, "edit")
    page.text_input(key="edit_name").input("Iain's hall").run()
    page.text_input(key="edit_cost").input("£1").run()
    theirs = replace(as_draft(kept), name="Morag's hall", phone="1")
    change(kept.asset_id, version=1, draft=theirs, workspace=workspace, now=NOW, actor=somebody("Morag"))
    _press(page, "Save")
    shown = texts(page).replace("\\", "")
    for words in ("Somebody else changed this record too", "Morag's hall", "Iain's hall", "Before: Hall", "£1"):
        assert words in shown
    assert workspace.store.asset(kept.asset_id).name == "Morag's hall"
    choices = {radio.label: radio for radio in page.radio}
    assert choices["Name: which one is to stay?"].value is None
    assert choices["What it costs: which one is to stay?"].value == "yours"
    assert choices["Phone: which one is to stay?"].value == "theirs"
    _press(page, "Save both together")
    assert "Choose one of the two." in texts(page)
    {radio.label: radio for radio in page.radio}["Name: which one is to stay?"].set_value(Side.YOURS).run()
    _press(page, "Save both together")
    now = workspace.store.asset(kept.asset_id)
    assert (now.name, now.cost, now.phone, now.version) == ("Iain's hall", "£1", "1", 3)


def test_both_versions_can_be_written_on(workspace: Workspace, sign_in: SignIn) -> None:
    kept = keep(workspace)
    sign_in("Iain")
    page = _panel(kept, "edit")
    page.text_input(key="edit_cost").input("£1").run()
    change(
        kept.asset_id,
        version=1,
        draft=replace(as_draft(kept), phone="1"),
        workspace=workspace,
        now=NOW,
        actor=somebody("Morag"),
    )
    _press(page, "Save")
    _press(page, "Go on writing with these")
    assert (page.text_input(key="edit_cost").value, page.text_input(key="edit_phone").value) == ("£1", "1")
    page.text_input(key="edit_cost").input("£2").run()
    _press(page, "Save")
    now = workspace.store.asset(kept.asset_id)
    assert (now.cost, now.phone) == ("£2", "1")


def test_a_decision_needs_its_reason_and_can_be_taken_back(workspace: Workspace, sign_in: SignIn) -> None:
    sent = keep(workspace, review_state=ReviewState.SUBMITTED, sent_by="x")
    sign_in("Iain")
    page = _panel(sent, "review")
    assert "This is what the public would see" in texts(page)
    key = f"{sent.asset_id}_2"
    page.radio(key=f"decide_state_{key}").set_value(ReviewState.NEEDS_INFORMATION).run()
    _press(page, "Ask for more information")
    assert "Expected a reason" in texts(page)
    page.text_area(key=f"decide_reason_{key}").input("Which door?").run()
    _press(page, "Ask for more information")
    now = workspace.store.asset(sent.asset_id)
    assert (now.review_state, now.review_reason) == (ReviewState.NEEDS_INFORMATION, "Which door?")
    _press(page, "Take it back")
    assert workspace.store.asset(sent.asset_id).review_state is ReviewState.SUBMITTED


def test_what_an_organisation_says_is_taken_over_where_it_is_ticked(workspace: Workspace, sign_in: SignIn) -> None:
    kept = keep(workspace, phone="1")
    told = Proposal(
        proposal_id="p", asset_id=kept.asset_id, asset_version=2, kind=ProposalKind.UPDATE,
        fields={"phone": "2", "cost": "Free"}, reason="We moved", proposed_by=ORGANISATION, proposed_at=NOW,
    )  # fmt: skip
    workspace.store.add_proposal(told, event=AuditEvent(at=NOW, actor=ORGANISATION, action=Action.PROPOSED))
    sign_in("Iain")
    page = _panel(kept, "review")
    assert "We moved" in texts(page)
    page.checkbox(key="take_p_cost").uncheck().run()
    _press(page, "Take over what is ticked")
    now = workspace.store.asset(kept.asset_id)
    assert (now.phone, now.cost) == ("2", "")
    assert workspace.store.proposals() == []


def test_raising_to_unmapped_asks_first(workspace: Workspace, sign_in: SignIn) -> None:
    kept = keep(workspace)
    sign_in("Iain")
    page = _panel(kept, "protection")
    page.selectbox(key="protect_raise_to").set_value(Level.UNMAPPED).run()
    assert page.button(key="protect_raise").disabled
    page.checkbox(key="protect_sure").check().run()
    page.button(key="protect_raise").click().run()
    assert workspace.store.asset(kept.asset_id).protection is Level.UNMAPPED


def test_two_people_lower_on_the_screen_and_one_does_not(workspace: Workspace, sign_in: SignIn) -> None:
    kept = keep(workspace, protection=Level.PARTNERS)
    sign_in("Morag")
    page = _panel(kept, "protection")
    page.selectbox(key="protect_lower_to").set_value(Level.PUBLIC).run()
    page.text_area(key="protect_lower_why").input("They agreed").run()
    _press(page, "Ask a second person")
    assert "somebody else has to agree" in texts(page)
    assert "Agree: protect it less" not in [button.label for button in page.button]
    assert workspace.store.asset(kept.asset_id).protection is Level.PARTNERS
    sign_in("Iain")
    _press(_panel(kept, "protection"), "Agree: protect it less")
    assert workspace.store.asset(kept.asset_id).protection is Level.PUBLIC


def test_the_history_tells_and_brings_back(workspace: Workspace, sign_in: SignIn) -> None:
    kept = keep(workspace)
    draft = replace(as_draft(kept), name="Town hall", postcode="ZZ1 1AB")
    change(
        kept.asset_id, version=1, draft=draft, workspace=workspace, now=NOW, actor=somebody("Iain"), reason="New sign"
    )
    sign_in("Morag")
    page = _panel(kept, "history")
    shown = texts(page).replace("\\", "")
    for words in ("Iain", "Why: New sign", "Name: Hall → **Town hall**", "Tiny Town - 01", "moved 1,414 m"):
        assert words in shown
    _press(page, "Bring this version back")
    assert workspace.store.asset(kept.asset_id) == replace(kept, version=3)


def test_who_sent_a_record_reads_the_question_and_answers_it(workspace: Workspace) -> None:
    record(HALL, workspace, now=NOW, actor=VISITOR, sent_by=known_again(BROWSER), asset_id="a")
    decide(
        "a", version=1, state=ReviewState.NEEDS_INFORMATION, reason="Which door?", workspace=workspace, now=NOW,
        actor=somebody("Morag"),
    )  # fmt: skip
    page = run_screen("add_an_asset")
    assert not page.exception
    assert "There is a question for you." in texts(page)
    assert "Which door?" in texts(page)
    page.text_area(key="sent_a_answer").input("The green one").run()
    page.text_input(key="sent_a_cost").input("Free").run()
    _press(page, "Send the answer")
    now = workspace.store.asset("a")
    assert (now.review_state, now.review_reason, now.cost) == (ReviewState.SUBMITTED, "The green one", "Free")
    assert "Your answer is sent" in texts(page)
