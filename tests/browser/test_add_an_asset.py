"""Adding an asset: on a phone in a few taps, with a slow line or none, and at a desk by keyboard alone."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator

import geopandas as gpd
import pytest
from playwright.sync_api import Locator, Page, expect

from asset_map.domain.protection import Audience
from asset_map.services.demo import open_demo
from asset_map.settings import read_settings
from tests.browser.conftest import Visit, picture, violations
from tests.browser.delaying import SlowLine
from tests.browser.serving import Served
from tests.conftest import NOW

pytestmark = pytest.mark.browser

MOST_INTERACTIONS = 8
DELAY_S = 0.3
LONG_MS = 30_000
ON_A_PHONE = pytest.mark.parametrize("size", ["phone"])
AT_A_DESK = pytest.mark.parametrize("size", ["desk"])

IS_SAID = """() => {
  const working = document.querySelector(".what-goes-on .working");
  return document.querySelector("[aria-busy=true]") || (working && getComputedStyle(working).display !== "none");
}"""
"""Whether something on the page says that it is at work."""


class Person:
    """Somebody at a phone whose every touch and every text counts, and who sees at once that a tap was felt.

    Parameters
    ----------
    page
        What they look at.
    line
        To the server: it says nothing between a tap and the words that something is at work.
    """

    def __init__(self, page: Page, line: SlowLine) -> None:
        self.page = page
        self.line = line
        self.interactions = 0

    def tap(self, target: Locator) -> None:
        target.wait_for()
        with self._felt_at_once():
            target.tap()

    def tap_map(self, *, right: float = 0.5, down: float = 0.5) -> None:
        with self._felt_at_once():
            self.page.touchscreen.tap(*_on_map(self.page, right, down))

    def type(self, text: str) -> None:
        self._count()
        self.page.keyboard.type(text)

    @contextlib.contextmanager
    def _felt_at_once(self) -> Iterator[None]:
        self._count()
        _settled(self.page)
        with self.line.silent():
            yield
            self.page.wait_for_function(IS_SAID, timeout=LONG_MS)

    def _count(self) -> None:
        self.interactions += 1
        assert self.interactions <= MOST_INTERACTIONS


@pytest.fixture
def slow_line(demo_server: Served) -> Iterator[SlowLine]:
    """Lay a line to the server on which every answer takes 300 ms longer; asked for before the browser that uses it."""
    line = SlowLine(demo_server.address, delay_s=DELAY_S)
    yield line
    line.stop()


def _on_map(page: Page, right: float, down: float) -> tuple[float, float]:
    box = page.locator(".place-map").bounding_box()
    assert box is not None
    return box["x"] + right * box["width"], box["y"] + down * box["height"]


def _asked(page: Page, question: str) -> Locator:
    heading = page.get_by_role("heading", name=re.compile(question), level=2)
    expect(heading).to_be_visible(timeout=LONG_MS)
    return heading


def _map_ready(page: Page) -> None:
    expect(page.locator(".place-picker[data-ready=true]")).to_be_visible(timeout=LONG_MS)


def _settled(page: Page) -> None:
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=LONG_MS)


def _enter(page: Page, address: str) -> None:
    page.goto(f"{address}/enter/demo-morag")
    page.wait_for_url(re.compile(r"^(?!.*/enter/)"))


def _open(visit: Visit, address: str, *, as_staff: bool = False) -> Page:
    page = visit.page()
    if as_staff:
        _enter(page, address)
    page.goto(f"{address}/add_an_asset")
    expect(page.get_by_role("heading", name="Add an asset", level=1)).to_be_visible(timeout=LONG_MS)
    return page


def _to_the_place(page: Page, name: str, *, kind: str = "Places", offer: str = "Green and blue space") -> None:
    _asked(page, "What is it called")
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("button", name="Next").click()
    _asked(page, "What kind")
    page.get_by_role("button", name=re.compile(f"^{kind}")).click()
    _asked(page, "What does it offer")
    page.get_by_role("button", name=offer, exact=True).click()
    _asked(page, "Where is it")
    _map_ready(page)


def _type_place(page: Page, place: str) -> None:
    page.get_by_role("textbox", name="Postcode, address or grid reference").fill(place)
    page.get_by_role("button", name="Find").click()


def _said_where(page: Page) -> Locator:
    return page.locator(".where-it-falls")


def _save(page: Page, name: str) -> None:
    page.get_by_role("button", name="Next").click()
    _asked(page, "Is this right")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=f"Saved: {name}", level=2)).to_be_visible(timeout=LONG_MS)


def _kept(served: Served, name: str) -> gpd.GeoDataFrame:
    workspace = open_demo(read_settings(served.home), now=NOW)
    assets = workspace.store.read_assets(Audience.STAFF, zone_system=workspace.geography.system.id)
    workspace.store.close()
    return assets[assets["name"].eq(name)]


def _postcode(served: Served) -> str:
    workspace = open_demo(read_settings(served.home), now=NOW)
    key = str(workspace.geography.postcodes.index[100])
    workspace.store.close()
    return f"{key[:-3]} {key[-3:]}"


@ON_A_PHONE
def test_an_asset_takes_eight_interactions_from_the_map_and_each_tap_is_seen_to_work(
    slow_line: SlowLine, visit: Visit, demo_server: Served
) -> None:
    page = visit.page()
    _enter(page, slow_line.address)
    page.goto(slow_line.address)
    name = "Bench by the water"
    person = Person(page, slow_line)
    person.tap(page.get_by_role("link", name="Add an asset"))
    expect(page.get_by_role("textbox", name="Name")).to_be_focused(timeout=LONG_MS)
    person.type(name)
    person.tap(page.get_by_role("button", name="Next"))
    expect(_asked(page, "What kind")).to_be_focused()
    person.tap(page.get_by_role("button", name=re.compile("^Places")))
    expect(_asked(page, "What does it offer")).to_be_focused()
    person.tap(page.get_by_role("button", name="Green and blue space", exact=True))
    _asked(page, "Where is it")
    _map_ready(page)
    person.tap_map()
    expect(_said_where(page)).to_contain_text(re.compile(r"DEMO\d{4}, decile \d+ of"), timeout=LONG_MS)
    person.tap(page.get_by_role("button", name="Next"))
    _asked(page, "Is this right")
    person.tap(page.get_by_role("button", name="Save"))
    _asked(page, f"Saved: {name}")
    expect(page.get_by_text(re.compile(r"It lies in .*DEMO\d{4}.*decile \d+"))).to_be_visible(timeout=LONG_MS)
    assert person.interactions == MOST_INTERACTIONS
    kept = _kept(demo_server, name)
    assert kept[["kind", "located_by", "precision", "review_state", "recorded_by"]].to_numpy().tolist() == [
        ["place", "map", "exact", "published", "Morag"]
    ]
    assert kept["offers"].tolist() == [("green",)]
    assert str(kept["zone_code"].iloc[0]).startswith("DEMO")


def test_every_question_passes_axe_and_has_big_targets(visit: Visit, demo_server: Served, size: str) -> None:
    page = _open(visit, demo_server.address)
    name = f"Steps of the library, {size}"
    found = []

    def look(step: str) -> None:
        _settled(page)
        picture(page, f"{size}-add-{step}")
        # At the end of the page the bar with the main button covers nothing.
        page.locator(".stMain").evaluate("main => main.scrollTo(0, main.scrollHeight)")
        found.extend(f"{step}: {one}" for one in violations(page))
        for button in page.locator(".own-part button:visible, .st-key-add_form .stButton button:visible").all():
            box = button.bounding_box()
            assert box is not None
            assert box["height"] >= 48, button.inner_text()

    expect(page.get_by_role("textbox", name="Name")).to_be_visible(timeout=LONG_MS)
    look("name")
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("button", name="Next").click()
    _asked(page, "What kind")
    look("kind")
    page.get_by_role("button", name=re.compile("^Places")).click()
    _asked(page, "What does it offer")
    look("offer")
    page.get_by_role("button", name="Learning").click()
    _asked(page, "Where is it")
    _map_ready(page)
    look("place")
    page.get_by_role("button", name="Area").click()
    look("draw")
    page.get_by_role("button", name="Point", exact=True).click()
    _type_place(page, "ZZ99 9ZZ")
    expect(page.get_by_role("alert").filter(has_text="ZZ99 9ZZ")).to_be_visible(timeout=LONG_MS)
    look("not-found")
    _type_place(page, _postcode(demo_server))
    expect(_said_where(page)).to_contain_text("decile", timeout=LONG_MS)
    look("placed")
    page.get_by_role("button", name="Next").click()
    _asked(page, "Is this right")
    page.get_by_text("More, if you know it").click()
    _settled(page)
    page.get_by_text("It offers more than that").click()
    page.get_by_role("button", name="Food").click()
    expect(page.get_by_role("button", name="Food")).to_have_attribute("aria-pressed", "true", timeout=LONG_MS)
    look("check")
    page.get_by_role("button", name="Save").click()
    _asked(page, "Sent: ")
    look("sent")
    assert found == []
    assert _kept(demo_server, name)["offers"].tolist() == [("learn", "food")]


@ON_A_PHONE
def test_half_typed_and_answered_questions_outlive_a_reload_and_a_lost_line(
    slow_line: SlowLine, visit: Visit, demo_server: Served
) -> None:
    page = _open(visit, slow_line.address)
    page.get_by_role("textbox", name="Name").fill("Half a na")
    page.reload()
    expect(page.get_by_role("textbox", name="Name")).to_have_value("Half a na", timeout=LONG_MS)
    page.get_by_role("textbox", name="Name").fill("Half a name")
    page.get_by_role("button", name="Next").tap()
    _asked(page, "What kind")
    expect(page.get_by_role("button", name=re.compile("^Places"))).to_be_visible(timeout=LONG_MS)
    _settled(page)
    errors_before = len(visit.errors)
    slow_line.cut()
    expect(page.get_by_text("No connection just now. It comes back by itself.")).to_be_visible(timeout=LONG_MS)
    page.get_by_role("button", name=re.compile("^Places")).tap()
    expect(page.get_by_text("This is sent as soon as there is one.")).to_be_visible()
    slow_line.mend()
    _asked(page, "What does it offer")
    _settled(page)
    del visit.errors[errors_before:]  # what could not be fetched while the line was cut
    page.reload()
    _asked(page, "What does it offer")
    expect(page.get_by_text("Here is what you had answered.")).to_be_visible()
    page.close()
    again = _open(visit, slow_line.address)
    _asked(again, "What does it offer")
    again.get_by_role("button", name="Name", exact=True).tap()
    expect(again.get_by_role("textbox", name="Name")).to_have_value("Half a name", timeout=LONG_MS)
    assert _kept(demo_server, "Half a name").empty


@ON_A_PHONE
def test_two_taps_on_save_make_one_record(slow_line: SlowLine, visit: Visit, demo_server: Served) -> None:
    page = _open(visit, slow_line.address, as_staff=True)
    _to_the_place(page, "Only one of it")
    page.touchscreen.tap(*_on_map(page, 0.5, 0.5))
    expect(_said_where(page)).to_contain_text("decile", timeout=LONG_MS)
    page.get_by_role("button", name="Next").tap()
    _asked(page, "Is this right")
    button = page.get_by_role("button", name="Save")
    button.evaluate("button => { button.click(); setTimeout(() => button.click(), 100); }")
    _asked(page, "Saved: Only one of it")
    page.wait_for_timeout(1_500)
    _settled(page)
    expect(page.get_by_role("heading", name="Saved: Only one of it")).to_be_visible()
    assert len(_kept(demo_server, "Only one of it")) == 1


@ON_A_PHONE
def test_two_pages_of_one_browser_never_overwrite_each_other_silently(visit: Visit, demo_server: Served) -> None:
    first = _open(visit, demo_server.address)
    second = _open(visit, demo_server.address)
    first.get_by_role("textbox", name="Name").fill("First page")
    first.get_by_role("button", name="Next").tap()
    _asked(first, "What kind")
    second.get_by_role("textbox", name="Name").fill("Second page")
    second.get_by_role("button", name="Next").tap()
    expect(second.get_by_text("Another page of this browser has kept other answers")).to_be_visible(timeout=LONG_MS)
    first.reload()
    _asked(first, "What kind")
    first.get_by_role("button", name="Name", exact=True).tap()
    expect(first.get_by_role("textbox", name="Name")).to_have_value("First page", timeout=LONG_MS)
    second.get_by_role("button", name="What the other page has").tap()
    expect(second.get_by_role("textbox", name="Name")).to_have_value("First page", timeout=LONG_MS)


@ON_A_PHONE
@pytest.mark.parametrize(("mode", "sort"), [("Line", "LineString"), ("Area", "Polygon")])
def test_a_line_and_an_area_of_four_corners_are_drawn_by_touch(
    visit: Visit, demo_server: Served, mode: str, sort: str
) -> None:
    page = _open(visit, demo_server.address, as_staff=True)
    name = f"Drawn by touch: {mode}"
    _to_the_place(page, name)
    page.get_by_role("button", name=mode, exact=True).tap()
    done = page.get_by_role("button", name="Done")
    expect(done).to_be_disabled()
    drawn = page.locator(".place-map")
    for count, (right, down) in enumerate([(0.3, 0.3), (0.7, 0.3), (0.9, 0.9), (0.7, 0.7)], start=1):
        page.touchscreen.tap(*_on_map(page, right, down))
        expect(drawn).to_have_attribute("data-corners", str(count))
    page.get_by_role("button", name="Undo last corner").tap()
    expect(drawn).to_have_attribute("data-corners", "3")
    page.get_by_role("button", name="Start again").tap()
    expect(drawn).to_have_attribute("data-corners", "0")
    for right, down in [(0.4, 0.3), (0.6, 0.35), (0.65, 0.6), (0.45, 0.65)]:
        page.touchscreen.tap(*_on_map(page, right, down))
    expect(drawn).to_have_attribute("data-corners", "4")
    expect(_said_where(page)).to_have_text("")  # corners are not taken for the place
    picture(page, f"phone-drawing-{mode}")
    done.tap()
    expect(_said_where(page)).to_contain_text("decile", timeout=LONG_MS)
    page.reload()
    _map_ready(page)
    expect(page.get_by_role("button", name=mode, exact=True)).to_have_attribute("aria-pressed", "true")
    picture(page, f"phone-drawn-{mode}")
    _save(page, name)
    kept = _kept(demo_server, name)
    shapes = kept.geometry.tolist()
    assert [shape.geom_type for shape in shapes] == [sort]
    corners = shapes[0].exterior.coords[:-1] if mode == "Area" else shapes[0].coords
    assert len(corners) == 4
    assert kept["located_by"].tolist() == ["map"]


@ON_A_PHONE
def test_the_device_says_where_it_is_and_how_sure_it_is(visit: Visit, demo_server: Served) -> None:
    workspace = open_demo(read_settings(demo_server.home), now=NOW)
    middle = workspace.geography.zones_bng.iloc[[20]].representative_point().to_crs(4326).iloc[0]
    zone_name = str(workspace.geography.zones_bng["zone_name"].iloc[20])
    workspace.store.close()
    visit.context.grant_permissions(["geolocation"], origin=demo_server.address)
    visit.context.set_geolocation({"latitude": middle.y, "longitude": middle.x, "accuracy": 250})
    page = _open(visit, demo_server.address, as_staff=True)
    _to_the_place(page, "Where I stand")
    page.get_by_role("button", name="Use my location").tap()
    expect(_said_where(page)).to_contain_text(zone_name, timeout=LONG_MS)
    expect(_said_where(page)).to_contain_text("It may be off by 250 m")
    visit.context.set_geolocation({"latitude": middle.y, "longitude": middle.x, "accuracy": 20})
    page.get_by_role("button", name="Use my location").tap()
    expect(_said_where(page)).not_to_contain_text("off by", timeout=LONG_MS)
    _save(page, "Where I stand")
    kept = _kept(demo_server, "Where I stand").to_crs(27700)
    there = gpd.GeoSeries([middle], crs=4326).to_crs(27700).iloc[0]
    assert kept.geometry.iloc[0].distance(there) < 1.0


@ON_A_PHONE
def test_a_device_that_does_not_tell_says_what_to_do_instead(visit: Visit, demo_server: Served) -> None:
    page = _open(visit, demo_server.address)
    _to_the_place(page, "Where nobody says")
    page.get_by_role("button", name="Use my location").tap()
    message = page.get_by_role("status").filter(has_text="Tap the map, or type a postcode or an address.")
    expect(message).to_be_visible(timeout=LONG_MS)


@ON_A_PHONE
def test_the_way_used_last_says_where_it_is(visit: Visit, demo_server: Served) -> None:
    page = _open(visit, demo_server.address, as_staff=True)
    postcode = _postcode(demo_server)
    _to_the_place(page, "By postcode")
    page.touchscreen.tap(*_on_map(page, 0.5, 0.5))
    expect(_said_where(page)).to_contain_text("decile", timeout=LONG_MS)
    _type_place(page, postcode.lower().replace(" ", ""))
    expect(_said_where(page)).to_contain_text(f"{postcode}.", timeout=LONG_MS)
    _save(page, "By postcode")
    kept = _kept(demo_server, "By postcode")
    assert kept[["postcode", "located_by", "precision"]].to_numpy().tolist() == [[postcode, "postcode", "street"]]


@ON_A_PHONE
def test_several_places_that_fit_are_offered_to_choose_from(visit: Visit, demo_server: Served) -> None:
    page = _open(visit, demo_server.address, as_staff=True)
    _to_the_place(page, "In some street")
    _type_place(page, "street")
    expect(page.get_by_text("Which one?")).to_be_visible(timeout=LONG_MS)
    offered = page.locator("[class*=st-key-add_hit_] button")
    assert offered.count() > 1
    label = offered.nth(1).inner_text()
    offered.nth(1).tap()
    expect(_said_where(page)).to_contain_text(label, timeout=LONG_MS)
    _save(page, "In some street")
    assert _kept(demo_server, "In some street")["located_by"].tolist() == ["address"]


@ON_A_PHONE
def test_a_likely_twin_is_shown_and_does_not_stand_in_the_way(visit: Visit, demo_server: Served) -> None:
    workspace = open_demo(read_settings(demo_server.home), now=NOW)
    seen = workspace.store.read_assets(Audience.PUBLIC, zone_system=workspace.geography.system.id)
    workspace.store.close()
    there = seen[seen["kind"].eq("institution") & seen.geometry.geom_type.eq("Point")].iloc[0]
    point = gpd.GeoSeries([there.geometry], crs=seen.crs).to_crs(4326).iloc[0]
    page = _open(visit, demo_server.address, as_staff=True)
    _to_the_place(page, f"The {there['name']}", kind="Services")
    _type_place(page, f"{point.y:.5f}, {point.x:.5f}")
    twins = page.locator(".st-key-twins")
    expect(twins.get_by_role("link", name=there["name"])).to_be_visible(timeout=LONG_MS)
    picture(page, "phone-twins")
    _save(page, f"The {there['name']}")


@ON_A_PHONE
def test_personal_data_in_a_name_is_warned_of_and_kept_only_for_a_reason(visit: Visit, demo_server: Served) -> None:
    page = _open(visit, demo_server.address, as_staff=True)
    name = "Ring 07700 900123 for the key"
    _to_the_place(page, name)
    _type_place(page, _postcode(demo_server))
    expect(_said_where(page)).to_contain_text("decile", timeout=LONG_MS)
    page.get_by_role("button", name="Next").tap()
    expect(page.get_by_text("looks like a phone number")).to_be_visible(timeout=LONG_MS)
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_text("Expected a reason for keeping the marked words")).to_be_visible(timeout=LONG_MS)
    page.get_by_role("textbox", name="Keep it as it is, because …").fill("It is painted on the door")
    page.get_by_role("button", name="Save").tap()
    _asked(page, "Saved: ")
    workspace = open_demo(read_settings(demo_server.home), now=NOW)
    events = workspace.store.history(_kept(demo_server, name)["asset_id"].iloc[0])
    workspace.store.close()
    assert "It is painted on the door" in events[0].event.reason
    assert "07700" not in events[0].event.reason


@AT_A_DESK
def test_at_a_desk_the_keyboard_is_enough(visit: Visit, demo_server: Served) -> None:
    page = _open(visit, demo_server.address, as_staff=True)

    def go_to(name: str) -> None:
        # While a screen is drawn again nothing has the focus, and the page as a whole holds every word.
        focused = """() => {
          const here = document.activeElement;
          return here === document.body ? "" : here.getAttribute("aria-label") || here.innerText || "";
        }"""
        _settled(page)
        for _ in range(80):
            if name in page.evaluate(focused):
                return
            page.keyboard.press("Tab")
        pytest.fail(f"The keyboard does not get to “{name}”.")

    expect(page.get_by_role("textbox", name="Name")).to_be_focused(timeout=LONG_MS)
    page.keyboard.type("Keys to the hall")
    page.keyboard.press("Enter")
    expect(_asked(page, "What kind")).to_be_focused()
    go_to("Places")
    page.keyboard.press("Enter")
    expect(_asked(page, "What does it offer")).to_be_focused()
    go_to("Meeting people")
    page.keyboard.press("Space")
    expect(_asked(page, "Where is it")).to_be_focused()
    expect(page.get_by_text("Keys to the hall")).to_be_visible()  # what was answered so far stands beside
    _map_ready(page)
    box = page.get_by_role("textbox", name="Postcode, address or grid reference")
    for _ in range(20):
        if box.evaluate("box => box === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.type(_postcode(demo_server))
    page.keyboard.press("Enter")
    expect(_said_where(page)).to_contain_text("decile", timeout=LONG_MS)
    go_to("Next")
    page.keyboard.press("Enter")
    expect(_asked(page, "Is this right")).to_be_focused()
    go_to("Save")
    page.keyboard.press("Enter")
    expect(_asked(page, "Saved: Keys to the hall")).to_be_focused()
    assert len(_kept(demo_server, "Keys to the hall")) == 1


@ON_A_PHONE
def test_a_protected_record_is_shown_as_the_public_will_see_it_before_it_is_saved(
    visit: Visit, demo_server: Served
) -> None:
    page = _open(visit, demo_server.address, as_staff=True)
    _to_the_place(page, "Knitting circle", kind="Groups", offer="Meeting people")
    page.touchscreen.tap(*_on_map(page, 0.5, 0.5))
    expect(_said_where(page)).to_contain_text("decile", timeout=LONG_MS)
    page.get_by_role("button", name="Next").tap()
    view = page.locator(".st-key-add_public_view")
    expect(view).to_contain_text("Knitting circle", timeout=LONG_MS)
    expect(view).to_contain_text("not where")
    page.get_by_role("combobox", name="Who may see it?").click()
    page.get_by_role("option", name="Only partners may see it").click()
    expect(view).to_contain_text("Nothing of it", timeout=LONG_MS)
    expect(view).not_to_contain_text("Knitting circle")


@pytest.mark.parametrize("size", ["phone"])
def test_a_hostile_name_stays_text_in_the_form_and_on_the_map(visit: Visit, demo_server: Served, size: str) -> None:
    page = _open(visit, demo_server.address, as_staff=True)
    name = f"<img src=x onerror=alert(1)> ${{alert(1)}} `x` </script> {size}"
    _to_the_place(page, name)
    _type_place(page, _postcode(demo_server))
    expect(_said_where(page)).to_contain_text("decile", timeout=LONG_MS)
    _save(page, name)
    assert page.locator("img[src=x]").count() == 0
    looking = visit.page()
    looking.goto(demo_server.address)
    frame = looking.frame_locator("iframe").first
    expect(frame.locator("path.leaflet-interactive").first).to_be_visible(timeout=LONG_MS)
    blocks = [json.loads(block.text_content() or "null") for block in frame.locator("[type='application/json']").all()]
    assert json.dumps(name) in json.dumps(blocks)
    assert looking.locator("img[src=x]").count() == 0
    assert frame.locator("img[src=x]").count() == 0
