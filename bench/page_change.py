"""How long until the screen "Strengths and gaps" shows another distance or another offer, in a browser?

Run ``python -m bench.page_change`` with ``ASSET_MAP_OFFICIAL_DATA`` naming the folder of official downloads: Glasgow is
set up in a home of its own with 5,000 assets in every offer, served, and looked at with Chromium. Timed is from the
click until the sentence on the screen and the map in its frame both show what was chosen. The median is printed.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from playwright.sync_api import Locator, Page, sync_playwright

from asset_map.domain.classification import read_classification
from asset_map.geography.coordinates import degrees_to_metres
from asset_map.settings import bundled
from bench.measures import official_data
from tests.browser.serving import serve

SEED = 2020
CHROMIUM = "/usr/bin/chromium"
ONE_M = 1e-5
"""Degrees by which assets at one postcode are set apart."""


def main() -> None:
    """Run the benchmark and print a Markdown table."""
    options = read_options()
    with tempfile.TemporaryDirectory(prefix="asset-map-bench-") as folder:
        home = Path(folder)
        set_up(home, official_data(), assets=options.assets)
        served = serve(home, port=8870)
        try:
            times = look(served.address, repeats=options.repeats)
        finally:
            served.stop()
    print(f"Glasgow with {options.assets:,} assets, median of {options.repeats} in seconds.\n")
    print("| change | median | slowest |\n| --- | ---: | ---: |")
    for change, seconds in times.items():
        print(f"| {change} | {statistics.median(seconds):.2f} | {max(seconds):.2f} |")


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assets", type=int, default=5_000)
    parser.add_argument("--repeats", type=int, default=5)
    return parser.parse_args()


def set_up(home: Path, data: Path, *, assets: int) -> None:
    """Install Glasgow and take in a list of assets."""
    geography = {
        "--boundaries": "glasgow-simd-2020v2.geojson",
        "--deprivation": "simd2020_withinds.csv",
        "--postcodes": "codepoint_open_g_2020-08.csv",
        "--lookup": "lookup_dz2011_iz2011_council2020.csv",
    }
    run(home, "geography", "add", *(word for name, file in geography.items() for word in (name, str(data / file))))
    rows = made_up_assets(home, assets)
    offers = sorted(set(rows["offer"]))
    table = home / "assets.csv"
    rows.to_csv(table, index=False)
    complete = [word for offer in offers for word in ("--complete-for", offer)]
    run(home, "import", str(table), "--source", "Made up", "--licence", "CC0-1.0", *complete)


def made_up_assets(home: Path, number: int) -> pd.DataFrame:
    """Return assets at random postcodes of the area, in every offer."""
    offers = list(read_classification(bundled("data/classification/classification.toml").read_text("utf-8")).offers)
    rng = np.random.default_rng(SEED)
    postcodes = pd.concat([pd.read_parquet(file) for file in home.rglob("postcodes*.parquet")])
    chosen = postcodes.sample(number, replace=number > len(postcodes), random_state=SEED)
    longitude, latitude = degrees_to_metres().transform(
        chosen["easting_m"].to_numpy(), chosen["northing_m"].to_numpy(), direction="INVERSE"
    )
    return pd.DataFrame(
        {
            "name": [f"Place {n}" for n in range(number)],
            "kind": "institution",
            "offer": rng.choice(offers, number),
            "latitude": np.round(latitude + ONE_M * rng.integers(1, 9, number), 6),
            "longitude": np.round(longitude, 6),
            "source_id": [f"made-up-{n}" for n in range(number)],
        }
    )


def run(home: Path, *words: str) -> None:
    """Run one command of the app."""
    command = [sys.executable, "-m", "asset_map", "--home", str(home), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"asset-map {words[0]} failed:\n{done.stderr}")


def look(address: str, *, repeats: int) -> dict[str, list[float]]:
    """Return how long each change took, for the first time and again."""
    distances = ("400 m", "600 m", "1,200 m", "800 m")
    times: dict[str, list[float]] = {name: [] for name in ("another offer", "another distance", "an offer seen before")}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{address}/strengths_and_gaps?offer=health")
        first = page.get_by_test_id("stSelectbox").first.get_by_role("combobox")
        wait_for_map(page, "Health", "800 m")
        labels = offer_labels(page, first)[: 2 * repeats]
        for step in range(repeats):
            times["another offer"].append(timed(page, first, labels[step], labels[step], "800 m"))
            distance = distances[step % 3]
            times["another distance"].append(press(page, labels[step], distance))
            press(page, labels[step], "800 m")
        for step in range(repeats):
            times["an offer seen before"].append(timed(page, first, labels[step], labels[step], "800 m"))
        browser.close()
    return times


def offer_labels(page: Page, box: Locator) -> list[str]:
    """Return what can be chosen, other than what is."""
    box.click()
    labels = page.get_by_role("option").all_inner_texts()
    page.keyboard.press("Escape")
    return [label for label in labels if label != "Health"]


def timed(page: Page, box: Locator, label: str, offer: str, distance: str) -> float:
    """Choose an offer and return the seconds until it shows."""
    box.click()
    option = page.get_by_role("option", name=label, exact=True)
    option.wait_for()
    started = time.perf_counter()
    option.click()
    wait_for_map(page, offer, distance)
    return time.perf_counter() - started


def press(page: Page, offer: str, distance: str) -> float:
    """Choose a distance and return the seconds until it shows."""
    started = time.perf_counter()
    page.get_by_role("radio", name=distance, exact=True).click()
    wait_for_map(page, offer, distance)
    return time.perf_counter() - started


def wait_for_map(page: Page, offer: str, distance: str) -> None:
    """Wait until the map and the sentence show an offer and a distance."""
    frame = page.frame_locator("iframe")
    frame.locator("h1", has_text=f"{offer}: strengths and gaps").wait_for(timeout=60_000)
    frame.locator("#panel h2", has_text=f"Residents within {distance}").wait_for(timeout=60_000)
    said = page.locator("p", has_text=f"within {distance}").filter(has_text=f"“{offer}”")
    said.first.wait_for(timeout=60_000)


if __name__ == "__main__":
    main()
