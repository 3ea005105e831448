"""By which id does the feed know something? The same record has the same id in every feed and file."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

Entry = dict[str, Any]
"""One object of the feed, as it stands in JSON."""

NAMESPACE: Final = uuid.UUID("6f1d3a52-7c0e-5b8e-9a41-2d5f0c7be913")
"""Made by lot once; ids that others hold depend on it, so it never changes."""


OWN: Final = "asset_map"
"""Under this key stands what the standard has no place for, so that Asset Map reads the same record back."""


def identity(thing: str, *parts: str) -> str:
    """Return the id of something.

    Parameters
    ----------
    thing
        What it is, as the standard calls it: ``service``, ``location`` …
    *parts
        What tells it from others of its sort: the id of the record, a code, a number.

    Returns
    -------
    str
        A UUID of version 5.
    """
    return str(uuid.uuid5(NAMESPACE, "\x1f".join((thing, *parts))))


def without_nothing(entry: Mapping[str, Any]) -> Entry:
    """Return an object without what is not known.

    Parameters
    ----------
    entry
        An object of the feed.

    Returns
    -------
    dict
        Without None, empty texts and empty lists; zero and False stay.
    """
    return {key: value for key, value in entry.items() if value is not None and value not in ("", [], {})}
