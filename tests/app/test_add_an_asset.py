"""Adding an asset, question by question, without a browser: what is kept, refused and brought back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from asset_map.domain.asset import ReviewState
from asset_map.domain.protection import Audience
from asset_map.errors import StoreError
from asset_map.pages.components import pictogram_choice, place_picker, question_heading, typed_line
from asset_map.pages.components.asset_form import FORM
from asset_map.services.workspace import Workspace
from asset_map.store import Store
from tests.app.conftest import SignIn, run_screen, texts

OWNER = "browser of the test"
IN_THE_TOWN = {"latitude": 55.8742, "longitude": -4.2562, "accuracy_m": None}


class Parts:
    """Our own parts of the screen, which need a browser: what each was given, and a line to answer it in."""

    def __init__(self) -> None:
        self.given: dict[str, Mapping[str, Any]] = {}
        self.answers = 0

    def ask(
        self, part: object, data: Mapping[str, Any], *, turn: int, key: str, on_answer: Callable[[Any], None]
    ) -> None:
        self.given[key] = data
        del part, turn
        st.text_input(key, key=key, on_change=lambda: on_answer(json.loads(st.session_state[key])["answer"]))

    def answer(self, page: AppTest, part: str, answer: object) -> AppTest:
        # The number makes two equal answers two changes.
        self.answers += 1
        typed = json.dumps({"answer": answer, "number": self.answers})
        return page.text_input(key=part).input(typed).run()

    @property
    def title(self) -> str:
        return str(self.given["add_heading"]["title"])


@pytest.fixture
def parts(served: object, monkeypatch: pytest.MonkeyPatch) -> Parts:
    """Put lines to type in the place of the parts that need a browser."""
    parts = Parts()
    for module in (pictogram_choice, place_picker, question_heading, typed_line):
        monkeypatch.setattr(module, "ask", parts.ask)
    return parts


def _to_the_place(parts: Parts, name: str = "Wash house", kind: str = "place") -> AppTest:
    page = run_screen("add_an_asset")
    parts.answer(page, "add_name", name)
    parts.answer(page, "add_kind", kind)
    parts.answer(page, "add_offer", "home")
    assert not page.exception
    return page


def _to_the_check(parts: Parts, place: str = "zz11ab", *, name: str = "Wash house") -> AppTest:
    page = _to_the_place(parts, name)
    parts.answer(page, "add_place_typed", place)
    page.button(key="add_place_next").click().run()
    assert parts.title == "Is this right?"
    assert not page.exception
    return page


def _kept(workspace: Workspace) -> list[dict[str, Any]]:
    return workspace.store.read_assets(Audience.STAFF, zone_system="demo").to_dict("records")


def test_what_staff_save_is_published_at_once(workspace: Workspace, parts: Parts, sign_in: SignIn) -> None:
    sign_in("Morag")
    page = _to_the_check(parts)
    assert "Wash house" in texts(page)
    assert "Tiny Town \\- 05" in texts(page)
    page.button(key="add_save").click().run()
    assert parts.title == "Saved: Wash house"
    kept = _kept(workspace)
    assert [(one["name"], one["kind"], one["offers"], one["zone_code"]) for one in kept] == [
        ("Wash house", "place", ("home",), "DEMO0005")
    ]
    asset = workspace.store.asset(kept[0]["asset_id"])
    assert (asset.review_state, asset.recorded_by, asset.sent_by) == (ReviewState.PUBLISHED, "Morag", "")
    assert (asset.postcode, asset.located_by, asset.precision) == ("ZZ1 1AB", "postcode", "street")


def test_what_anybody_else_sends_waits_and_is_listed_as_sent(workspace: Workspace, parts: Parts) -> None:
    page = _to_the_check(parts)
    page.button(key="add_save").click().run()
    assert parts.title == "Sent: Wash house"
    assert "Thank you. Somebody will look at it before it is shown." in texts(page)
    assert "What you sent" in texts(page)
    asset = workspace.store.asset(_kept(workspace)[0]["asset_id"])
    assert asset.review_state is ReviewState.SUBMITTED
    assert asset.sent_by not in {"", OWNER}
    assert workspace.store.read_assets(Audience.PUBLIC, zone_system="demo").empty


def test_without_cookies_it_waits_for_review_all_the_same(
    workspace: Workspace, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("asset_map.pages.components.asset_form.owner", lambda: "")
    _to_the_check(parts).button(key="add_save").click().run()
    asset = workspace.store.asset(_kept(workspace)[0]["asset_id"])
    assert asset.review_state is ReviewState.SUBMITTED


def test_a_name_and_a_place_are_asked_for_until_they_are_there(workspace: Workspace, parts: Parts) -> None:
    page = run_screen("add_an_asset")
    parts.answer(page, "add_name", "  ")
    assert "Give it a name" in parts.given["add_name"]["problem"]
    page = _to_the_place(parts)
    page.button(key="add_place_next").click().run()
    assert parts.title == "Where is it?"
    assert "Say where it is first" in parts.given["add_place_typed"]["problem"]
    parts.answer(page, "add_place_typed", "ZZ99 9ZZ")
    assert "ZZ99 9ZZ" in parts.given["add_place_typed"]["problem"]
    assert _kept(workspace) == []


def test_answers_outlive_another_screen_and_another_visit(workspace: Workspace, parts: Parts) -> None:
    page = _to_the_place(parts, "Half a story")
    page.switch_page("asset_map/pages/map_and_list.py").run()
    page.switch_page("asset_map/pages/add_an_asset.py").run()
    assert parts.title == "Where is it?"
    later = run_screen("add_an_asset")
    assert "Here is what you had answered" in texts(later)
    assert parts.title == "Where is it?"
    assert "Half a story" in texts(later)
    assert _kept(workspace) == []


def test_details_outlive_a_step_back(workspace: Workspace, parts: Parts, sign_in: SignIn) -> None:
    sign_in("Morag")
    page = _to_the_check(parts)
    page.toggle(key="add_more").set_value(True).run()
    page.text_area(key="asset_summary").input("Hot water on Mondays").run()
    parts.answer(page, "add_heading", "name")
    assert parts.title == "What is it called?"
    parts.answer(page, "add_name", "The old wash house")
    assert parts.title == "Is this right?"  # all else is answered
    page.button(key="add_save").click().run()
    kept = _kept(workspace)
    assert [(one["name"], one["summary"]) for one in kept] == [("The old wash house", "Hot water on Mondays")]


def test_no_place_is_asked_for_people_and_none_is_kept_in_the_draft(workspace: Workspace, parts: Parts) -> None:
    page = _to_the_place(parts)
    parts.answer(page, "add_place_place", IN_THE_TOWN)
    kept = workspace.store.draft(OWNER, FORM)
    assert kept is not None
    assert kept["latitude"] == "55.874200"
    parts.answer(page, "add_heading", "kind")
    parts.answer(page, "add_kind", "person")
    assert parts.title == "Is this right?"
    assert [step["code"] for step in parts.given["add_heading"]["steps"]] == ["name", "kind", "offer", "check"]
    kept = workspace.store.draft(OWNER, FORM)
    assert kept is not None
    assert not {"latitude", "longitude", "postcode", "shape"} & kept.keys()


def test_a_line_goes_when_its_kind_cannot_be_one(workspace: Workspace, parts: Parts) -> None:
    page = _to_the_place(parts)
    points = workspace.geography.zones_bng.representative_point().to_crs(4326)
    line = {"type": "LineString", "coordinates": [[point.x, point.y] for point in points.iloc[:2]]}
    parts.answer(page, "add_place_place", {"shape": json.dumps(line)})
    assert "Tiny Town" in "".join(html.proto.body for html in page.get("html"))
    parts.answer(page, "add_heading", "kind")
    parts.answer(page, "add_kind", "institution")
    assert parts.title == "Where is it?"
    assert parts.given["add_place_institution"]["shape"] == ""
    assert parts.given["add_place_institution"]["modes"] == ["point"]


@pytest.mark.parametrize("answer", [None, "x", 3, {"latitude": "1"}, {"shape": "{"}, {"shape": '{"type":"Point"}'}])
@pytest.mark.usefixtures("served")
def test_nonsense_from_a_browser_is_left_alone(parts: Parts, answer: object) -> None:
    page = _to_the_place(parts)
    parts.answer(page, "add_place_place", answer)
    assert not page.exception
    assert parts.given["add_place_place"]["latitude"] is None
    assert parts.given["add_place_place"]["shape"] == ""


def test_what_another_page_kept_is_not_overwritten_without_asking(workspace: Workspace, parts: Parts) -> None:
    first, second = run_screen("add_an_asset"), run_screen("add_an_asset")
    parts.answer(first, "add_name", "First page")
    parts.answer(second, "add_name", "Second page")
    assert "Another page of this browser" in texts(second)
    kept = workspace.store.draft(OWNER, FORM)
    assert kept is not None
    assert kept["name"] == "First page"
    second.button(key="add_keep_mine").click().run()
    assert "Another page of this browser" not in texts(second)
    kept = workspace.store.draft(OWNER, FORM)
    assert kept is not None
    assert kept["name"] == "Second page"


def test_a_store_that_fails_is_said_in_words_and_the_form_keeps_what_was_answered(
    workspace: Workspace, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _to_the_check(parts)

    def full(*_: object, **__: object) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "add_asset", full)
        page.button(key="add_save").click().run()
    assert "The disk is full." in texts(page)
    page.button(key="add_save").click().run()
    assert parts.title == "Sent: Wash house"
    assert len(_kept(workspace)) == 1


def test_starting_again_that_fails_is_said_and_keeps_what_was_answered(
    workspace: Workspace, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _to_the_check(parts)

    def full(*_: object, **__: object) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "delete_draft", full)
        page.button(key="add_again").click().run()
    assert not page.exception
    assert "Nothing was changed. The disk is full" in texts(page).replace("\\", "")
    page.button(key="add_save").click().run()
    assert parts.title == "Sent: Wash house"
    assert len(_kept(workspace)) == 1


def test_starting_again_empties_the_form_and_forgets_the_draft(workspace: Workspace, parts: Parts) -> None:
    page = _to_the_check(parts)
    page.button(key="add_again").click().run()
    assert parts.title == "What is it called?"
    assert parts.given["add_name"]["value"] == ""
    assert not workspace.store.draft(OWNER, FORM)
