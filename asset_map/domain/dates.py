"""Which day is it here, and how is a day written?"""

from __future__ import annotations

import datetime as dt


def local_date(moment: dt.datetime) -> dt.date:
    """Return the day that a moment falls on where this machine stands.

    Parameters
    ----------
    moment
        With its time zone.

    Returns
    -------
    datetime.date
        The local date.
    """
    return moment.astimezone().date()


def written_date(date: dt.date) -> str:
    """Return a date as people in Scotland write it: 21 November 2026.

    Parameters
    ----------
    date
        Any date.

    Returns
    -------
    str
        Day, month in words, year.
    """
    return f"{date.day} {date:%B %Y}"
