"""Assets as a layer: what an audience sees of them, as files hold it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import shapely

from asset_map.domain.asset_fields import feature_words
from asset_map.errors import UserError
from asset_map.exports.export import ClassStyle, ExportLayer
from asset_map.language import gettext as _
from asset_map.maps import palette
from asset_map.maps.layer import LegendClass
from asset_map.services.inside import inside_of
from asset_map.services.look import assets_of, with_offer
from asset_map.services.neighbourhoods import area_of
from asset_map.services.take_away.asked import Taken
from asset_map.services.take_away.asset_columns import asset_columns
from asset_map.services.workspace import Workspace

GEOMETRY_TYPES = {0: "point", 1: "line", 2: "area"}
"""What people call a geometry, by its dimensions."""

DAY = pd.ArrowDtype(pa.date32())


def taken_assets(taken: Taken, workspace: Workspace) -> gpd.GeoDataFrame:
    """Return the assets that are taken away.

    Parameters
    ----------
    taken
        What is asked for.
    workspace
        The area.

    Returns
    -------
    geopandas.GeoDataFrame
        Those rows of `asset_map.services.look.view_assets`.

    Raises
    ------
    UserError
        When there is no such offer, kind or neighbourhood.
    """
    assets = assets_of(taken.question, workspace)
    for _sentence, narrowed in _filters(taken, workspace):
        assets = narrowed(assets)
    return assets


def assets_left_out(taken: Taken, workspace: Workspace) -> tuple[str, ...]:
    """Say what filters leave out, and which rows have no place.

    Parameters
    ----------
    taken
        What is asked for.
    workspace
        The area.

    Returns
    -------
    tuple of str
        A sentence each; of what the audience sees, so that nothing tells of what is protected.
    """
    assets, told = assets_of(taken.question, workspace), []
    for sentence, narrowed in _filters(taken, workspace):
        fewer = narrowed(assets)
        if len(fewer) < len(assets):
            told.append(sentence.format(left=f"{len(assets) - len(fewer):,}", all=f"{len(assets):,}"))
        assets = fewer
    without = int((assets.geometry.isna() | assets.geometry.is_empty).sum())
    if without:
        words = _(
            "{count} of {all} assets have no exact place, because none is known or none may be shown: they are rows "
            "with their zone, and no dot on a map."
        )
        told.append(words.format(count=f"{without:,}", all=f"{len(assets):,}"))
    return tuple(told)


def assets_layer(taken: Taken, workspace: Workspace) -> ExportLayer:
    """Return assets as a layer.

    Parameters
    ----------
    taken
        What is asked for.
    workspace
        The area.

    Returns
    -------
    ExportLayer
        A row an asset, by name; points, lines and areas as they are, EPSG:27700.

    Raises
    ------
    UserError
        When there is no such offer, kind or neighbourhood.
    """
    rows = as_cells(taken_assets(taken, workspace), workspace)
    kinds = workspace.classification.kinds
    classes = tuple(LegendClass(one.label, palette.KINDS[code]) for code, one in kinds.items() if code in palette.KINDS)
    others = tuple(LegendClass(one.label, palette.POINT) for code, one in kinds.items() if code not in palette.KINDS)
    return ExportLayer(
        name="assets",
        title=_("Assets"),
        description=_("What is here: a row each, with everything on record that this audience may see."),
        rows=rows,
        columns=asset_columns(rows.columns.drop("geometry")),
        label="name",
        styles=(ClassStyle(_("Kind"), "kind_label", (*classes, *others)),),
    )


def as_cells(assets: gpd.GeoDataFrame, workspace: Workspace) -> gpd.GeoDataFrame:
    """Return assets with lists and mappings as the text that `asset_map.intake` reads them from, and days as days.

    Parameters
    ----------
    assets
        As `asset_map.services.look.view_assets` gives them.
    workspace
        The area; its classification has the words for codes.

    Returns
    -------
    geopandas.GeoDataFrame
        The same rows, and ``kind_label``, ``offer_label`` and ``geometry_type`` beside them; the geometry last.
    """
    cells = {str(name): _cells(assets[name]) for name in assets.columns if name != "geometry"}
    kinds = {code: one.label for code, one in workspace.classification.kinds.items()}
    offers = {code: one.label for code, one in workspace.classification.offers.items()}
    dimensions = pd.Series(shapely.get_dimensions(assets.geometry.to_numpy()), index=assets.index)
    cells["kind_label"] = assets["kind"].map(kinds).fillna("").astype("str")
    cells["offer_label"] = assets["primary_offer"].map(offers).fillna("").astype("str")
    cells["geometry_type"] = dimensions.map(GEOMETRY_TYPES).fillna("").astype("str")
    return gpd.GeoDataFrame(cells, geometry=assets.geometry, crs=assets.crs).reset_index(drop=True)


def with_days(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a table in which days are days.

    Parameters
    ----------
    rows
        Any; days stand in it as moments without a time zone.

    Returns
    -------
    pandas.DataFrame
        The same, with those columns as ``date32[day][pyarrow]``.
    """
    days = rows.select_dtypes("datetime")
    return rows.assign(**{str(name): _as_days(days[name]) for name in days})


def _as_days(moments: pd.Series) -> pd.Series:
    return moments.astype(pd.ArrowDtype(pa.timestamp("us"))).astype(DAY)


def _cells(column: pd.Series) -> pd.Series:
    if column.dtype == object:
        return column.map(_cell).astype("str")
    if column.dtype.kind == "M" and getattr(column.dtype, "tz", None) is None:
        return _as_days(column)
    return column


def _cell(value: object) -> object:
    if isinstance(value, Mapping):
        value = feature_words(value)
    return ";".join(map(str, value)) if isinstance(value, tuple) else value


def _filters(taken: Taken, workspace: Workspace) -> list[tuple[str, Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]]]:
    """Return what narrows the assets, each with the sentence that says what it leaves out."""
    found: list[tuple[str, Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]]] = []
    offer, kinds = taken.question.offer, workspace.classification.kinds
    if offer:
        label = offer_of(offer, workspace)
        words = _("{left} of {all} assets do not offer “{offer}” and are left out.")
        found.append((words.replace("{offer}", label), lambda assets: with_offer(assets, offer)))
    if taken.kind:
        if taken.kind not in kinds:
            expected = _("Expected one of the kinds {known}; found “{found}”. Choose one of those.")
            raise UserError(expected.format(known=", ".join(kinds), found=taken.kind[:80]))
        words = _("{left} of {all} assets are of another kind and are left out.")
        found.append((words, lambda assets: assets[assets["kind"].eq(taken.kind)]))
    if taken.usable_only:
        words = _("{left} of {all} assets cannot be used now (closed, out of season, or not checked for long).")
        found.append((words, lambda assets: assets[assets["usable"]]))
    if taken.neighbourhood_id:
        inside = inside_of(area_of(taken.neighbourhood_id, workspace), workspace)
        words = _("{left} of {all} assets lie elsewhere, or their place is not shown closely enough to say.")
        found.append((words, inside.assets))
    return found


def offer_of(offer: str, workspace: Workspace) -> str:
    """Return what people call an offer.

    Parameters
    ----------
    offer
        Its code.
    workspace
        The area.

    Returns
    -------
    str
        Its label.

    Raises
    ------
    UserError
        When there is none of this code.
    """
    offers = workspace.classification.offers
    if offer not in offers:
        raise UserError(f"There is no offer “{offer[:80]}”. Choose one of: {', '.join(offers)}.")
    return offers[offer].label
