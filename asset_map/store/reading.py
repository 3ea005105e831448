"""Which assets and looks may an audience see?

The only door through which lists, maps, measures and files read them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy import ColumnElement, Connection, and_, select

from asset_map.domain.protection import Audience
from asset_map.store.audience import STAFF_COLUMNS, for_audience, looks_for_audience
from asset_map.store.schema import asset_zones, assets, looks

_DTYPES = {
    "asset_id": "str",
    "name": "str",
    "kind": "str",
    "offers": "object",
    "primary_offer": "str",
    "summary": "str",
    "address": "str",
    "postcode": "str",
    "zone_code": "str",
    "status": "str",
    "opening_times": "str",
    "cost": "str",
    "who_for": "str",
    "phone": "str",
    "email": "str",
    "web": "str",
    "protection": "str",
    "review_state": "str",
    "last_checked": "datetime64[us]",
    "located_by": "str",
    "precision": "str",
    "source": "str",
    "licence": "str",
    "recorded_by": "str",
    "recorded_at": "datetime64[us, UTC]",
    "source_id": "str",
    "protection_reason": "str",
    "review_reason": "str",
    "version": "int64",
    "contact_agreed": "bool",
    "geometry": "object",
}
"""Every column of a frame of assets, in order, before an audience sees it."""

_LOOK_DTYPES = {
    "zone_code": "str",
    "offer": "str",
    "result": "str",
    "method": "str",
    "looked_on": "datetime64[us]",
    "looked_by": "str",
}


def read_assets(
    connection: Connection, audience: Audience, *, zone_system: str, offer: str | None = None
) -> gpd.GeoDataFrame:
    """Return the assets that an audience may see.

    Parameters
    ----------
    connection
        A transaction.
    audience
        For whom.
    zone_system
        The system whose codes stand in ``zone_code``, for instance ``datazone2011``.
    offer
        Only assets that give this, first or beside others.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:27700, one row an asset, by name and then id. ``offers`` holds tuples; ``zone_code`` is missing where an
        asset lies in no zone; ``geometry`` is None where it has no place or the audience may not see it.
    """
    frame = for_audience(_all_assets(connection, audience, zone_system), audience)
    if offer is not None:
        frame = frame[[offer in offers for offers in frame["offers"]]]
    frame = frame.sort_values(["name", "asset_id"], ignore_index=True)
    geometry = shapely.from_wkb(frame.pop("geometry").to_numpy())
    return gpd.GeoDataFrame(frame, geometry=geometry, crs="EPSG:27700")


def read_looks(connection: Connection, audience: Audience, *, offer: str | None = None) -> pd.DataFrame:
    """Return the looks that an audience may know of.

    Parameters
    ----------
    connection
        A transaction.
    audience
        For whom.
    offer
        Only looks for this.

    Returns
    -------
    pandas.DataFrame
        Columns ``zone_code``, ``offer``, ``result``, ``method``, ``looked_on`` and, for staff, ``looked_by``; in the
        order in which they were added.
    """
    columns = [looks.c[name] for name in _LOOK_DTYPES]
    asked = select(*columns).order_by(looks.c.look_id)
    if offer is not None:
        asked = asked.where(looks.c.offer == offer)
    frame = _frame(connection.execute(asked).all(), _LOOK_DTYPES)
    return looks_for_audience(frame, _seen(connection, audience), audience).reset_index(drop=True)


def _all_assets(connection: Connection, audience: Audience, zone_system: str) -> pd.DataFrame:
    unread = () if audience is Audience.STAFF else STAFF_COLUMNS
    dtypes = {name: dtype for name, dtype in _DTYPES.items() if name not in unread}
    zone = and_(asset_zones.c.asset_id == assets.c.asset_id, asset_zones.c.zone_system == zone_system)
    columns = [_column(name) for name in dtypes]
    rows = connection.execute(select(*columns).select_from(assets.outerjoin(asset_zones, zone))).all()
    frame = _frame(rows, dtypes)
    frame["offers"] = _decoded(frame["offers"])
    frame["primary_offer"] = frame["offers"].str[0].astype("str")
    return frame


def _column(name: str) -> ColumnElement[Any]:
    if name == "zone_code":
        return asset_zones.c.zone_code
    stored_as = {"geometry": "geometry_bng", "primary_offer": "offers"}
    return assets.c[stored_as.get(name, name)]


def _seen(connection: Connection, audience: Audience) -> pd.DataFrame:
    """Return each zone and offer of which an audience sees an asset."""
    names = ("offers", "zone_code", "protection", "review_state", "contact_agreed")
    columns = [_column(name) for name in names]
    rows = connection.execute(select(*columns).join_from(assets, asset_zones).distinct()).all()
    frame = _frame(rows, {name: _DTYPES[name] for name in names})
    frame["offer"] = _decoded(frame["offers"])
    return for_audience(frame, audience)[["zone_code", "offer"]].explode("offer").dropna()


def _decoded(offers: pd.Series[Any]) -> pd.Series[Any]:
    """Return tuples for JSON lists; few differ, so each is read once."""
    tuples = {text: tuple(json.loads(text)) for text in offers.unique()}
    return offers.map(tuples).astype("object")


def _frame(rows: Sequence[Any], dtypes: dict[str, str]) -> pd.DataFrame:
    columns = zip(*rows, strict=True) if rows else [()] * len(dtypes)
    return pd.DataFrame(
        {
            name: pd.Series(list(values), dtype=dtype)
            for (name, dtype), values in zip(dtypes.items(), columns, strict=True)
        }
    )
