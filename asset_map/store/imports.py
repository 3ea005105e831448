"""Which files were brought in?"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, func, insert, select

from asset_map.domain.audit import AuditEvent
from asset_map.store.problems import refuse_unstorable_text
from asset_map.store.schema import imports


@dataclass(frozen=True, kw_only=True)
class ImportedFile:
    """A file that assets come from.

    Parameters
    ----------
    file_name
        Its name, without the folder.
    sha256
        Its digest, in hexadecimal.
    source, licence
        What the list is called, and the terms it is given under.
    """

    file_name: str
    sha256: str
    source: str
    licence: str


def insert_import(connection: Connection, file: ImportedFile, *, rows: int, event: AuditEvent) -> None:
    """Keep that a file was brought in.

    Parameters
    ----------
    connection
        A transaction that writes.
    file
        The file.
    rows
        How many assets came of it.
    event
        Who brought it in, and when.
    """
    values = asdict(file)
    refuse_unstorable_text(values, record="the imported file")
    connection.execute(insert(imports).values(**values, imported_at=event.at, actor=event.actor, rows=rows))


def select_imported_at(connection: Connection, sha256: str) -> dt.datetime | None:
    """Return when this very file was last brought in.

    Parameters
    ----------
    connection
        A transaction.
    sha256
        The file's digest, in hexadecimal.

    Returns
    -------
    datetime.datetime or None
        None for a file that was never brought in.
    """
    newest = select(func.max(imports.c.imported_at)).where(imports.c.sha256 == sha256)
    found: dt.datetime | None = connection.scalar(newest)
    return found
