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
    if name in ("", "strengths_and_gaps"):
        expect(_map(page).locator("path.leaflet-interactive").first).to_be_visible(timeout=30_000)
    if name == "add_an_asset":
        expect(page.locator(".place-picker[data-ready=true]")).to_be_visible(timeout=30_000)
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
    expect(page.locator("iframe").first).to_have_attribute("src", re.compile("search=gallery"))
    assert set(found[found.geometry.notna()]["name"]) == {name for name in _drawn(page) if name in set(found["name"])}
    assert "Bench with a view" not in " ".join(_drawn(page))
    other = visit.page()
    other.goto(page.url)
    expect(other.get_by_role("textbox", name="Search")).to_have_value("gallery", timeout=30_000)


def test_strengths_and_gaps_follow_the_offer(visit: Visit, demo_server: Served) -> None:
    page = _open(visit, demo_server, "strengths_and_gaps")
    expect(_map(page).get_by_role("heading", name=re.compile("Food")).first).to_be_visible(timeout=30_000)
    page.goto(f"{demo_server.address}/strengths_and_gaps?offer=green")
    expect(_map(page).get_by_role("heading", name=re.compile("Green")).first).to_be_visible(timeout=30_000)
    expect(page.get_by_text("zones looked at.")).to_be_visible()
    expect(page.locator("table").first).to_contain_text("Decile")


def _essentials(page: Page, name: str) -> None:
    page.get_by_label("What is it called?").fill(name)
    page.get_by_label("What is it called?").press("Tab")
    page.get_by_text("Places", exact=True).click()
    expect(page.get_by_text("Who may see it?")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Green and blue space").click()
    page.wait_for_timeout(1_000)
    _settled(page)


def _kept(served: Served, name: str) -> list[dict[str, object]]:
    workspace = open_demo(read_settings(served.home), now=NOW)
    assets = workspace.store.read_assets(Audience.STAFF, zone_system=workspace.geography.system.id)
    workspace.store.close()
    return assets[assets["name"].eq(name)].to_dict("records")


def test_an_asset_is_recorded_by_tapping(visit: Visit, demo_server: Served, size: str) -> None:
    page = _open(visit, demo_server, "add_an_asset")
    name = f"Bench by the water, {size}"
    _essentials(page, name)
    picker = page.locator(".place-picker[data-ready=true]")
    expect(picker).to_be_visible(timeout=30_000)
    picker.scroll_into_view_if_needed()
    box = picker.bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.touchscreen.tap(*middle) if size == "phone" else page.mouse.click(*middle)
    shown = page.get_by_text(re.compile(r"\(DEMO\d{4}\)"))
    expect(shown).to_be_visible(timeout=30_000)
    picture(page, f"{size}-tapped")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(f"Saved: {name}")).to_be_visible(timeout=30_000)
    expect(page.get_by_text(re.compile(r"It lies in .*DEMO\d{4}.*decile \d+"))).to_be_visible()
    picture(page, f"{size}-saved")
    kept = _kept(demo_server, name)
    assert len(kept) == 1
    assert (kept[0]["located_by"], kept[0]["precision"], kept[0]["kind"]) == ("map", "exact", "place")
    assert str(kept[0]["zone_code"]).startswith("DEMO")


def test_an_asset_is_recorded_by_postcode(visit: Visit, demo_server: Served, size: str) -> None:
    page = _open(visit, demo_server, "add_an_asset")
    name = f"Postcode garden, {size}"
    _essentials(page, name)
    page.get_by_text("Postcode", exact=True).click()
    box = page.get_by_role("textbox", name="Postcode")
    postcode = box.get_attribute("placeholder") or ""
    box.fill("ZZ99 9ZZ")
    box.press("Tab")
    _settled(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Not saved yet.")).to_be_visible(timeout=30_000)
    expect(page.get_by_text(re.compile("“ZZ99 9ZZ”"))).to_be_visible()
    box.fill(postcode.lower().replace(" ", ""))
    box.press("Tab")
    expect(page.get_by_text(re.compile(r"\(DEMO\d{4}\)"))).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(f"Saved: {name}")).to_be_visible(timeout=30_000)
    kept = _kept(demo_server, name)
    assert [(one["postcode"], one["located_by"]) for one in kept] == [(postcode, "postcode")]


def test_a_form_that_was_left_half_way_is_offered_again(visit: Visit, demo_server: Served, size: str) -> None:
    page = _open(visit, demo_server, "add_an_asset")
    name = f"Half a story, {size}"
    _essentials(page, name)
    page.close()
    again = _open(visit, demo_server, "add_an_asset")
    expect(again.get_by_text("Here is what you had typed.")).to_be_visible(timeout=30_000)
    expect(again.get_by_label("What is it called?")).to_have_value(name)
    expect(again.get_by_role("radio", name=re.compile("^Places"))).to_be_checked()
    assert _kept(demo_server, name) == []
    again.get_by_role("link", name="Map and list").click()
    expect(again.get_by_role("heading", name="What is here", level=1)).to_be_visible(timeout=30_000)
    again.get_by_role("link", name="Add an asset").click()
    expect(again.get_by_label("What is it called?")).to_have_value(name, timeout=30_000)
    again.get_by_role("button", name="Start again").click()
    expect(again.get_by_label("What is it called?")).to_have_value("", timeout=30_000)
    again.reload()
    expect(again.get_by_label("What is it called?")).to_have_value("", timeout=30_000)


def test_a_hostile_name_stays_text_in_the_form_and_on_the_map(visit: Visit, demo_server: Served, size: str) -> None:
    page = _open(visit, demo_server, "add_an_asset")
    name = f"<img src=x onerror=alert(1)> ${{alert(1)}} `x` </script> {size}"
    _essentials(page, name)
    page.get_by_text("Postcode", exact=True).click()
    box = page.get_by_role("textbox", name="Postcode")
    box.fill(box.get_attribute("placeholder") or "")
    box.press("Tab")
    _settled(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(f"Saved: {name}")).to_be_visible(timeout=30_000)
    looking = _open(visit, demo_server, "")
    expect(_map(looking).locator("path.leaflet-interactive").first).to_be_visible(timeout=30_000)
    assert name in _drawn(looking)
    assert looking.locator("img[src=x]").count() == 0
    assert _map(looking).locator("img[src=x]").count() == 0


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
