"""Which past day does somebody want to look back to?"""

from __future__ import annotations

import datetime as dt

from asset_map.domain.dates import read_date, written_date
from asset_map.errors import UserError


def past_day(text: str, *, today: dt.date) -> dt.date | None:
    """Return the day that somebody wants to look back to.

    Parameters
    ----------
    text
        A date as people write it, or empty.
    today
        The day on which it is asked.

    Returns
    -------
    datetime.date
        None for now: when nothing is given, or today.

    Raises
    ------
    UserError
        For what is no date, and for a day that is still to come.
    """
    if not text:
        return None
    day = read_date(text)
    if day is None or day > today:
        found = f"“{text}”" if day is None else f"{written_date(day)}, which is still to come"
        raise UserError(f"Expected a day that is past, such as 2026-01-31 or 31/01/2026; found {found}.")
    return None if day == today else day
