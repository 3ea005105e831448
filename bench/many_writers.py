"""Fifty people write at once, for ten minutes: is an update lost, is anybody shown an error, how long do they wait?

Run ``python -m bench.many_writers --database postgresql://…`` (an empty database; without it only SQLite is tried).
Two ``asset-map serve`` answer twenty phones, a projector and whoever takes away exports and live layers. Thirty members
of staff work in two more processes, as the threads of screens do: they record, change records that the others change
too, tell of looks, add photos, keep drafts; one in each process reads the list of records all the while. Where somebody
else was faster with a change, it is looked at again and made again, as the screen asks people to; such conflicts are
counted and are no errors, and both each try and all of them together are timed. Everything else that a user would be
shown is: a locked database, no free connection, a deadlock, an answer of 400 or more, none within a minute.

Each shared record holds a number that every change raises by one: at the end it must be the number of changes that
were kept. Printed is how long writes took, half and 95 of 100 of them, and the longest.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import platform
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from asset_map.services.look import view_assets
from asset_map.services.workspace import Workspace, open_workspace
from bench import council
from bench.council import Council, make_council
from bench.databases import empty_databases
from bench.phones import Asker
from bench.servers import AppServer
from bench.whole import not_whole

FORK = multiprocessing.get_context("fork")
STAFF_KINDS = ("record", "change", "look", "draft", "photo")
SHARES = (0.3, 0.3, 0.15, 0.15, 0.1)
TAKEN_AWAY = (
    "/export/assets.geojson",
    "/export/assets.csv",
    "/ogc/collections/assets/items?limit=100",
    "/export/coverage.csv",
    "/maps",
)
READER_PAUSE_S = 1.0
LONGEST_ANSWER_S = 60.0
A_PHONE_SAYS = 150
"""Then it is somebody else's: one phone may not say much more."""


@dataclass
class Work:
    """What some of the people did.

    Parameters
    ----------
    seconds
        How long each write or answer took, by what it was.
    kept
        Keys of what was kept, by what it was.
    counted
        How often each shared record was counted up.
    told
        How often somebody was told that somebody else had been faster.
    errors
        What a user would have been shown.
    """

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    kept: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    counted: dict[str, int] = field(default_factory=Counter)
    told: int = 0
    errors: list[str] = field(default_factory=list)

    def add(self, other: Work) -> None:
        """Put what others did beside it."""
        for name, values in other.seconds.items():
            self.seconds.setdefault(name, []).extend(values)
        for name, keys in other.kept.items():
            self.kept.setdefault(name, []).extend(keys)
        for asset_id, number in other.counted.items():
            self.counted[asset_id] = self.counted.get(asset_id, 0) + number
        self.told += other.told
        self.errors += other.errors


@dataclass(frozen=True)
class Crowd:
    """How many people work, and for how long.

    Parameters
    ----------
    staff, staff_processes, phones, servers
        Numbers of them.
    seconds, pause_s
        How long all work, and how long each waits after a write, on average.
    """

    staff: int = 30
    staff_processes: int = 2
    phones: int = 20
    servers: int = 2
    seconds: float = 600.0
    pause_s: float = 0.5


@dataclass(frozen=True)
class Outcome:
    """What came of it.

    Parameters
    ----------
    work
        What all did.
    lost, halves
        What was kept and is not there, or is there twice; what is half there.
    """

    work: Work
    lost: list[str]
    halves: list[str]


def work_together(place: Council, crowd: Crowd, *, port: int = 8720) -> Outcome:
    """Let a crowd work, and look what is there afterwards.

    Parameters
    ----------
    place
        The area; nobody else writes there.
    crowd
        Who works.
    port
        Of the first server.

    Returns
    -------
    Outcome
        Errors are counted, not raised.
    """
    servers = [AppServer(place.settings, port + 10 * number) for number in range(crowd.servers)]
    try:
        ports = [server.port for server in servers]
        entrance = servers[-1].entrance if servers else ""
        ends_s = time.time() + crowd.seconds
        with tempfile.TemporaryDirectory(prefix="asset-map-bench-") as folder:
            outs = [Path(folder) / f"{number}.json" for number in range(crowd.staff_processes + 1)]
            processes = [
                FORK.Process(target=_staff, args=(place, crowd, number, ends_s, out))
                for number, out in enumerate(outs[:-1])
            ]
            if ports:
                processes.append(FORK.Process(target=_phones, args=(place, crowd, ports, entrance, ends_s, outs[-1])))
            for process in processes:
                process.start()
            for process in processes:
                process.join()
            work = Work()
            for out in outs[: len(processes)]:
                work.add(Work(**json.loads(out.read_text())))
    finally:
        for server in servers:
            server.stop()
    return _looked_up(place, work)


def _staff(place: Council, crowd: Crowd, number: int, ends_s: float, out: Path) -> None:
    workspace = open_workspace(place.settings)
    work, lock = Work(), threading.Lock()
    workers: list[Callable[[], None]] = [
        lambda who=one: _be_staff(f"{number}-{who}", place, crowd, workspace, ends_s, work, lock)  # type: ignore[misc]
        for one in range(crowd.staff // crowd.staff_processes)
    ]
    _together([*workers, lambda: _read_the_list(workspace, ends_s, work, lock)])
    out.write_text(json.dumps(vars(work)))


def _together(workers: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=worker) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _be_staff(
    name: str, place: Council, crowd: Crowd, workspace: Workspace, ends_s: float, work: Work, lock: threading.Lock
) -> None:
    chance = np.random.default_rng([*name.encode()])  # the same people each time
    own: list[str] = []
    number = 0

    tried_s = [0.0]

    def told() -> None:
        with lock:
            work.told += 1
            work.seconds["change"].append(time.monotonic() - tried_s[0])
        tried_s[0] = time.monotonic()

    while time.time() < ends_s:
        number += 1
        kind, key = str(chance.choice(STAFF_KINDS, p=SHARES)), f"{name}-{number}"
        shared = str(chance.choice(place.shared))
        if kind == "photo" and not own:
            kind = "record"
        began_s = tried_s[0] = time.monotonic()
        try:
            _write(kind, key, name, own, shared, workspace, told)
        except Exception as error:  # noqa: BLE001  # whatever it is, a user would have seen it
            with lock:
                work.errors.append(f"{kind}: {type(error).__name__}: {error}"[:300])
        else:
            with lock:
                work.seconds[kind].append(time.monotonic() - tried_s[0])
                work.kept[kind].append(key)
                if kind == "change":
                    work.counted[shared] += 1
                    work.seconds["change, until it was kept"].append(time.monotonic() - began_s)
        time.sleep(chance.uniform(0, 2 * crowd.pause_s))


def _write(
    kind: str, key: str, name: str, own: list[str], shared: str, workspace: Workspace, told: Callable[[], None]
) -> None:
    if kind == "record":
        council.record_one(key, workspace)
        own.append(key)
    elif kind == "change":
        council.count_up(shared, key, workspace, told=told)
    elif kind == "look":
        council.look_one(key, workspace)
    elif kind == "draft":
        workspace.store.save_draft(name, "add", {"name": key}, at=council.moment())
    else:
        council.show_one(own.pop(), key, workspace)


def _read_the_list(workspace: Workspace, ends_s: float, work: Work, lock: threading.Lock) -> None:
    while time.time() < ends_s:
        began_s = time.monotonic()
        try:
            view_assets(workspace, council.STAFF, today=council.moment().date())
        except Exception as error:  # noqa: BLE001  # whatever it is, a user would have seen it
            with lock:
                work.errors.append(f"list: {type(error).__name__}: {error}"[:300])
        with lock:
            work.seconds["list of records, read by staff"].append(time.monotonic() - began_s)
        time.sleep(READER_PAUSE_S)


def _phones(place: Council, crowd: Crowd, ports: list[int], entrance: str, ends_s: float, out: Path) -> None:
    work, lock = Work(), threading.Lock()
    askers: list[Callable[[], None]] = [
        lambda who=one: _be_a_phone(who, place, crowd, ports, ends_s, work, lock)  # type: ignore[misc]
        for one in range(crowd.phones)
    ]
    readers: list[Callable[[], None]] = [
        lambda port=one: _take_away(port, ends_s, work, lock)  # type: ignore[misc]
        for one in ports
    ]
    _together([*askers, *readers, lambda: _project(place, ports[-1], entrance, ends_s, work, lock)])
    out.write_text(json.dumps(vars(work)))


class PatientAsker(Asker):
    """A browser, which waits for longer than the outbox of a phone does."""

    def _new_line(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(
            self.host, self.port, timeout=LONGEST_ANSWER_S, source_address=(self.own_address, 0)
        )


def _asked(
    asker: Asker, method: str, path: str, what: str, work: Work, lock: threading.Lock, **how: object
) -> tuple[int, bytes]:
    began_s = time.monotonic()
    try:
        status, content = asker.ask(method, path, **how)  # type: ignore[arg-type]
    except (OSError, http.client.HTTPException) as error:
        status, content = 599, repr(error).encode()
    with lock:
        work.seconds[what].append(time.monotonic() - began_s)
        if status >= 400:
            work.errors.append(f"{what}: {method} {path}: {status} {content[:200]!r}")
    return status, content


def _be_a_phone(
    number: int, place: Council, crowd: Crowd, ports: list[int], ends_s: float, work: Work, lock: threading.Lock
) -> None:
    chance = np.random.default_rng(number)
    said = 0
    asker = PatientAsker("127.0.0.1", ports[number % len(ports)], f"127.0.0.{100 + number}")
    while time.time() < ends_s:
        if said % A_PHONE_SAYS == 0:
            asker.cookies.clear()
            _asked(asker, "POST", f"/j/{place.code}", "join", work, lock, form={"language": "en"})
        said += 1
        key = council.new_key()
        entry = {
            "contribution_id": key, "kind": "idea", "words": f"Phone {number} says {said}", "language": "en",
            "place": f"{'ABC'[number % 3]}{said % 3 + 1}", "offers": [],
        }  # fmt: skip
        status, _content = _asked(asker, "POST", "/session/contributions", "say", work, lock, entry=entry)
        if status == 200:
            with lock:
                work.kept["say"].append(key)
        if said % 5 == 0:
            _asked(asker, "GET", "/session/news", "news", work, lock)
        time.sleep(chance.uniform(0, 2 * crowd.pause_s))


def _take_away(port: int, ends_s: float, work: Work, lock: threading.Lock) -> None:
    asker, number = PatientAsker("127.0.0.1", port, "127.0.0.90"), 0
    while time.time() < ends_s:
        path = TAKEN_AWAY[number % len(TAKEN_AWAY)]
        _asked(asker, "GET", path, "taken away, and live layers", work, lock)
        number += 1
        time.sleep(READER_PAUSE_S)


def _project(place: Council, port: int, entrance: str, ends_s: float, work: Work, lock: threading.Lock) -> None:
    asker = PatientAsker("127.0.0.1", port, "127.0.0.91")
    _asked(asker, "GET", entrance, "enter", work, lock)
    while time.time() < ends_s:
        _asked(asker, "GET", f"/mapping/{place.session_id}/news", "news", work, lock)
        time.sleep(READER_PAUSE_S)


def _looked_up(place: Council, work: Work) -> Outcome:
    workspace = open_workspace(place.settings)
    store = workspace.store
    try:
        lost = [f"record {key}" for key in work.kept.get("record", ()) if store.find_asset(key) is None]
        for asset_id in place.shared:
            capacity, counted = store.asset(asset_id).capacity or 0, work.counted.get(asset_id, 0)
            if capacity != 1 + counted:
                lost.append(f"{asset_id} was counted up {counted} times from 1, and holds {capacity}")
        reasons = Counter(one.event.reason for asset_id in place.shared for one in store.history(asset_id))
        lost += [f"change {key}" for key in work.kept.get("change", ()) if reasons[key] != 1]
        lookers = Counter(store.read_looks(council.STAFF)["looked_by"])
        lost += [f"look {key}" for key in work.kept.get("look", ()) if lookers[key] != 1]
        said = Counter(one.contribution_id for one in store.contributions(place.session_id))
        lost += [f"said {key}" for key in work.kept.get("say", ()) if said[key] != 1]
        drafts = {key.rsplit("-", 1)[0]: key for key in work.kept.get("draft", ())}
        lost += [f"draft {key}" for name, key in drafts.items() if store.draft(name, "add") != {"name": key}]
        return Outcome(work, lost, not_whole(workspace))
    finally:
        store.close()


def main() -> None:
    """Let them work on each store, and print Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--pause", type=float, default=0.5, help="seconds that each waits after a write, on average")
    parser.add_argument("--database", default="", help="a PostgreSQL database, in which schemas are made and dropped")
    parser.add_argument("--only", default="", help="SQLite or PostgreSQL")
    options = parser.parse_args()
    crowd = Crowd(seconds=60 * options.minutes, pause_s=options.pause)
    print(
        f"{crowd.staff} members of staff in {crowd.staff_processes} processes, {crowd.phones} phones on "
        f"{crowd.servers} servers, {options.minutes:g} minutes, {crowd.pause_s:g} s between writes; "
        f"{os.cpu_count()} cores, Python {platform.python_version()}."
    )
    is_right = True
    with (
        tempfile.TemporaryDirectory(prefix="asset-map-bench-") as folder,
        empty_databases(Path(folder), options.database) as databases,
    ):
        for name, url in databases.items():
            if options.only in {"", name}:
                outcome = work_together(make_council(Path(folder) / name, url), crowd)
                _print(name, outcome)
                is_right = is_right and not (outcome.lost or outcome.halves or outcome.work.errors)
    sys.exit(0 if is_right else 1)


def _print(name: str, outcome: Outcome) -> None:
    work = outcome.work
    print(f"\n| {name} | how many | p50 (s) | p95 (s) | longest (s) |\n| --- | ---: | ---: | ---: | ---: |")
    writes = [one for kind in (*STAFF_KINDS, "say") for one in work.seconds.get(kind, ())]
    for what, seconds in [*sorted(work.seconds.items()), ("**all writes**", writes)]:
        half, most, longest = (*np.quantile(seconds, [0.5, 0.95]), max(seconds)) if seconds else (0.0, 0.0, 0.0)
        print(f"| {what} | {len(seconds)} | {half:.2f} | {most:.2f} | {longest:.2f} |")
    print(
        f"\n{name}: {len(outcome.lost)} updates lost, {len(outcome.halves)} halves, {len(work.errors)} errors shown; "
        f"{work.told} times somebody was told that somebody else had been faster.",
        flush=True,
    )
    for line, number in Counter(one[:160] for one in work.errors).most_common(10):
        print(f"{number} × {line}", flush=True)
    for line in (*outcome.lost[:10], *outcome.halves[:10]):
        print(line, flush=True)


if __name__ == "__main__":
    main()
