"""On what was it measured? No names of machines, people or folders."""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

IDLE, WAITS_FOR_DISK, GUESTS_FROM = 3, 4, 8
"""Columns of the first line of ``/proc/stat``; time of guests is counted among that of users already."""

BECOME_PARENT_OF_ORPHANS = 36
"""``PR_SET_CHILD_SUBREAPER`` of Linux's ``prctl``."""


@dataclass(frozen=True)
class Machine:
    """What a reader needs to compare seconds.

    Parameters
    ----------
    cores
        That the bench may use.
    processor
        Its model.
    memory_gb
        Of the machine.
    system, python
        Versions.
    """

    cores: int
    processor: str
    memory_gb: float
    system: str
    python: str

    @property
    def words(self) -> str:
        """One line about it."""
        return (
            f"{self.cores} cores of {self.processor}, {self.memory_gb:.0f} GB of memory, "
            f"{self.system}, Python {self.python}"
        )


def this_machine() -> Machine:
    """Return what this machine is.

    Returns
    -------
    Machine
        Of this process and those that it starts.
    """
    return Machine(
        len(os.sched_getaffinity(0)),
        _field("/proc/cpuinfo", "model name") or platform.machine(),
        int((_field("/proc/meminfo", "MemTotal") or "0 kB").split()[0]) * 1024 / 1e9,
        f"{platform.system()} {platform.machine()}",
        platform.python_version(),
    )


class Watch:
    """What the cores do from now on that processes of ours do not ask for."""

    def __init__(self) -> None:
        # Whatever is left without its parent, such as a browser's processes, is counted when it ends, and can be ended.
        ctypes.CDLL(None).prctl(BECOME_PARENT_OF_ORPHANS, 1, 0, 0, 0)
        self._began_s, self._began_others_s = time.monotonic(), _busy_s() - _own_s()

    @contextmanager
    def looking_away(self) -> Iterator[None]:
        """Leave out what goes on meanwhile: a server that we did not start may be working for us."""
        before_s, others_s = time.monotonic(), _busy_s() - _own_s()
        try:
            yield
        finally:
            self._began_s += time.monotonic() - before_s
            self._began_others_s += _busy_s() - _own_s() - others_s

    def others_cores(self) -> float:
        """Return how many cores were busy with something else, as a mean.

        Returns
        -------
        float
            To be asked when our own processes have ended; those that are left are ended first.
        """
        _end_children()
        others_s = _busy_s() - _own_s() - self._began_others_s
        return max(others_s, 0.0) / max(time.monotonic() - self._began_s, 1.0)


def _end_children() -> None:
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    while numbers := children.read_text("ascii").split() if children.is_file() else []:
        for number in map(int, numbers):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
            os.waitpid(number, 0)


def most_memory_mb(process: int | str = "self") -> float:
    """Return the most memory that a process held (Linux).

    Parameters
    ----------
    process
        Its number; this process unless said.

    Returns
    -------
    float
        Megabytes; of this process since its inputs were ready.
    """
    return int(_field(f"/proc/{process}/status", "VmHWM").split()[0]) * 1024 / 1e6


def _busy_s() -> float:
    try:
        first = Path("/proc/stat").read_text("ascii").partition("\n")[0]
    except OSError:
        return 0.0
    ticks = [int(word) for word in first.split()[1 : 1 + GUESTS_FROM]]
    return (sum(ticks) - ticks[IDLE] - ticks[WAITS_FOR_DISK]) / os.sysconf("SC_CLK_TCK")


def _own_s() -> float:
    return sum(os.times()[:4])


def _field(path: str, name: str) -> str:
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")
