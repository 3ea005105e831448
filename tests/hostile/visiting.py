"""Does a script of theirs run in a browser? Every page is loaded, and everything on its maps is opened."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Error, Frame, Page, Request

HERE = {"localhost", "127.0.0.1", "", None}
OWN_TILES = frozenset({"tile.openstreetmap.org"})
OPENING_ROUNDS = 4
OPEN_EVERYTHING = """() => {
  let opened = 0;
  for (const one of document.querySelectorAll("details:not([open])")) { one.open = true; opened += 1; }
  const things = document.querySelectorAll(".leaflet-interactive, .leaflet-marker-icon, [data-tooltip], [title]");
  for (const one of [...things].slice(0, 400)) {
    for (const kind of ["pointerover", "mouseover", "mouseenter", "mousemove", "focus", "click"]) {
      const { x, y, width, height } = one.getBoundingClientRect();
      const where = { bubbles: true, cancelable: true, view: window, clientX: x + width / 2, clientY: y + height / 2 };
      if (kind === "click" && (one.closest("a, button, form, summary") || one.tagName === "A")) continue;
      one.dispatchEvent(new MouseEvent(kind, where));
    }
    opened += 1;
  }
  return opened;
}"""
WAITING_S = 60
FAULTS = ("Traceback (most recent call last)", "Oh no", "This app has encountered an error")
"""What is shown where the program is at fault; the last by a screen."""


class Watched:
    """A browser in which nothing may run that is not ours.

    Parameters
    ----------
    context
        Its cookies and pages; of a browser that is started so that it reaches no other host.
    tell
        Is given the path of every page that was looked at, and how many seconds that took.
    """

    def __init__(
        self, context: BrowserContext, tell: Callable[[str, float], None] = lambda _path, _took_s: None
    ) -> None:
        self.context = context
        self.tell = tell
        self.found: list[str] = []
        self.visited = 0
        self.opened = 0
        self._at = ""
        context.on("request", self._hear)
        context.add_init_script("window.__pwned = 0;")

    def visit(self, host: str, paths: Iterable[str], *, screens: bool = False) -> None:
        """Load pages, open what can be opened on them, and note what ran."""
        page = self.context.new_page()
        page.on("dialog", lambda dialog: (self._note(f"a dialog: {dialog.message[:80]}"), dialog.dismiss()))
        for path in paths:
            self._at = path
            began_s = time.monotonic()
            try:
                page.goto(host + path, wait_until="load", timeout=WAITING_S * 1000)
                if screens:
                    _wait_for_screen(page)
                self._open_all(page)
            except Error as error:
                self._note(f"could not be visited: {str(error)[:200]}")
            self.visited += 1
            self.tell(path, time.monotonic() - began_s)
        page.close()

    def join(self, host: str, code: str) -> None:
        """Join a session, so that the pages of its phones are shown."""
        page = self.context.new_page()
        self._at = f"/j/{code}"
        page.goto(f"{host}/j/{code}")
        page.locator("form[method=post] button").last.click()
        page.wait_for_url("**/session")
        page.close()

    def _open_all(self, page: Page) -> None:
        for _round in range(OPENING_ROUNDS):
            for frame in page.frames:
                self.opened += int(_within(frame, OPEN_EVERYTHING) or 0)
            page.wait_for_timeout(150)
        for frame in page.frames:
            if _within(frame, "() => window.__pwned || 0"):
                self._note(f"a script ran in {frame.url[:80]}")
            if urlsplit(frame.url).hostname not in HERE:
                self._note(f"led to {frame.url[:80]}")
            text = str(_within(frame, "() => document.body ? document.body.innerText : ''"))
            if any(words in text for words in FAULTS):
                self._note("a fault is shown")

    def _hear(self, request: Request) -> None:
        where = urlsplit(request.url)
        is_here = where.hostname in HERE or where.scheme in {"data", "blob"}
        if not is_here and where.hostname not in OWN_TILES:
            self._note(f"asked for {request.url[:100]}")

    def _note(self, what: str) -> None:
        self.found.append(f"{self._at}: {what}")


def _within(frame: Frame, script: str) -> object:
    try:
        return frame.evaluate(script)
    except Error:  # the frame went while it was asked
        return 0


def _wait_for_screen(page: Page) -> None:
    # Nothing runs either before the page has reached its server: so first its heading.
    page.wait_for_selector(".stMain :is(h1, .stException)", timeout=WAITING_S * 1000)
    page.wait_for_selector(".stApp[data-test-script-state='notRunning']", timeout=WAITING_S * 1000)
    page.wait_for_timeout(500)
