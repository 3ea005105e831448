"""Which assets and looks may an audience see?

The only door through which lists, maps, measures and files read them.
"""

from __future__ import annotations

from operator import itemgetter
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from sqlalchemy import ColumnElement, Connection, and_, func, select

from asset_map.domain.asset import Asset, values_of
from asset_map.domain.protection import OF_WORK, Audience
from asset_map.store.audience import STAFF_COLUMNS, for_audience, looks_for_audience
from asset_map.store.frames import decoded, frame_of, frame_of_columns, whole_columns
from asset_map.store.schema import asset_zones, assets, imports, looks
from asset_map.store.telling_gaps import that_tell

DTYPES = {
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
    "also_known_as": "str",
    "story": "str",
    "own_words": "str",
    "own_words_language": "str",
    "valued": "str",
    "could_do": "str",
    "accessed": "object",
    "access_features": "object",
    "season_from": "Int64",
    "season_to": "Int64",
    "age_from": "Int64",
    "age_to": "Int64",
    "referral": "str",
    "languages": "str",
    "capacity": "Int64",
    "capacity_unit": "str",
    "uprn": "str",
    "checked_how": "str",
    "recorded_by": "str",
    "recorded_at": "datetime64[us, UTC]",
    "source_id": "str",
    "protection_reason": "str",
    "review_reason": "str",
    "contact_person": "str",
    "consent_for": "str",
    "consent_wording": "str",
    "consent_given_on": "datetime64[us]",
    "consent_until": "datetime64[us]",
    "consent_withdrawn_on": "datetime64[us]",
    "keep_until": "datetime64[us]",
    "protection_set_by": "str",
    "sent_by": "str",
    "merged_into": "str",
    "version": "int64",
    "contact_agreed": "bool",
    "geometry": "object",
}
"""Every column of a frame of assets, in order, before an audience sees it."""

LOOK_DTYPES = {
    "zone_code": "str",
    "offer": "str",
    "result": "str",
    "method": "str",
    "looked_on": "datetime64[us]",
    "looked_by": "str",
    "look_id": "int64",
    "list_name": "str",
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
        EPSG:27700, one row an asset, by name and then id. ``offers`` and ``accessed`` hold tuples of codes,
        ``access_features`` whether it has each feature that was asked about, by code; neither is to be changed.
        ``zone_code`` is missing where an asset lies in no zone; ``geometry`` is None where it has no place or the
        audience may not see it.
    """
    return seen_assets(all_assets(connection, audience, zone_system), audience, offer=offer)


def seen_assets(whole: pd.DataFrame, audience: Audience, *, offer: str | None) -> gpd.GeoDataFrame:
    """Return what an audience may see of a frame of assets.

    Parameters
    ----------
    whole
        As `all_assets` gives it.
    audience
        For whom.
    offer
        Only assets that give this, first or beside others.

    Returns
    -------
    geopandas.GeoDataFrame
        As `read_assets` describes it.
    """
    frame = for_audience(whole, audience)
    if offer is not None:
        frame = frame[frame["offers"].map(lambda offers: offer in offers).astype("bool")]
    by_name = pa.Table.from_pandas(frame[["name", "asset_id"]], preserve_index=False)
    order = pc.sort_indices(by_name, sort_keys=[("name", "ascending"), ("asset_id", "ascending")])
    frame = frame.iloc[order.to_numpy()].reset_index(drop=True)
    geometry = shapely.from_wkb(frame.pop("geometry").to_numpy())
    return gpd.GeoDataFrame(frame, geometry=geometry, crs="EPSG:27700")


def seen_by(asset: Asset, audience: Audience, *, zone_system: str) -> dict[str, Any]:
    """Return what an audience may see of one asset, kept or not: the same door as `read_assets`.

    Parameters
    ----------
    asset
        With everything that is known of it.
    audience
        For whom.
    zone_system
        The system whose code stands in ``zone_code``.

    Returns
    -------
    dict
        The columns of `read_assets` by name, ``geometry`` as well-known binary (EPSG:27700); empty when the audience
        sees nothing of it.
    """
    whole = columns_of(asset, zone_system)
    frame = for_audience(frame_of([tuple(whole[name] for name in DTYPES)], DTYPES), audience)
    return {} if frame.empty else {str(name): value for name, value in frame.iloc[0].items()}


def columns_of(asset: Asset, zone_system: str) -> dict[str, Any]:
    """Return the values of an asset by column, before protection is applied: for this room only.

    Parameters
    ----------
    asset
        With everything that is known of it.
    zone_system
        The system whose code stands in ``zone_code``.

    Returns
    -------
    dict
        At least the columns of `DTYPES`.
    """
    return {
        **values_of(asset),
        "geometry": asset.geometry_bng,
        "zone_code": asset.zones.get(zone_system),
        "primary_offer": asset.offers[0],
    }


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
        Columns ``zone_code``, ``offer``, ``result``, ``method``, ``looked_on`` and, for staff, ``looked_by``,
        ``look_id`` and ``list_name`` (the list that says so; empty where none does); in the order in which they were
        added.
    """
    return numbered_looks(connection, audience, offer=offer).reset_index(drop=True)


def numbered_looks(connection: Connection, audience: Audience, *, offer: str | None) -> pd.DataFrame:
    """Return the looks that an audience may know of, with what each is known by.

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
        As `read_looks` describes it, on the index ``number``.
    """
    list_name = func.coalesce(imports.c.source, "").label("list_name")
    columns = [list_name if name == "list_name" else looks.c[name] for name in LOOK_DTYPES]
    own_list = looks.outerjoin(imports, imports.c.import_id == looks.c.import_id)
    asked = select(*columns).select_from(own_list).order_by(looks.c.look_id)
    if offer is not None and audience is Audience.STAFF:
        asked = asked.where(looks.c.offer == offer)
    frame = frame_of(connection.execute(asked).all(), LOOK_DTYPES)
    frame.index = pd.Index(frame["look_id"], name="number")
    seen = _seen(connection, audience)
    if audience is not Audience.STAFF:
        # All looks are needed for this: what tells may be missing from those for another offer.
        frame = frame[~that_tell(connection, frame, seen, audience)]
        frame = frame if offer is None else frame[frame["offer"] == offer]
    return looks_for_audience(frame, seen, audience)


def all_assets(connection: Connection, audience: Audience, zone_system: str) -> pd.DataFrame:
    """Return every asset, before protection is applied: for this room only.

    Parameters
    ----------
    connection
        A transaction.
    audience
        For whom; what only those who work on the records see is not read for others.
    zone_system
        The system whose codes stand in ``zone_code``.

    Returns
    -------
    pandas.DataFrame
        The columns of `DTYPES`; ``geometry`` as well-known binary (EPSG:27700).
    """
    unread = () if audience in OF_WORK else STAFF_COLUMNS
    dtypes = {name: dtype for name, dtype in DTYPES.items() if name not in unread}
    zone = and_(asset_zones.c.asset_id == assets.c.asset_id, asset_zones.c.zone_system == zone_system)
    columns = [_column(name) for name in dtypes]
    frame = frame_of_columns(whole_columns(connection, columns, assets.outerjoin(asset_zones, zone)), dtypes)
    for name in ("offers", "accessed"):
        frame[name] = decoded(frame[name], tuple)
    frame["access_features"] = decoded(frame["access_features"], dict)
    frame["primary_offer"] = decoded(frame["primary_offer"], itemgetter(0)).astype("str")
    return frame


def _column(name: str) -> ColumnElement[Any]:
    if name == "zone_code":
        return asset_zones.c.zone_code
    stored_as = {"geometry": "geometry_bng", "primary_offer": "offers"}
    return assets.c[stored_as.get(name, name)]


def _seen(connection: Connection, audience: Audience) -> pd.DataFrame:
    names = ("offers", "zone_code", "protection", "review_state", "contact_agreed")
    columns = [_column(name) for name in names]
    rows = connection.execute(select(*columns).join_from(assets, asset_zones).distinct()).all()
    frame = frame_of(rows, {name: DTYPES[name] for name in names})
    frame["offers"] = decoded(frame["offers"], tuple)
    return seen_places(frame, audience)


def seen_places(assets: pd.DataFrame, audience: Audience) -> pd.DataFrame:
    """Return each zone and offer of which an audience sees an asset.

    Parameters
    ----------
    assets
        ``offers`` (tuples), ``zone_code``, ``protection``, ``review_state``, ``contact_agreed``.
    audience
        For whom.

    Returns
    -------
    pandas.DataFrame
        ``zone_code`` and ``offer``.
    """
    seen = for_audience(assets.assign(offer=assets["offers"]), audience)
    return seen[["zone_code", "offer"]].explode("offer").dropna()
