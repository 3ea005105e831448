"""Recording one asset."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from asset_map.domain.asset import Asset, AssetDraft
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.problem import Problem
from asset_map.geography.locating import LOCATING_COLUMNS, locate
from asset_map.services.editions import default_edition
from asset_map.services.making import Maker
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


def record(draft: AssetDraft, workspace: Workspace, *, now: dt.datetime, actor: str) -> Recorded | Refused:
    """Keep one asset, or say everything that is wrong with it.

    Parameters
    ----------
    draft
        As typed.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    Recorded or Refused
        The asset with its zone, or the problems beside their fields.
    """
    maker = Maker(workspace.geography, workspace.prepared, workspace.classification, now=now, actor=actor)
    made = maker.make([draft])[0]
    if made.asset is None:
        return Refused(made.problems)
    workspace.store.add_asset(made.asset, event=AuditEvent(at=now, actor=actor, action=Action.RECORDED))
    return Recorded(made.asset, zone_shown_back(workspace, made.asset.zones.get(workspace.geography.system.id)))


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
    table = pd.DataFrame([{field: getattr(draft, field) for field in LOCATING_COLUMNS}])
    located = locate(table, prepared=workspace.prepared, postcodes=workspace.geography.postcodes)
    zone_code = located["zone_code"].iloc[0]
    return zone_shown_back(workspace, zone_code if isinstance(zone_code, str) else None)
