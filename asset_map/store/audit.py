"""What was done to a record, by whom, and what was it before?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from asset_map.domain.audit import Action, AuditEvent
from asset_map.store.inserting import insert_many
from asset_map.store.problems import refuse_unstorable_text
from asset_map.store.schema import audit_events


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a write does to one subject.

    Parameters
    ----------
    subject_kind, subject_id
        What is written: for instance ``asset`` and its id.
    before, after
        Its fields as JSON; None where there was or is nothing.
    """

    subject_kind: str
    subject_id: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class RecordedEvent:
    """One line of a record's history; for staff only, as it holds protected fields.

    Parameters
    ----------
    event
        Who did what, when and why.
    before, after
        The record's fields; None where there was or is nothing.
    """

    event: AuditEvent
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def insert_events(connection: Connection, event: AuditEvent, changes: Sequence[Change]) -> None:
    """Keep one audit event per change, in the transaction of the change itself.

    Parameters
    ----------
    connection
        The transaction that writes.
    event
        Who does what, when and why.
    changes
        What is done to each subject.

    Raises
    ------
    StoreError
        For text that cannot be stored.
    """
    shared = vars(event) | {"action": event.action.value}
    refuse_unstorable_text(shared, record="the audit event")
    if changes:
        insert_many(connection, audit_events, [shared | vars(change) for change in changes])


def select_history(connection: Connection, *, subject_kind: str, subject_id: str) -> list[RecordedEvent]:
    """Return what was done to one subject, oldest first.

    Parameters
    ----------
    connection
        A transaction.
    subject_kind, subject_id
        The subject.

    Returns
    -------
    list of RecordedEvent
        Empty for a subject that was never written.
    """
    table = audit_events.c
    rows = connection.execute(
        select(audit_events)
        .where(table.subject_kind == subject_kind, table.subject_id == subject_id)
        .order_by(table.event_id)
    )
    return [
        RecordedEvent(
            event=AuditEvent(
                at=row.at,
                actor=row.actor,
                action=Action(row.action),
                reason=row.reason,
                second_actor=row.second_actor,
            ),
            before=row.before,
            after=row.after,
        )
        for row in rows
    ]
