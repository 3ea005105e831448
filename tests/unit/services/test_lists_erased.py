"""A list that is taken in again does not bring back whoever was erased, and its report does not say whom."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from asset_map.domain.permission import TERMINAL
from asset_map.domain.protection import Audience
from asset_map.services.data_protection.erasing import KnownAs, asked_for, erase
from asset_map.services.import_assets import ImportPlan, ImportRequest, plan_import, store_import
from asset_map.services.lists.flags import Flag
from asset_map.services.workspace import Workspace
from tests.conftest import NOW
from tests.fixtures.actors import somebody
from tests.fixtures.tiny_town.town import SOUTH_M, WEST_M

ISA = KnownAs(names=("Isa Brown",), emails=("isa@example.org",))
WHERE = {"kind": "place", "offer": "meet", "easting": str(WEST_M + 500), "northing": str(SOUTH_M + 500)}
ROWS = [
    {"name": "Hall", "summary": "Ask Isa Brown for the key", "email": "isa@example.org", **WHERE},
    {"name": "Club", "summary": "Isabel Browning leads it", "email": "club@example.org", **WHERE},
    {"name": "BROWN, Isa", "summary": "", "email": "", **WHERE},
]


def _plan(tiny: Workspace, folder: Path) -> ImportPlan:
    path = folder / "list.csv"
    pd.DataFrame(ROWS).to_csv(path, index=False)
    request = ImportRequest(path=path, source="Halls")
    return plan_import(request, tiny, now=NOW, actor=somebody("Morag"))


@pytest.fixture
def taken_in(tiny: Workspace, tmp_path: Path) -> ImportPlan:
    plan = _plan(tiny, tmp_path)
    assert plan.report.added == len(ROWS)
    store_import(plan, tiny, now=NOW, actor=somebody("Morag"))
    erase(asked_for(ISA), tiny, reason="She asked for it", now=NOW, actor=TERMINAL)
    again = _plan(tiny, tmp_path)
    store_import(again, tiny, now=NOW, actor=somebody("Morag"))
    return again


def test_nothing_of_them_comes_back(taken_in: ImportPlan, tiny: Workspace) -> None:
    assert not tiny.store.find_to_erase(asked_for(ISA)).traces
    records = tiny.store.read_assets(Audience.STAFF, zone_system="demo").set_index("name")
    assert records.loc["Hall", "summary"] == "Ask [erased] for the key"
    assert records.loc["Hall", "email"] == ""
    assert records.loc["Club", "summary"] == "Isabel Browning leads it"


def test_the_report_says_so_without_a_name(taken_in: ImportPlan) -> None:
    assert taken_in.report.flagged[Flag.ERASED] == 2
    told = [one.message for fate in taken_in.fates for one in fate.flags if one.flag is Flag.ERASED]
    assert told == ["Somebody who was erased is named in this row; what names them was left out."] * 2
    [refused] = [fate for fate in taken_in.fates if fate.problems]
    assert "brown" not in str(refused).lower()
