"""Which codes did somebody give to people's own words, and what stood there before?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CodesBefore:
    """What one record had before a mapping.

    Parameters
    ----------
    offers, kind
        Its codes then, the primary offer first.
    version_after
        Its version with the new codes; another version means that somebody has changed it since.
    """

    offers: tuple[str, ...]
    kind: str
    version_after: int


@dataclass(frozen=True, kw_only=True)
class WordMapping:
    """Codes that were given to many records at once; the words themselves are never changed.

    Parameters
    ----------
    mapping_id
        Opaque and permanent.
    offers
        Codes that were given, the primary one first.
    kind
        The kind that was given; empty when kinds were left as they were.
    replaced
        Whether the offers took the place of others, or came beside them.
    reason, mapped_by, mapped_at
        Why, who and when.
    records
        What each changed record had before, by its id.
    undone_by, undone_at
        Who took it back, and when; empty and None while it holds.
    """

    mapping_id: str
    offers: tuple[str, ...]
    kind: str
    replaced: bool
    reason: str
    mapped_by: str
    mapped_at: dt.datetime
    records: Mapping[str, CodesBefore]
    undone_by: str = ""
    undone_at: dt.datetime | None = None
