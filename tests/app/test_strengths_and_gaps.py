"""Strengths and gaps, and one more place: empty, filled and failing, with every choice in the address."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from asset_map.errors import StoreError
from asset_map.pages.components import who
from asset_map.services.current import DEMO_VARIABLE
from asset_map.services.workspace import Workspace
from asset_map.store.store import Store
from tests.app.conftest import run_screen, texts
from tests.fixtures.tiny_town.reach import OFFER
from tests.fixtures.wide_town.wide import add_asset, look_everywhere

SCREEN = "strengths_and_gaps"


@pytest.fixture
def reach(reach_town: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Let the screens show the town whose reach was worked by hand."""
    return shown(reach_town, monkeypatch)


@pytest.fixture
def forty_zones(wide: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Let the screens show a town of forty zones in which somebody has looked for food everywhere."""
    look_everywhere(wide)
    add_asset(wide, 0, 1)
    return shown(wide, monkeypatch)


def shown(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("ASSET_MAP_HOME", str(workspace.settings.home))
    monkeypatch.setenv("ASSET_MAP_DATABASE_URL", workspace.settings.database_url)
    monkeypatch.setenv(DEMO_VARIABLE, "0")
    monkeypatch.setattr(who, "staff_cookie", lambda: "")
    return workspace


def tables(page: AppTest) -> str:
    """Return what stands in tables and other HTML."""
    return "\n".join(str(one.proto.body) for one in page.get("html"))


def map_address(page: AppTest) -> str:
    """Return the address of the map that the screen shows, in a frame of its own or of ours."""
    framed = [one.proto for one in page.get("bidi_component") if "framed_map" in one.proto.component_name]
    return str(json.loads(framed[0].json)["address"] if framed else page.get("iframe")[0].proto.src)


@pytest.mark.usefixtures("served")
def test_where_nobody_has_looked_no_word_of_a_gap_is_said_of_any_zone() -> None:
    page = run_screen(SCREEN, offer="food", holds="1", clusters="1")
    assert not page.exception
    assert "nothing can be said about gaps" in texts(page)
    zones = page.dataframe[-1].value
    assert set(zones["What is known"]) == {"Nobody has looked: ask here next"}
    assert set(zones["Residents within 800 m"]) == {"not known"}
    assert "Too little looked at" in tables(page)


@pytest.mark.usefixtures("reach")
def test_every_zone_is_told_as_it_was_worked_by_hand() -> None:
    page = run_screen(SCREEN, offer=OFFER, distance="400")
    zones = page.dataframe[-1].value
    assert zones["Residents within 400 m"].tolist() == [
        "50\N{NO-BREAK SPACE}%",
        *["100\N{NO-BREAK SPACE}%"] * 3,
        "not known",
        "at least 100\N{NO-BREAK SPACE}%",
    ]
    assert zones["Nearest (m)"].tolist()[:4] == [400, 300, 300, 50]
    assert "5 of 6 zones looked at. 4 have at least one, 1 were looked at and have none" in texts(page)
    assert "Too little has been looked at to say" in texts(page)
    assert map_address(page) == f"/maps/strengths?offer={OFFER}&distance=400&theme=reach&framed=1"


@pytest.mark.usefixtures("reach")
def test_what_is_chosen_stands_in_the_address_and_the_usual_is_left_out() -> None:
    page = run_screen(SCREEN, offer=OFFER)
    page.selectbox(key="choose_ranking").set_value("income").run()
    page.get("button_group")[0].set_value("1200").run()
    assert dict(page.query_params) == {"offer": OFFER, "distance": "1200", "ranking": "income"}
    assert "ranking=income" in map_address(page)
    page.get("button_group")[0].set_value("800").run()
    assert "distance" not in page.query_params


@pytest.mark.usefixtures("reach")
@pytest.mark.parametrize("name", ["offer", "distance", "ranking", "edition", "measured"])
def test_an_address_that_makes_no_sense_is_read_as_usual(name: str) -> None:
    page = run_screen(SCREEN, **{"offer": OFFER, name: "nonsense"})
    assert not page.exception
    assert not page.error
    assert "nonsense" not in map_address(page)


@pytest.mark.usefixtures("reach")
def test_looking_back_says_so_and_a_day_to_come_is_refused_in_words() -> None:
    page = run_screen(SCREEN, offer=OFFER, as_of="2026-11-20")
    assert "Looking back to 20 November 2026" in texts(page)
    assert "as_of=2026-11-20" in map_address(page)
    page = run_screen(SCREEN, offer=OFFER, as_of="1 May 2090")
    assert "which is still to come" in texts(page)
    assert "as_of" not in map_address(page)


@pytest.mark.usefixtures("forty_zones")
def test_a_conclusion_is_told_in_a_sentence_and_whether_it_holds_is_worked_out_once_it_is_opened() -> None:
    page = run_screen(SCREEN, offer="food", distance="1200")
    assert "Residents of the most deprived fifth" in texts(page)
    assert "ways of asking" not in texts(page)
    assert tables(page).count("1, most deprived") == 1
    opened = run_screen(SCREEN, offer="food", distance="1200", holds="1", clusters="1")
    assert "ways of asking" in texts(opened)
    assert "Zones next to each other share what is near both of them" in texts(opened)
    assert "false discoveries kept to 5 %" in tables(opened)


@pytest.mark.usefixtures("forty_zones")
def test_the_best_place_for_one_more_is_shown_before_and_after() -> None:
    page = run_screen("what_if", offer="food", distance="1200")
    assert "One more asset would do most near" in texts(page)
    assert "&more=" in map_address(page)
    told = tables(page)
    for row in ("1, most deprived", "2", "3", "4", "5, least deprived", "All"):
        assert f'<th scope="row">{row}</th>' in told


@pytest.mark.usefixtures("forty_zones")
def test_a_place_that_somebody_has_in_mind_is_typed_and_an_unknown_one_is_refused_in_words() -> None:
    page = run_screen("what_if", offer="food", distance="1200", way="own")
    assert "Say where" in texts(page)
    page.text_input(key="choose_place").set_value("ZZ2 2AA").run()
    assert "With one more asset here" in texts(page)
    assert page.query_params["place"] == "ZZ2 2AA"
    page.text_input(key="choose_place").set_value("ZZ99 9ZZ").run()
    assert not page.exception
    assert "is not in the list of postcodes" in texts(page)
    assert not page.get("iframe")


@pytest.mark.usefixtures("reach")
@pytest.mark.parametrize("screen", [SCREEN, "what_if"])
def test_a_store_that_fails_is_said_in_words(screen: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(Store, "read_assets", fail)
    page = run_screen(screen, offer=OFFER)
    assert not page.exception
    assert "This did not work" in texts(page)
    assert [block.value for block in page.code] == ["The disk is full."]
