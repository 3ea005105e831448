"""Keeping records: the only room that knows the database."""

from __future__ import annotations

from asset_map.store.audit import RecordedEvent
from asset_map.store.imports import UpdatedAsset
from asset_map.store.inspecting import Age, Inspected, inspect_store
from asset_map.store.integrity import Trouble
from asset_map.store.past import KnownBy
from asset_map.store.reading import seen_by
from asset_map.store.store import Store, open_store

__all__ = [
    "Age",
    "Inspected",
    "KnownBy",
    "RecordedEvent",
    "Store",
    "Trouble",
    "UpdatedAsset",
    "inspect_store",
    "open_store",
    "seen_by",
]
