"""What is read of an asset on its card, and in the list beside the map?"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import geopandas as gpd
import pandas as pd

from asset_map.domain.classification import Classification
from asset_map.domain.dates import written_date
from asset_map.language import gettext as _
from asset_map.maps.layer import Table

LISTED = ("name", "kind", "offers", "where", "opening_times", "cost", "who_for", "web", "last_checked")
"""What a list shows; a card tells more."""


def card_table(assets: gpd.GeoDataFrame, classification: Classification, status_words: Mapping[str, str]) -> Table:
    """Return what is read of each asset.

    Parameters
    ----------
    assets
        Assets as one audience may see them. Of ``name``, ``kind``, ``offers`` (codes), ``address``, ``zone_name``,
        ``status``, ``opening_times``, ``cost``, ``who_for``, ``also_known_as``, ``summary``, ``story``, ``phone``,
        ``web`` and ``last_checked`` those are shown that are there.
    classification
        Words for the codes of kinds and offers.
    status_words
        Words for the codes of statuses.

    Returns
    -------
    Table
        One row for each asset, in order. Columns of which nobody says anything are left out.
    """
    columns: dict[str, tuple[str, Callable[[object], str]]] = {
        "name": (_("Name"), str),
        "kind": (_("Kind"), lambda code: classification.kind_label(str(code))),
        "offers": (_("Offers"), lambda codes: _offer_words(codes, classification)),
        "where": (_("Where"), str),
        "status": (_("Open?"), lambda code: status_words.get(str(code), str(code))),
        "opening_times": (_("Opening times"), str),
        "cost": (_("Cost"), str),
        "who_for": (_("Who for"), str),
        "also_known_as": (_("Also known as"), str),
        "summary": (_("About it"), str),
        "story": (_("Story"), str),
        "phone": (_("Phone"), str),
        "web": (_("Web"), str),
        "last_checked": (_("Last checked"), lambda date: written_date(pd.Timestamp(str(date)).date())),
    }
    told = _with_where(assets)
    texts = {
        name: told[name].map(words, na_action="ignore").astype("object").fillna("").astype(str)
        for name, (_heading, words) in columns.items()
        if name in told
    }
    shown = [name for name, column in texts.items() if (column != "").any()]
    return Table(
        columns=tuple(columns[name][0] for name in shown),
        rows=tuple(zip(*(texts[name] for name in shown), strict=True)),
        listed=tuple(position for position, name in enumerate(shown) if name in LISTED),
    )


def _with_where(assets: gpd.GeoDataFrame) -> pd.DataFrame:
    """Say where each asset is: its address, or else its zone."""
    told = pd.DataFrame(assets.drop(columns=assets.geometry.name))
    given = [told[name].astype("object").fillna("") for name in ("address", "zone_name") if name in told]
    if not given:
        return told
    where = given[0]
    for finer in given[1:]:
        where = where.mask(where.eq(""), finer)
    return told.assign(where=where)


def _offer_words(codes: object, classification: Classification) -> str:
    listed = codes.split(";") if isinstance(codes, str) else list(codes)  # type: ignore[call-overload]  # a sequence
    return ", ".join(classification.offer_label(str(code).strip()) for code in listed)
