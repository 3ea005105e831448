"""How do assets with a place of their own become points to draw?"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import geopandas as gpd
import pandas as pd

from asset_map.domain.classification import Classification
from asset_map.language import gettext as _
from asset_map.maps import palette
from asset_map.maps.drawing import DECIMALS
from asset_map.maps.layer import DrawnPoints, LegendClass, Table


def drawn_points(assets: gpd.GeoDataFrame, *, classification: Classification, by_kind: bool) -> DrawnPoints:
    """Return the points of the assets that have a place of their own, sorted by name.

    Parameters
    ----------
    assets
        Assets as one audience may see them, any CRS. Needs ``name``, ``kind`` and a geometry, which is missing where
        an asset has no point for this audience. ``offers`` (codes), ``address``, ``opening_times``, ``cost``,
        ``who_for``, ``web`` and ``last_checked`` are shown where they are there.
    classification
        Words for the codes of kinds and offers.
    by_kind
        Whether points are coloured by kind; otherwise all are alike.

    Returns
    -------
    DrawnPoints
        One point for each asset with a geometry; of a line or area, a point inside it. Empty columns are left out.
    """
    placed = assets[assets.geometry.notna() & ~assets.geometry.is_empty].sort_values("name", kind="stable")
    if placed.empty:
        return DrawnPoints()
    inside = placed.geometry.representative_point().to_crs(4326)
    latitudes, longitudes = inside.y.round(DECIMALS).tolist(), inside.x.round(DECIMALS).tolist()
    groups, group_of_point = _groups(placed["kind"], classification, by_kind=by_kind)
    return DrawnPoints(
        table=_table(placed, classification),
        positions=tuple(zip(latitudes, longitudes, strict=True)),
        groups=groups,
        group_of_point=group_of_point,
    )


def _groups(
    kinds: pd.Series, classification: Classification, *, by_kind: bool
) -> tuple[tuple[LegendClass, ...], tuple[int, ...]]:
    if not by_kind:
        return (LegendClass(_("Assets on the map"), palette.POINT),), (0,) * len(kinds)
    present = [code for code in classification.kinds if code in set(kinds)]
    groups = tuple(
        LegendClass(classification.kinds[code].label, palette.KINDS.get(code, palette.POINT)) for code in present
    )
    return groups, tuple(kinds.map(present.index).tolist())


def _table(placed: gpd.GeoDataFrame, classification: Classification) -> Table:
    kind_labels = {code: kind.label for code, kind in classification.kinds.items()}
    offer_labels = {code: offer.label for code, offer in classification.offers.items()}
    columns: dict[str, tuple[str, Callable[[object], str]]] = {
        "name": (_("Name"), str),
        "kind": (_("Kind"), lambda code: kind_labels.get(str(code), str(code))),
        "offers": (_("Offers"), lambda codes: _offer_words(codes, offer_labels)),
        "address": (_("Address"), str),
        "opening_times": (_("Open"), str),
        "cost": (_("Cost"), str),
        "who_for": (_("Who for"), str),
        "web": (_("Web"), str),
        "last_checked": (_("Last checked"), _date_words),
    }
    texts = pd.DataFrame(
        {
            heading: placed[column].map(words, na_action="ignore").astype("object").fillna("").astype(str)
            for column, (heading, words) in columns.items()
            if column in placed
        }
    )
    told = texts.loc[:, (texts != "").any()]
    return Table(tuple(told.columns), tuple(told.itertuples(index=False, name=None)))


def _date_words(date: object) -> str:
    day = pd.Timestamp(str(date))
    return f"{day.day} {day:%B %Y}"


def _offer_words(codes: object, labels: Mapping[str, str]) -> str:
    listed = codes.split(";") if isinstance(codes, str) else list(codes)  # type: ignore[call-overload]  # a sequence
    return ", ".join(labels.get(str(code).strip(), str(code)) for code in listed)
