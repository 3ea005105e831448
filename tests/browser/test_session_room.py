"""A phone adds, the facilitator glances, the projector shows and drops it; and it comes back after the line was cut."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from asset_map.domain.mapping_session import MappingSession
from asset_map.services.demo import open_demo
from asset_map.services.sessions.opening import open_session
from asset_map.services.sessions.prepare import prepare
from asset_map.settings import read_settings
from tests.browser.conftest import SIZES, picture, violations
from tests.browser.serving import Served
from tests.fixtures.actors import somebody
from tests.fixtures.mapping_sessions import draft_of_session

pytestmark = pytest.mark.browser

SOON_MS = 10_000


@pytest.fixture
def session(demo_server: Served) -> MappingSession:
    """Open a session in which the facilitator looks first."""
    now = dt.datetime.now(dt.UTC)
    workspace = open_demo(read_settings(demo_server.home), now=now)
    made = prepare(replace(draft_of_session(), glance_first=True), workspace, now=now, actor=somebody("Morag"))
    assert isinstance(made, MappingSession), made
    opened = open_session(made, workspace, now=now, actor=somebody("Morag"))
    workspace.store.close()
    return opened


@pytest.fixture
def contexts(browser: Browser) -> Iterator[tuple[BrowserContext, BrowserContext, BrowserContext]]:
    """Open the browsers of a resident, of the facilitator and of the projector."""
    sizes = (SIZES["phone"], SIZES["phone"], SIZES["desk"])
    phone, facilitator, projector = (browser.new_context(viewport=size, locale="en-GB") for size in sizes)
    yield phone, facilitator, projector
    for context in (phone, facilitator, projector):
        context.close()


def _say(page: Page, served: Served, words: str) -> None:
    page.goto(f"{served.address}/session/add?kind=idea")
    for name, value in {"words": words, "place": "B2"}.items():
        page.locator(f"[name={name}]").evaluate("(field, value) => { field.value = value; }", value)
    page.locator("form[data-asks]").evaluate("form => form.requestSubmit()")
    expect(page.get_by_role("heading", name=re.compile("Thank you"))).to_be_visible(timeout=SOON_MS)


def test_the_room_sees_what_the_facilitator_shows_and_no_longer_what_she_hides(
    demo_server: Served, session: MappingSession, contexts: tuple[BrowserContext, BrowserContext, BrowserContext]
) -> None:
    phone, facilitator, projector = (context.new_page() for context in contexts)
    here = f"{demo_server.address}/mapping/{session.session_id}"
    phone.goto(f"{demo_server.address}/j/{session.code}")
    phone.locator("form[method=post] .main").click()
    phone.wait_for_url("**/session")
    for page, address in ((facilitator, "glance"), (projector, "room")):
        page.goto(f"{demo_server.address}/enter/demo-morag")
        page.goto(f"{here}/{address}")
    expect(projector.get_by_text("Nothing is shown yet.")).to_be_visible()
    assert violations(projector) == []
    picture(projector, "session-room-begins")

    _say(phone, demo_server, "A bench by the burn")
    waits = facilitator.get_by_role("listitem").filter(has_text="A bench by the burn")
    expect(waits).to_be_visible(timeout=SOON_MS)
    expect(projector.get_by_text("1 waits for the facilitator")).to_be_visible(timeout=SOON_MS)
    assert "bench" not in projector.content()
    assert violations(facilitator) == []
    picture(facilitator, "session-glance")

    facilitator.evaluate("window.stayed = true")
    waits.get_by_role("button", name="Show").click()
    expect(waits).to_have_count(0, timeout=SOON_MS)
    assert facilitator.evaluate("window.stayed")
    shown = projector.get_by_role("listitem").filter(has_text="A bench by the burn")
    expect(shown).to_be_visible(timeout=SOON_MS)
    expect(projector.locator("#marks text")).to_have_text("1")
    expect(projector.locator(".room-map img")).to_have_js_property("complete", value=True)
    assert projector.locator(".room-map img").evaluate("image => image.naturalWidth") > 0
    assert violations(projector) == []
    picture(projector, "session-room")

    projector.context.set_offline(True)
    expect(projector.locator("#cut")).to_be_visible(timeout=SOON_MS)
    shown_still = projector.get_by_text("A bench by the burn")
    expect(shown_still).to_be_visible()
    projector.context.set_offline(False)
    expect(projector.locator("#cut")).to_be_hidden(timeout=SOON_MS)

    shown.get_by_role("button", name="Hide 1").click()
    expect(shown).to_have_count(0)
    hidden = facilitator.get_by_role("button", name="Show again")
    expect(hidden).to_be_visible(timeout=SOON_MS)
    hidden.click()
    expect(shown).to_be_visible(timeout=SOON_MS)
    facilitator.goto(f"{here}/room")
    facilitator.get_by_role("button", name="Hide 1").click()
    expect(shown).to_have_count(0, timeout=SOON_MS)
    facilitator.reload()  # with nothing shown the QR code is at its largest
    assert facilitator.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
