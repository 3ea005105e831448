"""How much of what was worked out is kept, and how much memory it takes."""

from __future__ import annotations

import os
import sys
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path

LEAST_KEPT_BYTES = 256_000_000
SHARE_KEPT = 10
"""A tenth of the machine's memory: all that is known of a million assets takes 1 GB, and is read for 20 s."""

_LIMIT_OF_CONTAINER = Path("/sys/fs/cgroup/memory.max")


@cache
def most_kept_bytes() -> int:
    """Return how much of what was worked out is kept at most.

    Returns
    -------
    int
        Bytes.
    """
    return max(LEAST_KEPT_BYTES, _memory_bytes() // SHARE_KEPT)


def _memory_bytes() -> int:
    """Return how much memory this process may hope for; 0 where the system does not tell."""
    try:
        bytes_of_machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError):
        return 0
    try:
        limit = _LIMIT_OF_CONTAINER.read_text("ascii").strip()
    except OSError:
        return bytes_of_machine
    return min(bytes_of_machine, int(limit)) if limit.isdecimal() else bytes_of_machine


def size_in_bytes(answer: object) -> int:
    """Return about how much memory an answer takes.

    Parameters
    ----------
    answer
        A text, a table, or a tuple or dataclass of such.

    Returns
    -------
    int
        Bytes.
    """
    if is_dataclass(answer):
        return sum(size_in_bytes(getattr(answer, part.name)) for part in fields(answer))
    if isinstance(answer, tuple):
        return sum(map(size_in_bytes, answer))
    return sys.getsizeof(answer)
