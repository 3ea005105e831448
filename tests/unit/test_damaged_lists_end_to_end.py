"""Damaged lists at the command line: each is told plainly and stores nothing; its twin goes in whole."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from asset_map.domain.asset import AssetDraft
from asset_map.domain.protection import Audience
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import read_settings
from tests.conftest import NOW
from tests.fixtures.actors import somebody
from tests.fixtures.lists import DAMAGED_LISTS, NAMES, DamagedList
from tests.unit.test_cli import call

HERE_BEFORE = "Fable Pond"


@pytest.fixture(scope="module")
def town_home(tiny_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with the tiny town and one record."""
    home = tmp_path_factory.mktemp("town") / "home"
    shutil.copytree(tiny_home, home)
    workspace = open_workspace(read_settings(home))
    pond = AssetDraft(name=HERE_BEFORE, kind="place", offers=("green",), postcode="ZZ1 1AB")
    assert isinstance(record(pond, workspace, now=NOW, actor=somebody("test")), Recorded)
    workspace.store.close()
    return home


@pytest.fixture(scope="module")
def untouched(town_home: Path) -> Iterator[Workspace]:
    """Open the tiny town; every damaged list meets the same store, which none of them changes."""
    yield from _opened(town_home, town_home / "asset-map.db")


@pytest.fixture
def town(town_home: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Open the tiny town with a store of one's own."""
    database = tmp_path / "own.db"
    shutil.copyfile(town_home / "asset-map.db", database)
    yield from _opened(town_home, database)


def _opened(home: Path, database: Path) -> Iterator[Workspace]:
    workspace = open_workspace(read_settings(home, f"sqlite:///{database}"))
    yield workspace
    workspace.store.close()


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """Return a folder with nothing in it."""
    folder = tmp_path / "lists"
    folder.mkdir()
    return folder


def _records(town: Workspace) -> pd.DataFrame:
    records = town.store.read_assets(Audience.STAFF, zone_system=town.geography.system.id)
    return pd.DataFrame(records).sort_values("asset_id").reset_index(drop=True)


def _words(path: Path, town: Workspace, *, says_its_kind: bool) -> list[str]:
    own = [] if says_its_kind else ["--kind", "place", "--offer", "meet"]
    settings = town.settings
    return ["import", str(path), *own, "--home", str(settings.home), "--database", settings.database_url]


@pytest.mark.parametrize("case", DAMAGED_LISTS, ids=lambda case: case.name)
def test_a_damaged_list_is_told_in_words_and_stores_nothing(
    case: DamagedList,
    untouched: Workspace,
    lists: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = case.damaged(lists)
    before, records = untouched.store.version(), _records(untouched)
    code, out, err = call(capsys, monkeypatch, *_words(path, untouched, says_its_kind=case.names_kind))
    assert code == 1, err
    assert case.told in err
    assert "Traceback" not in out + err
    assert out == ""
    assert untouched.store.version() == before
    pd.testing.assert_frame_equal(_records(untouched), records)
    assert records["name"].tolist() == [HERE_BEFORE]
    assert untouched.store.imports() == []


@pytest.mark.parametrize("case", DAMAGED_LISTS, ids=lambda case: case.name)
def test_its_twin_goes_in_whole(
    case: DamagedList,
    town: Workspace,
    lists: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = case.valid(lists)
    code, out, err = call(capsys, monkeypatch, *_words(path, town, says_its_kind=case.names_kind), "--json")
    assert code == 0, err
    report = json.loads(out)
    assert (report["rows"], report["added"], report["refused"], report["stored"]) == (3, 3, 0, True)
    assert sorted(_records(town)["name"]) == sorted([*NAMES, HERE_BEFORE])
    assert [one.added for one in town.store.imports()] == [3]
