"""What is let go of once nobody needs it: photos that were taken away, half-typed forms, sign-ins that ended."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, func, select

from asset_map.domain.audit import AuditEvent
from asset_map.store.audit import Change, insert_events
from asset_map.store.schema import audit_events, drafts, photos, sign_ins
from asset_map.store.transactions import OpenDatabase


class LeftOver(OpenDatabase):
    """What is left over."""

    def count_left_over(self, *, photos_before: dt.datetime, drafts_before: dt.datetime) -> dict[str, int]:
        """Return how much is left over.

        Parameters
        ----------
        photos_before, drafts_before
            Photos taken away before this moment, and forms last typed in before that one.

        Returns
        -------
        dict
            Numbers of ``photos`` and ``drafts``.
        """
        with self._reading() as connection:
            return {
                table.name: connection.execute(select(func.count()).select_from(table).where(own)).scalar_one()
                for table, own in (
                    (photos, photos.c.removed_at < photos_before),
                    (drafts, drafts.c.updated_at < drafts_before),
                )
            }

    def forget_left_over(
        self, *, photos_before: dt.datetime, drafts_before: dt.datetime, event: AuditEvent
    ) -> dict[str, int]:
        """Let go of what is left over, with what the history tells of those photos.

        Parameters
        ----------
        photos_before, drafts_before
            Photos taken away before this moment, and forms last typed in before that one.
        event
            Who does it, and when; sign-ins that have ended by then go too.

        Returns
        -------
        dict
            How many ``photos``, ``drafts`` and ``sign_ins`` went.
        """
        gone: dict[str, int] = {}
        with self._keeping() as connection:
            old = select(photos.c.photo_id, photos.c.asset_id).where(photos.c.removed_at < photos_before)
            removed = {row.photo_id: row.asset_id for row in connection.execute(old)}
            of_assets = (audit_events.c.subject_kind == "asset") & audit_events.c.subject_id.in_(set(removed.values()))
            asked = select(audit_events.c.event_id, audit_events.c.after).where(of_assets)
            telling = [
                row.event_id
                for row in connection.execute(asked)
                if row.after and (row.after.get("photo") or {}).get("photo_id") in removed
            ]
            connection.execute(delete(audit_events).where(audit_events.c.event_id.in_(telling)))
            for table, own in (
                (photos, photos.c.photo_id.in_(removed)),
                (drafts, drafts.c.updated_at < drafts_before),
                (sign_ins, sign_ins.c.expires_at < event.at),
            ):
                gone[table.name] = connection.execute(delete(table).where(own)).rowcount
            if any(gone.values()):
                insert_events(connection, event, [Change(subject_kind="left_over", subject_id="", after=dict(gone))])
        return gone
