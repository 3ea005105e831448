"""Whoever is erased is found nowhere: not in a table, not in a file of the database, and not in an older backup."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from asset_map.domain.asset import ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.protection import Audience, Level
from asset_map.domain.sought import ERASED, sought
from asset_map.store import Store, erasures, open_store
from asset_map.store.erasures import ToErase
from asset_map.store.schema import metadata
from asset_map.store.traces import Hand
from asset_map.store.who_saw import Shown, who_saw
from tests.contract.store_records import CHANGING, MORNING, RECORDING, plain_asset
from tests.fixtures.marked_store import ASSET_ID, MARKER, everything_in, mark_everything

ERASING = AuditEvent(at=MORNING, actor="Effie", action=Action.ERASED, reason="Asked for")
PERSON = ToErase(kind="person", sought=sought(names=[MARKER]))
IN_FILES = re.compile(rb"zqxa|m\0a\0r\0k\0e\0r", re.IGNORECASE)


def bytes_of(tables: Engine) -> bytes:
    """Return every byte of the files in which a database keeps its tables."""
    if tables.dialect.name == "sqlite":
        file = Path(str(tables.url.database))
        return b"".join(one.read_bytes() for one in sorted(file.parent.rglob("*")) if one.is_file())
    with tables.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        names = [*metadata.tables, "pg_catalog.pg_statistic"]
        told = "SELECT pg_relation_filepath(c.oid) FROM pg_class c WHERE c.oid = ANY(:oids) OR c.oid IN "
        toast = "(SELECT reltoastrelid FROM pg_class WHERE oid = ANY(:oids)) OR c.oid IN "
        indexes = "(SELECT indexrelid FROM pg_index WHERE indrelid = ANY(:oids))"
        oids = [connection.scalar(text("SELECT to_regclass(:name)::oid::bigint"), {"name": name}) for name in names]
        paths = connection.scalars(text(told + toast + indexes), {"oids": oids}).all()
        read = text("SELECT pg_read_binary_file(:path)")
        return b"".join(bytes(connection.scalar(read, {"path": path})) for path in paths if path)


def test_the_marker_stands_everywhere_before(store: Store, tables: Engine) -> None:
    marked = mark_everything(tables)
    assert len(marked) > 60
    with tables.connect() as connection:
        assert everything_in(connection).count(MARKER) >= len(marked)
    if tables.dialect.name == "sqlite":
        assert IN_FILES.search(bytes_of(tables))


def test_a_person_is_found_nowhere_after(store: Store, tables: Engine) -> None:
    marked = set(mark_everything(tables))
    found = store.find_to_erase(PERSON)
    assert {(trace.table, trace.column) for trace in found.traces} == marked
    with tables.connect() as connection:
        assert MARKER in everything_in(connection)  # looking changes nothing
    note, erased = store.erase(PERSON, event=ERASING)
    assert [vars(trace) for trace in erased.traces] == [vars(trace) for trace in found.traces]
    assert store.clean() == ""
    with tables.connect() as connection:
        left = everything_in(connection)
    assert "zqxa" not in left.casefold()
    assert not IN_FILES.search(bytes_of(tables))
    assert note in store.erasures()
    assert (note.erased_by, note.reason, note.kind) == ("Effie", "Asked for", "person")
    assert store.asset(ASSET_ID).contact_person == ""
    assert store.asset(ASSET_ID).consent_given_on is None
    assert store.asset(ASSET_ID).version == 2


def test_a_record_goes_with_all_that_hangs_on_it(store: Store, tables: Engine) -> None:
    mark_everything(tables)
    with tables.begin() as connection:
        connection.execute(metadata.tables["audit_events"].update().values(subject_id=ASSET_ID))
    hanging = {
        table.name
        for table in metadata.tables.values()
        if any(key.column.table.name == "assets" for key in table.foreign_keys)
    }
    note, found = store.erase(ToErase(kind="record", asset_ids=(ASSET_ID,)), event=ERASING)
    assert found.asset_ids == {ASSET_ID}
    assert {trace.table for trace in found.traces} >= hanging - {"asset_zones"} | {"assets", "audit_events"}
    with tables.connect() as connection:
        kept = {
            table: connection.execute(text(f'SELECT * FROM "{table}"')).all()  # noqa: S608  (our own names)
            for table in (*hanging, "assets")
        }
        left = everything_in(connection)
    assert not any(kept.values())
    only_noted = left.replace(repr(note.known_by), "")
    assert ASSET_ID not in only_noted
    assert not store.search(Audience.STAFF, "Zqxa")


def test_the_history_of_something_else_stays_whatever_the_row_of_a_list_is_called(store: Store, tables: Engine) -> None:
    store.add_assets([plain_asset("a")], event=RECORDING)
    with tables.begin() as connection:
        connection.execute(
            metadata.tables["audit_events"]
            .insert()
            .values(at=MORNING, actor="Una", action="recorded", subject_kind="look", subject_id="1", reason="")
        )
        connection.execute(
            metadata.tables["imported_rows"]
            .insert()
            .values(source="list", source_id="1", asset_id="a", version=1, import_id="", digest="", parts={})
        )
    store.erase(ToErase(kind="record", asset_ids=("a",)), event=ERASING)
    with tables.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM audit_events WHERE subject_kind = 'look'")) == 1


def test_what_others_hold_of_a_record_goes_too(store: Store, tables: Engine) -> None:
    store.add_assets([plain_asset("a"), plain_asset("b", summary="Stays")], event=RECORDING)
    store.change_asset(replace(store.asset("b"), summary="Still stays"), event=CHANGING)
    link = {"link": {"from_id": "b", "relation": "funds", "to_id": "a", "note": MARKER}}
    with tables.begin() as connection:
        connection.execute(
            metadata.tables["audit_events"]
            .insert()
            .values(
                at=MORNING,
                actor="Morag",
                action="linked",
                subject_kind="asset",
                subject_id="b",
                reason="",
                after=link,
            )
        )
    store.erase(ToErase(kind="record", asset_ids=("a",)), event=ERASING)
    with tables.connect() as connection:
        assert MARKER not in everything_in(connection)
    assert store.asset("b").summary == "Still stays"
    assert [one.event.action for one in store.history("b")] == [Action.RECORDED, Action.CHANGED]


def test_an_older_store_is_rid_of_the_same_without_the_name(store: Store, tables: Engine, tmp_path: Path) -> None:
    if tables.dialect.name != "sqlite":
        return
    mark_everything(tables)
    file = Path(str(tables.url.database))
    store.clean()
    backup = tmp_path / "older" / file.name
    backup.parent.mkdir()
    shutil.copy(file, backup)
    note, _ = store.erase(PERSON, event=ERASING)
    assert MARKER.split()[0].casefold() not in repr(note).casefold()
    with open_store(f"sqlite:///{backup}") as older:
        assert older.erasures()[0].erasure_id == "erasures1"
        again = older.erase_again(note, event=ERASING)
        assert again.traces
        older.clean()
        assert note in older.erasures()
    assert not IN_FILES.search(backup.read_bytes())


def test_only_what_stands_alone_goes_where_others_share_the_name(store: Store) -> None:
    store.add_asset(plain_asset("a", contact_person="Isa", summary="Isa Street hall"), event=RECORDING)
    store.erase(ToErase(kind="person", sought=sought(names=["Isa"]), is_alone=True), event=ERASING)
    assert (store.asset("a").contact_person, store.asset("a").summary) == ("", "Isa Street hall")


def test_it_is_told_who_could_have_seen_it(store: Store) -> None:
    records = [
        plain_asset("a", contact_person="Isa Brown"),
        plain_asset("b", summary="Ask Ewan Gray", protection=Level.PARTNERS),
        plain_asset("c", summary="Ask Una Reid"),
    ]
    store.add_assets(records, event=RECORDING)
    seen = {}
    for name in ("Isa Brown", "Ewan Gray", "Una Reid"):
        note, _ = store.erase(ToErase(kind="person", sought=sought(names=[name])), event=ERASING)
        assert note.held_since == MORNING
        seen[name] = set(note.seen_by)
    assert Audience.PARTNERS.value not in seen["Isa Brown"]
    assert {"partners", "staff"} <= seen["Ewan Gray"]
    assert "public" not in seen["Ewan Gray"]
    assert {"public", "partners", "staff"} <= seen["Una Reid"]


@pytest.mark.parametrize("words", ["Zqxa", "Marker"])
def test_a_part_of_a_name_leaves_staff_alone(store: Store, tables: Engine, words: str) -> None:
    mark_everything(tables)
    found = store.find_to_erase(ToErase(kind="person", sought=sought(names=[words])))
    assert {trace.table for trace in found.traces if trace.is_kept} == {"people"}


def test_others_write_while_everything_is_looked_through_and_what_they_write_is_erased_too(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = [replace(plain_asset(f"kept{number}"), summary="Nobody yet") for number in range(3)]
    store.add_assets([*kept, replace(plain_asset("found"), summary=f"Ask {MARKER}")], event=RECORDING)
    others = ThreadPoolExecutor(1)
    looked: list[frozenset[str] | None] = []

    def write() -> None:
        store.add_assets([replace(plain_asset("new"), story=f"{MARKER} was here")], event=RECORDING)
        store.change_asset(replace(kept[1], summary=f"Ask {MARKER}"), event=CHANGING)
        store.change_asset(replace(store.asset("found"), summary="Ask nobody"), event=CHANGING)

    def look(*given: Any, among: Collection[str] | None = None) -> Shown:  # noqa: ANN401  (passed on)
        if not looked:
            others.submit(write).result(timeout=5)  # else it waits for whoever erases
        looked.append(None if among is None else frozenset(among))
        return who_saw(*given, among=among)

    monkeypatch.setattr("asset_map.store.erasures.who_saw", look)
    note, found = store.erase(PERSON, event=ERASING)
    others.shutdown()
    assert looked == [None, {"found", "kept1", "new"}]
    assert store.asset("new").story == f"{ERASED} was here"
    assert store.asset("kept1").summary == f"Ask {ERASED}"
    assert store.asset("found").summary == "Ask nobody"
    assert not store.find_to_erase(PERSON).traces
    assert {trace.asset_id for trace in found.traces if trace.table == "assets"} == {"new", "kept1"}
    assert note.found["audit_events"] == 4
    assert set(note.seen_by) == {audience.value for audience in Audience}
    assert note.held_since == MORNING
    assert store.troubles() == []


def test_a_record_that_others_merge_meanwhile_goes_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add_assets([plain_asset("one"), plain_asset("two")], event=RECORDING)
    others = ThreadPoolExecutor(1)
    erase_all = erasures.erase_records
    looked: list[str] = []

    def merge() -> None:
        two = replace(store.asset("two"), review_state=ReviewState.ARCHIVED, review_reason="Same", merged_into="one")
        store.merge_assets(store.asset("one"), two, taken=[], kept_event=CHANGING, other_event=CHANGING)

    def look(hand: Hand, asset_ids: Collection[str]) -> frozenset[str]:
        going = erase_all(hand, asset_ids)
        if not looked:
            looked.append("before")
            others.submit(merge).result(timeout=5)
        return going

    monkeypatch.setattr("asset_map.store.erasures.erase_records", look)
    store.erase(ToErase(kind="record", asset_ids=("one",)), event=ERASING)
    others.shutdown()
    assert store.find_asset("one") is None
    assert store.find_asset("two") is None
    assert store.troubles() == []
