"""What somebody said is followed from slip to outcome to poster; with scripts off the page of the slip tells it too."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SIZES, Visit, picture, violations
from tests.browser.serving import Served

pytestmark = pytest.mark.browser

TOLD = f"/said/{uuid.uuid5(uuid.NAMESPACE_URL, 'demo-town/session/1').hex}"
DONE = "A kettle was bought for the hall"


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """Open a page of a phone on which scripts are off."""
    context = browser.new_context(viewport=SIZES["phone"], has_touch=True, locale="en-GB", java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("size", ["desk"])
def test_what_was_said_is_followed_from_slip_to_outcome_to_poster(
    visit: Visit, plain: Page, demo_server: Served
) -> None:
    words = f"A kettle for the hall, said {uuid.uuid4().hex}"
    plain.goto(f"{demo_server.address}/j/FABLES")
    plain.get_by_role("button", name="Join").click()
    plain.goto(f"{demo_server.address}/session/add")
    plain.locator("input[name=kind][value=idea]").check()
    plain.locator("textarea[name=words]").fill(words)
    plain.locator("form#add button:not([type=button])").last.click()
    slip = plain.locator(".slip bdi").first.inner_text()
    plain.goto(f"{demo_server.address}/slip")
    plain.get_by_label("The code on your slip").fill(slip.lower())
    plain.get_by_role("button", name="Go on").click()
    expect(plain.get_by_text(words)).to_be_visible()
    expect(plain.get_by_text("Nothing is told yet of what was done about this.")).to_be_visible()

    page = visit.page()
    page.goto(f"{demo_server.address}/enter/demo-morag")
    page.goto(f"{demo_server.address}/you_said_we_did")
    page.get_by_role("combobox", name="Session").click()
    page.get_by_role("option", name=re.compile("Inverfable maps itself")).click()
    page.wait_for_selector(".stApp[data-test-script-state='notRunning']", timeout=60_000)
    page.get_by_role("combobox", name=re.compile("About what was said")).click()
    page.keyboard.type(words[:40])  # other tests say things here too, and a long list is drawn in part
    page.get_by_role("option", name=re.compile(words[:40])).click()
    page.keyboard.press("Escape")
    page.get_by_label("What, in plain words").fill(DONE)
    page.get_by_role("button", name="Tell people").click()
    expect(page.get_by_text("1 thing is told.")).to_be_visible()
    expect(page.get_by_label("What, in plain words")).to_have_value("")
    picture(page, "you_said_we_did")
    assert violations(page) == []
    page.get_by_text("Pages and posters").click()
    expect(page.get_by_role("link", name="Poster in large print")).to_be_visible()
    picture(page, "you_said_we_did_pass_on")
    assert violations(page) == []

    plain.reload()
    expect(plain.get_by_text(DONE)).to_be_visible()
    plain.get_by_role("link", name="What others said, and what was done").click()
    expect(plain.get_by_role("heading", name="You said, we did")).to_be_visible()
    for name in ("Poster", "Large print"):
        address = str(plain.get_by_role("link", name=name, exact=True).get_attribute("href"))
        poster = plain.request.get(f"{demo_server.address}{address}")
        assert (poster.status, poster.body()[:5]) == (200, b"%PDF-")


@pytest.mark.parametrize("size", ["phone"])
def test_the_pages_of_slips_and_promises_pass_axe_in_three_languages(visit: Visit, demo_server: Served) -> None:
    page = visit.page()
    for code in ("en", "ur", "ar"):
        for address in ("/slip", "/slip/BANDSTND", "/said", TOLD):
            page.goto(f"{demo_server.address}{address}?lang={code}")
            assert violations(page) == [], (address, code)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (address, code)
            picture(page, f"{code}-{address.strip('/').split('/')[0]}-{address.count('/')}")
    assert visit.context.cookies() == []
