"""Zones as layers: their people and ranks, strengths and gaps as the app's map colours them, and reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from asset_map.exports.export import ClassStyle, ExportLayer
from asset_map.language import gettext as _
from asset_map.maps.layer import Theme
from asset_map.maps.themes.deprivation import deprivation_theme
from asset_map.maps.themes.reach import reach_theme
from asset_map.maps.themes.terms import Terms
from asset_map.measures.reach import share_column, within_column
from asset_map.services.editions import chosen_edition
from asset_map.services.fairness import zones_with_assets_not_placed
from asset_map.services.inside import inside_of
from asset_map.services.look import answer
from asset_map.services.measure import ZoneMeasures, measure
from asset_map.services.neighbourhoods import area_of
from asset_map.services.strengths_map import MapQuestion, strengths_layer_of
from asset_map.services.take_away.asked import Taken
from asset_map.services.take_away.assets import with_days
from asset_map.services.take_away.zone_columns import zone_columns
from asset_map.services.workspace import Workspace


def zones_layer(taken: Taken, workspace: Workspace) -> ExportLayer:
    """Return the zones with strengths and gaps of one offer, or with people and deprivation alone.

    Parameters
    ----------
    taken
        What is asked for.
    workspace
        The area.

    Returns
    -------
    ExportLayer
        A row a zone, EPSG:27700, with a column ``class_…`` and a style for each way in which the app's own map can
        colour it: their classes are read from that map.

    Raises
    ------
    UserError
        When something asked for is not known.
    """
    question, geography = taken.question, workspace.geography
    edition = chosen_edition(geography, question.edition_id)
    ranks = edition.table.drop(columns="population", errors="ignore") if edition else pd.DataFrame()
    if question.offer:
        facts, codes, themes = answer(question, workspace).zones, *_themes_of_the_map(taken, workspace)
        facts = facts.join(ranks[[name for name in ranks if name not in facts]])
    else:
        facts = pd.DataFrame(geography.zones_bng.drop(columns="geometry"))
        facts = facts.join(ranks) if edition else facts
        codes = list(facts.index)
        themes = (deprivation_theme(facts, edition.edition.name),) if edition else ()
    return _layer(
        facts.assign(**classes_of(themes, codes, facts.index)),
        taken,
        workspace,
        name="zones",
        title=_("Zones: strengths and gaps") if question.offer else _("Zones"),
        description=_("Data zones with their people, their ranks and, for one offer, what is known there."),
        styles=tuple(_style(theme) for theme in themes),
    )


def reach_layer(taken: Taken, workspace: Workspace) -> ExportLayer:
    """Return how near people are to what they look for, zone by zone.

    Parameters
    ----------
    taken
        What is asked for; without an offer, all offers stand beside each other at the first distance.
    workspace
        The area.

    Returns
    -------
    ExportLayer
        A row a zone, EPSG:27700.

    Raises
    ------
    UserError
        When something asked for is not known.
    """
    offers = [taken.question.offer] if taken.question.offer else list(workspace.classification.offers)
    distance_m, facts = taken.distances_m[0], pd.DataFrame(workspace.geography.zones_bng.drop(columns="geometry"))
    themes = []
    for offer in offers:
        asked = replace(taken, question=replace(taken.question, offer=offer))
        measured = measure(asked.measured, workspace)
        facts = facts.join(_reach(measured, taken, offer))
        theme = reach_theme(_rows(measured, asked, workspace), Terms(distance_m, taken.distance_kind))
        if not taken.question.offer:
            title = f"{workspace.classification.offers[offer].label}: {theme.title}"
            theme = replace(theme, theme_id=f"reach_{offer}", title=title)
        themes.append(theme)
    return _layer(
        facts.assign(**classes_of(themes, list(facts.index), facts.index)),
        taken,
        workspace,
        name="reach",
        title=_("Reach"),
        description=_("How near the people of each zone live to a usable asset."),
        styles=tuple(_style(theme) for theme in themes),
    )


def classes_of(themes: Sequence[Theme], codes: Sequence[str], index: pd.Index[str]) -> dict[str, pd.Series]:
    """Return the class of each zone in each way of colouring, in the words of the legend.

    Parameters
    ----------
    themes
        The ways of colouring.
    codes
        The zones in the order of the themes.
    index
        The zones in the order that is wanted.

    Returns
    -------
    dict
        Labels by column.
    """
    found = {}
    for theme in themes:
        labels = [theme.classes[position].label for position in theme.class_of_zone]
        found[_class_column(theme)] = pd.Series(labels, index=list(codes), dtype="str").reindex(index)
    return found


def in_neighbourhood(facts: pd.DataFrame, taken: Taken, workspace: Workspace) -> pd.DataFrame:
    """Return the rows of the zones that are taken away.

    Parameters
    ----------
    facts
        With ``zone_code`` as its index.
    taken
        What is asked for.
    workspace
        The area.

    Returns
    -------
    pandas.DataFrame
        Those rows.

    Raises
    ------
    UserError
        When there is no such neighbourhood.
    """
    if not taken.neighbourhood_id:
        return facts
    inside = inside_of(area_of(taken.neighbourhood_id, workspace), workspace)
    return facts[facts.index.isin(inside.zones)]


def with_outlines(facts: pd.DataFrame, workspace: Workspace) -> gpd.GeoDataFrame:
    """Return rows of zones with their outlines.

    Parameters
    ----------
    facts
        With ``zone_code`` as its index.
    workspace
        The area.

    Returns
    -------
    geopandas.GeoDataFrame
        The same rows with ``zone_code`` as a column, EPSG:27700.
    """
    zones_bng = workspace.geography.zones_bng
    outlines = zones_bng.geometry.array[zones_bng.index.get_indexer(facts.index)]
    return gpd.GeoDataFrame(facts.reset_index(), geometry=outlines, crs=zones_bng.crs)


def constants(taken: Taken, workspace: Workspace) -> dict[str, str]:
    """Return what is the same in each row, and tells in a table that was joined to others where it comes from.

    Parameters
    ----------
    taken
        What is asked for.
    workspace
        The area.

    Returns
    -------
    dict
        Values by column.
    """
    edition = chosen_edition(workspace.geography, taken.question.edition_id)
    facts = {"offer": taken.question.offer} if taken.question.offer else {}
    if edition:
        facts |= {
            "deprivation_edition": edition.edition.name,
            "decile_definition": edition.edition.decile_definition,
        }
    return facts | {
        "audience": taken.question.audience.value,
        "as_of": taken.question.day.isoformat(),
        "zone_vintage": workspace.geography.system.vintage,
    }


def _layer(
    facts: pd.DataFrame,
    taken: Taken,
    workspace: Workspace,
    *,
    name: str,
    title: str,
    description: str,
    styles: tuple[ClassStyle, ...],
) -> ExportLayer:
    kept = in_neighbourhood(facts, taken, workspace)
    kept = with_days(kept.assign(**constants(taken, workspace))).rename_axis("zone_code")
    rows = with_outlines(kept, workspace)
    columns = zone_columns(rows.columns.drop("geometry"), workspace, edition_id=taken.question.edition_id)
    return ExportLayer(name, title, description, rows, columns, label="zone_name", styles=styles)


def _themes_of_the_map(taken: Taken, workspace: Workspace) -> tuple[list[str], tuple[Theme, ...]]:
    asked = MapQuestion(taken.question, taken.distances_m[0], taken.distance_kind)
    layer = strengths_layer_of(asked, workspace, framed=True)
    return list(layer.zones.codes), layer.themes


def _reach(measured: ZoneMeasures, taken: Taken, offer: str) -> pd.DataFrame:
    zones = measured.zones
    if taken.question.offer:
        distances_m = taken.measured.distances_m
        columns = [column(one) for column in (within_column, share_column) for one in distances_m]
        more = [name for name in ("coverage", "access_per_1000", "near_edge", "placed_by") if name in zones]
        return zones[["nearest_m", *columns, *more]].assign(distance_kind=taken.distance_kind.value)
    near = zones[["nearest_m", share_column(taken.distances_m[0]), "coverage"]]
    return near.rename(columns=lambda name: f"{offer}_{name}")


def _rows(measured: ZoneMeasures, asked: Taken, workspace: Workspace) -> pd.DataFrame:
    return measured.zones.assign(
        share_within=measured.zones[share_column(asked.distances_m[0])],
        not_placed=zones_with_assets_not_placed(asked.measured, measured, workspace),
    )


def _class_column(theme: Theme) -> str:
    return f"class_{theme.theme_id}"


def _style(theme: Theme) -> ClassStyle:
    return ClassStyle(theme.title, _class_column(theme), theme.classes, theme.note)
