"""A list of every quality: what is doubtful is told, what is chosen is done, and nothing is guessed in silence."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from asset_map.domain.asset import AssetDraft, LocatedBy, Precision
from asset_map.domain.protection import Audience
from asset_map.errors import IntakeError, UserError
from asset_map.intake.place_readings import Reading
from asset_map.services.import_assets import ImportPlan, ImportRequest, plan_import, store_import
from asset_map.services.lists.flags import Flag
from asset_map.services.lists.mappings import forget_mapping, mappings_for, save_mapping, with_mapping
from asset_map.services.lists.report import Result
from asset_map.services.lists.request import Claim, Doubtful
from asset_map.services.lists.wrong_fields import rows_that_could_do_without
from asset_map.services.workspace import Workspace
from tests.conftest import NOW
from tests.fixtures.actors import somebody
from tests.fixtures.kept_records import keep
from tests.fixtures.tiny_town.town import SOUTH_M, WEST_M

Row = dict[str, str]
_NUMBERS = itertools.count()
AT_POSTCODE = {"easting": str(WEST_M + 500), "northing": str(SOUTH_M + 500)}
"""The point of ZZ1 1AA, in DEMO0001."""


def _row(name: str = "Ashton Hall", *, east: float = 500, north: float = 500, **fields: str) -> Row:
    where = {"easting": str(WEST_M + east), "northing": str(SOUTH_M + north)}
    return {"name": name, "kind": "place", "offer": "meet", **where, **fields}


def _plan(workspace: Workspace, folder: Path, rows: Sequence[Row], **asked: object) -> ImportPlan:
    path = folder / f"list-{next(_NUMBERS)}.csv"
    pd.DataFrame(rows).fillna("").to_csv(path, index=False)
    request = replace(ImportRequest(path=path, source="Halls"), **asked)  # type: ignore[arg-type]  # fields of it
    return plan_import(request, workspace, now=NOW, actor=somebody("Morag"))


def _fate(plan: ImportPlan, at: int = 0) -> tuple[str, list[str], list[str]]:
    fate = plan.fates[at]
    return fate.result.value, [problem.code.value for problem in fate.problems], [one.flag.value for one in fate.flags]


@pytest.mark.parametrize(
    ("east", "flags"),
    [
        (500 + 2.9, ["at_postcode_point"]),
        (500 + 3.1, []),
        (999, []),
        (1001, ["far_from_postcode", "other_zone_than_postcode"]),
    ],
)
def test_point_and_postcode_are_compared(tiny: Workspace, tmp_path: Path, east: float, flags: list[str]) -> None:
    assert _fate(_plan(tiny, tmp_path, [_row(east=east, postcode="ZZ1 1AA")])) == ("added", [], flags)


def test_far_within_one_zone_is_told_with_its_distance(tiny: Workspace, tmp_path: Path) -> None:
    plan = _plan(tiny, tmp_path, [_row(east=10, north=10, postcode="zz11aa")])
    [flagged] = plan.fates[0].flags
    assert flagged.flag is Flag.FAR_FROM_POSTCODE
    assert "693 m" in flagged.message


def test_a_point_of_a_postcode_is_no_finer_than_that(tiny: Workspace, tmp_path: Path) -> None:
    plan = _plan(tiny, tmp_path, [_row(postcode="ZZ1 1AA"), _row("Birch Hall", east=700, postcode="ZZ1 1AA")])
    kept = {asset.name: asset for asset, _ in plan.added}
    assert (kept["Ashton Hall"].precision, kept["Ashton Hall"].located_by) == (Precision.STREET, LocatedBy.POSTCODE)
    assert (kept["Birch Hall"].precision, kept["Birch Hall"].located_by) == (Precision.EXACT, LocatedBy.IMPORT)


def test_a_row_can_go_in_without_the_field_that_is_wrong_in_it(tiny: Workspace, tmp_path: Path) -> None:
    rows = [_row(web="Monday to Friday", email="nobody", phone="0141 496 0001"), _row("Birch Hall", east=1500)]
    left_out = _plan(tiny, tmp_path, rows)
    assert _fate(left_out) == ("refused", ["malformed", "malformed"], [])
    assert rows_that_could_do_without(left_out.fates) == 1
    plan = _plan(tiny, tmp_path, rows, without_wrong_fields=True)
    assert _fate(plan) == ("added", [], ["field_left_out", "field_left_out"])
    assert "Monday to Friday" in " ".join(one.message for one in plan.fates[0].flags)
    [asset] = [asset for asset, _ in plan.added if asset.name == "Ashton Hall"]
    assert (asset.web, asset.email, asset.phone) == ("", "", "0141 496 0001")
    store_import(plan, tiny, now=NOW, actor=somebody("Morag"))
    again = _plan(tiny, tmp_path, rows, without_wrong_fields=True)
    assert (again.report.unchanged, rows_that_could_do_without(again.fates)) == (2, 0)


@pytest.mark.parametrize(
    "wrong", [{"status": "purple"}, {"protection": "secret"}, {"last_checked": "long ago"}, {"name": ""}, {"kind": "x"}]
)
def test_what_a_record_must_not_be_wrong_about_is_never_left_out(
    tiny: Workspace, tmp_path: Path, wrong: dict[str, str]
) -> None:
    usual = {"status": "active", "protection": "public", "last_checked": "2026-01-31"}
    others = [_row(f"Hall {number}", east=300 * number) | usual for number in range(1, 6)]
    plan = _plan(tiny, tmp_path, [_row(web="Monday") | usual | wrong, *others], without_wrong_fields=True)
    assert _fate(plan)[0] == "refused"
    assert rows_that_could_do_without(plan.fates) == 0


def test_numbers_of_rows_that_are_not_there_are_refused(tiny: Workspace, tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="found 1, 99"):
        _plan(tiny, tmp_path, [_row()], take=frozenset({2, 99}), leave=frozenset({1}))


@pytest.mark.parametrize(
    ("choice", "zone"), [(Doubtful.POINT, "DEMO0002"), (Doubtful.POSTCODE, "DEMO0001"), (Doubtful.LEAVE_OUT, None)]
)
def test_people_choose_what_counts_where_the_two_lie_apart(
    tiny: Workspace, tmp_path: Path, choice: Doubtful, zone: str | None
) -> None:
    plan = _plan(tiny, tmp_path, [_row(east=1500, postcode="ZZ1 1AA"), _row("Birch Hall")], doubtful=choice)
    zones = {asset.name: asset.zones["demo"] for asset, _ in plan.added}
    assert zones.get("Ashton Hall") == zone
    assert zones["Birch Hall"] == "DEMO0001"
    assert plan.report.refused_by_problem == ({} if zone else {"left_out": 1})


@pytest.mark.parametrize("cell", ["ZZ1 1AA, Tiny Town", "Tiny Town (zz11aa)", "ZZ1 1AA."])
def test_a_postcode_within_its_own_cell_is_found(tiny: Workspace, tmp_path: Path, cell: str) -> None:
    usual = {"kind": "place", "offer": "meet", "postcode": "ZZ1 1AB"}
    rows = [{"name": "Ashton Hall"} | usual | {"postcode": cell}, *({"name": f"Hall {n}"} | usual for n in range(5))]
    plan = _plan(tiny, tmp_path, rows)
    assert _fate(plan) == ("added", [], ["postcode_from_address"])
    assert plan.added[0][0].postcode == "ZZ1 1AA"


def test_a_postcode_within_the_address_is_taken_and_told(tiny: Workspace, tmp_path: Path) -> None:
    rows = [
        {"name": "A", "kind": "place", "offer": "meet", "address": "1 High Street, zz11ab"},
        {"name": "B", "kind": "place", "offer": "meet", "address": "High Street"},
    ]
    plan = _plan(tiny, tmp_path, rows)
    assert _fate(plan, 0) == ("added", [], ["postcode_from_address"])
    assert _fate(plan, 1) == ("refused", ["no_place"], ["no_postcode"])
    assert [asset.postcode for asset, _ in plan.added] == ["ZZ1 1AB"]


def test_a_place_in_words_that_is_known_here_is_suggested_and_not_taken(tiny: Workspace, tmp_path: Path) -> None:
    keep(tiny, AssetDraft(name="Ashton Hall", kind="place", offers=("meet",), postcode="ZZ1 1AA"))
    choir = {"name": "Choir", "kind": "association", "offer": "arts"}
    rows = [choir | {"address": where} for where in ("Ashton Hall", "Nowhere")]
    plan = _plan(tiny, tmp_path, rows)
    assert [fate.result for fate in plan.fates] == [Result.REFUSED, Result.REFUSED]
    known, unknown = (fate.problems[0].message for fate in plan.fates)
    assert "It may be Ashton Hall" in known
    assert "It may be" not in unknown


def test_an_unknown_postcode_beside_a_point_is_told(tiny: Workspace, tmp_path: Path) -> None:
    assert _fate(_plan(tiny, tmp_path, [_row(postcode="CM1 1AA")])) == ("added", [], ["postcode_not_known"])


SWAPPED = [
    _row(name) | {"easting": str(SOUTH_M + 500), "northing": str(WEST_M + 500 + n)} for n, name in enumerate("ABC")
]


def test_another_reading_is_suggested_and_used_only_when_it_is_chosen(tiny: Workspace, tmp_path: Path) -> None:
    plan = _plan(tiny, tmp_path, SWAPPED)
    assert plan.understood.suggested is not None
    assert plan.report.added == 0
    assert plan.report.suggestion
    with pytest.raises(IntakeError, match="None of the 3 rows"):
        store_import(plan, tiny, now=NOW, actor=somebody("Morag"))
    chosen = _plan(tiny, tmp_path, SWAPPED, reading=plan.understood.suggested.reading)
    assert plan.understood.suggested.reading in {Reading.SWAPPED, Reading.METRES_SWAPPED}
    assert (chosen.report.added, chosen.report.suggestion) == (3, "")
    assert tiny.store.version() == 0


def test_rows_far_outside_are_listed_and_added_only_when_asked(tiny: Workspace, tmp_path: Path) -> None:
    rows = [_row("Near", east=-1100), _row("Far", east=-1300), _row("Inside")]
    assert [_fate(_plan(tiny, tmp_path, rows), at)[:2] for at in range(3)] == [
        ("added", []),
        ("refused", ["outside_area"]),
        ("added", []),
    ]
    asked = _plan(tiny, tmp_path, rows, outside=True)
    assert asked.report.added == 3
    assert _fate(asked, 1)[2] == ["outside_area"]


def test_a_name_is_borrowed_only_when_people_agree(tiny: Workspace, tmp_path: Path) -> None:
    rows = [_row("", note="The old school"), _row("Birch Hall", note="Beside the park", east=700)]
    assert _fate(_plan(tiny, tmp_path, rows))[:2] == ("refused", ["missing"])
    agreed = _plan(tiny, tmp_path, rows, name_from="note")
    assert sorted(asset.name for asset, _ in agreed.added) == ["Birch Hall", "The old school"]
    assert _fate(agreed)[2][0] == "name_borrowed"
    with pytest.raises(IntakeError, match="no column named “notes”"):
        _plan(tiny, tmp_path, rows, name_from="notes")


def test_the_fullest_of_rows_that_are_one_thing_is_taken(tiny: Workspace, tmp_path: Path) -> None:
    rows = [_row(), _row(summary="A hall with a stage", cost="Free"), _row(east=507)]
    plan = _plan(tiny, tmp_path, rows)
    assert [fate.result for fate in plan.fates] == [Result.REFUSED, Result.ADDED, Result.REFUSED]
    assert plan.report.refused_by_problem == {"same_as_another_row": 2}
    assert _plan(tiny, tmp_path, rows, take=frozenset({2})).report.added == 2


@pytest.mark.parametrize("field", ["phone", "web", "email", "id"])
def test_rows_that_are_reached_in_different_ways_are_two_things(tiny: Workspace, tmp_path: Path, field: str) -> None:
    values = {"web": ("https://a.example", "https://b.example"), "email": ("a@a.example", "b@b.example")}
    one, other = values.get(field, ("0141 496 0001", "0141 496 0002"))
    assert _plan(tiny, tmp_path, [_row(**{field: one}), _row(**{field: other})]).report.added == 2


def test_what_is_here_from_somewhere_else_is_not_added_again(tiny: Workspace, tmp_path: Path) -> None:
    hall = AssetDraft(name="Ashton  hall", kind="place", offers=("meet",), postcode="ZZ1 1AA")
    keep(tiny, hall)
    assert _fate(_plan(tiny, tmp_path, [_row()]))[:2] == ("refused", ["already_here"])
    assert _plan(tiny, tmp_path, [_row()], take=frozenset({2})).report.added == 1
    alike = _plan(tiny, tmp_path, [_row("Ashton Halls", east=510)])
    assert _fate(alike) == ("added", [], ["looks_like"])


def test_rows_are_left_out_and_mended_by_their_number(tiny: Workspace, tmp_path: Path) -> None:
    rows = [_row(), _row("Birch Hall", east=700, kind="plaice"), _row("Cedar Hall", east=1700)]
    plan = _plan(tiny, tmp_path, rows, leave=frozenset({4}), corrections={3: {"kind": "association", "phone": "123"}})
    assert [asset.name for asset, _ in plan.added] == ["Ashton Hall", "Birch Hall"]
    mended = plan.added[1][0]
    assert (mended.kind, mended.phone) == ("association", "123")
    assert _fate(plan, 2)[:2] == ("refused", ["left_out"])


def test_categories_become_codes_as_suggested_or_chosen(tiny: Workspace, tmp_path: Path) -> None:
    rows = [
        {"name": f"{number}", "type": type_, "postcode": "ZZ1 1AA"}
        for number, type_ in enumerate(["Library", "Library; Cafe", "Quango"])
    ]
    plan = _plan(tiny, tmp_path, rows, kind="institution", match={"type": "category"})
    assert {asset.name: asset.offers for asset, _ in plan.added} == {"0": ("learn",), "1": ("learn", "food", "meet")}
    counts = {match.value: match.rows for match in plan.understood.values}
    assert counts == {"Library": 2, "Cafe": 1, "Quango": 1}
    chosen = {"Quango": ("", ("voice",)), "Library": ("place", ("digital", "learn"))}
    plan = _plan(tiny, tmp_path, rows, kind="institution", match={"type": "category"}, values=chosen)
    assert {asset.name: (asset.kind, asset.offers) for asset, _ in plan.added} == {
        "0": ("place", ("digital", "learn")),
        "1": ("place", ("digital", "learn", "food", "meet")),
        "2": ("institution", ("voice",)),
    }


def test_a_complete_list_says_where_there_is_nothing(tiny: Workspace, tmp_path: Path) -> None:
    rows = [_row(), _row("Birch Hall", east=1500)]
    assert _plan(tiny, tmp_path, rows).looks == ()
    claim = Claim(offers=("meet",), zones=("DEMO0001", "DEMO0002", "DEMO0004", "DEMO0005"), as_of="2026-10-01")
    plan = _plan(tiny, tmp_path, rows, claim=claim)
    assert [(look.zone_code, look.offer, look.result.value) for look in plan.looks] == [
        ("DEMO0004", "meet", "none"),
        ("DEMO0005", "meet", "none"),
    ]
    store_import(plan, tiny, now=NOW, actor=somebody("Morag"))
    looks = tiny.store.read_looks(Audience.PUBLIC)
    assert looks["zone_code"].tolist() == ["DEMO0004", "DEMO0005"]
    assert looks["looked_on"].dt.strftime("%Y-%m-%d").unique().tolist() == ["2026-10-01"]


@pytest.mark.parametrize(
    ("rows", "asked", "told"),
    [
        ([_row(), _row("Birch", easting="")], {}, "1 of its rows cannot be placed"),
        ([_row(), _row("Birch", east=900, protection="partners")], {}, "may not see"),
        ([_row()], {"zones": ("DEMO0099",)}, "DEMO0099"),
        ([_row()], {"as_of": "2027-01-01"}, "not after today"),
        ([_row()], {"offers": ()}, "found none"),
    ],
)
def test_a_list_cannot_say_what_it_does_not_know_or_must_not_tell(
    tiny: Workspace, tmp_path: Path, rows: list[Row], asked: dict[str, object], told: str
) -> None:
    claim = replace(Claim(offers=("meet",)), **asked)  # type: ignore[arg-type]  # fields of it
    with pytest.raises(IntakeError, match=told):
        _plan(tiny, tmp_path, rows, claim=claim)


def test_a_list_mended_in_a_spreadsheet_is_taken_in_again(tiny: Workspace, tmp_path: Path) -> None:
    plan = _plan(tiny, tmp_path, [_row(), _row("Birch Hall", east=700, kind="plaice")])
    store_import(plan, tiny, now=NOW, actor=somebody("Morag"))
    mended = plan.annotated
    assert mended["import_result"].tolist() == ["added", "refused"]
    assert "unknown_code" in mended["import_problem"][1]
    mended.loc[1, "kind"] = "place"
    path = tmp_path / "mended.csv"
    mended.to_csv(path, index=False)
    again = plan_import(ImportRequest(path=path, source="Halls"), tiny, now=NOW, actor=somebody("Morag"))
    assert (again.report.added, again.report.unchanged, again.report.vanished) == (1, 1, 0)


def test_how_a_list_is_read_is_kept_and_offered_to_lists_that_look_alike(tiny: Workspace, tmp_path: Path) -> None:
    request = ImportRequest(
        path=tmp_path / "a.csv", kind="place", offers=("meet",), match={"what": "name"},
        values={"Hall": ("place", ("meet",))}, reading=Reading.SWAPPED, doubtful=Doubtful.POSTCODE, source="Halls",
    )  # fmt: skip
    columns = ["what", "where", "X", "Y", "phone"]
    save_mapping(" The halls ", columns, request, tiny, now=NOW, actor=somebody("Morag"))
    assert [mapping.name for mapping in mappings_for(["What", "where ", "x", "y"], tiny)] == ["The halls"]
    assert mappings_for(["name", "postcode"], tiny) == []
    asked = ImportRequest(path=tmp_path / "b.csv", match={"where": "address"}, source="Halls 2026")
    kept = with_mapping(asked, "The halls", tiny)
    assert kept == replace(request, path=asked.path, match={"what": "name", "where": "address"}, source="Halls 2026")
    with pytest.raises(UserError, match="“The halls”"):
        with_mapping(asked, "Other", tiny)
    forget_mapping("The halls", tiny, now=NOW, actor=somebody("Morag"))
    assert tiny.store.list_mappings() == []
    with pytest.raises(UserError, match="1 to 100"):
        save_mapping(" ", columns, request, tiny, now=NOW, actor=somebody("Morag"))
