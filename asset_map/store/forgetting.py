"""What tells where a record was, and is to be forgotten once it must not be known?"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from asset_map.domain.asset import PLACELESS
from asset_map.domain.list_import import MADE_KEY
from asset_map.store.schema import assets, audit_events, drafts, import_changes, imported_rows, photos, proposals

PLACE_WORDS = frozenset(PLACELESS) | {"latitude", "longitude", "easting", "northing", "shape"}
"""Fields of an asset or of its draft that tell where it is."""


def without_place_words(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields without those that tell where something is.

    Parameters
    ----------
    fields
        By the names of `asset_map.domain.asset.AssetDraft` or `asset_map.domain.asset.Asset`.

    Returns
    -------
    dict
        The others.
    """
    return {name: value for name, value in fields.items() if name not in PLACE_WORDS}


def edit_form(asset_id: str) -> str:
    """Return the name under which somebody's half-typed change of a record is kept.

    Parameters
    ----------
    asset_id
        The record.

    Returns
    -------
    str
        The form of the draft.
    """
    return f"edit-{asset_id}"


def forget_place(connection: Connection, asset_id: str) -> None:
    """Forget where a record was: in its history, photos and lists, what was proposed for it, half-typed changes of it.

    Parameters
    ----------
    connection
        The transaction that writes.
    asset_id
        A record that becomes unmapped.
    """
    _forget_in_history(connection, asset_id)
    _forget_in_lists(connection, asset_id)
    connection.execute(delete(photos).where(photos.c.asset_id == asset_id))
    for table, key, own in (
        (proposals, proposals.c.proposal_id, proposals.c.asset_id == asset_id),
        (drafts, drafts.c.owner, drafts.c.form == edit_form(asset_id)),
    ):
        for row in connection.execute(select(key.label("key"), table.c.fields).where(own)).all():
            kept = without_place_words(row.fields)
            connection.execute(update(table).where(own, key == row.key).values(fields=kept))


def _forget_in_history(connection: Connection, asset_id: str) -> None:
    own = (audit_events.c.subject_kind == "asset") & (audit_events.c.subject_id == asset_id)
    events = connection.execute(select(audit_events.c.event_id, audit_events.c.before, audit_events.c.after).where(own))
    placeless = [
        {"own_id": row.event_id, "before": _without_place(row.before), "after": _without_place(row.after)}
        for row in events
    ]
    connection.execute(update(audit_events).where(audit_events.c.event_id == bindparam("own_id")), placeless)


def _without_place(fields: Mapping[str, Any] | None) -> dict[str, Any] | None:
    placeless = {**PLACELESS, "photo": None}  # what a photo shows is told in words
    if fields is None:
        return None
    key = fields.get("source_id", "")
    return {name: placeless.get(name, value) for name, value in fields.items()} | {
        "source_id": "" if MADE_KEY.search(key) else key
    }


def _forget_in_lists(connection: Connection, asset_id: str) -> None:
    changed = import_changes.c.asset_id == asset_id
    for row in connection.execute(select(import_changes).where(changed)).all():
        before = row.row_before | {"digest": ""}
        if MADE_KEY.search(before["source_id"]):
            before["source_id"] = ""
        that = import_changes.c.import_id == row.import_id
        connection.execute(update(import_changes).where(changed, that).values(row_before=before))
    own = imported_rows.c.asset_id == asset_id
    connection.execute(update(imported_rows).where(own).values(digest=""))
    for row in connection.execute(select(imported_rows.c.source, imported_rows.c.source_id).where(own)).all():
        if MADE_KEY.search(row.source_id):
            key = {"source_id": f"row-{uuid.uuid4().hex[:16]}"}
            connection.execute(update(imported_rows).where(own, imported_rows.c.source == row.source).values(key))
            of_asset = (assets.c.asset_id == asset_id) & (assets.c.source == row.source)
            connection.execute(update(assets).where(of_asset).values(key))
