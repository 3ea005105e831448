"""What did people say of each offer in each zone of a session?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely

from asset_map.domain.asset import ReviewState
from asset_map.domain.contribution import Contribution, ContributionKind, HowPlaced, ReviewResult
from asset_map.domain.coverage import LookResult
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.protection import Level
from asset_map.services.sessions.prepare import SLIVER
from asset_map.services.sessions.shown import level_of
from asset_map.services.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What people said of one offer in one zone.

    Parameters
    ----------
    zone_code, offer
        Where and for what.
    found, none
        How many said that something is there, and how many that they looked and nothing is.
    """

    zone_code: str
    offer: str
    found: int = 0
    none: int = 0

    @property
    def is_silent(self) -> bool:
        """Whether nobody said either, though people spoke of the zone."""
        return not self.found and not self.none

    @property
    def are_two_views(self) -> bool:
        """Whether some said the one and some the other."""
        return bool(self.found and self.none)

    @property
    def result(self) -> LookResult:
        """The result of the look, if it was one: what anybody knows of is there."""
        return LookResult.FOUND if self.found else LookResult.NONE


def heard_in(session: MappingSession, workspace: Workspace) -> dict[tuple[str, str], Heard]:
    """Return what people said of each offer in each zone that they spoke of; for staff only.

    Parameters
    ----------
    session
        Which one.
    workspace
        The area, with the zones of the session.

    Returns
    -------
    dict
        By zone and offer: one for each offer of the session in each zone that something was said of. What was taken
        back or refused in review does not count, nor what is hidden from the room and not reviewed yet. Where people
        are is kept nowhere, so they are found in no zone.
    """
    counting = [one for one in workspace.store.contributions(session.session_id) if _counts(one)]
    touched = sorted({zone for one in counting for zone in _touched(one, session, workspace)})
    found = Counter(cell for one in counting for cell in _found(one, workspace))
    none = Counter(cell for one in counting for cell in _none(one, session, workspace))
    cells = [(zone, offer) for zone in touched for offer in session.offers]
    return {
        (zone, offer): Heard(zone_code=zone, offer=offer, found=found[zone, offer], none=none[zone, offer])
        for zone, offer in cells
    }


def _counts(contribution: Contribution) -> bool:
    is_out = contribution.taken_back_at is not None or contribution.review is ReviewResult.NOT_USED
    waits_hidden = contribution.hidden_at is not None and contribution.review is ReviewResult.WAITING
    return not is_out and not waits_hidden


def _touched(contribution: Contribution, session: MappingSession, workspace: Workspace) -> Iterator[str]:
    """Give the zones of the session that something was said of; what was drawn may lie in several."""
    if contribution.zone_code in session.zone_codes:
        yield contribution.zone_code
    if contribution.geometry_bng is None or contribution.how_placed not in {HowPlaced.LINE, HowPlaced.AREA}:
        return
    drawn = shapely.from_wkb(contribution.geometry_bng)
    zones = workspace.geography.zones_bng.geometry[list(session.zone_codes)]
    shared = shapely.intersection(np.asarray(zones), drawn)
    size = shapely.length if contribution.how_placed is HowPlaced.LINE else shapely.area
    yield from zones.index[size(shared) > SLIVER * size(drawn)]


def _found(contribution: Contribution, workspace: Workspace) -> Iterator[tuple[str, str]]:
    if contribution.kind is not ContributionKind.ASSET or level_of(contribution, workspace) is Level.UNMAPPED:
        return
    zone, offers = contribution.zone_code, contribution.offers
    asset = workspace.store.find_asset(contribution.asset_id) if contribution.asset_id else None
    if asset is not None and asset.protection is Level.UNMAPPED:
        return  # where people are is kept nowhere
    if asset is not None and asset.review_state is not ReviewState.ARCHIVED:
        is_own = contribution.review is ReviewResult.RECORDED
        offers = asset.offers if is_own or not offers else offers
        zone = asset.zones.get(workspace.geography.system.id, zone) if is_own or not zone else zone
    yield from ((zone, offer) for offer in dict.fromkeys(offers))


def _none(contribution: Contribution, session: MappingSession, workspace: Workspace) -> Iterator[tuple[str, str]]:
    if contribution.kind is ContributionKind.NOTHING_HERE:
        zones = set(_touched(contribution, session, workspace))
        yield from ((zone, offer) for zone in sorted(zones) for offer in dict.fromkeys(contribution.offers))
