"""What does a value of a JSON feed say as text? Nothing that it holds is taken on trust."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Json = Any
"""Whatever a feed holds."""


def text_of(record: Json, *keys: str) -> str:
    """Return the first value that a record has under one of several keys.

    Parameters
    ----------
    record
        A record of a feed, or something else.
    *keys
        In the order in which they are preferred.

    Returns
    -------
    str
        Whole numbers without a point; empty where there is no single value.
    """
    if not isinstance(record, Mapping):
        return ""
    return next((text for key in keys if (text := _text(record.get(key)))), "")


def _text(value: Json) -> str:
    if value is None or isinstance(value, (Mapping, list)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()


def records_of(record: Json, *keys: str) -> list[Mapping[str, Json]]:
    """Return the records that a record holds under several keys.

    Parameters
    ----------
    record
        A record of a feed, or something else.
    *keys
        Names under which feeds of different age keep them.

    Returns
    -------
    list of mapping
        A single one as a list of one; empty when there are none.
    """
    found: list[Mapping[str, Json]] = []
    for key in keys:
        value = record.get(key) if isinstance(record, Mapping) else None
        values = value if isinstance(value, list) else [value]
        found += [one for one in values if isinstance(one, Mapping)]
    return found


def joined(texts: Sequence[str], separator: str) -> str:
    """Return texts in one, each once, without the empty ones.

    Parameters
    ----------
    texts
        In order.
    separator
        Stands between them.

    Returns
    -------
    str
        Empty when all are.
    """
    return separator.join(dict.fromkeys(filter(None, texts)))
