"""The coverage ledger from a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from asset_map.settings import Settings
from tests.unit.test_cli import call

Printed = tuple[int, str, str]


@pytest.fixture
def run(tiny_settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> object:
    """Return a function that runs a command on the tiny town."""
    return lambda *words: call(capsys, monkeypatch, *words, "--home", str(tiny_settings.home))


LOOK = ("coverage", "add", "--zone", "DEMO0001", "--offer", "food", "--result", "none", "--how", "walkabout", "--on")


def test_looks_are_added_listed_exported_and_taken_back(run, tmp_path: Path) -> None:  # noqa: ANN001  (the fixture)
    code, out, _ = run(*LOOK, "2026-11-01", "--zone", "DEMO0002", "--offer", "play", "--by", "Isa", "--json")
    assert code == 0
    assert json.loads(out) == {"added": 4, "already": 0, "look_ids": [1, 2, 3, 4], "contradictions": []}
    _, out, _ = run(*LOOK, "01/11/2026", "--by", "Isa")
    assert "0 looks recorded, 1 were on record already" in out
    _, out, _ = run("coverage", "list", "--zone", "DEMO0001", "--json")
    looks = json.loads(out)["looks"]
    assert [(one["look_id"], one["offer"], one["looked_on"], one["looked_by"]) for one in looks] == [
        (2, "play", "2026-11-01", "Isa"),
        (1, "food", "2026-11-01", "Isa"),
    ]
    table = tmp_path / "coverage.csv"
    code, out, _ = run("export", "coverage", "--out", str(table), "--offer", "food")
    assert code == 0
    assert "rows for public: coverage_ledger 6;" in out
    assert pd.read_csv(table)["coverage"].tolist() == ["looked_none", "looked_none", *["not_looked"] * 4]
    assert "1 November 2026: none (walkabout, Isa)" in run("coverage", "list", "--offer", "food")[1]
    assert "Taken back: food in DEMO0001" in run("coverage", "undo", "1")[1]
    assert run("coverage", "undo", "1")[0] == 1
    _, out, _ = run("coverage", "next", "--offer", "food", "--json")
    found = json.loads(out)
    assert found["zones_to_look_at"] == 5
    assert [zone["zone_code"] for zone in found["zones"]][:2] == ["DEMO0001", "DEMO0006"]
    assert "DEMO0001  Tiny Town - 01: 1,000 people · nobody has looked" in run("coverage", "next", "--offer", "food")[1]


def test_what_a_look_contradicts_is_told(run, tmp_path: Path) -> None:  # noqa: ANN001  (the fixture)
    rows = tmp_path / "list.csv"
    rows.write_text("name,kind,offer,postcode\nSoup kitchen,institution,food,ZZ1 1AA\n", "utf-8")
    assert run("import", str(rows))[0] == 0
    code, out, _ = run(*LOOK, "2026-11-01")
    assert code == 0
    assert "none of food in DEMO0001, where “Soup kitchen” can be used" in out


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ((*LOOK, "2999-01-01", "--zone", "S01013482", "--offer", "foof"), 1, "Nothing was recorded."),
        ((*LOOK, "soon"), 1, "such as 21/11/2026; found “soon”"),
        ((*LOOK[:-3], "--how", "import", "--on", "2026-11-01"), 2, "walkabout"),
        (("coverage", "undo", "7"), 1, "coverage list"),
        (("coverage", "next", "--offer", "foof"), 1, "Choose one of"),
    ],
)
def test_mistakes_are_one_message(run, words: tuple[str, ...], code: int, told: str) -> None:  # noqa: ANN001
    ended, out, err = run(*words)
    assert (ended, out) == (code, "")
    assert told in err
    assert "Traceback" not in err
    if "S01013482" in words:
        assert err.count("Expected") == 3
        assert "data zones 2022" in err
