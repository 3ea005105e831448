"""What of the records may an audience see?

The only place where protection is applied. What is not shown is not in the frames that leave here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from asset_map.domain.asset import Precision, ReviewState
from asset_map.domain.coverage import LookResult
from asset_map.domain.protection import (
    EXACT_LEVELS,
    FRONT_GATE_FIELDS,
    INTERNAL_FIELDS,
    LOCATING_FIELDS,
    OF_WORK,
    SHOWN_LEVELS,
    Audience,
    Level,
)

STAFF_COLUMNS = (*INTERNAL_FIELDS, "recorded_at", "version")
"""Columns that are absent for all but those who work on the records."""

LOOK_STAFF_COLUMNS = ("looked_by", "look_id", "list_name")
"""Columns of looks that are absent for all but those who work on the records: who looked, and how it is taken back."""

_NOT_TEXT: Mapping[str, Any] = {
    "zone_code": None,
    "located_by": None,
    "precision": Precision.NONE.value,
    "accessed": (),
    "access_features": {},
    "season_from": pd.NA,
    "season_to": pd.NA,
    "age_from": pd.NA,
    "age_to": pd.NA,
    "capacity": pd.NA,
    "checked_how": None,
    "last_checked": pd.NaT,
    "consent_given_on": pd.NaT,
    "consent_until": pd.NaT,
    "consent_withdrawn_on": pd.NaT,
    "keep_until": pd.NaT,
    "recorded_at": pd.NaT,
    "version": 0,
    "geometry": None,
}


def for_audience(assets: pd.DataFrame, audience: Audience) -> pd.DataFrame:
    """Return the assets that an audience may see, with the fields that it may see.

    Parameters
    ----------
    assets
        Every asset with the columns ``protection``, ``review_state``, ``contact_agreed`` and any others.
    audience
        For whom.

    Returns
    -------
    pandas.DataFrame
        A new frame without ``contact_agreed``. Staff see everything. Others see what is published: levels that are
        shown to them, with the place blank where it is not shown exactly, and of ``unmapped`` assets the name and
        contact where that was agreed. The team see public records in every state of review too.
    """
    if audience is Audience.STAFF:
        return assets.drop(columns="contact_agreed")
    protection = assets["protection"]
    front_gate = (protection == Level.UNMAPPED.value) & assets["contact_agreed"]
    shown = _is_level(protection, SHOWN_LEVELS[audience]) | front_gate
    may_be_seen = assets["review_state"] == ReviewState.PUBLISHED.value
    unseen = ["contact_agreed", *STAFF_COLUMNS]
    if audience in OF_WORK:
        may_be_seen |= protection == Level.PUBLIC.value
        unseen = ["contact_agreed"]
    seen = assets.loc[may_be_seen & shown].drop(columns=unseen, errors="ignore")
    inexact = ~_is_level(seen["protection"], EXACT_LEVELS[audience])
    _blank(seen, inexact, [name for name in LOCATING_FIELDS if name in seen])
    if audience in OF_WORK:
        _blank(seen, seen["protection"] != Level.PUBLIC.value, [name for name in INTERNAL_FIELDS if name in seen])
    unmapped = seen["protection"] == Level.UNMAPPED.value
    _blank(seen, unmapped, [name for name in seen.columns if name not in FRONT_GATE_FIELDS])
    return seen


def looks_for_audience(looks: pd.DataFrame, seen: pd.DataFrame, audience: Audience) -> pd.DataFrame:
    """Return the looks that an audience may know of.

    A look that found something of which the audience sees nothing would tell that a protected record is there. It is
    left out, and it alone: were older looks at the same zone and offer left out with it, their going would tell. Where
    a complete list says "none" of every other zone, the one that lost it would stand out on every map.

    Parameters
    ----------
    looks
        Every look: ``zone_code``, ``offer``, ``result``, ``looked_on``, ``looked_by`` and any other columns.
    seen
        One row for each zone and offer of which the audience sees an asset: ``zone_code``, ``offer``.
    audience
        For whom.

    Returns
    -------
    pandas.DataFrame
        A new frame; only those who work on the records see `LOOK_STAFF_COLUMNS`.
    """
    if audience is Audience.STAFF:
        return looks.copy()
    place = ["zone_code", "offer"]
    sees_something = pd.MultiIndex.from_frame(looks[place]).isin(pd.MultiIndex.from_frame(seen[place]))
    hidden = looks["result"].eq(LookResult.FOUND.value) & ~sees_something
    unseen = () if audience in OF_WORK else LOOK_STAFF_COLUMNS
    return looks.loc[~hidden].drop(columns=[*unseen], errors="ignore")


def _is_level(protection: pd.Series[str], levels: frozenset[Level]) -> pd.Series[bool]:
    return protection.isin([level.value for level in levels])


def _blank(frame: pd.DataFrame, rows: pd.Series[bool], columns: list[str]) -> None:
    if not rows.any():
        return
    for name in columns:
        blank = _NOT_TEXT.get(name, "")
        blanks = pd.Series([blank] * len(frame), index=frame.index, dtype=frame[name].dtype)
        frame[name] = frame[name].where(~rows, blanks)
