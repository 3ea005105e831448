"""How is an asset written into rows, and read back as it was?"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from sqlalchemy import RowMapping

from asset_map.domain.asset import Asset, LocatedBy, Precision, ReviewState, Status
from asset_map.domain.protection import Level
from asset_map.errors import StoreError
from asset_map.store.problems import refuse_unstorable_text


def asset_row(asset: Asset) -> dict[str, Any]:
    """Return the row of an asset, without its zones.

    Parameters
    ----------
    asset
        The asset.

    Returns
    -------
    dict
        Values by column of the table ``assets``.
    """
    row = _plain_fields(asset) | {"offers": json.dumps(asset.offers)}
    del row["zones"]
    return row


def zone_rows(assets: Sequence[Asset]) -> list[dict[str, str]]:
    """Return the rows of the zones in which assets are.

    Parameters
    ----------
    assets
        The assets.

    Returns
    -------
    list of dict
        Values by column of the table ``asset_zones``.
    """
    return [
        {"asset_id": asset.asset_id, "zone_system": system, "zone_code": code}
        for asset in assets
        for system, code in asset.zones.items()
    ]


def asset_from_row(row: RowMapping, zones: Mapping[str, str]) -> Asset:
    """Return the asset of a row.

    Parameters
    ----------
    row
        A row of the table ``assets``.
    zones
        Its zone code by zone system.

    Returns
    -------
    Asset
        As it was stored.
    """
    fields: dict[str, Any] = dict(row) | {
        "offers": tuple(json.loads(row["offers"])),
        "precision": Precision(row["precision"]),
        "located_by": None if row["located_by"] is None else LocatedBy(row["located_by"]),
        "status": Status(row["status"]),
        "protection": Level(row["protection"]),
        "review_state": ReviewState(row["review_state"]),
        "zones": dict(zones),
    }
    return Asset(**fields)


def asset_json(asset: Asset) -> dict[str, Any]:
    """Return an asset as JSON for the audit: geometry in hexadecimal, moments (in UTC) and dates in ISO 8601.

    Parameters
    ----------
    asset
        The asset.

    Returns
    -------
    dict
        Every field by its name.
    """
    geometry, checked = asset.geometry_bng, asset.last_checked
    return _plain_fields(asset) | {
        "offers": list(asset.offers),
        "zones": dict(asset.zones),
        "geometry_bng": None if geometry is None else geometry.hex(),
        "recorded_at": asset.recorded_at.astimezone(dt.UTC).isoformat(),
        "last_checked": None if checked is None else checked.isoformat(),
    }


def refuse_unstorable_assets(assets: Sequence[Asset]) -> None:
    """Refuse assets that cannot be kept, or must not be kept like this.

    Parameters
    ----------
    assets
        The assets.

    Raises
    ------
    StoreError
        For text that cannot be stored, a geometry that is not well-known binary, or an unmapped asset with a location.
    """
    for asset in assets:
        refuse_unstorable_text(vars(asset) | _inner_texts(asset), record=f"the asset “{asset.asset_id}”")
        if asset.protection is Level.UNMAPPED:
            _refuse_location(asset)
    _refuse_broken_geometry(assets)


def _plain_fields(asset: Asset) -> dict[str, Any]:
    return vars(asset) | {
        "precision": asset.precision.value,
        "located_by": None if asset.located_by is None else asset.located_by.value,
        "status": asset.status.value,
        "protection": asset.protection.value,
        "review_state": asset.review_state.value,
    }


def _inner_texts(asset: Asset) -> dict[str, str]:
    return {"offers": "".join(asset.offers), "zones": "".join((*asset.zones, *asset.zones.values()))}


def _refuse_location(asset: Asset) -> None:
    if asset.geometry_bng is not None or asset.address or asset.postcode or asset.zones:
        msg = (
            f"Expected no location with the unmapped asset “{asset.asset_id}”; found one. Take its place, address, "
            f"postcode and zones away, or choose another protection."
        )
        raise StoreError(msg)


def _refuse_broken_geometry(assets: Sequence[Asset]) -> None:
    placed = [asset for asset in assets if asset.geometry_bng is not None]
    broken = shapely.is_missing(shapely.from_wkb([asset.geometry_bng for asset in placed], on_invalid="ignore"))
    if broken.any():
        msg = (
            f"Expected the place of the asset “{placed[broken.argmax()].asset_id}” as well-known binary; found other "
            f"bytes. Place it again."
        )
        raise StoreError(msg)
