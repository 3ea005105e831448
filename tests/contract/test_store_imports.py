"""Lists are kept with what they brought, taken in again, and taken back: all of a list or nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from asset_map.domain.asset import Asset, without_place
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.coverage import Look, LookMethod, LookResult
from asset_map.domain.list_import import ImportedChange, ImportedRow, ListMapping
from asset_map.domain.protection import Audience, Level
from asset_map.errors import ConflictError, StoreError
from asset_map.store import Store, UpdatedAsset, open_store
from asset_map.store.schema import audit_events, import_changes
from tests.contract.store_records import CHANGING, MORNING, RECORDING, SYSTEM, an_import, plain_asset

PROCESS = [sys.executable, "-m", "tests.contract.store_process"]
ROOT = Path(__file__).parents[2]
IMPORTING = AuditEvent(at=MORNING, actor="Morag", action=Action.IMPORTED, reason="From Halls")
LATER = AuditEvent(at=MORNING + dt.timedelta(days=30), actor="Iain", action=Action.IMPORTED, reason="From Halls")
UNDOING = AuditEvent(at=MORNING + dt.timedelta(days=31), actor="Iain", action=Action.UNDONE, reason="Wrong list")
NONE_THERE = Look(
    zone_code="S01010206",
    offer="food",
    result=LookResult.NONE,
    method=LookMethod.IMPORT,
    looked_on=MORNING.date(),
    looked_by="Morag",
)


def _halls(count: int, who: str = "id") -> list[tuple[Asset, str]]:
    return [
        (plain_asset(f"{who}{n}", name=f"Hall {n}", source="Halls", source_id=f"hall-{n}"), f"digest-{n}")
        for n in range(count)
    ]


@pytest.fixture
def taken(store: Store) -> Store:
    """Take a list of three halls in, which says that there is none in one zone."""
    store.take_in(an_import(rows=3, added=3), [_halls(2), _halls(3)[2:]], new_looks=[NONE_THERE], event=IMPORTING)
    return store


def _second_edition(store: Store, **fields: object) -> UpdatedAsset:
    row = store.imported_rows("Halls")["hall-1"]
    asset = dataclasses.replace(store.asset(row.asset_id), **fields)
    changed = dataclasses.replace(row, digest="new", parts={"phone": "i2"})
    return UpdatedAsset(asset, changed, row.source_id)


def test_everything_that_a_list_brings_is_kept(taken: Store, tables: Engine) -> None:
    assert taken.imports() == [an_import(rows=3, added=3)]
    rows = taken.imported_rows("Halls")
    assert {key: (row.asset_id, row.digest, row.version, row.import_id) for key, row in rows.items()} == {
        f"hall-{n}": (f"id{n}", f"digest-{n}", 1, "i1") for n in range(3)
    }
    assert taken.imported_row("id2") == [rows["hall-2"]]
    assert taken.import_changes("i1") == [
        ImportedChange(asset_id=f"id{n}", version_after=1, row_before=None) for n in range(3)
    ]
    looks = taken.read_looks(Audience.STAFF)
    assert looks[["zone_code", "method", "list_name"]].to_numpy().tolist() == [["S01010206", "import", "Halls"]]
    with tables.connect() as connection:
        told = connection.execute(select(audit_events.c.subject_kind, audit_events.c.action)).all()
    assert sorted(told) == [("asset", "imported")] * 3 + [("import", "imported"), ("look", "imported")]


def test_what_is_told_on_the_way_can_stop_all_of_it(store: Store) -> None:
    def stop(rows: int) -> None:
        if rows > 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.take_in(an_import(), [_halls(2), _halls(4)[2:]], event=IMPORTING, stored=stop)
    assert store.imports() == []
    assert store.version() == 0
    assert store.read_assets(Audience.STAFF, zone_system=SYSTEM).empty


def test_a_list_taken_in_twice_at_once_is_kept_once(store: Store) -> None:
    def take(who: str) -> tuple[int, int]:
        kept = store.take_in(an_import(import_id=who, rows=20, added=20), [_halls(20, who)], event=IMPORTING)
        return kept.added, kept.unchanged

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(take, "abcd")) == [(0, 20), (0, 20), (0, 20), (20, 0)]
    assert sorted((one.added, one.unchanged) for one in store.imports()) == [(0, 20), (0, 20), (0, 20), (20, 0)]
    assert len(store.read_assets(Audience.STAFF, zone_system=SYSTEM)) == 20


@pytest.mark.parametrize(
    ("moment", "kept"),
    [
        ("INSERT INTO assets", 0),
        ("INSERT INTO imported_rows", 0),
        ("INSERT INTO audit_events", 0),
        ("COMMIT", 0),
        ("right after", 101),
    ],
)
def test_killed_half_way_the_store_is_as_before_or_complete(store_url: str, moment: str, kept: int) -> None:
    died = subprocess.run([*PROCESS, store_url, "take", moment, "101"], cwd=ROOT, check=False, timeout=120)
    assert died.returncode == -signal.SIGKILL
    with open_store(store_url) as store:
        assert len(store.read_assets(Audience.STAFF, zone_system=SYSTEM)) == kept
        assert len(store.imported_rows("Halls")) == kept
        assert len(store.imports()) == (1 if kept else 0)
        again = _halls(3, "again")
        assert store.take_in(an_import(import_id="i9", rows=3, added=3), [again], event=LATER).added == 3


def test_a_newer_edition_changes_a_record_and_what_is_known_of_its_row(taken: Store) -> None:
    second = an_import(import_id="i2", imported_at=LATER.at, actor="Iain", rows=3, updated=1, unchanged=2)
    before = taken.imported_rows("Halls")["hall-1"]
    renamed = dataclasses.replace(taken.imported_rows("Halls")["hall-2"], source_id="hall-2b", digest="same")
    taken.take_in(second, [], [_second_edition(taken, phone="0141 000 0000")], [renamed], event=LATER)
    assert taken.asset("id1").phone == "0141 000 0000"
    rows = taken.imported_rows("Halls")
    assert (rows["hall-1"].version, rows["hall-1"].digest, rows["hall-1"].parts["phone"]) == (2, "new", "i2")
    assert (rows["hall-2b"].asset_id, rows["hall-2b"].digest) == ("id2", "same")
    assert taken.import_changes("i2") == [ImportedChange(asset_id="id1", version_after=2, row_before=before)]
    assert [one.import_id for one in taken.imports()] == ["i2", "i1"]
    changed = taken.change_asset(dataclasses.replace(taken.asset("id1"), phone="by hand"), event=CHANGING)
    assert changed.version == 3
    assert taken.as_imported([rows["hall-1"]])["id1"].phone == "0141 000 0000"


def test_a_record_that_somebody_changed_meanwhile_stops_all_of_it(taken: Store) -> None:
    update = _second_edition(taken, phone="1")
    taken.change_asset(dataclasses.replace(taken.asset("id1"), summary="Warm"), event=CHANGING)
    new = [(plain_asset("new", source="Halls", source_id="hall-9"), "d")]
    with pytest.raises(ConflictError):
        taken.take_in(an_import(import_id="i2"), [new], [update], event=LATER)
    assert taken.find_asset("new") is None
    assert [one.import_id for one in taken.imports()] == ["i1"]


def test_a_list_is_taken_back_with_its_records_rows_and_looks(taken: Store) -> None:
    taken.take_in(an_import(import_id="i2", imported_at=LATER.at), [], [_second_edition(taken, phone="1")], event=LATER)
    first = dataclasses.replace(taken.asset("id1"), phone="")
    undone = taken.undo_import("i2", removed={}, restored=[first], event=UNDOING)
    assert (undone.undone_by, undone.undone_at) == ("Iain", UNDOING.at)
    assert taken.asset("id1").phone == ""
    row = taken.imported_rows("Halls")["hall-1"]
    assert (row.version, row.digest, row.parts) == (3, "digest-1", {})
    taken.undo_import("i1", removed={"id0": 1, "id2": 1}, restored=[], event=UNDOING)
    assert taken.read_assets(Audience.STAFF, zone_system=SYSTEM)["asset_id"].tolist() == ["id1"]
    assert list(taken.imported_rows("Halls")) == ["hall-1"]
    assert taken.read_looks(Audience.STAFF).empty
    assert taken.search(Audience.STAFF, "hall") == ["id1"]
    gone = taken.history("id0")[-1]
    assert (gone.event, gone.after) == (UNDOING, None)
    assert gone.before is not None
    assert gone.before["name"] == "Hall 0"
    with pytest.raises(ConflictError, match="Iain has taken it back"):
        taken.undo_import("i1", removed={}, restored=[], event=UNDOING)


def test_taking_back_stops_where_somebody_changed_a_record_meanwhile(taken: Store) -> None:
    taken.change_asset(dataclasses.replace(taken.asset("id2"), summary="Warm"), event=CHANGING)
    with pytest.raises(ConflictError):
        taken.undo_import("i1", removed={"id0": 1, "id2": 1}, restored=[], event=UNDOING)
    assert taken.asset("id0").name == "Hall 0"
    assert taken.imports()[0].undone_at is None


def test_records_to_which_people_added_something_are_told(taken: Store) -> None:
    other = plain_asset("other")
    taken.add_asset(other, event=RECORDING)
    merged = dataclasses.replace(other, merged_into="id2")
    taken.merge_assets(taken.asset("id2"), merged, taken=[], kept_event=CHANGING, other_event=CHANGING)
    assert taken.with_more(["id0", "id1", "id2"]) == {"id2"}


def test_of_what_becomes_unmapped_no_digest_is_left(taken: Store, tables: Engine) -> None:
    made = plain_asset("made", source="Halls", source_id="row-0123456789abcdef")
    taken.take_in(an_import(import_id="i3"), [[(made, "tells")]], event=IMPORTING)
    row = taken.imported_rows("Halls")["row-0123456789abcdef"]
    told = dataclasses.replace(row, digest="tells too")
    changed = dataclasses.replace(taken.asset("made"), phone="1")
    taken.take_in(an_import(import_id="i4"), [], [UpdatedAsset(changed, told, row.source_id)], event=LATER)
    hidden = without_place(dataclasses.replace(taken.asset("made"), protection=Level.UNMAPPED))
    taken.change_asset(hidden, event=CHANGING)
    [row] = taken.imported_row("made")
    assert row.digest == ""
    assert row.source_id != "row-0123456789abcdef"
    assert taken.asset("made").source_id == row.source_id
    with tables.connect() as connection:
        everything = [*connection.execute(select(import_changes)), *connection.execute(select(audit_events))]
    of_it = [str(line) for line in everything if "made" in str(line)]
    assert of_it
    assert not [line for line in of_it if "0123456789abcdef" in line or "tells" in line]


def test_records_of_another_source_are_rows_too(store: Store) -> None:
    store.add_assets([plain_asset("a", source="Walk", source_id="7"), plain_asset("b")], event=RECORDING)
    assert store.imported_rows("Walk") == {"7": ImportedRow(source="Walk", source_id="7", asset_id="a", version=1)}


def test_mappings_are_saved_replaced_and_forgotten(store: Store) -> None:
    saving = AuditEvent(at=MORNING, actor="Morag", action=Action.MAPPING_SAVED)
    mapping = ListMapping(
        name="Halls", columns=("Name", "Where"), settings={"kind": "place"}, saved_by="Morag", saved_at=MORNING
    )
    store.save_list_mapping(mapping, event=saving)
    newer = dataclasses.replace(mapping, settings={"kind": "association"})
    store.save_list_mapping(newer, event=saving)
    assert store.list_mappings() == [newer]
    store.forget_list_mapping("Halls", event=dataclasses.replace(saving, action=Action.MAPPING_FORGOTTEN))
    assert store.list_mappings() == []
    with pytest.raises(StoreError, match="found none"):
        store.forget_list_mapping("Halls", event=saving)
