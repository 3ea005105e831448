"""Two servers on one PostgreSQL store: one shows what the other keeps, and when one is killed the other goes on."""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from asset_map.services.workspace import open_workspace
from bench.council import Council, make_council, new_key
from bench.databases import empty_databases
from bench.phones import Asker
from bench.servers import AppServer
from bench.two_servers import entry_of, join
from bench.whole import not_whole
from tests.browser.conftest import SIZES, Visit, picture
from tests.browser.serving import free_port
from tests.conftest import skip_or_fail

pytestmark = pytest.mark.browser

LONG_MS = 30_000
LONGEST_S = 30.0


@dataclass(frozen=True)
class Town:
    """An area that two servers serve.

    Parameters
    ----------
    place
        The area.
    one, other
        The servers.
    """

    place: Council
    one: AppServer
    other: AppServer


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Start two servers at the same moment."""
    database = os.environ.get("ASSET_MAP_TEST_DATABASE_URL", "")
    if not database:
        skip_or_fail("ASSET_MAP_TEST_DATABASE_URL names no PostgreSQL database")
    folder = tmp_path_factory.mktemp("town")
    with empty_databases(folder, database) as databases:
        place = make_council(folder / "home", databases["PostgreSQL"])
        with ThreadPoolExecutor(2) as pool:
            one, other = pool.map(lambda port: AppServer(place.settings, port), (free_port(), free_port()))
        yield Town(place, one, other)
        one.stop()
        other.stop()


@pytest.fixture
def desk(browser: Browser) -> Iterator[Visit]:
    """Open one browser, which both servers know by the same cookies."""
    context = browser.new_context(viewport=SIZES["desk"], locale="en-GB")
    yield Visit(context)
    context.close()


def _enter(page: Page, town: Town) -> None:
    for server in (town.other, town.one):  # each start gives the steward a new link, and the last one holds
        if page.goto(f"{server.address}{server.entrance}").ok:
            return
    raise AssertionError("no link lets the steward in")


@pytest.fixture
def lines() -> Iterator[ExitStack]:
    """Close every connection at the end."""
    with ExitStack() as stack:
        yield stack


def _asker(server: AppServer, number: int, lines: ExitStack) -> Asker:
    return lines.enter_context(closing(Asker("127.0.0.1", server.port, f"127.0.0.{number}")))


def _phone(server: AppServer, town: Town, number: int, lines: ExitStack) -> Asker:
    return join(_asker(server, number, lines), town.place)


def _soon(holds: str, path: str, asker: Asker) -> None:
    until_s = time.monotonic() + LONGEST_S
    while holds.encode() not in asker.ask("GET", path)[1]:
        assert time.monotonic() < until_s, f"{path} does not show {holds}"
        time.sleep(0.1)


def test_what_a_phone_says_to_one_is_news_of_the_other_and_on_its_projector(
    town: Town, desk: Visit, lines: ExitStack
) -> None:
    page = desk.page()
    _enter(page, town)
    page.goto(f"{town.other.address}/mapping/{town.place.session_id}/room")
    phone, beside = _phone(town.one, town, 101, lines), _phone(town.other, town, 102, lines)
    before = beside.ask("GET", "/session/news")[1]
    status, _ = phone.ask("POST", "/session/contributions", entry=entry_of(new_key(), "Tea on the green"))
    assert status == 200
    assert beside.ask("GET", "/session/news")[1] != before
    assert b"Tea on the green" in beside.ask("GET", "/session/room")[1]
    expect(page.get_by_text("Tea on the green").first).to_be_visible(timeout=LONG_MS)  # it was not loaded again


def test_a_record_saved_on_a_screen_of_one_is_in_files_layers_maps_and_on_screens_of_the_other(
    town: Town, desk: Visit, lines: ExitStack
) -> None:
    asker = _asker(town.other, 103, lines)
    shows = ("/export/assets.geojson", "/ogc/collections/assets/items?limit=1000", "/maps/places")
    for path in shows:  # answers of before are kept by now
        assert b"Bench by both" not in asker.ask("GET", path)[1]
    page = desk.page()
    _enter(page, town)
    page.goto(f"{town.one.address}/add_an_asset")
    page.get_by_role("textbox", name="Name").fill("Bench by both", timeout=LONG_MS)
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name=re.compile("^Places")).click(timeout=LONG_MS)
    page.get_by_role("button", name="Green and blue space", exact=True).click(timeout=LONG_MS)
    postcode = page.get_by_role("textbox", name="Postcode, address or grid reference")
    postcode.fill("ZZ1 1AB", timeout=LONG_MS)
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".where-it-falls")).to_contain_text("decile", timeout=LONG_MS)
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Save").click(timeout=LONG_MS)
    expect(page.get_by_role("heading", name="Saved: Bench by both", level=2)).to_be_visible(timeout=LONG_MS)
    for path in shows:
        _soon("Bench by both", path, asker)
    page.goto(f"{town.other.address}/?search=both")
    expect(page.get_by_role("link", name="Bench by both").first).to_be_visible(timeout=LONG_MS)
    picture(page, "two-servers-map-and-list")


def test_when_one_is_killed_nothing_promised_or_typed_is_lost_and_the_other_goes_on(
    town: Town, desk: Visit, lines: ExitStack
) -> None:
    page = desk.page()
    page.goto(f"{town.one.address}/add_an_asset")
    page.get_by_role("textbox", name="Name").fill("Half a name, whole", timeout=LONG_MS)
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name=re.compile("What kind"))).to_be_visible(timeout=LONG_MS)
    thanked: list[str] = []

    def say(number: int) -> None:
        phone, server = _phone(town.one, town, 110 + number, lines), town.one
        for _said in range(40):
            key = new_key()
            try:
                status, _ = phone.ask("POST", "/session/contributions", entry=entry_of(key, f"Said as {key}"))
            except OSError:
                if server is town.other:
                    raise
                server = town.other  # as the proxy does
                cookies, phone = phone.cookies, _asker(server, 110 + number, lines)
                phone.cookies.update(cookies)
                status, _ = phone.ask("POST", "/session/contributions", entry=entry_of(key, f"Said as {key}"))
            assert status == 200
            thanked.append(key)

    with ThreadPoolExecutor(5) as pool:
        sending = [pool.submit(say, number) for number in range(4)]
        while len(thanked) < 30:
            threading.Event().wait(0.01)
        town.one.kill()
        for one in sending:
            one.result(timeout=120)
    assert len(thanked) == 160
    workspace = open_workspace(town.place.settings)
    kept = [one.contribution_id for one in workspace.store.contributions(town.place.session_id)]
    assert [key for key in thanked if kept.count(key) != 1] == []
    assert not_whole(workspace) == []
    workspace.store.close()
    page.goto(f"{town.other.address}/add_an_asset")
    expect(page.get_by_role("heading", name=re.compile("What kind"))).to_be_visible(timeout=LONG_MS)
    page.get_by_role("button", name="Name", exact=True).click()
    expect(page.get_by_role("textbox", name="Name")).to_have_value("Half a name, whole", timeout=LONG_MS)
    town.one.start()
    town.one.wait()
    again = _asker(town.one, 120, lines)
    assert again.ask("GET", "/healthz")[0] == 200
    assert b"Bench by both" in again.ask("GET", "/export/assets.geojson")[1]
