"""A record in the words that would make it again, so that it can be edited and compared."""

from __future__ import annotations

from typing import Any

import shapely

from asset_map.domain.asset import Asset, AssetDraft, LocatedBy
from asset_map.domain.asset_fields import draft_fields
from asset_map.domain.postcode import postcode_key
from asset_map.geography.coordinates import points_in_degrees

DECIMALS = 7
"""Decimals of a degree: a centimetre."""

COORDINATES = ("shape", "latitude", "longitude", "easting", "northing")


def as_draft(asset: Asset) -> AssetDraft:
    """Return a record in words.

    Parameters
    ----------
    asset
        As it is kept.

    Returns
    -------
    AssetDraft
        With its place in degrees, EPSG:4326: a point, a line or an area. What was found by its postcode has the
        postcode alone, so that another postcode moves it.
    """
    return AssetDraft(
        **draft_fields(asset),
        **_place_fields(asset),
        address=asset.address,
        postcode=asset.postcode,
        located_by=asset.located_by.value if asset.located_by else "",
        protection=asset.protection.value,
        last_checked=asset.last_checked.isoformat() if asset.last_checked else "",
        source=asset.source,
        source_id=asset.source_id,
        licence=asset.licence,
    )


def is_place_touched(before: AssetDraft, after: AssetDraft) -> bool:
    """Return whether a draft says another place than before.

    Parameters
    ----------
    before, after
        Two drafts of one record.

    Returns
    -------
    bool
        False when the coordinates are the same and, where there are none, the postcode.
    """
    if any(getattr(before, name) != getattr(after, name) for name in COORDINATES):
        return True
    has_coordinates = any(getattr(after, name) for name in COORDINATES)
    return not has_coordinates and postcode_key(before.postcode) != postcode_key(after.postcode)


def _place_fields(asset: Asset) -> dict[str, Any]:
    if asset.geometry_bng is None or (asset.located_by is LocatedBy.POSTCODE and asset.postcode):
        return {}
    geometry = shapely.transform(shapely.from_wkb(asset.geometry_bng), points_in_degrees)
    if isinstance(geometry, shapely.Point):
        return {"latitude": f"{geometry.y:.{DECIMALS}f}", "longitude": f"{geometry.x:.{DECIMALS}f}"}
    return {"shape": shapely.to_geojson(shapely.set_precision(geometry, 10**-DECIMALS, mode="pointwise"))}
