"""Walking a zone with a phone in the hand: tick, save once, and the map shows it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from asset_map.domain.protection import Audience
from asset_map.services.coverage import ledger, looks_on_record
from asset_map.services.demo import open_demo
from asset_map.settings import read_settings
from tests.browser.conftest import Visit, picture, violations
from tests.browser.serving import Served

pytestmark = pytest.mark.browser

NOW = dt.datetime.now(dt.UTC)
FINGER = 44


@pytest.fixture
def size() -> str:
    """It is made for a phone."""
    return "phone"


def _row(page: Page, offer: str, answer: str) -> None:
    page.locator(f".st-key-walk_row_{offer}").get_by_role("radio", name=answer).click()


def test_a_zone_is_walked_and_the_map_shows_what_came_of_it(visit: Visit, demo_server: Served) -> None:
    town = open_demo(read_settings(demo_server.home), now=NOW)
    known = ledger(town, audience=Audience.STAFF, today=NOW.date())
    new = known[known["coverage"].eq("not_looked") & known["offer"].isin(["money", "work"])]
    zone = str(new["zone_code"].value_counts().loc[lambda offers: offers.eq(2)].index[0])
    before = len(looks_on_record(town, audience=Audience.STAFF, zone=zone))
    page = visit.page()
    page.goto(f"{demo_server.address}/enter/demo-morag")
    expect(page.get_by_role("link", name="Walk a zone")).to_be_visible(timeout=60_000)
    page.goto(f"{demo_server.address}/walk_a_zone?zone={zone}")
    money = page.get_by_role("radiogroup", name=re.compile("Money")).get_by_role("radio")
    expect(money).to_have_count(3, timeout=60_000)
    assert all((box := one.bounding_box()) and box["height"] >= FINGER for one in money.all())
    assert violations(page) == []
    money.nth(2).press("ArrowLeft")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name=re.compile("Save 1 answer"))).to_be_visible(timeout=30_000)
    _row(page, "work", "Found some")
    save = page.get_by_role("button", name=re.compile("Save 2 answers"))
    expect(save).to_be_visible(timeout=30_000)
    save.dblclick()
    expect(page.get_by_text("Saved 2 answers.")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Found, but not on the map yet: Work")).to_be_visible()
    picture(page, "phone-walk-saved")
    looks = looks_on_record(town, audience=Audience.STAFF, zone=zone)
    assert len(looks) == before + 2
    assert set(zip(looks["offer"][:2], looks["result"][:2], strict=True)) == {("money", "none"), ("work", "found")}
    name = str(town.geography.zones_bng.at[zone, "zone_name"])
    town.store.close()
    page.goto(f"{demo_server.address}/maps/strengths?offer=money")
    page.get_by_text("All zones as a table").click()
    expect(page.locator("tr", has_text=name)).to_contain_text("Gap: looked, and found none")


def test_the_sheet_to_print_passes_axe_and_asks_no_other_host(visit: Visit, demo_server: Served) -> None:
    page = visit.page()
    page.goto(f"{demo_server.address}/print/walk?zone=DEMO0014")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Walk "))
    expect(page.get_by_role("img", name=re.compile("^Outline of"))).to_be_visible()
    assert violations(page) == []
