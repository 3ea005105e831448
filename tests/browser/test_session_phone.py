"""A resident's phone in a session: by touch, by keyboard, without a line, without scripts, in three languages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import shapely
from playwright.sync_api import Browser, Page, expect

from asset_map.domain.contribution import Contribution, HowPlaced
from asset_map.domain.mapping_session import MappingSession
from asset_map.services.demo import open_demo
from asset_map.services.sessions.opening import close_session, open_session
from asset_map.services.sessions.prepare import SessionDraft, prepare
from asset_map.services.workspace import Workspace
from asset_map.settings import read_settings
from tests.browser.conftest import SIZES, Visit, picture, violations
from tests.browser.serving import Served
from tests.fixtures.actors import somebody

pytestmark = pytest.mark.browser

FINGER = 44
RIGHT_TO_LEFT = {"ur", "ar"}
ZONE = "DEMO0014"


VOICES = """
window.spoken = [];
window.SpeechSynthesisUtterance = class extends EventTarget {
  constructor(text) { super(); this.text = text; }
};
speechSynthesis.getVoices = () => [{ lang: "en-GB" }, { lang: "ar_EG" }];
speechSynthesis.speak = (speech) => window.spoken.push([speech.lang, speech.text]);
speechSynthesis.cancel = () => {};
"""
"""A browser that has voices for two languages: headless Chromium has none."""


@dataclass(frozen=True)
class Hall:
    """A session that phones may join.

    Parameters
    ----------
    address, session, town
        Where the server answers, what is joined, and the same store from outside.
    """

    address: str
    session: MappingSession
    town: Workspace

    def said(self) -> list[Contribution]:
        """Return what was said so far, also what was taken back."""
        return self.town.store.contributions(self.session.session_id)

    def join(self, page: Page, language: str = "en") -> None:
        """Join as a person does: code, notice, yes."""
        page.goto(f"{self.address}/j/{self.session.code}?lang={language}")
        page.locator("form[method=post] .main").click()
        page.wait_for_url("**/session")


@pytest.fixture
def hall(demo_server: Served) -> Iterator[Hall]:
    """Open a session about one zone, in three languages, which shows everything at once."""
    now = dt.datetime.now(dt.UTC)
    town = open_demo(read_settings(demo_server.home), now=now)
    draft = SessionDraft(
        title="Tea and maps",
        place="The hall",
        held_on=now.date().isoformat(),
        neighbourhood_id=ZONE,
        languages=("en", "ur", "ar"),
        glance_first=False,
    )
    made = prepare(draft, town, now=now, actor=somebody("Morag"))
    assert isinstance(made, MappingSession), made
    yield Hall(demo_server.address, open_session(made, town, now=now, actor=somebody("Morag")), town)
    town.store.close()


@pytest.fixture
def size() -> str:
    """It is made for a phone."""
    return "phone"


def _next(page: Page) -> None:
    page.locator("[data-go='1']:visible").click()


def _to_the_map(page: Page) -> None:
    """Answer up to the question where it is."""
    page.locator(".kind-asset").click()
    page.locator("[data-step=offers] .choice").first.click()
    _next(page)
    expect(page.locator("#map .map-label").first).to_be_visible()


def _fits(page: Page) -> None:
    """Nothing is wider than the screen, and everything to press is large enough for a finger."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for one in page.locator("button:visible, a.button:visible, .choice:visible, select:visible, nav a:visible").all():
        box = one.bounding_box()
        assert box is not None
        assert box["height"] >= FINGER, one.inner_text()


@pytest.mark.parametrize("language", ["en", "ur", "ar"])
def test_each_page_passes_axe_in_its_language_and_direction(language: str, visit: Visit, hall: Hall) -> None:
    page = visit.page()
    page.add_init_script(VOICES)

    def check(name: str) -> None:
        page.wait_for_load_state()
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("html")).to_have_attribute("dir", "rtl" if language in RIGHT_TO_LEFT else "ltr")
        _fits(page)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")  # "Next" stays in sight and lies over what is scrolled
        assert violations(page) == [], name
        picture(page, f"session-{language}-{name}")

    page.goto(f"{hall.address}/j?lang={language}")
    check("code")
    page.goto(f"{hall.address}/j/{hall.session.code}?lang={language}")
    check("notice")
    hall.join(page, language)
    check("home")
    page.locator(".kind-asset").click()
    expect(page.locator("#progress")).to_be_visible()
    check("offers")
    page.goto(f"{hall.address}/session")
    _to_the_map(page)
    box = page.locator("#map").bounding_box()
    assert box is not None
    page.locator("#map").tap(position={"x": box["width"] / 2, "y": box["height"] / 2})
    expect(page.locator("#chosen")).not_to_be_empty()
    check("map")
    _next(page)
    page.fill("#words", "چائے ہر منگل کو")
    aloud = page.locator("[data-step=words] legend + .voice")
    expect(aloud).to_have_count(0 if language == "ur" else 1)  # no voice for it, no button
    if language != "ur":
        aloud.click()
        assert page.evaluate("spoken[0][0]") == language
        expect(aloud).to_have_attribute("aria-pressed", "true")
    check("words")
    page.locator("#send").click()
    expect(page.locator("#thanks")).to_be_visible()
    check("thanks")
    for name in ("mine", "room"):
        page.goto(f"{hall.address}/session/{name}")
        check(name)
    visit.context.add_cookies([{"name": "asset_map_session", "value": "of-long-ago", "url": hall.address}])
    page.goto(f"{hall.address}/session/mine")
    check("no-longer-in")
    visit.errors[:] = [one for one in visit.errors if "401" not in one]  # Chromium says so of the page itself
    hall.join(page, language)
    if language == "en":
        page.set_viewport_size({"width": SIZES["desk"]["width"], "height": SIZES["desk"]["height"]})
        page.goto(f"{hall.address}/session/add")
        check("desk-add")


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until something has the focus, as somebody does who has no mouse."""
    for _ in range(90):
        if page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            return
        page.keyboard.press("Tab")
    message = f"{selector} cannot be reached with Tab"
    raise AssertionError(message)


def _press(page: Page, selector: str) -> None:
    _tab_to(page, selector)
    page.keyboard.press("Enter")


def test_a_keyboard_alone_does_everything(visit: Visit, hall: Hall) -> None:
    page = visit.page()
    page.goto(f"{hall.address}/j")
    _tab_to(page, "#code")
    page.keyboard.type(hall.session.code.lower())
    page.keyboard.press("Enter")
    page.wait_for_url("**/j/*")
    _press(page, "form[method=post] .main")
    page.wait_for_url("**/session")
    _press(page, ".kind-asset")
    page.wait_for_url("**/session/add?*")
    _tab_to(page, "[name=offers]")
    page.keyboard.press("Space")
    _press(page, "[data-step=offers] [data-go='1']")
    expect(page.locator("#map .map-label").first).to_be_visible()
    _tab_to(page, "[name=how_placed]")
    for _ in range(2):
        page.keyboard.press("ArrowDown")  # a line
    _tab_to(page, "#map")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#cursor")).to_contain_text("Press Enter")
    _press(page, "[data-step=where] [data-go='1']")
    _tab_to(page, "#words")
    page.keyboard.type("The path along the burn")
    _press(page, "#send")
    expect(page.locator("#thanks")).to_be_focused()
    (kept,) = hall.said()
    assert (kept.words, kept.how_placed) == ("The path along the burn", HowPlaced.LINE)
    _press(page, "#thanks button")
    expect(page.get_by_text("You took this back.")).to_be_visible()
    assert hall.said()[0].taken_back_at is not None
    _press(page, ".own button")
    expect(page.get_by_text("You took this back.")).to_be_hidden()
    assert hall.said()[0].taken_back_at is None
    page.goto(f"{hall.address}/session/room")
    for matters in (True, False, True):
        _press(page, ".own button")
        expect(page.get_by_role("button", name="This matters to me: take it back")).to_have_count(int(matters))
        expect(page.get_by_role("button", name="This matters to me")).to_be_visible()
        expect(page.get_by_text("Matters to 1 person")).to_have_count(int(matters))
    _press(page, "nav a:last-child")
    page.wait_for_url("**/session#languages")
    _press(page, "[lang=ur]")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


def test_typed_squares_make_an_area_and_a_listed_one_somewhere_around_here(visit: Visit, hall: Hall) -> None:
    page = visit.page()
    hall.join(page)
    _to_the_map(page)
    page.locator("label", has=page.locator("[value=area]")).tap()
    page.fill("#place", "b2, B3 c3")
    _next(page)
    expect(page.locator("#chosen")).to_have_text("B2; B3; C3")
    if page.locator("[data-step=where]").is_visible():
        _next(page)
    page.fill("#words", "The green")
    page.locator("#send").click()
    expect(page.locator("#thanks")).to_be_visible()
    page.locator("#another").click()
    _next(page)
    _next(page)
    page.select_option("#listed", "D4")
    page.locator("#take").click()
    _next(page)
    page.fill("#words", "Somebody with a dog")
    page.locator("#send").click()
    expect(page.locator("#thanks .words")).to_have_text("Somebody with a dog")
    area, around = hall.said()
    assert (area.how_placed, around.how_placed) == (HowPlaced.AREA, HowPlaced.AROUND)
    grid = hall.session.grid
    for kept, squares in ((area, ("B2", "B3", "C3")), (around, ("D4",))):
        outline = shapely.union_all([shapely.box(*(grid.square_bounds_m(one) or ())) for one in squares])
        kept_shape = shapely.from_wkb(kept.geometry_bng)
        assert kept_shape.symmetric_difference(outline).area < 0.05 * outline.area


def test_what_is_half_typed_and_what_cannot_be_sent_survive_and_are_sent_once(visit: Visit, hall: Hall) -> None:
    page = visit.page()
    hall.join(page)
    page.locator(".kind-story").click()
    _next(page)
    page.fill("#words", "When the mill was")
    page.reload()
    expect(page.locator("#words")).to_have_value("When the mill was")
    expect(page.locator("#words")).to_be_visible()
    page.fill("#words", "When the mill was open")
    visit.context.set_offline(True)
    page.locator("#send").click()
    expect(page.get_by_text("Kept on this phone.").first).to_be_visible()
    page.get_by_role("link", name="Back to the start").click()
    expect(page.get_by_text("There is no connection now.")).to_be_visible()
    page.locator("#another").click()
    page.locator("[value=idea]").check()
    _next(page)
    _next(page)
    page.fill("#words", "A bench")
    page.locator("#send").click()
    assert hall.said() == []
    now = hall.town.store.mapping_session(hall.session.session_id)
    assert now is not None
    close_session(now, hall.town, now=dt.datetime.now(dt.UTC), actor=somebody("Morag"))
    visit.context.set_offline(False)
    expect(page.locator("#thanks")).to_be_visible(timeout=20_000)
    assert [one.words for one in hall.said()] == ["When the mill was open", "A bench"]
    page.goto(f"{hall.address}/session")
    expect(page.get_by_text("This session is closed.")).to_be_visible()
    expect(page.locator("#waiting")).to_be_hidden()
    visit.errors[:] = [one for one in visit.errors if "ERR_INTERNET_DISCONNECTED" not in one]


def test_with_scripts_off_forms_do_it_all(browser: Browser, hall: Hall) -> None:
    context = browser.new_context(viewport=SIZES["phone"], has_touch=True, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    hall.join(page)
    page.get_by_role("link", name="Something good here").click()
    page.locator("label", has=page.locator("[value=line]")).click()
    page.get_by_label(re.compile("^A landmark")).fill("B2; C4")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Please say it in your own words.")
    expect(page.get_by_label(re.compile("^A landmark"))).to_have_value("B2; C4")
    page.get_by_label("Your words stay").fill("The lane")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    (kept,) = hall.said()
    assert (kept.how_placed, kept.place, kept.words) == (HowPlaced.LINE, "B2; C4", "The lane")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("You took this back.")).to_be_visible()
    page.get_by_role("button", name="Put it back").click()
    page.goto(f"{hall.address}/session/room")
    page.get_by_role("button", name="This matters to me").click()
    expect(page.get_by_text("Matters to 1 person")).to_be_visible()
    context.add_cookies([{"name": "asset_map_session", "value": "of-long-ago", "url": hall.address}])
    page.goto(f"{hall.address}/session/mine")
    expect(page.get_by_text("This phone is not in a session any more.")).to_be_visible()
    expect(page.get_by_label(re.compile("six letters"))).to_be_visible()
    context.close()


def test_what_is_typed_meanwhile_is_kept_when_something_older_is_to_be_mended(visit: Visit, hall: Hall) -> None:
    page = visit.page()
    hall.join(page)
    page.locator(".kind-story").click()
    _next(page)
    page.evaluate("document.getElementById('words').maxLength = 2000")
    page.fill("#words", "x" * 1001)
    visit.context.set_offline(True)
    page.locator("#send").click()
    page.locator("#another").click()
    page.locator("[value=idea]").check()
    _next(page)
    _next(page)
    page.fill("#words", "A bench")
    visit.context.set_offline(False)
    expect(page.locator("#problems")).to_contain_text("Please make it shorter.", timeout=20_000)
    page.fill("#words", "Shorter")
    page.locator("#send").click()
    expect(page.locator("#thanks .words")).to_have_text("Shorter")
    page.locator("#another").click()
    expect(page.locator("#words")).to_have_value("A bench")
    page.locator("#send").click()
    expect(page.locator("#thanks .words")).to_have_text("A bench")
    assert [one.words for one in hall.said()] == ["Shorter", "A bench"]
    visit.errors[:] = [one for one in visit.errors if "DISCONNECTED" not in one and "422" not in one]
