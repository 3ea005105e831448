"""How is work on very many rows spared time and memory that it does not need?"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa

SELDOM = 1_000_000
"""Measured with 100,000 rows: looking through all objects whenever some thousand more were made took a quarter of the
time, and found nothing, as rows and records hold no cycles."""

_lock = threading.Lock()
_usual: list[int] = []
"""The collector's threshold from before, once for each work that goes on now."""


def spare_memory() -> None:
    """Let columns of texts give back their memory when they are done, from now on."""
    # Arrow's own allocator keeps what it once had: with 100,000 rows 70 MB.
    pa.set_memory_pool(pa.system_memory_pool())


@contextmanager
def for_many_rows() -> Iterator[None]:
    """Let the collector of cyclic garbage run seldom for a while, and give back the memory of columns that are done.

    Several works may go on at once: when the last of them ends, the collector runs as usual again.
    """
    spare_memory()
    with _lock:
        first, *others = gc.get_threshold()
        _usual.append(_usual[0] if _usual else first)
        gc.set_threshold(SELDOM, *others)
    try:
        yield
    finally:
        with _lock:
            usual = _usual.pop()
            if not _usual:
                gc.set_threshold(usual, *gc.get_threshold()[1:])
