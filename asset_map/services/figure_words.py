"""How are counts of people and shares said, without telling too much or too little?"""

from __future__ import annotations

import pandas as pd
from pandas.api.typing import NAType

from asset_map.language import gettext as _
from asset_map.measures.small_numbers import LEAST_PEOPLE

LEAST_SHARE = 0.005
"""Smaller shares would be rounded to none, and larger ones than all but this to all."""


def people_words(count: float | NAType) -> str:
    """Return a count of people in words.

    Parameters
    ----------
    count
        Missing where it is too small to be shown.

    Returns
    -------
    str
        For instance ``1,204``.
    """
    return f"{count:,.0f}" if pd.notna(count) else _("fewer than {least}").format(least=LEAST_PEOPLE)


def share_words(share: float) -> str:
    """Return a share in words.

    Parameters
    ----------
    share
        0 to 1; missing where it is not known.

    Returns
    -------
    str
        Per cent; nothing but none is said to be none, and nothing but all to be all.
    """
    if pd.isna(share):
        return "–"
    if 0 < share < LEAST_SHARE:
        return _("under 1%")
    return _("over 99%") if 1 - LEAST_SHARE <= share < 1 else f"{share:.0%}"
