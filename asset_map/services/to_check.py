"""Which records are to be checked, and how pressing is it?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from asset_map.domain.asset import Asset, ReviewState, Status
from asset_map.domain.freshness import CheckState, check_state, may_be_kept, next_check_due
from asset_map.domain.protection import Audience
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.services.look import view_assets, with_offer
from asset_map.services.workspace import Workspace

PAST_KEEPING = "past_keeping"
"""The state of a record whose keep-until date has passed: no check makes it count again."""

URGENCY = (
    CheckState.STALE.value,
    PAST_KEEPING,
    CheckState.SOON_STALE.value,
    CheckState.DUE.value,
    CheckState.SOON_DUE.value,
)
"""The states in which a record is listed, most pressing first."""

LISTED_STATUSES = frozenset({Status.ACTIVE, Status.SEASONAL, Status.AT_RISK, Status.TEMPORARILY_CLOSED})
"""What is closed for good, or no more than an idea, needs no checking."""


@dataclass(frozen=True)
class CheckFilters:
    """Which of the records to be checked are wanted; empty fields do not narrow.

    Parameters
    ----------
    zone, kind, offer, state
        Codes; ``state`` is one of `URGENCY`.
    """

    zone: str = ""
    kind: str = ""
    offer: str = ""
    state: str = ""


@dataclass(frozen=True)
class Escalation:
    """How many records are to be checked.

    Parameters
    ----------
    soon_due, due, soon_stale, stale, past_keeping
        How many are in each state.
    """

    soon_due: int
    due: int
    soon_stale: int
    stale: int
    past_keeping: int

    @property
    def words(self) -> str:
        """The pressing numbers in words, for a link; empty when nothing presses."""
        parts = []
        if late := self.due + self.soon_stale:
            parts.append(_("{count} due").format(count=f"{late:,}"))
        if lost := self.stale + self.past_keeping:
            parts.append(ngettext("{count} no longer counts", "{count} no longer count", lost))
        return ", ".join(parts)


def to_check(workspace: Workspace, *, audience: Audience, today: dt.date, filters: CheckFilters) -> gpd.GeoDataFrame:
    """Return the records that are to be checked, most pressing first; for staff only.

    Parameters
    ----------
    workspace
        The area.
    audience
        For whom: the team see nothing of what is protected.
    today
        The date to judge by.
    filters
        What is wanted.

    Returns
    -------
    geopandas.GeoDataFrame
        As `asset_map.services.look.view_assets` for staff, with ``check_state`` (one of `URGENCY`) and ``next_due``
        (missing where it was never checked): published records that are stale, due, or due within 30 days, and those
        whose keep-until date has passed.
    """
    listed = workspace.remember(("to check", audience, today), lambda: _to_check(workspace, audience, today))
    if filters.offer:
        listed = with_offer(listed, filters.offer)
    for column, wanted in (("zone_code", filters.zone), ("kind", filters.kind), ("check_state", filters.state)):
        if wanted:
            listed = listed[listed[column].eq(wanted)]
    return listed


def _to_check(workspace: Workspace, audience: Audience, today: dt.date) -> gpd.GeoDataFrame:
    assets = view_assets(workspace, audience, today=today)
    open_statuses = [status.value for status in LISTED_STATUSES]
    kept = assets["review_state"].eq(ReviewState.PUBLISHED.value) & assets["merged_into"].eq("")
    listed = assets[kept & assets["status"].isin(open_statuses)].copy()
    checked = [None if pd.isna(date) else date.date() for date in listed["last_checked"]]
    ends = [None if pd.isna(date) else date.date() for date in listed["keep_until"]]
    days = [_interval_days(kind, workspace) for kind in listed["kind"]]
    listed["check_state"] = pd.Series(
        [
            check_state(date, interval_days=interval, today=today).value
            if may_be_kept(end, today=today)
            else PAST_KEEPING
            for date, interval, end in zip(checked, days, ends, strict=True)
        ],
        index=listed.index,
        dtype="str",
    )
    due = [next_check_due(date, interval_days=interval) for date, interval in zip(checked, days, strict=True)]
    listed["next_due"] = pd.Series(due, index=listed.index, dtype="datetime64[us]")
    order = listed["check_state"].map({state: place for place, state in enumerate(URGENCY)})
    listed = listed.assign(order=order).dropna(subset="order")
    by_urgency = listed.sort_values(["order", "next_due", "name", "asset_id"], na_position="first", ignore_index=True)
    return by_urgency.drop(columns="order")


def _interval_days(kind: str, workspace: Workspace) -> int:
    known = workspace.classification.kinds.get(kind)
    # A kind that the classification no longer has cannot be fresh, here as in the measures.
    return known.check_interval_days if known else 0


def next_due(asset: Asset, workspace: Workspace) -> dt.date | None:
    """Return by when a record is to be checked.

    Parameters
    ----------
    asset
        The record.
    workspace
        The area, whose classification has the intervals.

    Returns
    -------
    datetime.date or None
        None for a record that was never checked.
    """
    return next_check_due(asset.last_checked, interval_days=_interval_days(asset.kind, workspace))


def escalation(workspace: Workspace, today: dt.date, *, audience: Audience) -> Escalation:
    """Return how many records press to be checked; worked out once for each state of the store.

    Parameters
    ----------
    workspace
        The area.
    today
        The date to judge by.
    audience
        For whom: the team see nothing of what is protected.

    Returns
    -------
    Escalation
        Counts of protected records too: for staff only.
    """

    def _count() -> Escalation:
        counts = to_check(workspace, audience=audience, today=today, filters=CheckFilters())[
            "check_state"
        ].value_counts()
        return Escalation(**{state: int(counts.get(state, 0)) for state in URGENCY})

    return workspace.remember(("escalation", audience, today), _count)
