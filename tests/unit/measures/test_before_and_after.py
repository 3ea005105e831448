"""People before and after, by hand, and nothing small between the lines."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from asset_map.measures.before_and_after import added_by_place, before_and_after
from asset_map.measures.small_numbers import TOTAL


def _points(people: list[float]) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """Four points in fifth 1 (reached, added, neither, not known), one in fifth 2 added, one without a fifth."""
    points = pd.DataFrame(
        {
            "people": people,
            "reached": [True, False, False, False, False, False],
            "known": [True, True, True, False, True, True],
        }
    )
    fifth = pd.Series([1, 1, 1, 1, 2, pd.NA], dtype="Int64")
    return points, fifth, pd.Series([True, True, False, True, True, True])


def test_people_before_and_after_by_hand() -> None:
    result = before_and_after(*_points([100, 40, 30, 30, 50, 999]))
    assert result.people.loc[1].tolist() == [100, 40, 30, 30, 200]
    assert result.people.loc[2].tolist() == [0, 50, 0, 0, 50]
    assert result.people.loc[5].tolist() == [0] * 5
    assert result.people.loc[TOTAL].tolist() == [100, 90, 30, 30, 250]
    expected = pd.DataFrame({"before": [0.5, 0, None, None, None], "after": [0.7, 1, None, None, None]}, dtype=float)
    pd.testing.assert_frame_equal(result.shares.reset_index(drop=True), expected)


@pytest.mark.parametrize(("people", "shown"), [(9, False), (10, True)])
def test_a_small_number_and_what_would_tell_it_are_not_shown(people: float, shown: bool) -> None:
    result = before_and_after(*_points([100, people, 30, 30, 50, 0]))
    assert result.people.loc[1].notna().all() == shown
    assert pd.notna(result.shares.loc[1, "after"]) == shown


def test_places_are_counted_only_where_no_table_tells_a_small_number() -> None:
    counts = before_and_after(*_points([100, 40, 30, 30, 50, 0]))
    both = added_by_place(np.array([60.0, 30.0]), np.array([20.0, 20.0]), counts)
    assert both.to_numpy().tolist() == [[60, 20], [30, 20]]
    assert added_by_place(np.array([60.0, 29.0]), np.array([20.0, 20.0]), counts).isna().all(axis=None)
    hidden = before_and_after(*_points([100, 9, 30, 30, 50, 0]))
    assert added_by_place(np.array([60.0, 30.0]), np.array([20.0, 20.0]), hidden).isna().all(axis=None)
