"""Is every write in a store whole? Read behind the store's back, after processes were killed."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, func, make_url, select, text

from asset_map.services.versions import versions_of
from asset_map.services.workspace import Workspace
from asset_map.store import schema
from asset_map.store.search import index_rows

_LEXEME = re.compile(r"'([^']*)'")


def engine_of(url: str) -> Engine:
    """Return a way to the tables of a store."""
    address = make_url(url)
    return create_engine(address if address.drivername == "sqlite" else address.set(drivername="postgresql+psycopg"))


def not_whole(workspace: Workspace) -> list[str]:
    """Return, in words, everything that is half a write, and what the database itself finds wrong.

    A record comes with its history, its zones and its words in the index; a look, a photo and something said with the
    event that tells of it; what an event tells of is there.
    """
    engine = engine_of(workspace.settings.database_url)
    try:
        with engine.connect() as connection:
            return [
                *_database(connection),
                *_records(connection, workspace),
                *_told_of(connection, "look", schema.looks.c.look_id),
                *_told_of(connection, "contribution", schema.contributions.c.contribution_id),
                *_photos(connection),
                *_sessions(connection),
            ]
    finally:
        engine.dispose()


def _database(connection: Connection) -> Iterator[str]:
    if connection.dialect.name != "sqlite":
        return
    for row in connection.execute(text("PRAGMA integrity_check")):
        if row[0] != "ok":
            yield f"PRAGMA integrity_check: {row[0]}"
    for row in connection.execute(text("PRAGMA foreign_key_check")):
        yield f"PRAGMA foreign_key_check: {tuple(row)}"


def _records(connection: Connection, workspace: Workspace) -> Iterator[str]:
    ids = set(connection.scalars(select(schema.assets.c.asset_id)))
    system = workspace.geography.system.id
    words = _by_record([dict(row) for row in connection.execute(select(schema.asset_search)).mappings()])
    for gone in set(connection.scalars(select(schema.asset_zones.c.asset_id))) | set(words):
        if gone not in ids:
            yield f"{gone} has zones or words and no record"
    assets = {asset_id: workspace.store.asset(asset_id) for asset_id in sorted(ids)}
    said = _by_record(index_rows(list(assets.values())) if assets else [])
    for asset_id, asset in assets.items():
        versions = versions_of(workspace.store.history(asset_id))
        if not versions:
            yield f"record {asset_id} has no history"
            continue
        if versions[-1].after != asset:
            yield f"record {asset_id} is not what its history says"
        if len({one.after.version for one in versions}) != asset.version:
            yield f"record {asset_id} has version {asset.version} and {len(versions)} events"
        if asset.geometry_bng is not None and system not in asset.zones:
            yield f"record {asset_id} has a place and no zone"
        if _sorted(words[asset_id]) != _sorted(said[asset_id]):
            yield f"record {asset_id} is found by other words than it holds"


def _by_record(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["asset_id"]].append(_plain(row))
    return found


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of the index with its words in one order: PostgreSQL keeps them in another, each once."""
    kept = {name: value for name, value in row.items() if name != "search_id"}
    return kept | {name: _words(row[name]) for name in ("names", "words")}


def _words(kept: str | Sequence[str]) -> list[str]:
    if not isinstance(kept, str):
        return sorted(set(kept))
    return sorted(set(_LEXEME.findall(kept) or kept.split()))


def _sorted(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return sorted(repr(sorted(row.items())) for row in rows)


def _told_of(connection: Connection, kind: str, column: Any) -> Iterator[str]:
    kept = {str(one) for one in connection.scalars(select(column))}
    events = schema.audit_events.c
    told = set(connection.scalars(select(events.subject_id).where(events.subject_kind == kind)))
    yield from (f"{kind} {one} has no event" for one in sorted(kept - told))
    yield from (f"an event tells of {kind} {one}, which is not there" for one in sorted(told - kept))


def _photos(connection: Connection) -> Iterator[str]:
    photos, events = schema.photos, schema.audit_events.c
    told = select(func.count()).select_from(schema.audit_events).where(events.action == "photo_added")
    number, events_told = connection.scalar(select(func.count()).select_from(photos)), connection.scalar(told)
    if number != events_told:
        yield f"{number} photos and {events_told} events that tell of one"
    for row in connection.execute(select(photos.c.photo_id, photos.c.sha256, photos.c.content)):
        if hashlib.sha256(row.content).hexdigest() != row.sha256:
            yield f"photo {row.photo_id} has other bytes than were kept"


def _sessions(connection: Connection) -> Iterator[str]:
    said = schema.contributions.c
    for session_id, news in connection.execute(
        select(schema.mapping_sessions.c.session_id, schema.mapping_sessions.c.news)
    ):
        numbers = list(connection.scalars(select(said.number).where(said.session_id == session_id)))
        if len(set(numbers)) != len(numbers) or max(numbers, default=0) > news:
            yield f"session {session_id} has {len(numbers)} contributions, with wrong numbers"
