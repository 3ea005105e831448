"""Chromium, for works that end when a picture is on a screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

CHROMIUM = "/usr/bin/chromium"
LONGEST_MS = 120_000
SCREEN = {"width": 1280, "height": 800}


def without_chromium() -> str:
    """Say why nothing can be seen on this machine.

    Returns
    -------
    str
        Empty when it can.
    """
    return "" if Path(CHROMIUM).is_file() else f"there is no {CHROMIUM}"


def version_of(browser: Browser) -> dict[str, str]:
    """Return the version of the browser, for the table.

    Parameters
    ----------
    browser
        As it runs.

    Returns
    -------
    dict
        By its name.
    """
    return {"Chromium": browser.version}


def launched(playwright: Playwright) -> Browser:
    """Start the browser.

    Parameters
    ----------
    playwright
        What drives it, and ends it with itself.

    Returns
    -------
    playwright.sync_api.Browser
        With no window.
    """
    return playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
