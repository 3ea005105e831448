"""A write is whole or not at all, whoever else writes and whatever happens."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text

from asset_map.domain.protection import Audience
from asset_map.errors import ConflictError, StoreError
from asset_map.store import Store, open_store
from asset_map.store import assets as store_assets
from asset_map.store.schema import asset_zones, assets, audit_events
from tests.contract.store_records import CHANGING, RECORDING, SYSTEM, plain_asset

PROCESS = [sys.executable, "-m", "tests.contract.store_process"]
ROOT = Path(__file__).parents[2]


def counts(tables: Engine) -> tuple[int, int, int]:
    """Return the numbers of rows in assets, zones and audit events, read behind the store's back."""
    with tables.begin() as connection:
        found = [connection.scalar(select(func.count()).select_from(t)) for t in (assets, asset_zones, audit_events)]
    return found[0], found[1], found[2]


def test_two_threads_keep_200_of_200(store: Store, tables: Engine) -> None:
    together = threading.Barrier(2)

    def add(word: str) -> None:
        together.wait()
        for number in range(100):
            store.add_asset(plain_asset(f"{word}-{number}"), event=RECORDING)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(add, ["one", "two"]))
    assert counts(tables) == (200, 200, 200)
    assert store.version() == 200


def test_two_processes_keep_200_of_200_even_when_they_make_the_store(store_url: str, tables: Engine) -> None:
    started = [subprocess.Popen([*PROCESS, store_url, "add", word, "100"], cwd=ROOT) for word in ("one", "two")]
    assert [process.wait(timeout=120) for process in started] == [0, 0]
    assert counts(tables) == (200, 200, 200)
    with open_store(store_url) as store:
        assert store.version() == 200


def test_of_many_changes_of_one_version_one_is_kept(store: Store) -> None:
    asset = plain_asset("a")
    store.add_asset(asset, event=RECORDING)

    def change(name: str) -> str | None:
        try:
            return store.change_asset(replace(asset, name=name), event=CHANGING).name
        except ConflictError:
            return None

    with ThreadPoolExecutor(8) as pool:
        kept = [name for name in pool.map(change, "abcdefgh") if name is not None]
    assert kept == [store.asset("a").name]
    assert [entry.event for entry in store.history("a")] == [RECORDING, CHANGING]


def test_a_reader_sees_before_or_after_and_does_not_wait(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_assets, "ROWS_AT_ONCE", 50)
    store.add_asset(plain_asset("before"), event=RECORDING)
    seen: list[int] = []

    class ReadingInBetween(list[object]):
        """Assets whose second half is only reached after somebody else has read the store."""

        def __getitem__(self, asked: object) -> object:
            with ThreadPoolExecutor(1) as other:
                frame = other.submit(store.read_assets, Audience.PUBLIC, zone_system=SYSTEM).result(timeout=60)
            seen.append(len(frame))
            return super().__getitem__(asked)  # type: ignore[index]  # a slice, as the store asks for

    new = ReadingInBetween(plain_asset(f"new-{number}") for number in range(51))
    store.add_assets(new, event=RECORDING)  # type: ignore[arg-type]  # a list of assets
    assert seen == [1, 1], "read before the first and between the first and second lot of rows"
    assert len(store.read_assets(Audience.PUBLIC, zone_system=SYSTEM)) == 52


def test_a_failing_audit_takes_the_asset_back(store: Store, tables: Engine) -> None:
    store.add_asset(plain_asset("kept"), event=RECORDING)
    with tables.begin() as connection:
        connection.execute(text("ALTER TABLE audit_events RENAME TO gone"))
    for write in (
        lambda: store.add_asset(plain_asset("lost"), event=RECORDING),
        lambda: store.change_asset(plain_asset("kept", name="Changed"), event=CHANGING),
        lambda: store.replace_zones(SYSTEM, {"kept": "S01010299"}, event=CHANGING),
    ):
        with pytest.raises(StoreError, match="audit_events"):
            write()
    with tables.begin() as connection:
        connection.execute(text("ALTER TABLE gone RENAME TO audit_events"))
    assert counts(tables) == (1, 1, 1)
    assert store.asset("kept") == plain_asset("kept")
    assert store.version() == 1


@pytest.mark.parametrize(
    ("moment", "kept"),
    [("INSERT INTO assets", 0), ("INSERT INTO audit_events", 0), ("COMMIT", 0), ("right after", 101)],
)
def test_killed_half_way_leaves_none_or_all(store_url: str, tables: Engine, moment: str, kept: int) -> None:
    died = subprocess.run([*PROCESS, store_url, "die", moment, "101"], cwd=ROOT, check=False, timeout=120)
    assert died.returncode == -signal.SIGKILL
    assert counts(tables) == (kept, kept, kept)
    with open_store(store_url) as store:
        store.add_asset(plain_asset("next"), event=RECORDING)
        assert len(store.read_assets(Audience.PUBLIC, zone_system=SYSTEM)) == kept + 1
