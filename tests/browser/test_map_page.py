"""Map pages in a real browser: nothing leaves the machine, hostile names stay text, and no mouse is needed."""

from __future__ import annotations

import datetime as dt
import mimetypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from axe_playwright_python import sync_playwright as axe_playwright
from playwright import sync_api

from asset_map.domain.classification import read_classification
from asset_map.maps.drawing import drawn_context, drawn_zones
from asset_map.maps.folium_page import CLUSTER_FROM_POINTS, boot_script_hash, folium_page
from asset_map.maps.layer import DrawnPoints, Layer, LegendClass, Setting, Table
from asset_map.maps.places import places_layer
from asset_map.maps.strengths import strengths_layer
from asset_map.maps.themes.terms import Terms
from asset_map.maps.vendor_files import vendor_file
from asset_map.settings import bundled

pytestmark = pytest.mark.browser

HOST = "http://map.test"
POLICY = (
    f"default-src 'none'; script-src 'self' {boot_script_hash()}; style-src 'self'; font-src 'self'; "
    "img-src 'self' data:"
)
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "${alert(1)} `${alert(1)}`",
    "</script><script>alert(1)</script>",
    "]]> {{7*7}} {% raw %}",
    "<svg onload=alert(1)>",
    "\"'><b onmouseover=alert(1)>",
)
SCHEME = read_classification(bundled("data/classification/classification.toml").read_text("utf-8"))
SEEN = ".leaflet-outlines-pane path:not(.leaflet-interactive)[stroke-opacity='1']"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 800}}


def tiny_layer() -> Layer:
    """Return six zones whose names, like everything else people type, are hostile."""
    codes = pd.Index([f"S0100000{n}" for n in range(1, 7)], name="zone_code")
    corners = [(258_000 + 500 * column, 666_000 + 500 * row) for row in (0, 1) for column in (0, 1, 2)]
    squares = [shapely.box(east, north, east + 500, north + 500) for east, north in corners]
    zones_bng = gpd.GeoDataFrame(geometry=squares, index=codes, crs=27700)
    measures = pd.DataFrame(
        {
            "zone_name": HOSTILE,
            "population": pd.array([1000, 500, 900, 800, 700, 900], dtype="Int64"),
            "decile": pd.array([1, 5, 10, 2, 3, 1], dtype="Int64"),
            "usable": [1, 2, 0, 0, 0, 0],
            "per_1000": [1.0, 4.0, 0.0, 0.0, 0.0, 0.0],
            "coverage": ["found", "found", "looked_none", "looked_none", "out_of_date", "not_looked"],
        },
        index=codes,
    )
    assets = gpd.GeoDataFrame(
        {"name": HOSTILE[:3], "kind": "place", "offers": [("food",)] * 3, "address": HOSTILE[3]},
        geometry=[shapely.Point(258_100, 666_100), shapely.Point(258_600, 666_100), shapely.Point(258_600, 666_100)],
        crs=27700,
    )
    park = gpd.GeoDataFrame(
        {"name": [HOSTILE[0]], "category": ["park"]},
        geometry=[shapely.box(258_050, 666_550, 258_300, 666_800)],
        crs=27700,
    )
    return strengths_layer(
        drawn_zones(zones_bng),
        measures,
        offer_label=HOSTILE[1],
        setting=Setting(
            area_name=HOSTILE[2],
            edition_name=HOSTILE[0],
            banner=f"Made up. {HOSTILE[3]}",
            attribution=HOSTILE[0],
            run_card=((HOSTILE[0], HOSTILE[2]),),
            context=drawn_context(park),
        ),
        assets=assets,
        classification=SCHEME,
        status_words={"active": "Open"},
    )


def shaped_layer() -> Layer:
    """Return the same zones with a path, a large area and a patch smaller than a finger, all with hostile names."""
    layer = tiny_layer()
    shapes = [
        shapely.LineString([(258_100, 666_100), (258_400, 666_100), (258_700, 666_100)]),
        shapely.box(258_600, 666_550, 258_900, 666_850),
        shapely.box(259_200, 666_700, 259_210, 666_710),
    ]
    assets = gpd.GeoDataFrame(
        {
            "asset_id": ["a&b", "two", "three"],
            "name": [f"Asset {number} {HOSTILE[0]}" for number in range(3)],
            "kind": ["place", "culture", "exchange"],
            "offers": [("green",)] * 3,
            "zone_code": layer.zones.codes[0],
            "status": "active",
            "story": f"{HOSTILE[4]} " * 40,
        },
        geometry=shapes,
        crs=27700,
    )
    return places_layer(
        layer.zones,
        pd.Series(HOSTILE, index=layer.zones.codes),
        title="What is here",
        setting=layer.setting,
        assets=assets,
        classification=SCHEME,
        status_words={"active": "Open"},
    )


def reach_layer() -> Layer:
    """Return the same zones with how near residents are, opened with need against reach."""
    tiny = tiny_layer()
    measures = pd.DataFrame(
        {
            "zone_name": HOSTILE,
            "population": pd.array([1000, 500, 900, 800, 700, 900], dtype="Int64"),
            "decile": pd.array([1, 5, 10, 2, 3, 1], dtype="Int64"),
            "rank": [1.0, 4.0, 6.0, 3.0, 5.0, 2.0],
            "usable": [1, 2, 0, 0, 0, 0],
            "per_1000": [1.0, 4.0, 0.0, 0.0, 0.0, 0.0],
            "coverage": ["found", "found", "looked_none", "looked_none", "out_of_date", "not_looked"],
            "share_within": [1.0, 0.5, 0.0, 0.2, 0.1, 0.3],
            "last_looked": [
                None,
                dt.date(2026, 1, 1),
                dt.date(2026, 1, 1),
                dt.date(2024, 6, 1),
                dt.date(2020, 1, 1),
                None,
            ],
        },
        index=pd.Index(tiny.zones.codes, name="zone_code"),
    )
    layer = strengths_layer(
        tiny.zones,
        measures,
        offer_label=HOSTILE[1],
        setting=tiny.setting,
        assets=gpd.GeoDataFrame({"name": [], "kind": []}, geometry=[], crs=27700),
        classification=SCHEME,
        status_words={},
        terms=Terms(800, ranking=HOSTILE[0], as_of=dt.date(2026, 11, 27)),
    )
    return replace(layer, opens_with="need_reach")


@dataclass
class Watch:
    """What a page did that it must not do."""

    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def listen(self, page: sync_api.Page) -> None:
        page.on("request", self.on_request)
        page.on("console", self.on_console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", self.on_dialog)

    def on_request(self, request: sync_api.Request) -> None:
        if not request.url.startswith((f"{HOST}/", "file:", "data:")):
            self.elsewhere.append(request.url)

    def on_console(self, message: sync_api.ConsoleMessage) -> None:
        if "allow-scripts and allow-same-origin" not in message.text:  # what Streamlit's frames allow
            self.complaints.append(message.text)

    def on_dialog(self, dialog: sync_api.Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()


@pytest.fixture
def watch() -> Iterator[Watch]:
    watch = Watch()
    yield watch
    assert watch == Watch()


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def page(request: pytest.FixtureRequest, browser: sync_api.Browser, watch: Watch) -> Iterator[sync_api.Page]:
    context = browser.new_context(**request.param)
    page = context.new_page()
    watch.listen(page)
    yield page
    context.close()


def serve(page: sync_api.Page, layer: Layer) -> None:
    """Answer for the server: the page with a strict policy, and the vendor folder."""

    def answer(route: sync_api.Route) -> None:
        path = route.request.url.removeprefix(HOST)
        if path == "/map":
            headers = {"content-security-policy": POLICY, "content-type": "text/html; charset=utf-8"}
            route.fulfill(body=folium_page(layer, files="served"), headers=headers)
        else:
            file = vendor_file(path.removeprefix("/vendor/"))
            route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0])

    page.route(f"{HOST}/**", answer)
    page.goto(f"{HOST}/map")


def test_a_served_page_works_under_a_strict_policy(page: sync_api.Page) -> None:
    layer = tiny_layer()
    serve(page, layer)
    assert page.locator("path.leaflet-interactive").count() == 6 + 2  # zones, and two points of three places
    assert page.locator("h1").inner_text() == layer.title
    assert page.title() == f"{layer.title} · {layer.setting.area_name}"
    assert page.evaluate("document.fonts.ready.then(fonts => fonts.check('16px \"Atkinson Hyperlegible\"'))")


def test_an_inlined_page_opens_from_a_memory_stick(page: sync_api.Page, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    file.write_text(folium_page(tiny_layer(), files="inlined"), encoding="utf-8")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(file.as_uri())
    assert page.locator("path.leaflet-interactive").count() == 8
    assert [url for url in requests if not url.startswith("data:")] == [file.as_uri()]


def test_hostile_names_show_as_text_everywhere(page: sync_api.Page) -> None:
    layer = tiny_layer()
    serve(page, layer)
    for summary in page.locator("summary").all():
        summary.click()
    shown = page.locator("body").inner_text()
    for text in (*HOSTILE, layer.setting.banner, layer.title, layer.subtitle):
        assert text in shown
    for button in page.locator("#zones-table tbody button, #places-table tbody button").all():
        button.click()
        assert page.locator(".leaflet-popup .card").count() >= 1
        assert button.inner_text() in page.locator(".leaflet-popup").inner_text()
        page.keyboard.press("Escape")
    assert page.locator(".ground-name").first.text_content() == HOSTILE[0]
    assert page.locator("img, body script:not([type]) ~ script, [onload], [onmouseover]").count() == 0


def test_the_theme_is_chosen_by_keyboard_alone(page: sync_api.Page) -> None:
    serve(page, tiny_layer())
    fill = "Array.from(document.querySelectorAll('path.leaflet-interactive')).map((zone) => zone.getAttribute('fill'))"
    before = page.evaluate(fill)[:6]
    page.locator("#theme-amount").focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("#theme-gaps").is_checked()
    assert page.locator("#panel h2").first.inner_text() == "Strengths and gaps"
    assert page.evaluate(fill)[:6] != before
    assert page.evaluate(fill)[3] == "url(#theme-gaps-fill-1)"
    assert (
        page.evaluate("getComputedStyle(document.querySelector('label:has(:focus-visible)')).outlineStyle") == "solid"
    )
    page.keyboard.press("ArrowDown")
    assert "most deprived tenth" in page.locator(".legend").first.inner_text()
    assert page.locator("#panel [role=status]").text_content() == "The zones are now coloured by: Deprivation"


def test_a_tap_or_click_on_a_zone_tells_about_it_and_escape_closes_it(page: sync_api.Page) -> None:
    serve(page, tiny_layer())
    zone = page.locator("path.leaflet-interactive").nth(3).bounding_box()
    middle = (zone["x"] + zone["width"] * 0.7, zone["y"] + zone["height"] * 0.5)
    if page.viewport_size["width"] < 500:
        page.touchscreen.tap(*middle)
    else:
        page.mouse.move(*middle)
        assert HOSTILE[3] in page.locator(".hover-card").inner_text()
        page.mouse.click(*middle)
    card = page.locator(".leaflet-popup .card")
    card.wait_for()
    words = card.inner_text()
    for expected in (HOSTILE[3], "S01000004", "800", "2 (1 = most deprived)", "Gap: looked, and found none"):
        assert expected in words
    page.keyboard.press("Escape")
    page.locator(".leaflet-popup").wait_for(state="detached")


def touch(page: sync_api.Page, x: float, y: float) -> None:
    page.touchscreen.tap(x, y) if page.viewport_size["width"] < 500 else page.mouse.click(x, y)


# A square is drawn anticlockwise from its south-east corner, so that its last quarter is its southern edge.
@pytest.mark.parametrize(("place", "along"), [(0, 0.85), (1, 0.875), (2, 0.25)], ids=["large area", "patch", "line"])
def test_lines_and_areas_are_touched_twelve_pixels_beside_them(page: sync_api.Page, place: int, along: float) -> None:
    serve(page, shaped_layer())
    page.evaluate("document.fonts.ready.then(() => true)")
    seen = page.locator(SEEN).nth(place)
    x, y = seen.evaluate(
        """(path, along) => {
          const spot = path.getPointAtLength(along * path.getTotalLength()).matrixTransform(path.getScreenCTM());
          return [spot.x, spot.y];
        }""",
        along,
    )
    touch(page, x, y + 12)
    page.locator(".leaflet-popup .card").wait_for()
    assert page.locator(".leaflet-popup h2").inner_text() == f"Asset {(1, 2, 0)[place]} {HOSTILE[0]}"
    assert seen.get_attribute("stroke") == "#111820"
    page.keyboard.press("Escape")
    page.locator(".leaflet-popup").wait_for(state="detached")
    assert seen.get_attribute("stroke") != "#111820"


def test_what_is_drawn_can_be_seen_and_areas_let_the_ground_through(page: sync_api.Page) -> None:
    serve(page, shaped_layer())
    drawn = page.locator(SEEN)
    looks = drawn.evaluate_all(
        "all => all.map((one) => ['stroke-width', 'fill', 'fill-opacity'].map((n) => one.getAttribute(n)))"
    )
    assert [float(width) >= 3 for width, *_ in looks] == [True, True, True]
    assert looks[2][1] == "none"
    assert all(0.1 <= float(opacity) <= 0.35 for _, _, opacity in looks[:2])
    assert page.locator(".leaflet-places-pane path").count() == 3


IS_CARD_INSIDE = """() => {
  const frame = document.querySelector(".map-frame").getBoundingClientRect();
  const card = document.querySelector(".leaflet-popup").getBoundingClientRect();
  return card.top >= frame.top && card.bottom <= frame.bottom;
}"""


def test_a_long_card_is_read_by_keyboard_and_leads_on_only_where_there_is_a_server(
    page: sync_api.Page, tmp_path: Path
) -> None:
    serve(page, shaped_layer())
    page.locator("#places-table summary").click()
    assert HOSTILE[4] not in page.locator("#places-table table").inner_text()
    button = page.locator("#places-table tbody button").first
    button.click()
    card = page.locator(".leaflet-popup .card")
    assert card.locator(".told").get_attribute("tabindex") == "0"
    assert HOSTILE[4] in card.inner_text()
    page.wait_for_function(IS_CARD_INSIDE)  # the map moves under the card until it fits
    link = page.get_by_role("link", name="More about it")
    assert link.get_attribute("target") == "_top"
    assert link.get_attribute("href") == "/asset?id=a%26b"
    file = tmp_path / "map.html"
    file.write_text(folium_page(shaped_layer(), files="inlined"), encoding="utf-8")
    page.goto(file.as_uri())
    page.locator("#places-table summary").click()
    page.locator("#places-table tbody button").first.click()
    page.locator(".leaflet-popup .card").wait_for()
    assert page.get_by_role("link", name="More about it").count() == 0


def test_from_a_frame_that_may_not_turn_the_page_the_page_itself_follows(page: sync_api.Page) -> None:
    serve(page, shaped_layer())
    sandbox = "allow-forms allow-modals allow-popups allow-same-origin allow-scripts"
    around = f'<title>Around</title><iframe src="{HOST}/map" sandbox="{sandbox}" width="380" height="700"></iframe>'
    page.route(f"{HOST}/around", lambda route: route.fulfill(body=around, content_type="text/html"))
    page.route(
        f"{HOST}/asset?*", lambda route: route.fulfill(body="<title>One asset</title>", content_type="text/html")
    )
    page.goto(f"{HOST}/around")
    inside = page.frame_locator("iframe")
    inside.locator("#places-table summary").click()
    inside.locator("#places-table tbody button").first.click()
    inside.get_by_role("link", name="More about it").click()
    page.wait_for_url(f"{HOST}/asset?id=*")
    assert page.title() == "One asset"


def test_a_table_tells_the_same_and_leads_to_the_map_and_back(page: sync_api.Page) -> None:
    serve(page, tiny_layer())
    page.locator("#zones-table summary").focus()
    page.keyboard.press("Enter")
    rows = page.locator("#zones-table tbody tr")
    rows.first.wait_for()
    assert rows.count() == 6
    page.get_by_label("Find in this table").fill("s01000006")
    assert page.locator("#zones-table tbody tr:visible").count() == 1
    assert page.locator("#zones-table [role=status]").inner_text() == "1 of 6 rows"
    button = page.locator("#zones-table tbody tr:visible button")
    button.focus()
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup .card").wait_for()
    assert page.evaluate("document.activeElement.classList.contains('leaflet-popup')")
    page.keyboard.press("Escape")
    assert button.evaluate("(self) => self === document.activeElement")


def test_a_legend_that_is_read_in_two_ways_is_a_table_and_hostile_words_in_it_stay_text(page: sync_api.Page) -> None:
    serve(page, reach_layer())
    assert page.locator("#theme-need_reach").is_checked()
    table = page.get_by_role("table", name="Deprivation and reach together")
    assert table.get_by_role("columnheader").all_inner_texts() == [
        "Reach",
        "Deprivation",
        "two thirds or more near",
        "a third to two thirds near",
        "fewer than a third near",
    ]
    rows = [table.get_by_role("row").nth(i) for i in (2, 3, 4)]
    assert [row.get_by_role("rowheader").inner_text() for row in rows] == [
        "Most deprived third",
        "Middle third",
        "Least deprived third",
    ]
    cells = [row.get_by_role("cell").all_inner_texts() for row in rows]
    assert cells == [
        ["1 zone", "0 zones", "0 zones"],
        ["0 zones", "1 zone", "1 zone"],
        ["0 zones", "0 zones", "1 zone"],
    ]
    below = page.locator(".legend li").all_inner_texts()
    assert [line.split("\n")[0] for line in below] == ["Looked long ago", "Nobody has looked yet"]
    assert HOSTILE[0] in page.locator("#panel").inner_text()
    page.locator("#theme-reach").check()
    assert page.get_by_role("table", name="Residents within 800 m").get_by_role("row").count() == 2 + 4


def test_on_paper_stand_the_map_the_legend_how_it_was_made_and_the_table(page: sync_api.Page) -> None:
    serve(page, reach_layer())
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for shown in (".folium-map", ".legend-grid", ".legend", ".run-card dl", "#zones-table table", ".attribution"):
        assert page.locator(shown).first.is_visible(), shown
    for hidden in ("fieldset", ".hint", ".find", ".leaflet-control-zoom"):
        assert not page.locator(hidden).first.is_visible(), hidden
    scroller = page.locator("#zones-table .scroller")
    assert scroller.evaluate("(one) => one.scrollHeight <= one.clientHeight + 1")  # nothing of it is cut off
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    paper = page.pdf(format="A4", print_background=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 3


def test_in_a_frame_the_theme_and_the_view_stay_when_the_map_is_loaded_anew(page: sync_api.Page) -> None:
    serve(page, reach_layer())
    around = f'<title>Around</title><iframe src="{HOST}/map" width="380" height="700"></iframe>'
    page.route(f"{HOST}/around", lambda route: route.fulfill(body=around, content_type="text/html"))
    page.goto(f"{HOST}/around")
    inside = page.frame_locator("iframe")
    inside.locator("#theme-gaps").check()
    inside.get_by_role("button", name="Zoom in").click()
    scale = inside.locator(".leaflet-control-scale-line")
    sync_api.expect(scale).not_to_have_text("")
    page.wait_for_timeout(400)
    zoomed = scale.inner_text()
    page.goto(f"{HOST}/around")
    assert inside.locator("#theme-gaps").is_checked()
    assert scale.inner_text() == zoomed
    page.goto(f"{HOST}/map")
    assert page.locator("#theme-need_reach").is_checked()


@pytest.mark.parametrize("layer", [tiny_layer, shaped_layer, reach_layer])
def test_axe_finds_nothing_with_tables_and_a_card_open(page: sync_api.Page, layer: Callable[[], Layer]) -> None:
    serve(page, layer())
    for summary in page.locator("summary").all():
        summary.click()
    page.locator("#tables tbody button").last.click()
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
    results = axe_playwright.Axe().run(page, options=rules)
    assert results.violations_count == 0, results.generate_report()


def test_the_page_never_scrolls_sideways_and_fills_its_frame(page: sync_api.Page) -> None:
    serve(page, tiny_layer())
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    box = page.locator(".folium-map").bounding_box()
    assert box["height"] >= 0.5 * page.viewport_size["height"]
    assert box["width"] >= 0.7 * page.viewport_size["width"]


def test_many_places_are_clustered_and_still_found_from_the_list(page: sync_api.Page) -> None:
    count = CLUSTER_FROM_POINTS
    points = DrawnPoints(
        table=Table(("Name",), tuple((f"Hall {n}",) for n in range(count))),
        positions=tuple((55.86 + n % 20 / 5e3, -4.26 + n // 20 / 5e3) for n in range(count)),
        groups=(LegendClass("Halls", "#1b2a33"),),
        group_of_point=(0,) * count,
    )
    serve(page, replace(tiny_layer(), points=points))
    assert page.locator(".cluster").count() > 0
    page.locator("#places-table summary").click()
    page.get_by_role("button", name="Hall 123", exact=True).click()
    page.locator(".leaflet-popup .card").wait_for()
    assert page.locator(".leaflet-popup h2").inner_text() == "Hall 123"
