"""Walking a zone: where to look next, the form for a phone, what it contradicts, and taking it back."""

from __future__ import annotations

import datetime as dt

import pytest
from streamlit.testing.v1 import AppTest

from asset_map.domain.asset import AssetDraft
from asset_map.domain.coverage import LookDraft
from asset_map.domain.dates import local_date
from asset_map.domain.protection import Audience
from asset_map.errors import StoreError
from asset_map.pages.components import walk_draft, walk_saving
from asset_map.pages.components.walk_draft import Walk
from asset_map.services.coverage import looks_on_record
from asset_map.services.record import Recorded, record
from asset_map.services.record_looks import LooksRecorded, record_looks
from asset_map.services.workspace import Workspace
from asset_map.store import Store
from tests.app.conftest import SignIn, run_screen, texts
from tests.fixtures.actors import somebody

SCREEN = "walk_a_zone"
NOW = dt.datetime.now(dt.UTC)
TODAY = local_date(NOW)
ZONE = "DEMO0001"


def _keep(workspace: Workspace, name: str, **fields: str) -> str:
    given = {"kind": "institution", "postcode": "ZZ1 1AA"} | fields
    saved = record(AssetDraft(name=name, offers=("food",), **given), workspace, now=NOW, actor=somebody("Morag"))
    assert isinstance(saved, Recorded), saved
    return saved.asset.asset_id


def _tick(page: AppTest, **answers: str) -> AppTest:
    for offer, answer in answers.items():
        page = page.segmented_control(key=f"walk_{ZONE}_{offer}").set_value(answer).run()
        assert not page.exception
    return page


def _tap(page: AppTest, key: str) -> AppTest:
    tapped = page.button(key=key).click().run()
    assert not tapped.exception
    return tapped


def _html(page: AppTest) -> str:
    return "\n".join(str(one.value) for one in page.get("html"))


def _links(page: AppTest) -> list[str]:
    return [one.proto.url for one in page.get("link_button")]


@pytest.mark.usefixtures("served")
def test_the_public_sees_where_to_look_and_may_take_a_sheet(workspace: Workspace) -> None:
    _keep(workspace, "Refuge kitchen", protection="partners")
    page = run_screen(SCREEN, offer="food")
    assert not page.exception
    assert "Everybody may take a sheet along" in texts(page)
    assert "6 zones to look at. Counted are the people" in texts(page)
    assert "<h3>1. Tiny Town - 01</h3><p>1,000 people · nobody has looked" in _html(page)
    assert _links(page)[0] == "/print/walk?zone=DEMO0001&offer=food"
    assert not [button for button in page.button if button.key.startswith("walk_go")]
    assert "walk_save" not in [button.key for button in run_screen(SCREEN, zone=ZONE).button]


def test_a_zone_is_chosen_from_the_list_or_by_a_postcode(workspace: Workspace, sign_in: SignIn) -> None:
    sign_in("Morag")
    page = run_screen(SCREEN)
    page.text_input(key="walk_typed").set_value("ZZ1 1AB")  # its zone stands in the list, too
    (find,) = [button for button in page.button if button.label == "Find"]
    page = find.click().run()
    assert "<h3>Tiny Town - 05</h3>" in _html(page)
    page.text_input(key="walk_typed").set_value("Nowhere Row")
    (find,) = [button for button in page.button if button.label == "Find"]
    page = find.click().run()
    assert "Nothing here is called" in texts(page)
    page.text_input(key="walk_typed").set_value("ZZ1 1AA")
    (find,) = [button for button in page.button if button.label == "Find"]
    page = _tap(find.click().run(), f"walk_found_{ZONE}")
    assert page.query_params["zone"] in (ZONE, [ZONE])
    assert page.subheader[0].value == "Tiny Town \\- 01"
    assert "Nothing here is called" not in texts(page)


def test_what_is_ticked_is_saved_once_and_can_be_taken_back(workspace: Workspace, sign_in: SignIn) -> None:
    _keep(workspace, "Soup kitchen")
    sign_in("Morag")
    page = run_screen(SCREEN, zone=ZONE)
    assert page.button(key="walk_save").disabled
    assert "On the map: Soup kitchen" in texts(page).replace("\\", "")
    page.segmented_control(key=f"walk_{ZONE}__how").set_value("session").run()
    page.date_input(key=f"walk_{ZONE}__on").set_value(TODAY - dt.timedelta(days=2)).run()
    page.text_input(key=f"walk_{ZONE}__by").set_value("Isa and Morag").run()
    page = _tick(page, food="found", play="found", arts="none")
    assert page.button(key="walk_save").label.startswith("Save 3 answers · session, ")
    page = _tap(page, "walk_save")
    looks = looks_on_record(workspace, audience=Audience.STAFF)
    assert sorted(zip(looks["offer"], looks["result"], strict=True)) == [
        ("arts", "none"), ("food", "found"), ("play", "found"),
    ]  # fmt: skip
    assert set(looks["method"]) == {"session"}
    assert set(looks["looked_by"]) == {"Isa and Morag"}
    assert set(looks["looked_on"].dt.date) == {TODAY - dt.timedelta(days=2)}
    assert "Saved 3 answers" in texts(page)
    assert "Found, but not on the map yet: **Play**" in texts(page)
    assert "none (session, Isa and Morag)" in texts(page).replace("\\", "")
    assert page.button(key="walk_save").disabled
    page = _tap(page, "walk_undo")
    assert looks_on_record(workspace, audience=Audience.STAFF).empty
    assert "Taken back" in texts(page)
    assert page.segmented_control(key=f"walk_{ZONE}_arts").value == "none"


def test_ticks_are_kept_until_they_are_saved(workspace: Workspace, sign_in: SignIn) -> None:
    sign_in("Morag")
    page = run_screen(SCREEN, zone=ZONE)
    page.date_input(key=f"walk_{ZONE}__on").set_value(TODAY - dt.timedelta(days=9)).run()
    _tick(page, food="none")
    again = run_screen(SCREEN, zone=ZONE)
    assert "Here is what you had ticked" in texts(again)
    assert again.segmented_control(key=f"walk_{ZONE}_food").value == "none"
    assert again.date_input(key=f"walk_{ZONE}__on").value == TODAY - dt.timedelta(days=9)
    _tick(again, food="not")
    assert "Here is what you had ticked" not in texts(run_screen(SCREEN, zone=ZONE))
    sign_in("Iain")
    assert "Here is what you had ticked" not in texts(run_screen(SCREEN, zone=ZONE))


def test_none_where_something_is_on_record_is_asked_about_before_it_is_saved(
    workspace: Workspace, sign_in: SignIn
) -> None:
    _keep(workspace, "Soup kitchen")
    sign_in("Morag")
    page = _tap(_tick(run_screen(SCREEN, zone=ZONE), food="none", play="none"), "walk_save")
    assert looks_on_record(workspace, audience=Audience.STAFF).empty
    assert "Not saved yet. You ticked “none”" in texts(page)
    assert "- **Food**: Soup kitchen" in texts(page)
    page = _tick(page, food="not")
    assert "Not saved yet" not in texts(page)
    page = _tick(page, food="none")
    assert page.button(key="walk_save").label == "Save all the same"
    page = _tap(page, "walk_save")
    assert sorted(looks_on_record(workspace, audience=Audience.STAFF)["offer"]) == ["food", "play"]
    assert "Not saved yet" not in texts(page)


def test_a_second_tap_with_the_same_answers_writes_nothing_more(workspace: Workspace, sign_in: SignIn) -> None:
    sign_in("Morag")
    page = _tap(_tick(run_screen(SCREEN, zone=ZONE), food="none"), "walk_save")
    page = _tap(_tick(page, food="none"), "walk_save")
    assert len(looks_on_record(workspace, audience=Audience.STAFF)) == 1
    assert "Saved" not in texts(page)
    assert "1 was on record already" in texts(page)


def test_a_double_tap_that_brings_its_ticks_along_says_what_the_first_tap_saved(
    workspace: Workspace, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = walk_saving._save

    def tap_twice(walk: Walk, agreed: tuple[str, ...]) -> None:
        save(walk, agreed)
        walk_draft.put(walk, {"food": "none"})  # the second tap left before the answer to the first was drawn
        save(walk, agreed)

    monkeypatch.setattr(walk_saving, "_save", tap_twice)
    sign_in("Morag")
    page = _tap(_tick(run_screen(SCREEN, zone=ZONE), food="none"), "walk_save")
    assert len(looks_on_record(workspace, audience=Audience.STAFF)) == 1
    assert "Saved 1 answer" in texts(page)
    assert "already" not in texts(page)


def test_a_failing_store_is_said_and_the_ticks_stay(
    workspace: Workspace, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in("Morag")
    page = _tick(run_screen(SCREEN, zone=ZONE), food="none")

    def fail(*_: object, **__: object) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "add_looks_once", fail)
        page = _tap(page, "walk_save")
    assert "The disk is full" in texts(page)
    assert page.segmented_control(key=f"walk_{ZONE}_food").value == "none"
    _tap(page, "walk_save")
    assert len(looks_on_record(workspace, audience=Audience.STAFF)) == 1


def test_where_all_is_known_the_screen_says_so(workspace: Workspace, sign_in: SignIn) -> None:
    drafts = [
        LookDraft(zone_code=zone, offer="food", result="none", method="desk", looked_on=TODAY.isoformat())
        for zone in workspace.geography.zones_bng.index
    ]
    assert isinstance(record_looks(drafts, workspace, now=NOW, actor=somebody("Morag")), LooksRecorded)
    sign_in("Morag")
    assert "This was looked for everywhere" in texts(run_screen(SCREEN, offer="food"))
