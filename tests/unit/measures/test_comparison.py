"""The most deprived fifth beside everyone else: shares by hand, verdicts on both sides of every threshold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal

from asset_map.measures.areas import middle_rank, sum_by_area
from asset_map.measures.comparison import Comparison, Verdict, compare

AREAS = 50


def _areas(reached: object, *, known: object = 1.0, areas: int = AREAS) -> pd.DataFrame:
    """Areas of 100 people each, the first ones the most deprived; shares reached and known."""
    frame = pd.DataFrame({"people": np.full(areas, 100.0), "rank": np.arange(1.0, areas + 1)})
    frame["known_people"] = 100.0 * np.broadcast_to(known, areas)
    frame["reached_people"] = frame["known_people"] * np.broadcast_to(reached, areas)
    return frame


def _compare(areas: pd.DataFrame) -> Comparison:
    return compare(areas, rng=np.random.default_rng(1))


def _noisy(deprived: float, others: float, spread: float = 0.1) -> np.ndarray:
    noise = np.random.default_rng(2).normal(0, spread, AREAS)
    return np.clip(np.where(np.arange(AREAS) < AREAS / 5, deprived, others) + noise - noise.mean(), 0, 1)


def test_middle_ranks_by_hand() -> None:
    """Of 30 people, 10 with rank 7, 15 with rank 2, 5 with none: half of the 25 is reached at rank 2."""
    area = pd.Series(["a", "a", "a", "b", None, "c", "d", "d"])
    rank = pd.Series([7.0, 2.0, np.nan, 3.5, 1.0, np.nan, 4.0, 9.0])
    people = pd.Series([10.0, 15.0, 5.0, 1.0, 50.0, 9.0, 10.0, 10.0])
    expected = pd.Series([2.0, 3.5, np.nan, 4.0], index=pd.Index(list("abcd"), name="area"), name="rank")
    assert_series_equal(middle_rank(rank, people, area), expected, check_index_type=False)


def test_sums_by_area_by_hand() -> None:
    points = pd.DataFrame(
        {
            "people": [10.0, 20.0, 30.0, 40.0],
            "known": [True, True, False, True],
            "reached": [True, False, True, True],
            "rank": [1.0, 2.0, 3.0, 4.0],
        }
    )
    sums = sum_by_area(points, pd.Series(["b", "b", "b", "a"]))
    expected = pd.DataFrame(
        {"people": [40.0, 60.0], "known_people": [40.0, 30.0], "reached_people": [40.0, 10.0], "rank": [4.0, 2.0]},
        index=pd.Index(["a", "b"], name="area"),
    )
    assert_frame_equal(sums, expected, check_index_type=False)


def test_shares_are_of_people_not_of_areas() -> None:
    areas = _areas(1.0)
    areas.loc[0, ["people", "known_people", "reached_people"]] = [900, 900, 0]
    result = _compare(areas)
    # A fifth of 5,800 people are 1,160. The middle person of the fourth area is the 1,150th, of the fifth the 1,250th.
    assert result.by_fifth.loc[1, ["areas", "people"]].tolist() == [4, 1200]
    assert result.most_deprived.share.estimate == pytest.approx(300 / 1200)
    assert result.others.share.estimate == 1


@pytest.mark.parametrize(
    ("deprived", "others", "verdict", "close"),
    [
        (0.7, 0.5, Verdict.FAVOURS_DEPRIVED, False),
        (0.5, 0.7, Verdict.FAVOURS_AFFLUENT, False),
        (0.5, 0.5, Verdict.NO_DIFFERENCE, True),
    ],
)
def test_the_three_directions(deprived: float, others: float, verdict: Verdict, close: bool) -> None:
    result = _compare(_areas(_noisy(deprived, others)))
    assert (result.verdict, result.close) == (verdict, close)
    turned = _compare(_areas(_noisy(deprived, others)).assign(rank=lambda areas: AREAS + 1 - areas["rank"]))
    assert (
        turned.difference.estimate < 0.1 if verdict is Verdict.FAVOURS_DEPRIVED else turned.difference.estimate > -0.1
    )


def test_a_wide_interval_is_no_difference_that_is_known_to_be_small() -> None:
    result = _compare(_areas(np.random.default_rng(3).integers(0, 2, AREAS)))
    assert (result.verdict, result.close) == (Verdict.NO_DIFFERENCE, False)


@pytest.mark.parametrize(("known", "told"), [(0.8, True), (0.79, False)])
@pytest.mark.parametrize("side", [slice(0, 10), slice(10, 50)])
def test_the_share_looked_at_on_both_sides_of_its_threshold(known: float, told: bool, side: slice) -> None:
    looked = np.ones(AREAS)
    looked[side] = known
    result = _compare(_areas(_noisy(0.7, 0.3), known=looked))
    assert (result.verdict is not Verdict.TOO_LITTLE_LOOKED_AT) is told


@pytest.mark.parametrize(("areas", "told"), [(25, True), (22, False)])
def test_the_number_of_areas_on_both_sides_of_its_threshold(areas: int, told: bool) -> None:
    """A fifth of 25 equal areas are five; of 22 it is 4.4, and the middle of the fifth area is at 4.5."""
    result = _compare(_areas(np.linspace(1, 0, areas), areas=areas))
    assert result.most_deprived.areas == (5 if told else 4)
    assert (result.verdict is not Verdict.TOO_LITTLE_LOOKED_AT) is told


def test_nothing_known_is_no_share_and_is_left_blank() -> None:
    result = _compare(_areas(0.5, known=0.0))
    assert result.verdict is Verdict.TOO_LITTLE_LOOKED_AT
    assert result.by_fifth[["share", "low", "high"]].isna().all(axis=None)
    assert result.by_fifth["looked_at"].tolist() == [0.0] * 5


@pytest.mark.parametrize(("people", "shown"), [(0.95, False), (1.0, True)])
def test_a_share_of_fewer_than_ten_people_is_not_shown(people: float, shown: bool) -> None:
    areas = _areas(0.5)
    areas[["people", "known_people", "reached_people"]] *= people / 100  # fifths of 9.5 (nine and a half) and of 10
    areas.loc[:9, ["known_people", "reached_people"]] *= 0.94 if not shown else 1
    assert _compare(areas).by_fifth["share"].notna()[1] == shown


def test_areas_without_rank_or_people_are_left_out_and_counted() -> None:
    areas = _areas(_noisy(0.5, 0.5))
    more = pd.DataFrame({"people": [0.0, 10.0], "rank": [1.0, np.nan], "known_people": 0.0, "reached_people": 0.0})
    result = _compare(pd.concat([areas, more], ignore_index=True))
    assert result.left_out == 2
    assert result.most_deprived == _compare(areas).most_deprived


@given(st.lists(st.tuples(st.integers(0, 50), st.booleans(), st.booleans(), st.integers(1, 9)), max_size=30))
def test_whatever_the_areas_there_is_an_answer(rows: list[tuple[int, bool, bool, int]]) -> None:
    frame = pd.DataFrame(rows, columns=["people", "known", "reached", "rank"]).astype({"people": float, "rank": float})
    result = _compare(sum_by_area(frame, pd.Series(range(len(frame)), index=frame.index, dtype="int64")))
    assert result.verdict in set(Verdict)
    assert int(result.by_fifth["areas"].sum()) + result.left_out == len(frame)
    assert result.by_fifth["people"].sum() == pytest.approx(frame["people"].sum())
