"""A photo, from the phone to the page: sent by staff, seen by everybody, and refused in one sentence."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from asset_map.domain.protection import Audience
from asset_map.store import open_store
from tests.browser.conftest import Visit, picture, violations
from tests.browser.serving import Served
from tests.fixtures.pictures import MAKER, telling_jpeg

pytestmark = pytest.mark.browser

SLOW_MS = 30_000


@pytest.fixture
def asset_id(demo_server: Served, size: str) -> str:
    """Return the id of a public place, another one for each size of screen."""
    with open_store(f"sqlite:///{demo_server.home / 'demo' / 'asset-map.db'}", create=False) as store:
        seen = store.read_assets(Audience.PUBLIC, zone_system="demo")
    public = seen.loc[seen["protection"].eq("public"), "asset_id"]
    return str(public.iloc[0 if size == "phone" else 1])


def _open_photos(visit: Visit, served: Served, asset_id: str) -> Page:
    page = visit.page()
    page.goto(f"{served.address}/enter/demo-morag")
    page.goto(f"{served.address}/asset?id={asset_id}&panel=photos")
    expect(page.get_by_label("Add a photo")).to_be_visible(timeout=SLOW_MS)
    return page


@pytest.mark.parametrize("size", ["phone"])
def test_a_photo_is_sent_shown_removed_and_put_back(
    demo_server: Served, visit: Visit, size: str, asset_id: str
) -> None:
    page = _open_photos(visit, demo_server, asset_id)
    sideways = telling_jpeg(2400, 1800, orientation=6)
    page.get_by_label("Add a photo").set_input_files(
        {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": sideways}
    )
    expect(page.locator(".photo-sender-preview")).to_be_visible()
    page.get_by_role("button", name="Add this photo").click()
    expect(page.get_by_role("alert").filter(has_text="Say what the photo shows")).to_be_visible()
    page.get_by_label("What does it show?").fill("A blue wall <b>with</b> a red corner")
    page.get_by_role("button", name="Add this photo").click()
    shown = page.get_by_role("img", name="A blue wall <b>with</b> a red corner")
    expect(shown).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_label("What does it show?")).to_have_value("")
    page.wait_for_function("() => [...document.querySelectorAll('.asset-photos img')].every((one) => one.complete)")
    assert shown.evaluate("(image) => [image.naturalWidth, image.naturalHeight]") == [1200, 1600]
    picture(page, f"photos-{size}")
    assert violations(page) == []
    address = str(shown.evaluate("(image) => image.src"))
    _holds_nothing_but_pixels(visit, address)
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("button", name="Put back")).to_be_visible(timeout=SLOW_MS)
    assert visit.context.request.get(address).status == 404
    page.get_by_role("button", name="Put back").click()
    expect(shown).to_be_visible(timeout=SLOW_MS)
    visit.context.clear_cookies()
    page.goto(f"{demo_server.address}/asset?id={asset_id}")
    expect(shown).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_label("Add a photo")).to_have_count(0)


def _holds_nothing_but_pixels(visit: Visit, address: str) -> None:
    content = visit.context.request.get(address).body()
    assert not any(one in content for one in (b"Exif", MAKER.encode(), b"Xyzzy"))
    corner = Image.open(BytesIO(content)).convert("RGB").getpixel((1190, 10))
    assert isinstance(corner, tuple)
    assert corner[0] > 180
    assert corner[2] < 60


@pytest.mark.parametrize("size", ["desk"])
def test_what_is_no_photo_is_refused_in_one_sentence(
    demo_server: Served, visit: Visit, asset_id: str, tmp_path: Path
) -> None:
    page = _open_photos(visit, demo_server, asset_id)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    told = page.locator(".photo-sender-problem")
    huge = tmp_path / "huge.jpg"
    with huge.open("wb") as file:
        file.truncate(200_000_000)
    page.get_by_label("Add a photo").set_input_files(str(huge))
    expect(told).to_have_text(re.compile(r"^This file has more than 20 MB.*[^.]\.$"))
    assert sent == []
    page.get_by_label("Add a photo").set_input_files(
        {"name": "door.jpg", "mimeType": "image/jpeg", "buffer": b"<!DOCTYPE html><script>alert(1)</script>"}
    )
    page.get_by_label("What does it show?").fill("A door")
    page.get_by_role("button", name="Add this photo").click()
    expect(told).to_have_text(re.compile(r"^This is a web page, but[^.]*\.$"))
    assert len(sent) == 1
    assert page.get_by_label("What does it show?").input_value() == "A door"
    assert all("422" in error for error in visit.errors)  # the browser notes the refusal
    visit.errors.clear()
