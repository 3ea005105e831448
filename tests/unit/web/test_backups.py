"""Backups by their address: for whoever may have everything, and nothing at all for others."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from asset_map.domain.permission import Role
from asset_map.services.backup.kept import back_up_by_hand
from asset_map.services.workspace import Workspace
from asset_map.web import backups
from asset_map.web.backups import backup_routes
from tests.conftest import NOW
from tests.fixtures.actors import holding, somebody


def test_a_steward_takes_it_and_others_find_nothing(tiny: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "current_workspace", lambda: tiny)
    made = back_up_by_hand(tiny, now=NOW, actor=somebody("Effie")).file
    client = TestClient(Starlette(routes=backup_routes()))
    for person, status in (
        (None, 404), (holding(Role.CONNECTOR, sees=True), 404), (holding(Role.STEWARD), 404), (somebody("Effie"), 200),
    ):  # fmt: skip
        monkeypatch.setattr(backups, "signed_in", lambda _, person=person: person)
        answer = client.get(f"/backups/{made.name}")
        assert answer.status_code == status
        assert answer.headers["cache-control"] == "no-store"
    assert answer.content == made.read_bytes()
    assert made.name in answer.headers["content-disposition"]
    assert client.get("/backups/asset-map.db").status_code == 404
