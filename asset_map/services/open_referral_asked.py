"""Which services does somebody ask the Open Referral feed for, in the words of the standard?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from asset_map.domain.distance import DEFAULT_DISTANCE_M
from asset_map.domain.postcode import postcode_key
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.exports.open_referral.feed import Feed
from asset_map.exports.open_referral.opening import DAYS, Opening, read_opening_times
from asset_map.exports.open_referral.terms import attributes_of
from asset_map.services.find import LONGEST_SEARCH
from asset_map.services.workspace import Workspace

PER_PAGE, MOST_PER_PAGE = 50, 500
_WHOLE_NUMBER: Final = re.compile(r"\d{1,9}")
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?Z?")
_YES, _NO = frozenset({"true", "1", "yes"}), frozenset({"", "false", "0", "no"})


@dataclass(frozen=True)
class Asked:
    """Which services somebody asks for; everything is empty or None where it does not matter.

    Parameters
    ----------
    search
        Words.
    taxonomy_term_id, taxonomy_id, organization_id
        Ids as the feed gives them.
    minimum_age, maximum_age
        Ages to which the bounds of the service are held, as the standard has it: its minimum age is at least, its
        maximum age at most so many years.
    day
        A code of `asset_map.exports.open_referral.opening.DAYS`.
    start_time, end_time
        It opens not before, and closes not after, ``HH:MM``.
    postcode, proximity_m
        It is at most so many metres from the postcode, in a straight line.
    page, per_page
        Which page, from 1, and how many a page holds.
    full
        Whether each service comes with its lists.
    """

    search: str = ""
    taxonomy_term_id: str = ""
    taxonomy_id: str = ""
    organization_id: str = ""
    minimum_age: int | None = None
    maximum_age: int | None = None
    day: str = ""
    start_time: str = ""
    end_time: str = ""
    postcode: str = ""
    proximity_m: int = DEFAULT_DISTANCE_M
    page: int = 1
    per_page: int = PER_PAGE
    full: bool = False


def asked_in_address(query: Mapping[str, str]) -> Asked:
    """Read what an address asks for; names that the standard does not know are passed over.

    Parameters
    ----------
    query
        Names and values.

    Returns
    -------
    Asked
        What is asked for.

    Raises
    ------
    UserError
        When a value cannot be read.
    """
    per_page = _number("per_page", query, least=1)
    proximity_m, page = _number("proximity", query), _number("page", query, least=1)
    return Asked(
        search=query.get("search", "").strip()[:LONGEST_SEARCH],
        taxonomy_term_id=query.get("taxonomy_term_id", "").strip().lower(),
        taxonomy_id=query.get("taxonomy_id", "").strip().lower(),
        organization_id=query.get("organization_id", "").strip().lower(),
        minimum_age=_number("minimum_age", query),
        maximum_age=_number("maximum_age", query),
        day=_day(query.get("day", "")),
        start_time=_time("start_time", query),
        end_time=_time("end_time", query),
        postcode=query.get("postcode", "").strip(),
        proximity_m=DEFAULT_DISTANCE_M if proximity_m is None else proximity_m,
        page=page or 1,
        per_page=min(per_page or PER_PAGE, MOST_PER_PAGE),
        full=_flag("full", query),
    )


def services_asked(asked: Asked, feed: Feed, workspace: Workspace) -> pd.DataFrame:
    """Return the services that somebody asks for.

    Parameters
    ----------
    asked
        What is asked for.
    feed
        What is published.
    workspace
        The area.

    Returns
    -------
    pandas.DataFrame
        Those rows of the feed, on all pages.

    Raises
    ------
    UserError
        When the postcode is not known here.
    """
    rows = feed.rows
    if asked.search:
        found = workspace.store.search(Audience.PUBLIC, asked.search)
        rows = rows[rows["asset_id"].isin(found)]
    if asked.organization_id:
        rows = rows[rows["organisation_id"] == asked.organization_id]
    if asked.minimum_age is not None:
        rows = rows[rows["age_from"].ge(asked.minimum_age).fillna(value=False).astype("bool")]
    if asked.maximum_age is not None:
        rows = rows[rows["age_to"].le(asked.maximum_age).fillna(value=False).astype("bool")]
    if asked.taxonomy_term_id or asked.taxonomy_id:
        rows = rows[_kept(rows, ["kind", "offers"], _is_described(asked, feed))]
    if asked.day or asked.start_time or asked.end_time:
        rows = rows[_kept(rows, ["opening_times"], lambda words: any(map(_fits(asked), read_opening_times(words))))]
    return _near(asked, rows, workspace) if asked.postcode else rows


def _kept(rows: pd.DataFrame, columns: list[str], test: Callable[..., bool]) -> np.ndarray:
    """Return which rows pass a test of some of their cells; each different row of cells is tested once."""
    known: dict[tuple[Any, ...], bool] = {}
    answers = []
    for cells in zip(*(rows[column] for column in columns), strict=True):
        if cells not in known:
            known[cells] = test(*cells)
        answers.append(known[cells])
    return np.array(answers, dtype=bool)


def _is_described(asked: Asked, feed: Feed) -> Callable[[str, tuple[str, ...]], bool]:
    def is_described(kind: str, offers: tuple[str, ...]) -> bool:
        terms = [one["taxonomy_term"] for one in attributes_of("", kind, offers, feed.scheme)]
        return any(
            asked.taxonomy_term_id in ("", term["id"]) and asked.taxonomy_id in ("", term["taxonomy_id"])
            for term in terms
        )

    return is_described


def _fits(asked: Asked) -> Callable[[Opening], bool]:
    def fits(opening: Opening) -> bool:
        is_day = not asked.day or any(day.endswith(asked.day) for day in opening.days)
        is_after = not asked.start_time or opening.opens >= asked.start_time
        is_before = not asked.end_time or (opening.closes != "" and opening.closes <= asked.end_time)
        return is_day and is_after and is_before

    return fits


def _near(asked: Asked, rows: pd.DataFrame, workspace: Workspace) -> pd.DataFrame:
    postcodes, key = workspace.geography.postcodes, postcode_key(asked.postcode)
    if key is None or key not in postcodes.index:
        raise UserError(f"Expected a postcode of this area; found “{asked.postcode}”. Check it, or leave it out.")
    easting_m, northing_m = postcodes.loc[[key], ["easting_m", "northing_m"]].to_numpy(dtype="float64")[0]
    distance_m = np.hypot(rows["easting_m"] - easting_m, rows["northing_m"] - northing_m)
    near: pd.DataFrame = rows.loc[distance_m.le(asked.proximity_m)]
    return near


def _number(name: str, query: Mapping[str, str], *, least: int = 0) -> int | None:
    text = query.get(name, "").strip()
    if not text:
        return None
    if not _WHOLE_NUMBER.fullmatch(text) or int(text) < least:
        raise UserError(
            f"Expected {name} as a whole number from {least} on; found “{text}”. Change it or leave it out."
        )
    return int(text)


def _flag(name: str, query: Mapping[str, str]) -> bool:
    text = query.get(name, "").strip().lower()
    if text not in _YES | _NO:
        raise UserError(f"Expected {name} as true or false; found “{text}”. Change it or leave it out.")
    return text in _YES


def _day(text: str) -> str:
    code = text.strip().upper()[:2]
    if code and code not in DAYS:
        raise UserError(f"Expected day as one of {', '.join(DAYS)}; found “{text}”. Change it or leave it out.")
    return code


def _time(name: str, query: Mapping[str, str]) -> str:
    text = query.get(name, "").strip()
    if text and not _TIME.fullmatch(text):
        raise UserError(f"Expected {name} as HH:MM; found “{text}”. Change it or leave it out.")
    return text[: len("HH:MM")]
