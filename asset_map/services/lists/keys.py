"""By which key is a row known again, and does it still say the same?"""

from __future__ import annotations

import hashlib
from collections.abc import Collection

import pandas as pd

from asset_map.intake.drafts import DRAFTED, LOCATING_FIELDS

OF_THE_LIST = frozenset({"source", "source_id", "licence", "located_by", "checked_how"})
"""What tells of the list, or of how it was read, rather than of the thing."""

OF_THE_PLACE = frozenset({*LOCATING_FIELDS, "address", "shape", "uprn", "precise_to_m"})

ROWS_AT_ONCE = 10_000
"""So many rows are joined to texts at once: together they are as large as the list."""

_WITHIN, _BETWEEN = "\x1f", "\x1e"


def digests_of(fields: pd.DataFrame, *, without: Collection[str] = ()) -> list[str]:
    """Return what knows again whether rows say the same.

    Parameters
    ----------
    fields
        Columns by field, all text. Empty cells and columns say nothing, wherever they stand.
    without
        Fields that are left out besides those that tell of the list.

    Returns
    -------
    list of str
        16 hexadecimal digits a row.
    """
    names = sorted(set(fields.columns) & set(DRAFTED) - OF_THE_LIST - set(without))
    starts = range(0, len(fields), ROWS_AT_ONCE)
    return [digest for start in starts for digest in _digests(fields[names].iloc[start : start + ROWS_AT_ONCE])]


def _digests(fields: pd.DataFrame) -> list[str]:
    said = pd.Series("", index=fields.index, dtype="str")
    for name in fields.columns:
        cells = fields[name].astype("str")
        said += (name + _WITHIN + cells + _BETWEEN).where(cells.ne(""), "")
    return [hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16] for text in said]


def keys_of(source_ids: pd.Series, digests: Collection[str]) -> pd.Series:
    """Return a key for each row: the one that its list gives, or one made of all it says.

    Parameters
    ----------
    source_ids
        As the list gives them, or empty; of rows that differ.
    digests
        As `digests_of` gives them.

    Returns
    -------
    pandas.Series
        On the same index. Rows that differ never share a key, even where the list gives them the same one.
    """
    own = source_ids.ne("") & ~source_ids.duplicated(keep=False)
    made = source_ids.mask(source_ids.eq(""), "row") + "-" + pd.Series(list(digests), source_ids.index, dtype="str")
    return source_ids.where(own, made)
