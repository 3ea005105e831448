"""Where did somebody look and find none? Nothing else is a gap."""

from __future__ import annotations

import pandas as pd

from asset_map.language import gettext as _
from asset_map.maps import palette
from asset_map.maps.layer import LegendClass, Pattern, Theme
from asset_map.maps.themes.making import state_positions, without_empty_classes


def gaps_theme(rows: pd.DataFrame) -> Theme:
    """Return zones coloured by what is known of them.

    Parameters
    ----------
    rows
        A row a zone, with ``coverage``.

    Returns
    -------
    Theme
        The four states of the coverage ledger.
    """
    note = _("Only a zone where somebody looked and found none is a gap. Deprivation plays no part in this.")
    theme = Theme("gaps", _("Strengths and gaps"), note, gap_classes(), ())
    return without_empty_classes(theme, state_positions(rows))


def gap_classes() -> tuple[LegendClass, ...]:
    """Return how each state of the coverage ledger is drawn.

    Returns
    -------
    tuple of LegendClass
        In the order of `asset_map.maps.themes.making.STATES`.
    """
    return (
        LegendClass(_("Strength: usable now"), palette.STRENGTH),
        LegendClass(_("Gap: looked, found none"), palette.GAP, Pattern.CROSSED),
        LegendClass(_("Check again: looked long ago"), palette.OUT_OF_DATE),
        LegendClass(_("Ask here next: not looked yet"), palette.NOT_LOOKED, Pattern.HATCHED),
    )
