"""All ways of a work in turn, round after round, each in a process of its own."""

from __future__ import annotations

import datetime as dt
import json
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from bench.frame.machine import Machine, Watch
from bench.frame.work import Answer, Check, Measured, Way, Work

LONGEST_S = 1800.0
"""So long a way may take to make itself ready, or for a round."""


NOT_ASKED_FOR = "takes many minutes: asked for with --long"


class WayFailedError(Exception):
    """A way did not do its work."""


@dataclass
class Result:
    """What was measured of one work.

    Parameters
    ----------
    work
        The work.
    rounds
        How many rounds were made.
    ways
        What was measured, by names of ways.
    left_out
        Title and reason of each way that was not taken.
    checks
        Whether answers are right.
    machine, day
        On what and when.
    others_cores
        How many cores were busy with something else meanwhile, as a mean.
    """

    work: Work
    rounds: int
    machine: Machine
    day: dt.date
    ways: dict[str, Measured] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    others_cores: float = 0.0


FAILURES = (WayFailedError, OSError, ValueError, subprocess.TimeoutExpired)
"""What may come of a way; everything else is a fault of the bench."""


class Alone:
    """A way's own process, as seen from here."""

    def __init__(self, work: Work, way: str, folder: Path) -> None:
        command = [sys.executable, "-m", "bench.frame.alone", work.name, way, str(folder)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        try:
            self.hello = self.hear()
        except BaseException:
            self.end()
            raise

    def end(self) -> None:
        """End it at once, and whatever it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def say(self, word: str) -> dict[str, Any]:
        """Say a word and return what the way answers."""
        if self.process.stdin is None:
            raise WayFailedError
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        return self.hear()

    def hear(self) -> dict[str, Any]:
        """Return what the way tells next."""
        with selectors.DefaultSelector() as waiting:
            waiting.register(self.process.stdout, selectors.EVENT_READ)  # type: ignore[arg-type]  # it is a pipe
            if not waiting.select(LONGEST_S):
                msg = f"stopped after {LONGEST_S:.0f} s"
                raise WayFailedError(msg)
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line:
            msg = f"failed with exit code {self.process.wait()}; its own words are above"
            raise WayFailedError(msg)
        told: dict[str, Any] = json.loads(line)
        return told


def measure(work: Work, folder: Path, *, rounds: int, machine: Machine) -> Result:
    """Take all ways of a work in turn, and compare their answers.

    Parameters
    ----------
    work
        The work.
    folder
        Its inputs are made there, unless they are there from before.
    rounds
        How often.
    machine
        What this machine is.

    Returns
    -------
    Result
        Ways that are missing or fail are told with their reason.
    """
    rounds = min(rounds, work.most_rounds)
    result = Result(work, rounds, machine, dt.datetime.now(dt.UTC).date())
    if work.missing():
        result.left_out.append(("the whole work", work.missing()))
        return result
    taken = []
    for way in work.ways:
        reason = _not_asked_for(way) or _not_installed(way) or way.missing()
        if reason:
            result.left_out.append((way.title, reason))
        else:
            taken.append(way)
    if not taken:
        return result
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "prepared").exists():
        _say(f"{work.name}: making the inputs")
        try:
            Alone(work, "prepare", folder).process.wait(LONGEST_S)
        except FAILURES as error:
            result.left_out.append(("the whole work", f"its inputs could not be made: {error}"))
            result.checks.append(Check("the inputs can be made", holds=False))
            return result
        (folder / "prepared").touch()
    watched = Watch()
    answers = _in_turn(work, taken, folder, result, watched)
    result.others_cores = watched.others_cores()
    result.checks += _compared(work, answers)
    return result


def _compared(work: Work, answers: Mapping[str, Answer]) -> list[Check]:
    """Compare the answers, where that of the product is there."""
    if "product" not in answers and any(way.role == "product" for way in work.ways):
        return []
    try:
        return list(work.check(answers))
    except Exception as error:  # noqa: BLE001 # the works that follow are measured all the same
        return [Check(f"the answers can be compared ({error!r})", holds=False)]


def _in_turn(work: Work, ways: list[Way], folder: Path, result: Result, watched: Watch) -> dict[str, Answer]:
    running: dict[str, Alone] = {}
    told: dict[str, list[dict[str, float]]] = {way.name: [] for way in ways}
    answers: dict[str, Answer] = {}
    try:
        for nth in range(-work.warm_ups, result.rounds):
            for way in [way for way in ways if way.name in told and nth < way.most_rounds]:
                seen = watched.looking_away() if way.elsewhere else nullcontext()
                with seen, _failing(way, told, running, result):
                    if nth == -work.warm_ups:
                        _say(f"{work.name}: {way.title}")
                        running[way.name] = Alone(work, way.name, folder)
                    figures = running[way.name].say("go")
                    if nth < 0:
                        continue
                    told[way.name].append(figures)
                    _say(f"{work.name}: {way.title}, round {nth + 1}: {told[way.name][-1]['seconds']:.3f} s")
                    if nth == min(result.rounds, way.most_rounds) - 1:
                        alone = running[way.name]
                        end = alone.say("end")
                        result.ways[way.name] = _measured(way, told[way.name], alone.hello, end)
                        with np.load(end["answer"], allow_pickle=False) as kept:
                            answers[way.name] = dict(kept)
                        alone.process.wait(LONGEST_S)
                        del running[way.name]
    finally:
        for alone in running.values():
            alone.end()
    return answers


@contextmanager
def _failing(way: Way, told: dict[str, Any], running: dict[str, Alone], result: Result) -> Iterator[None]:
    """Leave a way out from here on when it fails."""
    try:
        yield
    except FAILURES as error:
        result.left_out.append((way.title, str(error) or "ended before its time"))
        if way.role != "peer":
            result.checks.append(Check(f"{way.title} does its work", holds=False))
        told.pop(way.name, None)
        result.ways.pop(way.name, None)
        if alone := running.pop(way.name, None):
            alone.end()


def _measured(way: Way, told: list[dict[str, float]], hello: dict[str, Any], end: dict[str, Any]) -> Measured:
    names = {name for one in told for name in one} - {"seconds"}
    figures = {name: float(np.median([one[name] for one in told if name in one])) for name in sorted(names)}
    if "memory_mb" in figures:
        figures["memory_mb"] = max(one["memory_mb"] for one in told)
    return Measured(
        way.name,
        way.title,
        way.role,
        tuple(one["seconds"] for one in told),
        # What a way says of its memory (a server's, say) stands before that of its process.
        {"memory_mb": end["memory_mb"], **hello["known"], **figures},
        hello["versions"],
    )


def _not_asked_for(way: Way) -> str:
    is_left = way.long and not os.environ.get("ASSET_MAP_BENCH_LONG")
    return NOT_ASKED_FOR if is_left else ""


def _not_installed(way: Way) -> str:
    absent = []
    for name in way.needs:
        try:
            version(name)
        except PackageNotFoundError:
            absent.append(name)
    return f"{', '.join(absent)} not installed" if absent else ""


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
