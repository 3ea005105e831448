"""Review by keyboard and the report of a session, on a phone: no violation, and nothing from elsewhere."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from asset_map.services.demo import open_demo
from asset_map.services.sessions.contribute import contribute
from asset_map.services.sessions.joining import join
from asset_map.settings import read_settings
from tests.browser.conftest import Visit, picture, violations
from tests.browser.serving import Served
from tests.fixtures.mapping_sessions import open_session_in, said

pytestmark = pytest.mark.browser

LONG_MS = 30_000


@pytest.mark.parametrize("size", ["phone"])
def test_what_was_said_is_kept_by_keyboard_and_stands_in_the_report(demo_server: Served, visit: Visit) -> None:
    now = dt.datetime.now(dt.UTC)
    workspace = open_demo(read_settings(demo_server.home), now=now)
    session = open_session_in(workspace)
    phone = join(session, "en", workspace, now=now).participant
    contribute(replace(said(1), contribution_id=uuid.uuid4().hex, kind="story"), phone, workspace, now=now)
    workspace.store.close()
    page = visit.page()
    page.goto(f"{demo_server.address}/enter/demo-morag")
    page.goto(f"{demo_server.address}/after_session?session={session.session_id}")
    expect(page.get_by_role("button", name="Keep it as said")).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_role("img", name="Where this is")).to_be_visible()
    assert violations(page) == []
    picture(page, "after-session-phone")
    page.get_by_text("Its words may stand on public pages").click()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Everything that was said is reviewed")).to_be_visible(timeout=LONG_MS)
    page.goto(f"{demo_server.address}/mapping/{session.session_id}/report")
    expect(page.get_by_text("Tea on Tuesdays")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    picture(page, "session-report-phone")
