"""Floating catchments agree with sums by hand and with plain loops, and the balanced ones lose and invent nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_map.geography.pairs import Pairs
from asset_map.measures.catchment import balanced, enhanced_two_step, gaussian_weights, step_weights

NAN = float("nan")
PEOPLE = np.array([500.0, 500, 100, 100, 100, 100, 250, 250, 250, 1000])
WEIGHT = np.array([[0.68, 1, 0.68, 0.22, 0, 0.22, 0, 0.22, 0.22, 0], [0.22, 0.68, 1, 1, 1, 1, 0.22, 0, 0, 0]]).T
CAPACITY = np.array([30.0, 20.0])


def pairs_of(weight: np.ndarray) -> tuple[Pairs, np.ndarray]:
    """Return every pair of a table of weights; how far they are apart is not looked at."""
    point, place = np.indices(weight.shape)
    return Pairs(point.ravel(), place.ravel(), np.zeros(weight.size)), weight.ravel()


def test_enhanced_catchments_agree_with_the_sums_by_hand() -> None:
    made = enhanced_two_step(*pairs_of(WEIGHT), PEOPLE, CAPACITY)
    np.testing.assert_allclose(made.demand, [1062, 905], rtol=1e-12)
    np.testing.assert_allclose(made.level, [0.0282486, 0.0220994], atol=5e-8)
    per_1000 = 1000 * made.access
    assert per_1000[:2].mean().round(4) == 33.6736
    assert per_1000[2:6].mean().round(4) == 30.0091
    assert per_1000[6:].round(4).tolist() == [4.8619, 6.2147, 6.2147, 0]
    assert (PEOPLE @ made.access).round(9) == 50


def test_balanced_catchments_agree_with_the_sums_by_hand() -> None:
    made = balanced(*pairs_of(WEIGHT), PEOPLE, CAPACITY)
    assert made.demand.round(4).tolist() == [1251.9386, 898.0614]
    assert made.level.round(7).tolist() == [0.0239628, 0.0222702]
    per_1000 = (1000 * made.access).round(4).tolist()
    assert per_1000 == [23.5491, 23.2777, 22.9553, 22.5754, 22.2702, 22.5754, 22.2702, 23.9628, 23.9628, 0]
    assert made.level_received[0].round(7) == 0.0059862
    assert made.level_received.sum().round(7) == 0.0462330


def test_step_weights_take_in_the_end_of_each_band() -> None:
    distance_m = np.array([0, 400, 400.001, 800, 800.001, 1200, 1200.001])
    assert step_weights(distance_m).tolist() == [1, 1, 0.68, 0.68, 0.22, 0.22, 0]
    assert step_weights(np.array([300.0, 500.0]), bands=[(300, 0.5)]).tolist() == [0.5, 0]


def test_gaussian_weights_fall_from_one_to_nothing() -> None:
    weights = gaussian_weights(np.array([0.0, 400, 800, 801]), reach_m=800)
    middle = (np.exp(-0.125) - np.exp(-0.5)) / (1 - np.exp(-0.5))
    np.testing.assert_allclose(weights, [1, middle, 0, 0], rtol=1e-12)


@st.composite
def catchments(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw weights of points and places, people and capacity; many pairs are out of reach."""
    points, places = draw(st.integers(0, 6)), draw(st.integers(0, 5))
    weights = st.sampled_from([0.0, 0.0, 0.22, 0.68, 1.0])
    weight = draw(st.lists(weights, min_size=points * places, max_size=points * places))
    people = draw(st.lists(st.integers(0, 900), min_size=points, max_size=points))
    capacity = draw(st.lists(st.integers(1, 500), min_size=places, max_size=places))
    return np.reshape(weight, (points, places)), np.array(people, dtype=float), np.array(capacity, dtype=float)


@given(catchments())
def test_enhanced_catchments_equal_plain_loops(drawn: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    weight, people, capacity = drawn
    made = enhanced_two_step(*pairs_of(weight), people, capacity)
    level = []
    for j in range(len(capacity)):
        demand = sum(people[i] * weight[i, j] for i in range(len(people)))
        level.append(capacity[j] / demand if demand else NAN)
    access = [
        sum(weight[i, j] * level[j] for j in range(len(level)) if not np.isnan(level[j])) for i in range(len(people))
    ]
    np.testing.assert_allclose(made.level, level, rtol=1e-12)
    np.testing.assert_allclose(made.access, access, rtol=1e-12)


@given(catchments())
def test_balanced_catchments_equal_plain_loops_and_conserve(drawn: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    weight, people, capacity = drawn
    made = balanced(*pairs_of(weight), people, capacity)
    points, places = weight.shape
    demand = [
        sum(people[i] * weight[i, j] / weight[i].sum() for i in range(points) if weight[i, j]) for j in range(places)
    ]
    level = [capacity[j] / demand[j] if demand[j] else 0.0 for j in range(places)]
    np.testing.assert_allclose(made.demand, demand, rtol=1e-12)
    for i in range(points):
        reached = [j for j in range(places) if weight[i, j]]
        access = sum(weight[i, j] / weight[i].sum() * level[j] for j in reached)
        received = sum(weight[i, j] / weight[:, j].sum() * level[j] for j in reached)
        assert made.access[i] == pytest.approx(access, rel=1e-12)
        assert made.level_received[i] == pytest.approx(received, rel=1e-12)
    reaching = weight.sum(axis=1) > 0
    assert made.demand.sum() == pytest.approx(people[reaching].sum(), rel=1e-12)
    used = made.demand > 0
    assert people @ made.access == pytest.approx(capacity[used].sum(), rel=1e-12)
    assert made.level_received.sum() == pytest.approx(np.nansum(made.level), rel=1e-12)


def test_splitting_a_point_in_two_changes_nobody_s_access() -> None:
    split = np.vstack([WEIGHT, WEIGHT[0]])
    people = np.append(PEOPLE, 200.0)
    people[0] = 300.0
    whole, parts = balanced(*pairs_of(WEIGHT), PEOPLE, CAPACITY), balanced(*pairs_of(split), people, CAPACITY)
    np.testing.assert_allclose(parts.access, [*whole.access, whole.access[0]], rtol=1e-12)
