"""How were lists read before, so that the next one of the same look need not be explained again?"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from asset_map.domain.audit import AuditEvent
from asset_map.domain.list_import import ListMapping
from asset_map.errors import StoreError
from asset_map.store.audit import Change, insert_events
from asset_map.store.problems import refuse_unstorable_text
from asset_map.store.schema import list_mappings
from asset_map.store.transactions import OpenDatabase


class ListMappings(OpenDatabase):
    """Named ways to read lists; for staff only."""

    def save_list_mapping(self, mapping: ListMapping, *, event: AuditEvent) -> None:
        """Keep a mapping, in place of the one that had its name.

        Parameters
        ----------
        mapping
            What was chosen for a list.
        event
            Who saves it, and when.
        """
        refuse_unstorable_text({"name": mapping.name, "saved_by": mapping.saved_by}, record="the mapping")
        row = asdict(mapping) | {"columns": list(mapping.columns)}
        with self._changing() as connection:
            before = _select(connection, mapping.name)
            connection.execute(delete(list_mappings).where(list_mappings.c.name == mapping.name))
            connection.execute(insert(list_mappings).values(row))
            _note(connection, event, before=before, after=mapping)

    def forget_list_mapping(self, name: str, *, event: AuditEvent) -> None:
        """Forget a mapping.

        Parameters
        ----------
        name
            Its name.
        event
            Who forgets it, and when.

        Raises
        ------
        StoreError
            When there is none of that name.
        """
        with self._changing() as connection:
            before = _select(connection, name)
            if before is None:
                raise StoreError(
                    f"Expected a saved mapping called “{name}”; found none. Choose it from the list again."
                )
            connection.execute(delete(list_mappings).where(list_mappings.c.name == name))
            _note(connection, event, before=before, after=None)

    def list_mappings(self) -> list[ListMapping]:
        """Return every saved mapping.

        Returns
        -------
        list of ListMapping
            By name.
        """
        with self._reading() as connection:
            rows = connection.execute(select(list_mappings).order_by(list_mappings.c.name)).mappings().all()
        return [_mapping(dict(row)) for row in rows]


def _select(connection: Connection, name: str) -> ListMapping | None:
    row = connection.execute(select(list_mappings).where(list_mappings.c.name == name)).mappings().one_or_none()
    return None if row is None else _mapping(dict(row))


def _mapping(row: dict[str, Any]) -> ListMapping:
    return ListMapping(**row | {"columns": tuple(row["columns"])})


def _note(connection: Connection, event: AuditEvent, *, before: ListMapping | None, after: ListMapping | None) -> None:
    kept = before or after
    if kept is not None:
        change = Change(subject_kind="list_mapping", subject_id=kept.name, before=_noted(before), after=_noted(after))
        insert_events(connection, event, [change])


def _noted(mapping: ListMapping | None) -> dict[str, Any] | None:
    if mapping is None:
        return None
    return asdict(mapping) | {"columns": list(mapping.columns), "saved_at": mapping.saved_at.isoformat()}
