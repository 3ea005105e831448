"""Two records become one in one transaction: sources, photos and links of both, and two again when it is undone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import Engine, delete, insert, select

from asset_map.domain.asset import Asset, ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.photo import Photo
from asset_map.domain.protection import Audience, Level
from asset_map.errors import ConflictError
from asset_map.store import Store
from asset_map.store.merging import MergeNote
from asset_map.store.schema import asset_links, asset_sources
from tests.conftest import TODAY
from tests.contract.store_records import MORNING, RECORDING, an_import, plain_asset

LATER = MORNING + dt.timedelta(hours=3)
MERGING = AuditEvent(at=LATER, actor="Morag", action=Action.MERGED, reason="Same door")
PARTING = AuditEvent(at=LATER + dt.timedelta(hours=1), actor="Iain", action=Action.UNMERGED, reason="Two doors")
KEPT = plain_asset("kept", source="A walk", source_id="7")
OTHER = plain_asset("other", source="A list", source_id="x1", licence="OGL v3", recorded_by="Iain")
THIRD = plain_asset("third")


def _photo(content: bytes) -> Photo:
    return Photo(content=content, media_type="image/png", width_px=2, height_px=1)


def _add_photo(store: Store, photo_id: str, asset_id: str, content: bytes) -> None:
    event = AuditEvent(at=MORNING, actor="Morag", action=Action.PHOTO_ADDED)
    store.add_photo(_photo(content), photo_id=photo_id, asset_id=asset_id, alt="A door", at_most=9, event=event)


def _photos(store: Store, asset_id: str) -> list[str]:
    return [photo.photo_id for photo in store.photos(asset_id, Audience.STAFF, today=TODAY)]


def _link(tables: Engine, link_id: str, from_id: str, to_id: str, relation: str = "meets_at") -> None:
    row = {"link_id": link_id, "from_id": from_id, "to_id": to_id, "relation": relation, "note": "", "added_by": "M"}
    with tables.begin() as connection:
        connection.execute(insert(asset_links).values(row | {"added_at": MORNING}))


def _links(tables: Engine) -> set[tuple[str, str, str, str]]:
    columns = (asset_links.c.link_id, asset_links.c.from_id, asset_links.c.to_id, asset_links.c.relation)
    with tables.connect() as connection:
        return {tuple(row) for row in connection.execute(select(*columns)).all()}


def _away(asset: Asset) -> Asset:
    return replace(asset, review_state=ReviewState.ARCHIVED, review_reason="Same door", merged_into="kept")


def _merge(store: Store, kept: Asset = KEPT, other: Asset = OTHER) -> MergeNote:
    return store.merge_assets(kept, _away(other), taken=[], kept_event=MERGING, other_event=MERGING)


def _part(store: Store, note: MergeNote) -> None:
    kept, other = store.asset(note.kept_id), store.asset(note.other_id)
    apart = replace(other, review_state=ReviewState.PUBLISHED, review_reason="", merged_into="")
    store.part_assets(note, kept, apart, kept_event=PARTING, other_event=PARTING)


@pytest.fixture
def three(store: Store) -> Store:
    """Return a store with three records."""
    store.add_assets([KEPT, OTHER, THIRD], event=RECORDING)
    return store


def test_both_records_are_written_with_their_histories(three: Store) -> None:
    version = three.version()
    note = _merge(three)
    assert three.version() == version + 1
    assert three.asset("kept") == replace(KEPT, version=2)
    assert three.asset("other") == replace(_away(OTHER), version=2)
    assert (note.kept_version, note.other_version) == (2, 2)
    for asset_id in ("kept", "other"):
        assert [one.event.action for one in three.history(asset_id)] == [Action.RECORDED, Action.MERGED]
        assert three.history(asset_id)[-1].event == MERGING
    assert three.last_merge("other") == note
    assert three.last_merge("kept") is None


def test_every_source_of_both_is_kept(three: Store) -> None:
    _merge(three)
    told = [(one.from_asset_id, one.source, one.source_id, one.licence) for one in three.sources_of("kept")]
    assert told == [("kept", "A walk", "7", ""), ("other", "A list", "x1", "OGL v3")]
    assert three.sources_of("kept")[1].recorded_by == "Iain"
    assert [one.source for one in three.sources_of("other")] == ["A list"]
    kept = three.asset("kept")
    away = replace(_away(kept), merged_into="third")
    note = three.merge_assets(THIRD, away, taken=[], kept_event=MERGING, other_event=MERGING)
    assert [one.from_asset_id for one in three.sources_of("third")] == ["third", "kept", "other"]
    assert note.sources == ["kept", "other"]


def test_a_list_taken_again_does_not_bring_the_merged_record_back(three: Store) -> None:
    _merge(three)
    assert three.source_keys("A list") == {"x1": "other"}
    again = plain_asset("again", source="A list", source_id="x1")
    kept = three.take_in(an_import(source="A list", rows=1, added=1), [[(again, "d")]], event=RECORDING)
    assert (kept.added, kept.unchanged) == (0, 1)
    assert three.find_asset("again") is None


@pytest.mark.parametrize("stale", ["kept", "other"])
def test_a_change_of_either_in_the_meantime_is_a_conflict_and_nothing_is_kept(
    three: Store, tables: Engine, stale: str
) -> None:
    _add_photo(three, "p1", "other", b"1")
    _link(tables, "l1", "other", "third")
    changed = three.change_asset(replace(three.asset(stale), cost="Free"), event=RECORDING)
    with pytest.raises(ConflictError):
        _merge(three)
    assert three.asset(stale) == changed
    assert (_photos(three, "other"), _photos(three, "kept")) == (["p1"], [])
    assert _links(tables) == {("l1", "other", "third", "meets_at")}
    assert [one.from_asset_id for one in three.sources_of("kept")] == ["kept"]
    assert three.last_merge("other") is None
    assert {one.event.action for one in three.history("kept")} == {Action.RECORDED}


def test_photos_move_behind_the_others_and_none_is_there_twice(three: Store) -> None:
    for photo_id, asset_id, content in (("k1", "kept", b"1"), ("o1", "other", b"1"), ("o2", "other", b"2")):
        _add_photo(three, photo_id, asset_id, content)
    note = _merge(three)
    assert (_photos(three, "kept"), _photos(three, "other")) == (["k1", "o2"], ["o1"])
    _part(three, note)
    assert (_photos(three, "kept"), _photos(three, "other")) == (["k1"], ["o1", "o2"])


def test_no_photo_moves_to_what_is_unmapped(three: Store) -> None:
    _add_photo(three, "o1", "other", b"1")
    unmapped = three.change_asset(
        replace(KEPT, protection=Level.UNMAPPED, geometry_bng=None, zones={}), event=RECORDING
    )
    _merge(three, unmapped)
    assert _photos(three, "kept") == []


def test_links_move_without_repeats_and_without_tying_a_record_to_itself(three: Store, tables: Engine) -> None:
    before = {
        ("l1", "other", "third", "meets_at"),
        ("l2", "third", "other", "funds"),
        ("l3", "kept", "other", "runs"),
        ("l4", "other", "third", "runs"),
        ("l5", "kept", "third", "runs"),
        ("l6", "a first one", "other", "shares_space_with"),
        ("l7", "a first one", "kept", "shares_space_with"),
        ("l8", "other", "third", "shares_space_with"),
    }
    three.add_asset(plain_asset("a first one"), event=RECORDING)
    for link in before:
        _link(tables, *link)
    note = _merge(three)
    merged = {
        ("l1", "kept", "third", "meets_at"),
        ("l2", "third", "kept", "funds"),
        ("l5", "kept", "third", "runs"),
        ("l7", "a first one", "kept", "shares_space_with"),
        ("l8", "kept", "third", "shares_space_with"),
    }
    assert _links(tables) == merged
    assert {link["link_id"] for link in note.links if not link["moved"]} == {"l3", "l4", "l6"}
    _part(three, note)
    assert _links(tables) == before
    with tables.connect() as connection:
        moments = connection.scalars(select(asset_links.c.added_at)).all()
    assert {moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment for moment in moments} == {MORNING}


def test_what_somebody_took_away_since_does_not_come_back(three: Store, tables: Engine) -> None:
    _link(tables, "l1", "other", "third")
    note = _merge(three)
    with tables.begin() as connection:
        connection.execute(delete(asset_links))
    _part(three, note)
    assert _links(tables) == set()


def test_parted_records_have_their_own_sources_and_tell_of_it(three: Store, tables: Engine) -> None:
    note = _merge(three)
    _part(three, note)
    assert [one.from_asset_id for one in three.sources_of("kept")] == ["kept"]
    with tables.connect() as connection:
        assert connection.execute(select(asset_sources)).all() == []
    assert three.last_merge("other") is None
    assert three.history("other")[-1].event == PARTING
    assert three.history("kept")[-1].event == PARTING
    again = three.merge_assets(
        three.asset("kept"), _away(three.asset("other")), taken=[], kept_event=MERGING, other_event=MERGING
    )
    assert three.last_merge("other") == again


def test_two_merges_of_one_record_at_once_are_one_merge_and_one_conflict(three: Store) -> None:
    _merge(three)
    with pytest.raises(ConflictError):
        three.merge_assets(
            THIRD, replace(_away(OTHER), merged_into="third"), taken=[], kept_event=MERGING, other_event=MERGING
        )
    assert three.asset("other").merged_into == "kept"
    assert three.asset("third") == THIRD
