"""Looking: strengths and gaps of the tiny town, worked by hand, and protection in every way out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from asset_map.domain.asset import AssetDraft
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.coverage import Look, LookMethod, LookResult
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.exports.formats import What
from asset_map.services.find import Wanted, find_assets
from asset_map.services.look import Question, answer
from asset_map.services.map_pages import ground, places_page
from asset_map.services.record import Recorded, record
from asset_map.services.strengths_map import MapQuestion, strengths_page
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody
from tests.fixtures.taking import first_layer, take
from tests.fixtures.tiny_town.town import SOUTH_M, WEST_M

FOOD = Question("food", Audience.PUBLIC, TODAY)


def _add(workspace: Workspace, name: str, column: float, row: float, **fields: str) -> str:
    draft = AssetDraft(
        **({"name": name, "kind": "institution"} | fields),
        offers=("meet", "food"),
        easting=str(WEST_M + column * 1000),
        northing=str(SOUTH_M + row * 1000),
    )
    result = record(draft, workspace, now=NOW, actor=somebody("test"))
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
    not_known = pd.NA
    usable = pd.array([2, 0, not_known, not_known, 1, not_known], dtype="Int64")
    pd.testing.assert_extension_array_equal(result.zones["usable"].array, usable)
    rates = pd.Series([2.0, 0.0, None, None, None, None], dtype="float64")
    pd.testing.assert_series_equal(result.zones["per_1000"], rates, check_index=False, check_names=False)
    assert result.zones["coverage"].tolist() == [
        "found", "looked_none", "out_of_date", "out_of_date", "found", "not_looked",
    ]  # fmt: skip
    assert (result.zones_looked, result.usable, result.shown) == (5, 3, 4)
    most_deprived = result.deciles.loc[1]
    columns = ["zones", "zones_looked", "zones_known", "gaps", "population", "usable"]
    assert most_deprived[columns].tolist() == [2, 2, 2, 1, 1400, 2]
    assert result.deciles.loc[[4, 10], "zones_known"].tolist() == [0, 0]
    assert most_deprived["per_1000"] == pytest.approx(2000 / 1400)


def test_an_unknown_offer_is_refused_with_what_there_is(tiny: Workspace) -> None:
    with pytest.raises(UserError, match="food"):
        answer(Question("foof", Audience.PUBLIC, TODAY), tiny)


def test_every_word_has_to_be_found_and_filters_narrow(tiny: Workspace) -> None:
    _add(tiny, "Puffin Row library", 0.5, 0.5, summary="Books and tea")
    _add(tiny, "Tea garden", 0.5, 0.5, kind="place")

    def names(wanted: Wanted) -> list[str]:
        return find_assets(wanted, tiny, audience=Audience.PUBLIC, today=TODAY)["name"].tolist()

    assert names(Wanted(search="TEA")) == ["Tea garden", "Puffin Row library"]
    assert names(Wanted(search="tea books")) == ["Puffin Row library"]
    assert names(Wanted(search="tea", kind="place")) == ["Tea garden"]
    assert names(Wanted(offer="health")) == []
    assert names(Wanted(freshness="fresh")) == ["Puffin Row library", "Tea garden"]


MARKER = "Xyzzy-marker"
ENDINGS = ("csv", "geojson", "gpkg", "fgb", "xlsx")
HIDDEN_PLACE = {"column": 2.123456, "row": 1.654321}


def _cells(path: Path) -> str:
    """Read a file back; return everything in it as text, geometry in degrees and in metres."""
    if path.suffix == ".csv":
        return path.read_text("utf-8-sig")
    if path.suffix == ".xlsx":
        return pd.read_excel(path, dtype=str, engine="openpyxl").to_csv()
    layer = first_layer(path)
    shapes = [layer.geometry.to_crs(crs).to_wkt(rounding_precision=4).to_csv() for crs in (4326, 27700)]
    return "\n".join([pd.DataFrame(layer.drop(columns="geometry")).to_csv(), *shapes])


def _public_outputs(workspace: Workspace, folder: Path) -> dict[str, str]:
    """Return every public output that the services make, by name, as text."""
    question = answer(FOOD, workspace)
    outputs = {
        "strengths page": strengths_page(MapQuestion(FOOD), workspace, files="served"),
        "strengths file": strengths_page(MapQuestion(FOOD), workspace, files="inlined"),
        "places page": places_page(Wanted(), FOOD, workspace),
        "found": places_page(Wanted(search="row"), FOOD, workspace),
        "ground": ground(workspace),
        "answer": question.zones.to_csv() + question.deciles.to_csv() + f"{question.shown} {question.usable}",
    }
    for ending in ENDINGS:
        for name in (What.ASSETS, What.ZONES):
            for offer in ("", "food"):
                out = folder / f"{name}{offer}.{ending}"
                report = take(name, Question(offer, Audience.PUBLIC, TODAY), workspace, out=out)
                outputs[out.name] = f"{report.rows} {report.without_place}\n{_cells(out)}"
    return outputs


def _telling_of_the_hidden_place() -> list[str]:
    point = gpd.GeoSeries.from_xy(
        [WEST_M + HIDDEN_PLACE["column"] * 1000], [SOUTH_M + HIDDEN_PLACE["row"] * 1000], crs=27700
    )
    degrees = point.to_crs(4326).iloc[0]
    metres, degrees = point.iloc[0], point.to_crs(4326).iloc[0]
    numbers = [(metres.x, 1), (metres.y, 1), *((axis, n) for axis in (degrees.x, degrees.y) for n in (4, 5))]
    rounded = {f"{number:.{decimals}f}" for number, decimals in numbers}
    cut = {f"{number:.9f}"[: decimals - 9] for number, decimals in numbers}
    return [MARKER, "Hidden Row", "ZZ1 1AB", "ZZ11AB", *sorted(rounded | cut)]


def _told(outputs: dict[str, str]) -> dict[str, list[str]]:
    telling = _telling_of_the_hidden_place()
    found = {name: [text for text in telling if text in content] for name, content in outputs.items()}
    return {name: texts for name, texts in found.items() if texts}


def test_the_scan_finds_a_public_record_in_every_output_that_lists_it(tiny: Workspace, tmp_path: Path) -> None:
    _add(tiny, MARKER, **HIDDEN_PLACE, address="5 Hidden Row", postcode="ZZ1 1AB")
    told = _told(_public_outputs(tiny, tmp_path))
    listing = {"strengths page", "strengths file", "places page", "found"}
    listing |= {
        f"assets{offer}.{ending}" for offer in ("", "food") for ending in ("csv", "geojson", "gpkg", "fgb", "xlsx")
    }
    assert set(told) == listing
    assert all(len(texts) > 2 for name, texts in told.items() if name.startswith("assets"))


def test_a_protected_record_changes_nothing_in_any_public_output(tiny: Workspace, tmp_path: Path) -> None:
    _add(tiny, "Public hall", 0.5, 0.5)
    before = _public_outputs(tiny, tmp_path)
    for level in ("partners", "unmapped"):
        _add(tiny, MARKER, **HIDDEN_PLACE, protection=level, summary=MARKER, address="5 Hidden Row", postcode="ZZ1 1AB")
    _look(tiny, "DEMO0006", LookResult.FOUND, 1)
    after = _public_outputs(tiny, tmp_path)
    assert _told(after) == {}
    assert {name for name in before if after[name] != before[name]} == set()


def test_an_area_record_gives_its_zone_and_nothing_finer(tiny: Workspace, tmp_path: Path) -> None:
    _add(tiny, "Knitters", **HIDDEN_PLACE, kind="association", address="5 Hidden Row", postcode="ZZ1 1AB")
    frame = find_assets(Wanted(), tiny, audience=Audience.PUBLIC, today=TODAY)
    assert frame[["name", "zone_code", "protection"]].to_numpy().tolist() == [["Knitters", "DEMO0006", "area"]]
    assert answer(FOOD, tiny).zones.loc["DEMO0006", "usable"] == 1
    assert _told(_public_outputs(tiny, tmp_path)) == {}


def test_partners_see_what_the_public_does_not(tiny: Workspace) -> None:
    _add(tiny, "Refuge", 0.5, 0.5)
    assert answer(FOOD, tiny).usable == 0
    assert answer(Question("food", Audience.PARTNERS, TODAY), tiny).usable == 1
