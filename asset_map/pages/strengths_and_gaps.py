"""Strengths and gaps: one offer, zone by zone, as far as anybody has looked."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from asset_map.domain.protection import Audience
from asset_map.language import gettext as _
from asset_map.maps.zone_words import coverage_words
from asset_map.pages.components.choices import keep_in_address
from asset_map.pages.components.page import close_page, open_page, run_screen, today
from asset_map.pages.components.table import plain_table
from asset_map.services.export import export_zones
from asset_map.services.look import Question, ZoneAnswer, answer
from asset_map.services.strengths_map import MapQuestion, strengths_page
from asset_map.services.workspace import Workspace

MAP_HEIGHT = 640
FIRST_OFFER = "food"


def show() -> None:
    """Show the screen."""
    workspace = open_page(
        _("Strengths and gaps"),
        intro=_("A zone without any is a gap only where somebody has looked. Hatched means: nobody has looked yet."),
    )
    question = _question(workspace)
    result = answer(question, workspace)
    _sentence(question, result, workspace)
    asked = {"offer": question.offer, "framed": "1"} | ({"edition": question.edition_id} if question.edition_id else {})
    st.iframe(f"/maps/strengths?{urlencode(asked)}", height=MAP_HEIGHT, alt=_("Map of strengths and gaps"))
    _deciles(result)
    _zones(result)
    _take_away(question, workspace)
    close_page(workspace)


def _question(workspace: Workspace) -> Question:
    offers = {code: one.label for code, one in workspace.classification.offers.items()}
    editions = {code: one.edition.name for code, one in workspace.geography.editions.items()}
    offer_side, edition_side = st.columns(2)
    asked = st.query_params.get("offer", FIRST_OFFER)
    with offer_side:
        codes = list(offers)
        offer = st.selectbox(
            _("What are you looking for?"),
            codes,
            index=codes.index(asked) if asked in codes else 0,
            format_func=lambda code: offers[code],
            key="choose_offer",
        )
        keep_in_address("offer", offer)
    edition = None
    if len(editions) > 1:
        with edition_side:
            edition = st.selectbox(_("Deprivation edition"), list(editions), format_func=lambda code: editions[code])
    return Question(offer, Audience.PUBLIC, today(), edition)


def _sentence(question: Question, result: ZoneAnswer, workspace: Workspace) -> None:
    counts = result.zones["coverage"].value_counts()
    label = workspace.classification.offers[question.offer].label
    looked, zones = result.zones_looked, len(result.zones)
    sentence = _(
        "**{label}**: {looked} of {zones} zones looked at. {found} have at least one, {gaps} were looked at and have "
        "none, {old} have to be checked again."
    )
    st.markdown(
        sentence.format(
            label=label,
            looked=f"{looked:,}",
            zones=f"{zones:,}",
            found=f"{counts.get('found', 0):,}",
            gaps=f"{counts.get('looked_none', 0):,}",
            old=f"{counts.get('out_of_date', 0):,}",
        )
    )
    if looked == 0:
        text = _("Nobody has looked for this here yet, so nothing can be said about gaps.")
        st.info(text, icon=":material/visibility_off:")


def _deciles(result: ZoneAnswer) -> None:
    if not result.edition_name:
        st.info(_("No deprivation edition is installed, so zones cannot be grouped by decile."))
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


def _zones(result: ZoneAnswer) -> None:
    st.subheader(_("Every zone"), anchor=False)
    zones = result.zones
    st.dataframe(
        pd.DataFrame(
            {
                _("Zone"): zones["zone_name"],
                _("Code"): zones.index,
                _("What is known"): coverage_words(zones["coverage"]),
                _("Usable assets"): zones["usable"],
                _("Per 1,000 people"): zones["per_1000"].round(2),
                _("People"): zones["population"],
                _("Decile"): zones["decile"],
            }
        ),
        hide_index=True,
    )


def _take_away(question: Question, workspace: Workspace) -> None:
    st.subheader(_("Take it away"), anchor=False)
    stem = f"{question.offer}-{question.today:%Y-%m-%d}"
    with st.container(horizontal=True):
        st.download_button(
            _("Map as one file (HTML)"),
            data=lambda: strengths_page(MapQuestion(question), workspace, files="inlined").encode(),
            file_name=f"{stem}.html",
            mime="text/html",
            on_click="ignore",
        )
        for label, ending in ((_("Layer for QGIS (GeoPackage)"), "gpkg"), (_("Table (CSV)"), "csv")):
            st.download_button(
                label,
                data=partial(_file, question, workspace, ending),
                file_name=f"{stem}.{ending}",
                on_click="ignore",
            )


def _file(question: Question, workspace: Workspace, ending: str) -> bytes:
    with TemporaryDirectory() as folder:
        out = Path(folder) / f"zones.{ending}"
        export_zones(question, workspace, out=out)
        return out.read_bytes()


def _number(value: float) -> str:
    return "–" if pd.isna(value) else f"{value:,}"


def _rates(deciles: pd.DataFrame) -> pd.Series:
    """Where zones were not looked at, there may be more than was found."""
    all_known = deciles["zones_known"].eq(deciles["zones"])
    rates = deciles["per_1000"].map("{:.2f}".format)
    at_least = deciles["per_1000"].map(_("at least {:.2f}").format)
    return rates.where(all_known, at_least).mask(deciles["per_1000"].isna(), "–")


run_screen(show)
