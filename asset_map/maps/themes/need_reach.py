"""Where is the offer near, and where not, among the more and the less deprived parts of the area?

Zones are put into thirds by their rank, which is an order and no amount: it is never averaged or multiplied.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from asset_map.language import gettext as _
from asset_map.maps import palette
from asset_map.maps.layer import LegendClass, LegendGrid, Pattern, Theme
from asset_map.maps.themes.making import (
    is_known,
    is_reach_known,
    looked_long_ago,
    not_looked,
    not_on_the_map,
    state_positions,
    without_empty_classes,
)
from asset_map.maps.themes.terms import Terms
from asset_map.measures.ranking import fractional_rank

THIRDS = 3


def need_reach_theme(rows: pd.DataFrame, terms: Terms) -> Theme:
    """Return zones coloured by deprivation and reach at once.

    Parameters
    ----------
    rows
        A row a zone, with ``coverage``, ``population``, ``rank`` (1 = most deprived), ``share_within`` (0 to 1), and
        ``not_placed`` where some zones hold assets whose place is not shown.
    terms
        The distance, and what zones are ranked by.

    Returns
    -------
    Theme
        Nine classes in a grid. Zones that nobody has looked at lately are in none of them, however few residents are
        known to have it near; nor are zones without people or rank, or with something whose place is not shown.
    """
    share = rows["share_within"].to_numpy(dtype="float64", na_value=float("nan"))
    need = rank_thirds(rows["rank"], rows["population"])
    lack = THIRDS - 1 - np.searchsorted([1 / THIRDS, 2 / THIRDS], share, side="right")
    grid = _grid()
    classes = (
        *(
            LegendClass(f"{need_word}; {lack_word}", palette.NEED_REACH[position])
            for position, (need_word, lack_word) in enumerate((n, c) for n in grid.rows for c in grid.columns)
        ),
        LegendClass(_("No residents counted, or not ranked"), palette.NO_PEOPLE, Pattern.DOTTED),
        looked_long_ago(),
        not_looked(),
        not_on_the_map(),
    )
    unranked, long_ago, unlooked, not_shown = range(THIRDS * THIRDS, len(classes))
    known = is_reach_known(rows)
    comparable = known & (need > 0) & ~np.isnan(share)
    by_state = np.array([unranked, unranked, long_ago, unlooked])[state_positions(rows)]
    by_state = np.where(is_known(rows) & ~known, not_shown, by_state)
    class_of_zone = np.where(comparable, (need - 1) * THIRDS + lack, by_state)
    note = _(
        "Darkest is where the most deprived third of residents live and few of them have it near: look there first. "
        "Thirds are of the residents of this area in order of “{ranking}”, which says nothing of any one person. {how}"
    )
    theme = Theme(
        theme_id="need_reach",
        title=_("Deprivation and reach together"),
        note=note.format(ranking=terms.ranking or _("overall deprivation"), how=terms.distance_words()),
        classes=classes,
        class_of_zone=(),
        grid=grid,
    )
    return without_empty_classes(theme, class_of_zone)


def rank_thirds(rank: pd.Series, people: pd.Series) -> NDArray[np.int64]:
    """Put zones into thirds of the residents, in order of rank.

    Parameters
    ----------
    rank
        Ordinal, 1 = most deprived; some may be missing.
    people
        Residents of each zone.

    Returns
    -------
    numpy.ndarray
        1 = most deprived to 3; 0 where a zone has no rank or no residents. A zone belongs to the third in which the
        middle one of its residents falls; zones of equal rank stay together.
    """
    shares = fractional_rank(rank, people)
    thirds = np.searchsorted([1 / THIRDS, 2 / THIRDS], shares, side="left") + 1
    return np.where(shares.isna(), 0, thirds)


def _grid() -> LegendGrid:
    rows = (_("Most deprived third"), _("Middle third"), _("Least deprived third"))
    columns = (_("two thirds or more near"), _("a third to two thirds near"), _("fewer than a third near"))
    cells = tuple(tuple(range(THIRDS * row, THIRDS * row + THIRDS)) for row in range(THIRDS))
    return LegendGrid(_("Deprivation"), _("Reach"), rows, columns, cells)
