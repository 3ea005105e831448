"""The app as people meet it: on a phone with touch and on a desk, with every other host out of reach."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from asset_map.domain.protection import Audience
from asset_map.services.demo import open_demo
from asset_map.services.find import Wanted, find_assets
from asset_map.settings import read_settings
from tests.browser.conftest import Visit, picture, violations
from tests.browser.serving import Served
from tests.conftest import NOW

pytestmark = pytest.mark.browser

SCREENS = {
    "": "What is here",
    "add_an_asset": "Add an asset",
    "strengths_and_gaps": "Strengths and gaps",
    "what_if": "What if there were one more?",
    "links": "How things are linked",
    "set_up_your_area": "Set up your area",
}
BANNER = "Inverfable is a made-up town for trying Asset Map. Nothing here is real."


def _open(visit: Visit, served: Served, name: str) -> Page:
    page = visit.page()
    page.goto(f"{served.address}/{name}")
    expect(page.get_by_role("heading", name=SCREENS[name], level=1)).to_be_visible(timeout=60_000)
    return page


def _map(page: Page) -> FrameLocator:
    return page.frame_locator("iframe").first


def _drawn(page: Page) -> list[str]:
    """Return every text among the data that the map draws."""
    expect(_map(page).locator("path.leaflet-interactive").first).to_be_visible(timeout=30_000)
    texts: list[str] = []

    def collect(value: object) -> None:
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, list | dict):
            for one in value.values() if isinstance(value, dict) else value:
                collect(one)

    for block in _map(page).locator("script[type='application/json']").all():
        collect(json.loads(block.text_content() or "null"))
    return texts


def _settled(page: Page) -> None:
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=30_000)


@pytest.mark.parametrize("name", list(SCREENS))
def test_every_screen_says_the_town_is_made_up_and_passes_axe(
    visit: Visit, demo_server: Served, size: str, name: str
) -> None:
    page = _open(visit, demo_server, name)
    expect(page.get_by_text(BANNER).first).to_be_visible()
    _settled(page)
    if name == "add_an_asset":
        expect(page.get_by_role("button", name="Next")).to_be_visible(timeout=30_000)
    if name in ("", "strengths_and_gaps", "what_if"):
        expect(_map(page).locator("path.leaflet-interactive").first).to_be_visible(timeout=30_000)
    picture(page, f"{size}-{name or 'map_and_list'}")
    assert violations(page) == []


def test_the_list_and_the_map_follow_the_search(visit: Visit, demo_server: Served) -> None:
    page = _open(visit, demo_server, "")
    search = page.get_by_role("textbox", name="Search")
    search.fill("gallery")
    search.press("Enter")
    expect(page).to_have_url(re.compile("search=gallery"), timeout=30_000)
    settings = read_settings(demo_server.home)
    found = find_assets(
        Wanted(search="gallery"), open_demo(settings, now=NOW), audience=Audience.PUBLIC, today=NOW.date()
    )
    assert 0 < len(found) < 20
    expect(page.get_by_role("heading", name=re.compile(f"^{len(found)} assets?$"))).to_be_visible(timeout=30_000)
    expect(page.locator("iframe").first).to_have_attribute("data-shows", re.compile("search=gallery"))
    page.wait_for_function("() => document.querySelector('iframe').contentWindow.location.search.includes('gallery')")
    _map(page).get_by_text("All places as a list").click()
    tables, placed = _map(page).locator("#tables"), found["name"].where(found.geometry.notna()).dropna()
    expect(tables).to_contain_text(placed.iloc[0], timeout=30_000)
    told = tables.text_content() or ""
    assert {name for name in found["name"] if name in told} == set(placed)
    assert "Bench with a view" not in told
    other = visit.page()
    other.goto(page.url)
    expect(other.get_by_role("textbox", name="Search")).to_have_value("gallery", timeout=30_000)


def test_strengths_and_gaps_follow_the_offer(visit: Visit, demo_server: Served) -> None:
    page = _open(visit, demo_server, "strengths_and_gaps")
    expect(_map(page).get_by_role("heading", name=re.compile("Food")).first).to_be_visible(timeout=30_000)
    page.goto(f"{demo_server.address}/strengths_and_gaps?offer=green")
    expect(_map(page).get_by_role("heading", name=re.compile("Green")).first).to_be_visible(timeout=30_000)
    expect(page.get_by_text("zones looked at.")).to_be_visible()
    expect(page.locator("table").first).to_contain_text("Fifth of residents")


def test_the_map_shows_the_next_offer_and_distance_where_it_stands(visit: Visit, demo_server: Served) -> None:
    page = _open(visit, demo_server, "strengths_and_gaps")
    zones = _map(page).locator("path.leaflet-interactive")
    expect(zones.first).to_be_visible(timeout=30_000)
    zones.first.evaluate("zone => { window.stoodBefore = zone; }")
    box = page.get_by_test_id("stSelectbox").first.get_by_role("combobox")
    box.click()
    page.get_by_role("option", name="Green and blue space", exact=True).click()
    page.get_by_text("400 m", exact=True).click()
    title = _map(page).get_by_role("heading", name="Green and blue space: strengths and gaps")
    expect(title).to_be_visible(timeout=30_000)
    expect(_map(page).locator("#panel h2").first).to_contain_text("400 m", timeout=30_000)
    assert zones.first.evaluate("() => window.stoodBefore.isConnected"), "the page in the frame was loaded anew"
    told = "() => ['page-header', 'panel', 'tables'].map((id) => document.getElementById(id).textContent)"
    shown, address = page.frames[1].evaluate(told), page.frames[1].evaluate("location.href")
    alone = visit.page()
    alone.goto(address)
    expect(alone.locator("path.leaflet-interactive").first).to_be_visible(timeout=30_000)
    assert alone.evaluate(told) == shown
    assert violations(page) == []


def test_the_exported_map_opens_from_a_memory_stick(
    visit: Visit, demo_server: Served, size: str, tmp_path: Path
) -> None:
    page = _open(visit, demo_server, "strengths_and_gaps")
    _settled(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Map as one file (HTML)").click()
    saved = tmp_path / "map.html"
    download.value.save_as(saved)
    stick = visit.page()
    stick.goto(saved.as_uri())
    expect(stick.locator("path.leaflet-interactive").first).to_be_visible(timeout=30_000)
    expect(stick.get_by_text(BANNER).first).to_be_visible()
    assert violations(stick) == []
