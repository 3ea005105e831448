"""The same form arrives at two processes: it is kept once, and both are told that it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from asset_map.domain.asset import AssetDraft
from asset_map.errors import StoreError
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace
from asset_map.store import Store
from tests.conftest import NOW
from tests.fixtures.actors import somebody

HALL = AssetDraft(name="Hall", kind="place", offers=("meet",), postcode="ZZ1 1AA")


def test_a_form_that_another_process_was_first_with_is_kept_once(
    tiny: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = record(HALL, tiny, now=NOW, actor=somebody("Morag"), asset_id="form")
    assert isinstance(first, Recorded)
    find, asked = Store.find_asset, []

    def not_yet(store: Store, asset_id: str) -> object:
        asked.append(asset_id)
        return find(store, asset_id) if len(asked) > 1 else None  # the other one is just at it

    monkeypatch.setattr(Store, "find_asset", not_yet)
    again = record(replace(HALL, name="Hall again"), tiny, now=NOW, actor=somebody("Morag"), asset_id="form")
    assert again == first
    assert tiny.store.version() == 1


def test_what_the_store_refuses_is_still_told(tiny: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(Store, "add_asset", refuse)
    with pytest.raises(StoreError, match="full"):
        record(HALL, tiny, now=NOW, actor=somebody("Morag"), asset_id="form")
