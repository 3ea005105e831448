"""How is an asset written into rows, and read back as it was?"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import shapely
from sqlalchemy import RowMapping

from asset_map.domain.asset import (
    Accessed,
    Asset,
    CheckedHow,
    LocatedBy,
    Precision,
    ReviewState,
    Status,
    values_of,
)
from asset_map.domain.protection import Level
from asset_map.errors import StoreError
from asset_map.store.problems import refuse_unstorable_text

_CODES: Mapping[str, type[StrEnum]] = {
    "precision": Precision,
    "located_by": LocatedBy,
    "status": Status,
    "protection": Level,
    "review_state": ReviewState,
    "checked_how": CheckedHow,
}
_DATES = ("last_checked", "consent_given_on", "consent_until", "consent_withdrawn_on", "keep_until")


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
    return _row_of(_plain_fields(asset), asset)


def _row_of(plain: Mapping[str, Any], asset: Asset) -> dict[str, Any]:
    row = dict(plain) | {
        "offers": json.dumps(asset.offers),
        "accessed": json.dumps(asset.accessed),
        "access_features": json.dumps(asset.access_features, sort_keys=True),
    }
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
    stored = dict(row) | {name: json.loads(row[name]) for name in ("offers", "accessed", "access_features")}
    return _asset(stored | {"zones": dict(zones)})


def asset_from_json(fields: Mapping[str, Any]) -> Asset:
    """Return the asset that `asset_json` wrote; fields that did not exist then are empty.

    Parameters
    ----------
    fields
        Every field by its name.

    Returns
    -------
    Asset
        As it was.
    """
    geometry, dates = fields.get("geometry_bng"), {name: fields.get(name) for name in _DATES}
    return _asset(
        {"name": "", "recorded_by": "", **fields}  # the first event of a record leaves out what is empty
        | {name: None if date is None else dt.date.fromisoformat(date) for name, date in dates.items()}
        | {
            "geometry_bng": None if geometry is None else bytes.fromhex(geometry),
            "recorded_at": dt.datetime.fromisoformat(fields["recorded_at"]),
        }
    )


def next_fields(fields: Mapping[str, Any], written: Mapping[str, Any]) -> dict[str, Any]:
    """Return all fields of an asset after a write; one that places it anew writes nothing but its zone.

    Parameters
    ----------
    fields
        As they were before, as JSON; empty before the first write.
    written
        What the audit keeps of the write.

    Returns
    -------
    dict
        A new one; it may hold more than fields, as a write may be about a photo or a link.
    """
    if set(written) != {"zones"}:
        return {**fields, **written}
    zones = {
        system: code for system, code in {**fields.get("zones", {}), **written["zones"]}.items() if code is not None
    }
    return {**fields, "zones": zones, "version": fields["version"] + 1}


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
    return _json_of(_plain_fields(asset), asset)


def _json_of(plain: Mapping[str, Any], asset: Asset) -> dict[str, Any]:
    geometry = asset.geometry_bng
    dates: dict[str, dt.date | None] = {name: plain[name] for name in _DATES}
    return (
        dict(plain)
        | {name: None if date is None else date.isoformat() for name, date in dates.items()}
        | {
            "offers": list(asset.offers),
            "zones": dict(asset.zones),
            "accessed": [code.value for code in asset.accessed],
            "access_features": dict(asset.access_features),
            "geometry_bng": None if geometry is None else geometry.hex(),
            "recorded_at": asset.recorded_at.astimezone(dt.UTC).isoformat(),
        }
    )


def new_asset_rows(assets: Sequence[Asset]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return new assets as rows, and as JSON for the audit.

    Parameters
    ----------
    assets
        The assets.

    Returns
    -------
    tuple of two lists of dict
        Values by column, as `asset_row` gives them; fields by name, as `asset_json` writes them, without those in
        which nothing stands.

    Raises
    ------
    StoreError
        For assets that cannot be kept, or must not be kept like this.
    """
    rows, written = [], []
    for asset in assets:
        plain = _plain_fields(asset)
        row = _row_of(plain, asset)
        refuse_unstorable_text(row | _inner_texts(asset), record=f"the asset “{asset.asset_id}”")
        rows.append(row)
        said = _json_of(plain, asset).items()
        written.append({name: value for name, value in said if value or _is_zero(value)})
    _refuse_what_must_not_be_kept(assets)
    return rows, written


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
        refuse_unstorable_text(values_of(asset) | _inner_texts(asset), record=f"the asset “{asset.asset_id}”")
    _refuse_what_must_not_be_kept(assets)


def _is_zero(value: object) -> bool:
    """Return whether a number is zero, which says something: an age from 0, for instance."""
    return isinstance(value, int) and not isinstance(value, bool) and value == 0


def _refuse_what_must_not_be_kept(assets: Sequence[Asset]) -> None:
    for asset in assets:
        if asset.protection is Level.UNMAPPED:
            _refuse_location(asset)
    _refuse_broken_geometry(assets)


def _asset(stored: Mapping[str, Any]) -> Asset:
    known = {name: value for name, value in stored.items() if name in Asset.__dataclass_fields__}
    codes = {name: None if known.get(name) is None else code(known[name]) for name, code in _CODES.items()}
    lists = {
        "offers": tuple(stored["offers"]),
        "accessed": tuple(Accessed(code) for code in stored.get("accessed", ())),
    }
    return Asset(**known | codes | lists)


def _plain_fields(asset: Asset) -> dict[str, Any]:
    codes: dict[str, StrEnum | None] = {name: getattr(asset, name) for name in _CODES}
    return values_of(asset) | {name: None if code is None else code.value for name, code in codes.items()}


def _inner_texts(asset: Asset) -> dict[str, str]:
    return {
        "offers": "".join(asset.offers),
        "zones": "".join((*asset.zones, *asset.zones.values())),
        "access_features": "".join(asset.access_features),
    }


def _refuse_location(asset: Asset) -> None:
    if asset.geometry_bng is not None or asset.address or asset.postcode or asset.uprn or asset.zones:
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
