"""What comes back when an older version of a record is brought back, and what must stay as it is?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from asset_map.domain.asset import Asset, Precision, without_place
from asset_map.domain.protection import Level

_PLACE = ("geometry_bng", "precision", "located_by", "address", "postcode", "uprn", "zones")
_PROTECTION = ("protection", "protection_reason", "protection_set_by")
_CONSENT = (
    "contact_person", "consent_for", "consent_wording", "consent_given_on", "consent_until", "consent_withdrawn_on",
)  # fmt: skip
_MERGING = ("merged_into", "review_state", "review_reason")


@dataclass(frozen=True)
class BroughtBack:
    """A record with the fields of an older version of it.

    Parameters
    ----------
    asset
        With the version number of today, ready to be stored.
    lower_to
        The weaker protection of the older version, which takes a second person; None when it is back already.
    is_place_gone
        Whether the older version had a place that was forgotten since, because the record became unmapped.
    is_consent_gone
        Whether the older version names a person who took their consent back since.
    """

    asset: Asset
    lower_to: Level | None = None
    is_place_gone: bool = False
    is_consent_gone: bool = False


def bring_back(now: Asset, then: Asset) -> BroughtBack:
    """Return a record as it was, as far as one person may bring it back.

    Everything comes back but for the id and the version number, and with these exceptions: a weaker protection waits
    for a second person; a place that was forgotten when the record became unmapped is gone for good; a person who took
    their consent back, and whose name was taken out, stays out; and merging is undone where it was done, not here.

    Parameters
    ----------
    now, then
        The record as it is kept, and an older version of it.

    Returns
    -------
    BroughtBack
        The record, and what could not come back.
    """
    asset = replace(then, asset_id=now.asset_id, version=now.version)
    is_lower = then.protection.strength < now.protection.strength
    is_forgotten = then.geometry_bng is None and then.precision is not Precision.NONE
    is_consent_gone = _is_consent_gone(now, then)
    if is_lower:
        asset = _keep(asset, now, _PROTECTION)
    if is_forgotten:
        asset = _keep(asset, now, _PLACE)
    if is_consent_gone:
        asset = _keep(asset, now, _CONSENT)
    if now.merged_into != then.merged_into:
        asset = _keep(asset, now, _MERGING)
    if asset.protection is Level.UNMAPPED:
        asset = without_place(asset)
    return BroughtBack(
        asset,
        lower_to=then.protection if is_lower else None,
        is_place_gone=is_forgotten or (then.geometry_bng is not None and asset.geometry_bng is None),
        is_consent_gone=is_consent_gone,
    )


def _is_consent_gone(now: Asset, then: Asset) -> bool:
    taken_back = now.consent_withdrawn_on is not None and then.consent_withdrawn_on is None
    return taken_back and not now.contact_person


def _keep(asset: Asset, now: Asset, names: tuple[str, ...]) -> Asset:
    return replace(asset, **{name: getattr(now, name) for name in names})
