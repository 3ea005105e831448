"""A session is prepared and opened on a phone and at a desk, and its code is there to be read out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, picture, violations
from tests.browser.serving import Served

pytestmark = pytest.mark.browser

LONG_MS = 30_000


def _settled(page: Page) -> None:
    page.wait_for_timeout(400)
    expect(page.locator(".stApp[data-test-script-state='notRunning']")).to_have_count(1, timeout=LONG_MS)


def _type(page: Page, label: str, text: str) -> None:
    box = page.get_by_role("textbox", name=label)
    expect(box).to_be_visible(timeout=LONG_MS)
    box.fill(text)
    box.press("Tab")
    _settled(page)


def test_a_session_is_prepared_and_opened(visit: Visit, demo_server: Served, size: str) -> None:
    page = visit.page()
    page.goto(f"{demo_server.address}/enter/demo-morag")
    expect(page.get_by_role("button", name="Sign out, Morag")).to_be_visible(timeout=LONG_MS)
    page.goto(f"{demo_server.address}/mapping_sessions")
    page.get_by_role("button", name="Prepare a session").click(timeout=LONG_MS)
    title = f"Tea and maps at a {size}"
    _type(page, "What is it called?", title)
    _type(page, "Date, for instance", "5/12/2026")
    page.get_by_text("All of Inverfable").click()
    _settled(page)
    page.get_by_role("button", name="Prepare it").click()
    expect(page.get_by_text("Expected where it is held")).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_role("textbox", name="What is it called?")).to_have_value(title)
    _type(page, "Where is it held?", "The hall")
    picture(page, f"{size}-session-form")
    assert violations(page) == []
    page.get_by_role("button", name="Prepare it").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible(timeout=LONG_MS)
    page.get_by_role("button", name="Open it").click()
    code = page.locator(".session-code")
    expect(code).to_have_text(re.compile("^[A-Z]{6}$"), timeout=LONG_MS)
    _settled(page)
    picture(page, f"{size}-session-open")
    assert violations(page) == []
    page.goto(f"{demo_server.address}/j/{code.inner_text()}")
    expect(page.get_by_role("heading", name=title)).to_be_visible()
