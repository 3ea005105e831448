"""By what are zones ranked: deprivation as a whole, or one domain that holds no distances to services?"""

from __future__ import annotations

import pandas as pd

from asset_map.errors import UserError
from asset_map.geography.geographies import Deprivation
from asset_map.language import gettext as _

OVERALL = "overall"

OFFERED = (OVERALL, "income", "employment")
"""An overall rank may hold how far services are, so that reach is partly compared with itself; these two do not."""


def ranking_words() -> dict[str, str]:
    """Return what people call each ranking.

    Returns
    -------
    dict
        By its code.
    """
    return {
        OVERALL: _("Deprivation overall"),
        "income": _("Income deprivation"),
        "employment": _("Employment deprivation"),
    }


def rankings_of(edition: Deprivation | None) -> dict[str, str]:
    """Return the rankings that an edition holds.

    Parameters
    ----------
    edition
        The edition; None for an area without any.

    Returns
    -------
    dict
        Words by code, the overall ranking first.
    """
    if edition is None:
        return {}
    words = ranking_words()
    return {code: words[code] for code in OFFERED if rank_column(code) in edition.table}


def rank_column(ranking: str) -> str:
    """Return the column of an edition's table that a ranking stands in.

    Parameters
    ----------
    ranking
        Its code.

    Returns
    -------
    str
        For instance ``rank_income``.
    """
    return "rank" if ranking == OVERALL else f"rank_{ranking}"


def rank_by(edition: Deprivation | None, ranking: str, zones: pd.Index) -> pd.Series:
    """Return the rank of each zone.

    Parameters
    ----------
    edition
        The edition; None for an area without any.
    ranking
        Its code.
    zones
        Codes of the zones.

    Returns
    -------
    pandas.Series
        ``rank``, ordinal, 1 = most deprived; missing without an edition.

    Raises
    ------
    UserError
        When there is no such ranking here.
    """
    known = rankings_of(edition) or {OVERALL: ""}
    if ranking not in known:
        expected = _("Expected one of the rankings {known}; found “{found}”. Choose one of those.")
        raise UserError(expected.format(known=", ".join(known), found=ranking))
    if edition is None:
        return pd.Series(float("nan"), zones, name="rank")
    return edition.table[rank_column(ranking)].reindex(zones).rename("rank")
