"""Where to look next: each part of the rule decides where the others are equal."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_map.domain.coverage import CoverageState
from asset_map.measures.look_next import look_next

FOUND, NONE, OLD, NEVER = (
    CoverageState.FOUND.value,
    CoverageState.LOOKED_NONE.value,
    CoverageState.OUT_OF_DATE.value,
    CoverageState.NOT_LOOKED.value,
)


def _zones(**rows: tuple[float | None, float | None]) -> pd.DataFrame:
    """Return zones with their people and their deprivation rank."""
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["population", "rank"])
    return frame.assign(
        zone_name=[f"Zone {code}" for code in frame.index],
        population=frame["population"].astype("Int64"),
        decile=pd.array([pd.NA] * len(frame), dtype="Int64"),
    )


def _states(**rows: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame.from_dict(
        rows, orient="index", columns=[f"offer{n}" for n in range(len(next(iter(rows.values()))))]
    )


def test_the_rule_worked_by_hand() -> None:
    zones = _zones(a=(940, 1), b=(1000, 500), c=(990, 20), d=(700, 2), e=(640, 9))
    states = _states(a=(OLD, NONE), b=(NEVER, NEVER), c=(NEVER, OLD), d=(NEVER, NEVER), e=(FOUND, NONE))
    ranked = look_next(states, zones)
    # a: 940 × ½ / 2 = 235; b: 1000; c: 990 × 1½ / 2 = 742.5; d: 700, a step with c and more deprived; e: all is known
    assert ranked.index.tolist() == ["b", "d", "c", "a"]
    assert ranked["place"].tolist() == [1, 2, 3, 4]
    assert ranked["people_not_asked"].tolist() == [1000.0, 700.0, 742.5, 235.0]
    assert ranked["step"].tolist() == [1000.0, 700.0, 700.0, 200.0]
    assert ranked[["not_looked", "out_of_date", "offers"]].to_numpy().tolist() == [
        [2, 0, 2], [2, 0, 2], [1, 1, 2], [0, 1, 2],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"zone": (800, 5), "states": (NEVER,)}, {"zone": (799, 1), "states": (NEVER,)}),  # more people, past a step
        ({"zone": (700, 5), "states": (NEVER,)}, {"zone": (700, 1), "states": (OLD,)}),  # less looked at
        ({"zone": (700, 1), "states": (NEVER,)}, {"zone": (799, 5), "states": (NEVER,)}),  # in one step: deprivation
        ({"zone": (720, 5), "states": (NEVER,)}, {"zone": (710, 5), "states": (NEVER,)}),  # then more people
        ({"zone": (799, 900), "states": (NEVER,)}, {"zone": (799, None), "states": (NEVER,)}),  # not ranked
        ({"zone": (0, 9), "states": (NEVER,)}, {"zone": (None, 1), "states": (NEVER,)}),  # people not known
        ({"zone": (None, 9), "states": (NEVER,)}, {"zone": (None, 1), "states": (OLD,)}),  # then the least looked at
        ({"zone": (None, 1), "states": (OLD,)}, {"zone": (None, 9), "states": (OLD,)}),  # then deprivation
    ],
)
def test_each_part_decides_and_the_order_given_does_not(first: dict[str, tuple], second: dict[str, tuple]) -> None:
    for names in (("a", "b"), ("b", "a")):
        one, other = names
        zones = _zones(**{one: first["zone"], other: second["zone"]})
        states = _states(**{one: first["states"], other: second["states"]})
        assert look_next(states, zones).index.tolist() == [one, other]


@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(0, 1500)),
            st.one_of(st.none(), st.integers(1, 9)),
            st.tuples(*[st.sampled_from([FOUND, NONE, OLD, NEVER])] * 3),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_every_zone_with_something_to_look_for_is_listed_once(rows: list[tuple]) -> None:
    zones = _zones(**{f"z{n}": (people, rank) for n, (people, rank, _) in enumerate(rows)})
    states = _states(**{f"z{n}": given for n, (_, _, given) in enumerate(rows)})
    kept = states.copy(), zones.copy()
    ranked = look_next(states, zones)
    to_look = {code for code, given in states.iterrows() if set(given) & {OLD, NEVER}}
    assert sorted(ranked.index) == sorted(to_look)
    assert ranked["step"].dropna().is_monotonic_decreasing
    missing = ranked["step"].isna().to_numpy()
    assert not (missing[:-1] & ~missing[1:]).any()
    pd.testing.assert_frame_equal(states, kept[0])
    pd.testing.assert_frame_equal(zones, kept[1])


def test_where_all_is_known_there_is_nowhere_to_go() -> None:
    assert look_next(_states(a=(FOUND, NONE)), _zones(a=(500, 1))).empty
