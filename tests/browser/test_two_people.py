"""Two people who are signed in work on the same record, each in a browser of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from asset_map.domain.protection import Audience, Level
from asset_map.services.demo import open_demo
from asset_map.services.workspace import Workspace
from asset_map.settings import read_settings
from tests.browser.conftest import SIZES, Visit, picture, violations
from tests.browser.serving import Served
from tests.conftest import NOW

pytestmark = pytest.mark.browser

LONG_MS = 30_000


@pytest.fixture
def people(browser: Browser, demo_server: Served, size: str) -> Iterator[tuple[Page, Page]]:
    """Open a browser each for Morag and Iain."""
    contexts = [browser.new_context(viewport=SIZES[size], has_touch=size == "phone", locale="en-GB") for _ in "mi"]
    visits = [Visit(context) for context in contexts]
    pages = []
    for visit, name in zip(visits, ("morag", "iain"), strict=True):
        page = visit.page()
        page.goto(f"{demo_server.address}/enter/demo-{name}")
        expect(page.get_by_role("button", name=f"Sign out, {name.title()}")).to_be_visible(timeout=LONG_MS)
        pages.append(page)
    yield pages[0], pages[1]
    for context in contexts:
        context.close()
    assert [error for visit in visits for error in visit.errors] == []


@pytest.fixture
def workspace(demo_server: Served) -> Iterator[Workspace]:
    """Open what is served, past the screens."""
    opened = open_demo(read_settings(demo_server.home), now=NOW)
    yield opened
    opened.store.close()


def _an_asset(workspace: Workspace, level: Level, *, nth: int) -> str:
    assets = workspace.store.read_assets(Audience.STAFF, zone_system=workspace.geography.system.id)
    fits = assets[assets["protection"].eq(level.value) & assets["review_state"].eq("published")]
    return str(fits["asset_id"].iloc[nth])


def _open(page: Page, served: Served, asset_id: str, panel: str) -> None:
    page.goto(f"{served.address}/asset?id={asset_id}&panel={panel}")
    expect(page.get_by_role("heading", name="For staff", level=2)).to_be_visible(timeout=LONG_MS)


def _settled(page: Page) -> None:
    page.wait_for_timeout(400)
    expect(page.locator(".stApp[data-test-script-state='notRunning']")).to_have_count(1, timeout=LONG_MS)


def _type(page: Page, label: str, text: str) -> None:
    box = page.get_by_role("textbox", name=label, exact=True)
    expect(box).to_be_visible(timeout=LONG_MS)
    box.fill(text)
    box.press("Tab")
    _settled(page)


def test_the_second_to_save_sees_both_versions_and_nothing_is_lost(
    people: tuple[Page, Page], demo_server: Served, workspace: Workspace, size: str
) -> None:
    morag, iain = people
    asset_id = _an_asset(workspace, Level.PUBLIC, nth=2 if size == "phone" else 3)
    before = workspace.store.asset(asset_id)
    for page in people:
        _open(page, demo_server, asset_id, "edit")
        expect(page.get_by_role("textbox", name="Name", exact=True)).to_have_value(before.name, timeout=LONG_MS)

    _type(morag, "Name", "The name that Morag gave")
    morag.get_by_text("Opening and cost").click()
    _type(morag, "What it costs", "Free on Tuesdays")
    _type(iain, "Name", "The name that Iain gave")
    iain.get_by_text("Contact", exact=True).click()
    _type(iain, "Phone", "01632 960000")

    morag.get_by_role("button", name="Save", exact=True).click()
    expect(morag.get_by_text("Saved.", exact=True)).to_be_visible(timeout=LONG_MS)
    iain.get_by_role("button", name="Save", exact=True).click()
    expect(iain.get_by_role("heading", name="Somebody else changed this record too")).to_be_visible(timeout=LONG_MS)
    shown = iain.locator("[data-testid=stMainBlockContainer]")
    for words in (
        before.name,
        "The name that Morag gave",
        "The name that Iain gave",
        "Free on Tuesdays",
        "01632 960000",
    ):
        expect(shown).to_contain_text(words)
    _settled(iain)
    picture(iain, f"{size}-two-versions")
    assert violations(iain) == []
    assert workspace.store.asset(asset_id).name == "The name that Morag gave"

    save = iain.get_by_role("button", name="Save both together")
    save.click()
    expect(iain.get_by_text("Choose one of the two.")).to_be_visible(timeout=LONG_MS)
    names = iain.get_by_role("radiogroup", name=re.compile("^Name"))
    names.get_by_text("Yours").click()
    _settled(iain)
    save.click()
    expect(iain.get_by_text("What Morag changed is kept too")).to_be_visible(timeout=LONG_MS)
    kept = workspace.store.asset(asset_id)
    assert (kept.name, kept.cost, kept.phone, kept.version) == (
        "The name that Iain gave", "Free on Tuesdays", "01632 960000", before.version + 2,
    )  # fmt: skip
    assert kept.geometry_bng == before.geometry_bng
    assert [one.event.actor for one in workspace.store.history(asset_id)[-2:]] == ["Morag", "Iain"]


@pytest.mark.parametrize("size", ["desk"])
def test_one_alone_cannot_lower_a_protection_and_two_can(
    people: tuple[Page, Page], demo_server: Served, workspace: Workspace, size: str
) -> None:
    morag, iain = people
    asset_id = _an_asset(workspace, Level.AREA, nth=0 if size == "phone" else 1)
    _open(morag, demo_server, asset_id, "protection")
    ask = morag.get_by_role("button", name="Ask a second person")
    expect(ask).to_be_visible(timeout=LONG_MS)
    ask.click()
    expect(morag.get_by_text("Expected a reason")).to_be_visible(timeout=LONG_MS)
    _type(morag, "Why is that safe?", "The organiser wants everyone to find it")
    ask.click()
    expect(morag.get_by_text("You proposed this, so somebody else has to agree.")).to_be_visible(timeout=LONG_MS)
    expect(morag.get_by_role("button", name=re.compile("^Agree"))).to_have_count(0)
    _settled(morag)
    assert violations(morag) == []
    assert workspace.store.asset(asset_id).protection is Level.AREA

    iain.goto(f"{demo_server.address}/records?waits=second_person")
    name = workspace.store.asset(asset_id).name
    iain.get_by_role("link", name=name).click(timeout=LONG_MS)
    expect(iain.get_by_text("The organiser wants everyone to find it")).to_be_visible(timeout=LONG_MS)
    _settled(iain)
    picture(iain, f"{size}-second-person")
    assert violations(iain) == []
    iain.get_by_role("button", name=re.compile("^Agree")).click()
    expect(iain.get_by_text("It is protected less now")).to_be_visible(timeout=LONG_MS)
    kept = workspace.store.asset(asset_id)
    event = workspace.store.history(asset_id)[-1].event
    assert (kept.protection, event.actor, event.second_actor) == (Level.PUBLIC, "Morag", "Iain")


@pytest.mark.parametrize("size", ["phone"])
def test_a_half_typed_change_is_there_after_a_reload_and_on_another_panel(
    people: tuple[Page, Page], demo_server: Served, workspace: Workspace, size: str
) -> None:
    morag, _ = people
    asset_id = _an_asset(workspace, Level.PUBLIC, nth=5 if size == "phone" else 6)
    _open(morag, demo_server, asset_id, "edit")
    _type(morag, "Name", "Half a name")
    morag.get_by_role("radio", name="History").or_(
        morag.get_by_role("button", name="History", exact=True)
    ).first.click()
    _settled(morag)
    morag.goto(f"{demo_server.address}/asset?id={asset_id}&panel=edit")
    expect(morag.get_by_text("Here is the change that you had begun.")).to_be_visible(timeout=LONG_MS)
    expect(morag.get_by_role("textbox", name="Name", exact=True)).to_have_value("Half a name")
    morag.get_by_role("button", name="Throw my change away").click()
    name = workspace.store.asset(asset_id).name
    expect(morag.get_by_role("textbox", name="Name", exact=True)).to_have_value(name, timeout=LONG_MS)
    assert name != "Half a name"


def test_the_screens_of_staff_pass_axe_and_nobody_else_sees_them(
    people: tuple[Page, Page], demo_server: Served, workspace: Workspace, size: str, visit: Visit
) -> None:
    morag, _ = people
    asset_id = _an_asset(workspace, Level.PARTNERS, nth=0)
    morag.goto(f"{demo_server.address}/records")
    expect(morag.get_by_role("heading", name=re.compile("records$"), level=3)).to_be_visible(timeout=LONG_MS)
    _settled(morag)
    assert violations(morag) == []
    picture(morag, f"{size}-records")
    for panel in ("all", "edit", "review", "protection", "history", "photos", "links", "twins", "check_link", "check"):
        _open(morag, demo_server, asset_id, panel)
        _settled(morag)
        picture(morag, f"{size}-asset-{panel}")
        assert violations(morag) == [], panel
    name = workspace.store.asset(asset_id).name
    stranger = visit.page()
    for address in (f"/asset?id={asset_id}", f"/asset?id={asset_id}&panel=edit", "/asset?id=unknown", "/asset"):
        stranger.goto(f"{demo_server.address}{address}")
        expect(stranger.get_by_text("There is nothing to show at this address.")).to_be_visible(timeout=LONG_MS)
        assert name not in stranger.content()
    stranger.goto(f"{demo_server.address}/records")
    expect(stranger.get_by_text("This screen is for staff")).to_be_visible(timeout=LONG_MS)
    assert stranger.locator(".st-key-records_list").count() == 0
    _settled(stranger)
    assert violations(stranger) == []
