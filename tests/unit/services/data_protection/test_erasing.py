"""Erasing a person or a record through the service: their marker is found nowhere in the home, and files are listed."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import update

from asset_map.domain.contribution import Contribution
from asset_map.domain.mapping_session import written_slip_code
from asset_map.domain.permission import Role
from asset_map.domain.protection import Audience
from asset_map.errors import NotAllowedError, StoreError, UserError
from asset_map.services.data_protection.erased_list import list_file, read_erased_list, write_erased_list
from asset_map.services.data_protection.erasing import KnownAs, erase, look_for_person, look_for_record
from asset_map.services.data_protection.files_taken import note_taken
from asset_map.services.photos import add_photo
from asset_map.services.sessions.contribute import contribute
from asset_map.services.sessions.joining import join
from asset_map.services.take_away.kept_files import folders_of
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.store.schema import contributions
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import holding, somebody
from tests.fixtures.kept_records import HALL, keep
from tests.fixtures.mapping_sessions import open_session_in, said
from tests.fixtures.pictures import telling_jpeg

EFFIE = somebody("Effie")
MARKER = "Zqxa Marker"
LATER = NOW + dt.timedelta(hours=2)


def bytes_of_home(workspace: Workspace) -> bytes:
    """Return every byte of every file in the home."""
    return b"".join(file.read_bytes() for file in sorted(workspace.settings.home.rglob("*")) if file.is_file())


@pytest.fixture
def marked(tiny: Workspace) -> Iterator[Workspace]:
    """Return a town in which somebody left traces wherever the app lets them."""
    named = keep(
        tiny, contact_person=MARKER, consent_for="Her name", summary=f"Ask {MARKER} first", phone="0141 555 0101"
    )
    add_photo(named.asset_id, telling_jpeg(), f"{MARKER} at the door", tiny, now=NOW, actor=somebody(MARKER))
    tiny.store.save_draft("somebody", "add", {"story": f"As {MARKER} said"}, at=NOW)
    note_taken(tiny.store, "assets", made_in="csv", audience=Audience.PUBLIC, now=NOW + dt.timedelta(hours=1))
    note_taken(tiny.store, "assets", made_in="csv", audience=Audience.PUBLIC, now=NOW - dt.timedelta(days=1))
    incoming = tiny.settings.home / "incoming" / "list"
    incoming.mkdir(parents=True)
    (incoming / "list.csv").write_text(f"name,contact\nHall,{MARKER}\n", "utf-8")
    return tiny


def test_a_person_is_found_nowhere_in_the_home(marked: Workspace) -> None:
    assert b"Zqxa" in bytes_of_home(marked)
    looked = look_for_person(KnownAs(names=(MARKER,)), marked, actor=EFFIE)
    assert {trace.table for trace in looked.found.traces} >= {"assets", "audit_events", "consents", "drafts", "photos"}
    erased = erase(looked.asked, marked, reason="She asked for it", now=LATER, actor=EFFIE)
    assert erased.still_to_do == ""
    left = bytes_of_home(marked).lower()
    assert b"zqxa" not in left
    assert [file.made_at for file in erased.files] == [NOW + dt.timedelta(hours=1)]
    assert not look_for_person(KnownAs(names=(MARKER,)), marked, actor=EFFIE).found.traces
    assert erased.note.reason.encode() in bytes_of_home(marked)


@pytest.mark.parametrize("written", [str.lower, written_slip_code], ids=["as kept", "as printed"])
def test_what_a_resident_said_goes_by_their_slip(tiny: Workspace, written: Callable[[str], str]) -> None:
    session = open_session_in(tiny)
    joined = join(session, "en", tiny, now=NOW)
    words = "Zqxa tea on Tuesdays"
    kept = contribute(said(1, words), joined.participant, tiny, now=NOW)
    assert isinstance(kept, Contribution)
    other = contribute(said(2, "Soup"), join(session, "en", tiny, now=NOW).participant, tiny, now=NOW)
    assert isinstance(other, Contribution)
    code = joined.participant.slip_code
    looked = look_for_person(KnownAs(slip_codes=(written(code),)), tiny, actor=EFFIE)
    assert {trace.table for trace in looked.found.traces} >= {"contributions", "session_participants", "session_slips"}
    erase(looked.asked, tiny, reason="Asked for on paper", now=LATER, actor=EFFIE)
    assert b"Zqxa" not in bytes_of_home(tiny)
    assert code.encode() not in bytes_of_home(tiny)
    kept_now = tiny.store.contributions(session.session_id)
    assert sorted(one.words for one in kept_now) == ["", "Soup"]
    assert tiny.store.news(session.session_id) > other.number


def test_copies_go_even_when_free_places_cannot_be_overwritten(
    marked: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> str:
        raise StoreError("The disk is full.")

    monkeypatch.setattr("asset_map.store.erasures.Erasures.clean", full)
    looked = look_for_person(KnownAs(names=(MARKER,)), marked, actor=EFFIE)
    erased = erase(looked.asked, marked, reason="She asked for it", now=LATER, actor=EFFIE)
    assert erased.still_to_do == "The disk is full."
    assert not list((marked.settings.home / "incoming").rglob("*.csv"))


def test_a_word_that_was_said_stays_in_what_the_record_is_called_and_where_it_is(tiny: Workspace) -> None:
    joined = join(open_session_in(tiny), "en", tiny, now=NOW)
    kept = contribute(said(1, "Park"), joined.participant, tiny, now=NOW)
    assert isinstance(kept, Contribution)
    made = keep(tiny, name="Elder Park", address="2 Park Road", summary="Park")
    with tiny.store.database.writer.begin() as connection:
        own = contributions.c.contribution_id == kept.contribution_id
        connection.execute(update(contributions).where(own).values(asset_id=made.asset_id))
    looked = look_for_person(KnownAs(slip_codes=(joined.participant.slip_code,)), tiny, actor=EFFIE)
    erase(looked.asked, tiny, reason="Asked for on paper", now=LATER, actor=EFFIE)
    left = tiny.store.asset(made.asset_id)
    assert (left.name, left.address, left.summary) == ("Elder Park", "2 Park Road", "[erased]")


def test_a_record_goes_and_takes_its_photos_along(tiny: Workspace) -> None:
    kept = keep(tiny, HALL, summary="Zqxa")
    add_photo(kept.asset_id, telling_jpeg(), "Zqxa photo", tiny, now=NOW, actor=EFFIE)
    looked = look_for_record(kept.asset_id, tiny, actor=EFFIE)
    assert looked.record_names == {kept.asset_id: "Hall"}
    pixels = tiny.store.photo(
        tiny.store.photos(kept.asset_id, Audience.STAFF, today=TODAY)[0].photo_id, Audience.STAFF, today=TODAY
    )
    assert pixels is not None
    middle = pixels.content[200:260]
    assert middle in bytes_of_home(tiny)
    erase(looked.asked, tiny, reason="Its owner asked", now=LATER, actor=EFFIE)
    left = bytes_of_home(tiny)
    assert b"Zqxa" not in left
    assert middle not in left
    assert tiny.store.find_asset(kept.asset_id) is None


def test_two_that_write_the_list_at_once_leave_it_whole(marked: Workspace) -> None:
    looked = look_for_person(KnownAs(names=(MARKER,)), marked, actor=EFFIE)
    erase(looked.asked, marked, reason="She asked for it", now=LATER, actor=EFFIE)
    [note] = read_erased_list(list_file(marked.settings))
    list_file(marked.settings).write_text("[]", "utf-8")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: write_erased_list(marked.store, marked.settings), range(40)))
    assert read_erased_list(list_file(marked.settings)) == [note]


def test_an_older_store_that_is_put_back_is_rid_of_them_when_it_is_opened(marked: Workspace, tmp_path: Path) -> None:
    file = Path(marked.settings.database_url.removeprefix("sqlite:///"))
    marked.store.clean()
    shutil.copy(file, tmp_path / "older.db")
    looked = look_for_person(KnownAs(names=(MARKER,)), marked, actor=EFFIE)
    erase(looked.asked, marked, reason="She asked for it", now=LATER, actor=EFFIE)
    [note] = read_erased_list(list_file(marked.settings))
    assert "zqxa" not in list_file(marked.settings).read_text("utf-8").lower()
    marked.store.close()
    for old in file.parent.glob("asset-map.db*"):
        old.unlink()
    shutil.copy(tmp_path / "older.db", file)
    again = open_workspace(marked.settings)
    try:
        assert again.store.erasures() == [note]
        assert b"zqxa" not in bytes_of_home(again).lower()
    finally:
        again.store.close()


def test_backups_are_named_and_go_when_asked(marked: Workspace) -> None:
    folder = marked.settings.home / "backups"
    folder.mkdir()
    (folder / "monday.zip").write_bytes(b"Zqxa Marker")
    looked = look_for_person(KnownAs(names=(MARKER,)), marked, actor=EFFIE)
    assert [one.name for one in looked.backups] == ["monday.zip"]
    erased = erase(looked.asked, marked, reason="Asked for", now=LATER, actor=EFFIE)
    assert [one.name for one in erased.backups_left] == ["monday.zip"]
    erased = erase(looked.asked, marked, reason="Asked for", now=LATER, actor=EFFIE, delete_backups=True)
    assert [one.name for one in erased.backups_deleted] == ["monday.zip"]
    assert b"Zqxa" not in bytes_of_home(marked)


def test_files_that_other_processes_keep_go_too(
    marked: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    kept = tmp_path / f"{folders_of(marked.store.place)}other"
    kept.mkdir()
    (kept / "file").write_text(MARKER, "utf-8")
    looked = look_for_person(KnownAs(names=(MARKER,)), marked, actor=EFFIE)
    erase(looked.asked, marked, reason="Asked for", now=LATER, actor=EFFIE)
    assert not kept.exists()


@pytest.mark.parametrize("reason", ["", "x", f"{MARKER} asked", "x" * 501])
def test_a_reason_says_why_and_not_who(marked: Workspace, reason: str) -> None:
    looked = look_for_person(KnownAs(names=(MARKER,)), marked, actor=EFFIE)
    version = marked.store.version()
    with pytest.raises(UserError, match="Expected a reason"):
        erase(looked.asked, marked, reason=reason, now=LATER, actor=EFFIE)
    assert marked.store.version() == version


def test_nobody_erases_themselves_and_not_everybody_may(marked: Workspace) -> None:
    looked = look_for_person(KnownAs(names=("Effie",)), marked, actor=EFFIE)
    with pytest.raises(UserError, match="other than yourself"):
        erase(looked.asked, marked, reason="I go", now=LATER, actor=EFFIE)
    for actor in (holding(Role.STEWARD), holding(Role.REVIEWER, sees=True)):
        with pytest.raises(NotAllowedError):
            look_for_person(KnownAs(names=(MARKER,)), marked, actor=actor)
        with pytest.raises(NotAllowedError):
            erase(looked.asked, marked, reason="Asked for", now=LATER, actor=actor)
