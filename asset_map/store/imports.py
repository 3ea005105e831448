"""How is a list taken in, and taken back?

Everything that one import brings is kept in one transaction: its records, their changes, its looks, and which row is
which record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import Connection, insert, select, update

from asset_map.domain.asset import Asset
from asset_map.domain.audit import AuditEvent
from asset_map.domain.coverage import Look
from asset_map.domain.list_import import ImportedChange, ImportedRow, ListImport
from asset_map.domain.protection import Level
from asset_map.errors import ConflictError
from asset_map.store.assets import (
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
from asset_map.store.past_imports import PastImports, select_changes, select_import
from asset_map.store.problems import refuse_unstorable_text
from asset_map.store.schema import (
    import_changes,
    imported_rows,
    imports,
    looks,
)

Part = TypeVar("Part")

ROWS_AT_ONCE = 5_000


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


class Imports(PastImports):
    """Lists that are taken in and back; for staff only."""

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
            before = select_import(connection, import_id)
            if before.undone_at is not None:
                raise ConflictError(
                    f"Expected a list that still holds; found that {before.undone_by} has taken it back. Nothing was "
                    "changed."
                )
            changes = {change.asset_id: change for change in select_changes(connection, import_id)}
            remove_assets(connection, removed, event=event)
            for asset in restored:
                _put_back(connection, update_asset(connection, asset, event=event), changes[asset.asset_id])
            remove_looks(connection, looks.c.import_id == import_id, event=event)
            undone = {"undone_at": event.at, "undone_by": event.actor}
            connection.execute(update(imports).where(imports.c.import_id == import_id).values(undone))
            after = select_import(connection, import_id)
            _note(connection, after, event, before=before)
        return after


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
