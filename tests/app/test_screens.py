"""Each screen empty, filled and failing, without a browser."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from asset_map.domain.asset import AssetDraft
from asset_map.domain.protection import Audience
from asset_map.errors import StoreError
from asset_map.pages.components import asset_form
from asset_map.services.current import DEMO_VARIABLE
from asset_map.services.geography import list_geographies
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import Settings, bundled
from asset_map.store import Store
from tests.conftest import NOW

SCREENS = ("map_and_list", "add_an_asset", "strengths_and_gaps", "set_up_your_area")


@pytest.fixture
def served(tiny_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Let the screens show the tiny town, in which nothing is recorded."""
    monkeypatch.setenv("ASSET_MAP_HOME", str(tiny_settings.home))
    monkeypatch.setenv("ASSET_MAP_DATABASE_URL", tiny_settings.database_url)
    monkeypatch.setenv(DEMO_VARIABLE, "0")
    # AppTest has no cookies, so the browser's name is given here.
    monkeypatch.setattr(asset_form, "owner", lambda: "browser of the test")
    return tiny_settings


@pytest.fixture
def workspace(served: Settings) -> Workspace:
    """Open what the screens show."""
    return open_workspace(served)


def _run(screen: str) -> AppTest:
    app = AppTest.from_file(str(bundled("app.py")), default_timeout=60).run()
    return app if screen == "map_and_list" else app.switch_page(f"asset_map/pages/{screen}.py").run()


def _texts(page: AppTest) -> str:
    shown = [*page.title, *page.subheader, *page.markdown, *page.caption, *page.info, *page.error, *page.success]
    return "\n".join(str(one.value) for one in shown)


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_opens_on_an_empty_store_and_says_the_town_is_made_up(screen: str) -> None:
    page = _run(screen)
    assert not page.exception
    assert "made-up town" in _texts(page)
    assert len(page.title) == 1


@pytest.mark.usefixtures("served")
def test_nothing_recorded_is_said_in_words() -> None:
    assert "Nothing fits." in _texts(_run("map_and_list"))
    assert "Nobody has looked for this here yet" in _texts(_run("strengths_and_gaps"))


def test_what_is_recorded_is_listed_and_counted(workspace: Workspace) -> None:
    draft = AssetDraft(name="Soup kitchen", kind="institution", offers=("food",), postcode="ZZ1 1AA")
    assert isinstance(record(draft, workspace, now=NOW, actor="test"), Recorded)
    page = _run("map_and_list")
    assert page.subheader[0].value == "1 asset"
    assert page.dataframe[0].value["Name"].tolist() == ["Soup kitchen"]
    assert "1 of 6 zones looked at. 1 have at least one" in _texts(_run("strengths_and_gaps"))


def test_saving_keeps_the_record_in_the_store(workspace: Workspace) -> None:
    page = _run("add_an_asset")
    page.text_input(key="asset_name").input("Wash house").run()
    page.radio(key="asset_kind").set_value("place").run()
    page.button_group(key="asset_offers").set_value(["home"]).run()
    page.radio(key="asset_way").set_value("postcode").run()
    page.text_input(key="asset_postcode").input("zz11ab").run()
    assert "Tiny Town - 05" in _texts(page)
    page.button[0].click().run()
    assert not page.exception
    assert "Saved: Wash house" in _texts(page)
    kept = workspace.store.read_assets(Audience.STAFF, zone_system="demo")
    assert kept[["name", "kind", "zone_code"]].to_numpy().tolist() == [["Wash house", "place", "DEMO0005"]]


def test_a_form_with_nothing_in_it_says_what_is_missing_and_keeps_nothing(workspace: Workspace) -> None:
    page = _run("add_an_asset")
    page.button[0].click().run()
    errors = " ".join(error.value for error in page.error)
    assert "Give it a name" in errors
    assert "Choose what kind" in errors
    assert "at least one thing" in errors
    assert "Expected a place" in errors
    assert workspace.store.version() == 0


@pytest.mark.usefixtures("served")
def test_what_was_typed_is_still_there_after_looking_at_another_screen() -> None:
    page = _run("add_an_asset")
    page.text_input(key="asset_name").input("Half a name").run()
    page.radio(key="asset_kind").set_value("place").run()
    page.switch_page("asset_map/pages/map_and_list.py").run()
    page.switch_page("asset_map/pages/add_an_asset.py").run()
    assert page.text_input(key="asset_name").value == "Half a name"
    assert page.radio(key="asset_kind").value == "place"


def test_a_store_that_fails_is_said_in_words_and_the_form_keeps_what_was_typed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _run("add_an_asset")
    page.text_input(key="asset_name").input("Wash house").run()
    page.radio(key="asset_kind").set_value("place").run()
    page.button_group(key="asset_offers").set_value(["home"]).run()
    page.radio(key="asset_way").set_value("postcode").run()
    page.text_input(key="asset_postcode").input("zz11ab").run()

    def full(*_: object, **__: object) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "add_asset", full)
        page.button[0].click().run()
    assert "The disk is full." in _texts(page)
    assert page.text_input(key="asset_name").value == "Wash house"
    page.button[0].click().run()
    assert "Saved: Wash house" in _texts(page)
    assert len(workspace.store.read_assets(Audience.STAFF, zone_system="demo")) == 1


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


def test_installing_nothing_and_fetching_nothing_are_refused_in_words(served: Settings) -> None:
    page = _run("set_up_your_area")
    buttons = {button.label: button for button in page.button}
    buttons["Fetch and install"].click().run()
    assert "Type the name of a council" in _texts(page)
    page = _run("set_up_your_area")
    {button.label: button for button in page.button}["Install"].click().run()
    assert "Choose a file first" in _texts(page)
    assert [report.zones for report in list_geographies(served)] == [6]
