"""Taking the measures of every zone away as a file, for one audience."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from asset_map.exports.export import Export, ExportLayer
from asset_map.exports.files import check_place
from asset_map.exports.formats import format_of
from asset_map.exports.writing import write_export
from asset_map.language import gettext as _
from asset_map.services.map_pages import banner
from asset_map.services.measure import MeasureQuestion, ZoneMeasures, measure
from asset_map.services.take_away.assets import with_days
from asset_map.services.take_away.zone_columns import zone_columns
from asset_map.services.workspace import Workspace

FIRST = ("zone_code", "zone_name", "population", "coverage", "usable", "per_1000")
LAST = ("rank", "decile", "near_edge", "placed_by", "last_looked", "how")


@dataclass(frozen=True)
class MeasuresReport:
    """What was written.

    Parameters
    ----------
    out
        The file.
    zones, zones_looked
        Zones written, and how many of them were looked at.
    share_with_any
        Share of zones with at least one usable asset among those of which it is known; None where it is of none.
    run_card
        How the figures were worked out, as `RunCard.facts` gives it.
    """

    out: str
    zones: int
    zones_looked: int
    share_with_any: float | None
    run_card: Mapping[str, object]


def write_measures(asked: MeasureQuestion, workspace: Workspace, *, out: Path) -> MeasuresReport:
    """Write one row a zone with everything that was measured, and how.

    Parameters
    ----------
    asked
        What is asked.
    workspace
        The area.
    out
        The file to write: a table, or a layer of zones. Its run card stands in columns; in a workbook, on a sheet of
        its own.

    Returns
    -------
    MeasuresReport
        The numbers.

    Raises
    ------
    UserError
        When something asked for is not known, or the file cannot be written.
    """
    made_in = format_of(out)
    check_place(out)
    measured = measure(asked, workspace)
    rows = with_days(_rows(measured).assign(**_card_columns(measured)))
    zones = workspace.geography.zones_bng
    layer = gpd.GeoDataFrame(rows, geometry=zones.geometry.array, crs=zones.crs)
    label = workspace.classification.offers[asked.question.offer].label
    title = _("{area}: strengths, gaps and reach ({offer})").format(area=workspace.geography.area_name, offer=label)
    export = Export(
        title=title,
        abstract=" ".join(part for part in (banner(workspace), title) if part),
        layers=(
            ExportLayer(
                name="measures",
                title=_("Measures"),
                description=_("Strengths, gaps and reach of one offer in every zone."),
                rows=layer,
                columns=zone_columns(rows.columns, workspace, edition_id=asked.question.edition_id),
                label="zone_name",
            ),
        ),
        card=measured.run_card,
        attribution=workspace.attribution,
    )
    write_export(export, out, made_in)
    share = measured.share_with_any
    return MeasuresReport(
        out=str(out),
        zones=len(rows),
        zones_looked=measured.answer.zones_looked,
        share_with_any=None if pd.isna(share) else share,
        run_card=measured.run_card.facts(),
    )


def _rows(measured: ZoneMeasures) -> pd.DataFrame:
    rows = measured.zones.reset_index()
    between = [name for name in rows.columns if name not in {*FIRST, *LAST}]
    return rows[[*FIRST, *between, *LAST]]


def _card_columns(measured: ZoneMeasures) -> dict[str, str]:
    card = measured.run_card
    return {
        "offer": card.offer,
        "deprivation_edition": card.edition,
        "decile_definition": card.decile_definition,
        "zone_vintage": card.boundary_vintage,
        "distance_kind": card.distance_kind.value,
        "audience": card.audience.value,
        "as_of": card.as_of.isoformat(),
        "software_version": card.software_version,
    }
