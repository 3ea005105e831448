"""Which rows of a list are the same thing twice, or stand in the store already under another source?

The same name at the same spot, of the same kind and with the same offer, is the same thing, unless the two have
different numbers in their list, or are reached in different ways. The fullest row is taken, the others are left out
unless somebody asks for them. Names that are only alike are pointed out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import scipy
import shapely
from numpy.typing import NDArray

from asset_map.domain.asset import Asset, ReviewState, values_of
from asset_map.domain.list_import import MADE_KEY
from asset_map.domain.protection import Audience
from asset_map.intake.duplicates import likely_twins, prepare
from asset_map.services.lists.flags import Flag, Flagged
from asset_map.services.words import folded
from asset_map.services.workspace import Workspace

SAME_SPOT_M = 10.0
"""Nearer than this, in metres, is the same spot: a tap on a phone is no finer."""

TELLING_APART = ("source_id", "phone", "email", "web", "uprn")
"""Two rows that differ in one of these are two things, such as two practices in one health centre."""

MOST_COMPARED = 5_000
"""Longer lists, and lists beside larger stores, are compared by the same names alone: comparing each name with its
neighbours would take minutes."""

MOST_COMPARED_WITH = 50_000


def frame_of(assets: Sequence[Asset]) -> gpd.GeoDataFrame:
    """Return assets as a frame to be compared.

    Parameters
    ----------
    assets
        The assets.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:27700, in their order.
    """
    geometry = shapely.from_wkb(np.array([asset.geometry_bng for asset in assets], dtype=object))
    names = ("asset_id", "name", "also_known_as", "postcode", "offers", "kind", *TELLING_APART)
    columns = {name: [getattr(asset, name) for asset in assets] for name in names}
    columns["source_id"] = ["" if MADE_KEY.search(key) else key for key in columns["source_id"]]
    return gpd.GeoDataFrame(columns, geometry=geometry, crs="EPSG:27700")


def stored_elsewhere(workspace: Workspace, *, asset_ids: frozenset[str]) -> gpd.GeoDataFrame:
    """Return the records that a list can be compared with.

    Parameters
    ----------
    workspace
        The area.
    asset_ids
        Records that come from the list itself, and are left out.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:27700; without archived records.
    """
    stored = workspace.store.read_assets(Audience.STAFF, zone_system=workspace.geography.system.id)
    kept = (stored["review_state"] != ReviewState.ARCHIVED.value) & ~stored["asset_id"].isin(asset_ids)
    return stored[kept].reset_index(drop=True)


def same_things(places: gpd.GeoDataFrame) -> NDArray[np.intp]:
    """Say which assets are the same thing.

    Parameters
    ----------
    places
        As `frame_of` gives them.

    Returns
    -------
    numpy.ndarray
        A number for each asset: those with the same number have the same name, kind and first offer and lie at the
        same spot, or have no place and the same postcode.
    """
    keys = pd.DataFrame(
        {
            "name": [folded(name) for name in places["name"]],
            "kind": places["kind"].to_numpy(),
            "offer": [offers[0] if offers else "" for offers in places["offers"]],
        }
    )
    group = keys.groupby(["name", "kind", "offer"], sort=False).ngroup().to_numpy()
    points = shapely.centroid(places.geometry.to_numpy())
    often = np.bincount(group, minlength=1)[group] > 1
    some = np.flatnonzero(often & ~(shapely.is_missing(points) | shapely.is_empty(points)))
    one, other = shapely.STRtree(points[some]).query(points[some], predicate="dwithin", distance=SAME_SPOT_M)
    together = group[some[one]] == group[some[other]]
    for name in TELLING_APART:
        texts = places[name].to_numpy(dtype=object)[some]
        together &= (texts[one] == texts[other]) | (texts[one] == "") | (texts[other] == "")
    return _components(len(places), some[one[together]], some[other[together]])


def _components(count: int, one: NDArray[np.intp], other: NDArray[np.intp]) -> NDArray[np.intp]:
    edges = scipy.sparse.coo_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(count, count))
    return np.asarray(scipy.sparse.csgraph.connected_components(edges, directed=False)[1], dtype=np.intp)


def fullest(assets: Sequence[Asset], things: NDArray[np.intp], *, known: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return the position of the row that stands for each thing: one that was taken before, else the fullest.

    Parameters
    ----------
    assets
        The rows that could be taken.
    things
        As `same_things` numbers them.
    known
        Which of them the store holds already.

    Returns
    -------
    numpy.ndarray
        For each row, the position of the one that stands for it; the order of the rows does not matter.
    """
    often = np.bincount(things, minlength=1)[things] > 1
    stands_for = np.arange(len(assets), dtype=np.intp)
    some = np.flatnonzero(often)
    if len(some) == 0:
        return stands_for
    order = pd.DataFrame(
        {
            "at": some,
            "thing": things[some],
            "known": known[some],
            "said": [sum(bool(value) for value in values_of(assets[at]).values()) for at in some.tolist()],
            "key": [assets[at].source_id for at in some.tolist()],
        }
    ).sort_values(["thing", "known", "said", "key"], ascending=[True, False, False, True])
    stands_for[order["at"].to_numpy()] = order.groupby("thing")["at"].transform("first").to_numpy()
    return stands_for


def twins_in_store(assets: Sequence[Asset], stored: gpd.GeoDataFrame) -> dict[int, str]:
    """Return which rows are kept already under another source.

    Parameters
    ----------
    assets
        What would be added.
    stored
        As `stored_elsewhere` gives them.

    Returns
    -------
    dict
        Name of the record by position of the row.
    """
    if stored.empty or not assets:
        return {}
    stored_names = stored["name"].map(folded)
    ours = [folded(asset.name) for asset in assets]
    shared = set(ours) & set(stored_names)
    some = [at for at, name in enumerate(ours) if name in shared]
    if not some:
        return {}
    places, wanted = frame_of([assets[at] for at in some]), stored[stored_names.isin(shared)]
    columns = ["name", "kind", "offers", *TELLING_APART, "geometry"]
    wanted = wanted.assign(source_id="")
    places = places.assign(source_id="")
    both = gpd.GeoDataFrame(pd.concat([places[columns], wanted[columns]], ignore_index=True), crs="EPSG:27700")
    things = same_things(both)
    names = dict(zip(things[len(places) :].tolist(), wanted["name"], strict=True))
    return {at: names[thing] for at, thing in zip(some, things[: len(places)].tolist(), strict=True) if thing in names}


def alike(assets: Sequence[Asset], stored: gpd.GeoDataFrame) -> tuple[Mapping[int, Flagged], str]:
    """Point out rows that are much like another row, or like a record that is kept already.

    Parameters
    ----------
    assets
        What would be added.
    stored
        As `stored_elsewhere` gives them.

    Returns
    -------
    tuple of (Mapping, str)
        What is said, by position of the row; and a sentence where the list is too long for it, else empty.
    """
    if len(assets) > MOST_COMPARED or len(stored) > MOST_COMPARED_WITH:
        return {}, (
            f"Only the same names were compared: with {len(assets):,} new rows beside {len(stored):,} records, looking "
            f"for names that are alike would take minutes."
        )
    columns = ["asset_id", "name", "also_known_as", "postcode", "offers", "kind", "geometry"]
    if not assets or len(assets) + len(stored) == 1:
        return {}, ""
    places = frame_of(assets)
    all_of_them = pd.concat([places[columns], stored[columns]], ignore_index=True)
    both = gpd.GeoDataFrame(all_of_them, crs="EPSG:27700")
    twins = likely_twins(both.iloc[: len(places)], prepare(both)).drop_duplicates("candidate")
    names = dict(zip(both["asset_id"], both["name"], strict=True))
    here = set(stored["asset_id"])
    said = {}
    pairs = zip(twins["candidate"].tolist(), twins["asset_id"].tolist(), twins["distance_m"].tolist(), strict=True)
    for at, asset_id, distance_m in pairs:
        away = "" if np.isnan(distance_m) else f", {distance_m:,.0f} m away"
        where = "which is here already" if asset_id in here else "another row of this list"
        said[at] = Flagged(
            Flag.LOOKS_LIKE, f"Looks like “{names[asset_id]}”{away}, {where}. Leave it out if it is the same."
        )
    return said, ""
