"""A list that is complete says where there is nothing; what may it say?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from asset_map.domain.asset import Asset
from asset_map.domain.coverage import Look, LookMethod, LookResult
from asset_map.domain.dates import local_date, read_date
from asset_map.domain.protection import Level
from asset_map.errors import IntakeError
from asset_map.services.lists.request import Claim
from asset_map.services.workspace import Workspace


def looks_of(
    claim: Claim | None, held: Sequence[Asset], *, unplaced: int, workspace: Workspace, now: dt.datetime, actor: str
) -> tuple[Look, ...]:
    """Return the looks that found nothing, where a complete list has no row.

    Parameters
    ----------
    claim
        What the list is complete for; None when nothing is said.
    held
        Every asset that a row of the list tells of, whether it is new here or not.
    unplaced
        How many rows could not be placed: each may be anywhere.
    workspace
        The area.
    now, actor
        When, and who says so.

    Returns
    -------
    tuple of Look
        One for each zone and offer without a row, by zone.

    Raises
    ------
    IntakeError
        When the list cannot say so: rows without a place could be anywhere, an unknown zone, a date to come; or when
        saying where there is nothing would show where something protected is.
    """
    if claim is None:
        return ()
    as_of = read_date(claim.as_of) if claim.as_of else local_date(now)
    if as_of is None or as_of > local_date(now):
        raise IntakeError(f"Expected the date that the list is complete for, not after today; found “{claim.as_of}”.")
    zones = list(workspace.geography.zones_bng.index)
    if unknown := sorted(set(claim.zones) - set(zones)):
        raise IntakeError(f"Expected zones of this area; found {', '.join(unknown[:3])}. Choose them again.")
    if not claim.offers:
        raise IntakeError("Expected the offer that the list is complete for; found none. Choose one.")
    concerned = [asset for asset in held if set(asset.offers) & set(claim.offers)]
    if unplaced:
        raise IntakeError(
            f"A complete list says where there is nothing, but {unplaced:,} of its rows cannot be placed, and each may "
            "be anywhere. Mend those rows first, or do not call the list complete."
        )
    if any(asset.protection in {Level.PARTNERS, Level.UNMAPPED} for asset in concerned):
        raise IntakeError(
            "This list holds records that the public may not see. Saying where there are none would show where they "
            "are. Take the list in without calling it complete."
        )
    system = workspace.geography.system.id
    found = {(asset.zones.get(system), offer) for asset in concerned for offer in asset.offers}
    covered = [zone for zone in zones if not claim.zones or zone in set(claim.zones)]
    return tuple(
        Look(
            zone_code=zone,
            offer=offer,
            result=LookResult.NONE,
            method=LookMethod.IMPORT,
            looked_on=as_of,
            looked_by=actor,
        )
        for zone in covered
        for offer in claim.offers
        if (zone, offer) not in found
    )
