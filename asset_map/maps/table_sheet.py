"""What is drawn on a table sheet: an area with its neighbours on paper, under the same grid as on the screen?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from asset_map.domain.mapping_grid import LETTERS, MappingGrid
from asset_map.maps.sheet_ground import SheetGround, ground_shapes
from asset_map.maps.sheet_names import (
    SheetLabel,
    Written,
    landmark_labels,
    neighbourhood_labels,
    postcode_labels,
    street_labels,
    width_mm,
)
from asset_map.maps.sheet_paper import OnPaper, path_svg

PAPERS_MM: Mapping[str, tuple[float, float]] = {"a1": (841.0, 594.0), "a2": (594.0, 420.0), "a3": (420.0, 297.0)}
"""Longer and shorter side of each paper."""

SCALES = (
    *(1.0, 1.1, 1.2, 1.25, 1.4, 1.5, 1.6, 1.75, 1.8, 2.0, 2.25, 2.5, 2.75),
    *(3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0, 6.5, 7.0, 7.5, 8.0, 9.0),
)
"""Round scales, to be multiplied by tens."""

EDGE_MM = 9.0
"""Beside this no printer of an office prints."""

WRITING_SHARE = 0.12
"""Of the paper's width, on each side, to write on."""

NEIGHBOURS_SQUARES = 0.7
"""At least so many squares beyond the grid are drawn on each side."""

BAR_M = (25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000)

_GRID = "#1f4e6b"
_INK = "#111820"


@dataclass(frozen=True, kw_only=True)
class TableSheet:
    """A sheet as it is to be printed; lengths in millimetres of paper, counted from its upper left corner.

    Parameters
    ----------
    width_mm, height_mm
        Of the paper.
    map_mm
        Left, top, width and height of the drawing.
    metres_per_mm
        How many metres on the ground, EPSG:27700, a millimetre of paper is.
    west_m, north_m
        The ground at the drawing's upper left corner, EPSG:27700.
    drawing
        Everything but words, as SVG of the size of the drawing.
    labels
        Words, counted from the drawing's upper left corner.
    bar_m
        How long the scale bar is on the ground.
    writing_mm
        Width of the margins to write on, at the left and at the right.
    enlarged
        How much larger lines and words are than on A3.
    """

    width_mm: float
    height_mm: float
    map_mm: tuple[float, float, float, float]
    metres_per_mm: float
    west_m: float
    north_m: float
    drawing: str
    labels: tuple[SheetLabel, ...] = field(default=())
    bar_m: int
    writing_mm: float
    enlarged: float

    @property
    def scale(self) -> int:
        """The N of the scale 1:N."""
        return round(self.metres_per_mm * 1000)

    def ground_m(self, x_mm: float, y_mm: float) -> tuple[float, float]:
        """Return the place on the ground that lies under a point of the drawing.

        Parameters
        ----------
        x_mm, y_mm
            From the drawing's upper left corner.

        Returns
        -------
        tuple of float
            Easting and northing, EPSG:27700.
        """
        return self.west_m + x_mm * self.metres_per_mm, self.north_m - y_mm * self.metres_per_mm


def table_sheet(grid: MappingGrid, area_bng: BaseGeometry, ground: SheetGround, *, paper: str) -> TableSheet:
    """Draw the sheet of an area.

    Parameters
    ----------
    grid
        Of the session; the same as on the screen.
    area_bng
        The area, EPSG:27700; what lies beside it is paler.
    ground
        What there is to draw, as the public may see it.
    paper
        A key of `PAPERS_MM`; it is turned so that the area is drawn larger.

    Returns
    -------
    TableSheet
        With the area in the middle, at a round scale.
    """
    long, short = PAPERS_MM[paper]
    layouts = [_layout(grid, *size) for size in ((long, short), (short, long))]
    width_mm, height_mm, map_mm, per_mm = min(layouts, key=lambda one: one[3])
    enlarged = short / PAPERS_MM["a3"][1]
    west_m, south_m, east_m, north_m = grid.bounds_m
    left_m, top_m = (west_m + east_m - map_mm[2] * per_mm) / 2, (south_m + north_m + map_mm[3] * per_mm) / 2
    at = OnPaper(west_m=left_m, north_m=top_m, metres_per_mm=per_mm, width_mm=map_mm[2], height_mm=map_mm[3])
    written = Written(enlarged)
    grid_words = _grid_labels(grid, at, written, enlarged)
    names = (
        *landmark_labels(ground, at, written),
        *neighbourhood_labels(ground, at, written),
        *street_labels(ground, at, written),
        *postcode_labels(ground, at, written),
    )
    drawn = [
        *ground_shapes(ground, at, enlarged),
        *_area(area_bng, at, enlarged),
        *_grid_lines(grid, at, enlarged),
    ]
    size = f'viewBox="0 0 {at.width_mm:g} {at.height_mm:g}" width="{at.width_mm:g}mm" height="{at.height_mm:g}mm"'
    return TableSheet(
        width_mm=width_mm,
        height_mm=height_mm,
        map_mm=map_mm,
        metres_per_mm=per_mm,
        west_m=left_m,
        north_m=top_m,
        drawing=f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(drawn)}</svg>',
        labels=(*names, *grid_words),
        bar_m=max((bar for bar in BAR_M if bar / per_mm <= map_mm[2] / 4), default=BAR_M[0]),
        writing_mm=map_mm[0] - EDGE_MM,
        enlarged=enlarged,
    )


def _layout(
    grid: MappingGrid, width_mm: float, height_mm: float
) -> tuple[float, float, tuple[float, float, float, float], float]:
    short = min(width_mm, height_mm)
    side, top, bottom = WRITING_SHARE * width_mm + EDGE_MM, 0.085 * short + EDGE_MM, 0.125 * short + EDGE_MM
    map_width, map_height = width_mm - 2 * side, height_mm - top - bottom
    needed = [squares + 2 * NEIGHBOURS_SQUARES for squares in (grid.columns, grid.rows)]
    least = max(needed[0] * grid.side_m / map_width, needed[1] * grid.side_m / map_height)
    return width_mm, height_mm, (side, top, map_width, map_height), _round_scale(least)


def _round_scale(least_m_per_mm: float) -> float:
    tens = 10.0 ** np.floor(np.log10(least_m_per_mm))
    # A hair's breadth of tolerance, so that what fits exactly is not thought too large.
    return float(next(one * tens for one in (*SCALES, 10.0) if one * tens >= least_m_per_mm * (1 - 1e-9)))


def _area(area_bng: BaseGeometry, at: OnPaper, enlarged: float) -> list[str]:
    beside = shapely.difference(at.window, area_bng)
    return [
        path_svg(beside, at, 'fill="#ffffff" fill-opacity="0.45" fill-rule="evenodd"'),
        path_svg(area_bng, at, f'fill="none" stroke="#ffffff" stroke-width="{1.9 * enlarged:g}"'),
        path_svg(area_bng, at, f'fill="none" stroke="{_INK}" stroke-width="{0.8 * enlarged:g}"'),
    ]


def _band_mm(grid: MappingGrid, at: OnPaper, enlarged: float) -> float:
    return min(7.0 * enlarged, 0.9 * NEIGHBOURS_SQUARES * grid.side_m / at.metres_per_mm)


def _grid_lines(grid: MappingGrid, at: OnPaper, enlarged: float) -> list[str]:
    left, top, right, bottom = at.box(grid.bounds_m)
    band, step = _band_mm(grid, at, enlarged), grid.side_m / at.metres_per_mm
    down = [f"M{left + column * step:.3f} {top:.3f}V{bottom:.3f}" for column in range(grid.columns + 1)]
    across = [f"M{left:.3f} {top + row * step:.3f}H{right:.3f}" for row in range(grid.rows + 1)]
    outer = f"M{left - band:.3f} {top - band:.3f}H{right + band:.3f}V{bottom + band:.3f}H{left - band:.3f}Z"
    inner = f"M{left:.3f} {top:.3f}V{bottom:.3f}H{right:.3f}V{top:.3f}Z"
    line = f'stroke="{_GRID}" stroke-width="{0.3 * enlarged:g}"'
    return [
        f'<path class="band" d="{outer}{inner}" fill="#ffffff" fill-rule="evenodd" {line}/>',
        f'<path class="grid" d="{"".join(down + across)}" fill="none" {line}/>',
    ]


def _grid_labels(grid: MappingGrid, at: OnPaper, written: Written, enlarged: float) -> list[SheetLabel]:
    left, top, right, bottom = at.box(grid.bounds_m)
    band, step = _band_mm(grid, at, enlarged), grid.side_m / at.metres_per_mm
    columns = [(LETTERS[column], left + (column + 0.5) * step) for column in range(grid.columns)]
    rows = [(str(row + 1), top + (row + 0.5) * step) for row in range(grid.rows)]
    size = 0.72 * band
    edges = [SheetLabel(name, x, y, size, "edge") for name, x in columns for y in (top - band / 2, bottom + band / 2)]
    edges += [SheetLabel(name, x, y, size, "edge") for name, y in rows for x in (left - band / 2, right + band / 2)]
    for strip in _band_strips(left, top, right, bottom, band):
        written.take(strip)
    small = min(2.4 * enlarged, 0.24 * step)
    squares = [
        SheetLabel(
            letter + number,
            x - step / 2 + 0.4 * small + width_mm(letter + number, small) / 2,
            y - step / 2 + 0.75 * small,
            small,
            "square",
        )
        for number, y in rows
        for letter, x in columns
    ]
    for one in squares:
        written.take(shapely.box(one.x_mm - small, one.y_mm - small / 2, one.x_mm + small, one.y_mm + small / 2))
    return [*edges, *squares]


def _band_strips(left: float, top: float, right: float, bottom: float, band: float) -> Sequence[BaseGeometry]:
    return (
        shapely.box(left - band, top - band, right + band, top),
        shapely.box(left - band, bottom, right + band, bottom + band),
        shapely.box(left - band, top, left, bottom),
        shapely.box(right, top, right + band, bottom),
    )
