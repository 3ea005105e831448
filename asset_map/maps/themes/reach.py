"""What share of the residents of a zone have the offer near where they live?

A low share is only known to be low where somebody has looked. Elsewhere it is a share that at least have it near.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

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

BREAKS = (0.25, 0.5, 0.75)
"""Upper ends of classes of shares; fixed, so that maps of different offers and dates can be compared."""


def share_words() -> tuple[str, ...]:
    """Say what each class of shares holds.

    Returns
    -------
    tuple of str
        From few to all.
    """
    return (
        _("Up to a quarter of residents"),
        _("A quarter to a half"),
        _("A half to three quarters"),
        _("More than three quarters"),
    )


def reach_theme(rows: pd.DataFrame, terms: Terms) -> Theme:
    """Return zones coloured by the share of residents within reach.

    Parameters
    ----------
    rows
        A row a zone, with ``coverage``, ``share_within`` (0 to 1; missing without residents), and ``not_placed`` where
        some zones hold assets whose place is not shown.
    terms
        The distance, and how it was measured.

    Returns
    -------
    Theme
        Colours by share; hatched over a colour where more residents may have it near, because nobody has looked lately
        or something is there that is not on the map; hatched grey where nobody has looked and nobody is known to have
        it near.
    """
    share = rows["share_within"].to_numpy(dtype="float64", na_value=float("nan"))
    colours = palette.SEQUENTIAL[: len(BREAKS) + 1]
    words = share_words()
    at_least = _("{share}, at least")
    classes = (
        *(LegendClass(word, colour) for word, colour in zip(words, colours, strict=True)),
        *(
            LegendClass(at_least.format(share=word), colour, Pattern.HATCHED)
            for word, colour in zip(words, colours, strict=True)
        ),
        LegendClass(_("No resident, and somebody has looked"), palette.NOTHING_FOUND, Pattern.CROSSED),
        LegendClass(_("No residents counted"), palette.NO_PEOPLE, Pattern.DOTTED),
        looked_long_ago(),
        not_looked(),
        not_on_the_map(),
    )
    nobody, no_people, long_ago, unlooked, not_shown = range(2 * len(words), len(classes))
    known = is_reach_known(rows)
    of_share = np.searchsorted(BREAKS, share, side="left")
    class_of_zone = np.where(known, of_share, of_share + len(words))
    by_state = np.array([nobody, nobody, long_ago, unlooked])[state_positions(rows)]
    by_state = np.where(is_known(rows) & ~known, not_shown, by_state)
    class_of_zone = np.where(share > 0, class_of_zone, by_state)
    class_of_zone = np.where(np.isnan(share) & is_known(rows), no_people, class_of_zone)
    theme = Theme(
        theme_id="reach",
        title=terms.residents_within(),
        note=_reach_note(terms),
        classes=classes,
        class_of_zone=(),
        grid=_grid(words) if (~known & (share > 0)).any() else None,
    )
    return without_empty_classes(theme, class_of_zone)


def _grid(words: tuple[str, ...]) -> LegendGrid:
    return LegendGrid(
        rows_title=_("Residents with it near"),
        columns_title=_("Is all of it known?"),
        rows=words,
        columns=(_("Yes"), _("No: at least")),
        cells=tuple((position, position + len(words)) for position in range(len(words))),
    )


def _reach_note(terms: Terms) -> str:
    note = _(
        "People are taken to live at the postcodes of their zone. Where nobody has looked, here or next door, or where "
        "something has no place on the map, more may be near than is known."
    )
    return f"{terms.distance_words()} {note}"
