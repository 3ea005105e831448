"""What a page of another site, or a script that somebody smuggled in, cannot do in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.browser.conftest import Visit
from tests.browser.serving import Served

pytestmark = pytest.mark.browser

SMUGGLED = """() => {
  window.ran = [];
  const script = document.createElement("script");
  script.textContent = "window.ran.push('inline script')";
  document.body.append(script);
  const held = document.createElement("div");
  held.innerHTML = `<img src="data:," onerror="window.ran.push('handler')">` +
    `<svg onload="window.ran.push('svg')"></svg><a href="javascript:window.ran.push('link')">x</a>`;
  document.body.append(held);
  held.querySelector("a").click();
}"""
"""What would run if text of people ever came into a page as markup."""


@pytest.mark.parametrize("size", ["desk"])
@pytest.mark.parametrize(
    "path", ["/", "/maps/strengths?offer=food", "/maps/places", "/embed/map", "/j", "/said", "/report/area"]
)
def test_a_script_that_was_smuggled_in_does_not_run(visit: Visit, demo_server: Served, path: str) -> None:
    page = visit.page()
    page.goto(f"{demo_server.address}{path}")
    expect(page.locator("h1, .leaflet-container").first).to_be_visible(timeout=60_000)
    assert visit.errors == []
    page.evaluate(SMUGGLED)
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") == []
    assert any("Content Security Policy" in one for one in visit.errors)
    visit.errors.clear()


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "http://localhost:1", "null"])
def test_a_socket_of_the_screens_is_refused_to_another_site(demo_server: Served, origin: str) -> None:
    address = re.sub("^http", "ws", demo_server.address) + "/_stcore/stream"
    with pytest.raises(InvalidStatus) as refused:
        connect(address, origin=origin, subprotocols=["streamlit"])  # type: ignore[arg-type,list-item]
    assert refused.value.response.status_code == 403
    with connect(address, origin=demo_server.address, subprotocols=["streamlit"]):  # type: ignore[arg-type,list-item]
        pass


@pytest.mark.parametrize("size", ["phone"])
def test_a_link_to_enter_on_another_site_asks_first(visit: Visit, demo_server: Served) -> None:
    page, address = visit.page(), demo_server.address
    page.goto(f"{address.replace('localhost', '127.0.0.1')}/j")  # another site
    page.evaluate("address => { location.href = address }", f"{address}/enter/demo-morag")
    expect(page.get_by_role("heading", name="Enter Asset Map")).to_be_visible()
    assert "asset_map_staff" not in {one["name"] for one in visit.context.cookies()}
    page.get_by_role("button", name="Enter").click()
    page.wait_for_url("**/records")
    assert "asset_map_staff" in {one["name"] for one in visit.context.cookies()}
    visit.errors.clear()
