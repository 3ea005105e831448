"""How are the figures of a zone said in words?"""

from __future__ import annotations

import pandas as pd

from asset_map.domain.coverage import CoverageState
from asset_map.domain.dates import written_date
from asset_map.language import gettext as _


def coverage_words(coverage: pd.Series) -> pd.Series:
    """Say what is known of each zone.

    Parameters
    ----------
    coverage
        `CoverageState` values.

    Returns
    -------
    pandas.Series
        Words, on the same index.
    """
    words = {
        CoverageState.FOUND.value: _("Found: at least one, usable now"),
        CoverageState.LOOKED_NONE.value: _("Gap: looked, and found none"),
        CoverageState.OUT_OF_DATE.value: _("Check again: not known to be usable now"),
        CoverageState.NOT_LOOKED.value: _("Nobody has looked: ask here next"),
    }
    return coverage.map(words)


def looked_words(coverage: pd.Series) -> str:
    """Say in how many of the zones somebody has looked.

    Parameters
    ----------
    coverage
        `CoverageState` values of all zones.

    Returns
    -------
    str
        For instance ``12 of 746 zones looked at, 2 of them long ago``.
    """
    looked = int(coverage.ne(CoverageState.NOT_LOOKED.value).sum())
    out_of_date = int(coverage.eq(CoverageState.OUT_OF_DATE.value).sum())
    words = _("{looked} of {zones} zones looked at, {out_of_date} of them long ago")
    short = _("{looked} of {zones} zones looked at")
    chosen = words if out_of_date else short
    return chosen.format(looked=f"{looked:,}", zones=f"{len(coverage):,}", out_of_date=f"{out_of_date:,}")


def number_words(values: pd.Series, *, decimals: int = 0) -> pd.Series:
    """Write numbers for people.

    Parameters
    ----------
    values
        Numbers; some may be missing.
    decimals
        How many decimals.

    Returns
    -------
    pandas.Series
        For instance ``1,234``; ``not known`` where a number is missing.
    """
    written = values.map(lambda number: f"{number:,.{decimals}f}", na_action="ignore")
    return written.astype("object").where(values.notna(), _("not known"))


def tenth_words(decile: pd.Series) -> pd.Series:
    """Write deprivation deciles, with what their numbers mean.

    Parameters
    ----------
    decile
        1 to 10, 1 = most deprived; some may be missing.

    Returns
    -------
    pandas.Series
        For instance ``3 (1 = most deprived)``; ``not known`` where a decile is missing.
    """
    written = decile.map(lambda tenth: _("{tenth} (1 = most deprived)").format(tenth=int(tenth)), na_action="ignore")
    return written.astype("object").where(decile.notna(), _("not known"))


def share_words(share: pd.Series, known: pd.Series) -> pd.Series:
    """Write shares of residents as percentages.

    Parameters
    ----------
    share
        0 to 1; some may be missing.
    known
        Whether a low share is known to be low: somebody has looked there lately, and all that is there is on the map.

    Returns
    -------
    pandas.Series
        For instance ``62 %``; ``at least 12 %`` where it is not known to be all, and ``not known`` where in addition
        nobody is known to have it near, or where a share is missing.
    """
    written = share.map(lambda part: f"{part:.0%}".replace("%", "\N{NO-BREAK SPACE}%"), na_action="ignore")
    at_least = written.map(lambda words: _("at least {share}").format(share=words), na_action="ignore")
    said = written.astype("object").where(known, at_least)
    return said.mask(share.isna() | (~known & share.eq(0)), _("not known"))


def date_words(dates: pd.Series) -> pd.Series:
    """Write dates for people.

    Parameters
    ----------
    dates
        Dates; some may be missing.

    Returns
    -------
    pandas.Series
        For instance ``1 October 2026``; empty where a date is missing.
    """
    written = ["" if pd.isna(day) else written_date(day.date()) for day in pd.to_datetime(dates)]
    return pd.Series(written, dates.index, dtype="object")
