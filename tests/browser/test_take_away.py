"""Taking a layer away by hand, and a map that stands in the page of another server."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import SIZES, Visit, picture, violations
from tests.browser.serving import Served

pytestmark = pytest.mark.browser


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def council(tmp_path: Path, demo_server: Served) -> Iterator[str]:
    """Return the address of a page of another server that holds a map and a profile."""
    frames = "".join(
        f'<iframe src="{demo_server.address}{path}" title="{title}" width="100%" height="350"></iframe>'
        for title, path in (
            ("Map", "/embed/strengths?offer=food"),
            ("Profile", "/embed/neighbourhood/zones-kelpie-green"),
            ("Not allowed", "/maps/places"),
        )
    )
    (tmp_path / "index.html").write_text(f'<html lang="en"><title>Council</title><main>{frames}</main></html>', "utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/index.html"
        server.shutdown()


def test_a_layer_is_chosen_understood_and_downloaded(
    visit: Visit, demo_server: Served, size: str, tmp_path: Path
) -> None:
    page = visit.page()
    page.goto(f"{demo_server.address}/take_away?what=zones&offer=food&live=yes&services=yes&own_page=yes")
    download = page.get_by_role("button", name=re.compile(r"Download \(\d+ kB\)"))
    expect(download).to_be_visible(timeout=60_000)
    expect(page.frame_locator('iframe[title^="Map of community assets"]').get_by_role("heading").first).to_be_visible()
    picture(page, f"{size}-take-away")
    assert violations(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= SIZES[size]["width"]
    with page.expect_download() as caught:
        download.click()
    caught.value.save_as(file := tmp_path / caught.value.suggested_filename)
    assert file.name.startswith("inverfable-zones-food-public-")
    with sqlite3.connect(file) as opened:
        assert opened.execute("SELECT count(*) FROM zones").fetchone() == (60,)


@pytest.mark.parametrize("size", ["phone"])
def test_a_map_stands_in_the_page_of_another_server(
    browser: Browser, demo_server: Served, council: str, size: str
) -> None:
    context = browser.new_context(viewport=SIZES[size], has_touch=True)
    try:
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(council)
        inside = page.frame_locator('iframe[title="Map"]')
        expect(inside.get_by_role("heading", name="Food: strengths and gaps")).to_be_visible(timeout=60_000)
        expect(inside.locator("path.leaflet-interactive").first).to_be_visible()
        profile = page.frame_locator('iframe[title="Profile"]')
        expect(profile.get_by_role("heading", name="Kelpie Green", level=1)).to_be_visible()
        assert errors == []
        assert violations(page) == []
        assert context.cookies() == []
        refused = next(frame for frame in page.frames if "/embed/" not in frame.url and frame != page.main_frame)
        assert refused.url.startswith("chrome-error:")
        with context.expect_page() as opened:
            inside.get_by_role("link", name="Open in Asset Map").click()
        assert opened.value.url.startswith(f"{demo_server.address}/strengths_and_gaps?offer=food")
        assert page.url == council
    finally:
        context.close()
