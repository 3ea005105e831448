"""The sheet for walking a zone: made of public data, the same for everybody."""

from __future__ import annotations

import datetime as dt

import pytest
from starlette.testclient import TestClient

from asset_map.domain.asset import AssetDraft
from asset_map.domain.coverage import LookDraft
from asset_map.services import walk_sheet
from asset_map.services.people.entering import enter
from asset_map.services.record import Recorded, record
from asset_map.services.record_looks import LooksRecorded, record_looks
from asset_map.services.workspace import Workspace
from asset_map.web.who import STAFF_COOKIE
from tests.fixtures.actors import let_in, somebody
from tests.fixtures.cookies import kept_by_browser

NOW = dt.datetime.now(dt.UTC)
SHEET = "/print/walk?zone=DEMO0001"
BOXES = '<span class="box"></span>some'


def _keep(workspace: Workspace, name: str, **fields: str) -> None:
    given = {"postcode": "ZZ1 1AA", "kind": "institution"} | fields
    saved = record(AssetDraft(name=name, offers=("learn",), **given), workspace, now=NOW, actor=somebody("Morag"))
    assert isinstance(saved, Recorded), saved


def _look(workspace: Workspace, offer: str, result: str, day: str) -> None:
    draft = LookDraft(zone_code="DEMO0001", offer=offer, result=result, method="desk", looked_on=day)
    assert isinstance(record_looks([draft], workspace, now=NOW, actor=somebody("Morag")), LooksRecorded)


def test_the_sheet_has_a_row_with_boxes_for_what_is_to_be_looked_for(client: TestClient, workspace: Workspace) -> None:
    today = NOW.date().isoformat()
    _keep(workspace, "<b>Library</b>", address="1 High Street")
    _look(workspace, "food", "none", today)
    _look(workspace, "play", "none", "2001-01-01")
    page = client.get(SHEET)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert page.text.count(BOXES) == 21
    assert page.text.count("Somebody looked, but long ago.") == 1
    assert "<strong>No need to look for:</strong> Food, Learning" in page.text
    assert "<strong>&lt;b&gt;Library&lt;/b&gt;</strong>, 1 High Street" in page.text
    assert "<strong>Postcodes:</strong> ZZ1 1AA</p>" in page.text
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page.text
    assert "<script" not in page.text


def test_one_offer_alone_has_one_row(client: TestClient, workspace: Workspace) -> None:
    _keep(workspace, "Library")
    page = client.get(f"{SHEET}&offer=food").text
    assert page.count(BOXES) == 1
    assert "Library" not in page
    assert "Nothing that the public may see." in page


def test_who_is_signed_in_gets_the_sheet_that_everybody_gets(client: TestClient, workspace: Workspace) -> None:
    empty = client.get(SHEET).text
    _keep(workspace, "Refuge", protection="partners", address="1 Hidden Row")
    _look(workspace, "learn", "found", NOW.date().isoformat())
    assert client.get(SHEET).text == empty
    entered = enter(let_in("Iain", workspace, now=NOW), workspace, now=NOW)
    assert entered is not None
    client.cookies.set(STAFF_COOKIE, kept_by_browser(STAFF_COOKIE, entered.cookie, workspace))
    assert client.get(SHEET).text == empty


@pytest.mark.parametrize(
    ("query", "words"),
    [("", "Expected a zone of"), ("?zone=%3Cb%3E", "&lt;b&gt;"), ("?zone=DEMO0001&offer=foof", "Choose one of: food")],
)
def test_what_is_not_there_is_said(client: TestClient, query: str, words: str) -> None:
    page = client.get(f"/print/walk{query}")
    assert page.status_code == 404
    assert words in page.text


def test_a_long_list_of_what_is_known_says_how_many_more(
    client: TestClient, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk_sheet, "MOST_KNOWN", 2)
    for number in range(3):
        _keep(workspace, f"Library {number}")
    page = client.get(SHEET).text
    assert page.count("<li>") == 2
    assert "1 more is on the map." in page
