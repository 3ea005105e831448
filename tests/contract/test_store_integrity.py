"""What does not hold together is found, on both databases; what holds together is not complained of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Connection, Engine, delete, insert, text, update

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.finding import FindingCode
from asset_map.domain.photo import Photo
from asset_map.domain.protection import Audience, Level
from asset_map.store import Store
from asset_map.store import schema as tables_of
from asset_map.store.looking_after import Placement
from tests.contract.store_records import MORNING, RECORDING, SYSTEM, an_import, plain_asset
from tests.contract.test_store_mapping_sessions import SESSION

PIXELS = Photo(content=b"pixels", media_type="image/jpeg", width_px=3, height_px=2)
ADDING = AuditEvent(at=MORNING, actor="Morag", action=Action.PHOTO_ADDED)
OPENING = AuditEvent(at=MORNING, actor="Morag", action=Action.PREPARED)


@pytest.fixture
def filled(store: Store) -> Store:
    """Return a store with something of everything that is looked at."""
    unmapped = {"geometry_bng": None, "zones": {}, "protection": Level.UNMAPPED}
    rows = [plain_asset("hall"), plain_asset("café", source="Halls", source_id="7"), plain_asset("choir", **unmapped)]
    store.add_assets(rows, event=RECORDING)
    store.add_photo(PIXELS, photo_id="door", asset_id="hall", alt="A door", at_most=3, event=ADDING)
    store.take_in(an_import(rows=3, added=1, refused=2), [[(plain_asset("shop", source_id="9"), "")]], event=RECORDING)
    store.keep_session(replace(SESSION, neighbourhood_id="", code=""), event=OPENING)
    return store


def codes(store: Store) -> dict[FindingCode, tuple[int, tuple[str, ...]]]:
    return {one.code: (one.count, one.examples) for one in store.troubles()}


def test_what_holds_together_is_not_complained_of(filled: Store) -> None:
    assert filled.troubles() == []


def test_an_empty_store_holds_together(store: Store) -> None:
    assert store.troubles() == []
    assert store.placement(SYSTEM) == Placement(0, 0, 0, 0)
    assert store.last_event_at() is None


def _set(table: str, row: str, **values: object) -> Callable[[Connection], object]:
    own = tables_of.metadata.tables[table]
    key = next(iter(own.primary_key.columns))
    return lambda connection: connection.execute(update(own).where(key == row).values(values))


def _sql(statement: str) -> Callable[[Connection], object]:
    return lambda connection: connection.execute(text(statement))


BREAKS = {
    "history": (FindingCode.HISTORIES, _sql("DELETE FROM audit_events WHERE subject_id = 'hall'"), "hall"),
    "search": (FindingCode.SEARCH, _sql("DELETE FROM asset_search WHERE asset_id = 'hall'"), "hall"),
    "shape of unmapped": (FindingCode.UNMAPPED_PLACES, _set("assets", "choir", address="1 Fable Street"), "choir"),
    "zone of unmapped": (
        FindingCode.UNMAPPED_PLACES,
        lambda connection: connection.execute(
            insert(tables_of.asset_zones).values(asset_id="choir", zone_system=SYSTEM, zone_code="S01010206")
        ),
        "choir",
    ),
    "status": (FindingCode.CODES, _set("assets", "hall", status="melted"), "hall"),
    "offers": (FindingCode.READABLE_JSON, _set("assets", "hall", offers='["meet"'), "hall"),
    "features": (FindingCode.READABLE_JSON, _set("assets", "hall", access_features="[]"), "hall"),
    "shape": (FindingCode.READABLE_SHAPES, _set("assets", "hall", geometry_bng=b"\x01\x02"), "hall"),
    "shape of a session": (FindingCode.READABLE_SHAPES, _set("mapping_sessions", "tea", area_bng=b""), "tea"),
    "photo": (FindingCode.PHOTOS, _set("photos", "door", content=b"other"), "door"),
    "count": (FindingCode.IMPORT_COUNTS, _set("imports", "i1", rows=4), "i1"),
    "count of records": (FindingCode.IMPORT_COUNTS, _set("imports", "i1", added=0, refused=3), "i1"),
    "row of a list": (FindingCode.IMPORT_REFERENCES, _sql("UPDATE imported_rows SET import_id = 'gone'"), "7"),
    "merged": (FindingCode.MERGED_RECORDS, _set("assets", "hall", merged_into="gone"), "hall"),
    "session": (
        FindingCode.SESSION_REFERENCES,
        lambda connection: connection.execute(
            insert(tables_of.session_participants).values(
                participant_id="phone",
                session_id="tea",
                cookie_digest="x",
                slip_code="GONE",
                language="en",
                joined_at=MORNING,
            )
        ),
        "phone",
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_what_does_not_hold_is_found(name: str, filled: Store, tables: Engine) -> None:
    code, break_it, example = BREAKS[name]
    with tables.begin() as connection:
        break_it(connection)
    found = codes(filled)
    assert set(found) == {code}
    assert found[code][0] >= 1
    assert example in found[code][1]


def test_json_that_sqlite_keeps_is_looked_at(filled: Store, tables: Engine) -> None:
    if tables.dialect.name == "postgresql":
        return  # refuses it when it is written
    with tables.begin() as connection:
        connection.execute(text("UPDATE audit_events SET after = '{half' WHERE subject_id = 'hall'"))
    assert codes(filled)[FindingCode.READABLE_JSON][0] >= 1


def test_a_row_that_points_at_nothing_is_found(filled: Store, tables: Engine) -> None:
    with tables.begin() as connection:
        if tables.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE photos DROP CONSTRAINT fk_photos_asset_id"))
        connection.execute(update(tables_of.photos).values(asset_id="gone"))
    count, examples = codes(filled)[FindingCode.REFERENCES]
    assert count == 1
    assert "door" in examples[0] or "photos" in examples[0]


def test_an_index_apart_from_its_records_is_found(filled: Store, tables: Engine) -> None:
    with tables.begin() as connection:
        if tables.dialect.name == "postgresql":
            connection.execute(
                text("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_photos_asset_id'::regclass")
            )
            expected = FindingCode.DATABASE_WHOLE
        else:
            connection.execute(text("DROP TRIGGER asset_search_removed"))
            connection.execute(delete(tables_of.asset_search).where(tables_of.asset_search.c.asset_id == "hall"))
            expected = FindingCode.SEARCH_INDEX
    assert expected in codes(filled)


def test_every_record_is_placed_or_counted_as_not_placed(filled: Store) -> None:
    filled.add_asset(plain_asset("away", zones={}), event=RECORDING)
    found = filled.placement(SYSTEM)
    assert found == Placement(records=5, placed=3, outside=1, placeless=1)
    assert found.records == found.placed + found.outside + found.placeless
    assert filled.placement("another") == Placement(records=5, placed=0, outside=4, placeless=1)
    assert filled.zones_in_use() == {(SYSTEM, "S01010206"): 3}


def test_records_are_counted_by_what_decides_of_them_and_only_those_that_are_seen(filled: Store) -> None:
    filled.add_asset(plain_asset("refuge", protection=Level.PARTNERS, keep_until=dt.date(2026, 1, 1)), event=RECORDING)
    everything = filled.record_groups(Audience.STAFF)
    assert everything["records"].sum() == 5
    assert everything["keep_until"].notna().sum() == 1
    public = filled.record_groups(Audience.PUBLIC)
    assert public["records"].sum() == 3
    assert public["keep_until"].isna().all()


def test_the_newest_moment_and_the_size_are_known(filled: Store) -> None:
    assert filled.last_event_at() == MORNING
    assert filled.size_bytes() > 100_000
