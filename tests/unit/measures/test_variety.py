"""Hill numbers agree with sums by hand and keep their order; zones are compared only where the same was looked for."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal

from asset_map.measures.variety import equally_looked, hill_numbers

NAN = float("nan")
COUNTS = pd.DataFrame(
    [[2, 1, 1, 0], [4, 0, 0, 0], [0, 0, 0, 0], [1, 1, NAN, 0], [NAN] * 4],
    index=pd.Index(["A", "B", "C", "D", "E"], name="zone_code"),
    columns=["food", "meet", "green", "play"],
).astype("Int64")


def test_hill_numbers_agree_with_the_sums_by_hand() -> None:
    expected = pd.DataFrame(
        {"q0": [3, 1, 0, 2, NAN], "q1": [2**1.5, 1, 0, 2, NAN], "q2": [8 / 3, 1, 0, 2, NAN]}, index=COUNTS.index
    )
    assert_frame_equal(hill_numbers(COUNTS), expected, rtol=1e-12)


def test_zones_are_alike_only_where_the_same_offers_are_known() -> None:
    alike = equally_looked(COUNTS.notna())
    expected = pd.Series([0, 0, 0, 1, pd.NA], index=COUNTS.index, name="looked_alike", dtype="Int64")
    assert_series_equal(alike, expected)
    assert equally_looked(COUNTS.iloc[:0].notna()).empty


@given(st.lists(st.lists(st.integers(0, 50), min_size=5, max_size=5), max_size=8))
def test_hill_numbers_fall_with_their_order_and_never_exceed_the_offers_there(rows: list[list[int]]) -> None:
    counts = pd.DataFrame(rows, columns=list("abcde"), dtype="Int64")
    made = hill_numbers(counts)
    assert made.index.equals(counts.index)
    assert (made["q0"] == counts.gt(0).sum(axis="columns")).all()
    assert (made["q0"] >= made["q1"] - 1e-9).all()
    assert (made["q1"] >= made["q2"] - 1e-9).all()
    there = counts.sum(axis="columns") > 0
    assert (made.loc[there, "q2"] >= 1 - 1e-9).all()
    even = pd.DataFrame(np.tile(7, (1, 4)), dtype="Int64")
    np.testing.assert_allclose(hill_numbers(even).to_numpy(), 4.0, rtol=1e-12)
