"""Which codes were given to people's own words, and how are they taken back?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from asset_map.domain.asset import Asset
from asset_map.domain.audit import AuditEvent
from asset_map.domain.word_mapping import CodesBefore, WordMapping
from asset_map.errors import ConflictError, StoreError
from asset_map.store.assets import update_asset
from asset_map.store.audit import Change, insert_events
from asset_map.store.problems import refuse_unstorable_text
from asset_map.store.schema import word_mappings
from asset_map.store.transactions import OpenDatabase


class WordMappings(OpenDatabase):
    """Codes given to people's own words; for staff only."""

    def map_words(self, mapping: WordMapping, changed: Sequence[Asset], *, event: AuditEvent) -> None:
        """Keep the new codes of many records, all of them or none, and what stood there before.

        Parameters
        ----------
        mapping
            What is given to which records.
        changed
            Those records with their new codes, and the versions that they were read with.
        event
            Who maps, when and why; kept with each record.

        Raises
        ------
        ConflictError
            When one of them was changed meanwhile; nothing is kept.
        """
        row = _row(mapping)
        refuse_unstorable_text({"reason": mapping.reason, "mapped_by": mapping.mapped_by}, record="the mapping")
        with self._changing() as connection:
            for asset in changed:
                update_asset(connection, asset, event=event)
            connection.execute(insert(word_mappings).values(row))
            _note(connection, mapping, event, before=None)

    def undo_word_mapping(self, mapping_id: str, restored: Sequence[Asset], *, event: AuditEvent) -> WordMapping:
        """Keep the codes that are put back, all of them or none, and that the mapping holds no longer.

        Parameters
        ----------
        mapping_id
            Which mapping.
        restored
            The records whose codes are put back, with the versions that they were read with.
        event
            Who takes it back, when and why; kept with each record.

        Returns
        -------
        WordMapping
            As it is kept now.

        Raises
        ------
        ConflictError
            When it was taken back already, or one of the records was changed meanwhile; nothing is kept.
        """
        with self._changing() as connection:
            before = _select(connection, mapping_id)
            if before.undone_at is not None:
                msg = (
                    f"Expected a mapping that still holds; found that {before.undone_by} has taken it back. Nothing "
                    "was changed."
                )
                raise ConflictError(msg)
            for asset in restored:
                update_asset(connection, asset, event=event)
            own = word_mappings.c.mapping_id == mapping_id
            undone = {"undone_at": event.at, "undone_by": event.actor}
            connection.execute(update(word_mappings).where(own).values(undone))
            after = _select(connection, mapping_id)
            _note(connection, after, event, before=before)
        return after

    def word_mappings(self) -> list[WordMapping]:
        """Return every mapping, the newest first.

        Returns
        -------
        list of WordMapping
            Also those that were taken back.
        """
        newest_first = select(word_mappings).order_by(word_mappings.c.mapped_at.desc(), word_mappings.c.mapping_id)
        with self._reading() as connection:
            return [_mapping(row) for row in connection.execute(newest_first).mappings()]

    def word_mapping(self, mapping_id: str) -> WordMapping:
        """Return one mapping.

        Parameters
        ----------
        mapping_id
            Its id.

        Returns
        -------
        WordMapping
            Also one that was taken back.

        Raises
        ------
        StoreError
            When there is none.
        """
        with self._reading() as connection:
            return _select(connection, mapping_id)


def _select(connection: Connection, mapping_id: str) -> WordMapping:
    asked = select(word_mappings).where(word_mappings.c.mapping_id == mapping_id)
    row = connection.execute(asked).mappings().one_or_none()
    if row is None:
        msg = f"Expected a mapping with the id “{mapping_id}”; found none. Choose it from the list again."
        raise StoreError(msg)
    return _mapping(row)


def _row(mapping: WordMapping) -> dict[str, Any]:
    fields = vars(mapping) | {"offers": list(mapping.offers), "assets": _records_json(mapping)}
    return {name: value for name, value in fields.items() if name != "records"}


def _records_json(mapping: WordMapping) -> dict[str, dict[str, Any]]:
    return {asset_id: vars(before) | {"offers": list(before.offers)} for asset_id, before in mapping.records.items()}


def _mapping(row: RowMapping) -> WordMapping:
    records = {
        asset_id: CodesBefore(**before | {"offers": tuple(before["offers"])})
        for asset_id, before in row["assets"].items()
    }
    fields = {name: value for name, value in row.items() if name != "assets"}
    return WordMapping(**fields | {"offers": tuple(row["offers"]), "records": records})


def _note(connection: Connection, mapping: WordMapping, event: AuditEvent, *, before: WordMapping | None) -> None:
    change = Change(
        subject_kind="word_mapping",
        subject_id=mapping.mapping_id,
        before=None if before is None else _noted(before),
        after=_noted(mapping),
    )
    insert_events(connection, event, [change])


def _noted(mapping: WordMapping) -> dict[str, Any]:
    row = _row(mapping)
    moments = {name: None if row[name] is None else row[name].isoformat() for name in ("mapped_at", "undone_at")}
    return row | moments
