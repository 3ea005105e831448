"""How much of what was worked out is kept, and how much memory it takes."""

from __future__ import annotations

import sys
from dataclasses import fields, is_dataclass

MEMORY_BYTES = 256_000_000
"""How much of what was worked out is kept at most."""


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
