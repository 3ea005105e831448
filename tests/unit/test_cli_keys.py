"""Giving keys to partners, and withdrawing them, from a terminal."""

from __future__ import annotations

import json

import pytest

from asset_map.domain.protection import Audience
from asset_map.services.partner_keys import audience_of_key
from asset_map.services.workspace import Workspace
from tests.unit.test_cli import call


def test_keys_are_given_once_listed_and_withdrawn(
    tiny: Workspace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = ["--home", str(tiny.settings.home)]
    code, out, _ = call(capsys, monkeypatch, "keys", "new", "  The health  board ", "--json", *home)
    key = json.loads(out)["key"]
    assert code == 0
    assert audience_of_key(key, tiny) is Audience.PARTNERS
    code, _, error = call(capsys, monkeypatch, "keys", "new", "the health board", *home)
    assert (code, "Withdraw the older key first" in error) == (1, True)
    listed = call(capsys, monkeypatch, "keys", "list", *home)[1]
    assert listed.startswith("The health board: given ")
    assert key not in listed

    assert call(capsys, monkeypatch, "keys", "withdraw", "The Health Board", *home)[0] == 0
    assert audience_of_key(key, tiny) is None
    assert ", withdrawn " in call(capsys, monkeypatch, "keys", "list", *home)[1]
    code, _, error = call(capsys, monkeypatch, "keys", "withdraw", "The health board", *home)
    assert (code, "(none yet); found “The health board”" in error) == (1, True)
    code, _, error = call(capsys, monkeypatch, "keys", "new", " ", *home)
    assert (code, "1 to 80 characters" in error) == (1, True)
