"""Whoever asks again and again learns nothing: while only hidden things change, every byte and header stays.

Tags, dates, lengths and file names are compared too, for the public and for a partner with a key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
import shapely
from starlette.applications import Starlette
from starlette.testclient import TestClient

from asset_map.domain.asset import PLACELESS, Asset, LocatedBy, Precision, ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.coverage import Look, LookMethod, LookResult
from asset_map.domain.protection import Level
from asset_map.exports.formats import FACTS
from asset_map.services.current import DEMO_VARIABLE
from asset_map.services.partner_keys import new_key
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import Settings
from asset_map.web.routes import middleware, routes
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody
from tests.fixtures.tiny_town.town import SIDE_M, SOUTH_M, WEST_M

EVENT = AuditEvent(at=NOW, actor="Morag", second_actor="Iain", action=Action.CHANGED)
ADDRESSES = (
    *(f"/export/assets{facts.suffix}" for facts in FACTS.values()),
    "/export/zones.csv?offer=safety",
    "/export/coverage.csv",
    "/export/reach.csv?offer=safety",
    "/export",
    "/ogc/collections/assets/items",
    "/ogc/collections/coverage_ledger/items?zone_code=DEMO0006",
    "/ogc/collections/zones/items?offer=safety",
    "/openreferral/services",
    "/openreferral",
    "/maps/places?offer=safety",
    "/maps/places.json?offer=safety",
    "/maps/strengths?offer=safety",
    "/maps/strengths.json?offer=safety",
    "/embed/map",
    "/neighbourhood/DEMO0006",
    "/healthz",
)
OF_THE_MOMENT = frozenset({"set-cookie", "date"})


def _asset(asset_id: str, x: float, **fields: object) -> Asset:
    plain = Asset(
        asset_id=asset_id,
        name=asset_id,
        kind="institution",
        offers=("safety", "food"),
        geometry_bng=shapely.to_wkb(shapely.Point(WEST_M + x, SOUTH_M + SIDE_M + 500)),
        precision=Precision.EXACT,
        located_by=LocatedBy.MAP,
        zones={"demo": "DEMO0006" if x > 2 * SIDE_M else "DEMO0004"},
        recorded_by="Morag",
        recorded_at=NOW,
        last_checked=TODAY,
    )
    return replace(plain, **fields)  # type: ignore[arg-type]  # fields of it


@pytest.fixture
def served(tiny_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """Serve the tiny town with a public record in it."""
    monkeypatch.setenv("ASSET_MAP_HOME", str(tiny_settings.home))
    monkeypatch.setenv("ASSET_MAP_DATABASE_URL", tiny_settings.database_url)
    monkeypatch.setenv(DEMO_VARIABLE, "0")
    workspace = open_workspace(tiny_settings)
    workspace.store.add_assets([_asset("Kitchen", 500)], event=EVENT)
    yield workspace
    workspace.store.close()


def _answers(client: TestClient, headers: dict[str, str]) -> dict[str, tuple[int, list[tuple[str, str]], bytes]]:
    out = {}
    for path in ADDRESSES:
        answer = client.get(path, headers=headers)
        body = answer.content
        if path.startswith("/ogc"):
            body = body.partition(b'"type":')[2]  # after the moment of the answer
        told = sorted((name, value) for name, value in answer.headers.items() if name not in OF_THE_MOMENT)
        out[path] = (answer.status_code, told, body)
    return out


HIDDEN_FROM = {
    "the public": {"protection": Level.PARTNERS},
    "a partner": {
        "protection": Level.UNMAPPED,
        **PLACELESS,
        "located_by": None,
        "precision": Precision.NONE,
    },
}


@pytest.fixture
def client(served: Workspace) -> Iterator[TestClient]:
    """Return somebody who asks."""
    assert served.store
    with TestClient(Starlette(routes=routes(), middleware=middleware())) as client:
        yield client


@pytest.mark.parametrize("who", list(HIDDEN_FROM))
def test_hidden_changes_change_no_byte_and_no_header(served: Workspace, client: TestClient, who: str) -> None:
    headers = {"accept-encoding": "identity"}  # the length of a compressed answer varies with the moment in it
    if who == "a partner":
        headers["x-api-key"] = new_key("The board", served, now=NOW, actor=somebody("Morag"))
    before = _answers(client, headers)
    assert {status for status, *_ in before.values()} == {200}
    refuge = _asset("refuge", 2 * SIDE_M + 500, **HIDDEN_FROM[who])
    waiting = _asset("waiting", 2 * SIDE_M + 300, review_state=ReviewState.SUBMITTED)
    served.store.add_assets([refuge, waiting], event=EVENT)
    found = Look(
        zone_code="DEMO0006",
        offer="safety",
        result=LookResult.FOUND,
        method=LookMethod.WALKABOUT,
        looked_on=TODAY - dt.timedelta(days=3),
        looked_by="Effie",
    )
    if who == "the public":
        served.store.add_looks([found, replace(found, offer="food", result=LookResult.NONE)], event=EVENT)
    changed = replace(served.store.asset("refuge"), name="Another name", last_checked=TODAY - dt.timedelta(days=1))
    served.store.change_asset(changed, event=EVENT)
    after = _answers(client, headers)
    assert [path for path in ADDRESSES if after[path] != before[path]] == []
    for path in ADDRESSES:
        tag = dict(before[path][1]).get("etag")
        if tag:
            assert client.get(path, headers=headers | {"if-none-match": tag}).status_code == 304, path


def test_a_tag_of_a_partner_opens_nothing_to_the_public(served: Workspace, client: TestClient) -> None:
    served.store.add_assets([_asset("refuge", 2 * SIDE_M + 500, protection=Level.PARTNERS)], event=EVENT)
    key = new_key("The board", served, now=NOW, actor=somebody("Morag"))
    for path in ADDRESSES:
        for_partner = client.get(path, headers={"x-api-key": key})
        tag = for_partner.headers.get("etag", "")
        for_all = client.get(path, headers={"if-none-match": tag})
        told_apart = b"refuge" in for_partner.content
        assert b"refuge" not in for_all.content
        if told_apart:
            assert for_all.status_code == 200, path
            assert "private" in for_partner.headers["cache-control"], path
            assert "x-api-key" in for_partner.headers["vary"].lower(), path
            assert "x-api-key" in for_all.headers["vary"].lower(), path
