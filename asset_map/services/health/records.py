"""Which records need looking after: those that nobody has checked, may keep, has placed or has reviewed?"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from asset_map.domain.asset import ReviewState
from asset_map.domain.classification import Classification
from asset_map.domain.finding import Finding, FindingCode, Severity, all_right
from asset_map.domain.freshness import Freshness
from asset_map.domain.protection import Audience
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.measures.usable import freshness_of
from asset_map.services.to_check import LISTED_STATUSES
from asset_map.store import Store

WAITING_STATES = frozenset({ReviewState.SUBMITTED.value, ReviewState.NEEDS_INFORMATION.value})


def record_findings(
    store: Store, classification: Classification, *, audience: Audience, today: dt.date
) -> list[Finding]:
    """Return what is said of records that need looking after.

    Parameters
    ----------
    store
        The records.
    classification
        Its kinds say how often a record is to be checked.
    audience
        For whom they are counted.
    today
        The date to judge by.

    Returns
    -------
    list of Finding
        None of them is broken.
    """
    groups = store.record_groups(audience)
    numbers = groups["records"]
    over = pd.to_datetime(groups["keep_until"]) < pd.Timestamp(today)
    kept = groups["review_state"].eq(ReviewState.PUBLISHED.value) & groups["merged_into"].eq("")
    listed = kept & groups["status"].isin([status.value for status in LISTED_STATUSES]) & ~over
    fresh = freshness_of(groups, classification.kinds, today=today)

    def _count(which: pd.Series) -> int:
        return int(numbers[which].sum())

    return [
        _past_keeping(_count(over)),
        _waiting(_count(groups["review_state"].isin(WAITING_STATES))),
        _stale(_count(listed & fresh.eq(Freshness.STALE.value))),
        _due(_count(listed & fresh.eq(Freshness.DUE.value))),
    ]


def _finding(code: FindingCode, count: int, *, expected: str, found: str, to_do: str) -> Finding:
    if not count:
        return all_right(code, expected, found=_("none"))
    return Finding(
        code=code,
        severity=Severity.NEEDS_DOING,
        expected=expected,
        found=found.format(count=f"{count:,}"),
        to_do=to_do,
        count=count,
    )


def _past_keeping(count: int) -> Finding:
    return _finding(
        FindingCode.PAST_KEEPING,
        count,
        expected=_("no record that may not be kept any longer"),
        found=ngettext("{count} past its last day", "{count} past their last day", count),
        to_do=_("Ask whether they may be kept on, or erase them."),
    )


def _waiting(count: int) -> Finding:
    return _finding(
        FindingCode.WAITING,
        count,
        expected=_("no record that waits for review"),
        found=ngettext("{count} that waits", "{count} that wait", count),
        to_do=_("Review them on the screen “Records”."),
    )


def _stale(count: int) -> Finding:
    return _finding(
        FindingCode.STALE,
        count,
        expected=_("no record so old that it no longer counts"),
        found=ngettext("{count} that no longer counts", "{count} that no longer count", count),
        to_do=_("Check them on the screen “Keep records true”."),
    )


def _due(count: int) -> Finding:
    return _finding(
        FindingCode.DUE,
        count,
        expected=_("no record that is to be checked"),
        found=ngettext("{count} that is due", "{count} that are due", count),
        to_do=_("Check them on the screen “Keep records true”."),
    )


def placement_findings(store: Store, zone_system: str) -> list[Finding]:
    """Return what is said of records that lie in no zone.

    Parameters
    ----------
    store
        The records.
    zone_system
        The system that is installed.

    Returns
    -------
    list of Finding
        Broken when the numbers do not add up.
    """
    found = store.placement(zone_system)
    unplaced = found.outside + found.placeless
    sums = {
        "records": f"{found.records:,}",
        "placed": f"{found.placed:,}",
        "outside": f"{found.outside:,}",
        "placeless": f"{found.placeless:,}",
    }
    told = _("{records} records: {placed} placed, {outside} outside every zone, {placeless} without a place").format(
        **sums
    )
    adds_up = found.records == found.placed + unplaced
    counted = Finding(
        code=FindingCode.ALL_COUNTED,
        severity=Severity.ALL_RIGHT if adds_up else Severity.BROKEN,
        expected=_("every record either placed or counted as not placed"),
        found=told.format(**sums),
        to_do="" if adds_up else _("Keep a copy of the store as it is, and report this as a mistake of the software."),
        count=found.records,
    )
    outside = Finding(
        code=FindingCode.UNPLACED,
        severity=Severity.NEEDS_DOING if found.outside else Severity.ALL_RIGHT,
        expected=_("every record with a place in one of the area's zones"),
        found=ngettext("{count} outside", "{count} outside", found.outside).format(count=f"{found.outside:,}"),
        to_do=_("Look whether its place is right, or whether it belongs to another area.") if found.outside else "",
        count=found.outside,
    )
    return [counted, outside]
