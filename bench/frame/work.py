"""What is measured: a work, the ways in which it may be done, and what is wanted of the product's."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

Answer = Mapping[str, np.ndarray]
"""What a way found out, as plain arrays, so that ways can be compared."""


def _no_answer(_: object) -> Answer:
    return {}


def _no_figures(_: object) -> Mapping[str, float]:
    return {}


def _nothing() -> None:
    return None


@dataclass(frozen=True)
class Ready:
    """A way with its inputs in its hands.

    Parameters
    ----------
    go
        Does the work once. It is timed, and must do all of it every time: nothing may be remembered between rounds.
    answer
        Turns what ``go`` returned into arrays for the comparison; not timed.
    figures
        Takes from what ``go`` returned other numbers to be told, such as ``bytes``. Where ``seconds`` is among them, it
        stands instead of what the clock said around ``go``, for works that are timed in a browser or by many clients;
        ``memory_mb``, of a server that does the work, stands instead of that of the way's own process.
    stop
        Ends what was begun.
    known
        Figures that are known before the first round, such as what preparing took.
    versions
        Of what is no distribution, such as a browser.
    """

    go: Callable[[], object]
    answer: Callable[[Any], Answer] = _no_answer
    figures: Callable[[Any], Mapping[str, float]] = _no_figures
    stop: Callable[[], None] = _nothing
    known: Mapping[str, float] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Way:
    """One way to do a work: the product's, a peer's, or a limit that nothing can beat.

    Parameters
    ----------
    name
        Short and stable, for files.
    title
        What the table calls it.
    start
        Imports what it needs, reads its inputs from the folder of the work, and makes them what it likes best; not
        timed.
    needs
        The distributions that must be installed; their versions are told.
    missing
        Says why the way cannot be taken on this machine; empty where it can.
    role
        ``product``, ``peer``, ``limit`` (what nothing can beat), ``part`` (something else that the product does) or
        ``aside`` (for information, beside the peers and no goal's).
    most_rounds
        Fewer rounds than the work's others, for a way that takes long.
    long
        Whether it takes so long that it is taken only when asked for (``--long``); what was measured earlier is kept.
    elsewhere
        Whether a server does the work that was not started here, so that what it does looks like others' work.
    """

    name: str
    title: str
    start: Callable[[Path], Ready]
    needs: tuple[str, ...] = ()
    missing: Callable[[], str] = lambda: ""
    role: str = "peer"
    most_rounds: int = 5
    long: bool = False
    elsewhere: bool = False


@dataclass(frozen=True)
class Measured:
    """What was measured of one way.

    Parameters
    ----------
    name, title, role
        Of the way.
    seconds
        Of each round.
    figures
        Medians of all figures told; ``memory_mb`` is the most that the process held, with its inputs.
    versions
        Of what it needs.
    when
        Day and version of the product, where it was measured in an earlier run.
    """

    name: str
    title: str
    role: str
    seconds: tuple[float, ...]
    figures: Mapping[str, float]
    versions: Mapping[str, str]
    when: str = ""

    @property
    def median_s(self) -> float:
        """Median of the seconds."""
        return float(np.median(self.seconds))


Ways = Mapping[str, Measured]
"""What was measured, by the names of the ways that were taken."""


@dataclass(frozen=True)
class Goal:
    """What is wanted.

    Parameters
    ----------
    words
        What is wanted, in words with its number.
    found
        Takes the number from what was measured; raises `KeyError` or `ValueError` where what it needs was left out.
    at_most, at_least
        The bound; one of the two.
    unit
        What the number is followed by.
    tried
        What was tried, and where the rest of the time goes; told where the goal is missed.
    """

    words: str
    found: Callable[[Ways], float]
    at_most: float | None = None
    at_least: float | None = None
    unit: str = ""
    tried: str = ""


@dataclass(frozen=True)
class Check:
    """Whether answers are right.

    Parameters
    ----------
    words
        What has to hold.
    holds
        Whether it does.
    """

    words: str
    holds: bool


@dataclass(frozen=True)
class Work:
    """Something that people wait for.

    Parameters
    ----------
    name
        Short and stable, for the command line and files.
    title
        What the table calls it.
    prepare
        Makes the inputs in a folder, once; not timed.
    ways
        The product first.
    goals
        What is wanted.
    check
        Compares the answers, by names of ways; those of ways that were left out are not there.
    missing
        Says why the whole work cannot be done on this machine; empty where it can.
    most_rounds
        Fewer rounds than asked for, for works that take minutes. With one round, ways are measured one after the other
        and none waits with its inputs in memory.
    warm_ups
        Rounds before those that count, for works so short that a first round is another thing.
    notes
        What a reader should know: what is in the seconds, what was tried.
    """

    name: str
    title: str
    prepare: Callable[[Path], None]
    ways: Sequence[Way]
    goals: Sequence[Goal] = ()
    check: Callable[[Mapping[str, Answer]], Sequence[Check]] = lambda _: ()
    missing: Callable[[], str] = lambda: ""
    most_rounds: int = 5
    warm_ups: int = 0
    notes: Sequence[str] = ()


def times(one: Measured, other: Measured) -> float:
    """Return how many times as long one way takes as another.

    Parameters
    ----------
    one, other
        What was measured of them.

    Returns
    -------
    float
        The median over the rounds, each compared with the same round of the other: what slows a round slows both.
    """
    return float(np.median([a_s / b_s for a_s, b_s in zip(one.seconds, other.seconds, strict=False)]))


def fastest_peer(ways: Ways) -> Measured:
    """Return the fastest peer.

    Parameters
    ----------
    ways
        What was measured.

    Returns
    -------
    Measured
        The one with the least median.

    Raises
    ------
    ValueError
        When all peers were left out.
    """
    return min((way for way in ways.values() if way.role == "peer"), key=lambda way: way.median_s)


def scaled(number: int) -> int:
    """Return how many of something a work takes: all, or a fiftieth where only a try is asked for (``--quick``).

    Parameters
    ----------
    number
        How many in earnest.

    Returns
    -------
    int
        How many.
    """
    return max(number // 50, 1) if os.environ.get("ASSET_MAP_BENCH_QUICK") else number


def official(name: str) -> Path:
    """Return one of the official downloads.

    Parameters
    ----------
    name
        Of the file.

    Returns
    -------
    pathlib.Path
        In the folder that ``ASSET_MAP_OFFICIAL_DATA`` names.
    """
    return Path(os.environ.get("ASSET_MAP_OFFICIAL_DATA", "."), name)


def without_official(*names: str) -> str:
    """Say which official downloads are missing.

    Parameters
    ----------
    *names
        Of the files.

    Returns
    -------
    str
        Empty when all are there.
    """
    absent = [name for name in names if not official(name).is_file()]
    return f"ASSET_MAP_OFFICIAL_DATA names no folder with {', '.join(absent)}" if absent else ""
