"""Looking: strengths and gaps of the tiny town, worked by hand, and protection in every way out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from asset_map.domain.asset import AssetDraft
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.coverage import Look, LookMethod, LookResult
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.services.export import export_assets, export_zones
from asset_map.services.find import Wanted, find_assets
from asset_map.services.look import Question, answer
from asset_map.services.map_pages import ground, places_page, strengths_page
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.tiny_town.town import SOUTH_M, WEST_M

FOOD = Question("food", Audience.PUBLIC, TODAY)


def _add(workspace: Workspace, name: str, column: float, row: float, **fields: str) -> str:
    draft = AssetDraft(
        **({"name": name, "kind": "institution"} | fields),
        offers=("meet", "food"),
        easting=str(WEST_M + column * 1000),
        northing=str(SOUTH_M + row * 1000),
    )
    result = record(draft, workspace, now=NOW, actor="test")
    assert isinstance(result, Recorded), result
    return result.asset.asset_id


def _look(workspace: Workspace, zone: str, result: LookResult, days_ago: int) -> None:
    look = Look(
        zone_code=zone,
        offer="food",
        result=result,
        method=LookMethod.WALKABOUT,
        looked_on=TODAY - dt.timedelta(days=days_ago),
        looked_by="test",
    )
    workspace.store.add_looks([look], event=AuditEvent(at=NOW, actor="test", action=Action.LOOKED))


def test_strengths_and_gaps_of_six_zones_worked_by_hand(tiny: Workspace) -> None:
    _add(tiny, "A", 0.2, 0.2)
    _add(tiny, "B", 0.8, 0.8)
    _add(tiny, "C", 1.5, 1.5)
    _add(tiny, "D, closed", 2.5, 0.5, status="closed")
    _look(tiny, "DEMO0002", LookResult.NONE, 10)
    _look(tiny, "DEMO0004", LookResult.NONE, 366)
    result = answer(FOOD, tiny)
    assert result.zones["usable"].tolist() == [2, 0, 0, 0, 1, 0]
    assert result.zones["per_1000"].round(6).tolist()[:4] == [2.0, 0.0, 0.0, 0.0]
    assert pd.isna(result.zones["per_1000"].iloc[4])
    assert result.zones["coverage"].tolist() == [
        "found", "looked_none", "out_of_date", "out_of_date", "found", "not_looked",
    ]  # fmt: skip
    assert (result.zones_looked, result.usable, result.shown) == (5, 3, 4)
    most_deprived = result.deciles.loc[1]
    assert most_deprived[["zones", "zones_looked", "gaps", "population", "usable"]].tolist() == [2, 2, 1, 1400, 2]
    assert most_deprived["per_1000"] == pytest.approx(2000 / 1400)


def test_an_unknown_offer_is_refused_with_what_there_is(tiny: Workspace) -> None:
    with pytest.raises(UserError, match="food"):
        answer(Question("foof", Audience.PUBLIC, TODAY), tiny)


def test_every_word_has_to_be_found_and_filters_narrow(tiny: Workspace) -> None:
    _add(tiny, "Puffin Row library", 0.5, 0.5, summary="Books and tea")
    _add(tiny, "Tea garden", 0.5, 0.5, kind="place")

    def names(wanted: Wanted) -> list[str]:
        return find_assets(wanted, tiny, audience=Audience.PUBLIC, today=TODAY)["name"].tolist()

    assert names(Wanted(search="TEA")) == ["Puffin Row library", "Tea garden"]
    assert names(Wanted(search="tea books")) == ["Puffin Row library"]
    assert names(Wanted(search="tea", kind="place")) == ["Tea garden"]
    assert names(Wanted(offer="health")) == []
    assert names(Wanted(freshness="fresh")) == ["Puffin Row library", "Tea garden"]


MARKER = "Xyzzy-marker"


def _public_outputs(workspace: Workspace, folder: Path) -> dict[str, bytes]:
    """Return every public output that the services make, by name."""
    outputs = {
        "strengths page": strengths_page(FOOD, workspace, files="served").encode(),
        "strengths file": strengths_page(FOOD, workspace, files="inlined").encode(),
        "places page": places_page(Wanted(), FOOD, workspace).encode(),
        "ground": ground(workspace).encode(),
        "answer": answer(FOOD, workspace).zones.to_csv().encode() + answer(FOOD, workspace).deciles.to_csv().encode(),
    }
    for ending in ("csv", "geojson", "gpkg", "fgb", "xlsx"):
        for name, export in (("assets", export_assets), ("zones", export_zones)):
            for offer in ("", "food"):
                out = folder / f"{name}{offer}.{ending}"
                export(Question(offer, Audience.PUBLIC, TODAY), workspace, out=out)
                outputs[out.name] = out.read_bytes()
    return outputs


def test_a_protected_record_leaves_no_byte_in_any_public_output(tiny: Workspace, tmp_path: Path) -> None:
    _add(tiny, "Public hall", 0.5, 0.5)
    before = _public_outputs(tiny, tmp_path)
    for level in ("partners", "unmapped"):
        _add(tiny, MARKER, 2.123456, 1.654321, protection=level, summary=MARKER, address=MARKER)
    _look(tiny, "DEMO0006", LookResult.FOUND, 1)
    after = _public_outputs(tiny, tmp_path)
    for name in before:
        if name.endswith((".gpkg", ".xlsx")):  # these carry the time of writing
            assert MARKER.encode() not in after[name], name
            assert b"2.123456" not in after[name], name
        else:
            assert after[name] == before[name], name


def test_an_area_record_gives_its_zone_and_nothing_finer(tiny: Workspace, tmp_path: Path) -> None:
    _add(tiny, "Knitters", 2.123456, 1.654321, kind="association", address="5 Hidden Row", postcode="ZZ1 1AB")
    frame = find_assets(Wanted(), tiny, audience=Audience.PUBLIC, today=TODAY)
    assert frame[["name", "zone_code", "protection"]].values.tolist() == [["Knitters", "DEMO0006", "area"]]
    assert answer(FOOD, tiny).zones["usable"].tolist() == [0, 0, 0, 0, 0, 1]
    longitude_latitude = find_assets(Wanted(), tiny, audience=Audience.STAFF, today=TODAY).to_crs(4326).geometry.iloc[0]
    hidden = [
        b"Hidden Row",
        b"ZZ1 1AB",
        b"42123.4",
        b"641654.3",
        f"{longitude_latitude.x:.4f}".encode(),
        f"{longitude_latitude.y:.4f}".encode(),
    ]
    for name, content in _public_outputs(tiny, tmp_path).items():
        assert [marker for marker in hidden if marker in content] == [], name


def test_partners_see_what_the_public_does_not(tiny: Workspace) -> None:
    _add(tiny, "Refuge", 0.5, 0.5)
    assert answer(FOOD, tiny).usable == 0
    assert answer(Question("food", Audience.PARTNERS, TODAY), tiny).usable == 1
