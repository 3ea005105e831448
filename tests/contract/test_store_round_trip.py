"""What is stored comes back as it was, and nothing else changes."""

from __future__ import annotations

import datetime as dt
import traceback
from dataclasses import fields, replace

import pandas as pd
import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, box
from sqlalchemy import Engine, select

from asset_map.domain.asset import Asset
from asset_map.domain.coverage import LookMethod, LookResult
from asset_map.domain.protection import Audience, Level
from asset_map.errors import ConflictError, StoreError
from asset_map.store import Store
from asset_map.store.reading import DTYPES, columns_of
from asset_map.store.schema import audit_events
from tests.contract.store_records import (
    CHANGING,
    FULL_ASSET,
    LOOKING,
    MORNING,
    POINT_BNG,
    RECORDING,
    SYSTEM,
    plain_asset,
    plain_look,
)

HOSTILE = 'Robert\'); DROP TABLE assets;-- "%s" ${x} <b>\\ \r\n\t 🏡👩🏽‍🌾 عربي \u202e %(name)s :name ?'


def test_every_field_of_an_asset_comes_back(store: Store) -> None:
    defaults = plain_asset("defaults", geometry_bng=None)
    alike = {f.name for f in fields(Asset) if getattr(FULL_ASSET, f.name) == getattr(defaults, f.name)}
    assert alike == {"kind", "recorded_by", "version"}, "the full asset must differ everywhere else"
    store.add_asset(FULL_ASSET, event=RECORDING)
    store.add_asset(defaults, event=RECORDING)
    assert store.asset("full") == FULL_ASSET
    assert store.asset("defaults") == defaults
    assert store.asset("full").recorded_at.tzinfo is not None


@pytest.mark.parametrize("asset", [FULL_ASSET, plain_asset("plain"), plain_asset("odd", name=HOSTILE, summary=HOSTILE)])
def test_a_frame_holds_what_was_stored(store: Store, asset: Asset) -> None:
    others = [plain_asset("before", geometry_bng=None), plain_asset("later", zones={})]
    store.add_assets([others[0], asset, others[1]], event=RECORDING)
    frame = store.read_assets(Audience.STAFF, zone_system=SYSTEM)
    assert len(frame) == 3
    found = frame.set_index("asset_id").loc[asset.asset_id]
    kept = columns_of(asset, SYSTEM)
    for name, dtype in DTYPES.items():
        if name in {"asset_id", "geometry", "contact_agreed"}:
            continue
        is_known = name in {"offers", "accessed", "access_features"} or pd.notna(found[name])
        value = found[name] if is_known else None
        if dtype.startswith("datetime64") and value is not None:
            value = value.to_pydatetime() if "UTC" in dtype else value.date()
        assert value == kept[name], name
    assert shapely.to_wkb(found["geometry"]) == asset.geometry_bng
    assert store.read_assets(Audience.PUBLIC, zone_system="none of ours")["zone_code"].isna().all()


@pytest.mark.parametrize(
    "geometry",
    [
        POINT_BNG,
        Point(0.1 + 0.2, 1e-17),
        LineString([(0, 0), (1, 1)]),
        MultiPolygon([box(0, 0, 1, 1), box(2, 2, 3, 3)]),
    ],
)
def test_geometry_comes_back_byte_for_byte(store: Store, geometry: shapely.Geometry) -> None:
    written = shapely.to_wkb(geometry, byte_order=0)
    store.add_asset(plain_asset("a", geometry_bng=written), event=RECORDING)
    assert store.asset("a").geometry_bng == written
    frame = store.read_assets(Audience.PUBLIC, zone_system=SYSTEM)
    assert frame.geometry.iloc[0].equals_exact(geometry, tolerance=0)
    assert frame.crs == "EPSG:27700"


def test_hostile_text_is_only_text(store: Store) -> None:
    hostile = plain_asset(HOSTILE, name=HOSTILE, offers=(HOSTILE, '"b"'), source=HOSTILE, zones={HOSTILE: HOSTILE})
    store.add_asset(hostile, event=replace(RECORDING, actor=HOSTILE, reason=HOSTILE))
    assert store.asset(HOSTILE) == hostile
    assert store.history(HOSTILE)[0].event.actor == HOSTILE
    frame = store.read_assets(Audience.PUBLIC, zone_system=HOSTILE, offer=HOSTILE)
    assert frame[["name", "zone_code", "primary_offer"]].to_numpy().tolist() == [[HOSTILE] * 3]


@pytest.mark.parametrize("text", ["a\x00b", "\ud83c"])
@pytest.mark.parametrize("field", ["name", "asset_id", "offers", "zones"])
def test_text_that_cannot_be_stored_is_refused_by_field(store: Store, text: str, field: str) -> None:
    value = {"offers": (text,), "zones": {SYSTEM: text}}.get(field, text)
    with pytest.raises(StoreError, match=f"“{field}”"):
        store.add_asset(plain_asset("a", **{field: value}), event=RECORDING)
    assert store.version() == 0


def test_text_that_cannot_be_stored_is_refused_in_events_looks_and_zones(store: Store) -> None:
    store.add_asset(plain_asset("a"), event=RECORDING)
    with pytest.raises(StoreError, match="“reason”"):
        store.change_asset(plain_asset("a", name="New"), event=replace(CHANGING, reason="\x00"))
    with pytest.raises(StoreError, match="“looked_by”"):
        store.add_looks([plain_look("S01010206", looked_by="\x00")], event=LOOKING)
    with pytest.raises(StoreError, match="zone of a"):
        store.replace_zones(SYSTEM, {"a": "\x00"}, event=CHANGING)
    with pytest.raises(StoreError, match="“owner”"):
        store.save_draft("\x00", "form", {}, at=MORNING)
    assert store.asset("a") == plain_asset("a")
    assert store.version() == 1


def test_broken_geometry_and_naive_moments_are_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="“bad”"):
        store.add_assets([plain_asset("good"), plain_asset("bad", geometry_bng=b"POINT (1 2)")], event=RECORDING)
    with pytest.raises(Exception, match="time zone"):
        store.add_asset(plain_asset("naive", recorded_at=MORNING.replace(tzinfo=None)), event=RECORDING)
    assert store.version() == 0


@pytest.mark.parametrize(
    "location",
    [
        {"geometry_bng": shapely.to_wkb(POINT_BNG)},
        {"address": "1 High Street"},
        {"postcode": "G1 1AA"},
        {"zones": {SYSTEM: "S01010206"}},
    ],
)
def test_no_location_of_an_unmapped_asset_is_stored(store: Store, location: dict[str, object]) -> None:
    nowhere = {"geometry_bng": None, "zones": {}, "protection": Level.UNMAPPED}
    with pytest.raises(StoreError, match="unmapped"):
        store.add_asset(plain_asset("a", **(nowhere | location)), event=RECORDING)
    store.add_asset(plain_asset("a", **nowhere), event=RECORDING)
    with pytest.raises(StoreError, match="unmapped"):
        store.replace_zones(SYSTEM, {"a": "S01010206"}, event=CHANGING)
    assert store.asset("a").zones == {}


def test_a_change_keeps_before_and_after(store: Store) -> None:
    store.add_asset(FULL_ASSET, event=RECORDING)
    moved = replace(FULL_ASSET, geometry_bng=None, zones={"datazone2022": "S01020873"}, name="Café")
    kept = store.change_asset(moved, event=CHANGING)
    assert kept == replace(moved, version=2)
    assert store.asset("full") == kept
    recorded, changed = store.history("full")
    assert (recorded.event, changed.event) == (RECORDING, CHANGING)
    assert recorded.before is None
    assert recorded.after == changed.before
    assert changed.before is not None
    assert changed.after is not None
    differing = {name for name in changed.after if changed.after[name] != changed.before[name]}
    assert differing == {"geometry_bng", "zones", "name", "version"}
    assert changed.before["geometry_bng"] == shapely.to_wkb(POINT_BNG, hex=True).lower()
    assert changed.before["recorded_at"] == "2026-02-03T03:05:06.000789+00:00"
    assert set(changed.after) == {field.name for field in fields(Asset)}


def test_a_changed_version_is_a_conflict_and_nothing_is_lost(store: Store) -> None:
    first = plain_asset("a")
    store.add_asset(first, event=RECORDING)
    store.change_asset(replace(first, name="Morag's"), event=CHANGING)
    with pytest.raises(ConflictError, match="Open the record again"):
        store.change_asset(replace(first, name="Iain's"), event=CHANGING)
    assert store.asset("a").name == "Morag's"
    assert len(store.history("a")) == 2


def test_what_is_not_there_is_said(store: Store) -> None:
    with pytest.raises(StoreError, match="“ghost”"):
        store.asset("ghost")
    with pytest.raises(StoreError, match="“ghost”"):
        store.change_asset(plain_asset("ghost"), event=CHANGING)
    with pytest.raises(StoreError, match="Nothing was stored"):
        store.replace_zones(SYSTEM, {"ghost": "S01010206"}, event=CHANGING)
    assert store.history("ghost") == []


def test_an_id_is_given_once(store: Store) -> None:
    store.add_asset(plain_asset("a"), event=RECORDING)
    with pytest.raises(StoreError, match="Nothing was stored"):
        store.add_assets([plain_asset("b"), plain_asset("a")], event=RECORDING)
    assert list(store.read_assets(Audience.STAFF, zone_system=SYSTEM)["asset_id"]) == ["a"]


def test_a_key_stands_once_in_its_source(store: Store) -> None:
    keyed = plain_asset("a", source="Halls", source_id="1")
    store.add_assets([keyed, replace(keyed, asset_id="b", source="Parks")], event=RECORDING)
    store.add_assets([replace(keyed, asset_id=id_, source_id="") for id_ in "cd"], event=RECORDING)
    with pytest.raises(StoreError, match="Nothing was stored"):
        store.add_asset(replace(keyed, asset_id="e"), event=RECORDING)


def test_the_place_of_an_asset_that_becomes_unmapped_is_forgotten_in_its_history(store: Store, tables: Engine) -> None:
    store.add_assets([FULL_ASSET, plain_asset("other")], event=RECORDING)
    store.replace_zones(SYSTEM, {"full": "S01010299", "other": "S01010298"}, event=CHANGING)
    moved = store.change_asset(replace(store.asset("full"), address="2 Shakespeare Street"), event=CHANGING)
    nowhere = replace(moved, geometry_bng=None, address="", postcode="", uprn="", zones={}, protection=Level.UNMAPPED)
    store.change_asset(nowhere, event=CHANGING)
    history = store.history("full")
    assert len(history) == 4
    assert history[0].after is not None
    assert history[0].after["name"] == FULL_ASSET.name
    with tables.connect() as connection:
        kept = repr(connection.execute(select(audit_events).where(audit_events.c.subject_id != "other")).all())
    for trace in ("Shakespeare", "G20 8TH", "S01010206", "S01010299", "S01013482", POINT_BNG.wkb.hex()):
        assert trace not in kept
    other = store.history("other")[0].after
    assert other is not None
    assert other["zones"] == {SYSTEM: "S01010206"}


def test_zones_are_replaced_in_one_system(store: Store) -> None:
    store.add_assets([plain_asset("a"), plain_asset("b"), plain_asset("c", zones={})], event=RECORDING)
    opened = store.asset("b")
    store.replace_zones(SYSTEM, {"a": "S01010206", "b": "S01010207", "c": "S01010208"}, event=CHANGING)
    store.replace_zones("datazone2022", {"a": "S01013482"}, event=CHANGING)
    store.replace_zones(SYSTEM, {"c": None}, event=CHANGING)
    assert store.asset("a").zones == {SYSTEM: "S01010206", "datazone2022": "S01013482"}
    assert store.asset("b").zones == {SYSTEM: "S01010207"}
    assert store.asset("c").zones == {}
    with pytest.raises(ConflictError):
        store.change_asset(replace(opened, name="with the old zone"), event=CHANGING)


def test_a_changed_zone_is_told_in_the_history_of_each_asset(store: Store) -> None:
    store.add_assets([plain_asset("a"), plain_asset("b")], event=RECORDING)
    store.replace_zones(SYSTEM, {"a": "S01010207", "b": "S01010206"}, event=CHANGING)
    told = store.history("a")[-1]
    assert told.event == CHANGING
    assert (told.before, told.after) == ({"zones": {SYSTEM: "S01010206"}}, {"zones": {SYSTEM: "S01010207"}})
    assert len(store.history("b")) == 1, "its zone is the same"
    assert [store.asset(asset_id).version for asset_id in "ab"] == [2, 1]


def test_what_is_recorded_is_not_in_the_text_of_errors(store: Store) -> None:
    asset = plain_asset("a", summary="Meets on Tuesdays in secret")
    store.add_asset(asset, event=RECORDING)
    with pytest.raises(StoreError) as refused:
        store.add_asset(asset, event=RECORDING)
    assert "in secret" not in "".join(traceback.format_exception(refused.value))


def test_looks_come_back(store: Store) -> None:
    found = plain_look("S01010207", offer="food", result=LookResult.FOUND, method=LookMethod.DESK)
    store.add_looks([plain_look("S01010206"), found], event=LOOKING)
    store.add_looks([], event=LOOKING)
    looks = store.read_looks(Audience.STAFF)
    assert looks.drop(columns="looked_on").to_numpy().tolist() == [
        ["S01010206", "meet", "none", "walkabout", "Morag", 1, ""],
        ["S01010207", "food", "found", "desk", "Morag", 2, ""],
    ]
    assert looks["looked_on"].dt.date.tolist() == [dt.date(2026, 3, 1)] * 2
    assert store.read_looks(Audience.STAFF, offer="food")["zone_code"].tolist() == ["S01010207"]


def test_drafts_are_kept_by_owner_and_form(store: Store) -> None:
    typed = {"name": "Caf\x00é 🏡 \ud83c", "offers": ["food", "meet"]}
    assert store.draft("morag", "asset") is None
    store.save_draft("morag", "asset", {"name": "C"}, at=MORNING)
    store.save_draft("morag", "asset", typed, at=MORNING + dt.timedelta(minutes=1))
    store.save_draft("iain", "asset", {"name": "other"}, at=MORNING)
    assert store.draft("morag", "asset") == typed
    store.delete_draft("morag", "asset")
    store.delete_draft("morag", "asset")
    assert store.draft("morag", "asset") is None
    assert store.draft("iain", "asset") == {"name": "other"}
    assert store.version() == 0


def test_the_version_rises_with_every_change_and_with_nothing_else(store: Store) -> None:
    seen = [store.version()]
    asset = plain_asset("a")
    store.add_asset(asset, event=RECORDING)
    seen.append(store.version())
    store.change_asset(asset, event=CHANGING)
    seen.append(store.version())
    store.add_looks([plain_look("S01010206")], event=LOOKING)
    seen.append(store.version())
    store.replace_zones(SYSTEM, {"a": "S01010207"}, event=CHANGING)
    seen.append(store.version())
    store.check()
    with pytest.raises(ConflictError):
        store.change_asset(asset, event=CHANGING)
    assert [*seen, store.version()] == [0, 1, 2, 3, 4, 4]
