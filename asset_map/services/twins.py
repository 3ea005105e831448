"""Is what somebody is entering here already? Looked for among the records that they may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from asset_map.domain.asset import AssetDraft, ReviewState
from asset_map.domain.protection import Audience
from asset_map.intake.duplicates import KnownPlaces, prepare
from asset_map.intake.duplicates import likely_twins as twins_in
from asset_map.language import gettext as _
from asset_map.services.look import view_assets
from asset_map.services.whereabouts import whereabouts_of
from asset_map.services.workspace import Workspace

MOST = 3
"""More than so many make nobody look closer."""

SHORTEST_NAME = 3
"""A name of fewer letters says nothing yet."""

SAME_NAME = 0.999
AT_THE_SPOT_M = 10.0
"""Nearer than this, in metres, is the same spot: a tap on a phone is no finer."""


@dataclass(frozen=True)
class Twin:
    """A record that may be the same thing.

    Parameters
    ----------
    asset_id, name
        The record.
    zone_name
        Where it is, for people; empty where that is not known or not shown.
    distance_m
        Metres between the two; None where one has no place.
    reasons
        Why it may be the same, in plain words.
    """

    asset_id: str
    name: str
    zone_name: str
    distance_m: float | None
    reasons: tuple[str, ...]


def likely_twins(
    draft: AssetDraft,
    workspace: Workspace,
    *,
    audience: Audience,
    today: dt.date,
    limit: int = MOST,
    besides: str = "",
) -> tuple[Twin, ...]:
    """Return the records that are likely to be the same as what is being entered.

    Parameters
    ----------
    draft
        As typed so far; nothing in it needs to be right.
    workspace
        The area.
    audience, today
        Whose records may be told of, and the date to judge by. What an audience may not see is not looked at.
    limit
        How many at most.
    besides
        A record that is left out, because it is the one in hand.

    Returns
    -------
    tuple of Twin
        The likeliest first; records that were archived or merged away are left out.
    """
    if len(draft.name.strip()) < SHORTEST_NAME:
        return ()
    known = workspace.remember(("likely twins", audience, today), lambda: _prepared(workspace, audience, today))
    found = twins_in(_as_row(draft, workspace, asset_id=besides), known).head(limit)
    seen = view_assets(workspace, audience, today=today).set_index("asset_id")
    return tuple(_twin(row, seen.loc[row["asset_id"]]) for row in found.to_dict("records"))


def _prepared(workspace: Workspace, audience: Audience, today: dt.date) -> KnownPlaces:
    assets = view_assets(workspace, audience, today=today)
    return prepare(assets[assets["review_state"] != ReviewState.ARCHIVED.value])


def _as_row(draft: AssetDraft, workspace: Workspace, *, asset_id: str) -> gpd.GeoDataFrame:
    where = whereabouts_of(
        [replace(draft, located_by="")],  # how it was found does not matter here
        geography=workspace.geography,
        prepared=workspace.prepared,
        classification=workspace.classification,
    )[0]
    row = {
        "asset_id": [asset_id],
        "name": [draft.name],
        "also_known_as": [draft.also_known_as],
        "postcode": [draft.postcode],
        "offers": [draft.offers],
        "kind": [draft.kind],
    }
    geometry = np.array([where.geometry_bng], dtype=object)
    return gpd.GeoDataFrame(row, geometry=shapely.from_wkb(geometry), crs="EPSG:27700")


def _twin(row: Mapping[Hashable, Any], asset: pd.Series) -> Twin:
    zone_name = asset["zone_name"]
    distance_m = None if np.isnan(row["distance_m"]) else float(row["distance_m"])
    return Twin(
        asset_id=str(row["asset_id"]),
        name=str(asset["name"]),
        zone_name=zone_name if isinstance(zone_name, str) else "",
        distance_m=distance_m,
        reasons=tuple(_reasons(row, distance_m)),
    )


def _reasons(row: Mapping[Hashable, Any], distance_m: float | None) -> list[str]:
    reasons = [_("the same name") if row["likeness"] >= SAME_NAME else _("a name much like it")]
    if distance_m is not None:
        reasons.append(_("at the same spot") if distance_m <= AT_THE_SPOT_M else _metres_away(distance_m))
    if row["same_postcode"]:
        reasons.append(_("the same postcode"))
    if row["same_offers"]:
        reasons.append(_("it gives the same"))
    return reasons


def _metres_away(distance_m: float) -> str:
    return _("{metres} m away").format(metres=f"{round(distance_m, -1):,.0f}")
