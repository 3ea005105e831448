"""The coverage ledger: looks are checked, kept once, taken back, and told as far as an audience may know."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from asset_map.domain.asset import AssetDraft
from asset_map.domain.coverage import LookDraft, LookResult
from asset_map.domain.problem import ProblemCode
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.exports.formats import What
from asset_map.services.coverage import ledger, looks_on_record, offers_to_look_for, where_to_look
from asset_map.services.import_assets import plan_import, store_import
from asset_map.services.lists.request import Claim, ImportRequest
from asset_map.services.look import Question, answer
from asset_map.services.record import Recorded, record
from asset_map.services.record_looks import (
    LooksRecorded,
    LooksRefused,
    kept_look,
    not_on_the_map,
    record_looks,
    take_back_looks,
)
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody
from tests.fixtures.taking import first_layer, take

YESTERDAY = "20/11/2026"
NONE = LookDraft(zone_code="DEMO0001", offer="food", result="none", method="walkabout", looked_on=YESTERDAY)


def _record(tiny: Workspace, *drafts: LookDraft, actor: str = "Morag") -> LooksRecorded:
    outcome = record_looks(drafts, tiny, now=NOW, actor=somebody(actor))
    assert isinstance(outcome, LooksRecorded), outcome
    return outcome


def _asset(tiny: Workspace, name: str, **fields: str) -> str:
    draft = AssetDraft(**({"kind": "institution", "postcode": "ZZ1 1AA"} | fields), name=name, offers=("meet", "food"))
    kept = record(draft, tiny, now=NOW, actor=somebody("Morag"))
    assert isinstance(kept, Recorded), kept
    return kept.asset.asset_id


def test_a_look_that_found_none_makes_a_gap_and_taking_it_back_ends_it(tiny: Workspace) -> None:
    outcome = _record(tiny, NONE, replace(NONE, looked_by=" Isa  and Iain "), NONE)
    assert [look.looked_by for look in outcome.added.values()] == ["Morag", "Isa and Iain"]
    assert (outcome.already, outcome.contradictions) == (0, ())
    assert _record(tiny, NONE).already == 1
    zones = answer(Question("food", Audience.PUBLIC, TODAY), tiny).zones
    assert zones.loc["DEMO0001", ["coverage", "last_looked", "how"]].tolist() == [
        "looked_none", pd.Timestamp("2026-11-20"), "walkabout",
    ]  # fmt: skip
    take_back_looks(outcome.added, tiny, now=NOW, actor=somebody("Iain"))
    assert looks_on_record(tiny, audience=Audience.STAFF).empty
    zones = answer(Question("food", Audience.PUBLIC, TODAY), tiny).zones
    assert zones["coverage"].unique().tolist() == ["not_looked"]
    assert zones[["last_looked", "how"]].isna().all(axis=None)


def test_all_problems_are_told_at_once_and_nothing_is_kept(tiny: Workspace) -> None:
    wrong = [
        replace(NONE, zone_code="S01010206", offer="foof", result="maybe", method="import"),
        replace(NONE, looked_on="2026-11-22", looked_by="x" * 121),
        replace(NONE, looked_on="last week", zone_code=""),
        NONE,
    ]
    outcome = record_looks(wrong, tiny, now=NOW, actor=somebody("Morag"))
    assert isinstance(outcome, LooksRefused)
    assert [(problem.field, problem.code) for problem in outcome.problems] == [
        ("zone_code", ProblemCode.UNKNOWN_CODE),
        ("offer", ProblemCode.UNKNOWN_CODE),
        ("result", ProblemCode.UNKNOWN_CODE),
        ("method", ProblemCode.UNKNOWN_CODE),
        ("looked_on", ProblemCode.IN_THE_FUTURE),
        ("looked_by", ProblemCode.TOO_LONG),
        ("zone_code", ProblemCode.UNKNOWN_CODE),
        ("looked_on", ProblemCode.NOT_A_DATE),
    ]
    assert "data zones 2011" in outcome.problems[0].message
    assert looks_on_record(tiny, audience=Audience.STAFF).empty
    assert isinstance(
        record_looks([replace(NONE, looked_on="21 November 2026")], tiny, now=NOW, actor=somebody("M")), LooksRecorded
    )


def test_none_where_something_usable_is_on_record_is_told_with_its_name(tiny: Workspace) -> None:
    asset_id = _asset(tiny, "Soup kitchen")
    hidden = _asset(tiny, "Refuge kitchen", protection="partners")
    _asset(tiny, "Old café", status="closed")
    outcome = _record(tiny, NONE, replace(NONE, offer="play"), replace(NONE, offer="meet", result="found"))
    (contradiction,) = outcome.contradictions
    assert (contradiction.zone_code, contradiction.offer) == ("DEMO0001", "food")
    assert dict(contradiction.names) == {hidden: "Refuge kitchen", asset_id: "Soup kitchen"}
    assert answer(Question("food", Audience.PUBLIC, TODAY), tiny).zones.at["DEMO0001", "coverage"] == "found"


def test_what_was_found_and_is_not_on_the_map_is_known(tiny: Workspace) -> None:
    _asset(tiny, "Soup kitchen")
    found = replace(NONE, result="found")
    outcome = _record(tiny, found, replace(found, offer="play"), replace(NONE, offer="arts"))
    assert [
        look.offer for look in not_on_the_map(outcome.added.values(), tiny, audience=Audience.STAFF, today=TODAY)
    ] == ["play"]


def test_a_look_is_taken_back_by_its_number(tiny: Workspace) -> None:
    (look_id,) = _record(tiny, NONE).added
    kept = kept_look(look_id, tiny)
    assert kept[look_id].result is LookResult.NONE
    take_back_looks(kept, tiny, now=NOW, actor=somebody("Iain"))
    with pytest.raises(UserError, match="taken back"):
        take_back_looks(kept, tiny, now=NOW, actor=somebody("Iain"))
    with pytest.raises(UserError, match="coverage list"):
        kept_look(look_id, tiny)


def test_the_ledger_has_a_row_a_zone_and_offer_and_tells_only_staff_who_looked(tiny: Workspace) -> None:
    _asset(tiny, "Soup kitchen")
    _record(tiny, replace(NONE, zone_code="DEMO0002"), replace(NONE, zone_code="DEMO0002", looked_on="01/11/2026"))
    staff = ledger(tiny, audience=Audience.STAFF, today=TODAY)
    assert len(staff) == 6 * len(tiny.classification.offers)
    assert not staff.duplicated(["zone_code", "offer"]).any()
    row = staff[staff["zone_code"].eq("DEMO0002") & staff["offer"].eq("food")].iloc[0]
    assert row[["coverage", "how", "usable", "looked_by", "list_name"]].tolist() == [
        "looked_none", "walkabout", 0, "Morag", "",
    ]  # fmt: skip
    assert row["last_looked"] == pd.Timestamp("2026-11-20")
    public = ledger(tiny, audience=Audience.PUBLIC, today=TODAY, offer="food")
    assert list(public.columns) == ["zone_code", "zone_name", "offer", "coverage", "last_looked", "how", "usable"]
    assert public["coverage"].tolist() == ["found", "looked_none", *["not_looked"] * 4]
    with pytest.raises(UserError, match="Choose one of"):
        ledger(tiny, audience=Audience.PUBLIC, today=TODAY, offer="foof")


def test_what_a_look_found_and_the_public_may_not_see_is_not_told(tiny: Workspace) -> None:
    _record(tiny, replace(NONE, result="none", looked_on="01/11/2026"))
    before = ledger(tiny, audience=Audience.PUBLIC, today=TODAY)
    order = where_to_look(tiny, offer=None, audience=Audience.PUBLIC, today=TODAY)
    _asset(tiny, "Refuge kitchen", protection="partners")
    _record(tiny, replace(NONE, result="found"))
    pd.testing.assert_frame_equal(ledger(tiny, audience=Audience.PUBLIC, today=TODAY), before)
    pd.testing.assert_frame_equal(where_to_look(tiny, offer=None, audience=Audience.PUBLIC, today=TODAY), order)
    staff = ledger(tiny, audience=Audience.STAFF, today=TODAY, offer="food").iloc[0]
    assert staff[["coverage", "last_looked", "looked_by"]].tolist() == ["found", pd.Timestamp("2026-11-20"), "Morag"]


def test_a_complete_list_stands_in_the_ledger_with_its_name_for_staff(tiny: Workspace) -> None:
    path = tiny.settings.home / "halls.csv"
    path.write_text("name,kind,offer,postcode\nHall,place,meet,ZZ1 1AA\n", "utf-8")
    claim = Claim(offers=("meet",), as_of="2026-11-01")
    plan = plan_import(ImportRequest(path=path, source="Halls", claim=claim), tiny, now=NOW, actor=somebody("Morag"))
    store_import(plan, tiny, now=NOW, actor=somebody("Morag"))
    staff = ledger(tiny, audience=Audience.STAFF, today=TODAY, offer="meet").set_index("zone_code")
    assert staff["coverage"].tolist() == ["found", *["looked_none"] * 5]
    assert staff.loc["DEMO0002", ["how", "list_name"]].tolist() == ["import", "Halls"]
    public = ledger(tiny, audience=Audience.PUBLIC, today=TODAY, offer="meet").set_index("zone_code")
    assert public.loc["DEMO0002", ["coverage", "how"]].tolist() == ["looked_none", "import"]
    look_id = int(looks_on_record(tiny, audience=Audience.STAFF)["look_id"].iloc[0])
    with pytest.raises(UserError, match="Take back the list"):
        take_back_looks(kept_look(look_id, tiny), tiny, now=NOW, actor=somebody("Morag"))


def test_where_to_look_follows_people_looks_and_deprivation(tiny: Workspace) -> None:
    ranked = where_to_look(tiny, offer="food", audience=Audience.PUBLIC, today=TODAY)
    # 1,000 people twice, the more deprived first; nobody lives in the fifth zone
    assert ranked.index.tolist() == ["DEMO0001", "DEMO0006", "DEMO0004", "DEMO0002", "DEMO0003", "DEMO0005"]
    _record(tiny, NONE, replace(NONE, zone_code="DEMO0006", looked_on="01/01/2020"))
    ranked = where_to_look(tiny, offer="food", audience=Audience.PUBLIC, today=TODAY)
    assert ranked.index.tolist() == ["DEMO0004", "DEMO0006", "DEMO0002", "DEMO0003", "DEMO0005"]
    everything = where_to_look(tiny, offer=None, audience=Audience.PUBLIC, today=TODAY)
    # 1,000 × 22 / 23 and 1,000 × 22½ / 23 stand in one step, where the more deprived comes first
    assert everything.index[:2].tolist() == ["DEMO0001", "DEMO0006"]
    assert everything.loc["DEMO0001", ["not_looked", "offers"]].tolist() == [22, 23]


def test_in_a_zone_what_nobody_looked_for_comes_first(tiny: Workspace) -> None:
    _record(tiny, NONE, replace(NONE, offer="meet", looked_on="01/01/2020"))
    states = offers_to_look_for("DEMO0001", tiny, audience=Audience.PUBLIC, today=TODAY)
    assert list(states.items())[-2:] == [("meet", "out_of_date"), ("food", "looked_none")]
    assert list(states)[:2] == ["green", "play"]


def test_the_ledger_as_a_file(tiny: Workspace, tmp_path: Path) -> None:
    _record(tiny, NONE, actor="=SUM(A1)")
    for audience, columns in ((Audience.STAFF, {"looked_by", "list_name"}), (Audience.PUBLIC, set())):
        out = tmp_path / f"{audience.value}.csv"
        report = take(What.COVERAGE, Question("", audience, TODAY), tiny, out=out)
        table = pd.read_csv(out)
        assert report.rows == len(table) == 6 * 23
        assert {"looked_by", "list_name"} & set(table.columns) == columns
        first = table.iloc[0]
        assert first[["zone_code", "offer", "coverage", "last_looked", "how", "usable", "as_of"]].tolist() == [
            "DEMO0001", "food", "looked_none", "2026-11-20", "walkabout", 0, "2026-11-21",
        ]  # fmt: skip
    assert pd.read_csv(tmp_path / "staff.csv")["looked_by"][0] == "'=SUM(A1)"
    layer = tmp_path / "food.gpkg"
    take(What.COVERAGE, Question("food", Audience.PUBLIC, TODAY), tiny, out=layer)
    drawn = first_layer(layer)
    assert drawn.geometry.area.tolist() == [1e6] * 6
    assert drawn["coverage"].tolist() == ["looked_none", *["not_looked"] * 5]
    take(What.COVERAGE, Question("", Audience.PUBLIC, TODAY), tiny, out=layer)
    assert first_layer(layer)["coverage_food"].tolist() == drawn["coverage"].tolist()


def test_a_look_of_tomorrow_is_refused_and_one_of_today_kept(tiny: Workspace) -> None:
    tomorrow = (TODAY + dt.timedelta(days=1)).isoformat()
    assert isinstance(
        record_looks([replace(NONE, looked_on=tomorrow)], tiny, now=NOW, actor=somebody("M")), LooksRefused
    )
    assert _record(tiny, replace(NONE, looked_on=TODAY.isoformat())).added


@pytest.mark.parametrize("audience", list(Audience))
def test_the_ledger_says_of_each_offer_what_is_answered_of_it_alone(tiny: Workspace, audience: Audience) -> None:
    _asset(tiny, "Soup kitchen")
    _asset(tiny, "Refuge kitchen", protection="partners", postcode="ZZ1 1AB")
    _asset(tiny, "Old café", status="closed", postcode="ZZ1 1AB")
    found, old = replace(NONE, result="found", zone_code="DEMO0005"), replace(NONE, looked_on="01/01/2020")
    _record(tiny, NONE, found, replace(found, offer="play"), replace(old, offer="play"), replace(old, offer="green"))
    _record(tiny, replace(NONE, offer="arts"))
    table = ledger(tiny, audience=audience, today=TODAY)
    for offer in tiny.classification.offers:
        alone = answer(Question(offer, audience, TODAY), tiny).zones
        of_offer = table[table["offer"].eq(offer)].set_index("zone_code")
        columns = ["zone_name", "coverage", "last_looked", "how", "usable"]
        pd.testing.assert_frame_equal(of_offer[columns], alone[columns], check_index_type=False, check_dtype=False)
    assert table["coverage"].nunique() == 4
