"""No count under ten people is shown, nor can it be worked out from what is shown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy.optimize import linprog

from asset_map.measures.small_numbers import LEAST_PEOPLE, TOTAL, suppress, too_small

MISSING = pd.NA


def _table(rows: list[list[float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, index=[f"row {n}" for n in range(len(rows))], columns=list("abcdefgh")[: len(rows[0])])


@pytest.mark.parametrize(
    ("people", "small"), [(0, False), (0.4, False), (1, True), (9, True), (9.4, True), (9.6, False), (10, False)]
)
def test_a_single_count_on_both_sides_of_the_threshold(people: float, small: bool) -> None:
    assert LEAST_PEOPLE == 10
    assert too_small(people) is small


def test_ten_are_shown_and_nine_are_not_nor_what_gives_them_away() -> None:
    assert suppress(_table([[10, 20], [30, 40]])).suppressed == 0
    shown = suppress(_table([[9, 20, 50], [30, 40, 60]]))
    # 9 is too small; 20 is the smallest other of its row, 30 of its column, and 40 would give 20 away.
    assert shown.suppressed == 4
    expected = _table([[MISSING, MISSING, 50], [MISSING, MISSING, 60]]).astype("Int64")
    expected[TOTAL] = pd.array([79, 130], dtype="Int64")
    expected.loc[TOTAL] = pd.array([39, 60, 110, 209], dtype="Int64")
    assert_frame_equal(shown.counts, expected)


def test_small_counts_that_add_up_to_a_small_count_do_not_stand_alone() -> None:
    """Two ones are missing of 22: the 20 that is left would tell of both."""
    shown = suppress(_table([[1, 1, 20], [30, 40, 50], [30, 40, 50]]))
    assert shown.counts.iloc[0, :3].isna().all()


def test_lines_taken_together_tell_no_small_count() -> None:
    """Adding and taking away lines, the two ones of column b would be told: they are 2 together."""
    people = _table([[0, 1, 5], [0, 1, 5], [2, 8, 0]])
    low, high = _ranges(suppress(people).counts)
    assert (high - low).min() >= 8


def test_nobody_is_no_small_count_and_small_totals_go_too() -> None:
    shown = suppress(_table([[0, 0], [4, 3]])).counts
    assert shown.iloc[0].tolist() == [0, 0, 0]
    assert shown.iloc[1].isna().all()
    assert shown.loc[TOTAL].isna().all()


def test_unknown_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="known"):
        suppress(_table([[1, None]]))


def _ranges(shown: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The peer: between which numbers each missing cell must lie, by linear programs over all that is shown."""
    numbers = shown.to_numpy(dtype=float, na_value=np.nan)
    unknown = np.flatnonzero(np.isnan(numbers))
    equations, sums = [], []
    for axis in (0, 1):
        for position in range(numbers.shape[axis]):
            weight = np.zeros(numbers.shape)
            along = np.ones(numbers.shape[1 - axis])
            along[-1] = -1
            weight[(position, slice(None)) if axis == 0 else (slice(None), position)] = along
            equations.append(weight.ravel()[unknown])
            sums.append(-np.nansum(weight * numbers))
    bounds = (1, None)
    lows, highs = [], []
    for cell in range(len(unknown)):
        aim = np.eye(len(unknown))[cell]
        low = linprog(aim, A_eq=np.array(equations), b_eq=sums, bounds=bounds)
        high = linprog(-aim, A_eq=np.array(equations), b_eq=sums, bounds=bounds)
        assert low.status == 0
        lows.append(low.fun)
        highs.append(np.inf if high.status == 3 else -high.fun)
    return np.array(lows), np.array(highs)


TABLES = st.integers(1, 4).flatmap(
    lambda columns: st.lists(
        st.lists(st.one_of(st.integers(0, 12), st.integers(0, 60)), min_size=columns, max_size=columns),
        min_size=1,
        max_size=4,
    )
)


@given(TABLES)
@settings(max_examples=20)
def test_no_suppressed_cell_follows_from_what_is_shown(rows: list[list[int]]) -> None:
    people = _table(rows)
    shown = suppress(people).counts
    whole = people.copy()
    whole[TOTAL] = whole.sum(axis=1)
    whole.loc[TOTAL] = whole.sum(axis=0)
    seen = shown.notna().to_numpy()
    assert (shown.to_numpy(dtype=float, na_value=np.nan)[seen] == whole.to_numpy(dtype=float)[seen]).all()
    assert not ((whole > 0) & (whole < LEAST_PEOPLE) & seen).any(axis=None)
    low, high = _ranges(shown)
    assert (high - low >= LEAST_PEOPLE - 2 - 1e-6).all(), (shown, low, high)
    assert_frame_equal(suppress(people).counts, shown)
