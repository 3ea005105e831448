"""How long ago did somebody last look?"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from asset_map.domain.coverage import CoverageState
from asset_map.language import gettext as _
from asset_map.maps import palette
from asset_map.maps.layer import LegendClass, Pattern, Theme
from asset_map.maps.themes.making import not_looked, without_empty_classes

YEAR_DAYS = 365.25


def coverage_theme(rows: pd.DataFrame, *, as_of: dt.date) -> Theme:
    """Return zones coloured by how long ago somebody looked.

    Parameters
    ----------
    rows
        A row a zone, with ``coverage`` and ``last_looked`` (a date; missing where no look is on record).
    as_of
        The date that years are counted back from.

    Returns
    -------
    Theme
        The darker the colour, the more recent the look.
    """
    looked = pd.to_datetime(rows["last_looked"])
    years = ((pd.Timestamp(as_of) - looked).dt.days / YEAR_DAYS).to_numpy(dtype="float64", na_value=float("nan"))
    words = (
        _("In the last twelve months"),
        _("1 to 2 years ago"),
        _("2 to 3 years ago"),
        _("More than 3 years ago"),
    )
    classes = (
        *(LegendClass(word, colour) for word, colour in zip(words, palette.LOOKED_AGO, strict=True)),
        LegendClass(_("Assets on record, but no look"), palette.NO_PEOPLE, Pattern.DOTTED),
        not_looked(),
    )
    recorded, unlooked = len(words), len(words) + 1
    never = rows["coverage"].eq(CoverageState.NOT_LOOKED.value).to_numpy()
    class_of_zone = np.where(np.isnan(years), np.where(never, unlooked, recorded), np.searchsorted([1, 2, 3], years))
    note = _("A look is a walkabout, a session, a check at a desk or a complete list, whatever it found.")
    return without_empty_classes(Theme("coverage", _("When somebody last looked"), note, classes, ()), class_of_zone)
