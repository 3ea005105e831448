"""Who looked where, and for what?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert

from asset_map.domain.audit import AuditEvent
from asset_map.domain.coverage import Look
from asset_map.store.audit import Change, insert_events
from asset_map.store.problems import refuse_unstorable_text
from asset_map.store.schema import looks


def insert_looks(
    connection: Connection, new: Sequence[Look], *, event: AuditEvent, import_id: str | None = None
) -> None:
    """Keep looks, with an audit event each.

    Parameters
    ----------
    connection
        The transaction that writes.
    new
        The looks.
    event
        Who adds them, when and why.
    import_id
        The list that says so, if one does.

    Raises
    ------
    StoreError
        For text that cannot be stored.
    """
    if not new:
        return
    rows = [_look_row(look) | {"import_id": import_id} for look in new]
    for row in rows:
        refuse_unstorable_text(row, record="the look")
    ids = connection.scalars(insert(looks).returning(looks.c.look_id, sort_by_parameter_order=True), rows)
    changes = [
        Change(subject_kind="look", subject_id=str(look_id), after=row | {"looked_on": row["looked_on"].isoformat()})
        for look_id, row in zip(ids.all(), rows, strict=True)
    ]
    insert_events(connection, event, changes)


def _look_row(look: Look) -> dict[str, Any]:
    return vars(look) | {"result": look.result.value, "method": look.method.value}
