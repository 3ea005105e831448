"""The grid on paper is the grid on the screen, and nothing on a sheet is cut off or stands over anything else."""

from __future__ import annotations

import re
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from asset_map.domain.mapping_grid import LETTERS, MappingGrid, grid_over
from asset_map.maps.sheet_ground import SheetGround
from asset_map.maps.sheet_names import LONGEST_NAME, SheetLabel, width_mm
from asset_map.maps.table_sheet import NEIGHBOURS_SQUARES, PAPERS_MM, TableSheet, table_sheet
from asset_map.services.sessions.places import squares_of

AREA = shapely.Polygon([(257_130, 667_040), (258_420, 667_210), (258_260, 668_330), (257_310, 668_150)])


def ground() -> SheetGround:
    """Return streets and landmarks, of which some cannot be drawn."""
    streets = [
        ("Saracen Street", "main_street", shapely.LineString([(257_000, 667_500), (258_600, 667_700)])),
        ("Bend", "street", shapely.LineString([(257_400, 667_400), (257_450, 667_450), (257_400, 667_460)])),
        ("Dock", "water", shapely.box(257_200, 667_100, 257_500, 667_300)),
        ("Line", "railway", shapely.LineString([(257_900, 667_000), (257_900, 668_400)])),
    ]
    return SheetGround(
        zones_bng=[AREA, shapely.box(258_420, 667_000, 259_000, 668_000)],
        context_bng=gpd.GeoDataFrame(
            {"name": [one[0] for one in streets], "category": [one[1] for one in streets]},
            geometry=[one[2] for one in streets],
            crs=27700,
        ),
        paths_bng=None,
        neighbourhoods=[("Possil Park", AREA)],
        landmarks=[
            ("Library <b>&", shapely.Point(257_660, 667_940)),
            ("Beside it", shapely.Point(257_661, 667_941)),
            ("A name that goes on and on " * 9, shapely.Point(258_000, 667_950)),
            ("Far away", shapely.Point(0, 0)),
        ],
        postcodes=[("G22 5AB", shapely.Point(257_750, 667_350)), ("G1 1AA", shapely.Point(1, 1))],
    )


def sheet_of(paper: str = "a3", area: shapely.Polygon = AREA) -> TableSheet:
    """Return the sheet of an area."""
    return table_sheet(grid_over(*area.bounds), area, ground(), paper=paper)


def read_off(sheet: TableSheet, x_mm: float, y_mm: float) -> str | None:
    """Read a dot off a sheet as people do: by the letter above it and the number beside it."""
    edges = [one for one in sheet.labels if one.look == "edge"]
    lines = [float(number) for number in re.findall(r"M([\d.]+) [\d.]+V", _grid_path(sheet))]
    rows = [float(number) for number in re.findall(r"M[\d.]+ ([\d.]+)H", _grid_path(sheet))]
    column = next((pair for pair in pairwise(lines) if pair[0] <= x_mm < pair[1]), None)
    row = next((pair for pair in pairwise(rows) if pair[0] <= y_mm < pair[1]), None)
    if column is None or row is None:
        return None
    letters = {one.text for one in edges if one.text.isalpha() and column[0] < one.x_mm < column[1]}
    numbers = {one.text for one in edges if one.text.isdigit() and row[0] < one.y_mm < row[1]}
    assert len(letters) == len(numbers) == 1, (letters, numbers)
    return letters.pop() + numbers.pop()


def at_mm(sheet: TableSheet, easting_m: float, northing_m: float) -> tuple[float, float]:
    """Return where on the drawing a place stands."""
    return (easting_m - sheet.west_m) / sheet.metres_per_mm, (sheet.north_m - northing_m) / sheet.metres_per_mm


def _grid_path(sheet: TableSheet) -> str:
    found = re.search(r'<path class="grid" d="([^"]+)"', sheet.drawing)
    assert found
    return found[1]


@pytest.mark.parametrize("paper", PAPERS_MM)
def test_a_dot_read_off_as_c4_lands_in_c4(paper: str) -> None:
    sheet, grid = sheet_of(paper), grid_over(*AREA.bounds)
    dots = np.random.default_rng(6).uniform([0, 0], sheet.map_mm[2:], size=(400, 2))
    west_m, south_m, east_m, north_m = grid.square_bounds_m("C4") or (0, 0, 0, 0)
    in_c4 = at_mm(sheet, (west_m + east_m) / 2, (south_m + north_m) / 2)
    assert read_off(sheet, *in_c4) == "C4"
    read = [read_off(sheet, x, y) for x, y in dots]
    assert read == [grid.square_at(*sheet.ground_m(x, y)) for x, y in dots]
    assert len(set(read)) > 100
    assert None in read


@pytest.mark.parametrize("paper", PAPERS_MM)
def test_every_square_of_the_screen_is_where_the_sheet_has_it(paper: str) -> None:
    sheet, grid = sheet_of(paper), grid_over(*AREA.bounds)
    on_screen = squares_of(grid)
    assert len(on_screen) == grid.columns * grid.rows
    for name, square in on_screen:
        for place in (square.centroid, *map(shapely.Point, square.buffer(-0.02 * grid.side_m).exterior.coords)):
            assert read_off(sheet, *at_mm(sheet, place.x, place.y)) == name


@given(
    west=st.floats(0, 600_000), south=st.floats(0, 1_200_000), wide=st.floats(60, 60_000), high=st.floats(60, 60_000)
)
def test_every_grid_has_a_letter_or_number_on_each_side_of_each_square(
    west: float, south: float, wide: float, high: float
) -> None:
    area = shapely.box(west, south, west + wide, south + high)
    grid = grid_over(*area.bounds)
    sheet = table_sheet(
        grid,
        area,
        SheetGround(zones_bng=[area], context_bng=None, paths_bng=None, neighbourhoods=[], landmarks=[]),
        paper="a3",
    )
    middle = sheet.map_mm[2] / 2, sheet.map_mm[3] / 2
    edges = [one for one in sheet.labels if one.look == "edge"]
    names = [*LETTERS[: grid.columns], *(str(number + 1) for number in range(grid.rows))]
    assert sorted(one.text for one in edges) == sorted(names * 2)
    for one in edges:
        other = next(two for two in edges if two.text == one.text and two is not one)
        assert (one.x_mm + other.x_mm, one.y_mm + other.y_mm)[one.text.isdigit() is False] == pytest.approx(
            2 * middle[one.text.isdigit() is False]
        )
    for one in (label for label in sheet.labels if label.look == "square"):
        assert grid.square_at(*sheet.ground_m(one.x_mm, one.y_mm)) == one.text
    assert _beyond(sheet, grid) >= NEIGHBOURS_SQUARES - 1e-6


def _beyond(sheet: TableSheet, grid: MappingGrid) -> float:
    """Return how many squares are drawn beyond the grid where fewest are."""
    west, south = sheet.ground_m(0, sheet.map_mm[3])
    return min(grid.bounds_m[0] - west, grid.bounds_m[1] - south) / grid.side_m


@pytest.mark.parametrize("paper", PAPERS_MM)
def test_no_name_is_cut_off_or_stands_on_another(paper: str) -> None:
    sheet = sheet_of(paper)
    whole = shapely.box(0, 0, *sheet.map_mm[2:])
    names = [one for one in sheet.labels if one.look in {"landmark", "street", "neighbourhood", "postcode"}]
    assert {"Library <b>&", "Saracen Street", "Possil Park", "G22 5AB"} <= {one.text for one in names}
    assert all(len(one.text) <= LONGEST_NAME for one in names)
    assert all(whole.contains(_taken(one)) for one in names)
    edges = [_taken(one) for one in sheet.labels if one.look == "edge"]
    for number, one in enumerate(names):
        others = [*(_taken(two) for two in names[number + 1 :]), *edges]
        assert not any(_taken(one).intersects(two) for two in others), one


def _taken(label: SheetLabel) -> shapely.Geometry:
    half = width_mm(label.text, label.size_mm) / 2
    box = shapely.box(
        label.x_mm - half, label.y_mm - label.size_mm / 2.2, label.x_mm + half, label.y_mm + label.size_mm / 2.2
    )
    return shapely.affinity.rotate(box, label.angle, origin="center")


def test_the_paper_is_turned_so_that_the_area_is_larger() -> None:
    tall = shapely.box(257_000, 667_000, 257_400, 668_400)
    assert sheet_of("a2", tall).width_mm < sheet_of("a2", tall).height_mm
    assert sheet_of("a2").width_mm > sheet_of("a2").height_mm


def test_the_scale_is_round_and_true() -> None:
    sheet, grid = sheet_of("a3"), grid_over(*AREA.bounds)
    assert sheet.scale % 100 == 0
    lines = [float(number) for number in re.findall(r"M([\d.]+) [\d.]+V", _grid_path(sheet))]
    assert (lines[1] - lines[0]) * sheet.scale / 1000 == pytest.approx(grid.side_m, abs=0.02)
    assert sheet.writing_mm > 40
