"""A scribe types in thirty entries by keyboard alone while the line is cut: thirty are stored, none twice."""

from __future__ import annotations

import datetime as dt
import logging
import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from asset_map.domain.contribution import Contribution
from asset_map.domain.mapping_session import MappingSession
from asset_map.services.demo import open_demo
from asset_map.services.sessions.opening import open_session
from asset_map.services.sessions.prepare import SessionDraft, prepare
from asset_map.services.workspace import Workspace
from asset_map.settings import read_settings
from tests.browser.conftest import Visit, picture, violations
from tests.browser.serving import Served
from tests.fixtures.actors import somebody

pytestmark = pytest.mark.browser

CUT_S = float(os.environ.get("ASSET_MAP_CUT_S", "3"))
"""So long the line is cut; 60 for the minute that a session should outlast."""

LONG_MS = 30_000
KINDS = {"g": "asset", "n": "nothing_here", "i": "idea", "s": "story"}


@dataclass(frozen=True)
class Table:
    """A session whose paper is typed in.

    Parameters
    ----------
    address, session, town
        Where the server answers, the session, and the same store from outside.
    """

    address: str
    session: MappingSession
    town: Workspace

    @property
    def page(self) -> str:
        """The address of the scribe's page."""
        return f"{self.address}/mapping/{self.session.session_id}/scribe"

    def typed(self) -> list[Contribution]:
        """Return what is stored."""
        return self.town.store.contributions(self.session.session_id)

    def sign_in(self, page: Page) -> None:
        """Sign in by a personal link, without opening a screen."""
        page.request.get(f"{self.address}/enter/demo-morag", max_redirects=0)

    def open(self, page: Page) -> Page:
        """Open the scribe's page."""
        page.goto(self.page)
        expect(page.locator("#offer-typed")).to_be_visible()
        return page


@pytest.fixture
def table(demo_server: Served) -> Iterator[Table]:
    """Open a session over the whole town."""
    now = dt.datetime.now(dt.UTC)
    town = open_demo(read_settings(demo_server.home), now=now)
    draft = SessionDraft(title="Tea and maps", place="The hall", held_on=now.date().isoformat(), glance_first=True)
    made = prepare(draft, town, now=now, actor=somebody("Morag"))
    assert isinstance(made, MappingSession), made
    yield Table(demo_server.address, open_session(made, town, now=now, actor=somebody("Morag")), town)
    town.store.close()


@dataclass
class Keys:
    """A keyboard that counts; it never touches anything else.

    Parameters
    ----------
    page
        Where it types.
    pressed
        How many keys so far.
    """

    page: Page
    pressed: int = 0

    def type(self, text: str) -> None:
        """Type a text as it is."""
        self.page.keyboard.type(text)
        self.pressed += len(text)

    def press(self, *names: str) -> None:
        """Press keys by their names."""
        for name in names:
            self.page.keyboard.press(name)
        self.pressed += len(names)

    def entry(self, square: str, kind: str, offer: str, words: str) -> None:
        """Type an entry from the dot that is suggested to Enter."""
        self.press("Tab")
        self.type(square)
        self.press("Tab")
        self.type(kind)
        if offer:
            self.type(offer)
            self.press("Tab")
        self.type(words)
        self.press("Enter")


@dataclass
class Line:
    """The line to the server: counts what is sent, and loses some of the answers.

    Parameters
    ----------
    lost
        Which of the requests lose their answer, counted from the first.
    is_cut
        Whether nothing reaches the server.
    sent
        How often each entry reached the server.
    """

    lost: tuple[int, ...] = ()
    is_cut: bool = False
    sent: Counter[str] = field(default_factory=Counter)

    def carry(self, route: Route, request: Request) -> None:
        """Let a request through; an answer that is lost was made all the same."""
        if self.is_cut:
            route.abort("internetdisconnected")
            return
        if request.method != "POST":
            route.continue_()
            return
        given: Any = request.post_data_json
        answer = route.fetch()
        self.sent[given["contribution_id"]] += 1
        if self.sent.total() in self.lost:
            route.abort()
        else:
            route.fulfill(response=answer)


def _only_the_cut_line(visit: Visit) -> None:
    """Forget what a browser says of a line that the test cut itself, and of a sign-in that it took away."""
    visit.errors[:] = [one for one in visit.errors if "net::ERR_" not in one and "404" not in one and "422" not in one]


@pytest.mark.parametrize("size", ["desk"])
def test_thirty_entries_by_keyboard_with_the_line_cut_are_stored_once_each(visit: Visit, table: Table) -> None:
    line = Line(lost=(4, 15))
    visit.context.route("**/scribe/entries", line.carry)
    page, other = visit.page(), visit.page()
    table.sign_in(page)
    table.open(other)
    keys, began = Keys(table.open(page)), time.monotonic()
    page.bring_to_front()
    keys.type("1")
    keys.press("Tab")
    asked = [
        ("c4", "g", "mee", "Knitting in the back room on Tuesdays"),
        ("d5", "n", "mee", "Nobody knows of a place to meet"),
        ("e6", "i", "", "A bench half way up the hill"),
        ("b2", "s", "", "We met there every day after school"),
    ]
    for number in range(10):
        keys.entry(*asked[number % 4])
    expect(page.locator('#listed [data-state="kept"]')).to_have_count(10, timeout=LONG_MS)

    line.is_cut = True
    visit.context.set_offline(True)
    back_at = time.monotonic() + CUT_S
    for number in range(10, 20):
        keys.entry(*asked[number % 4])
    expect(page.locator("#waiting")).to_contain_text("wait to be sent")
    expect(page.locator('#listed [data-state="waiting"]').first).to_be_visible()
    picture(page, "scribe-cut")
    assert violations(page) == []
    page.wait_for_timeout(max(0.0, 1000 * (back_at - time.monotonic())))
    stored_while_cut = len(table.typed())
    page.close()
    line.is_cut = False
    visit.context.set_offline(False)
    keys.page = page = table.open(visit.page())
    expect(page.locator("#sheet")).to_have_value("Table 1")
    expect(page.locator("#dot")).to_have_value("21")
    for number in range(20, 30):
        keys.entry(*asked[number % 4])
    took_s = time.monotonic() - began
    expect(page.locator('#listed [data-state="kept"]')).to_have_count(30, timeout=LONG_MS)
    expect(page.locator("#waiting")).to_be_hidden()
    told = f"{keys.pressed / 30:.1f} keys an entry; {took_s / 30:.2f} s an entry with {CUT_S:.0f} s of cut line"
    logging.getLogger(__name__).info("%s", told)

    typed = table.typed()
    assert stored_while_cut == 10
    assert sorted(one.dot for one in typed if one.dot is not None) == list(range(1, 31))
    assert {one.sheet for one in typed} == {"Table 1"}
    for one in typed:
        assert one.dot is not None
        square, kind, offer, words = asked[(one.dot - 1) % 4]
        assert (one.place, one.kind.value, one.words) == (square, KINDS[kind], words)
        assert bool(one.offers) is bool(offer)
    assert sorted(line.sent.values()) == [1] * 28 + [2, 2]
    assert visit.context.pages[0].locator('#listed [data-state="waiting"]').count() == 0
    _only_the_cut_line(visit)


def test_mistakes_refusals_and_a_lost_sign_in_lose_nothing(visit: Visit, table: Table, size: str) -> None:
    page = visit.page()
    table.sign_in(page)
    keys = Keys(table.open(page))
    assert violations(page) == []
    keys.type("2")
    keys.press("Tab")
    keys.entry("c99", "i", "", "A bench")
    expect(page.locator("#wrong-place")).to_contain_text("found “c99”")
    expect(page.locator("#place")).to_be_focused()
    expect(page.locator("#words")).to_have_value("A bench")
    assert violations(page) == []
    page.keyboard.press("Control+A")
    keys.type("C4")
    expect(page.locator("#found")).to_contain_text("C4: ")
    keys.press("Enter")
    expect(page.locator('#listed [data-state="kept"]')).to_have_count(1)

    page.keyboard.press("Control+A")
    keys.type("1")
    keys.entry("C4", "s", "", "The same bench")
    expect(page.locator("#same-dot-words")).to_contain_text("“A bench”")
    picture(page, f"scribe-same-dot-{size}")
    assert violations(page) == []
    keys.press("Tab", "Enter")  # mine corrects the other
    expect(page.locator("#listed")).to_contain_text("The same bench")
    expect(page.locator('#listed [data-state="kept"]')).to_have_count(1)

    keys.entry("nowhere at all", "i", "", "A lamp")
    expect(page.locator('#listed [data-state="back"]')).to_contain_text("A lamp")
    page.reload()
    expect(page.locator('#listed [data-state="back"]')).to_contain_text("A lamp")
    picture(page, f"scribe-came-back-{size}")
    assert violations(page) == []
    keys.press("Alt+l")
    keys.press("Enter")
    expect(page.locator("#place")).to_be_focused()
    page.keyboard.press("Control+A")
    keys.type("D5")
    keys.press("Alt+p", "Enter")
    expect(page.locator('#listed [data-state="kept"]')).to_have_count(2)

    visit.context.clear_cookies()
    keys.entry("D4", "i", "", "A tap for water")
    expect(page.locator("#waiting")).to_contain_text("no longer signed in")
    table.sign_in(page)
    expect(page.locator('#listed [data-state="kept"]')).to_have_count(3, timeout=LONG_MS)
    expect(page.locator("#waiting")).to_be_hidden()
    picture(page, f"scribe-{size}")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")

    kept = [(one.dot, one.place, one.words, one.do_not_publish) for one in table.typed()]
    assert sorted(kept, key=str) == [
        (1, "C4", "The same bench", False),
        (2, "D5", "A lamp", True),
        (3, "D4", "A tap for water", False),
    ]
    _only_the_cut_line(visit)
