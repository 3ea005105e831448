"""What lies under the grid of a table sheet: streets, parks, water, paths and the outlines of zones?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from asset_map.maps.sheet_paper import OnPaper, path_svg

STREETS = ("street", "main_street", "road", "path")

_AREAS = {
    "water": 'fill="url(#water)" stroke="#6d8c9c" stroke-width="0.3"',
    "river": 'fill="url(#water)" stroke="#6d8c9c" stroke-width="0.3"',
    "park": 'fill="url(#park)" stroke="#7f9868" stroke-width="0.3"',
}
_PATTERNS = (
    '<defs><pattern id="water" width="3" height="2" patternUnits="userSpaceOnUse"><rect width="3" height="2" '
    'fill="#c9dde8"/><path d="M0 1H3" stroke="#8fb0c2" stroke-width="0.2"/></pattern><pattern id="park" width="2.4" '
    'height="2.4" patternUnits="userSpaceOnUse"><rect width="2.4" height="2.4" fill="#e2edd4"/><circle cx="0.6" '
    'cy="0.6" r="0.22" fill="#7f9868"/><circle cx="1.8" cy="1.8" r="0.22" fill="#7f9868"/></pattern></defs>'
)
"""Water has lines and parks have dots, so that they can be told apart in grey."""

_BUILDING = 'fill="#cdc7bb" stroke="#8d8678" stroke-width="0.2"'
_WIDE_MM = {"main_street": 2.0, "railway": 0.9, "path": 0.5}
_STREET_MM = 1.2
_EDGE_MM = 0.35


@dataclass(frozen=True, kw_only=True)
class SheetGround:
    """Everything that may be drawn, EPSG:27700, as the public may see it.

    Parameters
    ----------
    zones_bng
        Outlines of zones.
    context_bng
        Streets, parks and water with ``name`` and ``category``; None without any.
    paths_bng
        Lines of streets and paths without names; None without any.
    neighbourhoods
        Names, and the outline of each.
    landmarks
        Names and where they stand, the most useful first.
    postcodes
        Postcodes and their points; none where streets have names.
    """

    zones_bng: Sequence[BaseGeometry]
    context_bng: gpd.GeoDataFrame | None
    paths_bng: NDArray[np.object_] | None
    neighbourhoods: Sequence[tuple[str, BaseGeometry]]
    landmarks: Sequence[tuple[str, BaseGeometry]]
    postcodes: Sequence[tuple[str, BaseGeometry]] = ()


def ground_shapes(ground: SheetGround, at: OnPaper, enlarged: float) -> Iterator[str]:
    """Draw the ground, from below to above.

    Parameters
    ----------
    ground
        What there is.
    at
        Where it stands.
    enlarged
        How much wider lines are than on A3.

    Yields
    ------
    str
        Shapes of SVG.
    """
    yield _PATTERNS
    yield f'<rect width="{at.width_mm:g}" height="{at.height_mm:g}" fill="#f6f3ec"/>'
    if ground.context_bng is not None:
        yield from _context(ground.context_bng, at, enlarged)
    elif ground.paths_bng is not None:
        near = ground.paths_bng[shapely.intersects(ground.paths_bng, at.window)]
        yield path_svg(shapely.union_all(near), at, _line("#ffffff", _STREET_MM * enlarged))
        yield path_svg(shapely.union_all(near), at, _line("#a9a294", 0.45 * enlarged))
    dashes = f'stroke-dasharray="{1.4 * enlarged:g} {1.0 * enlarged:g}"'
    for zone in ground.zones_bng:
        yield path_svg(zone, at, f'fill="none" stroke="#6f6f78" stroke-width="{0.22 * enlarged:g}" {dashes}')


def _context(context_bng: gpd.GeoDataFrame, at: OnPaper, enlarged: float) -> Iterator[str]:
    near = context_bng[context_bng.intersects(at.window)]
    shapes, categories = near.geometry.to_numpy(), near["category"].fillna("").to_numpy()
    is_area = shapely.get_dimensions(shapes) == 2
    for is_building in (False, True):
        for shape, category in zip(shapes[is_area], categories[is_area], strict=True):
            if (category not in _AREAS) is is_building:
                yield path_svg(shape, at, _AREAS.get(category, _BUILDING))
    lines, kinds = shapes[~is_area], categories[~is_area]
    streets = kinds != "railway"
    # All edges lie below all streets, so that streets run into each other without a line across.
    for colour, wider_mm in (("#a39c8e", _EDGE_MM), ("#ffffff", 0.0)):
        for category in dict.fromkeys(kinds[streets]):
            wide = (_WIDE_MM.get(category, _STREET_MM) + wider_mm) * enlarged
            for line in lines[kinds == category]:
                yield path_svg(line, at, _line(colour, wide))
    for line in lines[~streets]:
        yield path_svg(line, at, _line("#6b6b6b", 0.9 * enlarged))
        yield path_svg(line, at, _line("#ffffff", 0.5 * enlarged, dashes=f"{2 * enlarged:g}"))


def _line(colour: str, width_mm: float, *, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ' stroke-linecap="round"'
    return f'fill="none" stroke="{colour}" stroke-width="{width_mm:.2f}" stroke-linejoin="round"{dashed}'
