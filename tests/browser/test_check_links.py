"""Keeping records true in a browser: the list, the printed list, and the page of an organisation without scripts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from asset_map.domain.asset import Asset, AssetDraft, CheckedHow
from asset_map.services.check_links import make_check_link
from asset_map.services.demo import open_demo
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace
from asset_map.settings import read_settings
from tests.browser.conftest import SIZES, Visit, picture, violations
from tests.browser.serving import Served
from tests.fixtures.actors import somebody

pytestmark = pytest.mark.browser

NOW = dt.datetime.now(dt.UTC)


@pytest.fixture
def town(demo_server: Served) -> Iterator[Workspace]:
    """Open the store that the server serves."""
    workspace = open_demo(read_settings(demo_server.home), now=NOW)
    yield workspace
    workspace.store.close()


@pytest.fixture
def clinic(town: Workspace) -> Asset:
    """Return a record that nobody has checked for long."""
    postcode = str(town.geography.postcodes.index[0])
    draft = AssetDraft(
        name=f"Clinic of {dt.datetime.now(dt.UTC):%H:%M:%S.%f}",
        kind="institution",
        offers=("health",),
        postcode=postcode,
        phone="01632 960123",
        last_checked="2001-01-01",
    )
    saved = record(draft, town, now=NOW, actor=somebody("Morag"))
    assert isinstance(saved, Recorded), saved
    return saved.asset


@pytest.fixture
def plain(browser: Browser, size: str) -> Iterator[Page]:
    """Open a page of a browser in which scripts are off."""
    context = browser.new_context(
        viewport=SIZES[size], has_touch=size == "phone", locale="en-GB", java_script_enabled=False
    )
    yield context.new_page()
    assert context.cookies() == []
    context.close()


def _link(asset: Asset, town: Workspace, served: Served) -> str:
    return f"{served.address}/check/{make_check_link(asset.asset_id, workspace=town, now=NOW, actor=somebody('Morag'))}"


def _sign_in(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/enter/demo-morag")


def test_the_page_of_an_organisation_passes_axe_and_asks_no_other_host(
    visit: Visit, demo_server: Served, town: Workspace, clinic: Asset, size: str
) -> None:
    page = visit.page()
    page.goto(_link(clinic, town, demo_server))
    expect(page.get_by_role("heading", name="Is this still right?")).to_be_visible()
    expect(page.get_by_text("Inverfable is a made-up town")).to_be_visible()
    assert page.evaluate("document.fonts.ready.then(fonts => fonts.check('16px \"Atkinson Hyperlegible\"'))")
    assert violations(page) == []
    page.get_by_text("Something has changed").click()
    page.get_by_label("E-mail").fill("nobody")
    page.get_by_role("button", name="Send the changes").click()
    expect(page.get_by_role("alert")).to_contain_text("Not sent yet")
    picture(page, f"{size}-check_link_problem")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    # The page that says so is no page that was found, and the browser notes that.
    visit.errors[:] = [error for error in visit.errors if "422" not in error]


@pytest.mark.parametrize("size", ["phone"])
def test_an_organisation_answers_with_scripts_off(
    plain: Page, demo_server: Served, town: Workspace, clinic: Asset
) -> None:
    plain.goto(_link(clinic, town, demo_server))
    plain.get_by_role("button", name="Everything is still right").click()
    expect(plain.get_by_text("you said that everything is still right")).to_be_visible()
    assert town.store.asset(clinic.asset_id).checked_how is CheckedHow.ORGANISATION
    plain.get_by_text("Something has changed").click()
    plain.get_by_label("Phone").fill("01632 960124")
    plain.get_by_role("button", name="Send the changes").click()
    expect(plain.get_by_text("you told us what has changed")).to_be_visible()
    plain.get_by_text("It is no longer here", exact=True).click()
    plain.get_by_label("What happened?").fill("Moved away")
    plain.get_by_role("button", name="Say that it is no longer here").click()
    expect(plain.get_by_text("you told us that it is no longer here")).to_be_visible()
    assert [each.reason for each in town.store.proposals(asset_id=clinic.asset_id)] == ["Moved away"]


@pytest.mark.parametrize("size", ["phone"])
@pytest.mark.usefixtures("clinic")
def test_one_tap_and_one_to_take_it_back(visit: Visit, demo_server: Served, size: str) -> None:
    page = visit.page()
    _sign_in(page, demo_server)
    page.goto(f"{demo_server.address}/keep_records_true?state=stale")
    taps = page.get_by_role("button", name="Still right")
    expect(taps.first).to_be_visible(timeout=60_000)
    counted = page.get_by_role("heading", name=re.compile(r"records?, most pressing first"))
    before = counted.inner_text()
    taps.first.click()
    expect(page.get_by_text("is still right.")).to_be_in_viewport(timeout=30_000)
    expect(counted).not_to_have_text(before)
    picture(page, f"{size}-keep_records_true")
    assert violations(page) == []
    assert all(box["height"] >= 44 for one in taps.all() if (box := one.bounding_box()))
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back.")).to_be_visible(timeout=30_000)
    expect(counted).to_have_text(before)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("size", ["desk"])
def test_the_list_to_print_is_for_staff(visit: Visit, demo_server: Served, clinic: Asset, size: str) -> None:
    page = visit.page()
    page.goto(f"{demo_server.address}/print/to-check")
    expect(page.get_by_role("heading", name="For staff only")).to_be_visible()
    expect(page.get_by_text(clinic.name)).to_have_count(0)
    visit.errors[:] = [error for error in visit.errors if "404" not in error]
    _sign_in(page, demo_server)
    page.goto(f"{demo_server.address}/print/to-check")
    expect(page.get_by_text(clinic.name)).to_be_visible()
    picture(page, f"{size}-print_to_check")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
