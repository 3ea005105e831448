"""An older version comes back with every field, but for what one person alone must not bring back."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace

from hypothesis import assume, given
from hypothesis import strategies as st

from asset_map.domain.asset import (
    PLACELESS,
    Accessed,
    Asset,
    CheckedHow,
    LocatedBy,
    Precision,
    ReviewState,
    Status,
    without_place,
)
from asset_map.domain.protection import Level
from asset_map.domain.restoring import bring_back

WORDS = st.text(max_size=3)
DATES = st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))
NUMBERS = st.none() | st.integers(0, 9)
SPECIAL = {
    "asset_id": st.just("a"),
    "version": st.integers(1, 9),
    "offers": st.lists(WORDS, max_size=2).map(tuple),
    "geometry_bng": st.none() | st.binary(min_size=1, max_size=3),
    "precision": st.sampled_from(Precision),
    "located_by": st.none() | st.sampled_from(LocatedBy),
    "zones": st.dictionaries(WORDS, WORDS, max_size=2),
    "status": st.sampled_from(Status),
    "contact_agreed": st.booleans(),
    "protection": st.sampled_from(Level),
    "review_state": st.sampled_from(ReviewState),
    "recorded_at": st.datetimes(timezones=st.just(dt.UTC)),
    "checked_how": st.none() | st.sampled_from(CheckedHow),
    "accessed": st.lists(st.sampled_from(Accessed), max_size=2).map(tuple),
    "access_features": st.dictionaries(WORDS, st.booleans(), max_size=2),
    "merged_into": st.just(""),
    **dict.fromkeys(("last_checked", "consent_given_on", "consent_until", "consent_withdrawn_on", "keep_until"), DATES),
    **dict.fromkeys(("season_from", "season_to", "age_from", "age_to", "capacity"), NUMBERS),
}


def _kept(asset: Asset) -> Asset:
    """Return an asset as a store may hold it: without a place where it is unmapped, or where it has none."""
    is_placeless = asset.protection is Level.UNMAPPED or asset.geometry_bng is None
    return without_place(asset) if is_placeless else replace(asset, precision=Precision.EXACT)


ASSETS = st.builds(Asset, **{field.name: SPECIAL.get(field.name, WORDS) for field in fields(Asset)}).map(_kept)


def test_every_field_is_drawn() -> None:
    drawn = {name for name, strategy in SPECIAL.items()}
    texts = {field.name for field in fields(Asset)} - drawn
    assert all(field.type == "str" for field in fields(Asset) if field.name in texts)


@given(ASSETS, ASSETS)
def test_every_field_comes_back(now: Asset, then: Asset) -> None:
    assume(then.protection.strength >= now.protection.strength)
    assume(not (now.consent_withdrawn_on and not now.contact_person))
    brought = bring_back(now, then)
    assert brought.asset == replace(then, version=now.version)
    assert (brought.lower_to, brought.is_place_gone, brought.is_consent_gone) == (None, False, False)


@given(ASSETS, ASSETS)
def test_a_weaker_protection_waits_for_a_second_person_and_all_else_comes_back(now: Asset, then: Asset) -> None:
    assume(then.protection.strength < now.protection.strength)
    assume(not (now.consent_withdrawn_on and not now.contact_person))
    brought = bring_back(now, then)
    assert brought.lower_to is then.protection
    stays = {name: getattr(now, name) for name in ("protection", "protection_reason", "protection_set_by", "version")}
    expected = replace(then, **stays)
    is_unmapped = now.protection is Level.UNMAPPED
    assert brought.asset == (without_place(expected) if is_unmapped else expected)
    assert brought.is_place_gone is (is_unmapped and then.geometry_bng is not None)


@given(ASSETS, ASSETS)
def test_nothing_that_comes_back_is_protected_less_or_has_a_place_while_unmapped(now: Asset, then: Asset) -> None:
    asset = bring_back(now, then).asset
    assert asset.protection.strength >= now.protection.strength
    if asset.protection is Level.UNMAPPED:
        assert without_place(asset) == asset


PLAIN = Asset(
    asset_id="a", name="Hall", kind="place", offers=("meet",), recorded_by="Morag",
    recorded_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
)  # fmt: skip


def test_a_place_that_was_forgotten_is_gone_for_good_and_said() -> None:
    then = replace(PLAIN, address="", precision=Precision.EXACT, located_by=LocatedBy.MAP, name="Old hall")
    placed = {"geometry_bng": b"p", "address": "New", "precision": Precision.STREET, "located_by": LocatedBy.POSTCODE}
    brought = bring_back(replace(PLAIN, **placed, zones={"s": "z"}), then)
    assert brought.is_place_gone
    assert brought.asset == replace(PLAIN, **placed, zones={"s": "z"}, name="Old hall")
    nowhere = bring_back(replace(PLAIN, protection=Level.UNMAPPED), replace(PLAIN, geometry_bng=b"p"))
    assert nowhere.is_place_gone
    assert {name: getattr(nowhere.asset, name) for name in PLACELESS} == dict(PLACELESS)


def test_a_person_who_took_their_consent_back_stays_out() -> None:
    consent = {"contact_person": "Isa", "consent_for": "Her name", "consent_given_on": dt.date(2026, 1, 1)}
    then = replace(PLAIN, **consent)
    now = replace(PLAIN, name="New", consent_withdrawn_on=dt.date(2026, 2, 1))
    brought = bring_back(now, then)
    assert brought.is_consent_gone
    assert brought.asset == replace(now, name="Hall")
    assert bring_back(PLAIN, then).asset == then


def test_merging_is_not_undone_or_done_by_the_way() -> None:
    merged = replace(PLAIN, merged_into="b", review_state=ReviewState.ARCHIVED, review_reason="A twin")
    assert bring_back(PLAIN, replace(merged, name="Old")).asset == replace(PLAIN, name="Old")
    assert bring_back(merged, replace(PLAIN, name="Old")).asset == replace(merged, name="Old")
