"""A list, from the file to the records: with a mouse, with keys alone, stopped in the middle, and after a reload."""

from __future__ import annotations

import contextlib
import csv
import io
import re
import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from asset_map.domain.protection import Audience
from asset_map.settings import bundled
from asset_map.store import open_store
from tests.browser.conftest import Visit, picture, violations
from tests.browser.serving import Served

pytestmark = pytest.mark.browser

LONG_MS = 60_000
WORDS = ("Quartz", "Umbrella", "Zebra", "Fjord", "Nymph")
"""Names that no record here is like."""

FOCUSED = "() => document.activeElement.matches('button, summary') ? document.activeElement.innerText : ''"

SETTLED = ".stApp[data-test-script-state='notRunning']"


@pytest.fixture(scope="module")
def postcodes() -> list[dict[str, str]]:
    """Return the postcodes of the demo town, with where they are."""
    with bundled("data/demo/postcodes.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def page(demo_server: Served, visit: Visit, size: str) -> Iterator[Page]:
    """Open the screen as a connector, another one for each size of screen."""
    opened = visit.page()
    opened.goto(f"{demo_server.address}/enter/demo-{'morag' if size == 'phone' else 'iain'}")
    expect(opened.get_by_role("button", name="Sign out")).to_be_visible(timeout=LONG_MS)
    opened.goto(f"{demo_server.address}/take_in_a_list")
    expect(opened.get_by_role("heading", name="Take in a list")).to_be_visible(timeout=LONG_MS)
    _settled(opened)
    begin = opened.get_by_role("heading", name="Choose the list")
    left_by_another_test = re.compile("^(Take in another list|Choose another file)$")
    left = opened.get_by_role("button", name=left_by_another_test)
    expect(begin.or_(left).first).to_be_visible(timeout=LONG_MS)
    if left.is_visible():
        left.click()
    expect(begin).to_be_visible(timeout=LONG_MS)
    return opened


def _file(name: str, rows: list[dict[str, str]]) -> FilePayload:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return {"name": name, "mimeType": "text/csv", "buffer": text.getvalue().encode()}


def _libraries(postcodes: list[dict[str, str]], mark: str, count: int) -> list[dict[str, str]]:
    return [
        {"Name": f"{word} {mark}", "Category": "Library", "Postcode": postcodes[31 * number]["postcode"]}
        for number, word in enumerate(WORDS[:count])
    ]


def _upload(page: Page, file: FilePayload) -> None:
    page.locator("input[type=file]").set_input_files(file)


def _part(page: Page, label: str) -> Locator:
    return page.locator("summary").filter(has_text=re.compile(f"{re.escape(label)} ·"))


def _heading(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", name=text)).to_be_visible(timeout=LONG_MS)
    _settled(page)


def _settled(page: Page) -> None:
    page.wait_for_timeout(400)
    expect(page.locator(SETTLED)).to_have_count(1, timeout=LONG_MS)


@contextlib.contextmanager
def _somebody_else_writes(served: Served) -> Iterator[None]:
    with contextlib.closing(sqlite3.connect(served.home / "demo" / "asset-map.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def _names(served: Served) -> set[str]:
    with open_store(f"sqlite:///{served.home / 'demo' / 'asset-map.db'}", create=False) as store:
        return set(store.read_assets(Audience.STAFF, zone_system="demo")["name"])


def test_a_list_is_chosen_worked_on_taken_in_and_undone(
    page: Page, demo_server: Served, size: str, postcodes: list[dict[str, str]]
) -> None:
    picture(page, f"list-empty-{size}")
    assert violations(page) == []
    rows = _libraries(postcodes[5 * len(size) :], f"Heather {size}", 5)
    lost = {"Name": f"Vortex {size}", "Category": "Library", "Postcode": "ZZ99 9ZZ"}
    _upload(page, _file(f"heather-{size}.csv", [*rows, lost]))
    _heading(page, re.compile("^6 rows: 5 to be added, 1 left out"))
    picture(page, f"list-checked-{size}")
    assert violations(page) == []
    for label in ("Columns", "Words", "Where the rows are", "Rows", "Is this list complete?"):
        _part(page, label).click()
        _settled(page)
    expect(page.get_by_role("img", name=re.compile("The area with the places"))).to_be_visible()
    page.wait_for_timeout(500)
    picture(page, f"list-open-{size}")
    assert violations(page) == []
    page.get_by_label("Postcode, row 7").fill(postcodes[50]["postcode"])
    page.get_by_role("button", name="Apply and check again").click()
    _heading(page, re.compile("^6 rows: 6 to be added"))
    expect(page.get_by_label("Which rows")).to_be_visible()  # what was open stays open
    page.reload()
    _heading(page, re.compile("^6 rows: 6 to be added"))
    page.get_by_role("button", name="Take in 6 records").click()
    told = page.get_by_text("is taken in: 6 records added")
    expect(told).to_be_visible(timeout=LONG_MS)
    _settled(page)
    picture(page, f"list-done-{size}")
    assert violations(page) == []
    assert {row["Name"] for row in [*rows, lost]} <= _names(demo_server)
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_text("6 records go")).to_be_visible(timeout=LONG_MS)
    _settled(page)
    picture(page, f"list-undo-{size}")
    assert violations(page) == []
    page.get_by_role("button", name="Yes, undo this list").click()
    expect(page.get_by_text("is undone")).to_be_visible(timeout=LONG_MS)
    assert f"Vortex {size}" not in _names(demo_server)


def test_a_suggestion_comes_with_a_picture(page: Page, size: str, postcodes: list[dict[str, str]]) -> None:
    rows = []
    for number, one in enumerate(postcodes[::20]):
        easting, northing = float(one["easting"]), float(one["northing"])
        place = {"Easting": f"{northing:.0f}", "Northing": f"{easting:.0f}"}
        rows.append({"Name": f"{number} {size}", "Category": "Library"} | place)
    _upload(page, _file(f"bowls-{size}.csv", rows))
    expect(page.get_by_text("The places look wrong as they stand")).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_role("img", name=re.compile("as suggested \\(filled\\)"))).to_be_visible()
    _settled(page)
    picture(page, f"list-suggestion-{size}")
    assert violations(page) == []
    page.get_by_role("button", name="Use the suggested reading").click()
    _heading(page, re.compile(f"^{len(rows)} rows: {len(rows)} to be added"))
    page.get_by_role("button", name="Choose another file").click()
    _heading(page, "Choose the list")


@pytest.mark.parametrize("size", ["desk"], indirect=True)
def test_keys_alone_take_a_list_in(page: Page, demo_server: Served, postcodes: list[dict[str, str]]) -> None:
    _upload(page, _file("keys.csv", _libraries(postcodes[3:], "Keyboard", 2)))
    _heading(page, re.compile("^2 rows: 2 to be added"))
    _tab_to(page, "Columns")
    page.keyboard.press("Enter")
    expect(page.get_by_label("What “Postcode” holds")).to_be_visible(timeout=LONG_MS)
    _settled(page)
    page.get_by_role("button", name="Choose another file").focus()
    _tab_to(page, "Take in 2 records")
    page.keyboard.press("Enter")
    expect(page.get_by_text("is taken in: 2 records added")).to_be_visible(timeout=LONG_MS)
    assert {"Quartz Keyboard", "Umbrella Keyboard"} <= _names(demo_server)
    expect(page.get_by_role("button", name="Take in another list")).to_be_visible(timeout=LONG_MS)
    _settled(page)
    _tab_to(page, "Take in another list")
    page.keyboard.press("Enter")
    _heading(page, "Choose the list")


def _tab_to(page: Page, text: str) -> None:
    for _press in range(60):
        page.keyboard.press("Tab")
        if text in str(page.evaluate(FOCUSED)):
            return
    pytest.fail(f"No key leads to “{text}”")


@pytest.mark.parametrize("size", ["desk"], indirect=True)
def test_storing_a_long_list_is_stopped_and_nothing_is_stored(
    page: Page, demo_server: Served, postcodes: list[dict[str, str]]
) -> None:
    rows = [
        {"Name": f"Long {number}", "Category": "Library", "Postcode": postcodes[number % 500]["postcode"]}
        for number in range(6_000)
    ]
    _upload(page, _file("long.csv", rows))
    cancel = page.get_by_role("button", name="Cancel", exact=True)
    take_in = page.get_by_role("button", name="Take in 6,000 records")
    expect(cancel.or_(take_in)).to_be_visible(timeout=LONG_MS)
    page.reload()  # the work goes on, and is found again, under way or done
    expect(take_in).to_be_visible(timeout=2 * LONG_MS)
    _settled(page)
    with _somebody_else_writes(demo_server):  # so that storing has not ended before it is stopped
        take_in.click()
        expect(cancel).to_be_visible(timeout=LONG_MS)
        assert violations(page) == []
        cancel.click()
    # What is drawn meanwhile may wait for the other writer, too.
    expect(page.get_by_text("Stopped. Nothing was stored.")).to_be_visible(timeout=LONG_MS)
    assert "Long 1" not in _names(demo_server)
    page.get_by_role("button", name="Choose another file").click()
    _heading(page, "Choose the list")
