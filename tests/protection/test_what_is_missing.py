"""What is missing tells too: a hole among looks, a number that was passed over, a place that was left behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import shapely

from asset_map.domain.asset import PLACELESS, Asset, Precision, ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.coverage import Look, LookMethod, LookResult
from asset_map.domain.protection import Audience, Level
from asset_map.services.import_assets import ImportRequest, plan_import, store_import
from asset_map.services.lists.request import Claim
from asset_map.services.look import view_assets
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody
from tests.fixtures.tiny_town.town import SIDE_M, SOUTH_M, WEST_M

EVENT = AuditEvent(at=NOW, actor="Morag", second_actor="Iain", action=Action.CHANGED)
SYSTEM = "demo"
REFUGE_ZONE = "DEMO0002"
CHANGES: dict[str, dict[str, object]] = {
    "partners": {"protection": Level.PARTNERS},
    "unmapped": {"protection": Level.UNMAPPED, **PLACELESS, "located_by": None, "precision": Precision.NONE},
}


def _list_of_halls(workspace: Workspace, folder: Path) -> None:
    """Take in a list that is complete, so that zones without a row become gaps."""
    rows = [
        {"name": name, "kind": "place", "offer": "meet", "easting": str(WEST_M + x), "northing": str(SOUTH_M + 500)}
        for name, x in (("Ashton Hall", 500), ("The House", SIDE_M + 500))
    ]
    path = folder / "halls.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    request = ImportRequest(path=path, source="Halls", claim=Claim(offers=("meet",)))
    plan = plan_import(request, workspace, now=NOW, actor=somebody("Morag"))
    store_import(plan, workspace, now=NOW, actor=somebody("Morag"))


def _named(workspace: Workspace, name: str) -> Asset:
    assets = workspace.store.read_assets(Audience.STAFF, zone_system=SYSTEM).set_index("name")
    return workspace.store.asset(str(assets.loc[name, "asset_id"]))


def _looked(workspace: Workspace, audience: Audience, offer: str = "meet") -> list[str]:
    looks = workspace.store.read_looks(audience)
    assert len(workspace.store.read_looks(audience, offer=offer)) == looks["offer"].eq(offer).sum()
    return looks.loc[looks["offer"] == offer, "zone_code"].tolist()


@pytest.mark.parametrize("level", list(CHANGES))
def test_a_complete_list_leaves_no_hole_where_one_of_its_records_was_protected_since(
    tiny: Workspace, tmp_path: Path, level: str
) -> None:
    _list_of_halls(tiny, tmp_path)
    without_a_row = ["DEMO0003", "DEMO0004", "DEMO0005", "DEMO0006"]
    assert _looked(tiny, Audience.PUBLIC) == without_a_row
    tiny.store.change_asset(replace(_named(tiny, "The House"), **CHANGES[level]), event=EVENT)
    assert _looked(tiny, Audience.PUBLIC) == []
    assert _looked(tiny, Audience.STAFF) == without_a_row
    assert _looked(tiny, Audience.PARTNERS) == (without_a_row if level == "partners" else [])


def test_what_is_no_hole_takes_no_look_away(tiny: Workspace, tmp_path: Path) -> None:
    _list_of_halls(tiny, tmp_path)
    house = _named(tiny, "The House")
    beside = replace(house, asset_id="beside", name="Beside it", source="", source_id="", version=1)
    tiny.store.add_assets([beside], event=EVENT)
    tiny.store.change_asset(replace(house, protection=Level.PARTNERS), event=EVENT)
    assert len(_looked(tiny, Audience.PUBLIC)) == 4
    tiny.store.change_asset(replace(_named(tiny, "Ashton Hall"), review_state=ReviewState.ARCHIVED), event=EVENT)
    assert len(_looked(tiny, Audience.PUBLIC)) == 4, "that something closed is no secret"


def _walk(results: dict[str, LookResult], *, day: dt.date = TODAY, who: str = "Effie") -> list[Look]:
    return [
        Look(
            zone_code=REFUGE_ZONE,
            offer=offer,
            result=result,
            method=LookMethod.WALKABOUT,
            looked_on=day,
            looked_by=who,
        )
        for offer, result in results.items()
    ]


def _refuge(**fields: object) -> Asset:
    point = shapely.Point(WEST_M + SIDE_M + 500, SOUTH_M + 500)
    plain = Asset(
        asset_id="refuge",
        name="The House",
        kind="place",
        offers=("safety",),
        geometry_bng=shapely.to_wkb(point),
        precision=Precision.EXACT,
        zones={SYSTEM: REFUGE_ZONE},
        recorded_by="Morag",
        recorded_at=NOW,
        protection=Level.PARTNERS,
    )
    return replace(plain, **fields)  # type: ignore[arg-type]  # fields of it


def test_a_walk_that_found_what_is_protected_is_not_shown_without_its_find(tiny: Workspace) -> None:
    tiny.store.add_assets([_refuge()], event=EVENT)
    none, found = LookResult.NONE, LookResult.FOUND
    older = _walk({"food": none, "safety": none}, day=TODAY - dt.timedelta(days=9))
    tiny.store.add_looks([*older, *_walk({"food": none, "safety": found, "meet": none})], event=EVENT)
    tiny.store.add_looks(_walk({"green": none}, who="Iain"), event=EVENT)
    public = tiny.store.read_looks(Audience.PUBLIC)
    assert public["offer"].tolist() == ["food", "safety", "green"], "the older walk and that of somebody else stay"
    assert len(tiny.store.read_looks(Audience.PARTNERS)) == 6
    assert len(tiny.store.read_looks(Audience.PUBLIC, offer="food")) == 1


def test_a_walk_that_found_what_waits_for_review_stays(tiny: Workspace) -> None:
    waiting = _refuge(protection=Level.PUBLIC, review_state=ReviewState.SUBMITTED)
    tiny.store.add_assets([waiting], event=EVENT)
    tiny.store.add_looks(_walk({"food": LookResult.NONE, "safety": LookResult.FOUND}), event=EVENT)
    assert tiny.store.read_looks(Audience.PUBLIC)["offer"].tolist() == ["food"]


THEN = NOW - dt.timedelta(days=60)
ELSEWHERE = shapely.to_wkb(shapely.Point(WEST_M + 400, SOUTH_M + 400))
PROTECTED, WITHDRAWN = {"protection": Level.PARTNERS}, {"review_state": ReviewState.NOT_PUBLISHED}
OPEN_ELSEWHERE = {
    "protection": Level.PUBLIC,
    "review_state": ReviewState.PUBLISHED,
    "geometry_bng": ELSEWHERE,
    "zones": {SYSTEM: "DEMO0001"},
}


def _after(workspace: Workspace, *changes: dict[str, object]) -> pd.DataFrame:
    workspace.store.add_assets([_refuge(protection=Level.PUBLIC)], event=replace(EVENT, at=THEN))
    for day, fields in enumerate(changes, start=1):
        changed = replace(workspace.store.asset("refuge"), **fields)  # type: ignore[arg-type]  # fields of it
        workspace.store.change_asset(changed, event=replace(EVENT, at=THEN + dt.timedelta(days=5 + day)))
    day = (THEN + dt.timedelta(days=2)).date()
    return view_assets(workspace, Audience.PUBLIC, today=TODAY, known_by=day)


@pytest.mark.parametrize("guarded", [PROTECTED, WITHDRAWN], ids=["protected", "withdrawn"])
def test_the_past_does_not_lead_to_a_place_that_was_hidden_before_it_was_left(
    tiny: Workspace, guarded: dict[str, object]
) -> None:
    assert _after(tiny, guarded, OPEN_ELSEWHERE).empty
    now = view_assets(tiny, Audience.PUBLIC, today=TODAY)
    assert now["zone_code"].tolist() == ["DEMO0001"]
    assert len(view_assets(tiny, Audience.STAFF, today=TODAY, known_by=(THEN + dt.timedelta(days=2)).date())) == 1


def test_a_place_that_was_known_by_its_zone_before_it_was_left_is_known_by_its_zone(tiny: Workspace) -> None:
    past = _after(tiny, {"protection": Level.AREA}, OPEN_ELSEWHERE)
    assert past["zone_code"].tolist() == [REFUGE_ZONE]
    assert past.geometry.isna().all()


@pytest.mark.parametrize("changes", [[OPEN_ELSEWHERE], [PROTECTED, {"protection": Level.PUBLIC}]])
def test_the_past_is_as_it_was_where_nothing_was_left_behind(
    tiny: Workspace, changes: Sequence[dict[str, object]]
) -> None:
    past = _after(tiny, *changes)
    assert past["zone_code"].tolist() == [REFUGE_ZONE]
    assert past.geometry.notna().all()
