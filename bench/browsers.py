"""Residents in a hall with a real browser: their pages themselves keep, send again and say thank you."""

from __future__ import annotations

import json
import re
import time

import numpy as np
from playwright.sync_api import Error, Page, Request, sync_playwright

from bench.hall import SAYING_UNTIL, Log

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE = {"width": 390, "height": 844}
LONGEST_MS = 120_000
TRY_AGAIN_S = 1.0


def be_a_browser(base: str, code: str, number: int, entries: int, ends_s: float, log: Log) -> None:
    """Join, and say things until the time is over.

    Parameters
    ----------
    base, code
        Where the server answers, and what opens the session.
    number
        Of the browser; its moments follow from it.
    entries, ends_s, log
        How often it sends, until when, and what is written down: an entry by the id that the page gave it.
    """
    chance = np.random.default_rng(1000 + number)
    begins_s = time.time()
    last_s = max((ends_s - begins_s) * SAYING_UNTIL, 16)
    moments = sorted(begins_s + chance.uniform(15, last_s) for _ in range(entries))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = chromium.new_context(viewport=PHONE, locale="en-GB").new_page()
        sent: list[str] = []

        def note(request: Request) -> None:
            if request.method == "POST" and request.url.endswith("/session/contributions"):
                sent.append(json.loads(request.post_data or "{}")["contribution_id"])

        page.on("request", note)
        _go(page, f"{base}/j/{code}")
        page.locator("form[method=post] .main").click()
        page.wait_for_url("**/session")
        log.browsers += 1
        for which, moment in enumerate(moments):
            time.sleep(max(0.0, moment - time.time()))
            _go(page, f"{base}/session/add?kind=idea")
            words = f"Browser {number} says thing {which}"
            page.locator("[name=words]").evaluate("(field, words) => { field.value = words; }", words)
            page.locator("[name=place]").evaluate("field => { field.value = 'B2'; }")
            sent.clear()
            pressed_s = time.time()
            page.locator("form[data-asks]").evaluate("form => form.requestSubmit()")
            page.get_by_role("heading", name=re.compile("Thank you")).wait_for(timeout=LONGEST_MS)
            log.thanked_s[sent[0]] = time.time()
            log.pressed_s[sent[0]] = pressed_s
        chromium.close()


def _go(page: Page, address: str) -> None:
    """Open a page, also when the server is away for a while."""
    ends_s = time.time() + LONGEST_MS / 1000
    while True:
        try:
            page.goto(address)
        except Error:
            if time.time() > ends_s:
                raise
            time.sleep(TRY_AGAIN_S)
        else:
            return
