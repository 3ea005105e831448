"""What was known on a past day is rebuilt from the audit, and is no way round protection."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest
import shapely

from asset_map.domain.asset import PLACELESS, Asset, Precision, ReviewState, Status
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.coverage import LookResult
from asset_map.domain.protection import INTERNAL_FIELDS, Audience, Level
from asset_map.store import KnownBy, Store
from asset_map.store.past import WHERE_IN_WORDS, WORDS
from tests.contract.store_records import FULL_ASSET, POINT_BNG, SYSTEM, an_import, plain_asset, plain_look

FIRST = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
THEN = FIRST.date() + dt.timedelta(days=1)
SECOND = FIRST + dt.timedelta(days=10)
LATER = SECOND.date()
ELSEWHERE = shapely.to_wkb(shapely.Point(258_000, 666_000))
FOUND_ELSEWHERE = "S01010300"


def event(at: dt.datetime, action: Action = Action.CHANGED) -> AuditEvent:
    return AuditEvent(at=at, actor="Iain", action=action, second_actor="Morag")


def known_by(day: dt.date) -> KnownBy:
    def zones_of(shapes: Sequence[bytes]) -> list[str | None]:
        return [FOUND_ELSEWHERE if shape == ELSEWHERE else None for shape in shapes]

    return KnownBy(day, SYSTEM, zones_of)


def seen(store: Store, audience: Audience, day: dt.date) -> pd.DataFrame:
    return pd.DataFrame(store.read_assets(audience, zone_system=SYSTEM, known_by=known_by(day))).set_index("asset_id")


def change(store: Store, asset_id: str, **fields: object) -> None:
    store.change_asset(replace(store.asset(asset_id), **fields), event=event(SECOND))


@pytest.mark.parametrize("audience", list(Audience))
def test_without_a_change_since_the_past_is_the_present(store: Store, audience: Audience) -> None:
    full = replace(FULL_ASSET, merged_into="", review_state=ReviewState.PUBLISHED)
    others = [
        plain_asset("a"),
        plain_asset("area", protection=Level.AREA, address="1 Street"),
        plain_asset("partners", protection=Level.PARTNERS),
        plain_asset("gate", protection=Level.UNMAPPED, contact_agreed=True, **PLACELESS),
        plain_asset("nowhere", geometry_bng=None, zones={}, recorded_by=""),
    ]
    store.add_assets([full, *others], event=event(FIRST, Action.RECORDED))
    store.add_looks([plain_look("S01010207"), plain_look("S01010206")], event=event(FIRST, Action.LOOKED))
    now = store.read_assets(audience, zone_system=SYSTEM)
    pd.testing.assert_frame_equal(
        pd.DataFrame(store.read_assets(audience, zone_system=SYSTEM, known_by=known_by(THEN))), pd.DataFrame(now)
    )
    pd.testing.assert_frame_equal(store.read_looks(audience, known_by=known_by(THEN)), store.read_looks(audience))
    assert store.read_assets(audience, zone_system=SYSTEM, offer="arts", known_by=known_by(THEN)).shape[0] == 1
    before = FIRST.date() - dt.timedelta(days=1)
    pd.testing.assert_series_equal(seen(store, audience, before).dtypes, pd.DataFrame(now).set_index("asset_id").dtypes)
    assert seen(store, audience, before).empty
    assert store.read_looks(audience, known_by=known_by(before)).empty


def test_what_was_empty_then_can_be_looked_back_at(store: Store) -> None:
    store.add_assets([plain_asset("a", name="", recorded_by="")], event=event(FIRST, Action.RECORDED))
    assert seen(store, Audience.STAFF, THEN).loc["a", ["name", "recorded_by"]].tolist() == ["", ""]


def test_a_day_counts_to_its_end(store: Store) -> None:
    store.add_assets([plain_asset("a")], event=event(FIRST, Action.RECORDED))
    change(store, "a", status=Status.CLOSED)
    day_before = LATER - dt.timedelta(days=1)
    assert [seen(store, Audience.STAFF, day).loc["a", "status"] for day in (FIRST.date(), day_before, LATER)] == [
        "active", "active", "closed",
    ]  # fmt: skip


def test_figures_are_those_of_then(store: Store) -> None:
    then = {"kind": "place", "offers": ("food", "meet"), "status": Status.AT_RISK, "last_checked": dt.date(2026, 2, 1)}
    store.add_assets([plain_asset("a", **then, season_from=4, season_to=9)], event=event(FIRST, Action.RECORDED))
    change(
        store, "a", kind="culture", offers=("arts",), status=Status.ACTIVE, last_checked=LATER, season_from=None,
        season_to=None, geometry_bng=ELSEWHERE, zones={SYSTEM: FOUND_ELSEWHERE},
    )  # fmt: skip
    for audience in Audience:
        row = seen(store, audience, THEN).loc["a"]
        assert (row["kind"], row["offers"], row["primary_offer"], row["status"]) == (
            "place", ("food", "meet"), "food", "at_risk",
        )  # fmt: skip
        assert (row["last_checked"], row["season_from"]) == (pd.Timestamp("2026-02-01"), 4)
        assert row["geometry"] == POINT_BNG
        assert pd.isna(row["zone_code"])  # the fake knows of no zone at the old place
        assert seen(store, audience, LATER).loc["a", "zone_code"] == FOUND_ELSEWHERE


def test_places_of_then_are_in_the_zones_of_today(store: Store) -> None:
    moved = plain_asset("moved", geometry_bng=ELSEWHERE, zones={SYSTEM: "S01010999"})
    store.add_assets([plain_asset("a"), moved], event=event(FIRST, Action.RECORDED))
    change(store, "moved", geometry_bng=shapely.to_wkb(POINT_BNG), zones={SYSTEM: "S01010206"})
    store.replace_zones(SYSTEM, {"a": "S01010777"}, event=event(SECOND))
    for audience in Audience:
        assert seen(store, audience, THEN)["zone_code"].to_dict() == {"a": "S01010777", "moved": FOUND_ELSEWHERE}
        # Placing anew is a version of its own, and what follows it is told by the whole record again.
        assert seen(store, audience, LATER)["zone_code"].to_dict() == {"a": "S01010777", "moved": "S01010206"}


def test_what_is_gone_now_is_in_the_past_of_staff_alone(store: Store) -> None:
    record = an_import(rows=1, added=1, imported_at=FIRST)
    listed = plain_asset("listed", source="Halls", source_id="1")
    store.take_in(record, [[(listed, "digest")]], event=event(FIRST, Action.IMPORTED))
    store.add_assets([plain_asset("archived"), plain_asset("kept")], event=event(FIRST, Action.RECORDED))
    store.undo_import("i1", removed={"listed": 1}, restored=[], event=event(SECOND))
    change(store, "archived", review_state=ReviewState.ARCHIVED)
    assert set(seen(store, Audience.STAFF, THEN).index) == {"listed", "archived", "kept"}
    assert set(seen(store, Audience.STAFF, LATER).index) == {"archived", "kept"}
    for audience in (Audience.PUBLIC, Audience.PARTNERS):
        assert set(seen(store, audience, THEN).index) == {"kept"}


PUBLIC, AREA, PARTNERS, UNMAPPED = Level


@pytest.mark.parametrize(
    ("then", "now", "public", "partners"),
    [
        (PUBLIC, PUBLIC, "exact", "exact"),
        (PUBLIC, AREA, "zone", "exact"),
        (AREA, PUBLIC, "zone", "exact"),
        (PUBLIC, PARTNERS, "", "exact"),
        (PARTNERS, PUBLIC, "", "exact"),
        (AREA, PARTNERS, "", "exact"),
        (PARTNERS, AREA, "", "exact"),
        (PUBLIC, UNMAPPED, "", ""),
        (UNMAPPED, PUBLIC, "", ""),
    ],
)
def test_the_stricter_protection_holds(store: Store, then: Level, now: Level, public: str, partners: str) -> None:
    fields = {level: {"address": "1 Street"} if level is not UNMAPPED else dict(PLACELESS) for level in Level}
    store.add_assets([plain_asset("a", protection=then, **fields[then])], event=event(FIRST, Action.RECORDED))
    place = {"geometry_bng": shapely.to_wkb(POINT_BNG), "zones": {SYSTEM: "S01010206"}}
    change(store, "a", protection=now, **place | fields[now])
    for audience, expected in ((Audience.PUBLIC, public), (Audience.PARTNERS, partners)):
        frame = seen(store, audience, THEN)
        if not expected:
            assert frame.empty
            continue
        row = frame.loc["a"]
        assert (row["geometry"] is not None) == (expected == "exact")
        assert row["zone_code"] == "S01010206"
        assert (row["address"] != "") == (expected == "exact")


@pytest.mark.parametrize("state", [state for state in ReviewState if state is not ReviewState.PUBLISHED])
def test_only_what_is_published_then_and_now_is_shown(store: Store, state: ReviewState) -> None:
    records = [plain_asset("hidden_then", review_state=state), plain_asset("hidden_now")]
    store.add_assets(records, event=event(FIRST, Action.RECORDED))
    change(store, "hidden_then", review_state=ReviewState.PUBLISHED)
    change(store, "hidden_now", review_state=state)
    for audience in (Audience.PUBLIC, Audience.PARTNERS):
        assert seen(store, audience, THEN).empty
    assert len(seen(store, Audience.STAFF, THEN)) == 2


def test_every_text_is_one_of_now_or_for_staff_or_a_code() -> None:
    codes = {"asset_id", "kind", "capacity_unit"}
    texts = {name for name, field in Asset.__dataclass_fields__.items() if field.type == "str"}
    assert texts == {*WORDS, *WHERE_IN_WORDS, *codes, *(set(INTERNAL_FIELDS) & texts)}


def test_what_was_taken_out_of_a_record_stays_out(store: Store) -> None:
    telling = dict.fromkeys((*WORDS, *WHERE_IN_WORDS), "xyzzy")
    store.add_assets([plain_asset("a", **telling)], event=event(FIRST, Action.RECORDED))
    plain = plain_asset("a", geometry_bng=ELSEWHERE, address="2 Street", postcode="G20 8TH")
    store.change_asset(plain, event=event(SECOND))
    for audience in (Audience.PUBLIC, Audience.PARTNERS):
        row = seen(store, audience, THEN).loc["a"]
        assert "xyzzy" not in str(row.to_dict())
        assert (row["name"], row["address"], row["postcode"]) == ("Place a", "", "")
        assert row["geometry"] == POINT_BNG
    assert seen(store, Audience.STAFF, THEN).loc["a", "story"] == "xyzzy"


def test_a_place_that_is_kept_no_longer_is_not_shown_in_the_past(store: Store) -> None:
    store.add_assets([plain_asset("a"), plain_asset("b")], event=event(FIRST, Action.RECORDED))
    change(store, "a", geometry_bng=None, zones={}, precision=Precision.NONE)
    change(store, "b", protection=UNMAPPED, **PLACELESS)
    change(store, "b", review_reason="again")
    row = seen(store, Audience.PUBLIC, THEN).loc["a"]
    assert row["geometry"] is None
    assert pd.isna(row["zone_code"])
    forgotten = seen(store, Audience.STAFF, THEN).loc["b"]
    assert forgotten["geometry"] is None
    assert forgotten["protection"] == "public"


def test_looks_are_those_that_were_known_then(store: Store) -> None:
    record = an_import(imported_at=FIRST)
    looks = [plain_look("S01010207"), plain_look("S01010208", offer="food")]
    store.add_looks(looks, event=event(FIRST, Action.LOOKED))
    store.take_in(record, [], new_looks=[plain_look("S01010209")], event=event(FIRST, Action.IMPORTED))
    store.add_looks([plain_look("S01010210")], event=event(SECOND, Action.LOOKED))
    store.undo_import("i1", removed={}, restored=[], event=event(SECOND))

    def zones(audience: Audience, day: dt.date, offer: str | None = None) -> list[str]:
        return store.read_looks(audience, offer=offer, known_by=known_by(day))["zone_code"].tolist()

    assert zones(Audience.STAFF, THEN) == ["S01010207", "S01010208", "S01010209"]
    assert zones(Audience.PUBLIC, THEN) == ["S01010207", "S01010208"]
    assert zones(Audience.STAFF, LATER) == zones(Audience.PUBLIC, LATER) == ["S01010207", "S01010208", "S01010210"]
    assert zones(Audience.PUBLIC, THEN, "food") == ["S01010208"]


def test_a_look_does_not_tell_of_what_was_or_is_protected(store: Store) -> None:
    found = {"result": LookResult.FOUND, "looked_on": dt.date(2026, 3, 1)}
    hidden_then = plain_asset("then", zones={SYSTEM: "S01010301"}, protection=PARTNERS)
    hidden_now = plain_asset("now", zones={SYSTEM: "S01010302"})
    store.add_assets([hidden_then, hidden_now], event=event(FIRST, Action.RECORDED))
    looks = [plain_look(f"S0101030{number}", **found) for number in (1, 2)]
    none_before = plain_look("S01010303", looked_on=dt.date(2026, 2, 1))
    store.add_looks([*looks, none_before], event=event(FIRST, Action.LOOKED))
    change(store, "then", protection=PUBLIC)
    change(store, "now", protection=PARTNERS)
    # Since then a protected record was found in the third zone.
    store.add_assets([plain_asset("new", zones={SYSTEM: "S01010303"}, protection=PARTNERS)], event=event(SECOND))
    found_since = plain_look("S01010303", result=LookResult.FOUND, looked_on=LATER)
    store.add_looks([found_since], event=event(SECOND, Action.LOOKED))
    assert store.read_looks(Audience.PUBLIC, known_by=known_by(THEN))["zone_code"].tolist() == ["S01010303"]
    now = store.read_looks(Audience.PUBLIC)
    assert now[["zone_code", "result"]].to_numpy().tolist() == [["S01010301", "found"], ["S01010303", "none"]]
    assert len(store.read_looks(Audience.PARTNERS, known_by=known_by(THEN))) == 3


def test_records_begin_with_the_first_that_may_be_seen(store: Store) -> None:
    assert store.began_at(Audience.STAFF) is None
    store.add_assets([plain_asset("hidden", protection=PARTNERS)], event=event(FIRST, Action.RECORDED))
    draft = plain_asset("draft", review_state=ReviewState.SUBMITTED)
    store.add_assets([draft], event=event(FIRST + dt.timedelta(days=1), Action.RECORDED))
    assert store.began_at(Audience.PUBLIC) is None
    store.add_assets([plain_asset("a")], event=event(SECOND, Action.RECORDED))
    assert store.began_at(Audience.PUBLIC) == SECOND
    assert store.began_at(Audience.PARTNERS) == store.began_at(Audience.STAFF) == FIRST
