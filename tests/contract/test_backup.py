"""Backups over each database: made while others write, put back, and moved, with nothing lost on the way."""

from __future__ import annotations

import datetime as dt
import shutil
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from asset_map.domain.dates import local_date
from asset_map.domain.permission import TERMINAL
from asset_map.domain.protection import Audience
from asset_map.domain.sought import sought
from asset_map.errors import BackupError
from asset_map.exports.formats import What
from asset_map.services.backup.moving import move
from asset_map.services.backup.restoring import restore
from asset_map.services.backup.writing import back_up
from asset_map.services.data_protection.erased_list import write_erased_list
from asset_map.services.look import Question
from asset_map.services.workspace import open_workspace
from asset_map.settings import Settings, read_settings
from asset_map.store import Store, open_store
from asset_map.store.copying import copy_store
from asset_map.store.erasures import ToErase
from asset_map.store.fingerprints import Fingerprint, fingerprints
from tests.conftest import NOW
from tests.contract.store_records import RECORDING, plain_asset
from tests.fixtures.every_table import fill_every_table
from tests.fixtures.taking import take

WRITERS = 20


def _back_up_while_others_write(store: Store, settings: Settings, file: Path) -> None:
    """Have writers add pairs of records, each pair in one transaction, before, while and after a backup is made."""
    begun, stop = threading.Barrier(WRITERS + 1), threading.Event()

    def write(writer: int) -> None:
        number = 0
        while not stop.is_set():
            pair = [plain_asset(f"{writer}-{number}-{one}") for one in ("left", "right")]
            store.add_assets(pair, event=RECORDING)
            number += 1
            if number == 1:
                begun.wait()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    begun.wait()
    try:
        with open_store(settings.database_url) as own:  # like the command, which is a process of its own
            back_up(own, settings, file, now=NOW, actor=TERMINAL)
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_a_backup_made_while_twenty_write_is_a_state_that_there_was(
    store: Store, store_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "copy.zip"
    _back_up_while_others_write(store, read_settings(tmp_path / "home", store_url), file)
    back = read_settings(tmp_path / "back")
    restored = restore(file, replace(back, database_url=f"sqlite:///{tmp_path / 'back' / 'asset-map.db'}"), now=NOW)
    with open_store(f"sqlite:///{restored.place}") as copy, copy.database.reader.begin() as connection:
        ids = [str(row[0]).split("-") for row in connection.exec_driver_sql("SELECT asset_id FROM assets")]
        version = copy.version()
        events = connection.exec_driver_sql("SELECT count(*) FROM audit_events").scalar_one()
    pairs = Counter((int(writer), int(number)) for writer, number, _ in ids)
    assert set(pairs.values()) == {2}
    for writer in range(WRITERS):
        numbers = sorted(number for of, number in pairs if of == writer)
        assert numbers == list(range(len(numbers)))
        assert numbers
    # Each change raises the number by one and is in the history: nothing came in after the moment of the copy.
    assert (version, events) == (len(pairs), 2 * len(pairs))
    assert store.version() > version


def test_every_table_comes_back_into_either_database(store: Store, store_url: str, tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'first.db'}") as first:
        fill_every_table(first)
        report = back_up(first, read_settings(tmp_path / "home"), tmp_path, now=NOW, actor=TERMINAL)
        assert report.file.parent == tmp_path
        store.close()
        Path(store.place).unlink(missing_ok=True)
        restore(report.file, read_settings(tmp_path / "back", store_url), now=NOW)
        with (
            open_store(store_url) as again,
            again.database.reader.begin() as after,
            first.database.reader.begin() as before,
        ):
            assert fingerprints(after) == fingerprints(before)


def test_a_database_with_records_is_left_alone_and_the_home_too(store: Store, store_url: str, tmp_path: Path) -> None:
    store.add_asset(plain_asset("here"), event=RECORDING)
    with open_store(f"sqlite:///{tmp_path / 'first.db'}") as first:
        first.add_asset(plain_asset("other"), event=RECORDING)
        report = back_up(first, read_settings(tmp_path / "home"), tmp_path, now=NOW, actor=TERMINAL)
    with pytest.raises(BackupError, match="Nothing was changed"):
        restore(report.file, read_settings(tmp_path / "back", store_url), now=NOW)
    assert not (tmp_path / "back").exists()
    assert store.find_asset("other") is None
    assert store.find_asset("here") is not None


def test_nobody_who_was_erased_reaches_either_database(
    store: Store, store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(f"sqlite:///{tmp_path / 'first.db'}") as first:
        first.add_asset(plain_asset("a", summary="Ask Isa Brown"), event=RECORDING)
        report = back_up(first, read_settings(tmp_path / "home"), tmp_path, now=NOW, actor=TERMINAL)
        first.erase(ToErase(kind="person", sought=sought(names=["Isa Brown"])), event=RECORDING)
        (tmp_path / "back").mkdir()
        write_erased_list(first, read_settings(tmp_path / "back"))
    place = store.place
    store.close()
    if store_url.startswith("sqlite"):
        Path(place).unlink()
    copied: list[str] = []

    def listening(source: Store, target: Store) -> Mapping[str, Fingerprint]:
        made = copy_store(source, target)
        copied.append(f"{target.place == place} {target.asset('a').summary}")
        return made

    monkeypatch.setattr("asset_map.services.backup.restoring.copy_store", listening)
    restore(report.file, read_settings(tmp_path / "back", store_url), now=NOW)
    assert not [one for one in copied if one.startswith("True") and "Isa" in one]
    with open_store(store_url) as again:
        assert "Isa" not in again.asset("a").summary


TAKEN = (
    (Audience.STAFF, What.EVERYTHING, ".gpkg"),
    (Audience.STAFF, What.ASSETS, ".csv"),
    (Audience.PUBLIC, What.COVERAGE, ".geojson"),
)
"""A few of all there are: `bench/backup.py` takes away everything for everybody in every format."""


def _exports(settings: Settings, folder: Path) -> dict[str, bytes]:
    """Return what is taken away from a store."""
    folder.mkdir()
    workspace = open_workspace(settings, clock=lambda: NOW)
    try:
        for audience, what, ending in TAKEN:
            take(what, Question("", audience, local_date(NOW)), workspace, out=folder / f"{audience}{ending}")
    finally:
        workspace.store.close()
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_there_and_back_gives_the_same_bytes_to_take_away(
    reach_home: Path, store: Store, store_url: str, tmp_path: Path
) -> None:
    home = tmp_path / "town"
    shutil.copytree(reach_home, home)
    addresses = (f"sqlite:///{home / 'asset-map.db'}", store_url, f"sqlite:///{tmp_path / 'third.db'}")
    exported = [_exports(read_settings(home, addresses[0]), tmp_path / "exports 0")]
    for number in (1, 2):
        moved = move(read_settings(home, addresses[number - 1]), addresses[number])
        assert moved.records > 0
        exported.append(_exports(read_settings(home, addresses[number]), tmp_path / f"exports {number}"))
    assert len(exported[0]) == len(TAKEN)
    for other in exported[1:]:
        assert [name for name, content in other.items() if content != exported[0][name]] == []


@pytest.mark.parametrize("written", ["assets", "drafts"])
def test_a_move_while_somebody_writes_says_so(
    written: str, store: Store, store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add_asset(plain_asset("a"), event=RECORDING)

    def copy_and_write(source: Store, target: Store) -> Mapping[str, Fingerprint]:
        copied = copy_store(source, target)
        if written == "drafts":
            store.save_draft("Morag", "add_an_asset", {"name": "Half a na"}, at=NOW)
        else:
            store.add_asset(plain_asset("b"), event=RECORDING)
        return copied

    monkeypatch.setattr("asset_map.services.backup.moving.copy_store", copy_and_write)
    with pytest.raises(BackupError, match=rf"\(.*{written}.*\).* Stop the server"):
        move(read_settings(tmp_path, store_url), f"sqlite:///{tmp_path / 'other.db'}")
    with pytest.raises(BackupError, match="another database"):
        move(read_settings(tmp_path, store_url), store_url)


def test_the_moment_of_a_backup_is_kept_whatever_the_time_zone(store: Store, tmp_path: Path) -> None:
    zone = dt.timezone(dt.timedelta(hours=5))
    report = back_up(store, read_settings(tmp_path), tmp_path / "copy.zip", now=NOW.astimezone(zone), actor=TERMINAL)
    assert report.made_at == NOW
    assert report.made_at.tzinfo is dt.UTC
