"""Which list was taken in, what did it bring, and which of its rows is which record?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MADE_KEY = re.compile(r"-[0-9a-f]{16}$")
"""A key made of what a row says, where its list gives none of its own: whoever guesses a place could check it by it."""


@dataclass(frozen=True, kw_only=True)
class ListImport:
    """A list that was taken in: ``rows`` = ``added`` + ``updated`` + ``unchanged`` + ``refused``.

    Parameters
    ----------
    import_id
        Opaque and permanent.
    file_name, sha256
        The file without its folder, and its digest in hexadecimal.
    source, licence
        What the list is called, and the terms it is given under.
    list_date
        The date that the list is true for; None when nobody said.
    imported_at, actor
        When, and who.
    rows, added, updated, unchanged, refused
        Numbers of rows.
    undone_at, undone_by
        When it was taken back, and who did; None and empty while it holds.
    """

    import_id: str
    file_name: str
    sha256: str
    source: str
    licence: str
    list_date: dt.date | None
    imported_at: dt.datetime
    actor: str
    rows: int
    added: int
    updated: int
    unchanged: int
    refused: int
    undone_at: dt.datetime | None = None
    undone_by: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportedRow:
    """Which record a row of a list is, as the newest edition had it.

    Parameters
    ----------
    source, source_id
        The list, and the row's key in it.
    asset_id, version
        The record, and the version that the list last led to.
    import_id
        The import that added the record; empty where none did.
    digest
        Knows again whether the row says the same; empty for records of which that is not known.
    parts
        Id of a later import that brought a part of the record, by the names of
        `asset_map.domain.three_ways.parts`; the other parts are as they were added.
    """

    source: str
    source_id: str
    asset_id: str
    version: int
    import_id: str = ""
    digest: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ImportedChange:
    """What an import did to one record.

    Parameters
    ----------
    asset_id, version_after
        The record, and its version after the import; another one means that somebody has changed it since.
    row_before
        What was known of its row before; None for a record that the import added.
    """

    asset_id: str
    version_after: int
    row_before: ImportedRow | None


@dataclass(frozen=True, kw_only=True)
class ListMapping:
    """How lists of one look are read: kept under a name, and offered again.

    Parameters
    ----------
    name
        What people call it.
    columns
        The names of the columns of the list that it was made for, in order.
    settings
        What was chosen, as JSON: fields of columns, codes of values, and what holds for all rows.
    saved_by, saved_at
        Who saved it last, and when.
    """

    name: str
    columns: tuple[str, ...]
    settings: Mapping[str, Any]
    saved_by: str
    saved_at: dt.datetime
