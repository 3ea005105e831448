"""Another offer or distance on *Strengths and gaps*, from the click to the picture being there, in a browser."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from asset_map.maps.vendor_files import VENDOR_FOLDER
from bench.frame.work import Answer, Check, Goal, Ready, Way, Ways, Work, scaled, without_official
from bench.glasgow import FILES, served, set_up_glasgow
from bench.peers.serving import PeerServer, with_memory_of
from bench.works.chromium import LONGEST_MS, SCREEN, launched, version_of, without_chromium
from tests.browser.serving import free_port

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Route

ASSETS = 5_000
DISTANCES = ("400 m", "800 m")
PEER_APP = Path(__file__).parents[1] / "peers" / "st_folium_strengths.py"


def _prepare(folder: Path) -> None:
    home = folder / "home"
    if (home / "ready").is_file():
        return
    set_up_glasgow(home, assets=max(scaled(ASSETS), 500))
    zones = gpd.read_parquet(next(home.rglob("zones*.parquet"))).reset_index()
    zones[["zone_code", "zone_name", "geometry"]].to_crs(4326).to_file(folder / "zones.geojson")
    pd.read_csv(home / "assets.csv").to_csv(folder / "assets.csv", index=False)
    (home / "ready").touch()


class _Screen:
    """The screen of the product or of its peer, and how it is seen that a picture is there."""

    def __init__(self, page: Page, first: str) -> None:
        self.page = page
        self.box = page.get_by_role("combobox").first
        self.offers = [label for label in self._labels() if label != first]
        self.now = (first, DISTANCES[1])
        self.step = 0

    def _labels(self) -> list[str]:
        self.box.click()
        labels = self.page.get_by_role("option").all_inner_texts()
        self.page.keyboard.press("Escape")
        return labels

    def change(self) -> Mapping[str, float]:
        """Choose an offer that was not seen before, then another distance, and return the seconds of both."""
        offer = self.offers[self.step % len(self.offers)]
        self.step += 1
        self.box.click()
        option = self.page.get_by_role("option", name=offer, exact=True)
        option.wait_for()
        offer_s = self._timed(option.click, offer, self.now[1])
        distance = DISTANCES[0] if self.now[1] == DISTANCES[1] else DISTANCES[1]
        distance_s = self._timed(self.choice(distance).click, offer, distance)
        self.now = (offer, distance)
        return {"seconds": max(offer_s, distance_s), "offer_s": offer_s, "distance_s": distance_s}

    def _timed(self, click: Callable[[], object], offer: str, distance: str) -> float:
        began_s = time.perf_counter()
        click()
        self.until_shown(offer, distance)
        seconds = time.perf_counter() - began_s
        time.sleep(1)  # a person looks before they choose again
        return seconds

    def choice(self, distance: str) -> Locator:
        """Return what is clicked for a distance."""
        return self.page.get_by_role("radio", name=distance, exact=True)

    def until_shown(self, offer: str, distance: str) -> None:
        """Wait until the zones of the map show an offer and a distance."""
        frame = self.page.frame_locator("iframe")
        frame.locator("h1", has_text=f"{offer}: strengths and gaps").wait_for(timeout=LONGEST_MS)
        frame.locator("#panel h2", has_text=f"Residents within {distance}").wait_for(timeout=LONGEST_MS)


class _PeerScreen(_Screen):
    def choice(self, distance: str) -> Locator:
        return self.page.get_by_test_id("stRadio").get_by_text(distance.removesuffix(" m"), exact=True)

    def until_shown(self, offer: str, distance: str) -> None:
        shown = f"path.{offer}-{distance.removesuffix(' m')}"
        self.page.frame_locator("iframe").last.locator(shown).first.wait_for(timeout=LONGEST_MS)


def _product(folder: Path) -> Ready:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 # this work alone is seen in a browser

    with ExitStack() as held:
        server = served(folder / "home", port=free_port())
        held.callback(server.stop)
        browser = launched(held.enter_context(sync_playwright()))
        page = browser.new_page(viewport=SCREEN)
        page.goto(f"{server.address}/strengths_and_gaps?offer=food")
        page.frame_locator("iframe").locator("h1", has_text="Food: strengths").wait_for(timeout=LONGEST_MS)
        page.get_by_text("Take it away").first.wait_for(timeout=LONGEST_MS)
        screen = _Screen(page, "Food")
        stop = held.pop_all().close
    return Ready(
        screen.change,
        lambda _: _told(page),
        with_memory_of(server.process, dict),
        stop,
        versions=version_of(browser),
    )


def _told(page: Page) -> Answer:
    """Return what the map in place tells, and what a page of its own at the same address tells."""
    tells = "() => ['page-header', 'panel'].map((id) => document.getElementById(id).textContent)"
    coloured = (
        "() => [...document.querySelectorAll('.leaflet-overlay-pane path')].map((zone) => zone.getAttribute('fill'))"
    )
    frame = page.frames[1]
    here = [*frame.evaluate(tells), *frame.evaluate(coloured)]
    page.goto(frame.url)
    page.locator("path.leaflet-interactive").first.wait_for(timeout=LONGEST_MS)
    return {"in place": np.array(here), "alone": np.array([*page.evaluate(tells), *page.evaluate(coloured)])}


def _st_folium(folder: Path) -> Ready:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 # this work alone is seen in a browser

    first = sorted(pd.read_csv(folder / "assets.csv")["offer"].unique())[0]
    with ExitStack() as held:
        server = PeerServer(PEER_APP, folder)
        held.callback(server.stop)
        browser = launched(held.enter_context(sync_playwright()))
        page = browser.new_page(viewport=SCREEN)
        page.set_default_timeout(LONGEST_MS)
        page.route(lambda address: "//localhost" not in address, _library)
        _open(page, f"http://localhost:{server.port}")
        page.frame_locator("iframe").locator(f"path.{first}-800").first.wait_for(timeout=LONGEST_MS)
        screen = _PeerScreen(page, first)
        stop = held.pop_all().close
    return Ready(screen.change, figures=with_memory_of(server.process, dict), stop=stop, versions=version_of(browser))


def _open(page: Page, address: str) -> None:
    """Open a page, as soon as somebody answers."""
    from playwright.sync_api import Error  # noqa: PLC0415 # as above

    until_s = time.monotonic() + LONGEST_MS / 1000
    while True:
        try:
            page.goto(address)
        except Error:
            if time.monotonic() > until_s:
                raise
            time.sleep(0.5)
        else:
            return


def _library(route: Route) -> None:
    """Answer for other servers at once: with Leaflet, and with nothing for what this map does not need."""
    name = route.request.url.rsplit("/", 1)[1].split("?")[0]
    file = VENDOR_FOLDER / "leaflet" / name
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    route.fulfill(body=file.read_text("utf-8") if file.is_file() else "", content_type=kind)


def _check(answers: Mapping[str, Answer]) -> Sequence[Check]:
    told = answers["product"]
    same = np.array_equal(told["in place"], told["alone"])
    return [Check("the map that was changed in place tells and colours what a page of its own does", same)]


def _missing() -> str:
    return without_official(*FILES.values()) or without_chromium()


def _slower_s(ways: Ways) -> float:
    return max(ways["product"].figures["offer_s"], ways["product"].figures["distance_s"])


WORKS = (
    Work(
        name="changing",
        title="Change the offer or the distance on Strengths and gaps, Glasgow with 5,000 assets",
        prepare=_prepare,
        ways=(
            Way("product", "Asset Map, in Chromium", _product, needs=("playwright",), role="product"),
            Way(
                "st-folium",
                "Streamlit with st_folium, in Chromium",
                _st_folium,
                needs=("folium", "streamlit-folium", "streamlit", "playwright"),
            ),
        ),
        goals=(
            Goal(
                "the picture is there 0.3 s after the click",
                _slower_s,
                at_most=0.3,
                unit=" s",
                tried="The map changes where it stands and is sent only what differs; ways between coordinates are "
                "found once for all threads, and the assets of an offer once for a question: it took 0.76 s before. "
                "Of what is left a third is working the answer out, a tenth the page's scripts, and the rest "
                "Streamlit's way there and back and the browser's drawing, on two cores for both.",
            ),
        ),
        check=_check,
        missing=_missing,
        notes=(
            "From the click until the map shows what was chosen; each round takes an offer that nobody asked for "
            "before, then another distance. The peer draws the boundaries as they come, one layer with a point for "
            "each asset, and counts what lies near each zone's middle; Asset Map draws its seven themes. What the peer "
            "asks of other servers is answered by this machine. The memory is that of each server.",
        ),
    ),
)
