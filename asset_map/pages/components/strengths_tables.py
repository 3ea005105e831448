"""What is known of every zone, and of all zones of a decile? The map's equal in words."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import streamlit as st

from asset_map.domain.coverage import CoverageState
from asset_map.exports.formats import What
from asset_map.language import gettext as _
from asset_map.maps.zone_words import coverage_words, share_words
from asset_map.measures.reach import share_column, within_column
from asset_map.pages.components import who
from asset_map.pages.components.page import page
from asset_map.pages.components.table import plain_table
from asset_map.services.data_protection.files_taken import noting
from asset_map.services.fairness import zones_with_assets_not_placed
from asset_map.services.look import ZoneAnswer
from asset_map.services.measure import ZoneMeasures
from asset_map.services.measures_file import write_measures
from asset_map.services.strengths_map import MapQuestion, strengths_page
from asset_map.services.workspace import Workspace


def show_deciles(result: ZoneAnswer) -> None:
    """Show counts by decile of the deprivation edition.

    Parameters
    ----------
    result
        What is known of each zone.
    """
    if not result.edition_name:
        return
    st.subheader(_("By deprivation decile"), anchor=False)
    explained = _(
        "{edition}, deciles {definition}; 1 is the most deprived tenth of the whole country, so an area may have few "
        "zones in some."
    )
    table = result.deciles.reset_index()
    of = _("{looked:,} of {zones:,}")
    looked = [of.format(looked=a, zones=b) for a, b in zip(table["zones_looked"], table["zones"], strict=True)]
    plain_table(
        pd.DataFrame(
            {
                _("Decile"): table["decile"],
                _("Zones looked at"): looked,
                _("Gaps"): table["gaps"].map(_number),
                _("People"): table["population"].map(_number),
                _("Usable"): table["usable"].map(_number),
                _("Per 1,000 people"): _rates(table),
            }
        ),
        caption=explained.format(edition=result.edition_name, definition=result.decile_definition),
    )


def show_zones(asked: MapQuestion, measured: ZoneMeasures, workspace: Workspace) -> None:
    """Show every zone in a table.

    Parameters
    ----------
    asked
        What is asked.
    measured
        Its answer.
    workspace
        The area.
    """
    st.subheader(_("Every zone"), anchor=False)
    zones = measured.zones
    known = zones["coverage"].isin([CoverageState.FOUND.value, CoverageState.LOOKED_NONE.value])
    known &= ~zones_with_assets_not_placed(asked.measured, measured, workspace)
    last_looked = _("Last looked")
    within = _("within {distance} m").format(distance=f"{asked.distance_m:,}")
    st.dataframe(
        pd.DataFrame(
            {
                _("Zone"): zones["zone_name"],
                _("Code"): zones.index,
                _("What is known"): coverage_words(zones["coverage"]),
                last_looked: zones["last_looked"],
                _("Usable assets"): zones["usable"],
                _("Per 1,000 people"): zones["per_1000"].round(2),
                _("Residents {within}").format(within=within): share_words(
                    zones[share_column(asked.distance_m)], known
                ),
                _("Number {within}").format(within=within): zones[within_column(asked.distance_m)].round(1),
                _("Nearest (m)"): zones["nearest_m"].round(),
                _("People"): zones["population"],
                _("Decile"): zones["decile"],
                _("Near the edge"): zones["near_edge"],
            }
        ),
        hide_index=True,
        column_config={last_looked: st.column_config.DateColumn(format="D MMMM YYYY")},
        placeholder="–",
    )
    st.caption(
        _(
            "Numbers and distances are means over the residents of a zone. They count what is on record: where nobody "
            "has looked, there may be more. Near the edge, what residents reach may lie beyond the data."
        )
    )


def show_ways_to_take_away(asked: MapQuestion, workspace: Workspace) -> None:
    """Offer the map and the measures as files, made when they are asked for.

    Parameters
    ----------
    asked
        What is asked.
    workspace
        The area.
    """
    st.subheader(_("Take it away"), anchor=False)
    stem = f"{asked.question.offer}-{asked.question.today:%Y-%m-%d}"
    with st.container(horizontal=True):
        st.download_button(
            _("Map as one file (HTML)"),
            data=noting(
                lambda: strengths_page(asked, workspace, files="inlined").encode(),
                workspace,
                "strengths and gaps: map",
                made_in="html",
                audience=asked.question.audience,
                clock=who.now,
                by=who.name_of(workspace),
            ),
            file_name=f"{stem}.html",
            mime="text/html",
            on_click="ignore",
        )
        for label, ending in (
            (_("Layer for QGIS (GeoPackage)"), "gpkg"),
            (_("Table (CSV)"), "csv"),
            (_("Workbook (XLSX)"), "xlsx"),
        ):
            st.download_button(
                label,
                data=noting(
                    partial(_file, asked, workspace, ending),
                    workspace,
                    "strengths and gaps: measures",
                    made_in=ending,
                    audience=asked.question.audience,
                    clock=who.now,
                    by=who.name_of(workspace),
                ),
                file_name=f"{stem}.{ending}",
                on_click="ignore",
            )
    chosen = {"what": What.ZONES.value, "offer": asked.question.offer}
    label = _("More layers and formats, and live ones")
    st.page_link(page("take_away"), label=label, icon=":material/download:", query_params=chosen)


def _file(asked: MapQuestion, workspace: Workspace, ending: str) -> bytes:
    with TemporaryDirectory() as folder:
        out = Path(folder) / f"measures.{ending}"
        write_measures(asked.measured, workspace, out=out)
        return out.read_bytes()


def _number(value: float) -> str:
    return "–" if pd.isna(value) else f"{value:,}"


def _rates(deciles: pd.DataFrame) -> pd.Series:
    """Where zones were not looked at, there may be more than was found."""
    all_known = deciles["zones_known"].eq(deciles["zones"])
    rates = deciles["per_1000"].map("{:.2f}".format)
    at_least = deciles["per_1000"].map(_("at least {:.2f}").format)
    return rates.where(all_known, at_least).mask(deciles["per_1000"].isna(), "–")
