"""Two people changed the same record: what did each of them change, and what comes of both?

Fields that only make sense together are one part: nobody is to end up with the map of one and the postcode of the
other, or with one person's name beside another's consent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from asset_map.domain.asset import AssetDraft

TOGETHER: Mapping[str, tuple[str, ...]] = {
    "place": (
        "shape", "latitude", "longitude", "easting", "northing", "postcode", "located_by", "precise_to_m",
    ),
    "own_words": ("own_words", "own_words_language"),
    "season": ("season_from", "season_to"),
    "ages": ("age_from", "age_to"),
    "capacity": ("capacity", "capacity_unit"),
    "consent": (
        "contact_person", "consent_for", "consent_wording", "consent_given_on", "consent_until", "consent_withdrawn_on",
    ),
    "checked": ("last_checked", "checked_how"),
    "protection": ("protection", "protection_reason"),
}  # fmt: skip
"""Fields that are taken from one side together, by the name of the part; every other field is a part of its own."""

_PART_OF = {field: part for part, fields in TOGETHER.items() for field in fields}


class Side(StrEnum):
    """Whose words count."""

    THEIRS = "theirs"
    YOURS = "yours"


@dataclass(frozen=True)
class Difference:
    """One part in which two versions differ.

    Parameters
    ----------
    part
        Its name: one of `TOGETHER`, or a field.
    usual
        The side that changed it; None when both did, each in another way.
    """

    part: str
    usual: Side | None


def fields_of_part(part: str) -> tuple[str, ...]:
    """Return the fields of a part.

    Parameters
    ----------
    part
        Its name.

    Returns
    -------
    tuple of str
        Names of fields of a draft.
    """
    return TOGETHER.get(part, (part,))


def parts() -> tuple[str, ...]:
    """Return the names of all parts.

    Returns
    -------
    tuple of str
        In the order of the fields of a draft.
    """
    return tuple(dict.fromkeys(_PART_OF.get(field, field) for field in AssetDraft.__dataclass_fields__))


def differing(one: AssetDraft, other: AssetDraft) -> tuple[str, ...]:
    """Return the parts in which two drafts differ.

    Parameters
    ----------
    one, other
        Two versions of a record in words.

    Returns
    -------
    tuple of str
        Names of parts.
    """
    return tuple(part for part in parts() if _words(one, part) != _words(other, part))


def differences(base: AssetDraft, theirs: AssetDraft, yours: AssetDraft) -> tuple[Difference, ...]:
    """Return where two changes of one record differ, and who changed what.

    Parameters
    ----------
    base
        What both began with.
    theirs, yours
        What became of it.

    Returns
    -------
    tuple of Difference
        What both changed in the same way is none.
    """
    changed_there, changed_here = differing(base, theirs), differing(base, yours)
    return tuple(
        Difference(part, _usual(part in changed_there, part in changed_here)) for part in differing(theirs, yours)
    )


def merged(base: AssetDraft, theirs: AssetDraft, yours: AssetDraft, choices: Mapping[str, Side]) -> AssetDraft:
    """Return one draft out of two changes of a record.

    Parameters
    ----------
    base, theirs, yours
        What both began with, and what became of it.
    choices
        The side to take, by part. A part that is not chosen is taken from the only side that changed it; where both
        did, from theirs.

    Returns
    -------
    AssetDraft
        Every part is as one of the two has it.
    """
    taken = theirs
    for difference in differences(base, theirs, yours):
        if choices.get(difference.part, difference.usual) is Side.YOURS:
            taken = replace(taken, **_words(yours, difference.part))
    return taken


def _usual(is_changed_there: bool, is_changed_here: bool) -> Side | None:
    if is_changed_there and is_changed_here:
        return None
    return Side.YOURS if is_changed_here else Side.THEIRS


def _words(draft: AssetDraft, part: str) -> dict[str, Any]:
    return {field: getattr(draft, field) for field in fields_of_part(part)}
