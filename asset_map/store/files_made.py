"""Which files were taken away, so that those can be called back that held something?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import insert, select

from asset_map.domain.audit import AuditEvent
from asset_map.domain.made_file import MadeFile
from asset_map.domain.protection import Audience
from asset_map.store.audit import Change, insert_events
from asset_map.store.schema import files_made
from asset_map.store.transactions import OpenDatabase


class FilesMade(OpenDatabase):
    """Files that were taken away; for staff only."""

    def note_file(self, file: MadeFile) -> None:
        """Keep that a file was taken away; no record changes.

        Parameters
        ----------
        file
            Which.
        """
        with self._keeping() as connection:
            connection.execute(insert(files_made).values(vars(file) | {"audience": file.audience.value}))

    def note_backup(self, name: str, *, event: AuditEvent) -> None:
        """Keep that a backup was made by hand or taken away; no record changes.

        Parameters
        ----------
        name
            Of the file.
        event
            Who did, and when.
        """
        with self._keeping() as connection:
            insert_events(connection, event, [Change(subject_kind="backup", subject_id=name)])

    def files_made(self, *, since: dt.datetime | None, audiences: Collection[Audience]) -> list[MadeFile]:
        """Return files that were taken away.

        Parameters
        ----------
        since
            Not before; None for all.
        audiences
            Only those made for these.

        Returns
        -------
        list of MadeFile
            The newest first.
        """
        asked = select(files_made).where(files_made.c.audience.in_([one.value for one in audiences]))
        if since is not None:
            asked = asked.where(files_made.c.made_at >= since)
        with self._reading() as connection:
            rows = connection.execute(asked.order_by(files_made.c.made_at.desc(), files_made.c.file_id)).mappings()
            return [MadeFile(**dict(row) | {"audience": Audience(row["audience"])}) for row in rows]
