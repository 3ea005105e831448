"""Map and list: filters that stand in the address, what is chosen, and a way to each record."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from asset_map.domain.asset import AssetDraft
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.protection import Level
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace
from tests.app.conftest import run_screen, texts
from tests.conftest import NOW
from tests.fixtures.actors import somebody


def _keep(workspace: Workspace, name: str, postcode: str = "ZZ1 1AA", **fields: object) -> str:
    draft = AssetDraft(name=name, kind="place", offers=("meet",), postcode=postcode)
    kept = record(replace(draft, **fields), workspace, now=NOW, actor=somebody("test"))
    assert isinstance(kept, Recorded), kept
    return kept.asset.asset_id


def _listed(page: AppTest) -> list[tuple[str, str]]:
    """Return label and address of each link from the list to a record."""
    links = [one.proto for one in page.get("page_link")]
    return [(link.label, link.query_string) for link in links if link.page == "asset"]


def _address(page: AppTest) -> dict[str, str]:
    return {name: value if isinstance(value, str) else value[0] for name, value in page.query_params.items() if value}


def test_each_row_leads_to_its_record(workspace: Workspace) -> None:
    hall = _keep(workspace, "Hall *of* [fame]")
    bench = _keep(workspace, "Bench", "ZZ1 1AB")
    page = run_screen("map_and_list")
    assert not page.exception
    assert _listed(page) == [("Bench", f"id={bench}"), (r"Hall \*of\* \[fame\]", f"id={hall}")]
    assert "Places · Meeting" in texts(page)
    assert not page.dataframe
    opened = run_screen("map_and_list", table="1")
    assert opened.dataframe[0].value["Name"].tolist() == ["Bench", "Hall *of* [fame]"]


def test_what_the_address_asks_for_is_chosen_and_shown(workspace: Workspace) -> None:
    _keep(workspace, "Garden")
    _keep(workspace, "Garden hall", "ZZ1 1AB")
    page = run_screen("map_and_list", search="garden", zone="DEMO0005", usable="yes")
    assert [name for name, _ in _listed(page)] == ["Garden hall"]
    assert page.text_input(key="choose_search").value == "garden"
    assert page.selectbox(key="choose_zone").value == "DEMO0005"
    chips = [button.label for button in page.button if str(button.key).startswith("clear_")]
    assert chips == [
        "Search: garden", r"Zone: Tiny Town \- 05", "Usable now: Open, and checked not too long ago", "Clear all",
    ]  # fmt: skip


def test_choices_go_into_the_address_and_are_taken_away_one_by_one_or_all_at_once(workspace: Workspace) -> None:
    _keep(workspace, "Garden")
    page = run_screen("map_and_list")
    page.text_input(key="choose_search").set_value("gard").run()
    page.selectbox(key="choose_kind").select("place").run()
    page.selectbox(key="choose_offer").select("food").run()
    assert _address(page) == {"search": "gard", "kind": "place", "offer": "food"}
    assert "Nothing fits." in texts(page)
    page.button(key="clear_offer").click().run()
    assert _address(page) == {"search": "gard", "kind": "place"}
    assert [name for name, _ in _listed(page)] == ["Garden"]
    page.button(key="clear_all").click().run()
    assert _address(page) == {}
    assert page.text_input(key="choose_search").value == ""
    assert not [button for button in page.button if str(button.key).startswith("clear_")]


def test_an_address_that_is_gone_back_to_counts_more_than_what_was_chosen(workspace: Workspace) -> None:
    _keep(workspace, "Garden")
    page = run_screen("map_and_list", kind="place")
    page.selectbox(key="choose_kind").select("culture").run()
    page.query_params["kind"] = "place"
    page.run()
    assert page.selectbox(key="choose_kind").value == "place"
    assert [name for name, _ in _listed(page)] == ["Garden"]


@pytest.mark.usefixtures("served")
def test_nonsense_in_the_address_is_taken_out() -> None:
    page = run_screen("map_and_list", kind="nonsense", page="-3", usable="perhaps", search="x" * 500)
    assert not page.exception
    assert page.selectbox(key="choose_kind").value == ""
    assert _address(page) == {"search": "x" * 200}


def test_long_lists_come_in_pages(workspace: Workspace) -> None:
    for number in range(21):
        _keep(workspace, f"Bench {number:02}")
    page = run_screen("map_and_list")
    assert len(_listed(page)) == 20
    assert "Page 1 of 2" in texts(page)
    page = run_screen("map_and_list", page="2")
    assert [name for name, _ in _listed(page)] == ["Bench 20"]
    page.text_input(key="choose_search").set_value("bench").run()
    assert _address(page) == {"search": "bench"}
    assert len(_listed(page)) == 20


def test_the_public_finds_no_trace_of_what_is_protected(workspace: Workspace) -> None:
    hidden = workspace.store.asset(_keep(workspace, "Xyzzy refuge", summary="Xyzzy"))
    event = AuditEvent(at=NOW, actor="test", action=Action.RAISED)
    workspace.store.change_asset(replace(hidden, protection=Level.PARTNERS), event=event)
    nothing = run_screen("map_and_list", search="plugh")
    hidden_words = run_screen("map_and_list", search="xyzzy")
    assert "Nothing fits." in texts(hidden_words)
    assert texts(nothing).replace("plugh", "xyzzy") == texts(hidden_words)
