"""What is where? Assets as points, lines and areas over faint zones."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from asset_map.domain.classification import Classification
from asset_map.language import gettext as _
from asset_map.maps import palette
from asset_map.maps.classify import quantile_classes
from asset_map.maps.drawing import DrawnZones
from asset_map.maps.layer import Layer, LegendClass, Setting, Table, Theme
from asset_map.maps.points import drawn_points
from asset_map.maps.themes.making import without_empty_classes
from asset_map.maps.zone_words import number_words

MOST_POINTS = 2_000
"""More places than these are told zone by zone: a phone takes long to draw them, and nobody can tell them apart."""


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
        of them by area only. Of more than `MOST_POINTS` places no points, and zones coloured by how many they have.
    """
    by_area = assets.geometry.isna() | assets.geometry.is_empty
    codes = list(zones.codes)
    counts = pd.crosstab(assets["zone_code"], by_area).reindex(index=codes, columns=[False, True], fill_value=0)
    is_many = int((~by_area).sum()) > MOST_POINTS
    columns = {
        _("Zone"): zone_names.reindex(codes).fillna("").astype(str),
        _("Code"): codes,
        _("Assets on the map"): number_words(counts[False]),
        _("Assets known by area only"): number_words(counts[True]),
    }
    return Layer(
        title=title,
        subtitle=setting.area_name,
        setting=setting,
        zones=zones,
        zone_table=Table(tuple(columns), tuple(zip(*columns.values(), strict=True))),
        themes=(_by_number(counts[False]) if is_many else _faint(len(codes)),),
        points=drawn_points(
            assets.iloc[:0] if is_many else assets,
            classification=classification,
            status_words=status_words,
            by_kind=True,
        ),
    )


def _faint(zones: int) -> Theme:
    return Theme("zones", _("Zones"), "", (LegendClass(_("Data zone"), palette.FAINT_ZONE),), (0,) * zones)


def _by_number(on_map: pd.Series) -> Theme:
    number = on_map.to_numpy(dtype="float64")
    ranges = quantile_classes(number[number > 0], count=len(palette.SEQUENTIAL))
    class_of_zone = np.zeros(len(number), dtype="int64")
    class_of_zone[number > 0] = 1 + ranges.class_of_value
    labels = (_("None"), *(label.replace(".0", "") for label in ranges.labels))
    colours = (palette.FAINT_ZONE, *palette.SEQUENTIAL)
    theme = Theme(
        "number",
        _("Assets on the map"),
        _("There are too many places to draw each of them. Search or filter, and fewer are drawn one by one."),
        tuple(LegendClass(label, colour) for label, colour in zip(labels, colours, strict=False)),
        (),
    )
    return without_empty_classes(theme, class_of_zone)
