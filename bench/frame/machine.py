"""On what was it measured? No names of machines, people or folders."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path

BUSY_FROM = 0.5
"""More than so much work waiting for each core, and seconds are not those of an idle machine."""


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
    load
        How much work was running or waiting, as a mean over the minute before.
    """

    cores: int
    processor: str
    memory_gb: float
    system: str
    python: str
    load: float

    @property
    def busy(self) -> bool:
        """Whether other work was going on."""
        return self.load > BUSY_FROM * self.cores

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
        With the load of now.
    """
    return Machine(
        len(os.sched_getaffinity(0)),
        _field("/proc/cpuinfo", "model name") or platform.machine(),
        int((_field("/proc/meminfo", "MemTotal") or "0 kB").split()[0]) * 1024 / 1e9,
        f"{platform.system()} {platform.machine()}",
        platform.python_version(),
        round(os.getloadavg()[0], 1),
    )


def _field(path: str, name: str) -> str:
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")
