"""Where is much of one offer, where is none, and where has nobody looked?"""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from asset_map.domain.classification import Classification
from asset_map.language import gettext as _
from asset_map.maps.drawing import DrawnZones
from asset_map.maps.layer import Layer, Setting, Table, Theme
from asset_map.maps.points import drawn_points
from asset_map.maps.themes.amount import amount_theme
from asset_map.maps.themes.coverage import coverage_theme
from asset_map.maps.themes.deprivation import deprivation_theme
from asset_map.maps.themes.gaps import gaps_theme
from asset_map.maps.themes.making import is_known, is_reach_known
from asset_map.maps.themes.need_reach import need_reach_theme
from asset_map.maps.themes.reach import reach_theme
from asset_map.maps.themes.terms import Terms
from asset_map.maps.themes.variety import variety_theme
from asset_map.maps.zone_words import (
    coverage_words,
    date_words,
    looked_words,
    number_words,
    share_words,
    tenth_words,
)


def strengths_layer(
    zones: DrawnZones,
    measures: pd.DataFrame,
    *,
    offer_label: str,
    setting: Setting,
    assets: gpd.GeoDataFrame,
    classification: Classification,
    status_words: Mapping[str, str],
    terms: Terms | None = None,
) -> Layer:
    """Return the map of strengths and gaps for one offer.

    Parameters
    ----------
    zones
        The zones to draw.
    measures
        Indexed by ``zone_code``, a row for each zone, with ``zone_name``, ``population`` (people), ``decile``
        (1 = most deprived), ``usable`` (assets usable now), ``per_1000`` (assets per 1,000 people; missing without
        people) and ``coverage`` (`CoverageState` values). A theme is added for each of these that is there:
        ``variety`` (Hill number of order 1 over all offers; missing where zones may not be compared),
        ``share_within`` (0 to 1, residents within reach), with it ``rank`` (1 = most deprived), and ``last_looked``
        (dates; missing where no look is on record).
    offer_label
        The offer, as people call it.
    setting
        What stands around the drawing.
    assets
        The assets of this offer as the audience may see them; those with a geometry are drawn as points, lines and
        areas too: what is filled here are the zones.
    classification, status_words
        Words for kinds, offers and statuses.
    terms
        What reach and looks are to be read by; None when the measures have neither.

    Returns
    -------
    Layer
        With the themes ``amount`` and ``gaps`` and, where there is something to show, ``variety``, ``reach``,
        ``need_reach``, ``coverage`` and, always last, ``deprivation``.

    Raises
    ------
    ValueError
        When a zone has no row in ``measures``.
    """
    rows = rows_of_zones(zones, measures)
    return Layer(
        title=_("{offer}: strengths and gaps").format(offer=offer_label),
        subtitle=" · ".join(part for part in (setting.area_name, setting.edition_name) if part),
        setting=setting,
        zones=zones,
        zone_table=_zone_table(rows, terms),
        themes=_themes(rows, setting, terms),
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


def _themes(rows: pd.DataFrame, setting: Setting, terms: Terms | None) -> tuple[Theme, ...]:
    has_reach = terms is not None and "share_within" in rows
    themes = [amount_theme(rows)]
    if terms is not None and _has_variety(rows):
        themes.append(variety_theme(rows, offers_compared=terms.offers_compared))
    if terms is not None and has_reach:
        themes.append(reach_theme(rows, terms))
    themes.append(gaps_theme(rows))
    if terms is not None and has_reach and rows["rank"].notna().any():
        themes.append(need_reach_theme(rows, terms))
    if terms is not None and terms.as_of is not None and "last_looked" in rows:
        themes.append(coverage_theme(rows, as_of=terms.as_of))
    if rows["decile"].notna().any():
        themes.append(deprivation_theme(rows, setting.edition_name))
    return tuple(themes)


def _has_variety(rows: pd.DataFrame) -> bool:
    return "variety" in rows and bool(rows["variety"].notna().any())


def _zone_table(rows: pd.DataFrame, terms: Terms | None) -> Table:
    known = pd.Series(is_known(rows), rows.index)
    columns = {
        _("Zone"): rows["zone_name"].fillna("").astype(str),
        _("Code"): rows.index.astype(str),
        _("Usable now"): number_words(rows["usable"].where(known)),
        _("Per 1,000 people"): number_words(rows["per_1000"].where(known), decimals=2),
    }
    if terms is not None and "share_within" in rows:
        columns[terms.residents_within()] = share_words(
            rows["share_within"], pd.Series(is_reach_known(rows), rows.index)
        )
    if _has_variety(rows):
        columns[_("Variety of offers")] = number_words(rows["variety"], decimals=1)
    columns |= {
        _("People"): number_words(rows["population"]),
        _("Deprivation tenth"): tenth_words(rows["decile"]),
        _("What is known"): coverage_words(rows["coverage"]),
    }
    if "last_looked" in rows:
        columns[_("Last looked")] = date_words(rows["last_looked"])
    return Table(tuple(columns), tuple(zip(*columns.values(), strict=True)))
