"""Where is much of the offer, for the people who live there?"""

from __future__ import annotations

import pandas as pd

from asset_map.domain.coverage import CoverageState
from asset_map.language import gettext as _
from asset_map.maps import palette
from asset_map.maps.classify import quantile_classes
from asset_map.maps.layer import LegendClass, Pattern, Theme
from asset_map.maps.themes.making import looked_long_ago, not_looked, state_positions, without_empty_classes


def amount_theme(rows: pd.DataFrame) -> Theme:
    """Return zones coloured by assets per 1,000 people.

    Parameters
    ----------
    rows
        A row a zone, with ``coverage`` and ``per_1000`` (assets usable now per 1,000 people; missing without people).

    Returns
    -------
    Theme
        Colours for zones with an asset, in classes of about as many zones; the others say what is known of them.
    """
    found = rows["coverage"].eq(CoverageState.FOUND.value).to_numpy()
    rate = rows["per_1000"].to_numpy(dtype="float64", na_value=float("nan"))
    rated = found & (rate > 0)
    ranges = quantile_classes(rate[rated], count=len(palette.SEQUENTIAL))
    classes = (
        *(LegendClass(label, colour) for label, colour in zip(ranges.labels, palette.SEQUENTIAL, strict=False)),
        LegendClass(_("Usable now, but no residents counted"), palette.NO_PEOPLE, Pattern.DOTTED),
        LegendClass(_("Looked, found none"), palette.NOTHING_FOUND, Pattern.CROSSED),
        looked_long_ago(),
        not_looked(),
    )
    class_of_zone = len(ranges.labels) + state_positions(rows)
    class_of_zone[rated] = ranges.class_of_value
    theme = Theme(
        theme_id="amount",
        title=_("Assets per 1,000 people"),
        note=_("Coloured zones have at least one asset that can be used now; each colour holds about as many zones."),
        classes=classes,
        class_of_zone=(),
    )
    return without_empty_classes(theme, class_of_zone)
