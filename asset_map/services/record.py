"""Recording one asset."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pandas as pd

from asset_map.domain.asset import Asset, AssetDraft, ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.permission import Actor, may_record
from asset_map.domain.problem import Problem
from asset_map.errors import StoreError
from asset_map.services.editions import default_edition
from asset_map.services.making import Maker
from asset_map.services.permitted import as_held_now, permit
from asset_map.services.permitted_places import place_of_new
from asset_map.services.whereabouts import zone_of
from asset_map.services.workspace import Workspace


@dataclass(frozen=True)
class ZoneShownBack:
    """The zone an asset fell in, as it is shown back to who recorded it.

    Parameters
    ----------
    code, name
        The zone.
    decile
        Its decile in the default edition, 1 = most deprived; None where there is none.
    edition_name
        That edition.
    """

    code: str
    name: str
    decile: int | None
    edition_name: str


@dataclass(frozen=True)
class Recorded:
    """An asset was kept.

    Parameters
    ----------
    asset
        As kept.
    zone
        Where it fell; None when it has no place or lies beyond the area's edge.
    """

    asset: Asset
    zone: ZoneShownBack | None


@dataclass(frozen=True)
class Refused:
    """Nothing was kept.

    Parameters
    ----------
    problems
        Everything that is to be mended first.
    """

    problems: tuple[Problem, ...]


def record(
    draft: AssetDraft,
    workspace: Workspace,
    *,
    now: dt.datetime,
    actor: Actor,
    reason: str = "",
    sent_by: str = "",
    asset_id: str = "",
) -> Recorded | Refused:
    """Keep one asset, or say everything that is wrong with it.

    What staff record is published at once; what anybody else sends waits for review.

    Parameters
    ----------
    draft
        As typed.
    workspace
        The area.
    now, actor
        When, and who.
    reason
        Why warnings about its words were overruled, if they were.
    sent_by
        Knows again who sends it without being staff; empty for staff.
    asset_id
        The id it is to have, where a form must not be kept twice; else a new one.

    Returns
    -------
    Recorded or Refused
        The asset with its zone, or the problems beside their fields. What was kept under that id before is returned
        as it is.

    Raises
    ------
    NoRightError
        When whoever is no visitor may not record there.
    """
    if not sent_by:
        actor = as_held_now(actor, workspace.store)
        permit(may_record, actor)
    if asset_id and (kept := workspace.store.find_asset(asset_id)) is not None:
        return _recorded(kept, workspace)
    maker = Maker(workspace.geography, workspace.prepared, workspace.classification, now=now, actor=actor.name)
    made = maker.make([draft])[0]
    if made.asset is None:
        return Refused(made.problems)
    state = ReviewState.SUBMITTED if sent_by else ReviewState.PUBLISHED
    asset = replace(made.asset, asset_id=asset_id or made.asset.asset_id, review_state=state, sent_by=sent_by)
    if not sent_by:
        permit(may_record, actor, place_of_new(asset, workspace))
    action = Action.SENT if sent_by else Action.RECORDED
    try:
        workspace.store.add_asset(asset, event=AuditEvent(at=now, actor=actor.name, action=action, reason=reason))
    except StoreError:
        # The same form, sent again to another process while this one was at it: that one was first.
        if asset_id and (kept := workspace.store.find_asset(asset_id)) is not None:
            return _recorded(kept, workspace)
        raise
    return _recorded(asset, workspace)


def _recorded(asset: Asset, workspace: Workspace) -> Recorded:
    return Recorded(asset, zone_shown_back(workspace, asset.zones.get(workspace.geography.system.id)))


def zone_shown_back(workspace: Workspace, zone_code: str | None) -> ZoneShownBack | None:
    """Return a zone with its name and decile.

    Parameters
    ----------
    workspace
        The area.
    zone_code
        A zone of its system, or None.

    Returns
    -------
    ZoneShownBack or None
        None for no zone.
    """
    if zone_code is None:
        return None
    geography = workspace.geography
    name = str(geography.zones_bng.at[zone_code, "zone_name"])
    edition = default_edition(geography)
    if edition is None or zone_code not in edition.table.index:
        return ZoneShownBack(zone_code, name, None, "")
    decile = edition.table["decile"].astype("Int64").get(zone_code)
    return ZoneShownBack(zone_code, name, int(decile) if pd.notna(decile) else None, edition.edition.name)


def preview(draft: AssetDraft, workspace: Workspace) -> ZoneShownBack | None:
    """Return the zone that a draft would fall in, without keeping anything.

    Parameters
    ----------
    draft
        As typed so far.
    workspace
        The area.

    Returns
    -------
    ZoneShownBack or None
        None while no place in the area is given.
    """
    return zone_shown_back(workspace, zone_of(draft, workspace))
