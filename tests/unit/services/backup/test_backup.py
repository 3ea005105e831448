"""A backup holds everything, is opened before it is trusted, and whatever is no whole backup is refused in words."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from asset_map.domain.permission import TERMINAL
from asset_map.domain.sought import sought
from asset_map.errors import BackupError, StoreError, UserError
from asset_map.services.backup import opening, writing
from asset_map.services.backup.manifest import FORMAT_VERSION, MANIFEST
from asset_map.services.backup.opening import is_plausible, look_into, open_backup
from asset_map.services.backup.restoring import afterwards, restore
from asset_map.services.backup.writing import UNFINISHED, back_up
from asset_map.services.data_protection.erased_list import list_file, read_erased_list
from asset_map.services.data_protection.erasing import erase
from asset_map.services.photos import add_photo
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import Settings, bundled, read_settings
from asset_map.store import open_store
from asset_map.store.connecting import connect
from asset_map.store.erasures import ToErase
from asset_map.store.fingerprints import fingerprints, kept_tables
from asset_map.store.migrating import migrate_to
from tests.conftest import NOW
from tests.fixtures.kept_records import keep
from tests.fixtures.pictures import telling_jpeg

OLDER = "0007"

Change = Callable[[dict[str, bytes]], None]


@pytest.fixture
def backup(tiny: Workspace, tmp_path: Path) -> Path:
    own = bundled("data/classification/classification.toml").read_bytes()
    (tiny.settings.home / "classification.toml").write_bytes(own)
    asset = keep(tiny)
    add_photo(asset.asset_id, telling_jpeg(), "A hall", tiny, now=NOW, actor=TERMINAL)
    return back_up(tiny.store, tiny.settings, tmp_path / "copy.zip", now=NOW, actor=TERMINAL).file


@pytest.fixture
def empty(tmp_path: Path) -> Settings:
    home = tmp_path / "empty"
    return read_settings(home, f"sqlite:///{home / 'asset-map.db'}")


def _rewritten(backup: Path, change: Change) -> Path:
    """Return a backup whose parts were changed, with a manifest that says so."""
    with zipfile.ZipFile(backup) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    manifest = json.loads(parts.pop(MANIFEST))
    change(parts)
    manifest["parts"] = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in parts.items()
    ]
    return _written(backup.with_name("changed.zip"), manifest, parts)


def _written(file: Path, manifest: object, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
        packed.writestr(MANIFEST, json.dumps(manifest))
    return file


def _with_manifest(backup: Path, **changes: Any) -> Path:  # noqa: ANN401  (anything may stand in JSON)
    with zipfile.ZipFile(backup) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    return _written(backup.with_name("changed.zip"), json.loads(parts.pop(MANIFEST)) | changes, parts)


def _with_statement(backup: Path, *statements: str) -> Path:
    file = backup.with_name("store.db")

    def change(parts: dict[str, bytes]) -> None:
        file.write_bytes(parts["store.db"])
        with sqlite3.connect(file) as connection:
            for statement in statements:
                connection.execute(statement)
        connection.close()
        parts["store.db"] = file.read_bytes()

    return _rewritten(backup, change)


def _left(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*")) if folder.exists() else []


def test_everything_comes_back(backup: Path, tiny: Workspace, empty: Settings) -> None:
    restored = restore(backup, empty, now=NOW)
    assert (restored.records, restored.photos, restored.made_at) == (1, 1, NOW)
    again = open_workspace(empty)
    with again.store.database.reader.begin() as after, tiny.store.database.reader.begin() as before:
        assert fingerprints(after) == fingerprints(before)
    again.store.close()
    assert again.geography.digest == tiny.geography.digest
    own = "classification.toml"
    assert (empty.home / own).read_bytes() == (tiny.settings.home / own).read_bytes()
    assert [path for path in _left(empty.home) if path.startswith(".restoring")] == []


def test_what_a_backup_says_of_itself(backup: Path, tiny: Workspace) -> None:
    manifest = look_into(backup)
    assert (manifest.area, manifest.version, manifest.database) == (tiny.geography.area_name, 2, "sqlite")
    assert manifest.rows["assets"] == manifest.rows["photos"] == 1
    names = {part.name for part in manifest.parts}
    assert {"store.db", "geography/installed.json", "home/classification.toml"} <= names


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_may_read_it(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_nothing_is_written_over(backup: Path, tiny: Workspace) -> None:
    before = backup.read_bytes()
    with pytest.raises(BackupError, match="there already"):
        back_up(tiny.store, tiny.settings, backup, now=NOW, actor=TERMINAL)
    assert backup.read_bytes() == before


def test_a_copy_that_is_not_whole_gets_no_name(
    tiny: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_: object) -> None:
        raise BackupError("It is not whole.")

    monkeypatch.setattr(writing, "open_backup", break_off)
    target = tmp_path / "backups"
    with pytest.raises(BackupError, match="not whole"):
        back_up(tiny.store, tiny.settings, target / "copy.zip", now=NOW, actor=TERMINAL)
    assert _left(target) == []


def test_a_full_disk_and_a_folder_that_is_none_are_said_in_words(
    tiny: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BackupError, match="cannot be written"):
        back_up(tiny.store, tiny.settings, tmp_path / "file" / "copy.zip", now=NOW, actor=TERMINAL)
    usage = type("Usage", (), {"free": 1_000})
    monkeypatch.setattr(writing.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(BackupError, match="Expected room"):
        back_up(tiny.store, tiny.settings, tmp_path / "copy.zip", now=NOW, actor=TERMINAL)
    assert not (tmp_path / "copy.zip").exists()


KILLED = """
import datetime as dt, os, signal, sys
from pathlib import Path
from asset_map.domain.permission import TERMINAL
from asset_map.services.backup import writing
from asset_map.settings import read_settings
from asset_map.store import open_store
moment = sys.argv[2]
setattr(writing, moment, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
settings = read_settings(sys.argv[1])
with open_store(settings.database_url) as store:
    writing.back_up(store, settings, Path(sys.argv[3]), now=dt.datetime.now(dt.UTC), actor=TERMINAL)
"""


@pytest.mark.parametrize("moment", ["examine_store_file", "_give_name"])
def test_killed_half_way_nothing_looks_whole(moment: str, tiny: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "backups" / "copy.zip"
    command = [sys.executable, "-c", KILLED, str(tiny.settings.home), moment, str(target)]
    assert subprocess.run(command, check=False).returncode == -9
    assert [path.name.startswith(UNFINISHED) for path in target.parent.iterdir()] == [True]
    back_up(tiny.store, tiny.settings, target, now=NOW, actor=TERMINAL)
    assert look_into(target).made_at == NOW


@pytest.mark.parametrize("occupied", ["asset-map.db", "geography/installed.json", "classification.toml"])
def test_a_home_with_something_in_it_is_left_alone(occupied: str, backup: Path, empty: Settings) -> None:
    there = empty.home / occupied
    there.parent.mkdir(parents=True)
    there.write_text("Here first")
    with pytest.raises(BackupError, match="nothing in it"):
        restore(backup, empty, now=NOW)
    assert there.read_text() == "Here first"


def test_a_backup_of_newer_software_is_refused(backup: Path, empty: Settings) -> None:
    with pytest.raises(BackupError, match=r"made by Asset Map 9\.0"):
        restore(_with_manifest(backup, format_version=FORMAT_VERSION + 1, software_version="9.0"), empty, now=NOW)
    newer = _with_statement(backup, "UPDATE store_revision SET version_num = '9999'")
    with pytest.raises(BackupError, match="newer software"):
        restore(newer, empty, now=NOW)
    assert not Path(empty.database_url.removeprefix("sqlite:///")).exists()


def test_a_backup_of_older_software_is_brought_up_to_date(backup: Path, empty: Settings, tmp_path: Path) -> None:
    older, rows = tmp_path / "older.db", {}
    database = connect(f"sqlite:///{older}", create=True)
    with database.writer.begin() as connection:
        migrate_to(connection, OLDER)
    database.writer.dispose()
    with zipfile.ZipFile(backup) as packed:
        newer = Path(packed.extract("store.db", tmp_path))
    connection = sqlite3.connect(older, isolation_level=None)
    connection.execute("ATTACH ? AS newer", (str(newer),))
    connection.execute("DELETE FROM main.store_version")
    for table in sorted(one.name for one in kept_tables()):
        if columns := _columns(connection, "main", table) & _columns(connection, "newer", table):
            named = ", ".join(f'"{column}"' for column in sorted(columns))
            connection.execute(f"INSERT INTO main.{table} ({named}) SELECT {named} FROM newer.{table}")  # noqa: S608  # names of ours
            rows[table] = connection.execute(f"SELECT count(*) FROM main.{table}").fetchone()[0]  # noqa: S608  # names of ours
    connection.close()
    assert "daily_work" not in rows
    packed_older = _rewritten(backup, lambda parts: parts.update({"store.db": older.read_bytes()}))
    assert restore(_with_manifest(packed_older, revision=OLDER, rows=rows), empty, now=NOW).records == 1
    with open_store(empty.database_url) as store:
        assert store.daily_work("backup") == []


def _columns(connection: sqlite3.Connection, schema: str, table: str) -> set[str]:
    return {row[1] for row in connection.execute(f"PRAGMA {schema}.table_info({table})")}


DAMAGED_AT = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999)


@pytest.mark.parametrize("where", DAMAGED_AT)
def test_a_damaged_file_is_refused(where: float, backup: Path, empty: Settings) -> None:
    content = bytearray(backup.read_bytes())
    at = int(where * (len(content) - 1))
    content[at : at + 30] = bytes(255 - byte for byte in content[at : at + 30])
    backup.write_bytes(content)
    with pytest.raises(BackupError):
        restore(backup, empty, now=NOW)
    assert _left(empty.home) == []


@pytest.mark.parametrize("kept", [0, 1, 100, 0.5, 0.99])
def test_a_file_that_was_cut_off_is_refused(kept: float, backup: Path, empty: Settings) -> None:
    content = backup.read_bytes()
    backup.write_bytes(content[: int(kept if kept >= 1 else kept * len(content))])
    with pytest.raises(BackupError, match="damaged or another kind"):
        restore(backup, empty, now=NOW)
    assert _left(empty.home) == []


def test_other_files_are_refused(tmp_path: Path, empty: Settings) -> None:
    other = tmp_path / "other.zip"
    with pytest.raises(BackupError, match="no such file"):
        restore(other, empty, now=NOW)
    with zipfile.ZipFile(other, "w") as packed:
        packed.writestr("letter.txt", "Dear all")
    with pytest.raises(BackupError, match="something else"):
        restore(other, empty, now=NOW)


@pytest.mark.parametrize(
    "name",
    [
        "../outside", "/etc/outside", "geography/../../outside.parquet", "home/../outside", "C:\\outside", "store.db/x",
        "geography/zones-a/../../../outside.parquet", "home/other.toml", "geography/zones-a/x.py", "backups/a.zip",
    ],
)  # fmt: skip
def test_a_part_with_another_name_is_never_written(name: str, backup: Path, empty: Settings) -> None:
    hostile = _rewritten(backup, lambda parts: parts.update({name: b"Out of here"}))
    with pytest.raises(BackupError, match="only parts that a backup has"):
        restore(hostile, empty, now=NOW)
    assert [path for path in backup.parent.rglob("*outside*") if path.is_file()] == []


def test_a_part_that_the_manifest_does_not_list_is_refused(backup: Path, empty: Settings) -> None:
    with zipfile.ZipFile(backup, "a") as packed:
        packed.writestr("../outside", "Out of here")
    with pytest.raises(BackupError, match="the parts that the manifest"):
        restore(backup, empty, now=NOW)


def test_what_would_fill_the_disk_is_not_unpacked(
    backup: Path, empty: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "SMALL_BYTES", 1_000_000)
    bomb = _rewritten(backup, lambda parts: parts.update({"store.db": bytes(200_000_000)}))
    with pytest.raises(BackupError, match="Nothing was unpacked"):
        restore(bomb, empty, now=NOW)
    assert _left(empty.home) == []


def test_what_packs_too_well_is_kept_unpacked(tiny: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "SMALL_BYTES", 0)
    monkeypatch.setattr(opening, "MOST_PACKED", 1.01)
    report = back_up(tiny.store, tiny.settings, tmp_path / "copy.zip", now=NOW, actor=TERMINAL)
    assert report.bytes > look_into(report.file).size


def test_how_much_may_be_unpacked() -> None:
    assert is_plausible(1_000, opening.SMALL_BYTES)
    assert not is_plausible(1_000, opening.SMALL_BYTES + 1)
    assert is_plausible(1_000_000, 100_000_000)
    assert not is_plausible(1_000_000, 100_000_001)


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE VIEW people_too AS SELECT * FROM people"],
        ["CREATE TRIGGER more AFTER INSERT ON assets BEGIN DELETE FROM assets; END"],
        ["CREATE TABLE more (id INTEGER)"],
    ],
)
def test_a_store_with_more_in_it_than_a_store_has_is_refused(
    statements: list[str], backup: Path, empty: Settings
) -> None:
    with pytest.raises(BackupError, match="found a database with the"):
        restore(_with_statement(backup, *statements), empty, now=NOW)
    assert _left(empty.home) == []


def test_counts_that_are_not_so_are_noticed(backup: Path, empty: Settings) -> None:
    with pytest.raises(BackupError, match="as many records"):
        restore(_with_statement(backup, "DELETE FROM photos"), empty, now=NOW)
    with pytest.raises(BackupError, match="belong"):
        restore(_with_statement(backup, "PRAGMA foreign_keys = OFF", "DELETE FROM assets"), empty, now=NOW)


@pytest.mark.parametrize(
    "manifest",
    [
        [], {}, None, {"format": "other"}, {"format": "asset-map-backup"},
        {"format": "asset-map-backup", "format_version": "1"},
        {"format": "asset-map-backup", "format_version": 1, "rows": []},
    ],
)  # fmt: skip
def test_a_manifest_that_is_none_is_refused(manifest: object, tmp_path: Path, empty: Settings) -> None:
    with pytest.raises(BackupError, match="manifest is not one"):
        restore(_written(tmp_path / "odd.zip", manifest, {}), empty, now=NOW)


@pytest.mark.parametrize("digest", ["../../outside", "", "zz"])
def test_a_geography_that_names_files_elsewhere_is_refused(digest: str, backup: Path, empty: Settings) -> None:
    def change(parts: dict[str, bytes]) -> None:
        installed = json.loads(parts["geography/installed.json"])
        installed["geographies"][0]["report"]["digest"] = digest
        parts["geography/installed.json"] = json.dumps(installed).encode()

    with pytest.raises(BackupError, match="geography"):
        restore(_rewritten(backup, change), empty, now=NOW)
    assert _left(empty.home) == []


def test_a_database_with_records_is_not_filled(backup: Path, tiny: Workspace, empty: Settings) -> None:
    with pytest.raises(BackupError, match="nothing in it"):
        restore(backup, replace(empty, database_url=tiny.settings.database_url), now=NOW)


def test_no_store_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="found none"):
        open_store(f"sqlite:///{tmp_path / 'nothing.db'}", create=False)


def test_a_backup_is_opened_where_it_is_told(backup: Path, tmp_path: Path) -> None:
    folder = tmp_path / "opened"
    folder.mkdir()
    opened = open_backup(backup, folder)
    assert (opened.folder / "store.db").read_bytes().startswith(b"SQLite format 3")


@pytest.fixture
def backup_from_before(tiny: Workspace, tmp_path: Path) -> Path:
    """Somebody who was erased after it was made, and the list beside it."""
    keep(tiny, summary="Ask Isa Brown about the key")
    made = back_up(tiny.store, tiny.settings, tmp_path / "before.zip", now=NOW, actor=TERMINAL).file
    asked = ToErase(kind="person", sought=sought(names=["Isa Brown"]))
    erase(asked, tiny, reason="She asked for it", now=NOW, actor=TERMINAL)
    return made


@pytest.mark.parametrize("is_named", [True, False])
def test_whoever_was_erased_since_does_not_come_back(
    is_named: bool, backup_from_before: Path, tiny: Workspace, empty: Settings
) -> None:
    listed = list_file(tiny.settings)
    if not is_named:
        empty.home.mkdir()
        shutil.copy(listed, list_file(empty))
    restored = restore(backup_from_before, empty, now=NOW, erased=listed if is_named else None)
    assert (restored.has_list, restored.erased_again, restored.records) == (True, 1, 1)
    assert "1 erasures from after that moment were done again" in afterwards(restored)
    held = b"".join(path.read_bytes() for path in empty.home.rglob("*") if path.is_file())
    assert b"Isa Brown" not in held
    assert read_erased_list(list_file(empty)) == tiny.store.erasures()


def test_without_the_list_it_is_said_who_came_back(backup_from_before: Path, empty: Settings) -> None:
    restored = restore(backup_from_before, empty, now=NOW)
    assert not restored.has_list
    assert "asset-map privacy again FILE" in afterwards(restored)


def test_a_backup_carries_what_was_erased_before_it(tiny: Workspace, empty: Settings, tmp_path: Path) -> None:
    keep(tiny, summary="Ask Isa Brown about the key")
    asked = ToErase(kind="person", sought=sought(names=["Isa Brown"]))
    erase(asked, tiny, reason="She asked for it", now=NOW, actor=TERMINAL)
    made = back_up(tiny.store, tiny.settings, tmp_path / "after.zip", now=NOW, actor=TERMINAL).file
    restore(made, empty, now=NOW)
    assert read_erased_list(list_file(empty)) == tiny.store.erasures()


def test_a_list_that_is_none_is_refused_before_anything_is_written(backup: Path, empty: Settings) -> None:
    with pytest.raises(BackupError, match="found no file"):
        restore(backup, empty, now=NOW, erased=empty.home / "erased.json")
    with pytest.raises(UserError, match="list of what was erased"):
        restore(backup, empty, now=NOW, erased=backup)
    assert not (empty.home / "asset-map.db").exists()
