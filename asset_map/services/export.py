"""Taking zones or assets away as a file, for one audience."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from asset_map.errors import UserError
from asset_map.exports.files import guard_formulas, write_layer, write_rows
from asset_map.services.editions import default_edition
from asset_map.services.look import Question, answer, view_assets, with_offer
from asset_map.services.workspace import Workspace

TABLE_SUFFIXES = (".csv", ".xlsx")


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
        Rows among them that have no point, because none is known or none may be shown.
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
        The file to write.

    Returns
    -------
    ExportReport
        The numbers.
    """
    assets = view_assets(workspace, question.audience, today=question.today)
    if question.offer:
        _check_offer(question.offer, workspace)
        assets = with_offer(assets, question.offer)
    layer = assets.assign(offers=assets["offers"].str.join(";"), last_checked=_iso(assets["last_checked"]))
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
    if out.suffix.lower() in TABLE_SUFFIXES:
        write_rows(facts, out)
    else:
        geometry = zones.geometry.reset_index(drop=True)
        write_layer(gpd.GeoDataFrame(facts, geometry=geometry, crs=zones.crs), out, name="zones")
    return ExportReport("zones", question.audience, question.offer, len(facts), 0, str(out))


def _check_offer(offer: str, workspace: Workspace) -> None:
    if offer not in workspace.classification.offers:
        raise UserError(f"There is no offer “{offer}”. Choose one of: {', '.join(workspace.classification.offers)}.")


def _iso(dates: pd.Series) -> pd.Series:
    return pd.to_datetime(dates).dt.strftime("%Y-%m-%d")


def _with_degrees(layer: gpd.GeoDataFrame) -> pd.DataFrame:
    degrees = layer.geometry.to_crs(4326)
    table = pd.DataFrame(layer.drop(columns=layer.geometry.name))
    return table.assign(latitude=degrees.y.round(7), longitude=degrees.x.round(7))
