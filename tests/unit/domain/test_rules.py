"""The rules of the domain, on both sides of each threshold."""

from __future__ import annotations

import datetime as dt

import pytest

from asset_map.domain.coverage import CoverageState, Look, LookMethod, LookResult, coverage_state
from asset_map.domain.freshness import Freshness, freshness
from asset_map.domain.postcode import postcode_key, written_postcode
from asset_map.domain.protection import Level, starting_level

TODAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("age_days", "expected"),
    [
        (0, Freshness.FRESH),
        (100, Freshness.FRESH),
        (101, Freshness.DUE),
        (200, Freshness.DUE),
        (201, Freshness.STALE),
    ],
)
def test_freshness_turns_after_one_and_two_intervals(age_days: int, expected: Freshness) -> None:
    checked = TODAY - dt.timedelta(days=age_days)
    assert freshness(checked, interval_days=100, today=TODAY) is expected


def test_a_record_that_was_never_checked_is_stale() -> None:
    assert freshness(None, interval_days=100, today=TODAY) is Freshness.STALE


def _look(result: LookResult, age_days: int) -> Look:
    looked_on = TODAY - dt.timedelta(days=age_days)
    return Look(
        zone_code="A",
        offer="food",
        result=result,
        method=LookMethod.WALKABOUT,
        looked_on=looked_on,
        looked_by="x",
    )


@pytest.mark.parametrize(
    ("looks", "usable", "shown", "expected"),
    [
        ([], 1, 1, CoverageState.FOUND),
        ([], 0, 0, CoverageState.NOT_LOOKED),
        ([], 0, 1, CoverageState.OUT_OF_DATE),
        ([_look(LookResult.NONE, 365)], 0, 0, CoverageState.LOOKED_NONE),
        ([_look(LookResult.NONE, 366)], 0, 0, CoverageState.OUT_OF_DATE),
        ([_look(LookResult.NONE, 10)], 1, 1, CoverageState.FOUND),
        ([_look(LookResult.NONE, -1)], 0, 0, CoverageState.NOT_LOOKED),
        ([_look(LookResult.NONE, 20), _look(LookResult.FOUND, 10)], 0, 0, CoverageState.NOT_LOOKED),
        ([_look(LookResult.NONE, 10), _look(LookResult.FOUND, 10)], 0, 1, CoverageState.OUT_OF_DATE),
        ([_look(LookResult.FOUND, 20), _look(LookResult.NONE, 10)], 0, 1, CoverageState.LOOKED_NONE),
    ],
)
def test_only_a_look_in_date_that_found_none_is_a_gap(
    looks: list[Look], usable: int, shown: int, expected: CoverageState
) -> None:
    assert coverage_state(looks, usable=usable, shown=shown, interval_days=365, today=TODAY) is expected


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("g431lh", "G431LH"),
        ("G1  1AB", "G11AB"),
        ("FK15 0AQ ", "FK150AQ"),
        ("ZZ1 1AA", "ZZ11AA"),
        ("G43", None),
        ("", None),
    ],
)
def test_postcodes_are_read_however_they_are_spelled(typed: str, key: str | None) -> None:
    assert postcode_key(typed) == key


def test_postcodes_are_written_with_one_space() -> None:
    assert written_postcode("G431LH") == "G43 1LH"


@pytest.mark.parametrize(
    ("kind_level", "text", "expected"),
    [
        (Level.PUBLIC, "A women's refuge", Level.PARTNERS),
        (Level.PUBLIC, "Refugee welcome choir", Level.PUBLIC),
        (Level.AREA, "Knitting circle", Level.AREA),
        (Level.UNMAPPED, "Runs a safe house", Level.UNMAPPED),
    ],
)
def test_sensitive_words_raise_the_starting_level_and_never_lower_it(
    kind_level: Level, text: str, expected: Level
) -> None:
    assert starting_level(kind_level, [text], ["refuge", "safe house"]) is expected
