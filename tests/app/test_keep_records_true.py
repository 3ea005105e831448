"""The list of what is to be checked: one tap a record, and one to take it back; links for organisations."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from asset_map.domain.asset import Asset, AssetDraft, CheckedHow, Status
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.check_link import LinkState, link_state
from asset_map.domain.dates import local_date
from asset_map.errors import StoreError
from asset_map.services.check_links import links_of, make_check_link, open_link
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace
from asset_map.store import Store
from tests.app.conftest import SignIn, run_screen, texts
from tests.fixtures.actors import somebody

SCREEN = "keep_records_true"
NOW = dt.datetime.now(dt.UTC)
TODAY = local_date(NOW)
CHANGING = AuditEvent(at=NOW, actor="Iain", action=Action.CHANGED)


def _keep(workspace: Workspace, name: str, age_days: int = 800, **fields: str) -> Asset:
    checked = (TODAY - dt.timedelta(days=age_days)).isoformat()
    draft = AssetDraft(name=name, kind="institution", offers=("learn",), postcode="ZZ1 1AA", last_checked=checked)
    saved = record(replace(draft, **fields), workspace, now=NOW, actor=somebody("Morag"))
    assert isinstance(saved, Recorded), saved
    return saved.asset


def _shown(page: AppTest) -> str:
    return texts(page) + "\n".join(str(one.value) for one in page.get("html"))


def _tap(page: AppTest, key: str) -> AppTest:
    tapped = page.button(key=key).click().run()
    assert not tapped.exception
    return tapped


@pytest.mark.usefixtures("served")
def test_the_public_sees_no_record(workspace: Workspace) -> None:
    _keep(workspace, "Library")
    page = run_screen(SCREEN)
    assert not page.exception
    assert "This screen is for staff" in texts(page)
    assert "Library" not in _shown(page)


def test_when_nothing_is_due_the_screen_says_so(workspace: Workspace, sign_in: SignIn) -> None:
    _keep(workspace, "Library", 0)
    sign_in("Morag")
    page = run_screen(SCREEN)
    assert not page.exception
    assert "Nothing is due" in texts(page)
    assert "Nothing to check here" in texts(page)


def test_what_presses_is_said_on_top_and_each_record_says_how_to_reach_it(
    workspace: Workspace, sign_in: SignIn
) -> None:
    _keep(workspace, "<b>Library</b>", phone="01632 960001", email="hello@example.org", checked_how="phone")
    _keep(workspace, "Café", 400, phone="ask Isa on 01632 960002", protection="partners")
    sign_in("Morag")
    shown = _shown(run_screen(SCREEN))
    assert "**1 due, 1 no longer counts.**" in shown
    assert "<h4>&lt;b&gt;Library&lt;/b&gt;</h4>" in shown
    assert '<a href="tel:01632960001">01632 960001</a>' in shown
    assert "mailto:hello@example.org" in shown
    assert "(by phone)." in shown
    assert "ask Isa on 01632 960002" in shown
    assert "tel:ask" not in shown
    assert "ZZ1 1AA · protected" in shown


def test_one_tap_is_enough_and_one_takes_it_back(workspace: Workspace, sign_in: SignIn) -> None:
    library = _keep(workspace, "Library")
    sign_in("Morag")
    page = run_screen(SCREEN)
    page.segmented_control(key="choose_check_how").set_value("phone").run()
    page = _tap(page, f"right_{library.asset_id}")
    kept = workspace.store.asset(library.asset_id)
    assert (kept.last_checked, kept.checked_how) == (TODAY, CheckedHow.PHONE)
    assert workspace.store.history(library.asset_id)[-1].event.actor == "Morag"
    assert "Noted: “Library” is still right." in texts(page)
    assert "<h4>Library</h4>" not in _shown(page)
    page = _tap(page, "undo_tap")
    assert workspace.store.asset(library.asset_id) == replace(library, version=3)
    assert "Taken back." in texts(page)
    assert "<h4>Library</h4>" in _shown(page)


def test_closed_is_noted_and_can_be_taken_back(workspace: Workspace, sign_in: SignIn) -> None:
    library = _keep(workspace, "Library")
    sign_in("Morag")
    page = _tap(run_screen(SCREEN), f"closed_{library.asset_id}")
    assert workspace.store.asset(library.asset_id).status is Status.CLOSED
    assert "Noted: “Library” has closed." in texts(page)
    _tap(page, "undo_tap")
    assert workspace.store.asset(library.asset_id).status is Status.ACTIVE


def test_a_tap_on_what_somebody_changed_meanwhile_notes_nothing(workspace: Workspace, sign_in: SignIn) -> None:
    library = _keep(workspace, "Library")
    sign_in("Morag")
    page = run_screen(SCREEN)
    changed = workspace.store.change_asset(replace(library, phone="01632 960009"), event=CHANGING)
    page = _tap(page, f"right_{library.asset_id}")
    assert workspace.store.asset(library.asset_id) == changed
    assert "was changed meanwhile" in texts(page)
    assert "01632 960009" in _shown(page)
    _tap(page, f"right_{library.asset_id}")
    assert workspace.store.asset(library.asset_id).last_checked == TODAY


def test_a_failing_store_is_said_in_words(
    workspace: Workspace, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = _keep(workspace, "Library")
    sign_in("Morag")
    page = run_screen(SCREEN)

    def fail(*_: object, **__: object) -> None:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(Store, "note_checks", fail)
    page = _tap(page, f"right_{library.asset_id}")
    assert "The disk is full" in texts(page)
    assert "undo_tap" not in [button.key for button in page.button]


def test_a_record_past_its_keep_until_date_can_only_be_opened(workspace: Workspace, sign_in: SignIn) -> None:
    library = _keep(workspace, "Library", 10)
    ended = replace(library, keep_until=TODAY - dt.timedelta(days=1))
    workspace.store.change_asset(ended, event=CHANGING)
    sign_in("Morag")
    page = run_screen(SCREEN)
    assert not page.exception
    assert "Past the date until which it may be kept" in _shown(page)
    assert f"right_{library.asset_id}" not in [button.key for button in page.button]


def test_the_address_holds_the_filters_and_the_list_to_print_follows(workspace: Workspace, sign_in: SignIn) -> None:
    _keep(workspace, "Library")
    _keep(workspace, "Garden", 2000, kind="place")
    sign_in("Morag")
    page = run_screen(SCREEN, kind="place", state="stale")
    assert not page.exception
    assert "<h4>Garden</h4>" in _shown(page)
    assert "<h4>Library</h4>" not in _shown(page)
    (link,) = [one.proto.url for one in page.get("link_button")]
    assert link == "/print/to-check?kind=place&state=stale"


def test_a_long_list_comes_in_pages_of_25(workspace: Workspace, sign_in: SignIn) -> None:
    for number in range(27):
        _keep(workspace, f"Library {number:02}", 1000 - number)
    sign_in("Morag")
    page = run_screen(SCREEN)
    assert _shown(page).count("<h4>") == 25
    assert "<h4>Library 25</h4>" not in _shown(page)
    (following,) = [button for button in page.button if button.label == "Next"]
    page = following.click().run()
    assert page.query_params["page"] == "2"
    assert "Page 2 of 2" in texts(page)
    assert _shown(page).count("<h4>") == 2
    assert "<h4>Library 25</h4>" in _shown(page)


def _panel(asset_id: str) -> None:
    from asset_map.pages.components import who  # noqa: PLC0415  # AppTest runs this function's text by itself
    from asset_map.pages.components.check_link import check_link_panel  # noqa: PLC0415
    from asset_map.pages.components.still_right import still_right_button  # noqa: PLC0415
    from asset_map.services.current import current_workspace  # noqa: PLC0415

    workspace = current_workspace()
    person = who.signed_in(workspace)
    assert person is not None
    asset = workspace.store.asset(asset_id)
    check_link_panel(asset, workspace, person)
    still_right_button(asset, workspace, person)


def _run_panel(asset: Asset) -> AppTest:
    page = AppTest.from_function(_panel, args=(asset.asset_id,), default_timeout=60).run()
    assert not page.exception
    return page


def test_a_link_is_made_shown_once_and_ended(workspace: Workspace, sign_in: SignIn) -> None:
    library = _keep(workspace, "Library", email="hello@example.org")
    sign_in("Morag")
    page = _tap(_run_panel(library), "make_check_link")
    address, letter = (str(code.value) for code in page.code)
    token = address.rpartition("/check/")[2]
    assert open_link(token, workspace, now=NOW) is not None
    assert address in letter
    assert "Thank you\nMorag" in letter
    (link,) = links_of(library.asset_id, workspace)
    assert (link.expires_at - link.made_at).days == 60
    page = _tap(page, "hide_check_link")
    assert not page.code
    assert "Not answered yet" in texts(page)
    page = _tap(page, f"revoke_{link.link_id}")
    assert open_link(token, workspace, now=NOW) is None
    assert "Ended by us" in texts(page)
    assert link_state(links_of(library.asset_id, workspace)[0], now=NOW) is LinkState.REVOKED


def test_a_link_for_a_record_that_is_not_published_is_refused_in_words(workspace: Workspace, sign_in: SignIn) -> None:
    library = _keep(workspace, "Library")
    archived = replace(library, review_state=type(library.review_state).ARCHIVED)
    workspace.store.change_asset(archived, event=CHANGING)
    sign_in("Morag")
    page = _tap(_run_panel(library), "make_check_link")
    assert "Publish it first" in texts(page)
    assert links_of(library.asset_id, workspace) == []


def test_still_right_on_the_record_itself(workspace: Workspace, sign_in: SignIn) -> None:
    library, other = _keep(workspace, "Library"), _keep(workspace, "Other")
    make_check_link(library.asset_id, workspace=workspace, now=NOW, actor=somebody("Iain"))
    sign_in("Morag")
    page = _run_panel(library)
    assert "Last checked: " in texts(page)
    assert "was due by " in texts(page)
    page = _tap(page, "still_right")
    assert workspace.store.asset(library.asset_id).last_checked == TODAY
    assert workspace.store.asset(other.asset_id) == other
    assert "Noted: “Library” is still right." in texts(page)
    assert "Made by Iain" in texts(page)
