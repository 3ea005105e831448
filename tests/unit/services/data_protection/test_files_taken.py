"""Every file that is taken away is noted: by route, by command and by screen, without what it holds."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from typer import Typer
from typer.testing import CliRunner

from asset_map.cli import app as commands
from asset_map.cli_files_taken import OPTIONS, NotingCommand
from asset_map.domain.protection import Audience
from asset_map.services.current import DEMO_VARIABLE
from asset_map.services.data_protection.files_taken import note_taken
from asset_map.services.workspace import Workspace
from asset_map.settings import bundled
from asset_map.web.routes import middleware, routes
from tests.conftest import NOW
from tests.fixtures.kept_records import keep


@pytest.fixture
def served(tiny: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Let the routes serve the tiny town."""
    monkeypatch.setenv("ASSET_MAP_HOME", str(tiny.settings.home))
    monkeypatch.setenv("ASSET_MAP_DATABASE_URL", tiny.settings.database_url)
    monkeypatch.setenv(DEMO_VARIABLE, "0")
    return tiny


def noted(workspace: Workspace) -> list[tuple[str, str, str]]:
    """Return what was noted: the file, its format, and for whom."""
    files = workspace.store.files_made(since=None, audiences=list(Audience))
    return sorted((file.what, file.made_in, file.audience.value) for file in files)


def test_a_file_by_a_route_is_noted_once_a_day(served: Workspace) -> None:
    keep(served)
    client = TestClient(Starlette(routes=routes(), middleware=middleware()))
    for _ in range(2):
        assert client.get("/export/assets.csv").status_code == 200
    assert client.get("/export/nothing.csv").status_code == 404
    assert client.get("/neighbourhood/DEMO0001").status_code == 200
    assert noted(served) == [("/export/assets.csv", "csv", "public")]
    assert client.get("/report/DEMO0001.pdf").status_code == 200
    assert ("/report/{neighbourhood_id}.pdf", "pdf", "public") in [
        (file.replace("DEMO0001", "{neighbourhood_id}"), kind, audience) for file, kind, audience in noted(served)
    ]


def test_a_file_by_a_command_is_noted(tiny: Workspace, tmp_path: Path) -> None:
    keep(tiny)
    out = tmp_path / "assets.geojson"
    place = ["--home", str(tiny.settings.home), "--database", tiny.settings.database_url]
    told = CliRunner().invoke(commands, [*place, "export", "assets", "--audience", "staff", "--out", str(out)])
    assert told.exit_code == 0, told.output
    assert noted(tiny) == [("export", "geojson", "staff")]
    [file] = tiny.store.files_made(since=None, audiences=[Audience.STAFF])
    assert (file.made_by, file.made_of) == ("command line", tiny.store.version())


def test_every_command_that_writes_a_file_notes_it() -> None:
    groups: list[Typer] = [commands]
    found = []
    while groups:
        group = groups.pop()
        groups += [inner.typer_instance for inner in group.registered_groups if inner.typer_instance]
        for command in group.registered_commands:
            assert command.callback is not None
            if set(OPTIONS) & set(command.callback.__annotations__):
                found.append(command.callback.__name__)
                assert command.cls is NotingCommand, command.callback.__name__
    assert len(found) >= 9


def test_every_button_that_gives_a_file_notes_it() -> None:
    buttons = 0
    for file in bundled("asset_map/pages").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("download_button"):
                data = next((one.value for one in node.keywords if one.arg == "data"), None) or node.args[1]
                assert isinstance(data, ast.Call), (file.name, ast.unparse(data))
                assert ast.unparse(data.func) == "noting", (file.name, ast.unparse(data))
                buttons += 1
    assert buttons >= 4


def test_the_same_file_of_changed_records_is_another(tiny: Workspace) -> None:
    for _ in range(2):
        note_taken(tiny.store, "x", made_in="csv", audience=Audience.PUBLIC, now=NOW)
    keep(tiny)
    note_taken(tiny.store, "x", made_in="csv", audience=Audience.PUBLIC, now=NOW, by="Morag")
    assert len(noted(tiny)) == 2
