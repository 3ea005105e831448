"""Finding: a view is an address that can be shared, reloaded and gone back to."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, picture, violations
from tests.browser.serving import Served

pytestmark = pytest.mark.browser

LONG = 30_000


def _open(visit: Visit, address: str) -> Page:
    page = visit.page()
    page.goto(address)
    expect(page.get_by_role("heading", name="What is here", level=1)).to_be_visible(timeout=60_000)
    return page


def _search(page: Page, words: str) -> None:
    box = page.get_by_role("textbox", name="Search")
    box.fill(words)
    box.press("Enter")


def _names(page: Page) -> list[str]:
    return page.locator(".st-key-found [data-testid=stPageLink]").all_inner_texts()


def _expect_first(page: Page, name: str) -> None:
    expect(page.locator(".st-key-found [data-testid=stPageLink]").first).to_have_text(name, timeout=LONG)


@pytest.mark.parametrize("size", ["desk"])
def test_a_shared_view_shows_the_same_and_the_browser_goes_back(visit: Visit, demo_server: Served) -> None:
    page = _open(visit, demo_server.address)
    _search(page, "story library")
    expect(page).to_have_url(re.compile(r"\?search=story\+library$|\?search=story%20library$"), timeout=LONG)
    _expect_first(page, "Story Library")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("combobox", name=re.compile("Kind")).click()
    page.get_by_role("option", name="Culture", exact=True).click()
    expect(page).to_have_url(re.compile("kind=culture"), timeout=LONG)
    _expect_first(page, "Story of the last shipyard")
    other = _open(visit, page.url)
    _expect_first(other, "Story of the last shipyard")
    expect(other.get_by_role("button", name="Kind: Culture")).to_be_visible()
    page.keyboard.press("Escape")
    page.evaluate("history.back()")
    _expect_first(page, "Story Library")
    expect(page).not_to_have_url(re.compile("kind="))
    page.evaluate("history.forward()")
    _expect_first(page, "Story of the last shipyard")
    page.get_by_role("button", name="Clear all").click()
    expect(page).to_have_url(re.compile(rf"^{re.escape(demo_server.address)}/?$"), timeout=LONG)
    expect(page.get_by_role("textbox", name="Search")).to_have_value("")


@pytest.mark.parametrize("size", ["phone"])
def test_what_is_looked_for_changes_the_map_where_it_stands(visit: Visit, demo_server: Served) -> None:
    page = _open(visit, demo_server.address)
    page.frame_locator("iframe").locator("#panel h2").first.wait_for(timeout=LONG)
    page.evaluate("document.querySelector('iframe').contentWindow.isTheSame = true")
    for words in ("story library", ""):
        _search(page, words)
        shown = """(words) => {
            const { location } = document.querySelector("iframe").contentWindow;
            return new URLSearchParams(location.search).get("search") === words;
        }"""
        page.wait_for_function(shown, arg=words or None, timeout=LONG)
        assert page.evaluate("document.querySelector('iframe').contentWindow.isTheSame")


@pytest.mark.parametrize("size", ["phone"])
@pytest.mark.parametrize(
    ("words", "name"),
    [("社区", "community fridge"), ("herbata", "Over a Cup English"), ("کمرہ", "mosque and study room")],
)
def test_own_words_in_other_languages_are_found(visit: Visit, demo_server: Served, words: str, name: str) -> None:
    page = _open(visit, f"{demo_server.address}/?search={words}")
    expect(page.locator(".st-key-found [data-testid=stPageLink]").first).to_contain_text(name, timeout=LONG)
    assert all(name in found for found in _names(page))


@pytest.mark.parametrize("size", ["desk"])
def test_a_row_leads_to_its_record_and_back_to_the_same_view(visit: Visit, demo_server: Served, size: str) -> None:
    page = _open(visit, f"{demo_server.address}/?search=story&kind=culture")
    _expect_first(page, "Story of the last shipyard")
    assert violations(page) == []
    picture(page, f"{size}-found")
    page.locator(".st-key-found").get_by_role("link", name="Story of the last shipyard").click()
    expect(page).to_have_url(re.compile(r"/asset\?id=\w+$"), timeout=LONG)
    expect(page.get_by_role("heading", name="Story of the last shipyard")).to_be_visible(timeout=LONG)
    page.evaluate("history.back()")
    _expect_first(page, "Story of the last shipyard")
    expect(page.get_by_role("textbox", name="Search")).to_have_value("story")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
