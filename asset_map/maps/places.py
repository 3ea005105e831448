"""What is where? Assets as points, lines and areas over faint zones."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from asset_map.domain.classification import Classification
from asset_map.language import gettext as _
from asset_map.maps import palette
from asset_map.maps.drawing import DrawnZones
from asset_map.maps.layer import Layer, LegendClass, Setting, Table, Theme
from asset_map.maps.points import drawn_points
from asset_map.maps.zone_words import number_words


def places_layer(
    zones: DrawnZones,
    zone_names: pd.Series,
    *,
    title: str,
    setting: Setting,
    assets: gpd.GeoDataFrame,
    classification: Classification,
    status_words: Mapping[str, str],
) -> Layer:
    """Return the map of places.

    Parameters
    ----------
    zones
        The zones to draw, faintly.
    zone_names
        Their names, indexed by zone code.
    title
        What the map shows.
    setting
        What stands around the drawing.
    assets
        Assets as the audience may see them, with ``zone_code`` and the columns that `drawn_points` reads. One whose
        geometry is missing is shown by its area only: it counts in its zone's totals and is nowhere finer.
    classification, status_words
        Words for kinds, offers and statuses.

    Returns
    -------
    Layer
        Points, lines and areas coloured by kind; each zone tells how many assets it has, and how many
        of them by area only.
    """
    by_area = assets.geometry.isna() | assets.geometry.is_empty
    codes = list(zones.codes)
    counts = pd.crosstab(assets["zone_code"], by_area).reindex(index=codes, columns=[False, True], fill_value=0)
    columns = {
        _("Zone"): zone_names.reindex(codes).fillna("").astype(str),
        _("Code"): codes,
        _("Assets on the map"): number_words(counts[False]),
        _("Assets known by area only"): number_words(counts[True]),
    }
    faint = Theme("zones", _("Zones"), "", (LegendClass(_("Data zone"), palette.FAINT_ZONE),), (0,) * len(codes))
    return Layer(
        title=title,
        subtitle=setting.area_name,
        setting=setting,
        zones=zones,
        zone_table=Table(tuple(columns), tuple(zip(*columns.values(), strict=True))),
        themes=(faint,),
        points=drawn_points(assets, classification=classification, status_words=status_words, by_kind=True),
    )
