"""What people draw is kept as drawn, or refused in words; nothing that a browser sends is taken for granted."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from asset_map.domain.problem import Problem, ProblemCode
from asset_map.geography.shapes import LONGEST_M, MOST_CORNERS, read_shape

ANYTHING = frozenset({"point", "line", "area"})
WEST_M, SOUTH_M = 259_000.0, 665_000.0


def drawn(shape_bng: shapely.Geometry) -> str:
    """Return a shape in metres, given from the corner of this town, as a browser would send it."""
    moved = shapely.transform(shape_bng, lambda metres: metres + np.array([WEST_M, SOUTH_M]))
    return shapely.to_geojson(gpd.GeoSeries([moved], crs=27700).to_crs(4326).iloc[0])


def read(text: str, allowed: frozenset[str] = ANYTHING) -> shapely.Geometry | Problem:
    return read_shape(text, allowed=allowed, kind_label="Places")


def code_of(text: str, allowed: frozenset[str] = ANYTHING) -> ProblemCode:
    problem = read(text, allowed)
    assert isinstance(problem, Problem), problem
    assert problem.field == "shape"
    assert problem.message.startswith(("Expected", "“Places” may be"))
    assert len(problem.value) <= 80
    return problem.code


PATH = shapely.LineString([(0, 0), (300, 400), (300, 900)])
PARK = shapely.Polygon([(0, 0), (200, 0), (200, 100), (0, 100)], [[(50, 40), (60, 40), (60, 50), (50, 50)]])


@pytest.mark.parametrize(
    "shape",
    [
        PATH,
        PARK,
        shapely.MultiLineString([PATH, shapely.LineString([(900, 0), (950, 50)])]),
        shapely.MultiPolygon([shapely.box(0, 0, 10, 10), shapely.box(50, 0, 60, 10)]),
    ],
)
def test_lines_and_areas_come_back_in_metres(shape: shapely.Geometry) -> None:
    kept = read(drawn(shape))
    assert isinstance(kept, shapely.Geometry)
    assert kept.geom_type == shape.geom_type
    back = shapely.transform(kept, lambda metres: metres - np.array([WEST_M, SOUTH_M]))
    assert back.equals_exact(shape, tolerance=0.001)


def test_a_feature_counts_as_its_shape_and_heights_are_left_out() -> None:
    feature = {"type": "Feature", "properties": {"name": "x"}, "geometry": json.loads(drawn(PATH))}
    for corner in feature["geometry"]["coordinates"]:
        corner.append(12.5)
    kept = read(json.dumps(feature))
    assert isinstance(kept, shapely.LineString)
    assert not kept.has_z


@pytest.mark.parametrize(
    ("allowed", "shape", "words"),
    [
        ({"point"}, PATH, "may be a point on the map; found a line"),
        ({"point", "area"}, PATH, "may be a point or an area on the map; found a line"),
        ({"point"}, PARK, "found an area"),
    ],
)
def test_a_kind_that_may_not_be_one_is_refused_in_words(allowed: set[str], shape: shapely.Geometry, words: str) -> None:
    problem = read(drawn(shape), frozenset(allowed))
    assert isinstance(problem, Problem)
    assert problem.code is ProblemCode.SHAPE_NOT_ALLOWED
    assert words in problem.message


NOT_SHAPES = [
    "",
    "nothing",
    "[]",
    "12",
    "null",
    "{}",
    "[" * 100_000,
    '{"type": "Point", "coordinates": [-4.26, 55.86]}',
    '{"type": "GeometryCollection", "geometries": []}',
    '{"type": ["LineString"], "coordinates": []}',
    '{"type": "Feature"}',
    '{"type": "LineString"}',
    '{"type": "LineString", "coordinates": null}',
    '{"type": "LineString", "coordinates": {"0": [1, 2]}}',
    '{"type": "LineString", "coordinates": ["ab", "cd"]}',
    '{"type": "LineString", "coordinates": [["-4.26", "55.86"], [-4.25, 55.86]]}',
    '{"type": "LineString", "coordinates": [[true, false], [-4.25, 55.86]]}',
    '{"type": "LineString", "coordinates": [[-4.26], [-4.25]]}',
    '{"type": "LineString", "coordinates": [[-4.26, 55.86]]}',
    '{"type": "LineString", "coordinates": [[[-4.26, 55.86], [-4.25, 55.86]]]}',
    '{"type": "Polygon", "coordinates": [[-4.26, 55.86], [-4.25, 55.86]]}',
    '{"type": "Polygon", "coordinates": [[[-4.26, 55.86], [-4.25, 55.86]]]}',
    '{"type": "LineString", "coordinates": [[1' + "0" * 400 + ", 2], [3, 4]]}",
    '{"type": "LineString", "coordinates": [[1' + "0" * 5000 + ", 2], [3, 4]]}",
]


@pytest.mark.parametrize("text", NOT_SHAPES, ids=lambda text: text[:40] or "empty")
def test_what_is_no_shape_is_refused(text: str) -> None:
    assert code_of(text) is ProblemCode.MALFORMED


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=20,
)


@given(kind=st.sampled_from(["LineString", "MultiLineString", "Polygon", "MultiPolygon"]), coordinates=json_values)
def test_whatever_stands_for_coordinates_gives_a_shape_or_a_problem(kind: str, coordinates: object) -> None:
    outcome = read(json.dumps({"type": kind, "coordinates": coordinates}))
    assert isinstance(outcome, Problem) or outcome.is_valid


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-1e999", "181", "259000"])
def test_numbers_that_are_no_degrees_are_refused(number: str) -> None:
    text = f'{{"type": "LineString", "coordinates": [[{number}, 55.86], [-4.26, 55.87]]}}'
    assert code_of(text) is ProblemCode.OUT_OF_RANGE


def test_exchanged_axes_are_pointed_out_and_not_mended() -> None:
    text = '{"type": "LineString", "coordinates": [[55.86, -4.26], [55.87, -4.25]]}'
    assert code_of(text) is ProblemCode.AXES_SWAPPED


def test_corners_are_counted_over_all_parts() -> None:
    half = [[-4.26 + n / 1e5, 55.86] for n in range(MOST_CORNERS // 2)]
    text = json.dumps({"type": "MultiLineString", "coordinates": [half, half]})
    assert not isinstance(read(text), Problem)
    more = json.dumps({"type": "MultiLineString", "coordinates": [half, [*half, [-4.2, 55.8]]]})
    assert code_of(more) is ProblemCode.TOO_MANY_CORNERS
    assert code_of('{"type": "LineString", "coordinates": [' + " " * 600_000 + "]}") is ProblemCode.TOO_MANY_CORNERS


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "LineString", "coordinates": []}',
        '{"type": "Polygon", "coordinates": []}',
        '{"type": "MultiPolygon", "coordinates": []}',
        '{"type": "LineString", "coordinates": [[-4.26, 55.86], [-4.26, 55.86]]}',
        drawn(shapely.LineString([(0, 0), (0, 0.9)])),
        drawn(shapely.box(0, 0, 0.9, 0.9)),
        drawn(shapely.Polygon([(0, 0), (50, 50), (100, 100)])),
    ],
)
def test_what_is_empty_or_smaller_than_a_step_is_refused(text: str) -> None:
    assert code_of(text) is ProblemCode.TOO_SMALL


def test_a_step_is_enough() -> None:
    assert not isinstance(read(drawn(shapely.LineString([(0, 0), (0, 1.01)]))), Problem)
    assert not isinstance(read(drawn(shapely.box(0, 0, 1.01, 1.01))), Problem)


def test_nothing_is_longer_than_thirty_kilometres() -> None:
    assert not isinstance(read(drawn(shapely.LineString([(0, 0), (LONGEST_M - 10, 0)]))), Problem)
    assert code_of(drawn(shapely.LineString([(0, 0), (LONGEST_M + 10, 0)]))) is ProblemCode.TOO_LARGE
    there_and_back = shapely.LineString([(0, 0), (LONGEST_M / 2, 0), (-100, 0)])
    assert code_of(drawn(there_and_back)) is ProblemCode.TOO_LARGE
    assert code_of(drawn(shapely.box(0, 0, 10, LONGEST_M + 10))) is ProblemCode.TOO_LARGE


def test_a_slip_that_crosses_is_mended_and_a_bow_is_refused() -> None:
    slip = shapely.Polygon([(0, 0), (200, 0), (200, 100), (0, 100), (0, -0.2), (0.2, 0)])
    assert not slip.is_valid
    mended = read(drawn(slip))
    assert isinstance(mended, shapely.Geometry)
    assert mended.is_valid
    assert mended.area == pytest.approx(slip.area, abs=1)
    bow = shapely.Polygon([(0, 0), (200, 100), (200, 0), (0, 100)])
    assert code_of(drawn(bow)) is ProblemCode.CROSSES_ITSELF
    twice_round = shapely.Polygon([(0, 0), (200, 0), (200, 100), (0, 100), (0, 0), (200, 0), (200, 100), (0, 100)])
    assert code_of(drawn(twice_round)) is ProblemCode.CROSSES_ITSELF


def test_a_line_may_cross_itself() -> None:
    assert not isinstance(read(drawn(shapely.LineString([(0, 0), (100, 100), (100, 0), (0, 100)]))), Problem)
