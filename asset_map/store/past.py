"""Which assets and looks were known on a day that is past, and which of them may an audience see?

What is kept now does not tell, so it is rebuilt from the audit. The past is no way round protection: whoever is not
staff sees only what they may see both then and now, and of that the words as they stand now, so that what somebody
took out of a record stays out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, select

from asset_map.domain.asset import ReviewState
from asset_map.domain.dates import end_of_day
from asset_map.domain.protection import SHOWN_LEVELS, Audience, Level
from asset_map.store.audience import looks_for_audience
from asset_map.store.frames import frame_of
from asset_map.store.reading import (
    DTYPES,
    LOOK_DTYPES,
    all_assets,
    columns_of,
    numbered_looks,
    seen_assets,
    seen_places,
)
from asset_map.store.records import asset_from_json, next_fields
from asset_map.store.schema import assets, audit_events, imports

WORDS = (
    "name", "summary", "opening_times", "cost", "who_for", "phone", "email", "web", "also_known_as", "story",
    "own_words", "own_words_language", "valued", "could_do", "referral", "languages", "source", "licence",
)  # fmt: skip
"""Columns that others than staff see as they are now."""

WHERE_IN_WORDS = ("address", "postcode", "uprn")
"""Columns that others than staff see as they are now where the place is still the same, and else not at all."""

PUBLISHED = ReviewState.PUBLISHED.value


@dataclass(frozen=True, eq=False)
class KnownBy:
    """A day that is past.

    Parameters
    ----------
    day
        What was kept at its end counts.
    zone_system
        The zones that figures are given for: those of today.
    zones_of
        Gives the codes of the zones in which geometries lie (well-known binary, EPSG:27700), None for outside; asked
        for what lay elsewhere then.
    """

    day: dt.date
    zone_system: str
    zones_of: Callable[[Sequence[bytes]], Sequence[str | None]]


def read_past_assets(
    connection: Connection, audience: Audience, known_by: KnownBy, *, offer: str | None = None
) -> gpd.GeoDataFrame:
    """Return the assets that were known on a day, as far as an audience may see them.

    Parameters
    ----------
    connection
        A transaction.
    audience
        For whom. Staff see what was; others what they may see both then and now: the stricter protection of the two,
        no place where none is kept now, and words as they are now.
    known_by
        The day.
    offer
        Only assets that gave this then, first or beside others.

    Returns
    -------
    geopandas.GeoDataFrame
        As `asset_map.store.reading.read_assets` describes it.
    """
    return seen_assets(_past_assets(connection, audience, known_by), audience, offer=offer)


def read_past_looks(
    connection: Connection, audience: Audience, known_by: KnownBy, *, offer: str | None = None
) -> pd.DataFrame:
    """Return the looks that were known on a day, as far as an audience may know of them.

    Parameters
    ----------
    connection
        A transaction.
    audience
        For whom. Staff see what was; others what they may know of both then and now.
    known_by
        The day.
    offer
        Only looks for this.

    Returns
    -------
    pandas.DataFrame
        As `asset_map.store.reading.read_looks` describes it.
    """
    past = _past_looks(connection, known_by.day)
    if offer is not None:
        past = past[past["offer"] == offer]
    if audience is not Audience.STAFF:
        # A look that is hidden by now would tell by its going that something was found there since.
        past = past[_as_told(past).isin(_as_told(numbered_looks(connection, audience, offer=offer)))]
    seen = seen_places(_past_assets(connection, audience, known_by), audience)
    return looks_for_audience(past, seen, audience).reset_index(drop=True)


def first_event_at(connection: Connection, audience: Audience) -> dt.datetime | None:
    """Return when the first of the records was kept that an audience may see now.

    Parameters
    ----------
    connection
        A transaction.
    audience
        For whom.

    Returns
    -------
    datetime.datetime or None
        None while it sees none.
    """
    told = audit_events.c
    first = select(func.min(told.at)).join_from(audit_events, assets, assets.c.asset_id == told.subject_id)
    first = first.where(told.subject_kind == "asset")
    if audience is not Audience.STAFF:
        shown = assets.c.protection.in_([level.value for level in SHOWN_LEVELS[audience]])
        first = first.where(shown, assets.c.review_state == PUBLISHED)
    moment: dt.datetime | None = connection.scalar(first)
    return moment


def _past_assets(connection: Connection, audience: Audience, known_by: KnownBy) -> pd.DataFrame:
    now = all_assets(connection, audience, known_by.zone_system)
    dtypes = {str(name): DTYPES[str(name)] for name in now.columns}
    kept = (columns_of(asset_from_json(state), known_by.zone_system) for state in _states(connection, known_by.day))
    past = frame_of([tuple(columns[name] for name in dtypes) for columns in kept], dtypes)
    by_id = pd.Index(now["asset_id"])
    order = by_id.get_indexer(pd.Index(past["asset_id"]))
    now = now.reindex(order).set_axis(past.index)  # -1, which is kept no longer, becomes a row without values
    past = _placed_today(past, now, known_by)
    if audience is Audience.STAFF:
        return past.drop(columns="has_stayed")
    since = _guarded_since(connection, known_by.day)
    guarded = pd.Series([since.get(one, "") for one in past["asset_id"]], index=past.index, dtype="str")
    return _as_seen_now_too(past[order >= 0], now[order >= 0], guarded[order >= 0])


def _states(connection: Connection, day: dt.date) -> list[dict[str, Any]]:
    """Return the fields of each asset that was kept at the end of a day, as JSON."""
    table = audit_events.c
    until = (table.subject_kind == "asset") & (table.at < end_of_day(day))
    without_after = connection.execute(select(table.event_id, table.before).where(until, table.after.is_(None)))
    taken_away = {row.event_id for row in without_after if row.before and "asset_id" in row.before}
    states: dict[str, dict[str, Any]] = {}
    told = select(table.event_id, table.subject_id, table.after).where(until).order_by(table.event_id)
    for event_id, asset_id, after in connection.execute(told):
        if event_id in taken_away:
            states.pop(asset_id, None)
        elif after is not None:
            states[asset_id] = next_fields(states.get(asset_id, {}), after)
    return list(states.values())


def _guarded_since(connection: Connection, day: dt.date) -> dict[str, str]:
    """Return the strictest level of each asset that was protected or not published for a while after a day."""
    table = audit_events.c
    told = select(table.subject_id, table.after).where(table.subject_kind == "asset", table.at >= end_of_day(day))
    strictest: dict[str, Level] = {}
    for asset_id, after in connection.execute(told.order_by(table.event_id)):
        states = dict(after or {})
        level = Level(states.get("protection", Level.PUBLIC))
        if states.get("review_state", PUBLISHED) != PUBLISHED:
            level = Level.UNMAPPED
        strictest[asset_id] = max(strictest.get(asset_id, level), level, key=lambda one: one.strength)
    return {asset_id: level.value for asset_id, level in strictest.items()}


def _placed_today(past: pd.DataFrame, now: pd.DataFrame, known_by: KnownBy) -> pd.DataFrame:
    """Return assets with the zones of today's geography, wherever they were then."""
    place, place_now = past["geometry"].to_numpy(), now["geometry"].to_numpy()
    has_place = np.array([one is not None for one in place], dtype=bool)
    stayed = has_place & np.array([one == other for one, other in zip(place, place_now, strict=True)], dtype=bool)
    moved = has_place & ~stayed
    zone = past["zone_code"].where(~stayed, now["zone_code"]).astype("object")
    zone[moved] = list(known_by.zones_of(list(place[moved])))
    return past.assign(zone_code=pd.Series(zone, dtype="str"), has_stayed=stayed)


def _as_seen_now_too(past: pd.DataFrame, now: pd.DataFrame, guarded: pd.Series[str]) -> pd.DataFrame:
    """Return the assets of then as others than staff may see them: no more of each than they may see of it now.

    What lay elsewhere then, and was ``guarded`` since, was moved away from a place that had to be hidden: the strictest
    level since then holds for that place.
    """
    strength = {level.value: level.strength for level in Level}
    is_stricter_now = now["protection"].map(strength) > past["protection"].map(strength)
    is_published = past["review_state"].eq(PUBLISHED) & now["review_state"].eq(PUBLISHED)
    has_place_now = now["geometry"].notna()
    stayed = past["has_stayed"] | (past["geometry"].isna() & ~has_place_now)
    protection = past["protection"].mask(is_stricter_now, now["protection"])
    left_a_hidden_place = ~stayed & (guarded.map(strength).fillna(0) > protection.map(strength))
    seen = past.assign(
        **{name: now[name] for name in WORDS},
        **{name: now[name].where(stayed, "") for name in WHERE_IN_WORDS},
        protection=protection.mask(left_a_hidden_place, guarded),
        review_state=past["review_state"].where(is_published, ReviewState.NOT_PUBLISHED.value),
        contact_agreed=past["contact_agreed"] & now["contact_agreed"].astype("bool"),
        geometry=past["geometry"].where(has_place_now, None),
        zone_code=past["zone_code"].where(has_place_now, now["zone_code"]),
    )
    return seen.drop(columns="has_stayed")


def _as_told(looks: pd.DataFrame) -> pd.MultiIndex:
    """Return each look as its number and what it says: the number of a look that is gone is given to another."""
    told = looks[["zone_code", "offer", "result", "method", "looked_on"]]
    return pd.MultiIndex.from_frame(told.reset_index())


def _past_looks(connection: Connection, day: dt.date) -> pd.DataFrame:
    """Return every look that was kept at the end of a day, on the index ``number``."""
    table = audit_events.c
    over = end_of_day(day)
    told = select(table.subject_id, table.after).where(table.subject_kind == "look", table.at < over)
    kept: dict[int, dict[str, Any]] = {}
    for look_id, after in connection.execute(told.order_by(table.event_id)):
        if after is None:
            kept.pop(int(look_id), None)
        else:
            kept[int(look_id)] = after
    lists = {
        row.import_id: row
        for row in connection.execute(select(imports.c.import_id, imports.c.source, imports.c.undone_at))
    }
    rows = []
    for look_id, look in sorted(kept.items()):
        said_by = lists.get(look.get("import_id"))
        # Before each look of a list that was taken back had an event of its own, the list told of all.
        if said_by is None or said_by.undone_at is None or said_by.undone_at >= over:
            of_list = {"look_id": look_id, "list_name": said_by.source if said_by else ""}
            whole = look | of_list | {"looked_on": dt.date.fromisoformat(look["looked_on"])}
            rows.append(tuple(whole[name] for name in LOOK_DTYPES))
    frame = frame_of(rows, LOOK_DTYPES)
    frame.index = pd.Index(frame["look_id"], name="number")
    return frame
