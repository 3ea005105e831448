"""Letting people in from a terminal."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from asset_map.domain.mapping_session import MappingSession
from asset_map.services.current import DEMO_VARIABLE, open_served
from asset_map.services.people.entering import enter, who
from asset_map.services.people.reachable import refuse_without_sign_in
from asset_map.services.sessions.prepare import prepare
from asset_map.services.workspace import open_workspace
from asset_map.settings import Settings, read_settings
from tests.conftest import NOW
from tests.fixtures.actors import let_in, somebody
from tests.fixtures.mapping_sessions import draft_of_session
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
    assert call(capsys, monkeypatch, "people", "invite", "Iain", "--role", "facilitator", "--days", "3", *home)[0] == 0
    listed = call(capsys, monkeypatch, "people", "list", *home)[1]
    assert listed == "Iain: facilitator\nMorag: steward; sees what is protected\n"
    code, _, error = call(capsys, monkeypatch, "people", "remove", "morag", *home)
    assert code == 1
    assert "Make somebody else a steward first" in error
    assert call(capsys, monkeypatch, "people", "roles", "iain", "--role", "steward", "--sees-protected", *home)[0] == 0
    assert call(capsys, monkeypatch, "people", "remove", "morag", *home)[0] == 0
    assert enter(link.rsplit("/", 1)[1], workspace, now=NOW) is None
    workspace.store.close()
    code, _, error = call(capsys, monkeypatch, "people", "remove", "Effie", *home)
    assert code == 1
    assert "(Iain); found “Effie”" in error


def test_a_lost_link_and_a_lost_telephone_are_helped_from_a_terminal(
    tiny_settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = ["--home", str(tiny_settings.home)]
    workspace = open_workspace(tiny_settings)
    lost = let_in("Morag", workspace, now=NOW)
    entered = enter(lost, workspace, now=NOW)
    assert entered is not None
    out = call(capsys, monkeypatch, "people", "link", "morag", "--days", "2", *home)[1]
    assert "as often as needed" in out
    assert "http://localhost:8501/enter/" in out
    assert enter(lost, workspace, now=NOW) is None
    assert who(entered.cookie, workspace, now=NOW) is not None
    assert call(capsys, monkeypatch, "people", "sign-out", "Morag", *home)[0] == 0
    assert who(entered.cookie, workspace, now=NOW) is None
    assert call(capsys, monkeypatch, "people", "invite", "Ada", "--email", "Ada@Council.example", *home)[0] == 0
    person = workspace.store.person_of_identity("email:ada@council.example")
    assert person is not None
    assert person.name == "Ada"
    assert "ada@council.example" in call(capsys, monkeypatch, "people", "list", "--json", *home)[1]
    code, _, error = call(capsys, monkeypatch, "people", "invite", "Bob", "--email", "ada@council.example", *home)
    assert code == 1
    assert "found that Ada does" in error
    workspace.store.close()


def test_what_is_open_goes_to_somebody_else_also_after_its_owner_left(
    tiny_settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = ["--home", str(tiny_settings.home)]
    workspace = open_workspace(tiny_settings)
    for name in ("Morag", "Iain"):
        let_in(name, workspace, now=NOW)
    draft = replace(draft_of_session(), facilitator="Iain")
    made = prepare(draft, workspace, now=NOW, actor=somebody("Iain"))
    assert isinstance(made, MappingSession), made
    out = call(capsys, monkeypatch, "people", "remove", "Iain", *home)[1]
    assert f"Open in the name of Iain: the mapping session “{made.title}”." in out
    out = call(capsys, monkeypatch, "people", "remove", "Iain", "--hand-over-to", "morag", *home)[1]
    assert "takes over: the mapping session" in out
    kept = workspace.store.mapping_session(made.session_id)
    assert kept is not None
    assert kept.facilitator == "Morag"
    workspace.store.close()


def test_a_server_for_other_machines_is_not_started_in_an_empty_home(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = ["--home", str(tmp_path)]
    for variable in ("ASSET_MAP_HOME", "ASSET_MAP_DATABASE_URL", DEMO_VARIABLE):  # serving sets them for its process
        monkeypatch.setenv(variable, "")
    code, out, error = call(capsys, monkeypatch, "serve", "--host", "192.168.0.10", *home)
    assert (code, out) == (1, "")
    assert 'Run asset-map people invite --demo "YOUR NAME"' in error
    assert call(capsys, monkeypatch, "people", "invite", "Ada", *home)[0] == 0
    assert call(capsys, monkeypatch, "people", "list", "--demo", *home)[1].startswith(
        "Ada: steward; sees what is protected\nIain: "
    )
    refuse_without_sign_in(open_served(read_settings(tmp_path), demo=False), host="192.168.0.10", openid=False)
