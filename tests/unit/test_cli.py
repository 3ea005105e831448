"""The command line as scripts from outside rely on it."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from asset_map.cli import run
from asset_map.cli_options import options_first
from asset_map.settings import Settings
from tests.fixtures.tiny_town.town import SOUTH_M, WEST_M, write_town


def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str, str]:
    """Run ``asset-map WORDS``; return the exit code and what was printed."""
    monkeypatch.setattr("sys.argv", ["asset-map", *words])
    with pytest.raises(SystemExit) as ended:
        run()
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


@pytest.fixture
def places(tmp_path: Path) -> Path:
    """Write a list of places: two placed, one by postcode, one far away, one without a place."""
    path = tmp_path / "places.csv"
    rows = [
        ("Café", str(WEST_M + 500), str(SOUTH_M + 500), ""),
        ("Hall", "", "", "zz1 1ab"),
        ("Far", "259000", "665000", ""),
        ("Nowhere", "", "", ""),
    ]
    pd.DataFrame(rows, columns=["Name", "Easting", "Northing", "Postcode"]).to_csv(path, index=False)
    return path


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (["join", "a.csv", "--home", "h", "--out", "b"], ["--home", "h", "join", "a.csv", "--out", "b"]),
        (["geography", "list", "--json"], ["--json", "geography", "list"]),
        (["--database=x", "assets"], ["--database=x", "assets"]),
        (["assets", "--", "--json"], ["assets", "--", "--json"]),
        (["assets", "--home"], ["--home", "assets"]),
    ],
)
def test_options_for_every_command_may_stand_anywhere(typed: list[str], expected: list[str]) -> None:
    assert options_first(typed) == expected


def test_geography_is_added_and_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = write_town(tmp_path)
    home = str(tmp_path / "home")
    words = [word for name, path in files.items() for word in (f"--{name}", str(path))]
    code, _, progress = call(capsys, monkeypatch, "geography", "add", *words, "--home", home)
    assert code == 0
    assert "Reading" in progress
    code, out, _ = call(capsys, monkeypatch, "geography", "list", "--home", home, "--json")
    assert code == 0
    installed = json.loads(out)["geographies"][0]
    assert (installed["zones"], installed["population"], installed["postcodes"]) == (6, 3150, 2)
    assert installed["editions"][0]["decile_counts"] == [2, 1, 0, 1, 1, 0, 0, 0, 0, 1]


def test_join_keeps_every_row_in_order_and_says_why_not(
    tiny_settings: Settings,
    places: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "joined.csv"
    code, printed, _ = call(
        capsys, monkeypatch, "join", str(places), "--out", str(out), "--home", str(tiny_settings.home), "--json"
    )
    assert code == 0
    report = json.loads(printed)
    assert (report["rows"], report["placed"], report["unplaced"]) == (4, 2, 2)
    assert report["unplaced_by_problem"] == {"no_place": 1, "outside_area": 1}
    joined = pd.read_csv(out, dtype=str, keep_default_na=False)
    assert joined["Name"].tolist() == ["Café", "Hall", "Far", "Nowhere"]
    assert joined[["zone_code", "deprivation_decile", "placed_by", "problem"]].to_numpy().tolist() == [
        ["DEMO0001", "1", "coordinates", ""],
        ["DEMO0005", "5", "postcode", ""],
        ["", "", "", "outside_area"],
        ["", "", "", "no_place"],
    ]
    assert joined["zone_vintage"].tolist() == ["demo", "demo", "", ""]


def test_import_map_assets_and_export_make_one_road(
    tiny_settings: Settings,
    places: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = ["--home", str(tiny_settings.home), "--json"]
    take_in = ["import", str(places), "--kind", "institution", "--offer", "health", "--source", "List", *home]

    def answer(*words: str) -> dict[str, object]:
        code, out, err = call(capsys, monkeypatch, *words)
        assert code == 0, err
        return dict(json.loads(out))

    tried = answer(*take_in, "--dry-run")
    assert (tried["added"], tried["stored"]) == (2, False)
    report = tmp_path / "report.csv"
    taken = answer(*take_in, "--report", str(report))
    assert (taken["rows"], taken["added"], taken["unchanged"], taken["refused"]) == (4, 2, 0, 2)
    assert taken["refused_by_problem"] == {"no_place": 1, "outside_area": 1}
    assert pd.read_csv(report)["import_result"].tolist() == ["added", "added", "refused", "refused"]
    assert answer(*take_in)["unchanged"] == 2
    assert answer("assets", "--search", "café", *home)["count"] == 1
    page = tmp_path / "map.html"
    drawn = answer("map", "--offer", "health", "--out", str(page), *home)
    assert (drawn["zones"], drawn["zones_looked"], drawn["usable"]) == (6, 2, 2)
    assert page.stat().st_size == drawn["bytes"]
    exported = answer("export", "assets", "--out", str(tmp_path / "assets.geojson"), *home)
    assert exported["rows"] == 2


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["join", "missing.csv", "--out", "x.csv"], 1, "no file"),
        (["map", "--offer", "foof", "--out", "x.html"], 1, "Choose one of"),
        (["map", "--offer", "food", "--out", "x.pdf"], 1, ".html"),
        (["export", "pins", "--out", "x.csv"], 2, "zones"),
        (["export", "everything", "--out", "x.csv"], 1, "gpkg"),
        (["export", "assets", "--out", "x.doc"], 1, ".gpkg"),
        (["import", "missing.csv", "--match", "Name"], 2, "COLUMN=FIELD"),
        (["assets", "--audience", "everyone"], 2, "everyone"),
    ],
)
def test_mistakes_are_one_message_and_no_traceback(
    tiny_settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    words: list[str], code: int, told: str,
) -> None:  # fmt: skip
    ended, out, err = call(capsys, monkeypatch, *words, "--home", str(tiny_settings.home))
    assert ended == code
    assert told in err
    assert out == ""
    assert "Traceback" not in err


def test_without_an_area_a_command_says_how_to_set_one_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _, err = call(capsys, monkeypatch, "assets", "--home", str(tmp_path / "new"))
    assert code == 1
    assert "geography fetch" in err
