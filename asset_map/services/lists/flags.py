"""What is there to know about a row that is taken in all the same?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from asset_map.language import gettext as _


class Flag(StrEnum):
    """Codes of what a report says beside a row."""

    NAME_BORROWED = "name_borrowed"
    FIELD_LEFT_OUT = "field_left_out"
    POSTCODE_FROM_ADDRESS = "postcode_from_address"
    NO_POSTCODE = "no_postcode"
    POSTCODE_NOT_KNOWN = "postcode_not_known"
    FAR_FROM_POSTCODE = "far_from_postcode"
    OTHER_ZONE_THAN_POSTCODE = "other_zone_than_postcode"
    AT_POSTCODE_POINT = "at_postcode_point"
    SHARES_ITS_POINT = "shares_its_point"
    SAME_NAME_AND_POINT = "same_name_and_point"
    OUTSIDE_AREA = "outside_area"
    LOOKS_LIKE = "looks_like"
    KEPT_BY_HAND = "kept_by_hand"
    MERGED = "merged"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Flagged:
    """One thing to know about one row.

    Parameters
    ----------
    flag
        What kind of thing it is.
    message
        In plain words, with what was found.
    """

    flag: Flag
    message: str


FOR_A_LOOK = frozenset(
    {
        Flag.FIELD_LEFT_OUT,
        Flag.FAR_FROM_POSTCODE,
        Flag.OTHER_ZONE_THAN_POSTCODE,
        Flag.POSTCODE_NOT_KNOWN,
        Flag.SAME_NAME_AND_POINT,
        Flag.LOOKS_LIKE,
        Flag.KEPT_BY_HAND,
        Flag.OUTSIDE_AREA,
    }
)
"""What somebody should look at; the others only say how a row was read."""


def flag_words() -> Mapping[Flag, str]:
    """Return what people read for each flag.

    Returns
    -------
    Mapping
        One line a flag.
    """
    return {
        Flag.NAME_BORROWED: _("Name taken from another column"),
        Flag.FIELD_LEFT_OUT: _("Taken in without a field that was wrong"),
        Flag.POSTCODE_FROM_ADDRESS: _("Postcode found within a longer text"),
        Flag.NO_POSTCODE: _("No postcode, neither in a column nor in the address"),
        Flag.POSTCODE_NOT_KNOWN: _("A postcode that is not known here"),
        Flag.FAR_FROM_POSTCODE: _("Point more than 500 m from its postcode"),
        Flag.OTHER_ZONE_THAN_POSTCODE: _("Point and postcode in different zones"),
        Flag.AT_POSTCODE_POINT: _("Known only as finely as its postcode"),
        Flag.SHARES_ITS_POINT: _("Shares its point with other rows"),
        Flag.SAME_NAME_AND_POINT: _("The same name at the same point as an earlier row"),
        Flag.OUTSIDE_AREA: _("Outside the area, taken in because you asked"),
        Flag.LOOKS_LIKE: _("Looks like another one"),
        Flag.KEPT_BY_HAND: _("Changed here by hand: your words stay"),
        Flag.MERGED: _("Merged into another record here"),
        Flag.ERASED: _("Somebody who was erased was left out"),
    }


def count_flags(rows: Iterable[Iterable[Flagged]]) -> dict[str, int]:
    """Return how many rows have each flag.

    Parameters
    ----------
    rows
        The flags of each row.

    Returns
    -------
    dict
        Numbers of rows by code, in the order of the codes; those that no row has are left out.
    """
    counts = Counter(flag for flags in rows for flag in {one.flag for one in flags})
    return {flag.value: counts[flag] for flag in Flag if counts[flag]}
