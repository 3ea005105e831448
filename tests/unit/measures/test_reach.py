"""Distances and reach equal plain loops over every resident and every place, lines and areas included."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from asset_map.geography import distances as distances_module
from asset_map.geography.distances import StraightLine
from asset_map.measures.counts import share_with_at_least_one
from asset_map.measures.reach import nearest_by_zone, number_within, people_by_zone, reach_by_zone, share_within

ZONES = pd.Index(["A", "B", "nobody"], name="zone_code")
DISTANCES_M = (800, 400)

# Whole tens of metres, so that some lie just at a distance.
metres = st.integers(0, 120).map(lambda tens: 10.0 * tens)
corners = st.tuples(metres, metres)
places = st.lists(
    st.one_of(
        st.none(),
        st.just(shapely.Point()),
        corners.map(shapely.Point),
        st.tuples(corners, corners).filter(lambda ends: ends[0] != ends[1]).map(shapely.LineString),
        corners.map(lambda corner: shapely.box(*corner, corner[0] + 150, corner[1] + 90)),
        st.tuples(corners, corners).map(shapely.MultiPoint),
    ),
    max_size=8,
)
people = st.lists(st.tuples(corners, st.sampled_from(["A", "B", None]), st.sampled_from([0.5, 3.0, 120.0])), max_size=8)


def as_array(shapes: list[shapely.Geometry | None]) -> np.ndarray:
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array


def residents_at(lived: list[tuple[tuple[float, float], str | None, float]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "x_m": np.array([x for (x, _), _, _ in lived], dtype=float),
            "y_m": np.array([y for (_, y), _, _ in lived], dtype=float),
            "zone_code": pd.Series([zone for _, zone, _ in lived], dtype="str"),
            "people": np.array([number for _, _, number in lived], dtype=float),
        }
    )


def apart_m(residents: pd.DataFrame, shapes: list[shapely.Geometry | None]) -> list[list[float]]:
    """Measure from every point to every place that is somewhere, one by one."""
    real = [shape for shape in shapes if shape is not None and not shape.is_empty]
    return [[shapely.Point(x, y).distance(shape) for shape in real] for x, y in residents[["x_m", "y_m"]].to_numpy()]


@given(people, places)
def test_reach_equals_plain_loops(
    lived: list[tuple[tuple[float, float], str | None, float]], shapes: list[shapely.Geometry | None]
) -> None:
    residents, table = residents_at(lived), apart_m(residents_at(lived), shapes)
    x_m, y_m = residents["x_m"].to_numpy(), residents["y_m"].to_numpy()
    straight = StraightLine()
    nearest_m = straight.nearest_m(x_m, y_m, as_array(shapes))
    counts = straight.count_within(x_m, y_m, as_array(shapes), DISTANCES_M)
    made = reach_by_zone(nearest_m, counts, people_by_zone(residents, ZONES), ZONES, distances_m=DISTANCES_M)
    expected = {}
    for zone in ZONES:
        at = [i for i, lives in enumerate(residents["zone_code"]) if lives == zone]
        number = [residents["people"][i] for i in at]
        total = sum(number)
        row = [
            sum(n * min(table[i]) for i, n in zip(at, number, strict=True)) / total
            if total and all(table[i] for i in at)
            else float("nan")
        ]
        for distance in DISTANCES_M:
            within = [sum(apart <= distance for apart in table[i]) for i in at]
            for values in (within, [count > 0 for count in within]):
                row.append(sum(n * v for n, v in zip(number, values, strict=True)) / total if total else float("nan"))
        expected[zone] = row
    columns = ["nearest_m", "within_800m", "share_within_800m", "within_400m", "share_within_400m"]
    by_loops = pd.DataFrame.from_dict(expected, orient="index", columns=columns, dtype="float64").rename_axis(
        "zone_code"
    )
    assert_frame_equal(made, by_loops, rtol=1e-9, check_index_type=False)

    one_by_one = [nearest_by_zone(pd.Series(nearest_m), residents, ZONES)]
    for position, distance in enumerate(DISTANCES_M):
        count = pd.Series(counts[:, position])
        one_by_one.append(number_within(count, residents, ZONES, distance_m=distance))
        one_by_one.append(share_within(count, residents, ZONES, distance_m=distance))
    assert_frame_equal(pd.concat(one_by_one, axis="columns"), made)


@given(people, places)
def test_pairs_are_those_within_the_distance(
    lived: list[tuple[tuple[float, float], str | None, float]], shapes: list[shapely.Geometry | None]
) -> None:
    residents, array = residents_at(lived), as_array(shapes)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(distances_module, "AT_ONCE", 2)
        pairs = StraightLine().pairs_within(residents["x_m"].to_numpy(), residents["y_m"].to_numpy(), array, 400)
    expected = [
        (i, j, shapely.Point(residents.loc[i, ["x_m", "y_m"]]).distance(shape))
        for i in range(len(residents))
        for j, shape in enumerate(shapes)
        if shape is not None and not shape.is_empty
    ]
    within = [(i, j) for i, j, apart in expected if apart <= 400]
    assert list(zip(pairs.point.tolist(), pairs.place.tolist(), strict=True)) == within
    np.testing.assert_allclose(pairs.distance_m, [apart for _, _, apart in expected if apart <= 400], rtol=1e-12)


@given(people, places, st.data())
def test_all_at_once_is_the_same_as_one_after_the_other(
    lived: list[tuple[tuple[float, float], str | None, float]],
    shapes: list[shapely.Geometry | None],
    data: st.DataObject,
) -> None:
    residents, array = residents_at(lived), as_array(shapes)
    x_m, y_m = residents["x_m"].to_numpy(), residents["y_m"].to_numpy()
    shared = np.array([data.draw(st.booleans()) for _ in shapes], dtype=bool)
    straight = StraightLine()
    for shared_m in (300, 1500):
        made = straight.reached(x_m, y_m, array, DISTANCES_M, shared=shared, shared_m=shared_m)
        np.testing.assert_allclose(made.nearest_m, straight.nearest_m(x_m, y_m, array), rtol=1e-12)
        np.testing.assert_array_equal(made.counts, straight.count_within(x_m, y_m, array, DISTANCES_M))
        pairs = straight.pairs_within(x_m, y_m, array, shared_m)
        wanted = shared[pairs.place]
        found = sorted(zip(made.pairs.point.tolist(), made.pairs.place.tolist(), strict=True))
        assert found == list(zip(pairs.point[wanted].tolist(), pairs.place[wanted].tolist(), strict=True))


def test_where_one_resident_can_get_to_nothing_the_mean_is_missing() -> None:
    residents = residents_at([((0, 0), "A", 1.0), ((0, 0), "A", 1.0), ((0, 0), "B", 1.0)])
    nearest = nearest_by_zone(pd.Series([100.0, np.inf, 300.0]), residents, ZONES)
    assert nearest.to_list()[1] == 300
    assert nearest.isna().tolist() == [True, False, True]


def test_where_all_have_it_the_share_is_just_one() -> None:
    residents = residents_at([((0, 0), "A", 624 / 27)] * 27)
    assert share_within(pd.Series([1] * 27), residents, ZONES, distance_m=800)["A"] == 1


def test_the_share_of_zones_with_any_leaves_out_what_is_not_known() -> None:
    assert share_with_at_least_one(pd.Series([2, 0, pd.NA, 1], dtype="Int64")) == pytest.approx(2 / 3)
    assert np.isnan(share_with_at_least_one(pd.Series([pd.NA], dtype="Int64")))
