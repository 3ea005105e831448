"""Each theme sorts six zones into classes that were worked by hand; nothing is a gap where nobody has looked."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from asset_map.domain.distance import DistanceKind
from asset_map.maps.layer import Pattern, Theme
from asset_map.maps.themes.coverage import coverage_theme
from asset_map.maps.themes.need_reach import need_reach_theme, rank_thirds
from asset_map.maps.themes.reach import reach_theme
from asset_map.maps.themes.terms import Terms
from asset_map.maps.themes.variety import variety_theme

CODES = pd.Index([f"S0100000{n}" for n in range(1, 7)], name="zone_code")
TERMS = Terms(800, ranking="income")


def frame(**columns: object) -> pd.DataFrame:
    return pd.DataFrame(columns, index=CODES)


def drawn_as(theme: Theme) -> list[str]:
    return [theme.classes[position].label for position in theme.class_of_zone]


def patterns(theme: Theme) -> list[Pattern]:
    return [theme.classes[position].pattern for position in theme.class_of_zone]


def words(theme: Theme) -> str:
    grid = theme.grid
    headings = [] if grid is None else [grid.rows_title, grid.columns_title, *grid.rows, *grid.columns]
    return " ".join([theme.title, theme.note, *(entry.label for entry in theme.classes), *headings]).lower()


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.001, "Up to a quarter of residents"),
        (0.25, "Up to a quarter of residents"),
        (0.2501, "A quarter to a half"),
        (0.5, "A quarter to a half"),
        (0.75, "A half to three quarters"),
        (0.7501, "More than three quarters"),
        (1.0, "More than three quarters"),
    ],
)
def test_reach_has_fixed_breaks(share: float, expected: str) -> None:
    theme = reach_theme(frame(coverage="found", share_within=share), TERMS)
    assert set(drawn_as(theme)) == {expected}
    assert theme.grid is None


def test_reach_where_nobody_looked_is_at_least_so_much_and_never_none() -> None:
    states = ["found", "looked_none", "looked_none", "out_of_date", "not_looked", "not_looked"]
    theme = reach_theme(frame(coverage=states, share_within=[1.0, 0.1, 0.0, 0.0, 0.1, 0.0]), TERMS)
    assert drawn_as(theme) == [
        "More than three quarters",
        "Up to a quarter of residents",
        "No resident, and somebody has looked",
        "Looked long ago",
        "Up to a quarter of residents, at least",
        "Nobody has looked yet",
    ]
    assert patterns(theme)[4:] == [Pattern.HATCHED, Pattern.HATCHED]
    assert theme.classes[theme.class_of_zone[4]].colour == theme.classes[theme.class_of_zone[1]].colour
    assert theme.grid is not None
    assert [theme.classes[cells[1]].pattern for cells in theme.grid.cells] == [Pattern.HATCHED] * 4
    assert [theme.classes[cells[0]].label for cells in theme.grid.cells] == list(theme.grid.rows)


def test_reach_beside_something_that_is_not_on_the_map_is_no_lack() -> None:
    shares = [0.0, 0.3, 0.0, 0.0, 1.0, 0.0]
    rows = frame(coverage="found", share_within=shares, rank=range(1, 7), population=100)
    rows["not_placed"] = [True, True, False, False, True, False]
    hidden = "Something is here, but not on the map"
    assert drawn_as(reach_theme(rows, TERMS)) == [
        hidden,
        "A quarter to a half, at least",
        "No resident, and somebody has looked",
        "No resident, and somebody has looked",
        "More than three quarters, at least",
        "No resident, and somebody has looked",
    ]
    both = drawn_as(need_reach_theme(rows, TERMS))
    assert [label == hidden for label in both] == rows["not_placed"].tolist()


def test_reach_of_a_zone_without_residents_is_not_counted() -> None:
    theme = reach_theme(frame(coverage="found", share_within=[1, 1, 1, 1, 1, np.nan]), TERMS)
    assert drawn_as(theme)[5] == "No residents counted"


def test_a_straight_line_is_said_to_be_one_and_never_a_walk() -> None:
    rows = frame(coverage="found", share_within=1.0)
    assert "straight lines" in reach_theme(rows, TERMS).note
    assert "walking network" in reach_theme(rows, Terms(400, DistanceKind.WALKING_NETWORK)).note
    assert reach_theme(rows, Terms(1200)).title == "Residents within 1,200 m"


def test_need_and_reach_make_nine_classes() -> None:
    rows = frame(
        coverage="looked_none",
        population=100,
        rank=[1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        share_within=[0.0, 1.0, 1 / 3, 2 / 3, 0.32, 0.67],
    )
    theme = need_reach_theme(rows, TERMS)
    assert drawn_as(theme) == [
        "Most deprived third; fewer than a third near",
        "Most deprived third; two thirds or more near",
        "Middle third; a third to two thirds near",
        "Middle third; two thirds or more near",
        "Least deprived third; fewer than a third near",
        "Least deprived third; two thirds or more near",
    ]
    assert theme.grid is not None
    assert theme.grid.cells == ((0, 1, 2), (3, 4, 5), (6, 7, 8))
    assert "“income”" in theme.note


def test_need_and_reach_leave_out_what_nobody_looked_at() -> None:
    states = ["not_looked", "out_of_date", "found", "found", "found", "not_looked"]
    rows = frame(
        coverage=states,
        population=pd.array([100, 100, 100, 0, pd.NA, 100], dtype="Int64"),
        rank=[1, 2, np.nan, 4, 5, 6],
        share_within=[0.0, 0.0, 1.0, np.nan, np.nan, 0.9],
    )
    theme = need_reach_theme(rows, TERMS)
    unranked = "No residents counted, or not ranked"
    assert drawn_as(theme) == [
        "Nobody has looked yet",
        "Looked long ago",
        unranked,
        unranked,
        unranked,
        "Nobody has looked yet",
    ]
    assert theme.zones_in_class[:9] == (0,) * 9


def test_thirds_hold_residents_and_not_zones_and_ties_stay_together() -> None:
    rank = pd.Series([1, 2, 3, 4, 5, 6], CODES, dtype="float64")
    # The middle one of all 700 residents lives in the first zone, so that zone is no third for itself.
    assert rank_thirds(rank, pd.Series([600, 20, 20, 20, 20, 20], CODES)).tolist() == [2, 3, 3, 3, 3, 3]
    assert rank_thirds(rank, pd.Series(10, CODES)).tolist() == [1, 1, 2, 2, 3, 3]
    tied = pd.Series([1.5, 1.5, 3, 4, 5, 6], CODES)
    assert rank_thirds(tied, pd.Series([10, 10, 10, 10, 10, 10], CODES)).tolist() == [1, 1, 2, 2, 3, 3]
    assert rank_thirds(rank * np.nan, pd.Series(10, CODES)).tolist() == [0] * 6


def test_thirds_depend_on_the_order_of_ranks_alone() -> None:
    rank = pd.Series([3, 1, 2, 6, 5, 4], CODES, dtype="float64")
    people = pd.Series([5, 7, 2, 8, 1, 4], CODES)
    assert rank_thirds(rank, people).tolist() == rank_thirds(rank**5 + 1000, people).tolist()


def test_variety_is_compared_only_where_everything_was_looked_for() -> None:
    theme = variety_theme(frame(variety=[1.0, 2.0, 3.0, 4.0, 0.0, np.nan]), offers_compared=("Food", "Play", "Faith"))
    assert drawn_as(theme) == [
        "1.0",
        "2.0",
        "3.0",
        "4.0",
        "None of these offers",
        "Not compared: not all of these were looked for",
    ]
    assert patterns(theme)[5] is Pattern.HATCHED
    assert "Food, Play, Faith" in theme.note


def test_looks_are_dated_from_the_day_asked_about() -> None:
    as_of = dt.date(2026, 11, 27)
    looked = [dt.date(2026, 11, 27), dt.date(2025, 11, 28), dt.date(2025, 11, 26), dt.date(2023, 1, 1), None, None]
    states = ["found", "looked_none", "looked_none", "out_of_date", "found", "not_looked"]
    theme = coverage_theme(frame(coverage=states, last_looked=looked), as_of=as_of)
    assert drawn_as(theme) == [
        "In the last twelve months",
        "In the last twelve months",
        "1 to 2 years ago",
        "More than 3 years ago",
        "Assets on record, but no look",
        "Nobody has looked yet",
    ]


def test_no_theme_but_that_of_gaps_says_gap() -> None:
    rows = frame(
        coverage=["found", "looked_none", "looked_none", "out_of_date", "not_looked", "not_looked"],
        population=100,
        rank=[1, 2, 3, 4, 5, 6],
        share_within=[1, 0.4, 0, 0.4, 0.4, 0],
        variety=[1, 0, 2, np.nan, np.nan, np.nan],
        last_looked=[None] * 6,
    )
    themes = (
        reach_theme(rows, TERMS),
        need_reach_theme(rows, TERMS),
        variety_theme(rows, offers_compared=("Food", "Play", "Faith")),
        coverage_theme(rows, as_of=dt.date(2026, 1, 1)),
    )
    for theme in themes:
        assert "gap" not in words(theme)
