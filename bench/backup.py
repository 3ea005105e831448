"""Backups under load, and moves there and back: what is lost, and how long it takes.

``python -m bench.backup [--seconds 600] [--writers 20] [--assets 100000] [--database postgresql://…]`` has writers,
threads of four processes, write numbered pairs of records, each pair in one transaction, while one backup after the
other is made and put back; then it moves a large store from SQLite to PostgreSQL and back, and compares all that can
be taken away.
The database has to be empty; its tables are dropped before each part.
"""

from __future__ import annotations

import argparse
import datetime as dt
import multiprocessing
import shutil
import tempfile
import threading
import time
from collections import Counter
from dataclasses import replace
from multiprocessing.synchronize import Event
from pathlib import Path

import numpy as np
import shapely
from sqlalchemy import create_engine, make_url, text

from asset_map.domain.asset import Asset
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.dates import local_date
from asset_map.domain.permission import TERMINAL
from asset_map.domain.protection import Audience, Level
from asset_map.exports.formats import FACTS, What
from asset_map.services.backup.moving import move
from asset_map.services.backup.restoring import restore
from asset_map.services.backup.writing import back_up
from asset_map.services.demo import open_demo
from asset_map.services.look import Question
from asset_map.services.take_away.asked import Taken
from asset_map.services.take_away.file import export_file
from asset_map.services.workspace import open_workspace
from asset_map.settings import Settings, read_settings
from asset_map.store import Store, open_store

NOW = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)
WRITING = AuditEvent(at=NOW, actor="a writer", action=Action.RECORDED)
SYSTEM = "demo"
PROCESSES = 4
"""Like a council's servers behind one proxy, each with several threads that write."""


def main() -> None:
    """Run all parts, and print what they find."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=float, default=60.0)
    asked.add_argument("--writers", type=int, default=20)
    asked.add_argument("--assets", type=int, default=100_000)
    asked.add_argument("--database", default="")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "town")
        demo = open_demo(read_settings(home), now=NOW)
        demo.store.close()
        addresses = [f"sqlite:///{folder}/written.db", *([given.database] if given.database else [])]
        for number, address in enumerate(addresses):
            _empty(address)
            settings = replace(demo.settings, database_url=address)
            _backups_while_written(settings, Path(folder, f"backups {number}"), given.seconds, given.writers)
        if given.database:
            _empty(given.database)
            _there_and_back(demo.settings, given.database, Path(folder, "exports"))
            _empty(given.database)
            _many(given.assets, given.database, Path(folder, "many"))


def _empty(address: str) -> None:
    if address.startswith("postgresql"):
        engine = create_engine(make_url(address).set(drivername="postgresql+psycopg"))
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        engine.dispose()


def _write_in_threads(address: str, writers: list[int], stop: Event) -> None:
    with open_store(address) as store:
        threads = [threading.Thread(target=_write, args=(store, writer, stop)) for writer in writers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _write(store: Store, writer: int, stop: Event) -> None:
    number = 0
    while not stop.is_set():
        pair = [_asset(f"{writer}-{number}-{one}", writer, number) for one in ("left", "right")]
        store.add_assets(pair, event=WRITING)
        number += 1


def _asset(asset_id: str, east: int, north: int) -> Asset:
    return Asset(
        asset_id=asset_id,
        name=f"Place {asset_id}",
        kind="place",
        offers=("meet", "food"),
        summary="Somewhere to be together, with soup and a piano, on most days of the week.",
        geometry_bng=shapely.to_wkb(shapely.Point(259_000 + east, 667_000 + north % 10_000)),
        zones={SYSTEM: f"F{north % 60:05}"},
        protection=Level.PARTNERS if north % 10 == 0 else Level.PUBLIC,
        recorded_by="a writer",
        recorded_at=NOW,
    )


def _backups_while_written(settings: Settings, folder: Path, seconds: float, writers: int) -> None:
    folder.mkdir()
    with open_store(settings.database_url):
        pass
    spawn = multiprocessing.get_context("spawn")
    stop = spawn.Event()
    shares = [list(range(one, writers, PROCESSES)) for one in range(PROCESSES)]
    processes = [spawn.Process(target=_write_in_threads, args=(settings.database_url, own, stop)) for own in shares]
    for process in processes:
        process.start()
    took, wrong, versions = [], [], []
    with open_store(settings.database_url) as store:
        while store.version() < writers and all(process.exitcode is None for process in processes):
            time.sleep(0.2)
        began = time.monotonic()
        while time.monotonic() - began < seconds or not versions:
            file = folder / f"{len(versions)}.zip"
            start = time.monotonic()
            report = back_up(store, settings, file, now=NOW, actor=TERMINAL)
            took.append(time.monotonic() - start)
            versions.append(report.version)
            wrong += _what_is_wrong(file, folder / f"home {len(versions)}")
            file.unlink()
            shutil.rmtree(folder / f"home {len(versions)}")
        stop.set()
        for process in processes:
            process.join()
        written = store.version()
    seconds_passed = time.monotonic() - began
    database = settings.database_url.split(":", maxsplit=1)[0]
    took_s = f"{np.median(took):.1f} s (longest {max(took):.1f} s)"
    print(f"{database}: {len(versions)} backups, each {took_s}, at {versions[0]:,} to {versions[-1]:,} pairs,")
    print(f"  while {writers} threads of {PROCESSES} processes wrote {written:,} pairs in {seconds_passed:.0f} s")
    print(f"  states that never existed: {len(wrong)} {wrong[:3] or ''}")
    print(f"  processes that failed: {sum(process.exitcode != 0 for process in processes)}")


def _what_is_wrong(file: Path, home: Path) -> list[str]:
    """Return what a copy holds that was never so: half a pair, a gap, or more or fewer pairs than changes."""
    restored = restore(file, read_settings(home, f"sqlite:///{home}/asset-map.db"), now=NOW)
    engine = create_engine(f"sqlite:///{restored.place}")
    with engine.connect() as connection:
        ids = connection.execute(text("SELECT asset_id FROM assets")).scalars().all()
        version = connection.execute(text("SELECT number FROM store_version")).scalar_one()
        events = connection.execute(text("SELECT count(*) FROM audit_events")).scalar_one()
    engine.dispose()
    pairs = Counter(asset_id.rsplit("-", 1)[0] for asset_id in ids)
    last: Counter[str] = Counter(pair.split("-")[0] for pair in pairs)
    found = [f"half a pair: {pair}" for pair, count in pairs.items() if count != 2]
    found += [f"a gap: {pair}" for pair in pairs if int(pair.split("-")[1]) >= last[pair.split("-")[0]]]
    found += [f"{len(pairs)} pairs at change {version}"] if version != len(pairs) else []
    return found + ([f"{events} events of {len(ids)} records"] if events != len(ids) else [])


def _exports(settings: Settings, folder: Path) -> dict[str, bytes]:
    """Take everything away, for everybody, in every format."""
    folder.mkdir(parents=True)
    workspace = open_workspace(settings, clock=lambda: NOW)
    for audience in Audience:
        for made_in, facts in FACTS.items():
            for what in What:
                if what is What.EVERYTHING and not facts.holds_layers:
                    continue
                taken = Taken(what=what, question=Question("", audience, local_date(NOW)))
                out = folder / f"{what}-{audience}{facts.suffix}"
                export_file(taken, workspace, out=out, made_in=made_in)
    workspace.store.close()
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _there_and_back(settings: Settings, database: str, folder: Path) -> None:
    addresses = [settings.database_url, database, f"sqlite:///{settings.home}/again.db"]
    exported = [_exports(settings, folder / "0")]
    for number in (1, 2):
        move(replace(settings, database_url=addresses[number - 1]), addresses[number])
        exported.append(_exports(replace(settings, database_url=addresses[number]), folder / str(number)))
    for name, other in zip(("SQLite → PostgreSQL", "SQLite → PostgreSQL → SQLite"), exported[1:], strict=True):
        differing = [file for file, content in other.items() if content != exported[0][file]]
        equal = len(other) - len(differing)
        print(f"{name}: {equal} of {len(exported[0])} exports equal byte for byte {differing[:5] or ''}")


def _many(count: int, database: str, folder: Path) -> None:
    folder.mkdir()
    settings = read_settings(folder, f"sqlite:///{folder}/asset-map.db")
    with open_store(settings.database_url) as store:
        for start in range(0, count, 10_000):
            new = [
                _asset(f"many-{number}", number % 5_000, number) for number in range(start, min(start + 10_000, count))
            ]
            store.add_assets(new, event=WRITING)
        print(f"{count:,} records, {Path(store.place).stat().st_size / 1e6:,.0f} MB of SQLite")
        _timed("backup, opened", lambda: back_up(store, settings, folder / "many.zip", now=NOW, actor=TERMINAL))
    print(f"  the backup has {(folder / 'many.zip').stat().st_size / 1e6:,.0f} MB")
    _timed("SQLite → PostgreSQL, compared", lambda: move(settings, database))
    large = replace(settings, database_url=database)
    with open_store(database) as store:
        _timed("backup from PostgreSQL", lambda: back_up(store, large, folder / "other.zip", now=NOW, actor=TERMINAL))
    back = f"sqlite:///{folder}/back.db"
    _timed("PostgreSQL → SQLite, compared", lambda: move(large, back))
    home = folder / "restored"
    into = read_settings(home, f"sqlite:///{home}/asset-map.db")
    _timed("restore", lambda: restore(folder / "many.zip", into, now=NOW))


def _timed(what: str, work: object) -> None:
    start = time.monotonic()
    work()  # type: ignore[operator]  # a function without arguments
    print(f"  {what}: {time.monotonic() - start:.1f} s")


if __name__ == "__main__":
    main()
