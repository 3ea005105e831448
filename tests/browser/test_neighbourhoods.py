"""The profile of a neighbourhood on a phone with scripts off, and on one sheet of paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import SIZES, Visit, picture, violations
from tests.browser.serving import Served

pytestmark = pytest.mark.browser

PROFILE = "/neighbourhood/zones-kelpie-green"
MOST_BYTES = 400_000


@pytest.mark.parametrize("size", ["phone"])
def test_a_profile_opens_from_the_list_and_is_plain_text(
    browser: Browser, visit: Visit, demo_server: Served, size: str
) -> None:
    page = visit.page()
    page.goto(f"{demo_server.address}/neighbourhoods?find=kelpie")
    link = page.get_by_role("link", name="Kelpie Green", exact=True)
    expect(link).to_be_visible(timeout=60_000)
    assert violations(page) == []
    picture(page, f"{size}-neighbourhoods")
    link.click()
    expect(page.get_by_role("heading", name="Kelpie Green", level=1)).to_be_visible(timeout=60_000)
    assert page.url == f"{demo_server.address}{PROFILE}"
    assert violations(page) == []
    plain = browser.new_context(viewport=SIZES[size], java_script_enabled=False)
    try:
        weights: list[int] = []
        page = plain.new_page()
        page.on("response", lambda answer: weights.append(len(answer.body())))
        page.goto(f"{demo_server.address}{PROFILE}", wait_until="load")
        picture(page, f"{size}-profile")
        assert sum(weights) < MOST_BYTES
        expect(page.get_by_role("img", name="Where Kelpie Green is, and what is there")).to_be_visible()
        for heading in (
            "What is strong here",
            "Looked for, and none there",
            "Ask here next",
            "How this was worked out",
        ):
            expect(page.get_by_role("heading", name=heading)).to_be_visible()
        expect(
            page.get_by_role("row", name=re.compile("Kelpie Green gala day.*Kelpie Green bowling club"))
        ).to_be_visible()
        assert page.locator("body").bounding_box()["width"] <= SIZES[size]["width"]
        assert len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True))) == 1
        assert "refuge" not in page.content()
    finally:
        plain.close()


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/report/zones-kelpie-green?offer=food", "In full: Food"),
        (f"{PROFILE}/place-plan", "What a Local Place Plan needs"),
    ],
)
def test_reports_are_readable_by_everybody(
    visit: Visit, demo_server: Served, size: str, path: str, heading: str
) -> None:
    page = visit.page()
    page.goto(demo_server.address + path, timeout=60_000)
    expect(page.get_by_role("heading", name=heading)).to_be_visible(timeout=60_000)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]
    picture(page, f"{size}-{path.strip('/').replace('/', '-').partition('?')[0]}")
