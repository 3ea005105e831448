"""What counts as usable: the whole frame equals the rules of the domain."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal

from asset_map.domain.freshness import in_season
from asset_map.measures.usable import in_season_now, usable_now

TODAY = dt.date(2026, 11, 21)
MONTHS = st.one_of(st.none(), st.integers(1, 12))


def _frame(*rows: tuple[object, ...]) -> pd.DataFrame:
    names = ["status", "season_from", "season_to", "review_state", "freshness"]
    frame = pd.DataFrame(list(rows), columns=names)
    return frame.astype({"season_from": "Int64", "season_to": "Int64"})


@given(st.lists(st.tuples(MONTHS, MONTHS), max_size=20), st.integers(1, 12))
def test_seasons_of_a_frame_equal_the_rule(seasons: list[tuple[int | None, int | None]], month: int) -> None:
    frame = pd.DataFrame(seasons, columns=["season_from", "season_to"]).astype("Int64")
    frame.index = pd.RangeIndex(10, 10 + len(frame))
    expected = pd.Series(
        [in_season(*season, month=month) for season in seasons], index=frame.index, name="in_season", dtype="bool"
    )
    assert_series_equal(in_season_now(frame, today=dt.date(2026, month, 5)), expected)


def test_usable_means_open_in_season_published_and_not_stale() -> None:
    frame = _frame(
        ("active", None, None, "published", "fresh"),
        ("at_risk", None, None, "published", "due"),
        ("seasonal", None, None, "published", "fresh"),
        ("seasonal", 10, 3, "published", "fresh"),
        ("active", 4, 9, "published", "fresh"),
        ("seasonal", 4, 9, "published", "fresh"),
        ("active", None, None, "published", "stale"),
        ("temporarily_closed", None, None, "published", "fresh"),
        ("closed", None, None, "published", "fresh"),
        ("potential", None, None, "published", "fresh"),
        ("active", None, None, "submitted", "fresh"),
        ("active", None, None, "archived", "fresh"),
    )
    before = frame.copy()
    expected = pd.Series([True] * 5 + [False] * 7, name="usable")
    assert_series_equal(usable_now(frame, today=TODAY), expected)
    assert_frame_equal(frame, before)


def test_what_may_not_be_kept_and_what_was_merged_never_counts() -> None:
    frame = _frame(*[("active", None, None, "published", "fresh")] * 4)
    frame["keep_until"] = pd.to_datetime(pd.Series(["2026-11-20", "2026-11-21", None, None]))
    frame["merged_into"] = pd.Series(["", "", "", "another"], dtype="str")
    expected = pd.Series([False, True, True, False], name="usable")
    assert_series_equal(usable_now(frame, today=TODAY), expected)


def test_nothing_is_usable_in_an_empty_frame() -> None:
    assert_series_equal(usable_now(_frame(), today=TODAY), pd.Series([], dtype=bool, name="usable"))
