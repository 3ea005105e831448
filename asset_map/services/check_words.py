"""What do people read about the checks of a record?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from asset_map.domain.asset import CheckedHow
from asset_map.domain.check_link import LinkAnswer, LinkState
from asset_map.domain.dates import written_date
from asset_map.domain.freshness import CheckState
from asset_map.language import gettext as _
from asset_map.services.field_words import checked_how_words
from asset_map.services.to_check import PAST_KEEPING


def check_state_words() -> dict[str, str]:
    """Return what people read for each state of a record on the list of what is to be checked.

    Returns
    -------
    dict
        Words by code, most pressing first.
    """
    return {
        CheckState.STALE.value: _("No longer counts as usable"),
        PAST_KEEPING: _("Past the date until which it may be kept"),
        CheckState.SOON_STALE.value: _("Soon stops counting"),
        CheckState.DUE.value: _("Due"),
        CheckState.SOON_DUE.value: _("Due within 30 days"),
    }


def ways_to_check() -> dict[str, str]:
    """Return the ways in which staff make sure of a record.

    Returns
    -------
    dict
        Words by code of `asset_map.domain.asset.CheckedHow`, the most usual first.
    """
    return {
        CheckedHow.VISIT.value: _("I went there"),
        CheckedHow.PHONE.value: _("By phone"),
        CheckedHow.EMAIL.value: _("By e-mail"),
        CheckedHow.WEB.value: _("On its web page"),
        CheckedHow.SESSION.value: _("In a session"),
    }


def link_state_words(state: LinkState) -> str:
    """Return what people read for the state of a link.

    Parameters
    ----------
    state
        Whether the link opens.

    Returns
    -------
    str
        A word or two.
    """
    return {
        LinkState.OPEN: _("Not answered yet"),
        LinkState.ANSWERED: _("Answered"),
        LinkState.EXPIRED: _("Ended by its date"),
        LinkState.REVOKED: _("Ended by us"),
    }[state]


def link_answer_words(answer: LinkAnswer) -> str:
    """Return what people read for an organisation's answer.

    Parameters
    ----------
    answer
        What it said.

    Returns
    -------
    str
        A few words.
    """
    return {
        LinkAnswer.STILL_RIGHT: _("everything is still right"),
        LinkAnswer.CHANGED: _("something has changed"),
        LinkAnswer.GONE: _("it is no longer here"),
    }[answer]


def where_words(record: Mapping[Any, Any]) -> str:
    """Return where something is that is to be checked, for staff.

    Parameters
    ----------
    record
        A row of `asset_map.services.to_check.to_check`.

    Returns
    -------
    str
        Its address and postcode, or else the area it is in.
    """
    exact = ", ".join(part for part in (record["address"], record["postcode"]) if part)
    zone_name = record["zone_name"] if isinstance(record["zone_name"], str) else ""
    return exact or zone_name or _("No place is kept")


def checked_words(record: Mapping[Any, Any]) -> str:
    """Return when and how a record was last checked.

    Parameters
    ----------
    record
        The fields of an asset, or a row of `asset_map.services.to_check.to_check`.

    Returns
    -------
    str
        For instance ``"1 January 2020 (by phone)"``; "never" where it never was.
    """
    day = _day(record["last_checked"])
    if day is None:
        return _("never")
    how = checked_how_words().get(str(record["checked_how"]), "")
    return f"{written_date(day)} ({how[0].lower()}{how[1:]})" if how else written_date(day)


def due_words(record: Mapping[Any, Any], *, today: dt.date) -> str:
    """Return by when a record is or was to be checked.

    Parameters
    ----------
    record
        With ``next_due``, as a row of `asset_map.services.to_check.to_check` has it.
    today
        The date to judge by.

    Returns
    -------
    str
        A few words; empty for a record that was never checked.
    """
    due = _day(record["next_due"])
    if due is None:
        return ""
    words = _("was due by {date}") if due < today else _("due by {date}")
    return words.format(date=written_date(due))


def _day(value: Any) -> dt.date | None:  # noqa: ANN401  # as a record or a frame of records holds a date
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, dt.datetime) else value
