"""A store without room, that may only be read, or whose database goes away: said in words, and nothing half kept."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from sqlalchemy import Engine, make_url, select, text

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.photo import Photo
from asset_map.domain.protection import Audience
from asset_map.errors import StoreAwayError, StoreFullError, StoreReadOnlyError
from asset_map.store import Store, open_store
from asset_map.store.schema import audit_events
from tests.conftest import TODAY
from tests.contract.store_records import MORNING, RECORDING, SYSTEM, plain_asset
from tests.fixtures.failing_disks import no_room, read_only

BIG = Photo(content=os.urandom(3_000_000), media_type="image/jpeg", width_px=1600, height_px=1200)
ADDING = AuditEvent(at=MORNING + dt.timedelta(hours=1), actor="Morag", action=Action.PHOTO_ADDED)


def _add(store: Store) -> None:
    store.add_photo(BIG, photo_id="door", asset_id="hall", alt="A door", at_most=3, event=ADDING)


def _events(tables: Engine) -> int:
    with tables.connect() as connection:
        return len(connection.execute(select(audit_events.c.event_id)).all())


def test_without_room_nothing_is_kept_and_it_goes_on_with_room(store: Store, tables: Engine) -> None:
    if tables.dialect.name == "postgresql":
        return  # its disk is the server's; what it answers is tried in the unit tests
    store.add_asset(plain_asset("hall"), event=RECORDING)
    with no_room(store), pytest.raises(StoreFullError, match=r"disk is full\. Make room and try again"):
        _add(store)
    assert (_events(tables), store.photos("hall", Audience.STAFF, today=TODAY), store.troubles()) == (1, [], [])
    _add(store)
    assert (_events(tables), len(store.photos("hall", Audience.STAFF, today=TODAY)), store.troubles()) == (2, 1, [])


def test_where_only_reading_is_allowed_it_reads_and_says_so(store: Store, store_url: str, tables: Engine) -> None:
    store.add_asset(plain_asset("hall"), event=RECORDING)
    if tables.dialect.name == "sqlite":
        with read_only(store):
            _reads_and_says_so(store)
    else:
        url = make_url(store_url)
        options = f"{url.query['options']} -cdefault_transaction_read_only=on"
        reading = url.update_query_dict({"options": options}).render_as_string(hide_password=False)
        with open_store(reading, create=False) as closed:
            _reads_and_says_so(closed)
    assert _events(tables) == 1
    store.add_asset(plain_asset("café"), event=RECORDING)
    assert store.troubles() == []


def _reads_and_says_so(store: Store) -> None:
    assert len(store.read_assets(Audience.STAFF, zone_system=SYSTEM)) == 1
    with pytest.raises(StoreReadOnlyError, match="may only be read"):
        store.check()
    with pytest.raises(StoreReadOnlyError, match="may only be read"):
        store.add_asset(plain_asset("café"), event=RECORDING)


def _cut_in_the_middle(store: Store, tables: Engine) -> None:
    with store._changing() as connection:
        own = connection.scalar(text("SELECT pg_backend_pid()"))
        with tables.begin() as other:
            other.execute(text("SELECT pg_terminate_backend(:own, 5000)"), {"own": own})
        connection.execute(text("SELECT 1"))


def test_a_connection_that_is_cut_in_the_middle_keeps_nothing(store: Store, tables: Engine) -> None:
    if tables.dialect.name == "sqlite":
        return  # has no server
    with pytest.raises(StoreAwayError, match="look whether the last change is there"):
        _cut_in_the_middle(store, tables)
    assert store.version() == 0
    store.add_asset(plain_asset("hall"), event=RECORDING)
    assert store.troubles() == []
