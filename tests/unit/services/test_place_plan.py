"""A pack for a Local Place Plan lists land and buildings that may be shown, and proposes nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pdfua
import pytest
import shapely
from starlette.applications import Starlette
from starlette.testclient import TestClient

from asset_map.domain.asset import Asset, LocatedBy, Precision, Status
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.protection import Level
from asset_map.services.current import DEMO_VARIABLE
from asset_map.services.neighbourhoods import area_of
from asset_map.services.place_plan import place_plan
from asset_map.services.place_plan_words import place_plan_pdf, place_plan_words
from asset_map.services.workspace import Workspace
from asset_map.web.routes import middleware, routes
from tests.conftest import NOW, TODAY
from tests.fixtures.tiny_town.town import SOUTH_M, WEST_M

ZONE = "DEMO0001"

RULES_CHECKED = 11
"""How many of its rules the checker of PDF/UA-1 can apply; it fails over the twelfth by itself."""


def _asset(asset_id: str, **fields: object) -> Asset:
    plain = Asset(
        asset_id=asset_id,
        name=asset_id.title(),
        kind="place",
        offers=("green",),
        geometry_bng=shapely.to_wkb(shapely.Point(WEST_M + 500, SOUTH_M + 500)),
        precision=Precision.EXACT,
        located_by=LocatedBy.MAP,
        zones={"demo": ZONE},
        recorded_by="Morag",
        recorded_at=NOW,
        last_checked=TODAY,
    )
    return replace(plain, **fields)


@pytest.fixture
def town(tiny: Workspace) -> Workspace:
    """Record land, what people spoke of, and what has no business in a published list."""
    assets = [
        _asset("green"),
        _asset("bench", valued="The view & <b>quiet</b>"),
        _asset("shop", kind="exchange"),
        _asset("market", kind="exchange", could_do="A roof"),
        _asset("ruin", status=Status.CLOSED),
        _asset("refuge", protection=Level.PARTNERS, valued="Thick walls"),
        _asset("club", kind="association", protection=Level.AREA, valued="Company"),
        _asset("far", zones={"demo": "DEMO0006"}),
    ]
    tiny.store.add_assets(assets, event=AuditEvent(at=NOW, actor="Morag", action=Action.RECORDED))
    return tiny


def test_land_that_may_be_shown_is_listed_those_that_people_spoke_of_first(town: Workspace) -> None:
    pack = place_plan(area_of(ZONE, town), town, today=TODAY)
    assert [(one.number, one.name, one.is_told_of) for one in pack.places] == [
        (1, "Bench", True),
        (2, "Market", True),
        (3, "Green", False),
    ]
    assert all(f">{one.number}</text>" in pack.picture for one in pack.places)
    asked_for = " ".join(one.law for one in pack.requirements)
    assert all(law in asked_for for law in ("schedule 19", "regulation 3", "regulation 4"))
    assert "3 listed" in next(one.here for one in pack.requirements if "list them" in one.needed)


def test_the_page_and_the_paper_say_the_same(town: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSET_MAP_HOME", str(town.settings.home))
    monkeypatch.setenv("ASSET_MAP_DATABASE_URL", town.settings.database_url)
    monkeypatch.setenv(DEMO_VARIABLE, "0")
    client = TestClient(Starlette(routes=routes(), middleware=middleware()))
    page = client.get(f"/neighbourhood/{ZONE}/place-plan")
    assert page.status_code == 200
    assert "The view &amp; &lt;b&gt;quiet&lt;/b&gt;" in page.text
    for secret in ("Refuge", "Thick walls", "Company"):
        assert secret not in page.text
    again = client.get(f"/neighbourhood/{ZONE}/place-plan", headers={"if-none-match": page.headers["etag"]})
    assert again.status_code == 304
    paper = client.get(f"/neighbourhood/{ZONE}/place-plan.pdf")
    assert (paper.status_code, paper.headers["content-type"]) == (200, "application/pdf")
    assert client.get("/neighbourhood/Atlantis/place-plan").status_code == 404
    assert client.get("/neighbourhood/Atlantis/place-plan.pdf").status_code == 404


def test_the_paper_is_tagged_and_the_same_again(town: Workspace, tmp_path: Path) -> None:
    pack = place_plan(area_of(ZONE, town), town, today=TODAY)
    paper = place_plan_pdf(pack, town)
    assert paper == place_plan_pdf(pack, town)
    (tmp_path / "paper.pdf").write_bytes(paper)
    checked = pdfua.validate(tmp_path / "paper.pdf")
    assert list(checked.findings) == []
    assert len(checked.outcomes) - len(checked.skipped) >= RULES_CHECKED
    words = place_plan_words(pack, town)
    assert all(one["here"] and one["to_do"] for one in words["requirements"])  # type: ignore[index]  # a list of mappings
