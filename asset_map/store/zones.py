"""In which zones do assets lie, and which are still to be placed?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, delete, select, update

from asset_map.domain.audit import AuditEvent
from asset_map.domain.protection import Level
from asset_map.errors import StoreError
from asset_map.store.audit import Change, insert_events
from asset_map.store.inserting import insert_many
from asset_map.store.problems import refuse_unstorable_text
from asset_map.store.schema import asset_zones, assets


def insert_zones(connection: Connection, rows: Sequence[Mapping[str, str]]) -> None:
    """Keep zones of assets.

    Parameters
    ----------
    connection
        The transaction that writes.
    rows
        Values by column of the table ``asset_zones``.
    """
    if rows:
        insert_many(connection, asset_zones, rows)


def update_zones(
    connection: Connection, zone_system: str, zones: Mapping[str, str | None], *, event: AuditEvent
) -> None:
    """Place assets in the zones of one system, or take them out; only what differs is written.

    An asset whose zone changes gets an audit event and its next version: a form opened before would bring the old zone
    back.

    Parameters
    ----------
    connection
        The transaction that writes.
    zone_system
        The zone system.
    zones
        Zone code by id of the asset; None for one that lies in no zone. Other assets keep theirs.
    event
        Who places them, when and why.

    Raises
    ------
    StoreError
        For an unmapped asset, of which no location is kept.
    """
    refuse_unstorable_text(
        {"zone system": zone_system} | {f"zone of {asset_id}": code for asset_id, code in zones.items()},
        record=f"the zones of “{zone_system}”",
    )
    found = _select_zones(connection, zone_system)
    changed = {asset_id: code for asset_id, code in zones.items() if found.get(asset_id) != code}
    placed = {asset_id: code for asset_id, code in changed.items() if code is not None}
    _refuse_unmapped(connection, placed)
    _clear_zones(connection, zone_system, list(changed))
    insert_zones(
        connection,
        [{"asset_id": asset_id, "zone_system": zone_system, "zone_code": code} for asset_id, code in placed.items()],
    )
    changes = [
        Change(
            subject_kind="asset",
            subject_id=asset_id,
            before={"zones": {zone_system: found.get(asset_id)}},
            after={"zones": {zone_system: code}},
        )
        for asset_id, code in changed.items()
    ]
    insert_events(connection, event, changes)


def _select_zones(connection: Connection, zone_system: str) -> dict[str, str]:
    columns = asset_zones.c
    rows = connection.execute(select(columns.asset_id, columns.zone_code).where(columns.zone_system == zone_system))
    return dict(rows.all())


def _refuse_unmapped(connection: Connection, placed: Mapping[str, str]) -> None:
    unmapped = connection.scalars(select(assets.c.asset_id).where(assets.c.protection == Level.UNMAPPED.value))
    asset_id = min(placed.keys() & set(unmapped), default=None)
    if asset_id is not None:
        msg = f"Expected no zone for the unmapped asset “{asset_id}”; found one. Leave it out."
        raise StoreError(msg)


def _clear_zones(connection: Connection, zone_system: str, asset_ids: Sequence[str]) -> None:
    if not asset_ids:
        return
    keys = [{"changed_id": asset_id} for asset_id in asset_ids]
    old = (asset_zones.c.asset_id == bindparam("changed_id")) & (asset_zones.c.zone_system == zone_system)
    connection.execute(delete(asset_zones).where(old), keys)
    raised = update(assets).where(assets.c.asset_id == bindparam("changed_id"))
    connection.execute(raised.values(version=assets.c.version + 1), keys)
