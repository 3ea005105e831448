"""Where do people find many different kinds of offers, rather than much of one?"""

from __future__ import annotations

import pandas as pd

from asset_map.language import gettext as _
from asset_map.maps import palette
from asset_map.maps.classify import quantile_classes
from asset_map.maps.layer import LegendClass, Pattern, Theme
from asset_map.maps.themes.making import without_empty_classes


def variety_theme(rows: pd.DataFrame, *, offers_compared: tuple[str, ...]) -> Theme:
    """Return zones coloured by variety of offers.

    Parameters
    ----------
    rows
        A row a zone, with ``variety``: the Hill number of order 1 over offers, missing where zones may not be compared
        because they were not looked at alike; 0 where nothing is usable.
    offers_compared
        The offers, as people call them, that are counted: in each zone with a number, all of them were looked for.

    Returns
    -------
    Theme
        Classes of about as many zones; zones that may not be compared are hatched.
    """
    variety = rows["variety"].to_numpy(dtype="float64", na_value=float("nan"))
    some = variety > 0
    ranges = quantile_classes(variety[some], count=len(palette.SEQUENTIAL))
    classes = (
        *(LegendClass(label, colour) for label, colour in zip(ranges.labels, palette.SEQUENTIAL, strict=False)),
        LegendClass(_("None of these offers"), palette.NOTHING_FOUND, Pattern.CROSSED),
        LegendClass(_("Not compared: not all of these were looked for"), palette.NOT_LOOKED, Pattern.HATCHED),
    )
    class_of_zone = len(ranges.labels) + pd.isna(variety).astype("int64")
    class_of_zone[some] = ranges.class_of_value
    note = _(
        "Not this offer alone, but these: {offers}. A zone with 3.0 is as varied as one where three offers are equally "
        "common. Only zones where all of these were looked for are compared."
    ).format(offers=", ".join(offers_compared))
    return without_empty_classes(Theme("variety", _("Variety of offers"), note, classes, ()), class_of_zone)
