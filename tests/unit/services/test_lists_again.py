"""A list comes again: what changed is changed, what vanished is told, what people changed by hand stays."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asset_map.domain.asset import Asset
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.protection import Audience
from asset_map.errors import ConflictError, IntakeError, UserError
from asset_map.services.as_draft import as_draft
from asset_map.services.change import Changed, change
from asset_map.services.import_assets import ImportPlan, ImportReport, ImportRequest, plan_import, store_import
from asset_map.services.lists.flags import Flag
from asset_map.services.lists.undo import past_imports, plan_undo, undo_import
from asset_map.services.workspace import Workspace
from tests.conftest import NOW
from tests.fixtures.actors import somebody
from tests.fixtures.kept_records import LATER
from tests.fixtures.tiny_town.town import SOUTH_M, WEST_M

Row = dict[str, str]
_NUMBERS = itertools.count()


def _hall(name: str, *, east: float = 500, north: float = 500, **fields: str) -> Row:
    where = {"easting": str(WEST_M + east), "northing": str(SOUTH_M + north)}
    return {"name": name, "kind": "place", "offer": "meet", **where, "phone": "", "summary": "", **fields}


HALLS = [
    _hall("Ashton Hall", east=100, phone="0141 496 0001", summary="A big hall"),
    _hall("Birch Hall", east=600, phone="0141 496 0002", summary="A small hall"),
    _hall("Cedar Hall", east=1500, phone="0141 496 0003", summary="A hall with a stage"),
]


def _plan(workspace: Workspace, folder: Path, rows: Sequence[Row], **asked: object) -> ImportPlan:
    path = folder / f"list-{next(_NUMBERS)}.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    request = replace(ImportRequest(path=path, source="Halls"), **asked)  # type: ignore[arg-type]  # fields of it
    return plan_import(request, workspace, now=NOW + dt.timedelta(minutes=next(_NUMBERS)), actor=somebody("Morag"))


def _take_in(workspace: Workspace, folder: Path, rows: Sequence[Row], **asked: object) -> ImportReport:
    plan = _plan(workspace, folder, rows, **asked)
    if plan.report.refused == plan.report.rows:
        return plan.report
    return store_import(plan, workspace, now=NOW, actor=somebody("Morag"))


def _numbers(report: ImportReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.refused


def _records(workspace: Workspace) -> dict[str, Asset]:
    frame = workspace.store.read_assets(Audience.STAFF, zone_system="demo")
    assets = workspace.store.assets(frame["asset_id"].tolist())
    return {asset.name: asset for asset in assets.values()}


def _by_hand(workspace: Workspace, record: str, /, **fields: str) -> None:
    asset = _records(workspace)[record]
    draft = replace(as_draft(asset), **fields)  # type: ignore[arg-type]  # words of a draft
    changed = change(
        asset.asset_id, version=asset.version, draft=draft, workspace=workspace, now=LATER, actor=somebody("Iain")
    )
    assert isinstance(changed, Changed)


@pytest.mark.parametrize(
    "changes",
    [
        {"phone": "0141 496 9999"},
        {"summary": "A hall with a new roof"},
        {"name": "Birch Hall and Garden"},
        {"easting": str(WEST_M + 700)},
        {"offer": "meet;food"},
    ],
)
@pytest.mark.parametrize("with_ids", [True, False], ids=["own ids", "no ids"])
def test_one_changed_line_is_one_update(
    tiny: Workspace, tmp_path: Path, changes: Mapping[str, str], *, with_ids: bool
) -> None:
    rows = [row | ({"id": str(number)} if with_ids else {}) for number, row in enumerate(HALLS)]
    assert _numbers(_take_in(tiny, tmp_path, rows)) == (3, 0, 0, 0)
    ids = {asset.asset_id for asset in _records(tiny).values()}
    newer = [rows[0], rows[1] | changes, rows[2]]
    report = _take_in(tiny, tmp_path, newer)
    assert (_numbers(report), report.vanished) == ((0, 1, 2, 0), 0)
    assert {asset.asset_id for asset in _records(tiny).values()} == ids
    assert _numbers(_take_in(tiny, tmp_path, newer)) == (0, 0, 3, 0)


def test_what_people_changed_by_hand_stays_and_the_rest_is_changed(tiny: Workspace, tmp_path: Path) -> None:
    _take_in(tiny, tmp_path, HALLS)
    _by_hand(tiny, "Birch Hall", phone="0141 496 5555", story="It was a school")
    newer = [HALLS[0], HALLS[1] | {"phone": "0141 496 7777", "summary": "Now with a kitchen"}, HALLS[2]]
    plan = _plan(tiny, tmp_path, newer)
    assert (_numbers(plan.report), plan.report.flagged["kept_by_hand"]) == ((0, 1, 2, 0), 1)
    [told] = [flag.message for flag in plan.fates[1].flags if flag.flag is Flag.KEPT_BY_HAND]
    assert "phone" in told
    store_import(plan, tiny, now=NOW, actor=somebody("Morag"))
    kept = _records(tiny)["Birch Hall"]
    assert (kept.phone, kept.summary, kept.story) == ("0141 496 5555", "Now with a kitchen", "It was a school")
    assert _numbers(_take_in(tiny, tmp_path, newer)) == (0, 0, 3, 0)


def test_a_hand_edit_survives_when_the_list_changes_nothing_else(tiny: Workspace, tmp_path: Path) -> None:
    _take_in(tiny, tmp_path, HALLS)
    _by_hand(tiny, "Birch Hall", name="The Birch")
    assert _numbers(_take_in(tiny, tmp_path, HALLS)) == (0, 0, 3, 0)
    newer = [HALLS[0], HALLS[1] | {"name": "Birch Hall Ltd"}, HALLS[2]]
    assert _numbers(_take_in(tiny, tmp_path, newer))[1] == 0
    assert sorted(_records(tiny)) == ["Ashton Hall", "Cedar Hall", "The Birch"]


def test_a_change_of_the_list_in_the_same_sense_is_no_conflict(tiny: Workspace, tmp_path: Path) -> None:
    _take_in(tiny, tmp_path, HALLS)
    _by_hand(tiny, "Birch Hall", phone="0141 496 7777")
    plan = _plan(tiny, tmp_path, [HALLS[0], HALLS[1] | {"phone": "0141 496 7777"}, HALLS[2]])
    assert (_numbers(plan.report), plan.report.flagged.get("kept_by_hand", 0)) == ((0, 0, 3, 0), 0)


def test_what_vanished_is_told_and_stays(tiny: Workspace, tmp_path: Path) -> None:
    _take_in(tiny, tmp_path, HALLS)
    plan = _plan(tiny, tmp_path, HALLS[:2])
    assert sorted(plan.vanished.values()) == ["Cedar Hall"]
    assert store_import(plan, tiny, now=NOW, actor=somebody("Morag")).vanished == 1
    assert sorted(_records(tiny)) == ["Ashton Hall", "Birch Hall", "Cedar Hall"]


def test_a_row_that_cannot_be_kept_has_not_vanished(tiny: Workspace, tmp_path: Path) -> None:
    rows = [row | {"id": str(number)} for number, row in enumerate(HALLS)]
    _take_in(tiny, tmp_path, rows)
    plan = _plan(tiny, tmp_path, [rows[0], rows[1], rows[2] | {"easting": "here"}])
    assert (_numbers(plan.report), dict(plan.vanished)) == ((0, 0, 2, 1), {})


def test_another_thing_at_the_place_of_one_that_closed_is_new(tiny: Workspace, tmp_path: Path) -> None:
    _take_in(tiny, tmp_path, HALLS)
    cafe = HALLS[1] | {"name": "Rosa's Kitchen", "phone": "0141 496 0009", "summary": "Soup every day"}
    report = _take_in(tiny, tmp_path, [HALLS[0], cafe, HALLS[2]])
    assert (_numbers(report), report.vanished) == ((1, 0, 2, 0), 1)


def test_a_newer_date_of_the_list_makes_sure_of_records_that_it_leaves_alone(tiny: Workspace, tmp_path: Path) -> None:
    _take_in(tiny, tmp_path, HALLS, last_checked="2025-01-31")
    report = _take_in(tiny, tmp_path, HALLS, last_checked="2026-01-31")
    assert _numbers(report) == (0, 0, 3, 0)
    assert {str(asset.last_checked) for asset in _records(tiny).values()} == {"2026-01-31"}
    assert _numbers(_take_in(tiny, tmp_path, HALLS, last_checked="2024-01-31")) == (0, 0, 3, 0)
    assert {str(asset.last_checked) for asset in _records(tiny).values()} == {"2026-01-31"}


def test_source_date_and_licence_are_kept_by_record_and_by_field(tiny: Workspace, tmp_path: Path) -> None:
    _take_in(tiny, tmp_path, HALLS, licence="OGL v3", last_checked="2025-01-31")
    newer = [HALLS[0], HALLS[1] | {"phone": "0141 496 7777"}, HALLS[2]]
    _take_in(tiny, tmp_path, newer, licence="CC BY 4.0", last_checked="2026-01-31")
    second, first = past_imports(tiny)
    assert [(one.licence, str(one.list_date)) for one in (first, second)] == [
        ("OGL v3", "2025-01-31"),
        ("CC BY 4.0", "2026-01-31"),
    ]
    [row] = tiny.store.imported_row(_records(tiny)["Birch Hall"].asset_id)
    assert (row.import_id, row.parts) == (first.import_id, {"phone": second.import_id, "licence": second.import_id})


def test_an_update_over_a_change_made_meanwhile_stores_nothing(tiny: Workspace, tmp_path: Path) -> None:
    _take_in(tiny, tmp_path, HALLS)
    plan = _plan(tiny, tmp_path, [HALLS[0], HALLS[1] | {"phone": "1"}, HALLS[2], _hall("Dell Hall", east=2500)])
    _by_hand(tiny, "Birch Hall", story="It was a school")
    with pytest.raises(ConflictError):
        store_import(plan, tiny, now=NOW, actor=somebody("Morag"))
    assert "Dell Hall" not in _records(tiny)


def test_a_record_that_was_merged_away_is_not_brought_back(tiny: Workspace, tmp_path: Path) -> None:
    _take_in(tiny, tmp_path, HALLS)
    birch, cedar = _records(tiny)["Birch Hall"], _records(tiny)["Cedar Hall"]
    event = AuditEvent(at=LATER, actor="Iain", action=Action.MERGED, reason="One thing")
    away = replace(birch, merged_into=cedar.asset_id)
    tiny.store.merge_assets(cedar, away, taken=[], kept_event=event, other_event=event)
    plan = _plan(tiny, tmp_path, [HALLS[0], HALLS[1] | {"phone": "1"}, HALLS[2]])
    assert (_numbers(plan.report), plan.report.flagged["merged"]) == ((0, 0, 3, 0), 1)


def test_a_list_is_taken_back_as_a_whole(tiny: Workspace, tmp_path: Path) -> None:
    _take_in(tiny, tmp_path, HALLS[:2])
    before = _records(tiny)
    _take_in(tiny, tmp_path, [HALLS[0] | {"phone": "1234567"}, *HALLS[1:]])
    newest, oldest = past_imports(tiny)
    with pytest.raises(UserError, match="newest first"):
        plan_undo(oldest.import_id, tiny)
    plan = plan_undo(newest.import_id, tiny)
    undo_import(plan, tiny, now=LATER, actor=somebody("Iain"))
    after = _records(tiny)
    assert {name: replace(asset, version=1) for name, asset in after.items()} == before
    assert tiny.store.search(Audience.STAFF, "Cedar") == []
    with pytest.raises(UserError, match="already"):
        plan_undo(newest.import_id, tiny)
    assert _numbers(_plan(tiny, tmp_path, HALLS[:2]).report) == (0, 0, 2, 0)
    undo_import(plan_undo(oldest.import_id, tiny), tiny, now=LATER, actor=somebody("Iain"))
    assert _records(tiny) == {}


def test_an_edition_that_changed_nothing_does_not_keep_an_earlier_one_from_being_taken_back(
    tiny: Workspace, tmp_path: Path
) -> None:
    _take_in(tiny, tmp_path, HALLS)
    _take_in(tiny, tmp_path, HALLS)
    [first] = [one for one in past_imports(tiny) if one.added]
    undo_import(plan_undo(first.import_id, tiny), tiny, now=LATER, actor=somebody("Iain"))
    assert _records(tiny) == {}
    assert _numbers(_take_in(tiny, tmp_path, HALLS)) == (3, 0, 0, 0)


def test_taking_back_leaves_what_people_changed(tiny: Workspace, tmp_path: Path) -> None:
    _take_in(tiny, tmp_path, HALLS)
    _by_hand(tiny, "Birch Hall", story="It was a school")
    [record] = past_imports(tiny)
    plan = plan_undo(record.import_id, tiny)
    assert list(plan.left_alone.values()) == ["Birch Hall"]
    undo_import(plan, tiny, now=LATER, actor=somebody("Iain"))
    assert sorted(_records(tiny)) == ["Birch Hall"]


CELLS = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["", "1", "2"]),
        "name": st.sampled_from(["", "A", "B", "Ashton Hall"]),
        "kind": st.sampled_from(["place", "person", "plaice"]),
        "offer": st.sampled_from(["green", "", "food;play"]),
        "postcode": st.sampled_from(["ZZ1 1AA", "zz11ab", "ZZ9 9ZZ", ""]),
        "phone": st.sampled_from(["", "0141 496 0001"]),
        "protection": st.sampled_from(["", "unmapped", "partners"]),
    }
)


READABLE = pytest.mark.filterwarnings("ignore:Generating overly large repr")
"""A failure shows what did not hold, rather than that the workspace takes many words to show."""


def in_two_orders(most: int) -> st.SearchStrategy[tuple[list[Row], list[Row]]]:
    """Return tables of up to so many rows, each in two orders."""
    tables = st.lists(CELLS, min_size=1, max_size=most)
    return tables.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows)))


def _same_but_for_ids(workspace: Workspace) -> list[str]:
    assets = workspace.store.assets(_ids(workspace)).values()
    return sorted(repr(replace(asset, asset_id="", version=1, recorded_at=NOW)) for asset in assets)


def _ids(workspace: Workspace) -> list[str]:
    return workspace.store.read_assets(Audience.STAFF, zone_system="demo")["asset_id"].tolist()


@READABLE
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(both=in_two_orders(12))
def test_rows_are_accounted_for_and_neither_order_nor_repetition_matters(
    tiny: Workspace, tmp_path: Path, both: tuple[list[Row], list[Row]]
) -> None:
    rows, shuffled = both
    name = f"Halls {next(_NUMBERS)}"
    first = _take_in(tiny, tmp_path, rows, source=name)
    assert first.rows == first.added + first.updated + first.unchanged + first.refused == len(rows)
    assert sum(first.refused_by_problem.values()) == first.refused
    again = _take_in(tiny, tmp_path, shuffled, source=name)
    assert _numbers(again) == (0, 0, first.added, first.refused)
    elsewhere = _plan(tiny, tmp_path, shuffled, source=f"{name} again").report
    assert elsewhere.rows == len(rows)


@READABLE
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(both=in_two_orders(8))
def test_lists_in_another_order_bring_the_same_records(
    tiny: Workspace, tmp_path: Path, both: tuple[list[Row], list[Row]]
) -> None:
    kept = []
    for order in both:
        _take_in(tiny, tmp_path, order)
        kept.append(_same_but_for_ids(tiny))
        for record in past_imports(tiny):
            if record.undone_at is None:
                undo_import(plan_undo(record.import_id, tiny), tiny, now=LATER, actor=somebody("Iain"))
        assert _ids(tiny) == []
    assert kept[0] == kept[1]


def test_nothing_fits_is_told_with_the_first_reason(tiny: Workspace, tmp_path: Path) -> None:
    plan = _plan(tiny, tmp_path, [HALLS[0] | {"kind": "plaice"}])
    with pytest.raises(IntakeError, match=r"None of the 1 rows.*unknown_code.*Row 2.*Did you mean place"):
        store_import(plan, tiny, now=NOW, actor=somebody("Morag"))
    assert tiny.store.version() == 0
