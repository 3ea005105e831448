"""The running app on a full disk: every address and every screen, and afterwards with room again."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2 as httpx
from playwright.sync_api import Page, sync_playwright
from starlette.routing import Route

from asset_map.logs import FILE_VARIABLE
from asset_map.settings import bundled
from asset_map.web.routes import routes
from bench.servers import LINK
from bench.small_disk import SmallDisk
from tests.browser.serving import LONGEST_START_S, Served, serve

if TYPE_CHECKING:
    from bench.full_disk import Outcome

CHROMIUM = "/usr/bin/chromium"
MEGABYTES = 64
_TRACE = re.compile(r"Traceback|sqlalchemy|OperationalError|/home/|full-disk-")


def served_on_a_full_disk(folder: Path) -> list[Outcome]:
    """Serve the demo town from a small disk, with its temporary files and its log on it, and fill it."""
    from bench.full_disk import Outcome  # noqa: PLC0415  (it starts us)

    addresses, screens, after = Outcome(), Outcome(), Outcome()
    disk = SmallDisk(folder / "served", megabytes=MEGABYTES)
    temporary = disk.folder / "tmp"
    temporary.mkdir()
    os.environ |= {FILE_VARIABLE: str(disk.folder / "log.jsonl"), "TMPDIR": str(temporary)}
    tempfile.tempdir = str(folder)
    served = serve(disk.folder / "home", port=8790)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM,
                args=["--no-sandbox", "--disable-gpu"],
                env={**os.environ, "TMPDIR": str(folder)},
            )
            page = browser.new_page()
            page.goto(f"{served.address}{_steward_link(served)}")
            if button := page.query_selector("form button"):
                button.click()
            page.wait_for_selector("text=Sign out", timeout=90_000)
            disk.fill()
            _ask(served.address, addresses)
            addresses.tell("Addresses on a full disk")
            _look(page, served, screens)
            screens.tell("Screens on a full disk")
            disk.make_room()
            _go_on(page, served.address, after)
            browser.close()
    finally:
        served.stop()
    lines = (disk.folder / "log.jsonl").read_text("utf-8").splitlines()
    broken = [line for line in lines if line and not _is_json(line)]
    print(f"\nthe log has {len(lines)} lines, {len(broken)} of them broken off")
    if len(broken) > 1 or any(_TRACE.search(line) for line in lines):
        after.wrong.append("the log")
    left = [path.name for path in temporary.rglob("*") if path.is_file()]
    print(f"left in the temporary folder: {left}")
    disk.unmount()
    shutil.rmtree(disk.folder, ignore_errors=True)
    after.tell("With room again")
    return [addresses, screens, after]


def _steward_link(served: Served) -> str:
    """Wait for the link that is printed after the address."""
    until_s = time.monotonic() + LONGEST_START_S
    while time.monotonic() < until_s:
        if found := LINK.search("".join(served.output)):
            return found[1]
        time.sleep(0.1)
    message = f"Expected a link for the steward; found {''.join(served.output)}"
    raise RuntimeError(message)


def _ask(address: str, outcome: Outcome) -> None:
    with httpx.Client(base_url=address, timeout=60, headers={"accept": "text/html"}) as client:
        for path in _paths():
            outcome.tried += 1
            answer = client.get(path)
            told = f"{answer.status_code} {answer.text[:160]}" if answer.status_code >= 500 else ""
            if _TRACE.search(answer.text[:5000]) or (told and answer.status_code != 503):
                outcome.wrong.append(f"{path}: {told or answer.text[:200]}")
            elif told:
                outcome.said[re.sub(r"<[^>]+>", " ", told)] += 1
            else:
                outcome.went_well += 1


def _paths() -> Iterator[str]:
    yield "/"
    for route in routes():
        if isinstance(route, Route) and "{" not in route.path and "GET" in (route.methods or ()):
            yield route.path
    yield from (f"/export/assets.{one}" for one in ("gpkg", "geojson", "fgb", "parquet", "kml", "csv", "xlsx", "zip"))
    yield from ("/maps/places", "/maps/strengths?offer=food", "/neighbourhood/zones-inverfable", "/report/area")
    yield from ("/j/ABCDEF", "/enter/nobody", "/said/ABCDEFGH", "/photo/none", "/embed/map")


def _look(page: Page, served: Served, outcome: Outcome) -> None:
    for screen in sorted(path.stem for path in bundled("asset_map/pages").glob("[a-z]*.py")):
        outcome.tried += 1
        page.goto(f"{served.address}/{'' if screen == 'map_and_list' else screen}")
        page.wait_for_selector("h1, [data-testid=stAlert]", timeout=90_000)
        page.wait_for_timeout(1500)
        text = page.inner_text("body").replace(str(served.home), "the home")  # a steward is told where backups are
        if _TRACE.search(text) or "encountered an error" in text or page.query_selector("[data-testid=stException]"):
            outcome.wrong.append(f"{screen}: {text[-300:]}")
        elif "did not work" in text or "disk" in text:
            outcome.said[f"{screen}: {text[text.find('did not work') - 5 :][:200]}"] += 1
        else:
            outcome.went_well += 1


def _go_on(page: Page, address: str, outcome: Outcome) -> None:
    outcome.tried += 1
    answer = httpx.get(f"{address}/export/assets.gpkg", timeout=60)
    if answer.status_code != 200:
        outcome.wrong.append(f"export: {answer.status_code}")
    page.wait_for_timeout(6000)
    health = httpx.get(f"{address}/healthz", timeout=60)
    if health.status_code != 200:
        outcome.wrong.append(f"healthz: {health.text}")
    page.goto(f"{address}/look_after")
    page.wait_for_selector("text=Is everything whole?", timeout=90_000)
    page.get_by_role("button", name="Look through everything").click()
    page.wait_for_selector("text=Everything is whole.", timeout=90_000)
    outcome.went_well += 1


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True
