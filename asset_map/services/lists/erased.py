"""Does a list name somebody again who was erased?

The store knows them by digests alone (`asset_map.domain.sought`), and so their name can be left out without being
kept. What was erased as a whole record is not known again: a list may bring it back.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from asset_map.domain.sought import Sought
from asset_map.store.erasures import Erasure

LEFT_OUT = "Somebody who was erased is named in this row; what names them was left out."
"""Said beside a row; it must not tell whom."""

WITHOUT_NAMES = frozenset(
    {
        "kind", "offer", "latitude", "longitude", "easting", "northing", "postcode", "protection", "status",
        "last_checked", "source_id",
    }
)  # fmt: skip
"""Fields of codes, numbers and keys, in which nobody is looked for."""

OF_CONSENT = ("consent_for", "consent_wording", "consent_given_on", "consent_until", "consent_withdrawn_on")


def without_erased(fields: pd.DataFrame, erasures: Sequence[Erasure]) -> tuple[pd.DataFrame, pd.Series[bool]]:
    """Return the rows of a list without whoever was erased.

    Parameters
    ----------
    fields
        One row a row of the file; columns by field, all text.
    erasures
        What was erased, as the store tells it.

    Returns
    -------
    tuple
        The same rows: a field that said nothing else is blank, with the consent where it was the contact person;
        and on the same index whether somebody was left out.
    """
    people = [(_sought(note), bool(note.known_by["is_alone"])) for note in erasures if _is_looked_for(note)]
    is_found = pd.Series(data=False, index=fields.index)
    if not people:
        return fields, is_found
    left = fields.copy()
    for name in fields.columns.difference(list(WITHOUT_NAMES)):
        kept = {text: _without(text, people) for text in fields[name].dropna().unique()}
        changed = fields[name].notna() & np.array([kept.get(text, text) != text for text in fields[name]])
        left.loc[changed, name] = fields.loc[changed, name].map(kept)
        is_found |= changed
    if "contact_person" in fields:
        is_gone = fields["contact_person"].ne("") & left["contact_person"].eq("")
        left.loc[is_gone, [name for name in OF_CONSENT if name in fields]] = ""
    return left, is_found


def _is_looked_for(note: Erasure) -> bool:
    """Return whether somebody was erased everywhere: a consent that ended rests on its own records alone."""
    return bool(note.known_by["terms"]) and note.known_by["only_in"] is None


def _sought(note: Erasure) -> Sought:
    known = note.known_by
    return Sought(frozenset(known["terms"]), frozenset(known["lengths"]), known["salt"])


def _without(text: str, people: Sequence[tuple[Sought, bool]]) -> str:
    for sought, is_alone in people:
        if sought.is_all_of(text):
            return ""
        if not is_alone and sought.is_in(text):
            text = sought.without(text)
    return text
