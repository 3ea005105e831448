"""Letting people in from a terminal."""

from __future__ import annotations

import json

import pytest

from asset_map.services.people import enter
from asset_map.services.workspace import open_workspace
from asset_map.settings import Settings
from tests.conftest import NOW
from tests.unit.test_cli import call


def test_people_are_invited_listed_and_removed(
    tiny_settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = ["--home", str(tiny_settings.home)]
    code, out, _ = call(
        capsys, monkeypatch, "people", "invite", "Morag", "--address", "https://map.example/", "--json", *home
    )
    link = json.loads(out)["link"]
    assert code == 0
    assert link.startswith("https://map.example/enter/")
    workspace = open_workspace(tiny_settings)
    assert enter(link.rsplit("/", 1)[1], workspace, now=NOW) is not None
    assert call(capsys, monkeypatch, "people", "list", *home)[1] == "Morag\n"
    assert call(capsys, monkeypatch, "people", "remove", "morag", *home)[0] == 0
    assert enter(link.rsplit("/", 1)[1], workspace, now=NOW) is None
    workspace.store.close()
    code, _, error = call(capsys, monkeypatch, "people", "remove", "Morag", *home)
    assert code == 1
    assert "nobody yet" in error
