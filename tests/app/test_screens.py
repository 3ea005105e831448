"""Each screen empty, filled and failing, without a browser."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from asset_map.domain.asset import AssetDraft
from asset_map.services.geography import list_geographies
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace
from asset_map.settings import Settings, bundled
from tests.app.conftest import SignIn, run_screen, texts
from tests.conftest import NOW
from tests.fixtures.actors import somebody

SCREENS = ("map_and_list", "add_an_asset", "strengths_and_gaps", "links", "set_up_your_area")


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_opens_on_an_empty_store_and_says_the_town_is_made_up(screen: str) -> None:
    page = run_screen(screen)
    assert not page.exception
    assert "made-up town" in texts(page)
    assert len(page.title) == 1


@pytest.mark.usefixtures("served")
def test_nothing_recorded_is_said_in_words() -> None:
    assert "Nothing fits." in texts(run_screen("map_and_list"))
    assert "Nobody has looked for this here yet" in texts(run_screen("strengths_and_gaps"))


def test_what_is_recorded_is_listed_and_counted(workspace: Workspace) -> None:
    draft = AssetDraft(name="Soup kitchen", kind="institution", offers=("food",), postcode="ZZ1 1AA")
    assert isinstance(record(draft, workspace, now=NOW, actor=somebody("test")), Recorded)
    page = run_screen("map_and_list")
    assert page.subheader[0].value == "1 asset"
    table = run_screen("map_and_list", table="1").dataframe[0].value
    assert table["Name"].tolist() == ["Soup kitchen"]
    assert "1 of 6 zones looked at. 1 have at least one" in texts(run_screen("strengths_and_gaps"))


@pytest.mark.usefixtures("served")
def test_an_unknown_filter_in_the_address_is_ignored() -> None:
    app = AppTest.from_file(str(bundled("app.py")), default_timeout=60)
    app.query_params["kind"] = "nonsense"
    app.run()
    assert not app.exception
    assert app.selectbox(key="choose_kind").value == ""
    known = AppTest.from_file(str(bundled("app.py")), default_timeout=60)
    known.query_params["kind"] = "place"
    assert known.run().selectbox(key="choose_kind").value == "place"


def test_installing_nothing_and_fetching_nothing_are_refused_in_words(served: Settings, sign_in: SignIn) -> None:
    assert "open the second line" in texts(run_screen("set_up_your_area"))
    sign_in("Effie")
    page = run_screen("set_up_your_area")
    buttons = {button.label: button for button in page.button}
    buttons["Fetch and install"].click().run()
    assert "Type the name of a council" in texts(page)
    page = run_screen("set_up_your_area")
    {button.label: button for button in page.button}["Install"].click().run()
    assert "Choose a file first" in texts(page)
    assert "To measure along streets and paths" in texts(page)
    assert [report.zones for report in list_geographies(served)] == [6]
