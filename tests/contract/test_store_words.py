"""Codes given to people's own words: kept with what stood there before, and taken back, all or nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from asset_map.domain.asset import Asset
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.word_mapping import CodesBefore, WordMapping
from asset_map.errors import ConflictError, StoreError
from asset_map.store import Store
from tests.contract.store_records import CHANGING, MORNING, RECORDING, plain_asset

MAPPING_EVENT = AuditEvent(at=MORNING, actor="Morag", action=Action.MAPPED, reason="They mean a wash house")
UNDOING = AuditEvent(at=MORNING + dt.timedelta(days=1), actor="Iain", action=Action.UNDONE, reason="They do not")


@pytest.fixture
def steamies(store: Store) -> tuple[Asset, Asset]:
    """Keep two records with own words."""
    pair = (plain_asset("a", own_words="the steamie"), plain_asset("b", own_words="The Steamie!", kind="culture"))
    store.add_assets(pair, event=RECORDING)
    return pair


def _mapping(*assets: Asset, **fields: object) -> WordMapping:
    plain = WordMapping(
        mapping_id="m",
        offers=("home", "share"),
        kind="place",
        replaced=True,
        reason="They mean a wash house",
        mapped_by="Morag",
        mapped_at=MORNING,
        records={
            asset.asset_id: CodesBefore(offers=asset.offers, kind=asset.kind, version_after=asset.version + 1)
            for asset in assets
        },
    )
    return dataclasses.replace(plain, **fields)


def _mapped(asset: Asset) -> Asset:
    return dataclasses.replace(asset, offers=("home", "share"), kind="place")


def test_a_mapping_is_kept_as_it_was_given_with_an_event_for_each_record(
    store: Store, steamies: tuple[Asset, Asset]
) -> None:
    mapping = _mapping(*steamies)
    store.map_words(mapping, [_mapped(asset) for asset in steamies], event=MAPPING_EVENT)
    assert store.word_mappings() == [mapping]
    assert store.word_mapping("m") == mapping
    for asset in steamies:
        kept = store.asset(asset.asset_id)
        assert (kept.offers, kept.kind, kept.own_words) == (("home", "share"), "place", asset.own_words)
        assert kept.version == mapping.records[asset.asset_id].version_after
        last = store.history(asset.asset_id)[-1]
        assert last.event == MAPPING_EVENT
        assert last.before is not None
        assert last.before["offers"] == ["meet"]


def test_a_mapping_over_a_record_that_somebody_changed_keeps_nothing(
    store: Store, steamies: tuple[Asset, Asset]
) -> None:
    changed = store.change_asset(dataclasses.replace(steamies[1], summary="Warm"), event=CHANGING)
    with pytest.raises(ConflictError):
        store.map_words(_mapping(*steamies), [_mapped(asset) for asset in steamies], event=MAPPING_EVENT)
    assert store.word_mappings() == []
    assert [store.asset("a"), store.asset("b")] == [steamies[0], changed]


def test_taking_back_keeps_who_did_and_happens_once(store: Store, steamies: tuple[Asset, Asset]) -> None:
    store.map_words(_mapping(*steamies), [_mapped(asset) for asset in steamies], event=MAPPING_EVENT)
    back = dataclasses.replace(store.asset("a"), offers=("meet",))
    undone = store.undo_word_mapping("m", [back], event=UNDOING)
    assert (undone.undone_by, undone.undone_at) == ("Iain", UNDOING.at)
    assert store.word_mappings() == [undone]
    assert store.asset("a").offers == ("meet",)
    assert store.asset("b").offers == ("home", "share")
    assert store.history("a")[-1].event == UNDOING
    with pytest.raises(ConflictError, match="Iain has taken it back"):
        store.undo_word_mapping("m", [], event=UNDOING)


def test_taking_back_over_a_change_keeps_nothing(store: Store, steamies: tuple[Asset, Asset]) -> None:
    store.map_words(_mapping(*steamies), [_mapped(asset) for asset in steamies], event=MAPPING_EVENT)
    read = store.asset("a")
    store.change_asset(dataclasses.replace(read, summary="Warm"), event=CHANGING)
    with pytest.raises(ConflictError):
        store.undo_word_mapping("m", [dataclasses.replace(read, offers=("meet",))], event=UNDOING)
    assert store.word_mapping("m").undone_at is None


def test_the_newest_mapping_comes_first(store: Store, steamies: tuple[Asset, Asset]) -> None:
    first, second = steamies
    store.map_words(_mapping(first), [_mapped(first)], event=MAPPING_EVENT)
    later = _mapping(second, mapping_id="n", mapped_at=MORNING + dt.timedelta(minutes=1), kind="", replaced=False)
    store.map_words(later, [_mapped(second)], event=MAPPING_EVENT)
    assert [mapping.mapping_id for mapping in store.word_mappings()] == ["n", "m"]


def test_a_mapping_that_is_not_there_is_said_in_words(store: Store) -> None:
    with pytest.raises(StoreError, match="Expected a mapping with the id “m”"):
        store.word_mapping("m")
    with pytest.raises(StoreError, match="Expected a mapping"):
        store.undo_word_mapping("m", [], event=UNDOING)
    with pytest.raises(StoreError):
        store.map_words(_mapping(reason="half a character \ud800"), [], event=MAPPING_EVENT)
