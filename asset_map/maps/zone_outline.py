"""What does one zone look like on paper: its outline, its streets, and what is known in it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from asset_map.language import gettext as _

WIDTH, HEIGHT = 180.0, 120.0
"""Size of the drawing in its own units; on A4 each is about a millimetre."""

MARGIN = 0.06
"""How much of its size is shown around the zone."""

LETTER = 1.35
"""Half the height of a street's name is this much, and a letter about as wide."""

_AREAS = {"water": "#d9e6ec", "river": "#d9e6ec", "park": "#e4ecd9", "building": "#d5d2cc", "landmark": "#d5d2cc"}
_LINES = {"main_street": ("#b9b4aa", 1.6), "railway": ("#777777", 0.5)}
_STREET = ("#cfcbc3", 0.9)
_BARS_M = (50, 100, 200, 500, 1000, 2000, 5000)


@dataclass
class _Paper:
    """Where a place in metres (EPSG:27700) stands on the paper, and what of the paper is taken."""

    west_m: float
    north_m: float
    per_metre: float
    frame: BaseGeometry
    taken: list[BaseGeometry] = field(default_factory=list)

    def points(self, coordinates: np.ndarray) -> np.ndarray:
        across = (coordinates[:, 0] - self.west_m) * self.per_metre
        down = (self.north_m - coordinates[:, 1]) * self.per_metre
        return np.column_stack([across, down]).round(1)


def zone_outline_svg(
    zones_bng: gpd.GeoDataFrame,
    zone: str,
    *,
    context_bng: gpd.GeoDataFrame | None,
    places: Sequence[BaseGeometry | None],
    labels: Sequence[tuple[str, BaseGeometry]] = (),
) -> str:
    """Return a still drawing of one zone for paper.

    Parameters
    ----------
    zones_bng
        All zones in metres, EPSG:27700, indexed by zone code.
    zone
        The zone to draw.
    context_bng
        Streets, parks and water, EPSG:27700, with ``name`` and ``category``; None without any.
    places
        What is known in the zone and may be shown there, EPSG:27700, each drawn with its number, from 1; None for what
        has no place of its own.
    labels
        Words and the point, EPSG:27700, that each stands at, for instance postcodes; those that find no room are left
        out.

    Returns
    -------
    str
        SVG without script and without style; the outline in full detail, north is up.
    """
    shape = zones_bng.geometry[zone]
    paper = _paper(shape)
    neighbours = zones_bng.geometry[zones_bng.intersects(paper.frame)].drop(zone)
    parts = [
        *_ground(context_bng, paper),
        *(_path(one, paper, 'fill="none" stroke="#8a8f94" stroke-width="0.35"') for one in neighbours),
        _path(shape, paper, 'fill="none" stroke="#0b0d10" stroke-width="0.9" stroke-linejoin="round"'),
        *_numbers(places, paper),
        *_names(context_bng, shape, paper),
        *_labels(labels, paper),
        _bar(paper),
    ]
    label = escape(_("Outline of {zone}").format(zone=zones_bng["zone_name"][zone]))
    width, height = (round(side, 1) for side in _size(paper))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="{label}">'
        f"{''.join(part for part in parts if part)}</svg>"
    )


def _paper(shape: BaseGeometry) -> _Paper:
    west, south, east, north = shape.bounds
    margin = MARGIN * max(east - west, north - south)
    west, south, east, north = west - margin, south - margin, east + margin, north + margin
    return _Paper(
        west, north, min(WIDTH / (east - west), HEIGHT / (north - south)), shapely.box(west, south, east, north)
    )


def _size(paper: _Paper) -> tuple[float, float]:
    west, south, east, north = paper.frame.bounds
    return (east - west) * paper.per_metre, (north - south) * paper.per_metre


def _path(shape: BaseGeometry, paper: _Paper, look: str) -> str:
    clipped = shapely.clip_by_rect(shape, *paper.frame.bounds)
    lines = [_ring(part, paper) for part in shapely.get_parts(clipped) if not part.is_empty]
    return f'<path d="{"".join(lines)}" {look}/>' if lines else ""


def _ring(part: BaseGeometry, paper: _Paper) -> str:
    rings = [part.exterior, *part.interiors] if isinstance(part, shapely.Polygon) else [part]
    end = "Z" if isinstance(part, shapely.Polygon) else ""
    return "".join(
        "M" + "L".join(f"{x:g} {y:g}" for x, y in paper.points(shapely.get_coordinates(ring))) + end for ring in rings
    )


def _ground(context_bng: gpd.GeoDataFrame | None, paper: _Paper) -> Iterator[str]:
    if context_bng is None:
        return
    near = context_bng[context_bng.intersects(paper.frame)]
    for category, shape in zip(near["category"].fillna(""), near.geometry, strict=True):
        if shapely.get_dimensions(shape) == 2:
            yield _path(shape, paper, f'fill="{_AREAS.get(category, "#eeece7")}" stroke="none"')
    for category, shape in zip(near["category"].fillna(""), near.geometry, strict=True):
        if shapely.get_dimensions(shape) == 1:
            colour, width = _LINES.get(category, _STREET)
            yield _path(shape, paper, f'fill="none" stroke="{colour}" stroke-width="{width}"')


def _numbers(places: Sequence[BaseGeometry | None], paper: _Paper) -> Iterator[str]:
    for number, place in enumerate(places, start=1):
        if place is None or not place.intersects(paper.frame):
            continue
        point = shapely.point_on_surface(shapely.intersection(place, paper.frame))
        x, y = paper.points(shapely.get_coordinates(point))[0]
        paper.taken.append(shapely.Point(x, y).buffer(2.6))
        yield (
            f'<circle cx="{x:g}" cy="{y:g}" r="2.4" fill="#ffffff" stroke="#0b0d10" stroke-width="0.4"/>'
            f'<text x="{x:g}" y="{y + 1:g}" font-size="2.8" text-anchor="middle">{number}</text>'
        )


def _names(context_bng: gpd.GeoDataFrame | None, shape: BaseGeometry, paper: _Paper) -> Iterator[str]:
    """Write the names of streets along them, the longest streets first, where nothing else stands."""
    if context_bng is None:
        return
    inside = context_bng[context_bng["name"].fillna("").ne("") & context_bng.intersects(shape)]
    inside = inside[shapely.get_dimensions(inside.geometry.to_numpy()) == 1]
    lines = [
        (name, shapely.line_merge(shapely.intersection(shapely.union_all(rows.geometry.to_numpy()), shape)))
        for name, rows in inside.groupby("name")
    ]
    for name, line in sorted(lines, key=lambda one: -one[1].length):
        longest = max(shapely.get_parts(line), key=shapely.length)
        yield _name_along(str(name), longest, paper)


def _name_along(name: str, line: BaseGeometry, paper: _Paper) -> str:
    long = LETTER * len(name)
    half_m = long / paper.per_metre / 2
    if line.length < 2 * half_m:
        return ""
    ends = [line.interpolate(line.length / 2 + side * half_m) for side in (-1, 1)]
    (x1, y1), (x2, y2) = sorted(map(tuple, paper.points(shapely.get_coordinates(ends)).tolist()))
    x, y, angle = (x1 + x2) / 2, (y1 + y2) / 2, float(np.degrees(np.arctan2(y2 - y1, x2 - x1)))
    place = shapely.LineString([(x1, y1), (x2, y2)]).buffer(LETTER)
    if any(place.intersects(other) for other in paper.taken):
        return ""
    paper.taken.append(place)
    return (
        f'<text font-size="2.6" text-anchor="middle" transform="translate({x:.1f} {y:.1f}) rotate({angle:.0f})" '
        f'dy="0.9" stroke="#ffffff" stroke-width="0.7" paint-order="stroke" fill="#0b0d10">{escape(name)}</text>'
    )


def _labels(labels: Sequence[tuple[str, BaseGeometry]], paper: _Paper) -> Iterator[str]:
    for words, point in labels:
        x, y = paper.points(shapely.get_coordinates(point))[0]
        half = LETTER * len(words) / 2
        place = shapely.box(x - half, y - LETTER, x + half, y + LETTER)
        if not any(place.intersects(other) for other in paper.taken):
            paper.taken.append(place)
            yield f'<text x="{x:g}" y="{y + 0.8:g}" font-size="2.3" text-anchor="middle">{escape(words)}</text>'


def _bar(paper: _Paper) -> str:
    width, height = _size(paper)
    length_m = max((bar for bar in _BARS_M if bar * paper.per_metre <= width / 3), default=_BARS_M[0])
    long, y = length_m * paper.per_metre, height - 3
    return (
        f'<path d="M3 {y:.1f}h{long:.1f}" stroke="#0b0d10" stroke-width="0.6"/>'
        f'<text x="3" y="{y - 1.2:.1f}" font-size="2.8">{length_m} m</text>'
    )
