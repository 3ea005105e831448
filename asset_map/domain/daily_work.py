"""May a day's work be begun, when another process may be at it, or have failed?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

TRY_AGAIN_AFTER = dt.timedelta(hours=1)
"""After a failure: long enough for somebody to make room on a disk, short enough for the same day."""

GIVEN_UP_AFTER = dt.timedelta(hours=2)
"""After this, work that was begun and never ended was cut off: no day's work takes as long."""


@dataclass(frozen=True, kw_only=True)
class WorkOfDay:
    """What is known of one day's work.

    Parameters
    ----------
    name, day
        Which work, and of which day.
    begun_by, begun_at
        The process that took it on, and when.
    ended_at
        When it ended; None while it goes on, or when it was cut off.
    failed
        Whether it ended without being done.
    words
        What was done, or what is wrong and what to do.
    """

    name: str
    day: dt.date
    begun_by: str
    begun_at: dt.datetime
    ended_at: dt.datetime | None = None
    failed: bool = False
    words: str = ""

    @property
    def done(self) -> bool:
        """Whether it ended well."""
        return self.ended_at is not None and not self.failed


def may_begin(known: WorkOfDay | None, *, now: dt.datetime) -> bool:
    """Return whether a day's work is free to be begun.

    Parameters
    ----------
    known
        What is known of it; None while nobody has begun.
    now
        The moment, with its time zone.

    Returns
    -------
    bool
        False while it goes on and when it is done; True again some time after it failed or was cut off.
    """
    if known is None:
        return True
    if known.ended_at is None:
        return now - known.begun_at >= GIVEN_UP_AFTER
    return known.failed and now - known.ended_at >= TRY_AGAIN_AFTER
