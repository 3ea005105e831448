"""How do assets with a place of their own become points, lines and areas to draw?"""

from __future__ import annotations

import json
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from asset_map.domain.classification import Classification
from asset_map.geography.coordinates import points_in_degrees, shapes_in_degrees
from asset_map.language import gettext as _
from asset_map.maps import palette
from asset_map.maps.asset_cards import card_table
from asset_map.maps.drawing import DECIMALS
from asset_map.maps.layer import DrawnPoints, LegendClass

AT_MOST_OFF_M = 1.0
"""How far at most a drawn line or edge of an area may lie from the true one, before rounding."""


def drawn_points(
    assets: gpd.GeoDataFrame,
    *,
    classification: Classification,
    status_words: Mapping[str, str],
    by_kind: bool,
) -> DrawnPoints:
    """Return the points of the assets that have a place of their own, sorted by name.

    Parameters
    ----------
    assets
        Assets as one audience may see them, EPSG:27700. Needs ``name``, ``kind`` and a geometry, which is missing where
        an asset has no place for this audience. What `card_table` reads is shown where it is there, and ``asset_id``
        leads on where it is there.
    classification
        Words for the codes of kinds and offers.
    status_words
        Words for the codes of statuses.
    by_kind
        Whether points are coloured by kind, and lines and areas drawn in that colour; otherwise all are points alike,
        so that the colours of the zones stay readable.

    Returns
    -------
    DrawnPoints
        One point for each asset with a geometry; of a line or area, a point on it.
    """
    placed = assets[assets.geometry.notna() & ~assets.geometry.is_empty].sort_values("name", kind="stable")
    if placed.empty:
        return DrawnPoints()
    on_it = shapely.get_coordinates(shapely.point_on_surface(placed.geometry.to_numpy()))
    positions = points_in_degrees(on_it).round(DECIMALS)
    groups, group_of_point = _groups(placed["kind"], classification, by_kind=by_kind)
    return DrawnPoints(
        table=card_table(placed, classification, status_words),
        positions=tuple((latitude, longitude) for longitude, latitude in positions.tolist()),
        groups=groups,
        group_of_point=group_of_point,
        shapes=_shapes(placed.geometry) if by_kind else (),
        asset_ids=tuple(placed["asset_id"]) if "asset_id" in placed else (),
    )


def _shapes(geometry: gpd.GeoSeries) -> tuple[str, ...]:
    """Return lines and areas as GeoJSON; empty text for points, nothing at all where all are points."""
    is_shape = shapely.get_dimensions(geometry.to_numpy()) > 0
    if not is_shape.any():
        return ()
    simpler = shapely.simplify(geometry.to_numpy()[is_shape], AT_MOST_OFF_M, preserve_topology=True)
    in_degrees = shapes_in_degrees(simpler, decimals=DECIMALS)
    texts = np.full(len(geometry), "", dtype=object)
    texts[is_shape] = [json.dumps(json.loads(text), separators=(",", ":")) for text in shapely.to_geojson(in_degrees)]
    return tuple(texts)


def _groups(
    kinds: pd.Series, classification: Classification, *, by_kind: bool
) -> tuple[tuple[LegendClass, ...], tuple[int, ...]]:
    if not by_kind:
        return (LegendClass(_("Assets on the map"), palette.POINT),), (0,) * len(kinds)
    position = {code: number for number, code in enumerate(classification.kinds)}
    # A record may have a code of an older scheme; it comes last.
    present = sorted(set(kinds), key=lambda code: (position.get(code, len(position)), code))
    groups = tuple(
        LegendClass(classification.kind_label(code), palette.KINDS.get(code, palette.POINT)) for code in present
    )
    return groups, tuple(kinds.map(present.index).tolist())
