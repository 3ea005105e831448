"""Which assets fit what somebody looks for, among those that their audience sees?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from asset_map.domain.asset import Asset
from asset_map.domain.permission import Actor, may_see_records
from asset_map.domain.protection import Audience
from asset_map.domain.search_text import Term, indexed_words, terms_of
from asset_map.services.look import view_assets, with_offer
from asset_map.services.permitted_places import place_of
from asset_map.services.workspace import Workspace

YES = "yes"
LONGEST_SEARCH = 200

PUBLIC_FIELDS = ("search", "kind", "offer", "freshness", "zone", "status", "usable", "access")
"""What of `Wanted` may stand in the address of a public view."""

_COLUMNS = {
    "kind": "kind",
    "freshness": "freshness",
    "zone": "zone_code",
    "status": "status",
    "review_state": "review_state",
    "protection": "protection",
    "recorded_by": "recorded_by",
}
"""Column of the assets by the field of `Wanted` that must equal it."""


@dataclass(frozen=True)
class Wanted:
    """What is looked for; empty fields do not narrow.

    Parameters
    ----------
    search
        Words, each of which must stand somewhere in the record or in the name of its zone.
    kind, offer, freshness
        Codes.
    zone
        Code of a zone.
    status
        A code.
    usable
        ``yes`` for what can be used now.
    access
        Code of an access feature that it must be known to have.
    review_state, protection, recorded_by
        For lists of staff. What an audience is not shown cannot be looked for: it then finds nothing.
    """

    search: str = ""
    kind: str = ""
    offer: str = ""
    freshness: str = ""
    zone: str = ""
    status: str = ""
    usable: str = ""
    access: str = ""
    review_state: str = ""
    protection: str = ""
    recorded_by: str = ""


def whole_record(asset_id: str, workspace: Workspace, *, actor: Actor) -> Asset | None:
    """Return a record with all that is kept of it.

    Parameters
    ----------
    asset_id
        Its id; may be empty.
    workspace
        The area.
    actor
        Who asks.

    Returns
    -------
    Asset or None
        None for whoever may not see all of it, as where there is none: no word tells that there is one.
    """
    asset = workspace.store.find_asset(asset_id) if asset_id else None
    return asset if asset is not None and may_see_records(actor, place_of(asset, workspace)) else None


def wanted_in_address(asked: Mapping[str, str]) -> Wanted:
    """Return what the address of a public view asks for.

    Parameters
    ----------
    asked
        The query of the address.

    Returns
    -------
    Wanted
        With the fields that the public may use.
    """
    return Wanted(**{name: asked.get(name, "")[:LONGEST_SEARCH] for name in PUBLIC_FIELDS})


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
        As `asset_map.services.look.view_assets`; the best match first when words are looked for, else by name.
    """
    assets = view_assets(workspace, audience, today=today)
    if wanted.search.strip():
        assets = _holding(wanted.search, assets, workspace, audience)
    if wanted.offer:
        assets = with_offer(assets, wanted.offer)
    for field, column in _COLUMNS.items():
        # What a terminal or an address gives may hold signs that no column can hold.
        if value := getattr(wanted, field).encode("utf-8", "replace").decode():
            assets = assets[assets[column].eq(value)] if column in assets else assets.iloc[:0]
    if wanted.usable == YES:
        assets = assets[assets["usable"]]
    if wanted.access:
        assets = assets[assets["access_features"].map(lambda has: has.get(wanted.access) is True).astype("bool")]
    return assets


def _holding(search: str, assets: gpd.GeoDataFrame, workspace: Workspace, audience: Audience) -> gpd.GeoDataFrame:
    """Return the assets that hold all the words, best first, and then those that do so only with their zone's name."""
    best = workspace.store.search(audience, search)  # not remembered: what people search for is without end
    among_them = np.flatnonzero(assets["asset_id"].isin(best))
    positions = pd.Series(among_them, index=assets["asset_id"].iloc[among_them].to_numpy())
    # A record that was written since the assets were read is in the next answer.
    found = positions.reindex(best).dropna().astype("int64").to_numpy()
    by_zone = _with_zone_names(search, assets, workspace, audience)
    return assets.iloc[np.concatenate([found, np.setdiff1d(by_zone, found)])]


def _with_zone_names(
    search: str, assets: gpd.GeoDataFrame, workspace: Workspace, audience: Audience
) -> npt.NDArray[np.intp]:
    terms = terms_of(search)
    zones = [_zones_holding(term, workspace) for term in terms]
    holds_all = np.full(len(assets), fill_value=any(zones))
    for term, codes in zip(terms, zones, strict=True) if any(zones) else ():
        in_words = assets["asset_id"].isin(workspace.store.search(audience, term.typed))
        holds_all &= (in_words | assets["zone_code"].isin(codes)).to_numpy()
    return np.flatnonzero(holds_all)


def _zones_holding(term: Term, workspace: Workspace) -> list[str]:
    names = workspace.remember(("words of zones",), lambda: _words_of_zones(workspace), follows_store=False)
    return [code for code, words in names if term.stands_in(words)]


def _words_of_zones(workspace: Workspace) -> tuple[tuple[str, tuple[str, ...]], ...]:
    names = workspace.geography.zones_bng["zone_name"]
    return tuple((str(code), indexed_words(str(name))) for code, name in names.items())
