"""Taking in a list: every row is accounted for, and none is lost to another."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from asset_map.domain.protection import Audience
from asset_map.errors import IntakeError
from asset_map.services.import_assets import ImportReport, ImportRequest, plan_import, store_import
from asset_map.services.workspace import Workspace
from tests.conftest import NOW
from tests.fixtures.actors import somebody

ROW = {"name": "A", "kind": "place", "offer": "green", "postcode": "ZZ1 1AA"}


def _take_in(workspace: Workspace, folder: Path, rows: list[dict[str, str]], **asked: str) -> ImportReport:
    path = folder / "list.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    plan = plan_import(ImportRequest(path=path, source="List", **asked), workspace, now=NOW, actor=somebody("test"))
    return store_import(plan, workspace, now=NOW, actor=somebody("test"))


def _names(workspace: Workspace) -> list[str]:
    return workspace.store.read_assets(Audience.STAFF, zone_system="demo")["name"].tolist()


def test_the_same_row_twice_is_taken_once(tiny: Workspace, tmp_path: Path) -> None:
    report = _take_in(tiny, tmp_path, [ROW, ROW])
    assert (report.rows, report.added, report.refused_by_problem) == (2, 1, {"repeated": 1})


def test_different_rows_with_one_key_are_both_kept_and_known_again(tiny: Workspace, tmp_path: Path) -> None:
    rows = [ROW | {"id": "7"}, ROW | {"id": "7", "name": "B"}, ROW | {"id": "8", "name": "C"}]
    assert _take_in(tiny, tmp_path, rows).added == 3
    assert _names(tiny) == ["A", "B", "C"]
    again = _take_in(tiny, tmp_path, rows)
    assert (again.added, again.unchanged) == (0, 3)


def test_rows_that_differ_only_in_what_they_offer_are_both_kept(tiny: Workspace, tmp_path: Path) -> None:
    assert _take_in(tiny, tmp_path, [ROW, ROW | {"offer": "play"}]).added == 2


def test_a_list_of_long_ago_is_taken_in_as_that_old(tiny: Workspace, tmp_path: Path) -> None:
    _take_in(tiny, tmp_path, [ROW], last_checked="2020-07-01")
    kept = tiny.store.read_assets(Audience.STAFF, zone_system="demo")
    assert kept["last_checked"].dt.strftime("%d/%m/%Y").tolist() == ["01/07/2020"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"kind": "bogus"}, "no kind “bogus”"),
        ({"offers": ("food", "bogus")}, "no offer “bogus”"),
        ({"last_checked": "yesterday"}, "found “yesterday”"),
    ],
)
def test_a_default_that_is_not_known_is_refused_before_anything_is_read(
    tiny: Workspace, tmp_path: Path, asked: dict[str, str], told: str
) -> None:
    with pytest.raises(IntakeError, match=told):
        _take_in(tiny, tmp_path, [ROW], **asked)
    assert tiny.store.version() == 0


def test_without_a_column_of_names_it_says_which_columns_there_are(tiny: Workspace, tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="called, postcode"):
        _take_in(tiny, tmp_path, [{"called": "A", "postcode": "ZZ1 1AA"}])
    assert tiny.store.version() == 0


def test_a_list_that_somebody_else_takes_in_meanwhile_is_kept_once(tiny: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    pd.DataFrame([ROW, ROW | {"name": "B"}]).to_csv(path, index=False)
    plans = [plan_import(ImportRequest(path=path), tiny, now=NOW, actor=somebody(who)) for who in ("Morag", "Iain")]
    reports = [store_import(plan, tiny, now=NOW, actor=somebody("test")) for plan in plans]
    assert [(report.added, report.unchanged) for report in reports] == [(2, 0), (0, 2)]
    assert _names(tiny) == ["A", "B"]


def test_the_key_of_an_unmapped_row_tells_nothing_of_its_place(tiny: Workspace, tmp_path: Path) -> None:
    row = ROW | {"protection": "unmapped"}
    assert _take_in(tiny, tmp_path, [row, row | {"name": "B"}]).added == 2
    elsewhere = [row | {"postcode": "ZZ1 1AB", "address": "2 High Street"}, row | {"name": "B", "postcode": ""}]
    assert _take_in(tiny, tmp_path, elsewhere).unchanged == 2


def test_an_unmapped_row_keeps_the_key_that_its_list_gave(tiny: Workspace, tmp_path: Path) -> None:
    _take_in(tiny, tmp_path, [ROW | {"protection": "unmapped", "id": "7"}])
    assert list(tiny.store.source_keys("List")) == ["7"]


@pytest.mark.parametrize("hidden", ["\x0b", "\x85"])
def test_a_hidden_character_is_a_problem_of_its_row_alone(tiny: Workspace, tmp_path: Path, hidden: str) -> None:
    far_down = [ROW | {"name": f"A{n}", "summary": "x" * 1000} for n in range(110)]
    lines = ROW | {"name": "Lines", "summary": "one\n\ttwo"}
    report = _take_in(tiny, tmp_path, [*far_down, lines, ROW | {"name": f"Ha{hidden}ll"}])
    assert (report.added, report.refused_by_problem) == (111, {"not_plain_text": 1})
