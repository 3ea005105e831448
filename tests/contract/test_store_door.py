"""What each audience may see: a marker stands in every field of every protected record."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest
import shapely
from shapely import Point

from asset_map.domain.asset import Asset, ReviewState
from asset_map.domain.coverage import LookResult
from asset_map.domain.protection import FRONT_GATE_FIELDS, INTERNAL_FIELDS, OF_WORK, Audience, Level
from asset_map.store import Store
from tests.contract.store_records import FULL_ASSET, LOOKING, POINT_BNG, RECORDING, SYSTEM, plain_asset, plain_look

MARKER = "XYZZY"
MARKED_ZONE = "S01009999"
SHOWN_TO_ALL = [
    *("asset_id", "name", "kind", "offers", "primary_offer", "summary", "address", "postcode", "zone_code", "status"),
    *("opening_times", "cost", "who_for", "phone", "email", "web", "protection", "review_state", "last_checked"),
    *("located_by", "precision", "source", "licence", "geometry", "also_known_as", "story", "own_words"),
    *("own_words_language", "valued", "could_do", "accessed", "access_features", "season_from", "season_to"),
    *("age_from", "age_to", "referral", "languages", "capacity", "capacity_unit", "uprn", "checked_how"),
]
STAFF_ONLY = [
    *("recorded_by", "recorded_at", "source_id", "protection_reason", "protection_set_by", "review_reason", "version"),
    *("contact_person", "consent_for", "consent_wording", "consent_given_on", "consent_until"),
    *("consent_withdrawn_on", "keep_until", "sent_by", "merged_into"),
]
NOWHERE = {"geometry_bng": None, "address": "", "postcode": "", "uprn": "", "zones": {}}


def marked_asset(asset_id: str, **fields: object) -> Asset:
    """Return an asset with the marker in every text, a point and a zone of its own."""
    texts = [name for name, field in Asset.__dataclass_fields__.items() if field.type == "str"]
    marked = {name: f"{MARKER} {name}" for name in texts if name not in {"asset_id", "kind"}}
    place = {"geometry_bng": shapely.to_wkb(Point(123_456, 654_321)), "zones": {SYSTEM: MARKED_ZONE}}
    key = {"source_id": f"{marked['source_id']} {asset_id}"}
    return plain_asset(f"{MARKER}-{asset_id}", offers=("safety",), **(marked | key | place | fields))


@pytest.fixture
def filled(store: Store) -> Store:
    gate = {"protection": Level.UNMAPPED, "contact_agreed": True, **NOWHERE}
    records = [
        plain_asset("b", name="B"),
        plain_asset("a2", name="A", offers=("green", "meet"), last_checked=dt.date(2026, 1, 31)),
        plain_asset("a1", name="A", zones={}, geometry_bng=None),
        replace(FULL_ASSET, review_state=ReviewState.PUBLISHED, name="C"),
        marked_asset("partners", protection=Level.PARTNERS),
        marked_asset("unmapped", **gate | {"contact_agreed": False}),
        plain_asset("gate", name="Gate", phone="0141", offers=("mind",), summary=MARKER, cost=MARKER, **gate),
        *(marked_asset(state, review_state=state) for state in ReviewState if state is not ReviewState.PUBLISHED),
    ]
    store.add_assets(records, event=RECORDING)
    return store


def cells(frame: pd.DataFrame) -> str:
    """Return every cell of a frame in one text."""
    return " ".join(map(str, frame.to_numpy().ravel()))


def test_the_public_sees_no_marker_anywhere(filled: Store) -> None:
    frame = filled.read_assets(Audience.PUBLIC, zone_system=SYSTEM)
    assert MARKER not in cells(frame)
    assert MARKED_ZONE not in cells(frame)
    assert "123456" not in cells(frame)
    assert frame["asset_id"].tolist() == ["a1", "a2", "b", "full", "gate"]
    assert filled.read_assets(Audience.PUBLIC, zone_system=SYSTEM, offer="safety").empty


def test_the_public_sees_an_area_asset_in_its_zone_and_no_closer(filled: Store) -> None:
    frame = filled.read_assets(Audience.PUBLIC, zone_system=SYSTEM).set_index("asset_id")
    area = frame.loc["full"]
    assert area["geometry"] is None
    assert (area["address"], area["postcode"]) == ("", "")
    assert area["zone_code"] == "S01010206"
    assert area["phone"] == FULL_ASSET.phone
    assert frame.loc["b", "geometry"] == POINT_BNG


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.PARTNERS])
def test_of_an_unmapped_asset_the_front_gate_is_shown(filled: Store, audience: Audience) -> None:
    frame = filled.read_assets(audience, zone_system=SYSTEM).set_index("asset_id", drop=False)
    gate = frame.loc["gate"]
    assert gate[["name", "phone", "offers"]].tolist() == ["Gate", "0141", ("mind",)]
    others = gate.drop([*FRONT_GATE_FIELDS, "accessed", "access_features"])
    assert {name for name, value in others.items() if not pd.isna(value) and value not in {"", "none"}} == set()
    assert (gate["accessed"], gate["access_features"]) == ((), {})
    assert MARKER not in cells(frame.loc[["gate"]])


def test_partners_see_partners_and_area_exactly(filled: Store) -> None:
    frame = filled.read_assets(Audience.PARTNERS, zone_system=SYSTEM).set_index("asset_id")
    assert set(frame.index) == {"a1", "a2", "b", "full", "gate", f"{MARKER}-partners"}
    assert frame.loc["full", "geometry"] == POINT_BNG
    assert frame.loc["full", "address"] == FULL_ASSET.address
    assert frame.loc[f"{MARKER}-partners", "geometry"] == Point(123_456, 654_321)
    assert frame.loc[f"{MARKER}-partners", "zone_code"] == MARKED_ZONE


def test_staff_see_everything(filled: Store) -> None:
    frame = filled.read_assets(Audience.STAFF, zone_system=SYSTEM).set_index("asset_id")
    assert len(frame) == 12
    unmapped = frame.loc[f"{MARKER}-unmapped"]
    assert unmapped["summary"] == f"{MARKER} summary"
    assert unmapped["protection_reason"] == f"{MARKER} protection_reason"
    full = frame.loc["full"]
    assert full["recorded_at"] == pd.Timestamp(FULL_ASSET.recorded_at)
    assert full[["recorded_by", "source_id", "version"]].tolist() == ["Morag", "walk-7", 1]


@pytest.mark.parametrize("audience", list(Audience))
def test_columns_and_dtypes_of_an_empty_store_are_those_of_a_filled_one(store: Store, audience: Audience) -> None:
    empty = store.read_assets(audience, zone_system=SYSTEM)
    looks = store.read_looks(audience)
    store.add_asset(replace(FULL_ASSET, review_state=ReviewState.PUBLISHED), event=RECORDING)
    store.add_asset(plain_asset("a"), event=RECORDING)
    store.add_looks([plain_look(MARKED_ZONE)], event=LOOKING)
    filled = store.read_assets(audience, zone_system=SYSTEM)
    pd.testing.assert_series_equal(empty.dtypes, filled.dtypes)
    pd.testing.assert_series_equal(looks.dtypes, store.read_looks(audience).dtypes)
    staff = STAFF_ONLY if audience in OF_WORK else []
    assert sorted(empty.columns) == sorted([*SHOWN_TO_ALL, *staff])
    assert empty.crs == filled.crs == "EPSG:27700"
    assert empty.dtypes[["name", "offers", "last_checked"]].astype(str).tolist() == ["str", "object", "datetime64[us]"]
    assert audience in OF_WORK or not set(empty.columns) & set(INTERNAL_FIELDS)


def test_values_of_a_public_row(filled: Store) -> None:
    row = filled.read_assets(Audience.PUBLIC, zone_system=SYSTEM).set_index("asset_id").loc["a2"]
    assert row["offers"] == ("green", "meet")
    assert row["primary_offer"] == "green"
    assert row["last_checked"] == pd.Timestamp("2026-01-31")
    unplaced = filled.read_assets(Audience.PUBLIC, zone_system="datazone2022").set_index("asset_id").loc["a2"]
    assert pd.isna(unplaced["zone_code"])


def test_an_offer_is_found_first_or_beside_others(filled: Store) -> None:
    names = filled.read_assets(Audience.PUBLIC, zone_system=SYSTEM, offer="meet")["asset_id"]
    assert names.tolist() == ["a1", "a2", "b", "full"]
    assert filled.read_assets(Audience.PUBLIC, zone_system=SYSTEM, offer="mee").empty


def test_a_look_that_found_what_is_not_shown_is_not_shown(filled: Store) -> None:
    day = dt.date(2026, 3, 1)
    older, newer = day - dt.timedelta(days=30), day + dt.timedelta(days=30)
    found = {"result": LookResult.FOUND, "looked_on": day}
    filled.add_looks(
        [
            plain_look(MARKED_ZONE, offer="safety", looked_on=older),
            plain_look(MARKED_ZONE, offer="safety", **found),
            plain_look(MARKED_ZONE, offer="meet", looked_on=older),
            plain_look("S01010206", offer="meet", **found),
            plain_look("S01000001", offer="safety", **found),
            plain_look("S01000001", offer="safety", looked_on=newer),
        ],
        event=LOOKING,
    )
    public = filled.read_looks(Audience.PUBLIC)
    assert public[["zone_code", "offer", "result"]].to_numpy().tolist() == [
        [MARKED_ZONE, "safety", "none"],
        [MARKED_ZONE, "meet", "none"],
        ["S01010206", "meet", "found"],
        ["S01000001", "safety", "none"],
    ]
    assert "looked_by" not in public
    partners = filled.read_looks(Audience.PARTNERS, offer="safety")
    assert partners["zone_code"].tolist() == [MARKED_ZONE, MARKED_ZONE, "S01000001"]
    assert len(filled.read_looks(Audience.STAFF)) == 6
