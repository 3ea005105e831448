"""Which zones are ranked as more or less deprived? Shown only when somebody chooses it."""

from __future__ import annotations

import pandas as pd

from asset_map.language import gettext as _
from asset_map.maps import palette
from asset_map.maps.layer import LegendClass, Pattern, Theme
from asset_map.maps.themes.making import without_empty_classes

TENTHS = 10


def deprivation_theme(rows: pd.DataFrame, edition_name: str) -> Theme:
    """Return zones coloured by deprivation decile.

    Parameters
    ----------
    rows
        A row a zone, with ``decile`` (1 = most deprived).
    edition_name
        The edition, for the words below the legend.

    Returns
    -------
    Theme
        All ten tenths, and zones without one.
    """
    labels = {1: _("1 = most deprived tenth"), TENTHS: _("10 = least deprived tenth")}
    classes = (
        *(LegendClass(labels.get(n, str(n)), colour) for n, colour in enumerate(palette.DECILES, start=1)),
        LegendClass(_("Not ranked in this edition"), palette.NOT_LOOKED, Pattern.DOTTED),
    )
    tenth = rows["decile"].astype("Int64").fillna(TENTHS + 1).to_numpy(dtype="int64")
    note = _("{edition}. A rank of areas, not of people: most people in any zone are not deprived.")
    theme = Theme("deprivation", _("Deprivation"), note.format(edition=edition_name), classes, ())
    return without_empty_classes(theme, tenth - 1, kept=range(TENTHS))
