"""By which places do people in a session find their way, on paper and on the screen?"""

from __future__ import annotations

import datetime as dt

from shapely.geometry.base import BaseGeometry

from asset_map.domain.protection import Audience
from asset_map.services.look import view_assets
from asset_map.services.workspace import Workspace

LANDMARK_KINDS = ("place", "institution", "exchange", "culture")
"""Kinds whose public places people find their way by; groups are what people are asked about."""


def landmarks(workspace: Workspace, today: dt.date) -> list[tuple[str, BaseGeometry]]:
    """Return landmarks of the ground, and then places that the public may see exactly.

    Parameters
    ----------
    workspace
        The area.
    today
        As of when places are usable.

    Returns
    -------
    list of str and shapely.geometry.base.BaseGeometry
        Names and where they stand, EPSG:27700, the most useful first.
    """
    context = workspace.geography.context_bng
    found: list[tuple[str, BaseGeometry]] = []
    if context is not None:
        named = context[context["name"].fillna("").ne("")]
        for category in ("landmark", "park", "water", "building"):
            rows = named[named["category"].eq(category)]
            found += zip(rows["name"], rows.geometry, strict=True)
    assets = view_assets(workspace, Audience.PUBLIC, today=today)
    assets = assets[assets["usable"] & assets.geometry.notna() & assets["kind"].isin(LANDMARK_KINDS)]
    order = assets["kind"].map({kind: position for position, kind in enumerate(LANDMARK_KINDS)})
    assets = assets.assign(_order=order).sort_values(["_order", "name", "asset_id"])
    known = {name for name, _place in found}
    return found + [
        (name, place) for name, place in zip(assets["name"], assets.geometry, strict=True) if name not in known
    ]
