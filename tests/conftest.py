"""What several kinds of test need."""

from __future__ import annotations

import datetime as dt
import functools
import gc
import json
import logging
import os
import shutil
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import typer.main
import typer.testing
from cachetools import LRUCache

from asset_map.domain.audit import Action, AuditEvent
from asset_map.geography import storage
from asset_map.geography.catalogue import Catalogue
from asset_map.geography.installed import Geography
from asset_map.logs import LineOfJson
from asset_map.services.geography import AreaFiles, add_geography
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import Settings, read_settings
from asset_map.store import open_store
from tests.fixtures.actors import somebody
from tests.fixtures.tiny_town.reach import reach_assets, reach_looks, write_reach_town
from tests.fixtures.tiny_town.town import write_town

hypothesis.settings.register_profile("short", max_examples=50, deadline=None)
hypothesis.settings.load_profile("short")

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
TODAY = NOW.date()

REQUIRE_ALL = os.environ.get("ASSET_MAP_REQUIRE_ALL") == "1"


def skip_or_fail(missing: str) -> None:
    """Skip a test that lacks something, or fail it where everything is required."""
    if REQUIRE_ALL:
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture(scope="session", autouse=True)
def _commands_are_put_together_once() -> Iterator[None]:
    """Have Typer read the parameters of all commands once, as a process does, and not for each command of a test."""
    with pytest.MonkeyPatch.context() as patched:
        once = functools.cache(typer.main.get_command)
        patched.setattr(typer.main, "get_command", once)
        patched.setattr(typer.testing, "_get_command", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _each_geography_is_read_once() -> Iterator[None]:
    """Read the same files of an installed geography once, and not for each test that copies the home they stand in."""
    read: LRUCache[tuple[object, ...], tuple[Catalogue, Geography]] = LRUCache(maxsize=24)
    really_read = storage._open

    def read_once(folder: Path, entry: Mapping[str, Any], catalogue: Catalogue) -> Geography:
        files = [(path.name, path.read_bytes()) for path in sorted((folder / entry["folder"]).glob("*"))]
        key = (
            json.dumps(entry, sort_keys=True),
            id(catalogue),
            *((name, sha256(held).digest()) for name, held in files),
        )
        if key not in read:
            read[key] = (catalogue, really_read(folder, entry, catalogue))  # kept with it, lest its id be given anew
        return read[key][1]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(storage, "_open", read_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _what_stays_is_not_looked_through_for_garbage() -> None:
    """Leave what was imported and collected out of each search for garbage: it is held until the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _no_variable_is_left_behind() -> Iterator[None]:
    """Fail the test that leaves a setting to the tests after it: they would read its store."""
    before = _variables()
    yield
    after = _variables()
    if after != before:
        os.environ.update(before)
        for name in after.keys() - before.keys():
            del os.environ[name]
        pytest.fail(f"left behind: {sorted(after.items() ^ before.items())}")


@pytest.fixture(autouse=True)
def _logging_is_put_back() -> Iterator[None]:
    """Undo what a test, or a server that it started in this process, made of logging."""
    own = logging.getLogger("asset_map")
    before = logging.root.level, own.level, logging.getLoggerClass()
    yield
    if (logging.root.level, own.level, logging.getLoggerClass()) != before:
        logging.root.handlers[:] = [one for one in logging.root.handlers if not isinstance(one.formatter, LineOfJson)]
        logging.root.setLevel(before[0])
        own.setLevel(before[1])
        logging.setLoggerClass(before[2])


def _variables() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("ASSET_MAP_")}


@pytest.fixture(scope="session")
def official_data() -> Path:
    """Return the folder of official downloads."""
    folder = os.environ.get("ASSET_MAP_OFFICIAL_DATA", "")
    if not folder or not Path(folder).is_dir():
        skip_or_fail("ASSET_MAP_OFFICIAL_DATA names no folder of official downloads")
    return Path(folder)


@pytest.fixture(scope="session")
def tiny_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the six zones of the tiny town once; tests work on copies."""
    return installed_tiny_town(tmp_path_factory.mktemp("tiny"))


def installed_tiny_town(folder: Path) -> Path:
    """Install the six zones of the tiny town, and return the home."""
    return _installed(folder, write_town(folder))


def _installed(folder: Path, files: dict[str, Path]) -> Path:
    """Install an area, with an empty store: each test that copies it is spared the migrations, which have their own."""
    home = folder / "home"
    open_store(f"sqlite:///{home / 'asset-map.db'}").close()
    add_geography(
        AreaFiles(files["boundaries"], [files["deprivation"]], [files["postcodes"]]),
        read_settings(home),
        now=NOW,
        actor=somebody("test"),
        progress=lambda _: None,
    )
    return home


@pytest.fixture
def tiny_settings(tiny_home: Path, tmp_path: Path) -> Settings:
    """Return settings of a home of one's own, with the tiny town installed and nothing recorded."""
    home = tmp_path / "home"
    shutil.copytree(tiny_home, home)
    return read_settings(home, f"sqlite:///{home / 'asset-map.db'}")


@pytest.fixture
def tiny(tiny_settings: Settings) -> Iterator[Workspace]:
    """Open a workspace on the tiny town, with an empty store."""
    workspace = open_workspace(tiny_settings)
    yield workspace
    workspace.store.close()


@pytest.fixture(scope="session")
def reach_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the tiny town with more postcodes, and record what its people can get to, once."""
    folder = tmp_path_factory.mktemp("reach")
    home = _installed(folder, write_reach_town(folder))
    workspace = open_workspace(read_settings(home, f"sqlite:///{home / 'asset-map.db'}"))
    workspace.store.add_assets(reach_assets(), event=AuditEvent(at=NOW, actor="test", action=Action.RECORDED))
    workspace.store.add_looks(reach_looks(), event=AuditEvent(at=NOW, actor="test", action=Action.LOOKED))
    workspace.store.close()
    return home


@pytest.fixture
def reach_town(reach_home: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Open a workspace of one's own on the town whose reach was worked by hand: see tests/fixtures/tiny_town."""
    home = tmp_path / "reach"
    shutil.copytree(reach_home, home)
    workspace = open_workspace(read_settings(home, f"sqlite:///{home / 'asset-map.db'}"))
    yield workspace
    workspace.store.close()


@pytest.fixture(scope="session")
def wide_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the forty zones of the wide town once; tests work on copies."""
    folder = tmp_path_factory.mktemp("wide")
    from tests.fixtures.wide_town.wide import write_wide_town  # noqa: PLC0415  (it takes the date of today from here)

    return _installed(folder, write_wide_town(folder))


@pytest.fixture
def wide(wide_home: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Open a workspace on the wide town, with an empty store."""
    home = tmp_path / "wide"
    shutil.copytree(wide_home, home)
    workspace = open_workspace(read_settings(home, f"sqlite:///{home / 'asset-map.db'}"))
    yield workspace
    workspace.store.close()
