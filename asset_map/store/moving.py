"""What hangs on a record, and moves with it when the record is merged into another: photos and links."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from asset_map.domain.links import Relation, in_order
from asset_map.store.schema import asset_links, photos

_ENDS = ("from_id", "to_id")


def move_photos(connection: Connection, from_asset_id: str, to_asset_id: str) -> list[dict[str, Any]]:
    """Move photos behind those of another record, but for pictures that it has already.

    Parameters
    ----------
    connection
        The transaction that writes.
    from_asset_id, to_asset_id
        The two records.

    Returns
    -------
    list of dict
        Each photo that moved, and the position that it had.
    """
    there = select(photos.c.sha256).where(photos.c.asset_id == to_asset_id)
    moving = select(photos.c.photo_id, photos.c.position).where(
        photos.c.asset_id == from_asset_id, photos.c.sha256.not_in(there)
    )
    last = connection.scalar(select(func.max(photos.c.position)).where(photos.c.asset_id == to_asset_id)) or 0
    moved = [dict(row) for row in connection.execute(moving.order_by(photos.c.position)).mappings()]
    for position, photo in enumerate(moved, start=last + 1):
        own = photos.c.photo_id == photo["photo_id"]
        connection.execute(update(photos).where(own).values(asset_id=to_asset_id, position=position))
    return moved


def move_photos_back(
    connection: Connection, from_asset_id: str, to_asset_id: str, moved: Sequence[Mapping[str, Any]]
) -> None:
    """Move photos back that are still where they were moved to.

    Parameters
    ----------
    connection
        The transaction that writes.
    from_asset_id, to_asset_id
        Where they are, and where they go.
    moved
        As `move_photos` gave them.
    """
    for photo in moved:
        own = (photos.c.photo_id == photo["photo_id"]) & (photos.c.asset_id == from_asset_id)
        connection.execute(update(photos).where(own).values(asset_id=to_asset_id, position=photo["position"]))


def move_links(connection: Connection, from_asset_id: str, to_asset_id: str) -> list[dict[str, Any]]:
    """Move links to another record; one that would tie it to itself, or tell what another tells, is taken away.

    Parameters
    ----------
    connection
        The transaction that writes.
    from_asset_id, to_asset_id
        The two records.

    Returns
    -------
    list of dict
        Each link as it was, with its moment in ISO 8601, and whether it ``moved``.
    """
    hangs_on = (asset_links.c.from_id == from_asset_id) | (asset_links.c.to_id == from_asset_id)
    before = connection.execute(select(asset_links).where(hangs_on).order_by(asset_links.c.link_id)).mappings().all()
    noted = []
    for link in before:
        first, second = (to_asset_id if link[name] == from_asset_id else link[name] for name in _ENDS)
        ends = dict(zip(_ENDS, in_order(Relation(link["relation"]), first, second), strict=True))
        moves = ends["from_id"] != ends["to_id"] and not _is_told(connection, dict(link) | ends)
        own = asset_links.c.link_id == link["link_id"]
        connection.execute(update(asset_links).where(own).values(ends) if moves else delete(asset_links).where(own))
        noted.append(_json(link) | {"moved": moves})
    return noted


def move_links_back(connection: Connection, noted: Sequence[Mapping[str, Any]]) -> None:
    """Put links back as they were, unless somebody took them away or has told the same since.

    Parameters
    ----------
    connection
        The transaction that writes.
    noted
        As `move_links` gave them.
    """
    for note in noted:
        link = {name: value for name, value in note.items() if name != "moved"}
        if _is_told(connection, link):
            continue
        if note["moved"]:
            own = asset_links.c.link_id == link["link_id"]
            connection.execute(update(asset_links).where(own).values({name: link[name] for name in _ENDS}))
        else:
            added_at = dt.datetime.fromisoformat(link["added_at"])
            connection.execute(insert(asset_links).values(link | {"added_at": added_at}))


def _is_told(connection: Connection, link: Mapping[str, Any]) -> bool:
    """Return whether another link ties the same two records in the same way."""
    told = [asset_links.c[name] == link[name] for name in (*_ENDS, "relation")]
    asked = select(asset_links.c.link_id).where(*told, asset_links.c.link_id != link["link_id"])
    return connection.execute(asked).first() is not None


def _json(link: RowMapping) -> dict[str, Any]:
    return dict(link) | {"added_at": link["added_at"].astimezone(dt.UTC).isoformat()}
