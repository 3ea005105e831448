"""Links: added by staff on a phone or at a desk, and drawn without any other host."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, picture, violations
from tests.browser.serving import Served

pytestmark = pytest.mark.browser

LONG = 30_000
BOXES = "[data-testid=stGraphVizChart] g.node"


def _network(visit: Visit, served: Served, query: str = "") -> Page:
    page = visit.page()
    page.goto(f"{served.address}/links{query}")
    expect(page.get_by_role("heading", name="How things are linked", level=1)).to_be_visible(timeout=60_000)
    expect(page.locator(BOXES).first).to_be_visible(timeout=60_000)
    return page


@pytest.mark.parametrize("size", ["desk"])
def test_the_picture_and_the_list_say_the_same(visit: Visit, demo_server: Served, size: str) -> None:
    page = _network(visit, demo_server, "?where=Kelpie+Green")
    listed = page.locator(".links-in-words a")
    names = set(listed.all_inner_texts())
    assert names >= {"Friends of Kelpie Green", "Kelpie Green gala day", "Wheels on the Green", "Sandpiper Park"}
    assert "Selkie Strand gala day" not in names
    drawn = {" ".join(box.locator("text").all_text_contents()) for box in page.locator(BOXES).all()}
    assert drawn == names
    expect(page.get_by_role("figure").first).to_be_visible()
    page = _network(visit, demo_server)
    expect(page.locator("[data-testid=stGraphVizChart] svg")).to_have_count(
        page.locator("[data-testid=stGraphVizChart]").count(), timeout=LONG
    )
    picture(page, f"{size}-links")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert "refuge" not in page.content()


@pytest.mark.parametrize("size", ["phone"])
def test_staff_link_two_records_and_both_pages_show_it(visit: Visit, demo_server: Served, size: str) -> None:
    page = visit.page()
    page.goto(f"{demo_server.address}/enter/demo-morag")
    page.goto(f"{demo_server.address}/?search=tern+baths")
    page.locator(".st-key-found").get_by_role("link", name="Tern Baths").click(timeout=60_000)
    expect(page).to_have_url(re.compile("/asset"), timeout=LONG)
    page.goto(f"{page.url}&panel=links")
    page.get_by_role("textbox", name="Link it with another record").fill("sandpiper park")
    page.keyboard.press("Enter")
    how = page.get_by_role("combobox", name=re.compile("How do they belong together"))
    expect(how).to_be_visible(timeout=LONG)
    note = f"On a {size}"
    page.get_by_role("textbox", name="A few words more").fill(note)
    page.keyboard.press("Enter")
    how.click()
    wanted = "refers people to" if size == "phone" else "funds"
    page.get_by_role("option", name=f"Tern Baths {wanted} Sandpiper Park").click()
    page.wait_for_timeout(1_000)
    assert violations(page) == []
    picture(page, f"{size}-link-panel")
    page.get_by_role("button", name="Add the link").click()
    expect(page.get_by_text(note)).to_be_visible(timeout=LONG)
    page.get_by_role("link", name="Sandpiper Park").first.click()
    expect(page.get_by_role("heading", name="Sandpiper Park")).to_be_visible(timeout=LONG)
    expect(page.get_by_text(note)).to_be_visible(timeout=LONG)
    expect(page.get_by_role("link", name="Tern Baths").first).to_be_visible()
