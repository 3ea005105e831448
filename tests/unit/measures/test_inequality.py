"""Inequality indices agree with six zones worked by hand (tiny_town/INEQUALITY.md) and with their laws."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_series_equal

from asset_map.measures.inequality import concentration_index, erreygers, relative_index, slope_index
from asset_map.measures.intervals import Statistic, bootstrap, interval, resample
from asset_map.measures.ranking import fifths, fractional_rank
from asset_map.measures.theil import theil
from tests.fixtures.tiny_town.town import CODES, DECILE, POPULATION

ZONES = pd.Index(CODES, name="zone_code")
PEOPLE = pd.Series(POPULATION, index=ZONES, dtype="Int64")
RANK = pd.Series(range(1, 7), index=ZONES, dtype="float64")
SHARE = pd.Series([1, 0.5, 0, 1, np.nan, 0.25], index=ZONES)
BY_HAND = {
    concentration_index: Fraction(-575, 2457),
    erreygers: Fraction(-2300, 3969),
    slope_index: Fraction(-7245, 7747),
    relative_index: Fraction(-152_145, 100_711),
}
EVERY = pytest.mark.parametrize("index", list(BY_HAND), ids=lambda index: index.__name__)


def _arrays(value: pd.Series = SHARE, rank: pd.Series = RANK) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return value.to_numpy(), PEOPLE.to_numpy(dtype=float), rank.to_numpy()


def test_ranks_and_fifths_by_hand() -> None:
    placed = fractional_rank(RANK, PEOPLE)
    expected = pd.Series([10 / 63, 24 / 63, 61 / 126, 38 / 63, np.nan, 53 / 63], index=ZONES, name="fractional_rank")
    assert_series_equal(placed, expected)
    fifth = pd.Series([1, 2, 3, 4, pd.NA, 5], index=ZONES, name="fifth", dtype="Int64")
    assert_series_equal(fifths(RANK, PEOPLE), fifth)


def test_zones_of_one_rank_share_a_fifth_and_zones_without_rank_have_none() -> None:
    rank = pd.Series([2.5, 2.5, 1, np.nan], index=list("abcd"))
    people = pd.Series([10, 30, 10, 50], index=list("abcd"))
    expected = pd.Series([0.6, 0.6, 0.1, np.nan], index=list("abcd"), name="fractional_rank")
    assert_series_equal(fractional_rank(rank, people), expected)
    assert fifths(rank, people).tolist() == [3, 3, 1, pd.NA]


def test_five_equal_zones_are_the_five_fifths() -> None:
    """The middle person of the first is at 0.1, of the fifth at 0.9; none falls over a border by rounding."""
    for zones in (5, 10, 15, 35):
        rank = pd.Series(np.arange(zones, 0, -1.0))
        number = fifths(rank, pd.Series(np.full(zones, 7)))
        assert number.value_counts().to_dict() == dict.fromkeys(range(1, 6), zones // 5)
        assert number.iloc[-1] == 1


@EVERY
def test_indices_by_hand(index: Statistic) -> None:
    assert float(index(*_arrays())) == pytest.approx(float(BY_HAND[index]), rel=1e-12)


@EVERY
def test_equal_access_is_zero_and_reversed_ranks_change_the_sign(index: Statistic) -> None:
    assert float(index(*_arrays(SHARE * 0 + 0.3))) == 0
    turned = float(index(*_arrays(rank=7 - RANK)))
    assert turned == pytest.approx(-float(BY_HAND[index]), rel=1e-12)


@EVERY
def test_without_anybody_there_is_no_index(index: Statistic) -> None:
    assert math.isnan(float(index(*_arrays(SHARE * np.nan))))


def test_nothing_anywhere_has_no_relative_index_and_no_slope() -> None:
    assert math.isnan(float(concentration_index(*_arrays(SHARE * 0))))
    assert math.isnan(float(relative_index(*_arrays(SHARE * 0))))
    assert float(slope_index(*_arrays(SHARE * 0))) == 0


def test_theil_by_hand() -> None:
    result = theil(SHARE, PEOPLE, pd.Series(DECILE, index=ZONES, dtype="Int64"))
    assert float(result.total) == pytest.approx(0.23075101544549564, rel=1e-12)
    assert float(result.between) == pytest.approx(0.20698107714769004, rel=1e-12)
    assert float(result.within) == pytest.approx(0.02376993829780564, rel=1e-12)


def test_theil_of_nothing_and_of_less_than_nothing() -> None:
    group = pd.Series(DECILE, index=ZONES)
    nothing = theil(SHARE * 0, PEOPLE, group)
    assert all(math.isnan(float(part)) for part in (nothing.total, nothing.within, nothing.between))
    with pytest.raises(ValueError, match="from 0 up"):
        theil(SHARE - 1, PEOPLE, group)


AREAS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 900), st.integers(1, 8), st.integers(1, 4)), min_size=2, max_size=12
).filter(lambda rows: sum(people for _, people, _, _ in rows) > 0)


@given(AREAS)
def test_laws_of_the_indices(rows: list[tuple[float, int, int, int]]) -> None:
    value, people, rank, group = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    placed = fractional_rank(pd.Series(rank), pd.Series(people))
    assert np.nansum(placed * people) / people.sum() == pytest.approx(0.5)
    parts = theil(pd.Series(value), pd.Series(people), pd.Series(group))
    if (value * people).sum() > 0:
        assert float(parts.within + parts.between) == pytest.approx(float(parts.total), abs=1e-9)
        assert float(parts.within) >= -1e-9
        assert float(parts.between) >= -1e-9
    assert float(erreygers(value, people, rank)) == pytest.approx(-float(erreygers(1 - value, people, rank)), abs=1e-9)
    # A resample that draws every zone once is the sample itself.
    twice = np.stack([people, 2 * people])
    for index in BY_HAND:
        once, both = float(index(value, people, rank)), index(value, twice, rank)
        np.testing.assert_allclose(both, [once, once], rtol=1e-6, atol=1e-9)


def test_an_interval_is_the_same_from_the_same_state_and_near_the_normal_one() -> None:
    rng = np.random.default_rng(5)
    value, people, rank = rng.random(400), np.full(400, 100.0), np.arange(400.0)
    mean = lambda value, people, rank: people @ value / people.sum(axis=-1)  # noqa: E731, ARG005
    first = bootstrap(value, people, rank, statistic=mean, rng=np.random.default_rng(1))
    assert first == bootstrap(value, people, rank, statistic=mean, rng=np.random.default_rng(1))
    error = value.std() / 20
    assert first.estimate == pytest.approx(value.mean())
    assert first.low == pytest.approx(value.mean() - 1.96 * error, abs=0.15 * error)
    assert first.high == pytest.approx(value.mean() + 1.96 * error, abs=0.15 * error)


def test_resamples_are_as_many_as_asked_for_whatever_the_block() -> None:
    people = np.arange(1.0, 30)
    drawn = resample(people, lambda people: people.sum(axis=-1), rng=np.random.default_rng(1), times=1001)
    assert drawn.shape == (1001,)
    assert resample(people[:0], lambda people: people.sum(axis=-1), rng=np.random.default_rng(1)).sum() == 0


def test_an_interval_leaves_out_what_is_no_number() -> None:
    assert interval(1.0, np.array([np.nan, 1.0, 3.0])).high == pytest.approx(2.95)
    assert math.isnan(interval(1.0, np.array([np.nan])).low)
