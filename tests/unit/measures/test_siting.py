"""Siting: the optimum of every small case equals trying all sets of places; ties and borders are settled by rule."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from asset_map.measures.siting import added_people, best_places, thinned


def _reaches(rows: list[list[int]], points: int) -> sparse.csr_array:
    dense = np.zeros((len(rows), points))
    for row, reached in enumerate(rows):
        dense[row, reached] = 1
    return sparse.csr_array(dense)


CASES = st.integers(1, 7).flatmap(
    lambda points: st.tuples(
        st.lists(st.lists(st.integers(0, points - 1), max_size=points, unique=True), min_size=1, max_size=7),
        st.lists(st.integers(0, 20).map(lambda n: n / 4), min_size=points, max_size=points),
        st.integers(1, 4),
    )
)


@given(CASES)
@settings(max_examples=40)
def test_the_optimum_is_that_of_trying_everything(case: tuple[list[list[int]], list[float], int]) -> None:
    rows, numbers, count = case
    people = np.array(numbers)
    matrix = _reaches(rows, len(people))
    chosen = best_places(matrix, people, people, count=count)
    sets = [set(row) for row in rows]
    best = max(
        sum(people[list(set().union(*some))])
        for size in range(min(count, len(rows)) + 1)
        for some in combinations(sets, size)
    )
    assert len(chosen) <= count
    assert len(set(chosen.tolist())) == len(chosen)
    added = added_people(matrix, chosen, people)
    assert added.sum() == pytest.approx(best)
    assert (added > 0).all()
    assert (np.diff(added) <= 1e-9).all()
    assert chosen.tolist() == best_places(matrix, people, people, count=count).tolist()


def test_the_greedy_answer_is_not_taken_for_the_best() -> None:
    """The widest place first would reach 6 and then 2 more; the two others reach 9."""
    matrix = _reaches([[1, 2, 3, 4], [0, 1, 2], [3, 4, 5]], 6)
    people = np.array([1.5, 1.5, 1.5, 1.5, 1.5, 1.5])
    assert best_places(matrix, people, people, count=2).tolist() == [1, 2]
    assert best_places(matrix, people, people, count=1).tolist() == [0]


def test_ties_go_to_who_reaches_more_of_the_others_and_then_by_position() -> None:
    matrix = _reaches([[0], [1, 2], [1, 3], [3, 1]], 4)
    people = np.array([5.0, 5, 0, 0])
    assert best_places(matrix, people, people, count=1).tolist() == [0]
    assert best_places(matrix, people, np.array([5.0, 5, 2, 3]), count=1).tolist() == [2]
    assert best_places(matrix, people, np.array([5.0, 5, 2, 3]), count=2).tolist() == [2, 0]


def test_nobody_left_needs_no_place() -> None:
    matrix = _reaches([[0], [1]], 2)
    assert best_places(matrix, np.zeros(2), np.ones(2), count=3).tolist() == []
    assert best_places(_reaches([[], []], 2), np.ones(2), np.ones(2), count=3).tolist() == []
    assert added_people(matrix, np.zeros(0, dtype=np.int64), np.ones(2)).tolist() == []
    with pytest.raises(ValueError, match="at least one"):
        best_places(matrix, np.ones(2), np.ones(2), count=0)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=40), st.randoms())
def test_one_point_is_kept_in_each_square_whatever_the_order(points: list[tuple[int, int]], chance: object) -> None:
    x_m, y_m = np.array(points, dtype=float).T
    kept = thinned(x_m, y_m)
    squares = {(x // 100, y // 100) for x, y in points}
    assert len(kept) == len(squares)
    assert {(x_m[one] // 100, y_m[one] // 100) for one in kept} == squares
    shuffled = np.array(points, dtype=float)[chance.sample(range(len(points)), len(points))]
    again = thinned(*shuffled.T)
    assert shuffled[again].tolist() == np.column_stack([x_m, y_m])[kept].tolist()
