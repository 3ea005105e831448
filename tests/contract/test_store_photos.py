"""Photos in the store: kept as they are, shown through the door, and traced in the history of their asset."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine, func, select

from asset_map.domain.asset import PLACELESS, ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.photo import KeptPhoto, Photo
from asset_map.domain.protection import Audience, Level
from asset_map.errors import PhotoError, StoreError
from asset_map.store import Store
from asset_map.store.schema import audit_events, photos
from tests.conftest import TODAY
from tests.contract.store_records import CHANGING, MORNING, RECORDING, plain_asset

AT_MOST = 3
ADDING = AuditEvent(at=MORNING, actor="Morag", action=Action.PHOTO_ADDED)
DESCRIBING = AuditEvent(at=MORNING, actor="Iain", action=Action.PHOTO_CHANGED)
REMOVING = AuditEvent(at=MORNING + dt.timedelta(hours=2), actor="Iain", action=Action.PHOTO_REMOVED, reason="A face")
NOWHERE = dict(PLACELESS)


def photo(number: int = 0) -> Photo:
    """Return a photo; the store does not look at what it holds."""
    content = bytes(range(256)) + b"\x00'\\%s" + str(number).encode()
    return Photo(content=content, media_type="image/jpeg", width_px=1600, height_px=1200 + number)


def add(store: Store, asset_id: str, numbers: Sequence[int] = (0,)) -> list[KeptPhoto]:
    """Add photos to an asset."""
    return [
        store.add_photo(
            photo(number),
            photo_id=f"{asset_id}-{number}",
            asset_id=asset_id,
            alt=f"A door, {number}",
            at_most=AT_MOST,
            event=ADDING,
        )
        for number in numbers
    ]


def ids(found: Sequence[KeptPhoto]) -> list[str]:
    return [one.photo_id for one in found]


@pytest.fixture
def hall(store: Store) -> Store:
    """Return a store with one public asset."""
    store.add_asset(plain_asset("hall"), event=RECORDING)
    return store


def test_a_photo_is_read_back_as_it_was_kept(hall: Store) -> None:
    (added,) = add(hall, "hall")
    assert added == KeptPhoto(
        photo_id="hall-0",
        asset_id="hall",
        alt="A door, 0",
        media_type="image/jpeg",
        width_px=1600,
        height_px=1200,
        sha256=photo().sha256,
    )
    assert hall.photos("hall", Audience.PUBLIC, today=TODAY) == [added]
    assert hall.photo("hall-0", Audience.PUBLIC, today=TODAY) == photo()


def test_photos_stand_in_the_order_in_which_they_came(hall: Store) -> None:
    hall.add_asset(plain_asset("other"), event=RECORDING)
    add(hall, "hall", [2])
    add(hall, "other", [2])
    add(hall, "hall", [1, 0])
    assert ids(hall.photos("hall", Audience.PUBLIC, today=TODAY)) == ["hall-2", "hall-1", "hall-0"]
    assert ids(hall.photos("other", Audience.PUBLIC, today=TODAY)) == ["other-2"]


SEEN_BY = {
    (Level.PUBLIC, ReviewState.PUBLISHED): set(Audience),
    (Level.AREA, ReviewState.PUBLISHED): {Audience.PARTNERS, Audience.STAFF},
    (Level.PARTNERS, ReviewState.PUBLISHED): {Audience.PARTNERS, Audience.STAFF},
    **{
        (level, state): {Audience.STAFF, Audience.TEAM} if level is Level.PUBLIC else {Audience.STAFF}
        for level in (Level.PUBLIC, Level.AREA, Level.PARTNERS)
        for state in ReviewState
        if state is not ReviewState.PUBLISHED
    },
}


@pytest.mark.parametrize(("level", "state"), SEEN_BY)
def test_a_photo_is_shown_to_whoever_sees_the_exact_place(store: Store, level: Level, state: ReviewState) -> None:
    store.add_asset(plain_asset("a", protection=level, review_state=state), event=RECORDING)
    (added,) = add(store, "a")
    assert {who for who in Audience if store.photos("a", who, today=TODAY) == [added]} == SEEN_BY[level, state]
    assert {who for who in Audience if store.photos("a", who, today=TODAY) != []} == SEEN_BY[level, state]
    assert {who for who in Audience if store.photo("a-0", who, today=TODAY) == photo()} == SEEN_BY[level, state]
    assert {who for who in Audience if store.photo("a-0", who, today=TODAY) is not None} == SEEN_BY[level, state]


def test_a_photo_is_shown_to_staff_alone_from_the_day_after_its_asset_may_be_kept(store: Store) -> None:
    store.add_asset(plain_asset("a", keep_until=TODAY), event=RECORDING)
    (added,) = add(store, "a")
    for today, seen_by in ((TODAY, set(Audience)), (TODAY + dt.timedelta(days=1), {Audience.STAFF})):
        assert {who for who in Audience if store.photos("a", who, today=today) == [added]} == seen_by
        assert {who for who in Audience if store.photo("a-0", who, today=today) is not None} == seen_by


def test_a_photo_is_hidden_as_soon_as_its_asset_is(hall: Store) -> None:
    add(hall, "hall")
    raised = hall.change_asset(replace(hall.asset("hall"), protection=Level.AREA), event=CHANGING)
    assert hall.photo("hall-0", Audience.PUBLIC, today=TODAY) is None
    assert hall.photos("hall", Audience.PUBLIC, today=TODAY) == []
    hall.change_asset(replace(raised, review_state=ReviewState.ARCHIVED), event=CHANGING)
    assert hall.photo("hall-0", Audience.PARTNERS, today=TODAY) is None


def test_what_is_not_there_is_none_and_no_error(hall: Store) -> None:
    assert hall.photo("never", Audience.STAFF, today=TODAY) is None
    assert hall.photos("never", Audience.STAFF, today=TODAY) == []


def test_an_unmapped_asset_has_no_photo(store: Store, tables: Engine) -> None:
    store.add_asset(plain_asset("a", protection=Level.UNMAPPED, contact_agreed=True, **NOWHERE), event=RECORDING)
    with pytest.raises(PhotoError, match="no place may be kept"):
        add(store, "a")
    assert how_many(tables) == 0


def test_photos_of_an_asset_that_becomes_unmapped_are_forgotten(hall: Store, tables: Engine) -> None:
    add(hall, "hall", [0, 1])
    hall.remove_photo("hall-1", event=REMOVING)
    hall.add_asset(plain_asset("other"), event=RECORDING)
    add(hall, "other")
    hall.change_asset(replace(hall.asset("hall"), protection=Level.UNMAPPED, **NOWHERE), event=CHANGING)
    assert hall.photos("hall", Audience.STAFF, today=TODAY) == hall.removed_photos("hall") == []
    assert how_many(tables) == 1
    with tables.begin() as connection:
        rows = connection.execute(select(audit_events).where(audit_events.c.subject_id == "hall")).all()
    assert len(rows) == 5
    assert "A door" not in str(rows)


def test_as_many_photos_as_allowed_and_no_more(hall: Store) -> None:
    add(hall, "hall", range(AT_MOST))
    with pytest.raises(PhotoError, match="3 photos"):
        add(hall, "hall", [9])
    hall.remove_photo("hall-0", event=REMOVING)
    add(hall, "hall", [9])
    with pytest.raises(PhotoError, match="3 photos"):
        hall.put_photo_back("hall-0", at_most=AT_MOST, event=DESCRIBING)
    assert ids(hall.photos("hall", Audience.PUBLIC, today=TODAY)) == ["hall-1", "hall-2", "hall-9"]


def test_of_many_photos_at_once_no_more_are_kept(hall: Store) -> None:
    def one(number: int) -> bool:
        try:
            add(hall, "hall", [number])
        except PhotoError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        kept = list(pool.map(one, range(8)))
    assert sum(kept) == AT_MOST == len(hall.photos("hall", Audience.STAFF, today=TODAY))
    assert [entry.event.action for entry in hall.history("hall")].count(Action.PHOTO_ADDED) == AT_MOST


def test_the_same_photo_is_kept_once_for_each_asset(hall: Store) -> None:
    hall.add_asset(plain_asset("other"), event=RECORDING)
    add(hall, "hall")
    add(hall, "other")
    with pytest.raises(PhotoError, match="already"):
        hall.add_photo(photo(), photo_id="again", asset_id="hall", alt="A", at_most=AT_MOST, event=ADDING)
    hall.remove_photo("hall-0", event=REMOVING)
    hall.add_photo(photo(), photo_id="again", asset_id="hall", alt="A", at_most=AT_MOST, event=ADDING)
    assert ids(hall.photos("hall", Audience.STAFF, today=TODAY)) == ["again"]


def test_a_removed_photo_is_shown_to_nobody_until_it_is_put_back(hall: Store) -> None:
    first, second = add(hall, "hall", [0, 1])
    removed = hall.remove_photo("hall-0", event=REMOVING)
    assert removed == replace(first, removed_at=REMOVING.at)
    for audience in Audience:
        assert hall.photo("hall-0", audience, today=TODAY) is None
        assert hall.photos("hall", audience, today=TODAY) == [second]
    assert hall.removed_photos("hall") == [removed]
    assert hall.put_photo_back("hall-0", at_most=2, event=DESCRIBING) == first
    assert hall.photos("hall", Audience.PUBLIC, today=TODAY) == [first, second]
    assert hall.removed_photos("hall") == []
    assert hall.photo("hall-0", Audience.PUBLIC, today=TODAY) == photo()


def test_the_history_of_the_asset_tells_of_its_photos(hall: Store) -> None:
    add(hall, "hall")
    hall.describe_photo("hall-0", "A red door", event=DESCRIBING)
    hall.remove_photo("hall-0", event=REMOVING)
    hall.put_photo_back("hall-0", at_most=1, event=DESCRIBING)
    history = hall.history("hall")[1:]
    assert [entry.event for entry in history] == [ADDING, DESCRIBING, REMOVING, DESCRIBING]
    after = [entry.after["photo"] for entry in history if entry.after is not None]
    assert [one["alt"] for one in after] == ["A door, 0", "A red door", "A red door", "A red door"]
    assert [one["removed_at"] for one in after] == [None, None, REMOVING.at.isoformat(), None]
    assert [entry.before for entry in history] == [None, *({"photo": one} for one in after[:-1])]
    assert all("content" not in one for one in after)
    assert hall.asset("hall").version == 1


def test_a_write_that_fails_leaves_nothing_behind(hall: Store, tables: Engine) -> None:
    before = hall.version()
    with pytest.raises(StoreError, match="found none"):
        add(hall, "never")
    with pytest.raises(StoreError, match="NUL"):
        hall.add_photo(photo(), photo_id="a", asset_id="hall", alt="a\x00b", at_most=1, event=ADDING)
    with pytest.raises(StoreError, match="found none"):
        hall.remove_photo("never", event=REMOVING)
    with pytest.raises(StoreError, match="found none"):
        hall.put_photo_back("never", at_most=1, event=DESCRIBING)
    add(hall, "hall")
    with pytest.raises(StoreError, match="NUL"):
        hall.describe_photo("hall-0", "a\x00b", event=DESCRIBING)
    with pytest.raises(StoreError, match="ids"):
        hall.add_photo(photo(1), photo_id="hall-0", asset_id="hall", alt="A", at_most=9, event=ADDING)
    assert how_many(tables) == 1
    assert hall.version() == before + 1
    assert len(hall.history("hall")) == 2


def how_many(tables: Engine) -> int:
    """Return how many photos are kept, removed ones too."""
    with tables.begin() as connection:
        return int(connection.scalar(select(func.count()).select_from(photos)) or 0)
