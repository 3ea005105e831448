"""How are looks, and where to look next, said in words?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from asset_map.domain.coverage import LookMethod, LookResult
from asset_map.domain.dates import written_date
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.measures.look_next import STEP_PEOPLE


def method_words() -> dict[str, str]:
    """Return what people read for each way to look.

    Returns
    -------
    dict
        Words by code of `LookMethod`, the most usual first.
    """
    return {
        LookMethod.WALKABOUT.value: _("Walkabout"),
        LookMethod.SESSION.value: _("Session"),
        LookMethod.DESK.value: _("Desk search"),
        LookMethod.IMPORT.value: _("Complete list"),
    }


def result_words() -> dict[str, str]:
    """Return what people read for what a look gave.

    Returns
    -------
    dict
        Words by code of `LookResult`.
    """
    return {LookResult.FOUND.value: _("found some"), LookResult.NONE.value: _("none")}


def look_words(look: Mapping[Any, Any]) -> str:
    """Return one look in words, for staff.

    Parameters
    ----------
    look
        A row of `asset_map.services.coverage.looks_on_record`.

    Returns
    -------
    str
        For instance ``"3 May 2026: none (walkabout, Morag)"``.
    """
    how = str(look["list_name"]) or method_words()[look["method"]].lower()
    by = ", ".join(part for part in (how, str(look["looked_by"])) if part)
    day = written_date(pd.Timestamp(look["looked_on"]).date())
    return f"{day}: {result_words()[look['result']]} ({by})"


def rule_words(ranked: pd.DataFrame, *, offer_label: str) -> str:
    """Return the rule by which zones are ranked, so that a person can follow it.

    Parameters
    ----------
    ranked
        The zones, as `asset_map.services.coverage.where_to_look` gives them.
    offer_label
        What is to be looked for; empty for everything.

    Returns
    -------
    str
        Two or three sentences.
    """
    if ranked["population"].isna().all():
        return _(
            "How many people live in each zone is not known here, so the least looked at comes first, and of those the "
            "most deprived."
        )
    if offer_label:
        counted = _("Counted are the people of each zone where nobody has looked for this; half where it was long ago.")
    else:
        counted = _(
            "Counted are the people of each zone, times the share of things that nobody has looked for there; what "
            "was looked for long ago counts half."
        )
    order = _("The most people come first, in steps of {step}; within a step, the most deprived zone.")
    return f"{counted} {order.format(step=STEP_PEOPLE)}"


def why_words(row: Mapping[Any, Any]) -> str:
    """Return why a zone stands where it does.

    Parameters
    ----------
    row
        A row of `asset_map.services.coverage.where_to_look`.

    Returns
    -------
    str
        For instance ``"812 people · 20 of 23 things not looked for, 2 long ago · tenth 1"``.
    """
    people = _("people not known") if pd.isna(row["population"]) else _people(int(row["population"]))
    tenth = "" if pd.isna(row["decile"]) else _("deprivation tenth {tenth}").format(tenth=int(row["decile"]))
    return " · ".join(part for part in (people, _looked_words(row), tenth) if part)


def _people(count: int) -> str:
    return ngettext("{count} person", "{count} people", count)


def _looked_words(row: Mapping[Any, Any]) -> str:
    never, old, offers = int(row["not_looked"]), int(row["out_of_date"]), int(row["offers"])
    if offers == 1:
        return _("nobody has looked") if never else _("looked long ago")
    words = _("{never} of {offers} things not looked for").format(never=never, offers=offers)
    return words + (_(", {old} long ago").format(old=old) if old else "")
