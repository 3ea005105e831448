"""Has anybody looked here, and what came of it?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class CoverageState(StrEnum):
    """What is known of one offer in one zone."""

    FOUND = "found"
    LOOKED_NONE = "looked_none"
    OUT_OF_DATE = "out_of_date"
    NOT_LOOKED = "not_looked"


class LookResult(StrEnum):
    """What a look at a zone gave."""

    FOUND = "found"
    NONE = "none"


class LookMethod(StrEnum):
    """How a zone was looked at."""

    SESSION = "session"
    WALKABOUT = "walkabout"
    DESK = "desk"
    IMPORT = "import"


@dataclass(frozen=True, kw_only=True)
class Look:
    """Somebody looked for one offer in one zone.

    Parameters
    ----------
    zone_code, offer
        Where and for what.
    result, method
        What it gave and how it was done.
    looked_on
        The date of the look.
    looked_by
        Who looked, as staff know them; never shown to the public.
    """

    zone_code: str
    offer: str
    result: LookResult
    method: LookMethod
    looked_on: dt.date
    looked_by: str


@dataclass(frozen=True, kw_only=True)
class LookDraft:
    """A look as it was typed.

    Parameters
    ----------
    zone_code, offer
        Where and for what.
    result, method
        Codes of `LookResult` and `LookMethod`.
    looked_on
        The date, as people write dates.
    looked_by
        Who looked; empty for whoever types it in.
    """

    zone_code: str
    offer: str
    result: str
    method: str
    looked_on: str
    looked_by: str = ""


def coverage_state(
    looks: Iterable[Look], *, usable: int, shown: int, interval_days: int, today: dt.date
) -> CoverageState:
    """Return what is known of one offer in one zone, as far as an audience may know it.

    Parameters
    ----------
    looks
        The looks for this offer in this zone.
    usable
        How many usable assets the audience sees there.
    shown
        How many assets the audience sees there, usable or not.
    interval_days
        After so many days a look that found none is out of date.
    today
        The date to judge by; later looks do not count.

    Returns
    -------
    CoverageState
        ``looked_none`` only where the newest look is in date and found none. Where the newest look found
        something of which the audience sees nothing, the zone counts as not looked at: any other answer would
        tell that a protected record is there.
    """
    if usable > 0:
        return CoverageState.FOUND
    newest = max((look for look in looks if look.looked_on <= today), key=_by_date_found_last, default=None)
    if newest is not None and newest.result is LookResult.NONE:
        in_date = (today - newest.looked_on).days <= interval_days
        return CoverageState.LOOKED_NONE if in_date else CoverageState.OUT_OF_DATE
    return CoverageState.OUT_OF_DATE if shown > 0 else CoverageState.NOT_LOOKED


def _by_date_found_last(look: Look) -> tuple[dt.date, bool]:
    return look.looked_on, look.result is LookResult.FOUND
