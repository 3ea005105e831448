"""Photos as staff handle them: described, at most six, and nothing of a place left in the store."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from asset_map.domain.asset import AssetDraft
from asset_map.domain.audit import Action
from asset_map.domain.photo import LONGEST_ALT, MOST_PHOTOS, alt_problem, tidy_alt
from asset_map.domain.protection import Audience
from asset_map.errors import PhotoError
from asset_map.intake.photos import clean_photo
from asset_map.services import photos as service
from asset_map.services.photos import (
    add_photo,
    describe_photo,
    photo,
    photos_of,
    put_photo_back,
    remove_photo,
    removed_photos,
)
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace
from asset_map.settings import Settings
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody
from tests.fixtures.pictures import MAKER, encoded, picture, telling_jpeg

ALT = "A blue wall with a red corner"


@pytest.fixture
def hall(tiny: Workspace) -> str:
    """Return the id of a public place."""
    draft = AssetDraft(name="Hall", kind="institution", offers=("meet",), postcode="ZZ1 1AA")
    result = record(draft, tiny, now=NOW, actor=somebody("test"))
    assert isinstance(result, Recorded)
    return result.asset.asset_id


def _add(hall: str, tiny: Workspace, width_px: int = 80, alt: str = ALT) -> str:
    return add_photo(hall, telling_jpeg(width_px), alt, tiny, now=NOW, actor=somebody("Morag")).photo_id


def test_no_byte_of_the_store_tells_where_a_photo_was_taken(
    tiny: Workspace, tiny_settings: Settings, hall: str
) -> None:
    photo_id = _add(hall, tiny, 800)
    shown = clean_photo(telling_jpeg(800))
    assert photo(photo_id, tiny, audience=Audience.PUBLIC, today=TODAY) == shown
    parts = [shown.content[at : at + 32] for at in range(0, 3200, 320)]
    database = Path(tiny_settings.database_url.removeprefix("sqlite:///"))
    files = [path for path in database.parent.rglob("*") if path.is_file()]
    kept = [path.name for path in files if any(part in path.read_bytes() for part in parts)]
    assert kept != []  # the search would find it
    telling = [MAKER.encode(), b"Exif\x00\x00", b"Xyzzy", b"<x:xmpmeta"]
    assert [(path.name, one) for path in files for one in telling if one in path.read_bytes()] == []


def test_a_photo_is_kept_with_its_words_and_its_trace(tiny: Workspace, hall: str) -> None:
    photo_id = _add(hall, tiny, alt="  A blue wall\nwith a\tred corner ")
    (kept,) = photos_of(hall, tiny, audience=Audience.PUBLIC, today=TODAY)
    assert (kept.photo_id, kept.alt, kept.width_px, kept.height_px) == (photo_id, ALT, 80, 60)
    describe_photo(photo_id, "A wall", tiny, now=NOW, actor=somebody("Iain"))
    remove_photo(photo_id, tiny, now=NOW, actor=somebody("Iain"), reason="A face")
    assert photos_of(hall, tiny, audience=Audience.STAFF, today=TODAY) == []
    assert photo(photo_id, tiny, audience=Audience.STAFF, today=TODAY) is None
    assert [one.alt for one in removed_photos(hall, tiny)] == ["A wall"]
    put_photo_back(photo_id, tiny, now=NOW, actor=somebody("Morag"))
    assert [one.alt for one in photos_of(hall, tiny, audience=Audience.PUBLIC, today=TODAY)] == ["A wall"]
    events = [entry.event for entry in tiny.store.history(hall)][1:]
    assert [(one.actor, one.action, one.reason) for one in events] == [
        ("Morag", Action.PHOTO_ADDED, ""),
        ("Iain", Action.PHOTO_CHANGED, ""),
        ("Iain", Action.PHOTO_REMOVED, "A face"),
        ("Morag", Action.PHOTO_CHANGED, "put back"),
    ]


def test_ids_cannot_be_guessed(tiny: Workspace, hall: str) -> None:
    first, second = _add(hall, tiny, 80), _add(hall, tiny, 81)
    assert first != second
    assert len(first) == len(second) == 22  # 128 bits


@pytest.mark.parametrize(
    ("alt", "told"),
    [
        ("", "Say what the photo shows"),
        (" \n\t ", "Say what the photo shows"),
        ("IMG_2034.JPG", "does not tell"),
        ("Photo", "does not tell"),
        ("a picture.", "does not tell"),
        ("x" * (LONGEST_ALT + 1), "301 characters"),
    ],
)
def test_words_that_say_nothing_are_refused_before_the_file_is_looked_at(
    tiny: Workspace, hall: str, alt: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo_id = _add(hall, tiny)
    monkeypatch.setattr(service, "clean_photo", lambda _: pytest.fail("looked at"))
    with pytest.raises(PhotoError, match=told):
        _add(hall, tiny, 81, alt=alt)
    with pytest.raises(PhotoError, match=told):
        describe_photo(photo_id, alt, tiny, now=NOW, actor=somebody("Morag"))
    assert [one.alt for one in photos_of(hall, tiny, audience=Audience.STAFF, today=TODAY)] == [ALT]


@pytest.mark.parametrize("alt", ["Photo of the door", "The hall.jpeg sign over the door", "x" * LONGEST_ALT, "Fàilte"])
def test_words_that_say_something_are_taken(alt: str) -> None:
    assert alt_problem(tidy_alt(alt)) == ""


def test_six_photos_are_the_most(tiny: Workspace, hall: str) -> None:
    added = [_add(hall, tiny, 80 + number) for number in range(MOST_PHOTOS)]
    with pytest.raises(PhotoError, match="6 photos"):
        _add(hall, tiny, 99)
    remove_photo(added[0], tiny, now=NOW, actor=somebody("Morag"))
    _add(hall, tiny, 99)
    with pytest.raises(PhotoError, match="6 photos"):
        put_photo_back(added[0], tiny, now=NOW, actor=somebody("Morag"))


def test_what_is_no_photo_is_not_kept(tiny: Workspace, hall: str) -> None:
    before = tiny.store.version()
    with pytest.raises(PhotoError, match="web page"):
        add_photo(hall, b"<html>", ALT, tiny, now=NOW, actor=somebody("Morag"))
    assert tiny.store.version() == before


def test_photos_are_decoded_one_after_the_other(tiny: Workspace, hall: str, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once: list[int] = []
    inside = threading.Semaphore(0)
    real = service.clean_photo

    def slow(uploaded: bytes) -> object:
        inside.release()
        at_once.append(inside._value)
        made = real(uploaded)
        threading.Event().wait(0.05)
        inside.acquire()
        return made

    monkeypatch.setattr(service, "clean_photo", slow)
    files = [encoded(picture(80 + number), "JPEG") for number in range(4)]
    threads = [
        threading.Thread(target=add_photo, args=(hall, one, ALT, tiny), kwargs={"now": NOW, "actor": somebody("Morag")})
        for one in files
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert at_once == [1, 1, 1, 1]
    assert len(photos_of(hall, tiny, audience=Audience.STAFF, today=TODAY)) == 4
