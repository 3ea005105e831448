"""One way in a process of its own: it makes itself ready, and works when it is told to.

Started as ``python -m bench.frame.alone WORK WAY FOLDER``. Lines of JSON go out, words come in: ``go`` for a round,
``end`` to write the answer and stop. What libraries print goes to stderr.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np

from bench.frame.machine import most_memory_mb
from bench.frame.work import Ready
from bench.works import work_named

CLEAR_PEAK = Path("/proc/self/clear_refs")


def main() -> None:
    """Prepare a work's inputs, or take one way of it."""
    work_name, way_name, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    tell = _teller()
    work = work_named(work_name)
    if way_name == "prepare":
        work.prepare(folder)
        tell({"prepared": True})
        return
    way = next(way for way in work.ways if way.name == way_name)
    ready = way.start(folder)
    gc.collect()
    _forget_peak()
    tell({"known": dict(ready.known), "versions": {name: version(name) for name in way.needs} | dict(ready.versions)})
    try:
        end = _take_rounds(ready, folder / f"answer-{way_name}.npz", tell)
    finally:
        ready.stop()
    tell(end)


def _take_rounds(ready: Ready, answer_file: Path, tell: Callable[[object], None]) -> dict[str, object]:
    """Work whenever told to; at the end write the answer, and return where it is and the memory that it took."""
    result: object = None
    for word in sys.stdin:
        if word.strip() == "end":
            break
        result = None
        gc.collect()
        began_s = time.perf_counter()
        result = ready.go()
        figures = {"seconds": time.perf_counter() - began_s, **ready.figures(result)}
        tell(figures)
    memory_mb = most_memory_mb()
    with answer_file.open("wb") as file:
        np.savez(file, **{name: np.asarray(values) for name, values in ready.answer(result).items()})
    return {"memory_mb": memory_mb, "answer": str(answer_file)}


def _forget_peak() -> None:
    """Let the kernel count the most memory anew, where it may be told so."""
    try:
        CLEAR_PEAK.write_text("5", "ascii")
    except OSError:
        print("The peak of memory counts the making of the inputs too.", file=sys.stderr)


def _teller() -> Callable[[object], None]:
    """Keep stdout for lines of JSON; whatever prints goes to stderr from now on."""
    out = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    os.dup2(2, 1)

    def _tell(what: object) -> None:
        out.write(json.dumps(what) + "\n")

    return _tell


if __name__ == "__main__":
    main()
