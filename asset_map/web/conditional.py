"""Does whoever asks have the answer already?"""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import HTTPConnection


def has_tag(request: HTTPConnection, tag: str) -> bool:
    """Return whether a request names the tag of what it would get, compared weakly, as it is for reading.

    Parameters
    ----------
    request
        Any request.
    tag
        With its quotes.

    Returns
    -------
    bool
        A tag that was made weak on its way, because the answer was compressed, counts.
    """
    sent = request.headers.get("if-none-match", "")
    return sent.strip() == "*" or tag.removeprefix("W/") in {one.strip().removeprefix("W/") for one in sent.split(",")}


def is_unchanged(request: HTTPConnection, *, tag: str, since: dt.datetime) -> bool:
    """Return whether an answer that is kept where a request comes from still holds.

    Parameters
    ----------
    request
        Any request.
    tag
        Of the answer, with its quotes.
    since
        Since when it is what it is, in whole seconds, with its time zone.

    Returns
    -------
    bool
        A day counts only where no tag is sent, and only the very one that was given: another process that serves the
        same records may have given other bytes since another moment. One that cannot be read counts for nothing.
    """
    if "if-none-match" in request.headers:
        return has_tag(request, tag)
    try:
        seen = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return (seen if seen.tzinfo else seen.replace(tzinfo=dt.UTC)) == since


def written_moment(moment: dt.datetime) -> str:
    """Return a moment as HTTP writes it.

    Parameters
    ----------
    moment
        With its time zone.

    Returns
    -------
    str
        For instance ``Sat, 21 Nov 2026 12:00:00 GMT``.
    """
    return format_datetime(moment.astimezone(dt.UTC), usegmt=True)
