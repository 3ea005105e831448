"""The profile of a neighbourhood, worked by hand, and what it must not tell."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from html import unescape

import pytest
import shapely
from starlette.testclient import TestClient

from asset_map.domain.asset import Asset, AssetDraft, CheckedHow
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.coverage import Look, LookMethod, LookResult
from asset_map.domain.links import Relation
from asset_map.domain.neighbourhood import Neighbourhood, NeighbourhoodKind
from asset_map.domain.protection import Audience, Level
from asset_map.services.keep_true import closed_for_good
from asset_map.services.links import link
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace
from tests.fixtures.actors import somebody
from tests.fixtures.tiny_town.town import SIDE_M, SOUTH_M, WEST_M

NOW = dt.datetime.now(dt.UTC)
EARLIER = NOW - dt.timedelta(days=100)
EVENT = AuditEvent(at=EARLIER, actor="Morag", action=Action.RECORDED)
RIVER = Neighbourhood(
    neighbourhood_id="river",
    name="River <Side>",
    kind=NeighbourhoodKind.THRIVING_PLACE,
    zone_system="demo",
    zone_codes=("DEMO0001", "DEMO0002"),
    source="A list",
)


def kept(workspace: Workspace, name: str, offer: str, x: float, y: float, *, at: dt.datetime = EARLIER) -> Asset:
    place = {"easting": str(WEST_M + x * SIDE_M), "northing": str(SOUTH_M + y * SIDE_M)}
    draft = AssetDraft(name=name, kind="place", offers=(offer,), source=name, last_checked=str(at.date()), **place)
    made = record(draft, workspace, now=at, actor=somebody("Morag"))
    assert isinstance(made, Recorded), made
    return made.asset


def protect(workspace: Workspace, asset: Asset, level: Level) -> None:
    event = replace(EVENT, action=Action.CHANGED)
    workspace.store.change_asset(replace(asset, protection=level), event=event)


def look_for(workspace: Workspace, offer: str, zone: str, result: LookResult) -> None:
    look = Look(
        zone_code=zone, offer=offer, result=result, method=LookMethod.DESK, looked_on=NOW.date(), looked_by="Xyzzy"
    )
    workspace.store.add_looks([look], event=replace(EVENT, action=Action.LOOKED))


@pytest.fixture
def river(workspace: Workspace) -> Workspace:
    """Return a town with a neighbourhood of two zones and something in it."""
    workspace.store.keep_neighbourhoods([RIVER], event=EVENT)
    kept(workspace, "Soup & <b>kitchen</b>", "food", 0.5, 0.5)
    protect(workspace, kept(workspace, "Walkers", "green", 1.25, 0.25), Level.AREA)
    protect(workspace, kept(workspace, "Xyzzy house", "safety", 0.25, 0.25), Level.PARTNERS)
    look_for(workspace, "food", "DEMO0002", LookResult.NONE)
    look_for(workspace, "safety", "DEMO0001", LookResult.FOUND)
    return workspace


def words(client: TestClient, path: str) -> str:
    """Return the words on a page, one space between them."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_figures_are_those_worked_by_hand(client: TestClient, river: Workspace) -> None:
    page = words(client, "/neighbourhood/river")
    assert "Thriving Place · zones River <Side> 1,400 people live here, in 2 data zones." in page
    assert "2 places and groups can be used. Between them they give 2 of 23" in page
    # Zone 1 (1,000 people, at its postcode) has it at the door; from the middle of zone 2 (400) it is 1,000 m. In the
    # whole town nobody else is nearer than that: 1,000 of 3,150.
    assert "Food 1 71% 32% Soup & <b>kitchen</b>" in page
    assert "Green and blue space 1 – – Walkers" in page
    assert "Food 1 of 2 400 1" in page
    assert "1 of 2 zones: Green and blue space" in page
    assert "1 1,400 100%" in page
    assert "3 of 46 looks that 2 zones and 23 offers take" in page


def test_what_is_protected_is_nowhere_on_the_page(client: TestClient, river: Workspace) -> None:
    text = client.get("/neighbourhood/river").text
    assert "xyzzy" not in text.lower()
    assert "<b>kitchen" not in text
    assert "<script" not in text
    assert "Personal safety" not in words(client, "/neighbourhood/river").split("Ask here next")[0]


def test_where_nobody_looked_there_is_no_gap(client: TestClient, river: Workspace) -> None:
    ledger = river.store.read_looks(Audience.STAFF, offer="food")
    assert "Somebody looked in these zones" in words(client, "/neighbourhood/river")
    look = Look(
        zone_code="DEMO0002",
        offer="food",
        result=LookResult.NONE,
        method=LookMethod.DESK,
        looked_on=NOW.date(),
        looked_by="Xyzzy",
    )
    river.store.remove_looks(
        {int(ledger["look_id"].iloc[0]): look}, event=replace(EVENT, at=NOW, action=Action.REMOVED)
    )
    page = words(client, "/neighbourhood/river")
    assert "Somebody looked" not in page
    assert "Nothing that was looked for here was found missing." in page
    assert "1 of 2 zones: Food, Green and blue space" in page


def test_a_zone_by_its_code_says_in_words_what_is_missing(client: TestClient, river: Workspace) -> None:
    page = words(client, "/neighbourhood/DEMO0002")
    assert "Data zone · zones Tiny Town - 02 400 people live here." in page
    assert "Somebody looked here, lately enough, and there is none: Food." in page


def test_who_works_together_is_told_where_both_are_seen(client: TestClient, river: Workspace) -> None:
    assert "No links between places and groups are known here yet." in words(client, "/neighbourhood/river")
    assets = river.store.read_assets(Audience.STAFF, zone_system="demo").set_index("name")["asset_id"]
    soup, walkers, hidden = assets["Soup & <b>kitchen</b>"], assets["Walkers"], assets["Xyzzy house"]
    link(walkers, Relation.FUNDS, soup, river, note="since May", now=NOW, actor=somebody("Morag"))
    link(hidden, Relation.FUNDS, soup, river, now=NOW, actor=somebody("Morag"))
    page = words(client, "/neighbourhood/river")
    assert "Walkers funds Soup & <b>kitchen</b> since May" in page
    assert "Xyzzy" not in page


def test_what_changed_is_told_since_a_day(client: TestClient, river: Workspace) -> None:
    kept(river, "New hall", "meet", 0.6, 0.6, at=NOW)
    assets = river.store.read_assets(Audience.PUBLIC, zone_system="demo").set_index("name")["asset_id"]
    closed_for_good(
        assets["Soup & <b>kitchen</b>"],
        how=CheckedHow.VISIT,
        workspace=river,
        now=NOW,
        actor=somebody("Morag"),
        seen_version=1,
    )
    since = f"{EARLIER.date():%d/%m/%Y}"
    for path in (
        "/neighbourhood/river",
        f"/neighbourhood/river?since={since}",
        "/neighbourhood/river?since=2999-01-01",
    ):
        page = words(client, path)
        assert f"What changed since {EARLIER.day} {EARLIER:%B %Y}" in page  # when the records begin
        assert "Places and groups that can be used 2 2" in page
        assert "New on record: New hall" in page
        assert "No longer usable: Soup & <b>kitchen</b>" in page
    yesterday = NOW.date() - dt.timedelta(days=1)
    assert f"What changed since {yesterday.day} {yesterday:%B %Y}" in words(
        client, f"/neighbourhood/river?since={yesterday}"
    )


def test_before_records_began_there_is_nothing_to_compare(client: TestClient, workspace: Workspace) -> None:
    kept(workspace, "New hall", "meet", 0.6, 0.6, at=dt.datetime.now(dt.UTC))  # NOW may have been yesterday
    assert "Records here begin today" in words(client, "/neighbourhood/DEMO0001")


def test_an_outline_without_people_says_so(client: TestClient, workspace: Workspace) -> None:
    shape = shapely.box(WEST_M, SOUTH_M, WEST_M + 100, SOUTH_M + 100)
    corner = Neighbourhood(
        neighbourhood_id="corner", name="Corner", kind=NeighbourhoodKind.DRAWN, shape_bng=shapely.to_wkb(shape)
    )
    workspace.store.keep_neighbourhoods([corner], event=EVENT)
    assert "Nobody is counted as living here" in words(client, "/neighbourhood/corner")


def test_a_browser_keeps_the_page_until_it_changes(client: TestClient, river: Workspace) -> None:
    first = client.get("/neighbourhood/river")
    assert first.headers["cache-control"] == "no-cache"
    assert "script-src" not in first.headers["content-security-policy"]
    again = client.get("/neighbourhood/river", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    kept(river, "New hall", "meet", 0.6, 0.6, at=NOW)
    changed = client.get("/neighbourhood/river", headers={"if-none-match": first.headers["etag"]})
    assert changed.status_code == 200
    assert "New hall" in changed.text
    assert len(changed.content) < 400_000


def test_an_unknown_neighbourhood_is_a_page_that_says_so(client: TestClient, workspace: Workspace) -> None:
    for path in ("/neighbourhood/nowhere", "/neighbourhood/%3Cscript%3E"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "may have been removed" in answer.text
        assert "is a made-up town" in answer.text
        assert "<script" not in answer.text
