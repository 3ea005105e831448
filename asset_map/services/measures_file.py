"""Taking the measures of every zone away as a file, for one audience."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from asset_map.exports.files import check_out_path, write_layer, write_rows, write_workbook
from asset_map.language import gettext as _
from asset_map.services.measure import MeasureQuestion, ZoneMeasures, measure
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
    check_out_path(out)
    measured = measure(asked, workspace)
    rows = _rows(measured)
    if out.suffix.lower() == ".xlsx":
        notes = pd.DataFrame(measured.run_card.rows(), columns=[_("What"), _("Value")])
        write_workbook({"Measures": rows, "Notes": notes}, out)
    elif out.suffix.lower() == ".csv":
        write_rows(rows.assign(**_card_columns(measured)), out)
    else:
        zones = workspace.geography.zones_bng
        layer = rows.assign(**_card_columns(measured))
        write_layer(gpd.GeoDataFrame(layer, geometry=zones.geometry.to_numpy(), crs=zones.crs), out, name="measures")
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
