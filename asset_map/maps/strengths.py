"""Where is much of one offer, where is none, and where has nobody looked?"""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from asset_map.domain.classification import Classification
from asset_map.domain.coverage import CoverageState
from asset_map.language import gettext as _
from asset_map.maps import palette
from asset_map.maps.classify import quantile_classes
from asset_map.maps.drawing import DrawnZones
from asset_map.maps.layer import Layer, LegendClass, Pattern, Setting, Table, Theme
from asset_map.maps.points import drawn_points
from asset_map.maps.zone_words import coverage_words, looked_words, number_words, tenth_words

STATES = tuple(state.value for state in CoverageState)
TENTHS = 10


def strengths_layer(
    zones: DrawnZones,
    measures: pd.DataFrame,
    *,
    offer_label: str,
    setting: Setting,
    assets: gpd.GeoDataFrame,
    classification: Classification,
    status_words: Mapping[str, str],
) -> Layer:
    """Return the map of strengths and gaps for one offer.

    Parameters
    ----------
    zones
        The zones to draw.
    measures
        Indexed by ``zone_code``, a row for each zone, with ``zone_name``, ``population`` (people), ``decile``
        (1 = most deprived), ``usable`` (assets usable now), ``per_1000`` (assets per 1,000 people; missing without
        people) and ``coverage`` (`CoverageState` values).
    offer_label
        The offer, as people call it.
    setting
        What stands around the drawing.
    assets
        The assets of this offer as the audience may see them; those with a geometry are drawn as points, lines and
        areas too: what is filled here are the zones.
    classification, status_words
        Words for kinds, offers and statuses.

    Returns
    -------
    Layer
        With the themes ``per_1000``, ``gaps`` and, where the zones have deciles, ``deprivation``.

    Raises
    ------
    ValueError
        When a zone has no row in ``measures``.
    """
    rows = rows_of_zones(zones, measures)
    themes = [_per_1000_theme(rows), _gaps_theme(rows)]
    if rows["decile"].notna().any():
        themes.append(_deprivation_theme(rows, setting.edition_name))
    return Layer(
        title=_("{offer}: strengths and gaps").format(offer=offer_label),
        subtitle=" · ".join(part for part in (setting.area_name, setting.edition_name) if part),
        setting=setting,
        zones=zones,
        zone_table=_zone_table(rows),
        themes=tuple(themes),
        looked=looked_words(rows["coverage"]),
        points=drawn_points(assets, classification=classification, status_words=status_words, by_kind=False),
    )


def rows_of_zones(zones: DrawnZones, measures: pd.DataFrame) -> pd.DataFrame:
    """Return the measures of the drawn zones, in their order.

    Parameters
    ----------
    zones
        The zones to draw.
    measures
        Indexed by zone code.

    Returns
    -------
    pandas.DataFrame
        One row for each zone.

    Raises
    ------
    ValueError
        When a zone has no row.
    """
    absent = pd.Index(zones.codes).difference(measures.index)
    if len(absent):
        msg = f"Expected a row of measures for every zone drawn; {len(absent)} have none, the first is {absent[0]}."
        raise ValueError(msg)
    return measures.loc[list(zones.codes)]


def _zone_table(rows: pd.DataFrame) -> Table:
    known = rows["coverage"].isin([CoverageState.FOUND.value, CoverageState.LOOKED_NONE.value])
    columns = {
        _("Zone"): rows["zone_name"].fillna("").astype(str),
        _("Code"): rows.index.astype(str),
        _("Usable now"): number_words(rows["usable"].where(known)),
        _("Per 1,000 people"): number_words(rows["per_1000"].where(known), decimals=2),
        _("People"): number_words(rows["population"]),
        _("Deprivation tenth"): tenth_words(rows["decile"]),
        _("What is known"): coverage_words(rows["coverage"]),
    }
    return Table(tuple(columns), tuple(zip(*columns.values(), strict=True)))


def _per_1000_theme(rows: pd.DataFrame) -> Theme:
    found = rows["coverage"].eq(CoverageState.FOUND.value).to_numpy()
    rate = rows["per_1000"].to_numpy(dtype="float64")
    rated = found & (rate > 0)
    ranges = quantile_classes(rate[rated], count=len(palette.SEQUENTIAL))
    classes = [
        *(LegendClass(label, colour) for label, colour in zip(ranges.labels, palette.SEQUENTIAL, strict=False)),
        LegendClass(_("Usable now, but no residents counted"), palette.NO_PEOPLE, Pattern.DOTTED),
        LegendClass(_("Looked, found none"), palette.NOTHING_FOUND, Pattern.CROSSED),
        LegendClass(_("Looked long ago"), palette.OUT_OF_DATE),
        LegendClass(_("Nobody has looked yet"), palette.NOT_LOOKED, Pattern.HATCHED),
    ]
    class_of_zone = len(ranges.labels) + _state_positions(rows)
    class_of_zone[rated] = ranges.class_of_value
    return _theme_without_empty_classes(
        "per_1000",
        _("Assets per 1,000 people"),
        _("Coloured zones have at least one asset that can be used now; each colour holds about as many zones."),
        classes,
        class_of_zone,
    )


def _gaps_theme(rows: pd.DataFrame) -> Theme:
    classes = [
        LegendClass(_("Strength: usable now"), palette.STRENGTH),
        LegendClass(_("Gap: looked, found none"), palette.GAP, Pattern.CROSSED),
        LegendClass(_("Check again: looked long ago"), palette.OUT_OF_DATE),
        LegendClass(_("Ask here next: not looked yet"), palette.NOT_LOOKED, Pattern.HATCHED),
    ]
    note = _("Only a zone where somebody looked and found none is a gap. Deprivation plays no part in this.")
    return _theme_without_empty_classes("gaps", _("Strengths and gaps"), note, classes, _state_positions(rows))


def _deprivation_theme(rows: pd.DataFrame, edition_name: str) -> Theme:
    labels = {1: _("1 = most deprived tenth"), TENTHS: _("10 = least deprived tenth")}
    classes = [
        *(LegendClass(labels.get(n, str(n)), colour) for n, colour in enumerate(palette.DECILES, start=1)),
        LegendClass(_("Not ranked in this edition"), palette.NOT_LOOKED, Pattern.DOTTED),
    ]
    tenth = rows["decile"].astype("Int64").fillna(TENTHS + 1).to_numpy(dtype="int64")
    note = _("{edition}. A rank of areas, not of people: most people in any zone are not deprived.")
    return _theme_without_empty_classes(
        "deprivation", _("Deprivation"), note.format(edition=edition_name), classes, tenth - 1, keep=TENTHS
    )


def _state_positions(rows: pd.DataFrame) -> np.ndarray:
    return pd.Categorical(rows["coverage"], categories=STATES).codes.astype("int64")


def _theme_without_empty_classes(
    theme_id: str, title: str, note: str, classes: list[LegendClass], class_of_zone: np.ndarray, *, keep: int = 0
) -> Theme:
    used = np.unique(np.concatenate([np.arange(keep), class_of_zone]))
    return Theme(
        theme_id=theme_id,
        title=title,
        note=note,
        classes=tuple(classes[position] for position in used),
        class_of_zone=tuple(np.searchsorted(used, class_of_zone).tolist()),
    )
