"""The coverage ledger as a layer of zones, and as a table of zones and offers."""

from __future__ import annotations

import pandas as pd

from asset_map.domain.coverage import CoverageState
from asset_map.exports.export import ClassStyle, ExportLayer
from asset_map.language import gettext as _
from asset_map.maps.themes.gaps import gap_classes
from asset_map.maps.themes.making import STATES
from asset_map.services.coverage import ledger
from asset_map.services.take_away.asked import Taken
from asset_map.services.take_away.assets import with_days
from asset_map.services.take_away.zone_columns import zone_columns
from asset_map.services.take_away.zones import constants, in_neighbourhood, with_outlines
from asset_map.services.workspace import Workspace


def coverage_layer(taken: Taken, workspace: Workspace) -> ExportLayer:
    """Return what is known of each zone: of one offer, or of all offers beside each other.

    Parameters
    ----------
    taken
        What is asked for.
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
    table, zones = _ledger(taken, workspace), workspace.geography.zones_bng
    if taken.question.offer:
        states: tuple[str, ...] = ("coverage",)
        facts = table.set_index("zone_code").drop(columns="offer")
    else:
        wide = table.pivot(index="zone_code", columns="offer", values="coverage").add_prefix("coverage_")
        states = tuple(f"coverage_{offer}" for offer in workspace.classification.offers)
        names = zones.loc[wide.index, "zone_name"]
        counts = pd.DataFrame(
            {
                "zone_name": names,
                "looks_made": (wide != CoverageState.NOT_LOOKED.value).sum(axis="columns"),
                "looks_of": len(states),
                "looked_none": (wide == CoverageState.LOOKED_NONE.value).sum(axis="columns"),
            }
        )
        facts = counts.join(wide[list(states)])
    facts = in_neighbourhood(facts, taken, workspace).assign(**constants(taken, workspace))
    rows = with_outlines(with_days(facts.rename_axis("zone_code")), workspace)
    columns = zone_columns(rows.columns.drop("geometry"), workspace)
    titles = {one.name: one.title for one in columns}
    return ExportLayer(
        name="coverage",
        title=_("Coverage"),
        description=_("Where somebody has looked, and with what result. Only “looked, none” is a gap."),
        rows=rows,
        columns=columns,
        label="zone_name",
        styles=tuple(ClassStyle(titles[name], name, gap_classes(), codes=STATES) for name in states),
    )


def coverage_table(taken: Taken, workspace: Workspace) -> ExportLayer:
    """Return the coverage ledger: what is known of each zone and offer, since when and how.

    Parameters
    ----------
    taken
        What is asked for.
    workspace
        The area.

    Returns
    -------
    ExportLayer
        A row a zone and offer, without geometry.

    Raises
    ------
    UserError
        When something asked for is not known.
    """
    facts = in_neighbourhood(_ledger(taken, workspace).set_index("zone_code"), taken, workspace).reset_index()
    same = {name: value for name, value in constants(taken, workspace).items() if name != "offer"}
    rows = with_days(facts.assign(**same))
    return ExportLayer(
        name="coverage_ledger",
        title=_("Coverage ledger"),
        description=_("What is known of each zone and offer: the result, when somebody last looked, and how."),
        rows=pd.DataFrame(rows),
        columns=zone_columns(rows.columns, workspace),
        label="zone_name",
    )


def _ledger(taken: Taken, workspace: Workspace) -> pd.DataFrame:
    question = taken.question
    return ledger(
        workspace,
        audience=question.audience,
        today=question.today,
        offer=question.offer or None,
        known_by=question.known_by,
    )
