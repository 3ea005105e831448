"""Which lists were taken in, which of their rows is which record, and how is a list taken back?

Everything that one import brings is kept in one transaction: its records, their changes, its looks, and which row is
which record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, insert, select, update

from asset_map.domain.asset import Asset
from asset_map.domain.audit import AuditEvent
from asset_map.domain.coverage import Look
from asset_map.domain.list_import import ImportedChange, ImportedRow, ListImport
from asset_map.domain.protection import Level
from asset_map.errors import ConflictError, StoreError
from asset_map.store.assets import (
    ASKED_AT_ONCE,
    Ready,
    insert_ready,
    ready,
    remove_assets,
    select_source_keys,
    update_asset,
)
from asset_map.store.audit import Change, insert_events
from asset_map.store.inserting import insert_many
from asset_map.store.looks import insert_looks, remove_looks
from asset_map.store.problems import refuse_unstorable_text
from asset_map.store.records import asset_from_json
from asset_map.store.schema import (
    asset_links,
    assets,
    audit_events,
    check_links,
    import_changes,
    imported_rows,
    imports,
    looks,
    photos,
    proposals,
)
from asset_map.store.transactions import OpenDatabase

Part = TypeVar("Part")

ROWS_AT_ONCE = 5_000
FIRST_VERSION = 1


@dataclass(frozen=True)
class UpdatedAsset:
    """A record that a newer edition of its list changes.

    Parameters
    ----------
    asset
        As it is to be, with the version that it was read with.
    row
        Its row as it is to be known from now on; its version is set when it is stored.
    key_before
        The key that the row had.
    """

    asset: Asset
    row: ImportedRow
    key_before: str


class Imports(OpenDatabase):
    """Lists that were taken in; for staff only."""

    def take_in(
        self,
        record: ListImport,
        added: Iterable[Sequence[tuple[Asset, str]]],
        updated: Sequence[UpdatedAsset] = (),
        same: Sequence[ImportedRow] = (),
        new_looks: Sequence[Look] = (),
        *,
        event: AuditEvent,
        stored: Callable[[int], None] = lambda _rows: None,
    ) -> ListImport:
        """Keep all that a list brings, or nothing.

        Parameters
        ----------
        record
            The import, with its numbers of rows.
        added
            New records, each with the digest of its row, in parts that are stored one after the other.
        updated, same
            Records that the list changes; rows that say what their record says already, as they are known now.
        new_looks
            Where the list says that there is nothing.
        event
            Who takes it in, and when.
        stored
            Is told how many rows have been written so far; what it raises takes everything back.

        Returns
        -------
        ListImport
            As it was kept: a record that somebody else took from the same list meanwhile counts as unchanged.

        Raises
        ------
        ConflictError
            When a record that would change was changed meanwhile; nothing is kept.
        """
        with self._changing() as connection:
            _insert_import(connection, record)
            done, known = 0, set(select_source_keys(connection, record.source))
            late = 0
            for part, new, rows in _one_ahead(_ready_parts(added, known, import_id=record.import_id)):
                late += part - new
                if rows is not None:
                    insert_ready(connection, rows.assets, event=event)
                    insert_many(connection, imported_rows, rows.rows)
                done += part
                stored(done)
            for one in updated:
                _update(connection, one, import_id=record.import_id, event=event)
                done += 1
                stored(done)
            _note_same(connection, same)
            insert_looks(connection, new_looks, event=event, import_id=record.import_id)
            kept = replace(record, added=record.added - late, unchanged=record.unchanged + late)
            if late:
                own = imports.c.import_id == record.import_id
                connection.execute(update(imports).where(own).values(added=kept.added, unchanged=kept.unchanged))
            _note(connection, kept, event, before=None)
        return kept

    def undo_import(
        self, import_id: str, *, removed: Mapping[str, int], restored: Sequence[Asset], event: AuditEvent
    ) -> ListImport:
        """Take a list back: its records go, those that it changed become what they were, its looks go.

        Parameters
        ----------
        import_id
            Which import.
        removed
            The records that it added and that go: the version that each was read with, by id.
        restored
            The records that it changed, as they are to be, each with the version that it was read with.
        event
            Who takes it back, when and why.

        Returns
        -------
        ListImport
            As it is kept now.

        Raises
        ------
        ConflictError
            When it was taken back already, or a record was changed meanwhile; nothing is kept.
        """
        with self._changing() as connection:
            before = _select_import(connection, import_id)
            if before.undone_at is not None:
                raise ConflictError(
                    f"Expected a list that still holds; found that {before.undone_by} has taken it back. Nothing was "
                    "changed."
                )
            changes = {change.asset_id: change for change in _select_changes(connection, import_id)}
            remove_assets(connection, removed, event=event)
            for asset in restored:
                _put_back(connection, update_asset(connection, asset, event=event), changes[asset.asset_id])
            remove_looks(connection, looks.c.import_id == import_id, event=event)
            undone = {"undone_at": event.at, "undone_by": event.actor}
            connection.execute(update(imports).where(imports.c.import_id == import_id).values(undone))
            after = _select_import(connection, import_id)
            _note(connection, after, event, before=before)
        return after

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
            return _select_changes(connection, import_id)

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


def _insert_import(connection: Connection, record: ListImport) -> None:
    refuse_unstorable_text(asdict(record), record="the list")
    connection.execute(insert(imports).values(asdict(record)))


def note_rows(connection: Connection, new: Sequence[Asset]) -> None:
    """Keep which rows new records are; those without a key in their source are none.

    Parameters
    ----------
    connection
        The transaction that writes the records.
    new
        The records.
    """
    insert_many(connection, imported_rows, _row_values(new, [""] * len(new), import_id=""))


def _row_values(new: Sequence[Asset], digests: Sequence[str], *, import_id: str) -> list[dict[str, Any]]:
    return [
        {
            "source": asset.source,
            "source_id": asset.source_id,
            "asset_id": asset.asset_id,
            "version": asset.version,
            "import_id": import_id,
            "digest": _kept_digest(asset, digest),
            "parts": {},
        }
        for asset, digest in zip(new, digests, strict=True)
        if asset.source_id
    ]


@dataclass(frozen=True)
class _ReadyPart:
    """A part of a list as rows."""

    assets: Ready
    rows: Sequence[Mapping[str, Any]]


def _ready_parts(
    added: Iterable[Sequence[tuple[Asset, str]]], known: Collection[str], *, import_id: str
) -> Iterator[tuple[int, int, _ReadyPart | None]]:
    """Give how many rows each part has, how many of them are new, and these as rows of the tables."""
    for part in added:
        new = [(asset, digest) for asset, digest in part if asset.source_id not in known]
        assets_only = [asset for asset, _ in new]
        values = _row_values(assets_only, [digest for _, digest in new], import_id=import_id)
        yield len(part), len(new), _ReadyPart(ready(assets_only), values) if new else None


def _one_ahead(parts: Iterator[Part]) -> Iterator[Part]:
    """Make the next part ready on another core while one is written: the database does not hold the interpreter."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, parts, None)
        while (part := coming.result()) is not None:
            coming = pool.submit(next, parts, None)
            yield part


def _update(connection: Connection, one: UpdatedAsset, *, import_id: str, event: AuditEvent) -> None:
    own = (imported_rows.c.source == one.row.source) & (imported_rows.c.source_id == one.key_before)
    before = connection.execute(select(imported_rows).where(own)).one()
    after = update_asset(connection, one.asset, event=event)
    row = replace(one.row, version=after.version, digest=_kept_digest(after, one.row.digest))
    connection.execute(update(imported_rows).where(own).values(asdict(row)))
    change = {
        "import_id": import_id,
        "asset_id": after.asset_id,
        "version_after": after.version,
        "row_before": dict(before._mapping) | {"digest": _kept_digest(after, before.digest)},
    }
    connection.execute(insert(import_changes).values(change))


def _kept_digest(asset: Asset, digest: str) -> str:
    # Whoever guesses where something unmapped is could check it by the digest of its row.
    return "" if asset.protection is Level.UNMAPPED else digest


def _note_same(connection: Connection, same: Sequence[ImportedRow]) -> None:
    for start in range(0, len(same), ROWS_AT_ONCE):
        for row in same[start : start + ROWS_AT_ONCE]:
            own = (imported_rows.c.source == row.source) & (imported_rows.c.asset_id == row.asset_id)
            values = {"source_id": row.source_id, "digest": row.digest}
            connection.execute(update(imported_rows).where(own).values(values))


def _put_back(connection: Connection, restored: Asset, change: ImportedChange) -> None:
    if change.row_before is None:
        return
    own = (imported_rows.c.source == change.row_before.source) & (imported_rows.c.asset_id == restored.asset_id)
    values = asdict(replace(change.row_before, version=restored.version))
    connection.execute(update(imported_rows).where(own).values(values))


def _select_import(connection: Connection, import_id: str) -> ListImport:
    row = connection.execute(select(imports).where(imports.c.import_id == import_id)).one_or_none()
    if row is None:
        raise StoreError(f"Expected a list with the id “{import_id}”; found none. Choose it again.")
    return _import(row)


def _select_changes(connection: Connection, import_id: str) -> list[ImportedChange]:
    rows = connection.execute(select(imported_rows.c.asset_id).where(imported_rows.c.import_id == import_id))
    added = [ImportedChange(asset_id=row.asset_id, version_after=FIRST_VERSION, row_before=None) for row in rows]
    changed = [
        ImportedChange(asset_id=row.asset_id, version_after=row.version_after, row_before=ImportedRow(**row.row_before))
        for row in connection.execute(select(import_changes).where(import_changes.c.import_id == import_id))
    ]
    return sorted([*added, *changed], key=lambda change: change.asset_id)


def _import(row: Row[Any]) -> ListImport:
    return ListImport(**row._mapping)


def _note(connection: Connection, record: ListImport, event: AuditEvent, *, before: ListImport | None) -> None:
    change = Change(
        subject_kind="import",
        subject_id=record.import_id,
        before=None if before is None else _noted(before),
        after=_noted(record),
    )
    insert_events(connection, event, [change])


def _noted(record: ListImport) -> Mapping[str, Any]:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in asdict(record).items()}


def _some_at_once(asset_ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (asset_ids[start : start + ASKED_AT_ONCE] for start in range(0, len(asset_ids), ASKED_AT_ONCE))
