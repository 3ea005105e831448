"""A gap is there only while a look says so: in map, table, sums and files."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from asset_map.domain.coverage import LookDraft
from asset_map.domain.protection import Audience
from asset_map.exports.formats import What
from asset_map.services.coverage import ledger
from asset_map.services.look import Question, answer
from asset_map.services.record_looks import LooksRecorded, record_looks, take_back_looks
from asset_map.services.strengths_map import MapQuestion, strengths_page
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody
from tests.fixtures.taking import take

FOOD = Question("food", Audience.PUBLIC, TODAY)
ZONE = "DEMO0004"
LOOK = LookDraft(zone_code=ZONE, offer="food", result="none", method="walkabout", looked_on="2026-11-20")


def _drawn(workspace: Workspace) -> tuple[str, str, list[str]]:
    """Return label and pattern of the zone on the map of gaps, and its row of the table below."""
    html = strengths_page(MapQuestion(FOOD), workspace, files="served")
    blocks = re.findall(r"<script[^>]*application/json[^>]*>(.*?)</script>", html, re.DOTALL)
    page = next(data for data in map(json.loads, blocks) if "themes" in data)
    at = [row[1] for row in page["zoneTable"]["rows"]].index(ZONE)
    theme = next(one for one in page["themes"] if one["id"] == "gaps")
    shown = theme["classes"][theme["classOfZone"][at]]
    return shown["label"], shown["pattern"], page["zoneTable"]["rows"][at]


def _in_file(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8-sig") as file:
        return next(row for row in csv.DictReader(file) if row["zone_code"] == ZONE)


def test_taking_the_look_back_turns_the_gap_into_not_looked_everywhere(tiny: Workspace, tmp_path: Path) -> None:
    outcome = record_looks([LOOK], tiny, now=NOW, actor=somebody("Morag"))
    assert isinstance(outcome, LooksRecorded)
    told = [_everything(tiny, tmp_path)]
    take_back_looks(outcome.added, tiny, now=NOW, actor=somebody("Morag"))
    told.append(_everything(tiny, tmp_path))
    gap, gone = told
    assert gap == {
        "map": "Gap: looked, found none",
        "pattern": "crossed",
        "table": "Gap: looked, and found none",
        "usable": "0",
        "state": "looked_none",
        "looked": "2026-11-20",
        "gaps": 1,
        "zones_looked": 1,
        "zones.csv": "looked_none",
        "coverage.csv": "looked_none",
        "ledger": "looked_none",
    }
    assert gone == {
        "map": "Ask here next: not looked yet",
        "pattern": "hatched",
        "table": "Nobody has looked: ask here next",
        "usable": "not known",
        "state": "not_looked",
        "looked": "",
        "gaps": 0,
        "zones_looked": 0,
        "zones.csv": "not_looked",
        "coverage.csv": "not_looked",
        "ledger": "not_looked",
    }


def _everything(workspace: Workspace, folder: Path) -> dict[str, object]:
    label, pattern, row = _drawn(workspace)
    result = answer(FOOD, workspace)
    take(What.ZONES, FOOD, workspace, out=folder / "zones.csv")
    take(What.COVERAGE, FOOD, workspace, out=folder / "coverage.csv")
    zones_file = _in_file(folder / "zones.csv")
    table = ledger(workspace, audience=Audience.PUBLIC, today=TODAY, offer="food").set_index("zone_code")
    return {
        "map": label,
        "pattern": pattern,
        "table": next(cell for cell in row if "looked" in cell),
        "usable": row[2],
        "state": result.zones.at[ZONE, "coverage"],
        "looked": zones_file["last_looked"],
        "gaps": int(result.deciles["gaps"].sum()),
        "zones_looked": result.zones_looked,
        "zones.csv": zones_file["coverage"],
        "coverage.csv": _in_file(folder / "coverage.csv")["coverage"],
        "ledger": table.at[ZONE, "coverage"],
    }


@pytest.mark.parametrize("audience", list(Audience))
def test_where_nobody_has_looked_no_measure_counts_a_gap(tiny: Workspace, audience: Audience) -> None:
    assert ledger(tiny, audience=audience, today=TODAY)["coverage"].eq("not_looked").all()
    result = answer(Question("food", audience, TODAY), tiny)
    assert result.zones["coverage"].eq("not_looked").all()
    assert result.zones[["usable", "per_1000", "last_looked", "how"]].isna().all(axis=None)
    assert result.deciles["gaps"].sum() == 0
