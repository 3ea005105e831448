"""Which day is it here, and how is a day written?"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from babel.dates import format_date

from asset_map.language import DEFAULT_LANGUAGE, language


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


def end_of_day(date: dt.date) -> dt.datetime:
    """Return the moment at which a day is over where this machine stands.

    Parameters
    ----------
    date
        The day.

    Returns
    -------
    datetime.datetime
        Midnight after it, with the local time zone; the first moment that is no longer that day.
    """
    return dt.datetime.combine(date + dt.timedelta(days=1), dt.time()).astimezone()


def written_date(date: dt.date) -> str:
    """Return a date as people in Scotland write it: 21 November 2026; in another language, as its readers do.

    Parameters
    ----------
    date
        Any date.

    Returns
    -------
    str
        Day, month in words, year.
    """
    code = language.get()
    return f"{date.day} {date:%B %Y}" if code == DEFAULT_LANGUAGE else format_date(date, "long", locale=code)


def read_date(text: str) -> dt.date | None:
    """Read a date as people in Scotland write it, or in the ISO form.

    Parameters
    ----------
    text
        For instance ``"21/11/2026"`` or ``"2026-11-21"``.

    Returns
    -------
    datetime.date or None
        None when it is neither.
    """
    return _read_date(text.strip()) if text else None


@lru_cache(maxsize=4096)
def _read_date(text: str) -> dt.date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"):
        try:
            return dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    return None
