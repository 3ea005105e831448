"""What does a request for features ask for?"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.services.features.choosing import Wanted
from asset_map.services.features.collections import Collection
from asset_map.services.features.systems import System, box_bng, system_named
from asset_map.services.take_away.asked import Taken, taken_in_address

USUAL_LIMIT = 100
BIGGEST_LIMIT = 10_000
BIGGEST_OFFSET = 100_000_000

FORMAT = "f"
PAGE_PARAMETERS = ("limit", "offset", "bbox", "bbox-crs", "datetime", "crs")

OPEN_ENDS: Final = frozenset({"", ".."})
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(T[0-9:.]*(Z|[+-]\d{2}:\d{2})?)?", re.ASCII)
"""GDAL writes a day as ``2026-01-31TZ``."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """Which features are asked for.

    Parameters
    ----------
    wanted
        What they have to fit.
    limit, offset
        How many at most, and how many before them are passed over.
    system
        In which they are given.
    """

    wanted: Wanted
    limit: int
    offset: int
    system: System


def check_known(parameters: Mapping[str, str], known: Sequence[str], forms: Sequence[str] = ("json",)) -> None:
    """Refuse parameters that are not understood: what they were meant to leave out would be in the answer.

    Parameters
    ----------
    parameters
        Those of a request.
    known
        The names of those that are understood, beside ``f``.
    forms
        In which forms there is an answer.

    Raises
    ------
    UserError
        Naming the first.
    """
    form = parameters.get(FORMAT, "")
    if form and form not in forms:
        expected = _("Expected one of {known} in “f”; found “{found}”.")
        raise UserError(expected.format(known=", ".join(forms), found=form[:80]))
    for name in parameters:
        if name not in {FORMAT, *known}:
            expected = _("Expected no parameter but {known}; found “{found}”. Leave it out.")
            raise UserError(expected.format(known=", ".join(known), found=name[:80]))


def taken_asked(
    collection: Collection, parameters: Mapping[str, str], offer: str, *, audience: Audience, today: dt.date
) -> Taken:
    """Return the question to a layer.

    Parameters
    ----------
    collection
        The layer.
    parameters
        Those of a request.
    offer
        The offer that stands in the path; empty where none does.
    audience, today
        For whom, and the date to judge by.

    Returns
    -------
    Taken
        What is not given is as usual.

    Raises
    ------
    UserError
        When something cannot be asked.
    """
    given = {name: parameters.get(name, "") for name in collection.question}
    if offer:
        if given["offer"] not in {"", offer}:
            expected = _("Expected the offer of the address, “{offer}”; found “{found}”. Leave one of them out.")
            raise UserError(expected.format(offer=offer, found=given["offer"][:80]))
        given["offer"] = offer
    return taken_in_address(collection.what, {k: v for k, v in given.items() if v}, audience=audience, today=today)


def page_asked(collection: Collection, parameters: Mapping[str, str]) -> Page:
    """Return which features are asked for.

    Parameters
    ----------
    collection
        The layer.
    parameters
        Those of a request.

    Returns
    -------
    Page
        What is not given is as usual.

    Raises
    ------
    UserError
        When something cannot be asked.
    """
    box, box_system = parameters.get("bbox", ""), system_named(parameters.get("bbox-crs", ""))
    days = parameters.get("datetime", "")
    values = [(name, parameters.get(name, "")) for name in collection.filters]
    wanted = Wanted(
        box_bng=box_bng(_corners(box), box_system) if box else None,
        days=_days(days) if days else None,
        values=tuple((name, value) for name, value in values if value),
    )
    return Page(
        wanted=wanted,
        limit=_number("limit", parameters.get("limit", ""), USUAL_LIMIT, least=1, most=BIGGEST_LIMIT),
        offset=_number("offset", parameters.get("offset", ""), 0, least=0, most=BIGGEST_OFFSET),
        system=system_named(parameters.get("crs", "")),
    )


def _number(name: str, text: str, usual: int, *, least: int, most: int) -> int:
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and int(text[:20]) >= least):
        expected = _("Expected a whole number from {least} in “{name}”; found “{found}”.")
        raise UserError(expected.format(least=least, name=name, found=text[:80]))
    return min(int(text[:20]), most)  # more than the most is the most, by the standard


def _corners(text: str) -> tuple[float, float, float, float]:
    expected = _("Expected a box of four numbers with commas between, such as -4.3,55.8,-4.2,55.9; found “{found}”.")
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise UserError(expected.format(found=text[:80])) from error
    if len(numbers) == len(("x", "y", "height")) * 2:  # heights say nothing here
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != len(("x", "y")) * 2 or not all(map(math.isfinite, numbers)) or numbers[1] > numbers[3]:
        raise UserError(expected.format(found=text[:80]))
    return (numbers[0], numbers[1], numbers[2], numbers[3])


def _days(text: str) -> tuple[dt.date | None, dt.date | None]:
    first, slash, last = text.partition("/")
    if not slash:
        day = _day(first, text)
        return (day, day)
    if first in OPEN_ENDS and last in OPEN_ENDS:
        return (None, None)
    start = None if first in OPEN_ENDS else _day(first, text)
    end = None if last in OPEN_ENDS else _day(last, text)
    if start is not None and end is not None and start > end:
        raise _no_days(text)
    return (start, end)


def _day(part: str, text: str) -> dt.date:
    found = _DAY.fullmatch(part)
    try:
        return dt.date.fromisoformat(found[1] if found else "")
    except ValueError as error:
        raise _no_days(text) from error


def _no_days(text: str) -> UserError:
    expected = _(
        "Expected a day or two days with a slash between, such as 2026-01-31 or 2026-01-01/..; found “{found}”."
    )
    return UserError(expected.format(found=text[:80]))
