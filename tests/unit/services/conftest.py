"""A town with enough zones to compare them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from asset_map.services.geography import AreaFiles, add_geography
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import read_settings
from tests.conftest import NOW
from tests.fixtures.wide_town.wide import write_wide_town


@pytest.fixture(scope="session")
def wide_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the forty zones of the wide town once; tests work on copies."""
    folder = tmp_path_factory.mktemp("wide")
    files = write_wide_town(folder)
    home = folder / "home"
    add_geography(
        AreaFiles(files["boundaries"], [files["deprivation"]], [files["postcodes"]]),
        read_settings(home),
        now=NOW,
        actor="test",
        progress=lambda _: None,
    )
    return home


@pytest.fixture
def wide(wide_home: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Open a workspace on the wide town, with an empty store."""
    home = tmp_path / "wide"
    shutil.copytree(wide_home, home)
    workspace = open_workspace(read_settings(home, f"sqlite:///{home / 'asset-map.db'}"))
    yield workspace
    workspace.store.close()
