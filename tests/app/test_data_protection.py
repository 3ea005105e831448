"""The screen for data protection: for stewards alone, looking first, and what it does is done."""

from __future__ import annotations

import pytest

from asset_map.services.data_protection.erasing import KnownAs, look_for_person
from asset_map.services.workspace import Workspace
from tests.app.conftest import SignIn, run_screen, texts
from tests.fixtures.actors import somebody
from tests.fixtures.kept_records import HALL, keep

EFFIE = somebody("Effie")


@pytest.mark.usefixtures("workspace")
def test_the_public_is_shown_the_way_to_the_page_for_everybody() -> None:
    page = run_screen("data_protection")
    assert not page.exception
    assert "for staff" in texts(page)
    assert not page.tabs


def test_a_steward_looks_and_erases(workspace: Workspace, sign_in: SignIn) -> None:
    keep(workspace, HALL, contact_person="Isa Brown", consent_for="Her name", summary="Isa Brown has the key")
    sign_in("Effie")
    page = run_screen("data_protection")
    assert not page.exception
    page.text_input(key="erase_names").set_value("Isa Brown")
    next(button for button in page.button if button.label == "Look what there is").click().run()
    assert not page.exception
    assert any("Found in" in one.value for one in page.subheader)
    assert look_for_person(
        KnownAs(names=("Isa Brown",)), workspace, actor=EFFIE
    ).found.traces  # looking changes nothing
    page.text_input(key="erase_reason").set_value("Asked for")
    next(button for button in page.button if button.label == "Erase for good").click().run()
    assert "Say first that you have looked" in texts(page)
    page.checkbox(key="erase_sure").set_value(True)
    next(button for button in page.button if button.label == "Erase for good").click().run()
    assert not page.exception
    assert "Erased from" in texts(page)
    assert not look_for_person(KnownAs(names=("Isa Brown",)), workspace, actor=EFFIE).found.traces
    assert page.text_input(key="erase_names").value == ""


def test_a_consent_is_taken_back_and_somebody_is_told(workspace: Workspace, sign_in: SignIn) -> None:
    keep(workspace, HALL, contact_person="Isa Brown", consent_for="Her name")
    sign_in("Effie")
    page = run_screen("data_protection")
    page.text_input(key="tell_names").set_value("Isa Brown")
    next(button for button in page.button if button.label == "Find what is kept").click().run()
    assert "agreed to 1" in texts(page)
    next(button for button in page.button if button.label == "It was taken back").click().run()
    assert not page.exception
    assert [one.person for one in workspace.store.consents()] == [""]
