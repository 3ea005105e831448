"""Which looks tell, by what is missing beside them, that something protected is there?

A find that is hidden leaves a hole. Where the same walk says something of every other offer, or a complete list says
"none" of every other zone, the hole stands out on every map and in every table.
"""

from __future__ import annotations

import json

import pandas as pd
from sqlalchemy import Connection, select

from asset_map.domain.coverage import LookResult
from asset_map.domain.protection import SHOWN_LEVELS, Audience
from asset_map.store.schema import asset_zones, assets, imported_rows, imports, looks

WALK = ["zone_code", "looked_on", "method", "looked_by"]
"""Looks that are alike in these were made together."""

CELL = ["zone_code", "offer"]


def that_tell(connection: Connection, every: pd.DataFrame, seen: pd.DataFrame, audience: Audience) -> pd.Series[bool]:
    """Return which looks an audience may not know of, because of what is missing beside them.

    Parameters
    ----------
    connection
        A transaction.
    every
        Every look: `WALK`, ``offer`` and ``result``, on the index ``look_id``.
    seen
        One row for each zone and offer of which the audience sees an asset: ``zone_code``, ``offer``.
    audience
        For whom; somebody who does not see every level.

    Returns
    -------
    pandas.Series
        On the index of the looks: all of a walk of which a protected find is hidden, and all that a list says of an
        offer where a record of it was protected since, so that its zone alone would have no look.
    """
    protected = _protected(connection, audience)
    seen_cells = pd.MultiIndex.from_frame(seen[CELL])
    return _of_walks(every, protected, seen_cells) | _of_lists(connection, every, protected, seen_cells)


def _of_walks(every: pd.DataFrame, protected: pd.DataFrame, seen_cells: pd.MultiIndex) -> pd.Series[bool]:
    cells = pd.MultiIndex.from_frame(every[CELL])
    is_find = every["result"].eq(LookResult.FOUND.value)
    hidden = is_find & ~cells.isin(seen_cells) & cells.isin(pd.MultiIndex.from_frame(protected[CELL]))
    walks = pd.MultiIndex.from_frame(every[WALK])
    return pd.Series(walks.isin(walks[hidden.to_numpy()]), index=every.index)


def _of_lists(
    connection: Connection, every: pd.DataFrame, protected: pd.DataFrame, seen_cells: pd.MultiIndex
) -> pd.Series[bool]:
    asked = select(looks.c.look_id, looks.c.import_id).where(looks.c.import_id.is_not(None))
    said_by = pd.Series({row.look_id: row.import_id for row in connection.execute(asked)}, dtype="str").reindex(
        every.index
    )
    if said_by.isna().all():
        return pd.Series(data=False, index=every.index)
    held = select(imports.c.import_id, imported_rows.c.asset_id)
    held = held.join_from(imports, imported_rows, imported_rows.c.source == imports.c.source)
    rows = pd.DataFrame(connection.execute(held).all(), columns=["import_id", "asset_id"])
    rows = rows.merge(protected, on="asset_id")
    rows = rows[~pd.MultiIndex.from_frame(rows[CELL]).isin(seen_cells)]  # what else is there leaves no hole
    of_list = pd.MultiIndex.from_arrays([said_by, every["offer"]])
    return pd.Series(of_list.isin(pd.MultiIndex.from_frame(rows[["import_id", "offer"]])), index=every.index)


def _protected(connection: Connection, audience: Audience) -> pd.DataFrame:
    """Return the records of a level that an audience is not shown, a row an offer, with those merged into them."""
    is_hidden = assets.c.protection.not_in([level.value for level in SHOWN_LEVELS[audience]])
    hidden = set(connection.scalars(select(assets.c.asset_id).where(is_hidden)))
    merged = select(assets.c.asset_id, assets.c.merged_into).where(assets.c.merged_into != "")
    away = [(row.asset_id, row.merged_into) for row in connection.execute(merged)]
    while gained := {one for one, into in away if into in hidden} - hidden:
        hidden |= gained
    is_tied = assets.c.merged_into != ""
    asked = select(assets.c.asset_id, assets.c.offers, asset_zones.c.zone_code)
    asked = asked.select_from(assets.outerjoin(asset_zones)).where(is_hidden | is_tied)
    rows = [
        (row.asset_id, offer, row.zone_code or "")
        for row in connection.execute(asked)
        if row.asset_id in hidden
        for offer in json.loads(row.offers)
    ]
    return pd.DataFrame(rows, columns=["asset_id", "offer", "zone_code"], dtype="str")
