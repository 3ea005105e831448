"""What in the area has a name: assets, addresses, streets, landmarks and zones?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from asset_map.domain.asset import Precision
from asset_map.domain.protection import Audience
from asset_map.domain.search_text import words_of
from asset_map.services.look import view_assets
from asset_map.services.workspace import Workspace

SAME_STREET_M = 250.0
"""Pieces of one name that lie no farther apart are one street; a city has several streets of one name."""

PRECISE_TO_M = {Precision.EXACT: 10.0, Precision.BUILDING: 25.0, Precision.STREET: 100.0}

STREETS = frozenset({"street", "main_street", "path", "road"})
"""Categories of what is drawn below the map that are streets."""

SHORT_FORMS = {
    "street": "st", "saint": "st", "road": "rd", "avenue": "ave", "av": "ave", "drive": "dr", "crescent": "cres",
    "gardens": "gdns", "terrace": "terr", "ter": "terr", "place": "pl", "lane": "ln", "la": "ln",
    "court": "ct", "square": "sq", "close": "cl", "grove": "gr", "quadrant": "quad", "centre": "ctr", "center": "ctr",
    "great": "gt", "mount": "mt",
}  # fmt: skip
"""Words that people write short, with the form that both count as; "st" is a street and a saint."""


class Sort(IntEnum):
    """What a named place is; of equals the first is offered first."""

    ASSET = 0
    GROUND = 1
    STREET = 2
    ADDRESS = 3
    ZONE = 4


@dataclass(frozen=True)
class NamedPlace:
    """A place that has a name.

    Parameters
    ----------
    sort
        What it is.
    name, beside
        What it is called, and what tells it from others of that name.
    key
        What it is found by, as `search_key` gives it.
    easting_m, northing_m
        A point on it, EPSG:27700.
    precise_to_m
        How far its farthest part lies from that point, in metres.
    """

    sort: Sort
    name: str
    beside: str
    key: str
    easting_m: float
    northing_m: float
    precise_to_m: float


def search_key(text: str) -> str:
    """Return words so that capitals, accents, signs and short forms make no difference.

    Parameters
    ----------
    text
        As typed or as recorded.

    Returns
    -------
    str
        For instance ``st fables rd`` for both ``St. Fable’s Road`` and ``saint fables rd``.
    """
    return " ".join(SHORT_FORMS.get(word, word) for word in words_of(text))


def places_with_names(workspace: Workspace, audience: Audience, *, today: dt.date) -> tuple[NamedPlace, ...]:
    """Return everything with a name that an audience may know of.

    Parameters
    ----------
    workspace
        The area.
    audience, today
        For whom and as of when; what is not shown to them exactly is not among it.

    Returns
    -------
    tuple of NamedPlace
        Assets and their addresses, streets and landmarks, zones.
    """
    ground = workspace.remember(("names on the ground",), lambda: tuple(_ground(workspace)), follows_store=False)
    assets = workspace.remember(
        ("names of assets", audience, today), lambda: tuple(_assets(view_assets(workspace, audience, today=today)))
    )
    return assets + ground


def _assets(assets: gpd.GeoDataFrame) -> Iterator[NamedPlace]:
    placed = assets[assets.geometry.notna()]
    columns = zip(placed["name"], placed["address"], placed["precision"], placed.geometry, strict=True)
    for name, address, precision, shape in columns:
        least_m = PRECISE_TO_M.get(Precision(precision), 0.0)
        yield _named(Sort.ASSET, name, address, key=name, shape=shape, least_m=least_m)
        if address:
            yield _named(Sort.ADDRESS, name, address, key=address, shape=shape, least_m=least_m)


def _ground(workspace: Workspace) -> Iterator[NamedPlace]:
    context = workspace.geography.context_bng
    if context is not None:
        named = context[context["name"].fillna("").ne("")]
        is_street = named["category"].isin(STREETS)
        for sort, rows in ((Sort.STREET, named[is_street]), (Sort.GROUND, named[~is_street])):
            for name, positions in sorted(rows.groupby("name").indices.items()):
                for shape in _joined(rows.geometry.to_numpy()[positions]):
                    yield _named(sort, str(name), "", key=str(name), shape=shape)
    zones = workspace.geography.zones_bng
    for code, name, shape in zip(zones.index, zones["zone_name"].fillna(""), zones.geometry, strict=True):
        yield _named(Sort.ZONE, name or str(code), "", key=f"{name} {code}" if name else str(code), shape=shape)


def _joined(shapes: NDArray[np.object_]) -> list[BaseGeometry]:
    """Return the pieces of one name as one shape for each place where there are some."""
    if len(shapes) == 1:
        return [shapes[0]]
    around = shapely.get_parts(shapely.union_all(shapely.buffer(shapes, SAME_STREET_M / 2)))
    return [shapely.union_all(shapes[shapely.intersects(shapes, part)]) for part in around]


def _named(sort: Sort, name: str, beside: str, *, key: str, shape: BaseGeometry, least_m: float = 0.0) -> NamedPlace:
    point = _middle(shape)
    farthest_m = max(float(shapely.hausdorff_distance(point, shape)), least_m)
    return NamedPlace(sort, name, beside, search_key(key), point.x, point.y, farthest_m)


def _middle(shape: BaseGeometry) -> shapely.Point:
    """Return a point on a shape: of a street about half way along."""
    if shapely.get_dimensions(shape) != 1:
        return shapely.point_on_surface(shape)
    parts = shapely.get_parts(shapely.line_merge(shape))
    longest = parts[np.argmax(shapely.length(parts))]
    return shapely.Point(shapely.line_interpolate_point(longest, 0.5, normalized=True))
