"""Which postcode stands in an address that somebody wrote in one piece?"""

from __future__ import annotations

import re

import pandas as pd

_LAST_POSTCODE = re.compile(
    r"^.*(?<![^\W_])"
    r"(?![A-Z]+[0-9][A-Z0-9]?\s*[0-9](?:st|nd|rd|th)\b)"
    r"(?P<outward>[A-Za-z]{1,2}[0-9][A-Za-z0-9]?)\s*(?P<inward>[0-9][A-Za-z]{2})(?![^\W_])",
    re.DOTALL,
)
"""All that stands before it is taken greedily, so that the last one is found; its shape is that of `domain.postcode`.
“Block B1 2nd floor” holds none, but “b1 2nd”, all written small, is one."""


def postcodes_within(texts: pd.Series[str]) -> pd.Series[str]:
    """Find the last whole postcode that stands in each text.

    Parameters
    ----------
    texts
        For instance addresses; missing texts count as empty.

    Returns
    -------
    pandas.Series
        On the same index: upper case with one blank, ``"G43 1LH"``, however it was spelled; empty where there is none.
    """
    parts = texts.fillna("").str.extract(_LAST_POSTCODE)
    return (parts["outward"] + " " + parts["inward"]).str.upper().fillna("").astype("str")
