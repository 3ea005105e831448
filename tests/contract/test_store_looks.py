"""The ledger of looks: the same look is kept once, and one entered by mistake is taken back."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, select

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.coverage import Look, LookMethod, LookResult
from asset_map.domain.protection import Audience
from asset_map.errors import ConflictError, NotAllowedError, StoreError
from asset_map.store import Store
from asset_map.store.schema import audit_events
from tests.contract.store_records import LOOKING, MORNING, an_import, plain_look

BACK = AuditEvent(at=MORNING + dt.timedelta(hours=2), actor="Iain", action=Action.UNDONE)
ZONE = "S01010206"


def _kept(store: Store) -> list[tuple[str, str]]:
    looks = store.read_looks(Audience.STAFF)
    return list(zip(looks["zone_code"], looks["offer"], strict=True))


def test_the_same_look_is_kept_once(store: Store) -> None:
    meet, food = plain_look(ZONE), plain_look(ZONE, offer="food")
    first = store.add_looks_once([meet, food, meet], event=LOOKING)
    assert list(first.values()) == [meet, food]
    by_iain = plain_look(ZONE, looked_by="Iain")
    assert list(store.add_looks_once([meet, by_iain], event=LOOKING).values()) == [by_iain]
    assert store.add_looks_once([food], event=LOOKING) == {}
    assert _kept(store) == [(ZONE, "meet"), (ZONE, "food"), (ZONE, "meet")]


def test_two_taps_at_once_keep_one(store: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(lambda _: store.add_looks_once([plain_look(ZONE)], event=LOOKING), range(4)))
    assert sorted(map(len, kept)) == [0, 0, 0, 1]
    assert _kept(store) == [(ZONE, "meet")]


def test_a_look_is_taken_back_and_the_audit_keeps_what_it_said(store: Store, tables: Engine) -> None:
    look = plain_look(ZONE, result=LookResult.FOUND)
    kept = store.add_looks_once([look, plain_look(ZONE, offer="food")], event=LOOKING)
    mistaken = {look_id: one for look_id, one in kept.items() if one == look}
    version = store.version()
    store.remove_looks(mistaken, event=BACK)
    assert _kept(store) == [(ZONE, "food")]
    assert store.version() > version
    (look_id,) = mistaken
    told = select(audit_events).where(audit_events.c.subject_kind == "look", audit_events.c.subject_id == str(look_id))
    with tables.connect() as connection:
        first, last = connection.execute(told.order_by(audit_events.c.event_id)).all()
    assert (last.action, last.actor, last.after) == ("undone", "Iain", None)
    assert last.before == first.after
    assert (last.before["result"], last.before["looked_on"]) == ("found", "2026-03-01")


def test_what_was_taken_back_already_is_said_and_its_number_takes_nobody_elses_look(store: Store) -> None:
    kept = store.add_looks_once([plain_look(ZONE)], event=LOOKING)
    store.remove_looks(kept, event=BACK)
    other: Look = plain_look("S01010207", offer="food")
    store.add_looks_once([other], event=LOOKING)
    with pytest.raises(ConflictError, match="taken back"):
        store.remove_looks(kept, event=BACK)
    assert _kept(store) == [("S01010207", "food")]


def test_a_look_of_a_list_goes_with_its_list_alone(store: Store, tables: Engine) -> None:
    look = plain_look(ZONE, method=LookMethod.IMPORT)
    store.take_in(an_import(), [], new_looks=[look], event=LOOKING)
    look_id = int(store.read_looks(Audience.STAFF)["look_id"].iloc[0])
    with pytest.raises(NotAllowedError, match="list"):
        store.remove_looks({look_id: look}, event=BACK)
    assert _kept(store) == [(ZONE, "meet")]
    store.undo_import("i1", removed={}, restored=[], event=BACK)
    assert _kept(store) == []
    with tables.connect() as connection:
        of_look = audit_events.c.subject_kind == "look"
        actions = connection.scalars(select(audit_events.c.action).where(of_look).order_by(audit_events.c.event_id))
        assert actions.all() == ["looked", "undone"]


def test_text_that_cannot_be_stored_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="“looked_by”"):
        store.add_looks_once([plain_look(ZONE, looked_by="\x00")], event=LOOKING)


def test_only_staff_see_who_looked_and_what_takes_a_look_back(store: Store) -> None:
    store.add_looks([plain_look(ZONE)], event=LOOKING)
    staff = {"looked_by", "look_id", "list_name"}
    assert staff <= set(store.read_looks(Audience.STAFF).columns)
    for audience in (Audience.PUBLIC, Audience.PARTNERS):
        assert list(store.read_looks(audience).columns) == ["zone_code", "offer", "result", "method", "looked_on"]
