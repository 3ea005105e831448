"""Finding assets among those an audience sees."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from asset_map.domain.protection import Audience
from asset_map.services.look import view_assets, with_offer
from asset_map.services.workspace import Workspace

SEARCHED = ("name", "summary", "address", "postcode", "who_for", "zone_name", "source")


@dataclass(frozen=True)
class Wanted:
    """What is looked for; empty fields do not narrow.

    Parameters
    ----------
    search
        Words, each of which must stand somewhere in the record.
    kind, offer, freshness
        Codes.
    """

    search: str = ""
    kind: str = ""
    offer: str = ""
    freshness: str = ""


def find_assets(wanted: Wanted, workspace: Workspace, *, audience: Audience, today: dt.date) -> gpd.GeoDataFrame:
    """Return the assets an audience sees that fit what is wanted.

    Parameters
    ----------
    wanted
        What is looked for.
    workspace
        The area.
    audience, today
        For whom and as of when.

    Returns
    -------
    geopandas.GeoDataFrame
        As `asset_map.services.look.view_assets`, in the same order.
    """
    assets = view_assets(workspace, audience, today=today)
    if wanted.offer:
        assets = with_offer(assets, wanted.offer)
    for column in ("kind", "freshness"):
        if value := getattr(wanted, column):
            assets = assets[assets[column].eq(value)]
    words = wanted.search.casefold().split()
    if words and len(assets):
        text = workspace.remember(("search text", audience, today), lambda: _search_text(workspace, audience, today))
        for word in words:
            assets = assets[text.loc[assets.index].str.contains(word, regex=False)]
    return assets


def _search_text(workspace: Workspace, audience: Audience, today: dt.date) -> pd.Series:
    columns = view_assets(workspace, audience, today=today)[list(SEARCHED)].fillna("").astype("str")
    first, *others = SEARCHED
    return columns[first].str.cat(columns[others], sep=" ").str.casefold()
