"""The screen that gives codes to residents' own words: for staff, for many records, and reversible."""

from __future__ import annotations

import dataclasses

import pytest
from streamlit.testing.v1 import AppTest

from asset_map.domain.asset import AssetDraft
from asset_map.domain.audit import Action, AuditEvent
from asset_map.errors import StoreError
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace
from asset_map.store import Store
from tests.app.conftest import SignIn, run_screen, texts
from tests.conftest import NOW
from tests.fixtures.actors import somebody

SCREEN = "words_to_codes"
DRAFT = AssetDraft(name="Wash house", kind="place", offers=("meet",), postcode="ZZ1 1AA", own_words="the *steamie*")


def _keep(workspace: Workspace, **changes: object) -> str:
    kept = record(dataclasses.replace(DRAFT, **changes), workspace, now=NOW, actor=somebody("Morag"))
    assert isinstance(kept, Recorded)
    return kept.asset.asset_id


def _choose_steamie(page: AppTest) -> AppTest:
    return page.checkbox(key="words_the steamie").check().run()


def _button(page: AppTest, label: str) -> AppTest:
    (button,) = [button for button in page.button if button.label == label]
    return button.click().run()


@pytest.mark.usefixtures("served")
def test_the_public_sees_a_notice_and_no_words(workspace: Workspace) -> None:
    _keep(workspace, protection="partners")
    page = run_screen(SCREEN)
    assert not page.exception
    assert "This screen is for staff" in texts(page)
    assert not page.checkbox
    assert "steamie" not in texts(page)


def test_without_own_words_the_screen_says_how_they_come_in(workspace: Workspace, sign_in: SignIn) -> None:
    _keep(workspace, own_words="")
    sign_in("Morag")
    page = run_screen(SCREEN)
    assert not page.exception
    assert "No record has own words yet" in texts(page)


def test_codes_are_given_to_many_records_and_taken_back(workspace: Workspace, sign_in: SignIn) -> None:
    ids = [_keep(workspace), _keep(workspace, name="Laundry", own_words="The Steamie"), _keep(workspace, own_words="x")]
    sign_in("Morag")
    page = run_screen(SCREEN)
    assert r"Places\: Meeting people (2)" in texts(page)
    _choose_steamie(page)
    page.button_group(key="words_offers").set_value(["home"]).run()
    page.selectbox(key="words_kind").set_value("culture").run()
    _button(page, "Change 2 records")
    assert "Expected a reason" in page.error[0].value
    page.text_input(key="words_reason").input("It washes").run()
    _button(page, "Change 2 records")
    assert not page.exception
    assert "2 records have their new codes" in texts(page)
    assert not page.checkbox(key="words_the steamie").value
    kept = [workspace.store.asset(asset_id) for asset_id in ids]
    assert [(asset.offers, asset.kind) for asset in kept] == [
        (("meet", "home"), "culture"),
        (("meet", "home"), "culture"),
        (("meet",), "place"),
    ]
    assert kept[0].own_words == "the *steamie*"
    assert workspace.store.history(ids[0])[-1].event.actor == "Morag"

    changed = dataclasses.replace(kept[1], summary="Warm")
    workspace.store.change_asset(changed, event=AuditEvent(at=NOW, actor="Iain", action=Action.CHANGED))
    _button(page, "Undo")
    assert not page.exception
    assert "These have the codes that they had before: Wash house." in texts(page)
    assert "Left alone, because somebody has changed them since: Laundry." in texts(page)
    assert "Taken back by Morag" in texts(page)
    assert workspace.store.asset(ids[0]).offers == ("meet",)


def test_single_records_can_be_left_out(workspace: Workspace, sign_in: SignIn) -> None:
    first, second = _keep(workspace, address="1 Wren Row"), _keep(workspace, address="2 Wren Row")
    twins = [_keep(workspace), _keep(workspace)]
    sign_in("Morag")
    page = _choose_steamie(run_screen(SCREEN))
    assert sorted(page.multiselect[0].options) == [
        "Wash house, 1 Wren Row",
        "Wash house, 2 Wren Row",
        "Wash house, DEMO0001",
        "Wash house, DEMO0001 (2)",
    ]
    page.multiselect[0].set_value([second]).run()
    page.button_group(key="words_offers").set_value(["home"]).run()
    page.radio(key="words_way").set_value("replace").run()
    page.text_input(key="words_reason").input("It washes").run()
    _button(page, "Change 1 record")
    offers = [workspace.store.asset(one).offers for one in (first, second, *twins)]
    assert offers == [("meet",), ("home",), ("meet",), ("meet",)]


def test_a_place_is_forgotten_only_when_that_is_agreed_to(workspace: Workspace, sign_in: SignIn) -> None:
    one = _keep(workspace)
    sign_in("Morag")
    page = _choose_steamie(run_screen(SCREEN))
    page.selectbox(key="words_kind").set_value("person").run()
    page.text_input(key="words_reason").input("It is who washes").run()
    assert "would be forgotten for good: Wash house." in texts(page)
    (button,) = [button for button in page.button if button.label == "Change 1 record"]
    assert button.disabled
    page.checkbox(key="words_forget").check().run()
    _button(page, "Change 1 record")
    assert workspace.store.asset(one).geometry_bng is None
    page.checkbox(key="words_the steamie").check().run()
    assert "have these codes already" not in texts(page)


def test_words_are_found_by_letters(workspace: Workspace, sign_in: SignIn) -> None:
    _keep(workspace)
    _keep(workspace, own_words="bingo")
    sign_in("Morag")
    page = run_screen(SCREEN)
    page.text_input(key="words_search").input("BINGÓ").run()
    assert [box.label for box in page.checkbox] == ["**“bingo”** · 1 record"]
    page.text_input(key="words_search").input("zzz").run()
    assert "No words like these" in texts(page)


def test_a_store_that_fails_is_said_in_words(
    workspace: Workspace, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    _keep(workspace)
    sign_in("Morag")
    page = _choose_steamie(run_screen(SCREEN))
    page.button_group(key="words_offers").set_value(["home"]).run()
    page.text_input(key="words_reason").input("It washes").run()

    def fail(*_: object, **__: object) -> None:
        raise StoreError("The disk is full. Make room and try again.")

    monkeypatch.setattr(Store, "map_words", fail)
    _button(page, "Change 1 record")
    assert not page.exception
    assert "The disk is full" in page.error[0].value
    assert page.text_input(key="words_reason").value == "It washes"
