"""The map that is projected: the ground of a session under its grid, and numbers where things were said.

Lengths are in units of the drawing, of which its longer side has `LONGER_SIDE`; it is shown as large as there is room.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

import shapely
from shapely.geometry.base import BaseGeometry

from asset_map.domain.mapping_grid import LETTERS, MappingGrid
from asset_map.maps.sheet_ground import SheetGround, ground_shapes
from asset_map.maps.sheet_names import SheetLabel, Written, landmark_labels, neighbourhood_labels, street_labels
from asset_map.maps.sheet_paper import OnPaper, path_svg

LONGER_SIDE = 170.0
BAND = 9.0
"""Width of the strip with letters and numbers around the grid."""

WORDS = 1.2
"""How much larger names are than on an A3 sheet: they are read from further away."""

MARK, SMALL_MARK = 3.9, 2.7
MANY = 80
"""From so many marks on, each is small."""

MOST_IN_A_SQUARE = 16
"""More numbers in a square would be too small to read; it says how many there are."""

RINGS = 40
"""So far from its place, in marks, a number is moved to stand beside others; then it stands on them."""

SAME_M = 1.0
"""A shape that is nowhere further from a square of the grid is that square; degrees are rounded."""

_AREA = "#0b5d73"
_GRID = "#1f4e6b"
_INK = "#0b0d10"
_LOOKS = {
    "edge": f'font-weight="700" fill="{_GRID}"',
    "landmark": f'fill="{_INK}"',
    "neighbourhood": 'fill="#3d3934" font-style="italic"',
    "street": 'fill="#5b4c20"',
}


@dataclass(frozen=True, kw_only=True)
class RoomMark:
    """A number on the map.

    Parameters
    ----------
    number
        The number in the list; the first of several.
    text
        What it says: its number, or how many there are where they have no room.
    radius
        How large it is.
    x, y
        Its middle, from the upper left corner.
    place_x, place_y
        Where it belongs; the same where nothing else stood there.
    path
        The line or area that was meant, as a path of SVG; empty for a point.
    """

    number: int
    text: str
    radius: float
    x: float
    y: float
    place_x: float
    place_y: float
    path: str


def on_screen(grid: MappingGrid) -> OnPaper:
    """Return how the ground of a session lies on the projected map.

    Parameters
    ----------
    grid
        Of the session.

    Returns
    -------
    OnPaper
        The whole grid with the strip of its letters and numbers around it.
    """
    per_unit = max(grid.columns, grid.rows) * grid.side_m / (LONGER_SIDE - 2 * BAND)
    west_m, _, _, north_m = grid.bounds_m
    return OnPaper(
        west_m=west_m - BAND * per_unit,
        north_m=north_m + BAND * per_unit,
        metres_per_mm=per_unit,
        width_mm=grid.columns * grid.side_m / per_unit + 2 * BAND,
        height_mm=grid.rows * grid.side_m / per_unit + 2 * BAND,
    )


def room_ground_svg(grid: MappingGrid, area_bng: BaseGeometry, ground: SheetGround) -> str:
    """Draw the ground under the grid, with names.

    Parameters
    ----------
    grid, area_bng
        Of the session; the area in EPSG:27700.
    ground
        What there is to draw, as the public may see it.

    Returns
    -------
    str
        SVG that asks for nothing else.
    """
    at = on_screen(grid)
    left, top, right, bottom = at.box(grid.bounds_m)
    written = Written(WORDS)
    for strip in (
        shapely.box(0, 0, at.width_mm, top),
        shapely.box(0, bottom, at.width_mm, at.height_mm),
        shapely.box(0, 0, left, at.height_mm),
        shapely.box(right, 0, at.width_mm, at.height_mm),
    ):
        written.take(strip)
    names = (
        *neighbourhood_labels(ground, at, written),
        *landmark_labels(ground, at, written),
        *street_labels(ground, at, written),
    )
    beside = shapely.difference(at.window, area_bng)
    drawn = (
        *ground_shapes(ground, at, WORDS),
        path_svg(beside, at, 'fill="#ffffff" fill-opacity="0.55" fill-rule="evenodd"'),
        path_svg(area_bng, at, f'fill="none" stroke="{_AREA}" stroke-width="1.2"'),
        *_grid_shapes(grid, at),
        *(_word(one) for one in (*names, *_edges(grid, at))),
    )
    size = f'viewBox="0 0 {at.width_mm:g} {at.height_mm:g}" width="{at.width_mm * 10:g}" height="{at.height_mm * 10:g}"'
    family = "font-family=\"'Atkinson Hyperlegible', system-ui, 'Noto Sans', sans-serif\""
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {family}>{"".join(drawn)}</svg>'


def placed_marks(said: Sequence[tuple[int, BaseGeometry]], grid: MappingGrid) -> tuple[RoomMark, ...]:
    """Place numbers so that none covers another.

    Parameters
    ----------
    said
        Numbers, and shapes in EPSG:27700 no finer than the room may see them.
    grid
        Of the session.

    Returns
    -------
    tuple of RoomMark
        By number. What was said of a square shares the square with the others there, or is counted; everything else
        stands at its place, or near it with a line to it. Without what lies outside the map.
    """
    at, radius = on_screen(grid), MARK if len(said) < MANY else SMALL_MARK
    in_squares: defaultdict[str, list[int]] = defaultdict(list)
    elsewhere = []
    for number, shape in sorted(said, key=lambda one: one[0]):
        if square := _whole_square(shape, grid):
            in_squares[square].append(number)
        elif shape.intersects(at.window):
            elsewhere.append((number, shape))
    marks = [one for square, numbers in in_squares.items() for one in _shared(square, numbers, grid, at, radius)]
    taken = _Taken()
    for one in marks:
        taken.add(one.x, one.y, one.radius)
    for number, shape in elsewhere:
        x, y = at.point(shapely.point_on_surface(shapely.intersection(shape, at.window)))
        free_x, free_y = taken.nearest(x, y, radius, at)
        path = path_svg(shape, at, "") if shapely.get_dimensions(shape) > 0 else ""
        marks.append(
            RoomMark(
                number=number,
                text=str(number),
                radius=radius,
                x=round(free_x, 2),
                y=round(free_y, 2),
                place_x=round(x, 2),
                place_y=round(y, 2),
                path=path.removeprefix('<path d="').partition('"')[0],
            )
        )
    return tuple(sorted(marks, key=lambda one: one.number))


def _whole_square(shape: BaseGeometry, grid: MappingGrid) -> str:
    if shape.is_empty:
        return ""
    middle = shapely.centroid(shape)
    square = grid.square_at(middle.x, middle.y) or ""
    bounds_m = grid.square_bounds_m(square)
    is_whole = bounds_m is not None and shapely.hausdorff_distance(shape, shapely.box(*bounds_m)) < SAME_M
    return square if is_whole else ""


def _shared(square: str, numbers: Sequence[int], grid: MappingGrid, at: OnPaper, radius: float) -> Iterator[RoomMark]:
    bounds_m = grid.square_bounds_m(square)
    if bounds_m is None:
        return
    left, top, right, _ = at.box(bounds_m)
    if len(numbers) > MOST_IN_A_SQUARE:
        x, y = at.point(shapely.centroid(shapely.box(*bounds_m)))
        text, many = f"×{len(numbers)}", round(min(1.3 * MARK, 0.47 * (right - left)), 2)
        yield RoomMark(number=numbers[0], text=text, radius=many, x=x, y=y, place_x=x, place_y=y, path="")
        return
    a_row = math.ceil(math.sqrt(len(numbers)))
    step = (right - left) / a_row
    rows = math.ceil(len(numbers) / a_row)
    above = ((right - left) - rows * step) / 2
    for place, number in enumerate(numbers):
        x = round(left + (place % a_row + 0.5) * step, 2)
        y = round(top + above + (place // a_row + 0.5) * step, 2)
        fits = round(min(radius, 0.47 * step), 2)
        yield RoomMark(number=number, text=str(number), radius=fits, x=x, y=y, place_x=x, place_y=y, path="")


@dataclass
class _Taken:
    """Where marks stand already, by squares as wide as the largest."""

    places: defaultdict[tuple[int, int], list[tuple[float, float, float]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, x: float, y: float, radius: float) -> None:
        self.places[self._square(x, y)].append((x, y, radius))

    def nearest(self, x: float, y: float, radius: float, at: OnPaper) -> tuple[float, float]:
        """Take the free place that is nearest."""
        for near_x, near_y in _around(x, y, 2 * radius):
            inside = radius <= near_x <= at.width_mm - radius and radius <= near_y <= at.height_mm - radius
            if inside and self._is_free(near_x, near_y, radius):
                x, y = near_x, near_y
                break
        self.add(x, y, radius)
        return x, y

    def _is_free(self, x: float, y: float, radius: float) -> bool:
        column, row = self._square(x, y)
        near = (self.places.get((column + i, row + j), ()) for i in (-1, 0, 1) for j in (-1, 0, 1))
        return all(math.hypot(x - one[0], y - one[1]) >= radius + one[2] for places in near for one in places)

    def _square(self, x: float, y: float) -> tuple[int, int]:
        return math.floor(x / (2 * MARK)), math.floor(y / (2 * MARK))


def _around(x: float, y: float, wide: float) -> Iterator[tuple[float, float]]:
    yield x, y
    for ring in range(1, RINGS):
        for step in range(6 * ring):
            angle = 2 * math.pi * step / (6 * ring)
            yield x + ring * wide * math.cos(angle), y + ring * wide * math.sin(angle)


def _grid_shapes(grid: MappingGrid, at: OnPaper) -> tuple[str, str]:
    left, top, right, bottom = at.box(grid.bounds_m)
    step = grid.side_m / at.metres_per_mm
    down = [f"M{left + column * step:.3f} {top:.3f}V{bottom:.3f}" for column in range(grid.columns + 1)]
    across = [f"M{left:.3f} {top + row * step:.3f}H{right:.3f}" for row in range(grid.rows + 1)]
    outer = f"M0 0H{at.width_mm:.3f}V{at.height_mm:.3f}H0Z"
    inner = f"M{left:.3f} {top:.3f}V{bottom:.3f}H{right:.3f}V{top:.3f}Z"
    return (
        f'<path d="{outer}{inner}" fill="#ffffff" fill-rule="evenodd"/>',
        f'<path d="{"".join(down + across)}" fill="none" stroke="{_GRID}" stroke-width="0.35"/>',
    )


def _edges(grid: MappingGrid, at: OnPaper) -> Iterator[SheetLabel]:
    left, top, right, bottom = at.box(grid.bounds_m)
    step = grid.side_m / at.metres_per_mm
    size = min(0.75 * BAND, 0.8 * step)
    for column in range(grid.columns):
        for y in (top - BAND / 2, bottom + BAND / 2):
            yield SheetLabel(LETTERS[column], left + (column + 0.5) * step, y, size, "edge")
    for row in range(grid.rows):
        for x in (left - BAND / 2, right + BAND / 2):
            yield SheetLabel(str(row + 1), x, top + (row + 0.5) * step, size, "edge")


def _word(label: SheetLabel) -> str:
    at = f"{label.x_mm:.2f}", f"{label.y_mm:.2f}"
    if label.look == "dot":
        return f'<circle cx="{at[0]}" cy="{at[1]}" r="{label.size_mm:.2f}" fill="{_INK}" stroke="#ffffff"/>'
    turned = f' transform="rotate({label.angle:.1f} {at[0]} {at[1]})"' if label.angle else ""
    halo = f'stroke="#ffffff" stroke-width="{0.22 * label.size_mm:.2f}" stroke-linejoin="round" paint-order="stroke"'
    look = f'font-size="{label.size_mm:.2f}" text-anchor="middle" dominant-baseline="central" {_LOOKS[label.look]}'
    return f'<text x="{at[0]}" y="{at[1]}"{turned} {look} {halo}>{escape(label.text)}</text>'
