"""A headless Chromium in which every request to another host is blocked and remembered."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.browser.serving import Served, serve
from tests.conftest import skip_or_fail

CHROMIUM = next(
    filter(Path.exists, map(Path, ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium"))), Path("/usr/bin/chromium")
)
"""The shell is the same Chromium without windows, menus and tabs, which took a third of the time of these tests."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    # Unlike a route through Playwright this leaves the browser its cache, as people have it.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 800}}
HERE = {"localhost", "127.0.0.1"}
WITHOUT_A_HOST = ("data:", "blob:", "file:", "about:")
A_AND_AA = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],  # what passes is not described, which takes as long again on a map
}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium."""
    if not CHROMIUM.exists():
        skip_or_fail(f"Chromium is not installed at {CHROMIUM}")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield chromium
        chromium.close()


@dataclass
class Visit:
    """A browser of one visitor, and what went wrong in it.

    Parameters
    ----------
    context
        Its cookies and pages.
    elsewhere
        Addresses on other hosts that a page asked for.
    errors
        Errors that scripts met.
    """

    context: BrowserContext
    elsewhere: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def page(self) -> Page:
        """Open a page whose errors are remembered."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._hear)
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        # Below a screen's own address Streamlit looks for its server there first, and then at the top.
        is_streamlit_looking = "/_stcore/" in message.location.get("url", "") and "404" in message.text
        if message.type == "error" and not is_streamlit_looking:
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> str:
    """Name of a screen's size."""
    return str(request.param)


@pytest.fixture
def visit(browser: Browser, size: str) -> Iterator[Visit]:
    """Open a browser that reaches no other host; afterwards nothing must have tried to."""
    context = browser.new_context(viewport=SIZES[size], has_touch=size == "phone", locale="en-GB")
    visit = Visit(context)

    def heard(request: Request) -> None:
        if not request.url.startswith(WITHOUT_A_HOST) and urlsplit(request.url).hostname not in HERE:
            visit.elsewhere.append(request.url)

    context.on("request", heard)
    yield visit
    context.close()
    assert visit.elsewhere == []
    assert visit.errors == []


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the demo town from an empty home, as a new user would."""
    served = serve(tmp_path_factory.mktemp("home"))
    yield served
    served.stop()


def violations(page: Page) -> list[str]:
    """Return the WCAG A and AA violations that axe finds on a page, frames included."""
    page.wait_for_load_state()  # without its style sheet a page has other sizes
    found = Axe().run(page, options=A_AND_AA).response["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


def picture(page: Page, name: str) -> None:
    """Keep a screenshot where ASSET_MAP_SCREENSHOTS says, for people to look at."""
    if folder := os.environ.get("ASSET_MAP_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
