"""Numbers on the projected map stand where things were said, in their square, and none on another."""

from __future__ import annotations

import html
import itertools
import math
import re

import pytest
import shapely

from asset_map.domain.mapping_grid import grid_over
from asset_map.maps.room_map import BAND, RoomMark, on_screen, placed_marks, room_ground_svg
from asset_map.maps.sheet_ground import SheetGround

GRID = grid_over(1000.0, 2000.0, 1400.0, 2300.0)


def _square(name: str) -> shapely.Polygon:
    bounds_m = GRID.square_bounds_m(name)
    assert bounds_m is not None
    return shapely.box(*bounds_m)


def _apart(marks: tuple[RoomMark, ...]) -> bool:
    pairs = itertools.combinations(marks, 2)
    return all(math.hypot(a.x - b.x, a.y - b.y) >= a.radius + b.radius - 0.03 for a, b in pairs)


@pytest.mark.parametrize("how_many", [1, 2, 5, 16])
def test_everything_said_of_a_square_stands_in_the_square(how_many: int) -> None:
    marks = placed_marks([(number, _square("C2")) for number in range(1, how_many + 1)], GRID)
    left, top, right, bottom = on_screen(GRID).box(_square("C2").bounds)
    assert [one.number for one in marks] == list(range(1, how_many + 1))
    assert all(left <= one.x - one.radius and one.x + one.radius <= right for one in marks)
    assert all(top <= one.y - one.radius and one.y + one.radius <= bottom for one in marks)
    assert _apart(marks)


def test_more_in_a_square_than_can_be_read_are_counted() -> None:
    marks = placed_marks([(number, _square("C2")) for number in range(1, 18)], GRID)
    assert [(one.number, one.text) for one in marks] == [(1, "×17")]


def test_points_in_one_place_stand_beside_each_other_with_the_first_on_it() -> None:
    marks = placed_marks([(number, shapely.Point(1210.0, 2110.0)) for number in range(1, 30)], GRID)
    assert (marks[0].x, marks[0].y) == (marks[0].place_x, marks[0].place_y)
    assert len({(one.place_x, one.place_y) for one in marks}) == 1
    assert _apart(marks)
    more = placed_marks([(number, shapely.Point(1210.0, 2110.0)) for number in range(1, 31)], GRID)
    assert more[:-1] == marks


def test_a_place_on_screen_is_where_the_grid_says() -> None:
    (mark,) = placed_marks([(1, shapely.Point(GRID.west_m, GRID.north_m - GRID.side_m))], GRID)
    step = GRID.side_m / on_screen(GRID).metres_per_mm
    assert (mark.place_x, mark.place_y) == (BAND, pytest.approx(BAND + step, abs=0.01))


def test_what_lies_elsewhere_has_no_mark_and_lines_are_drawn() -> None:
    line = shapely.LineString([(1050.0, 2050.0), (1350.0, 2250.0)])
    marks = placed_marks([(1, shapely.Point(0.0, 0.0)), (2, line), (3, shapely.Polygon())], GRID)
    assert [(one.number, one.path[:1]) for one in marks] == [(2, "M")]


def test_a_crowd_is_placed_too() -> None:
    said = [(number, shapely.Point(1200.0 + number % 3, 2150.0)) for number in range(1, 401)]
    assert len(placed_marks(said, GRID)) == 400


def test_the_ground_escapes_names() -> None:
    ground = SheetGround(
        zones_bng=(),
        context_bng=None,
        paths_bng=None,
        neighbourhoods=[("<b>&", shapely.box(1000, 2000, 1400, 2300))],
        landmarks=[("</svg><script>", shapely.Point(1150, 2260))],
    )
    drawn = room_ground_svg(GRID, shapely.box(1000, 2000, 1400, 2300), ground)
    words = [html.unescape(one) for one in re.findall(r">([^<]*)</text>", drawn)]
    assert {"<b>&", "</svg><script>", "A", "1"} <= set(words)
    assert "<script" not in drawn
