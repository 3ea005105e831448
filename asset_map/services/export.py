"""Taking zones, assets or coverage away as a file, for one audience."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from asset_map.domain.asset_fields import feature_words
from asset_map.errors import UserError
from asset_map.exports.files import LAYER_DRIVERS, guard_formulas, write_layer, write_rows
from asset_map.services.coverage import ledger
from asset_map.services.editions import default_edition
from asset_map.services.look import Question, answer, view_assets, with_offer
from asset_map.services.workspace import Workspace

TABLE_SUFFIXES = (".csv", ".xlsx")

DEGREE_DECIMALS = 7
GEOMETRY_TYPES = {0: "point", 1: "line", 2: "area"}
"""What people call a geometry, by its dimensions."""


@dataclass(frozen=True)
class ExportReport:
    """What was written.

    Parameters
    ----------
    what, audience, offer
        What was asked for.
    rows
        Number of rows written.
    without_place
        Rows among them that have no place, because none is known or none may be shown.
    out
        The file.
    """

    what: str
    audience: str
    offer: str
    rows: int
    without_place: int
    out: str


def export_assets(question: Question, workspace: Workspace, *, out: Path) -> ExportReport:
    """Write the assets an audience sees.

    Parameters
    ----------
    question
        For whom and as of when; an empty offer means all.
    workspace
        The area.
    out
        The file to write. A layer holds points, lines and areas as they are; a table the latitude and longitude of the
        point, or of a point on the line or in the area, and ``geometry_type`` says which it is.

    Returns
    -------
    ExportReport
        The numbers.
    """
    assets = view_assets(workspace, question.audience, today=question.today)
    if question.offer:
        _check_offer(question.offer, workspace)
        assets = with_offer(assets, question.offer)
    layer = _as_cells(assets)
    without_place = int(layer.geometry.isna().sum())
    if out.suffix.lower() in TABLE_SUFFIXES:
        write_rows(guard_formulas(_with_degrees(layer)), out)
    else:
        write_layer(layer, out, name="assets")
    return ExportReport("assets", question.audience, question.offer, len(layer), without_place, str(out))


def export_zones(question: Question, workspace: Workspace, *, out: Path) -> ExportReport:
    """Write the zones with the measures of one offer, or with population and deprivation alone.

    Parameters
    ----------
    question
        For whom and as of when; an empty offer means no measures.
    workspace
        The area.
    out
        The file to write.

    Returns
    -------
    ExportReport
        The numbers.
    """
    zones = workspace.geography.zones_bng
    if question.offer:
        result = answer(question, workspace)
        facts = result.zones.assign(
            offer=question.offer,
            deprivation_edition=result.edition_name,
            decile_definition=result.decile_definition,
            audience=question.audience.value,
            as_of=question.today.isoformat(),
        )
    else:
        edition = default_edition(workspace.geography)
        facts = pd.DataFrame(zones.drop(columns="geometry"))
        if edition is not None:
            facts = facts.join(edition.table.drop(columns="population", errors="ignore"))
    facts = facts.assign(zone_vintage=workspace.geography.system.vintage).reset_index()
    _write_zones(_with_written_dates(facts), workspace, out=out, name="zones")
    return ExportReport("zones", question.audience, question.offer, len(facts), 0, str(out))


def export_coverage(question: Question, workspace: Workspace, *, out: Path) -> ExportReport:
    """Write what is known of each zone and offer: the ledger of who looked, how, when, and with what result.

    Parameters
    ----------
    question
        For whom and as of when; an empty offer means all.
    workspace
        The area.
    out
        The file to write. A layer repeats the outline of a zone for each offer, so it is written for one offer only.

    Returns
    -------
    ExportReport
        The numbers: a row a zone and offer.

    Raises
    ------
    UserError
        When a layer of all offers is asked for, the offer is not known, or the file cannot be written.
    """
    if not question.offer and out.suffix.lower() in LAYER_DRIVERS:
        raise UserError(
            f"Expected one offer for a layer, which would repeat every outline {len(workspace.classification.offers)} "
            "times; found none. Name one with --offer, or write a table (.csv or .xlsx) of all."
        )
    table = ledger(workspace, audience=question.audience, today=question.today, offer=question.offer or None)
    facts = _with_written_dates(table).assign(
        audience=question.audience.value,
        as_of=question.today.isoformat(),
        zone_vintage=workspace.geography.system.vintage,
    )
    _write_zones(guard_formulas(facts), workspace, out=out, name="coverage")
    return ExportReport("coverage", question.audience, question.offer, len(facts), 0, str(out))


def _write_zones(facts: pd.DataFrame, workspace: Workspace, *, out: Path, name: str) -> None:
    """Write rows of zones, as a table or each with its zone's outline."""
    if out.suffix.lower() in TABLE_SUFFIXES:
        write_rows(facts, out)
    else:
        zones = workspace.geography.zones_bng
        geometry = zones.geometry.reindex(facts["zone_code"]).reset_index(drop=True)
        write_layer(gpd.GeoDataFrame(facts, geometry=geometry, crs=zones.crs), out, name=name)


def _with_written_dates(facts: pd.DataFrame) -> pd.DataFrame:
    days = facts.select_dtypes("datetime")
    return facts.assign(**{str(name): days[name].dt.strftime("%Y-%m-%d") for name in days})


def _check_offer(offer: str, workspace: Workspace) -> None:
    if offer not in workspace.classification.offers:
        raise UserError(f"There is no offer “{offer}”. Choose one of: {', '.join(workspace.classification.offers)}.")


def _as_cells(assets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Write what is a list, a mapping or a date as the text that `asset_map.intake` reads it from."""
    cells = assets.copy()
    for name in assets.columns.difference([assets.geometry.name], sort=False):
        column = assets[name]
        if column.dtype == object:
            cells[name] = column.map(_cell)
        elif column.dtype.kind == "M" and getattr(column.dtype, "tz", None) is None:
            cells[name] = column.dt.strftime("%Y-%m-%d")
    return cells


def _cell(value: object) -> object:
    if isinstance(value, Mapping):
        value = feature_words(value)
    return ";".join(map(str, value)) if isinstance(value, tuple) else value


def _with_degrees(layer: gpd.GeoDataFrame) -> pd.DataFrame:
    points = layer.geometry.representative_point().to_crs(4326)
    dimensions = pd.Series(shapely.get_dimensions(layer.geometry.to_numpy()), index=layer.index)
    table = pd.DataFrame(layer.drop(columns=layer.geometry.name))
    return table.assign(
        latitude=points.y.round(DEGREE_DECIMALS),
        longitude=points.x.round(DEGREE_DECIMALS),
        geometry_type=dimensions.map(GEOMETRY_TYPES).fillna(""),
    )
