"""How are assets kept and changed?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, select, update

from asset_map.domain.asset import Asset
from asset_map.domain.audit import AuditEvent
from asset_map.domain.protection import Level, needs_second_person
from asset_map.errors import ConflictError, SecondPersonError, StoreError
from asset_map.store.audit import Change, insert_events
from asset_map.store.contact_consent import forget_person_in, note_contact_persons, renew_contact_person
from asset_map.store.forgetting import forget_place
from asset_map.store.inserting import insert_many
from asset_map.store.records import (
    asset_from_row,
    asset_json,
    asset_row,
    new_asset_rows,
    refuse_unstorable_assets,
    zone_rows,
)
from asset_map.store.schema import asset_search, asset_zones, assets
from asset_map.store.search import index_assets, index_rows, put_in_index
from asset_map.store.zones import insert_zones

ROWS_AT_ONCE = 5_000
"""How many assets are turned into rows at once, so that a large import does not fill the memory."""

ASKED_AT_ONCE = 500
"""Keys in one question: SQLite takes a limited number of parameters."""


def insert_assets(connection: Connection, new: Sequence[Asset], *, event: AuditEvent) -> None:
    """Keep new assets, with an audit event each.

    Parameters
    ----------
    connection
        The transaction that writes.
    new
        The assets.
    event
        Who adds them, when and why.
    """
    for start in range(0, len(new), ROWS_AT_ONCE):
        insert_ready(connection, ready(new[start : start + ROWS_AT_ONCE]), event=event)


@dataclass(frozen=True)
class Ready:
    """New assets as rows.

    Parameters
    ----------
    named
        Those that name a contact person.
    assets, zones, words
        Values by column of the tables ``assets``, ``asset_zones`` and ``asset_search``.
    changes
        What the audit tells of them.
    """

    named: Sequence[Asset]
    assets: Sequence[Mapping[str, Any]]
    zones: Sequence[Mapping[str, str]]
    words: Sequence[Mapping[str, Any]]
    changes: Sequence[Change]


def ready(new: Sequence[Asset]) -> Ready:
    """Return new assets as rows; the database is not needed for it.

    Parameters
    ----------
    new
        The assets.

    Returns
    -------
    Ready
        To be inserted.

    Raises
    ------
    StoreError
        For assets that cannot be kept, or must not be kept like this.
    """
    rows, written = new_asset_rows(new)
    changes = [
        Change(subject_kind="asset", subject_id=asset.asset_id, after=after)
        for asset, after in zip(new, written, strict=True)
    ]
    return Ready([one for one in new if one.contact_person], rows, zone_rows(new), index_rows(new), changes)


def insert_ready(connection: Connection, rows: Ready, *, event: AuditEvent) -> None:
    """Keep new assets that have been made ready.

    Parameters
    ----------
    connection
        The transaction that writes.
    rows
        As `ready` gives them.
    event
        Who adds them, when and why.
    """
    insert_many(connection, assets, rows.assets)
    insert_zones(connection, rows.zones)
    insert_many(connection, asset_search, rows.words)
    insert_events(connection, event, rows.changes)
    note_contact_persons(connection, rows.named, event=event)


def words_of_asset(asset: Asset) -> Sequence[Mapping[str, Any]]:
    """Return the rows of the index that tell of an asset; most of the work of a change, and needs no database.

    Parameters
    ----------
    asset
        As it is to be kept.

    Returns
    -------
    sequence of mapping
        As `asset_map.store.search.index_rows` gives them.

    Raises
    ------
    StoreError
        For text that cannot be stored.
    """
    refuse_unstorable_assets([asset])
    return index_rows([asset])


def update_asset(
    connection: Connection, asset: Asset, *, event: AuditEvent, words: Sequence[Mapping[str, Any]] | None = None
) -> Asset:
    """Keep a changed asset, unless somebody else changed it meanwhile.

    When it becomes unmapped, where it was is forgotten in its history too; when its contact person took their consent
    back, who they were.

    Parameters
    ----------
    connection
        The transaction that writes.
    asset
        The changed asset, with the version that it was read with.
    event
        Who changes it, when and why.
    words
        What `words_of_asset` gives of it, where that was asked before.

    Returns
    -------
    Asset
        As it is kept now, with the next version.

    Raises
    ------
    ConflictError
        When the stored version is another one.
    SecondPersonError
        When it would be protected less, and only one person stands behind it.
    """
    refuse_unstorable_assets([asset])
    before = select_asset(connection, asset.asset_id)
    if before.version != asset.version:
        msg = (
            f"Expected version {asset.version} of “{asset.name}”, the one that was changed here; found version "
            f"{before.version}, as somebody else saved it meanwhile. Nothing was overwritten. Open the record again "
            f"and make the change there."
        )
        raise ConflictError(msg)
    if needs_second_person(before.protection, asset.protection, actor=event.actor, second_actor=event.second_actor):
        msg = (
            f"Expected a second person to agree before “{asset.name}” is protected less ({asset.protection} instead of "
            f"{before.protection}); found {event.actor} alone. Ask for it on the record's page, with the reason."
        )
        raise SecondPersonError(msg)
    after = replace(asset, version=asset.version + 1)
    connection.execute(update(assets).where(assets.c.asset_id == asset.asset_id).values(asset_row(after)))
    connection.execute(delete(asset_zones).where(asset_zones.c.asset_id == asset.asset_id))
    insert_zones(connection, zone_rows([after]))
    put_in_index(connection, [after.asset_id], words_of_asset(asset) if words is None else words)
    change = Change(subject_kind="asset", subject_id=asset.asset_id, before=asset_json(before), after=asset_json(after))
    insert_events(connection, event, [change])
    if after.protection is Level.UNMAPPED and before.protection is not Level.UNMAPPED:
        forget_place(connection, asset.asset_id)
    if renew_contact_person(connection, before, after, event=event) and forget_person_in(
        connection, asset.asset_id, before.contact_person
    ):
        after = select_asset(connection, asset.asset_id)
        index_assets(connection, [after])
    return after


def remove_assets(connection: Connection, versions: Mapping[str, int], *, event: AuditEvent) -> None:
    """Take records away, with an audit event each that keeps what they were.

    Parameters
    ----------
    connection
        The transaction that writes.
    versions
        The version that each record must have, by its id.
    event
        Who takes them away, when and why.

    Raises
    ------
    ConflictError
        When one was changed meanwhile, or is gone.
    """
    asset_ids = list(versions)
    for start in range(0, len(asset_ids), ASKED_AT_ONCE):
        own = assets.c.asset_id.in_(asset_ids[start : start + ASKED_AT_ONCE])
        kept = _select_assets(connection, own)
        for asset_id in asset_ids[start : start + ASKED_AT_ONCE]:
            if asset_id not in kept or kept[asset_id].version != versions[asset_id]:
                raise ConflictError(
                    "Expected records as the list left them; found that somebody has changed one meanwhile. Nothing "
                    "was taken back. Look again and try once more."
                )
        changes = [
            Change(subject_kind="asset", subject_id=asset.asset_id, before=asset_json(asset)) for asset in kept.values()
        ]
        insert_events(connection, event, changes)
        connection.execute(delete(assets).where(own))


def _select_assets(connection: Connection, which: ColumnElement[bool]) -> dict[str, Asset]:
    zones: dict[str, dict[str, str]] = {}
    for row in connection.execute(select(asset_zones).join_from(asset_zones, assets).where(which)):
        zones.setdefault(row.asset_id, {})[row.zone_system] = row.zone_code
    rows = connection.execute(select(assets).where(which)).mappings().all()
    return {row["asset_id"]: asset_from_row(row, zones.get(row["asset_id"], {})) for row in rows}


def select_assets(connection: Connection, asset_ids: Sequence[str]) -> dict[str, Asset]:
    """Return several assets with everything that is kept of them.

    Parameters
    ----------
    connection
        A transaction.
    asset_ids
        Their ids.

    Returns
    -------
    dict
        Assets by id; what is not there is left out.
    """
    found: dict[str, Asset] = {}
    for start in range(0, len(asset_ids), ASKED_AT_ONCE):
        found |= _select_assets(connection, assets.c.asset_id.in_(asset_ids[start : start + ASKED_AT_ONCE]))
    return found


def select_asset(connection: Connection, asset_id: str) -> Asset:
    """Return one asset with everything that is kept of it.

    Parameters
    ----------
    connection
        A transaction.
    asset_id
        Its id.

    Returns
    -------
    Asset
        As it was stored.

    Raises
    ------
    StoreError
        When there is none.
    """
    row = connection.execute(select(assets).where(assets.c.asset_id == asset_id)).mappings().one_or_none()
    if row is None:
        msg = f"Expected an asset with the id “{asset_id}”; found none. Choose it from the list again."
        raise StoreError(msg)
    zones = select(asset_zones.c.zone_system, asset_zones.c.zone_code).where(asset_zones.c.asset_id == asset_id)
    return asset_from_row(row, dict(connection.execute(zones).all()))


def is_kept(connection: Connection, asset_id: str) -> bool:
    """Return whether there is an asset with an id.

    Parameters
    ----------
    connection
        A transaction.
    asset_id
        The id.

    Returns
    -------
    bool
        Whatever its protection.
    """
    return connection.execute(select(assets.c.asset_id).where(assets.c.asset_id == asset_id)).first() is not None


def select_source_keys(connection: Connection, source: str) -> dict[str, str]:
    """Return what is already kept from a source.

    Parameters
    ----------
    connection
        A transaction.
    source
        The source's name.

    Returns
    -------
    dict
        Id of the asset by its key in the source; assets without a key there are left out.
    """
    keys = select(assets.c.source_id, assets.c.asset_id).where(assets.c.source == source, assets.c.source_id != "")
    return dict(connection.execute(keys).all())
