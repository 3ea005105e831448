"""Who looked where, and for what?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, insert, select

from asset_map.domain.audit import AuditEvent
from asset_map.domain.coverage import Look, LookMethod, LookResult
from asset_map.errors import ConflictError, NotAllowedError
from asset_map.store.audit import Change, insert_events
from asset_map.store.problems import refuse_unstorable_text
from asset_map.store.schema import looks
from asset_map.store.transactions import OpenDatabase

_FIELDS = tuple(Look.__dataclass_fields__)


class Looks(OpenDatabase):
    """The ledger of looks: what is written into it. It is read through `asset_map.store.store.Store.read_looks`."""

    def add_looks(self, new: Sequence[Look], *, event: AuditEvent) -> None:
        """Keep looks, all of them or none.

        Parameters
        ----------
        new, event
            The looks; who adds them, when and why.
        """
        with self._changing() as connection:
            insert_looks(connection, new, event=event)

    def add_looks_once(self, new: Sequence[Look], *, event: AuditEvent) -> dict[int, Look]:
        """Keep looks, without those that are kept already with all that is said of them.

        Parameters
        ----------
        new, event
            The looks; who adds them, when and why.

        Returns
        -------
        dict
            The looks that were added, by id.
        """
        with self._changing() as connection:
            fresh = [look for look in dict.fromkeys(new) if not _is_kept(connection, look)]
            return dict(zip(insert_looks(connection, fresh, event=event), fresh, strict=True))

    def remove_looks(self, kept: Mapping[int, Look], *, event: AuditEvent) -> None:
        """Take looks out of the ledger, all of them or none; the audit keeps what they said.

        Parameters
        ----------
        kept
            The looks as they were read, by id.
        event
            Who takes them back, when and why.

        Raises
        ------
        ConflictError
            When one of them was taken back meanwhile; nothing is changed.
        NotAllowedError
            When a list says one of them: it goes when its list is taken back.
        """
        with self._changing() as connection:
            rows = {row.look_id: row for row in connection.execute(select(looks).where(looks.c.look_id.in_(kept)))}
            # The database gives the number of a look that is gone to another one.
            gone = [look for look_id, look in kept.items() if look_id not in rows or _look(rows[look_id]) != look]
            if gone:
                raise ConflictError(
                    f"Expected {len(kept)} looks on record; found that somebody has taken back {len(gone)} of them. "
                    "Nothing was changed."
                )
            if any(row.import_id is not None for row in rows.values()):
                raise NotAllowedError("A list says so. Take back the list as a whole, or record a newer look.")
            remove_looks(connection, looks.c.look_id.in_(kept), event=event)


def insert_looks(
    connection: Connection, new: Sequence[Look], *, event: AuditEvent, import_id: str | None = None
) -> list[int]:
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

    Returns
    -------
    list of int
        Their ids, in order.

    Raises
    ------
    StoreError
        For text that cannot be stored.
    """
    if not new:
        return []
    rows = [_look_row(look) | {"import_id": import_id} for look in new]
    ids = connection.scalars(insert(looks).returning(looks.c.look_id, sort_by_parameter_order=True), rows).all()
    changes = [
        Change(subject_kind="look", subject_id=str(look_id), after=_as_json(row))
        for look_id, row in zip(ids, rows, strict=True)
    ]
    insert_events(connection, event, changes)
    return list(ids)


def remove_looks(connection: Connection, which: ColumnElement[bool], *, event: AuditEvent) -> None:
    """Take looks out of the ledger, with an audit event each that keeps what they said.

    Parameters
    ----------
    connection
        The transaction that writes.
    which
        Says which looks.
    event
        Who takes them back, when and why.
    """
    removed = connection.execute(select(looks).where(which).order_by(looks.c.look_id)).all()
    changes = [
        Change(subject_kind="look", subject_id=str(row.look_id), before=_as_json(_kept_row(row))) for row in removed
    ]
    connection.execute(delete(looks).where(which))
    insert_events(connection, event, changes)


def _is_kept(connection: Connection, look: Look) -> bool:
    same = and_(*(looks.c[name] == value for name, value in _look_row(look).items()))
    return connection.execute(select(looks.c.look_id).where(same).limit(1)).first() is not None


def _look_row(look: Look) -> dict[str, Any]:
    row = vars(look) | {"result": look.result.value, "method": look.method.value}
    refuse_unstorable_text(row, record="the look")
    return row


def _look(row: Row[Any]) -> Look:
    said = {name: row._mapping[name] for name in _FIELDS}
    return Look(**said | {"result": LookResult(row.result), "method": LookMethod(row.method)})


def _kept_row(row: Row[Any]) -> dict[str, Any]:
    return {name: value for name, value in row._mapping.items() if name != "look_id"}


def _as_json(row: Mapping[str, Any]) -> dict[str, Any]:
    return dict(row) | {"looked_on": row["looked_on"].isoformat()}
