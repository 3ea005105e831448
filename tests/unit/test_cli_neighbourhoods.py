"""Neighbourhoods from a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from asset_map.settings import Settings
from tests.unit.test_cli import call


def test_neighbourhoods_are_added_listed_renamed_and_removed(
    tiny_settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = ["--home", str(tiny_settings.home)]
    path = tmp_path / "places.csv"
    path.write_text("title,zone\nRiver,DEMO0001\nRiver,DEMO0002\nFar,S01000001\n", "utf-8")
    code, out, _ = call(
        capsys, monkeypatch, "neighbourhoods", "add", str(path), "--name-column", "title", "--kind", "ward", *home
    )
    assert code == 0
    assert out.startswith("1 added, 0 changed, 0 as they were")
    assert "left out: Far" in out
    assert "1 rows name no zone" in out
    assert call(capsys, monkeypatch, "neighbourhoods", "rename", "river", "Shore", *home)[0] == 0
    assert call(capsys, monkeypatch, "neighbourhoods", "list", *home)[1] == (
        "river  Shore  [ward, 2 zones]\nzones-tiny-town  Tiny Town  [zones of one name, 6 zones]\n"
    )
    assert call(capsys, monkeypatch, "neighbourhoods", "remove", "river", *home)[1] == "Shore was removed.\n"
    listed = json.loads(call(capsys, monkeypatch, "neighbourhoods", "list", "--json", *home)[1])
    assert [one["neighbourhood_id"] for one in listed["neighbourhoods"]] == ["zones-tiny-town"]
    code, _, error = call(capsys, monkeypatch, "neighbourhoods", "remove", "river", *home)
    assert code == 1
    assert "found none with the id “river”" in error
