"""A thousand writes by several processes that are killed at fifty random moments: is anything lost, or half there?

Run ``python -m bench.killed_writers`` (``--database postgresql://…`` names an empty database; without it only SQLite
is tried). Processes write records, changes of records that others change too, looks, what people say by phone, and
photos. They tell before each write, and again when it was kept. At moments from a seeded generator one of them, and
every fifth time all of them, are ended with SIGKILL and begun anew. Then every promise is looked up, everything that is
kept is looked through for halves, and on SQLite the file is checked. ``--server`` does the same to ``asset-map serve``
while phones send to it over HTTP.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import selectors
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np

from asset_map.services.workspace import Workspace, open_workspace
from bench import council
from bench.council import Council, make_council
from bench.databases import empty_databases
from bench.whole import not_whole

KINDS = ("record", "change", "look", "say", "photo")
SHARES = (35, 20, 15, 20, 10)
FORK = multiprocessing.get_context("fork")
ALL_DIE_EVERY = 5
LONGEST_QUIET_S = 120.0
"""When nobody has kept anything for so long, something holds a lock that nobody gives back."""


@dataclass
class Promises:
    """What writers told.

    Parameters
    ----------
    begun, kept
        Kind by key; keys are given once.
    details
        By key, what a write touched: the record of a change or a photo.
    failed
        Errors that a user would have been shown.
    """

    begun: dict[str, str] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def hear(self, line: str) -> None:
        """Take in one line of a writer."""
        what, kind, key, detail = line.split("\t", 3)
        if what == "begin":
            self.begun[key] = kind
        elif what == "kept":
            self.kept[key] = kind
        else:
            self.failed.append(f"{kind}: {detail}")
        if detail:
            self.details[key] = detail


@dataclass(frozen=True)
class Outcome:
    """What came of it.

    Parameters
    ----------
    promises
        What was told.
    killed, in_writing
        How many processes were killed, and how many of them while they wrote.
    doubtful_kept
        Writes that nobody was told of and that are kept, whole.
    lost, halves
        Promises that were not kept; everything that is half there.
    seconds
        How long it took.
    """

    promises: Promises
    killed: int
    in_writing: int
    doubtful_kept: int
    lost: list[str]
    halves: list[str]
    seconds: float

    @property
    def is_right(self) -> bool:
        """Whether nothing is lost, half there or refused."""
        return not (self.lost or self.halves or self.promises.failed)


def kill_writers(place: Council, *, writes: int, kills: int, writers: int, seed: int) -> Outcome:
    """Write and kill, and look what is there afterwards.

    Parameters
    ----------
    place
        The area; nobody else writes there.
    writes, kills, writers
        How many promises are waited for; how often processes are killed; how many processes write.
    seed
        Of the moments.

    Returns
    -------
    Outcome
        Nothing of it raises.
    """
    chance = np.random.default_rng(seed)
    promises, began_s = Promises(), time.monotonic()
    crowd = [_Writer(place, number, seed) for number in range(writers)]
    marks = sorted(chance.choice(np.arange(kills, writes), kills, replace=False).tolist())
    killed = in_writing = 0
    try:
        for number, mark in enumerate(marks, start=1):
            _listen(crowd, promises, until=mark)
            time.sleep(chance.uniform(0, 0.04))
            for writer in crowd if number % ALL_DIE_EVERY == 0 else [crowd[chance.integers(writers)]]:
                in_writing += writer.kill(promises)
                killed += 1
                writer.start()
        _listen(crowd, promises, until=writes)
    finally:
        for writer in crowd:
            writer.stop(promises)
    workspace = open_workspace(place.settings)
    try:
        lost = [key for key, kind in promises.kept.items() if not _is_there(key, kind, promises, place, workspace)]
        doubtful = [key for key in promises.begun if key not in promises.kept]
        there = sum(_is_there(key, promises.begun[key], promises, place, workspace) for key in doubtful)
        halves = not_whole(workspace)
    finally:
        workspace.store.close()
    return Outcome(promises, killed, in_writing, there, lost, halves, time.monotonic() - began_s)


class _Writer:
    """A process that writes until it is killed."""

    def __init__(self, place: Council, number: int, seed: int) -> None:
        self._place, self._number, self._seed, self._lives = place, number, seed, 0
        self.start()

    def start(self) -> None:
        self._lives += 1
        reading, writing = os.pipe()
        self.reading, self._rest, self._is_writing = reading, b"", False
        arguments = (self._place, writing, f"{self._number}-{self._lives}", self._seed)
        self.process: BaseProcess = FORK.Process(target=_write_on, args=arguments, daemon=True)
        self.process.start()
        os.close(writing)

    def hear(self, promises: Promises) -> bool:
        """Take in what was told since; return whether it may tell more."""
        read = os.read(self.reading, 65536)
        *lines, self._rest = (self._rest + read).split(b"\n")
        for line in lines:
            promises.hear(line.decode())
            self._is_writing = line.startswith(b"begin")
        return bool(read)

    def kill(self, promises: Promises) -> bool:
        """End it at once, and return whether it was writing."""
        if self.process.pid is not None:
            os.kill(self.process.pid, signal.SIGKILL)
        self.process.join()
        while self.hear(promises):
            pass
        os.close(self.reading)
        return self._is_writing

    def stop(self, promises: Promises) -> None:
        if self.process.is_alive():
            self.kill(promises)


def _listen(crowd: Sequence[_Writer], promises: Promises, *, until: int) -> None:
    with selectors.DefaultSelector() as all_of_them:
        for writer in crowd:
            all_of_them.register(writer.reading, selectors.EVENT_READ, writer)
        while len(promises.kept) < until:
            ready = all_of_them.select(timeout=LONGEST_QUIET_S)
            if not ready:
                message = f"Nobody has kept anything for {LONGEST_QUIET_S:.0f} s: {promises.failed[-3:]}"
                raise RuntimeError(message)
            for one, _events in ready:
                if not one.data.hear(promises):
                    message = f"A writer ended by itself: {promises.failed[-3:]}"
                    raise RuntimeError(message)


def _write_on(place: Council, told: int, name: str, seed: int) -> None:
    chance = np.random.default_rng([seed, *name.encode()])
    own: list[str] = []

    def tell(what: str, kind: str, key: str, detail: str = "") -> None:
        line = "\t".join((what, kind, key, " ".join(detail.split())))
        os.write(told, f"{line}\n".encode())  # at once: shorter than what a pipe takes whole

    workspace = open_workspace(place.settings)
    phone = council.joined(place, workspace)
    number = 0
    while True:
        number += 1
        kind = str(chance.choice(KINDS, p=np.array(SHARES) / sum(SHARES)))
        key = f"{name}-{number}"
        detail = str(chance.choice(place.shared)) if kind == "change" else own.pop() if kind == "photo" and own else ""
        kind = "record" if kind == "photo" and not detail else kind
        tell("begin", kind, key, detail)
        try:
            if kind == "record":
                council.record_one(key, workspace)
                own.append(key)
            elif kind == "change":
                council.count_up(detail, key, workspace)
            elif kind == "look":
                council.look_one(key, workspace)
            elif kind == "say":
                if number % 150 == 0:
                    phone = council.joined(place, workspace)  # one phone may not say as much as this
                council.say_one(_as_id(key), f"Said {key}", phone, workspace)
            else:
                council.show_one(detail, key, workspace)
        except Exception as error:  # noqa: BLE001  # whatever it is, a user would have seen it
            tell("failed", kind, key, f"{type(error).__name__}: {error}"[:400])
        else:
            tell("kept", kind, key, detail)


def _as_id(key: str) -> str:
    return key.encode().hex().rjust(32, "0")


def _is_there(key: str, kind: str, promises: Promises, place: Council, workspace: Workspace) -> bool:
    store, detail = workspace.store, promises.details.get(key, "")
    if kind == "record":
        kept = store.find_asset(key)
        return kept is not None and kept.name == f"Hall {key}"
    if kind == "change":
        return [one.event.reason for one in store.history(detail)].count(key) == 1
    if kind == "look":
        return key in _lookers(workspace)
    if kind == "say":
        said = store.contribution(_as_id(key))
        return said is not None and said.words == f"Said {key}" and said.session_id == place.session_id
    return any(
        photo.alt == f"Photo {key}" for photo in store.photos(detail, council.STAFF, today=council.moment().date())
    )


def _lookers(workspace: Workspace) -> set[str]:
    looks = workspace.remember(("bench lookers",), lambda: workspace.store.read_looks(council.STAFF))
    return set(looks["looked_by"])


def main() -> None:
    """Kill, and print a Markdown table for each store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--writes", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="", help="a PostgreSQL database, in which schemas are made and dropped")
    options = parser.parse_args()
    print("| what | found |\n| --- | ---: |")
    is_right = True
    with (
        tempfile.TemporaryDirectory(prefix="asset-map-bench-") as folder,
        empty_databases(Path(folder), options.database) as databases,
    ):
        for name, url in databases.items():
            place = make_council(Path(folder) / name, url)
            outcome = kill_writers(
                place, writes=options.writes, kills=options.kills, writers=options.writers, seed=options.seed
            )
            _print(name, outcome)
            is_right = is_right and outcome.is_right
    sys.exit(0 if is_right else 1)


def _print(name: str, outcome: Outcome) -> None:
    promises = outcome.promises
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(Counter(promises.kept.values()).items()))
    rows = {
        "writes that were promised": f"{len(promises.kept)} ({kinds})",
        "processes killed, of these while writing": f"{outcome.killed}, {outcome.in_writing}",
        "promises lost": f"{len(outcome.lost)}",
        "writes begun that nobody was told of; of these kept, whole":
            f"{len(promises.begun) - len(promises.kept)}; {outcome.doubtful_kept}",
        "halves, and what the database finds wrong": f"{len(outcome.halves)}",
        "errors that a user would have seen": f"{len(promises.failed)}",
        "seconds": f"{outcome.seconds:.0f}",
    }  # fmt: skip
    for what, found in rows.items():
        print(f"| {name}: {what} | {found} |", flush=True)
    for line in (*outcome.lost[:5], *outcome.halves[:10], *sorted(set(promises.failed))[:10]):
        print(line, flush=True)


if __name__ == "__main__":
    main()
