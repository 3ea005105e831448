"""Which lists were taken in, and which of their rows is which record?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from asset_map.domain.asset import Asset
from asset_map.domain.list_import import ImportedChange, ImportedRow, ListImport
from asset_map.errors import StoreError
from asset_map.store.assets import ASKED_AT_ONCE
from asset_map.store.records import asset_from_json
from asset_map.store.schema import (
    asset_links,
    assets,
    audit_events,
    check_links,
    import_changes,
    imported_rows,
    imports,
    photos,
    proposals,
)
from asset_map.store.transactions import OpenDatabase

FIRST_VERSION = 1


class PastImports(OpenDatabase):
    """What is known of lists that were taken in; for staff only."""

    def imports(self) -> list[ListImport]:
        """Return every list that was taken in.

        Returns
        -------
        list of ListImport
            The newest first; also those that were taken back.
        """
        newest_first = select(imports).order_by(imports.c.imported_at.desc(), imports.c.import_id)
        with self._reading() as connection:
            return [_import(row) for row in connection.execute(newest_first).all()]

    def import_changes(self, import_id: str) -> list[ImportedChange]:
        """Return what an import did to records that are still there.

        Parameters
        ----------
        import_id
            Which import.

        Returns
        -------
        list of ImportedChange
            By the record's id.
        """
        with self._reading() as connection:
            return select_changes(connection, import_id)

    def imported_rows(self, source: str) -> dict[str, ImportedRow]:
        """Return which record each row of a list is.

        Parameters
        ----------
        source
            What the list is called.

        Returns
        -------
        dict
            Rows by their key in the list.
        """
        with self._reading() as connection:
            rows = connection.execute(select(imported_rows).where(imported_rows.c.source == source)).all()
        return {row.source_id: ImportedRow(**row._mapping) for row in rows}

    def imported_row(self, asset_id: str) -> list[ImportedRow]:
        """Return the rows of lists that a record comes from.

        Parameters
        ----------
        asset_id
            The record.

        Returns
        -------
        list of ImportedRow
            By the name of the list; most records have one or none.
        """
        own = select(imported_rows).where(imported_rows.c.asset_id == asset_id).order_by(imported_rows.c.source)
        with self._reading() as connection:
            return [ImportedRow(**row._mapping) for row in connection.execute(own).all()]

    def with_more(self, asset_ids: Sequence[str]) -> set[str]:
        """Return the records to which people have added photos, links or proposals, or merged others.

        Parameters
        ----------
        asset_ids
            The records in question.

        Returns
        -------
        set of str
            Their ids.
        """
        hangs_on = (
            photos.c.asset_id,
            asset_links.c.from_id,
            asset_links.c.to_id,
            proposals.c.asset_id,
            check_links.c.asset_id,
            assets.c.merged_into,
        )
        found: set[str] = set()
        with self._reading() as connection:
            for some in _some_at_once(asset_ids):
                for column in hangs_on:
                    found.update(connection.scalars(select(column).where(column.in_(some))))
        return found

    def as_imported(self, rows: Sequence[ImportedRow]) -> dict[str, Asset]:
        """Return records as their list last left them, before anybody changed them by hand.

        Parameters
        ----------
        rows
            The rows of these records.

        Returns
        -------
        dict
            Assets by id; without those of which that version is not kept.
        """
        versions = {row.asset_id: row.version for row in rows}
        found: dict[str, Asset] = {}
        with self._reading() as connection:
            for some in _some_at_once(list(versions)):
                events = select(audit_events.c.subject_id, audit_events.c.after).where(
                    audit_events.c.subject_kind == "asset", audit_events.c.subject_id.in_(some)
                )
                for event in connection.execute(events):
                    if event.after is not None and event.after.get("version") == versions[event.subject_id]:
                        found[event.subject_id] = asset_from_json(event.after)
        return found


def select_import(connection: Connection, import_id: str) -> ListImport:
    """Return a list that was taken in.

    Parameters
    ----------
    connection
        Any transaction.
    import_id
        Which import.

    Returns
    -------
    ListImport
        As it is kept.

    Raises
    ------
    StoreError
        When there is none.
    """
    row = connection.execute(select(imports).where(imports.c.import_id == import_id)).one_or_none()
    if row is None:
        raise StoreError(f"Expected a list with the id “{import_id}”; found none. Choose it again.")
    return _import(row)


def select_changes(connection: Connection, import_id: str) -> list[ImportedChange]:
    """Return what an import did to records that are still there.

    Parameters
    ----------
    connection
        Any transaction.
    import_id
        Which import.

    Returns
    -------
    list of ImportedChange
        By the record's id.
    """
    rows = connection.execute(select(imported_rows.c.asset_id).where(imported_rows.c.import_id == import_id))
    added = [ImportedChange(asset_id=row.asset_id, version_after=FIRST_VERSION, row_before=None) for row in rows]
    changed = [
        ImportedChange(asset_id=row.asset_id, version_after=row.version_after, row_before=ImportedRow(**row.row_before))
        for row in connection.execute(select(import_changes).where(import_changes.c.import_id == import_id))
    ]
    return sorted([*added, *changed], key=lambda change: change.asset_id)


def _import(row: Row[Any]) -> ListImport:
    return ListImport(**row._mapping)


def _some_at_once(asset_ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (asset_ids[start : start + ASKED_AT_ONCE] for start in range(0, len(asset_ids), ASKED_AT_ONCE))
