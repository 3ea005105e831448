"""Strengths and gaps: one offer, zone by zone, as far as anybody has looked."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from asset_map.domain.dates import written_date
from asset_map.domain.protection import Audience
from asset_map.language import gettext as _
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.clusters_panel import show_clusters
from asset_map.pages.components.fairness_panel import compared, show_fifths, show_whether_it_holds
from asset_map.pages.components.framed_map import framed_map
from asset_map.pages.components.page import close_page, open_page, page, run_screen
from asset_map.pages.components.strengths_choices import NAMES, asked_on_screen
from asset_map.pages.components.strengths_tables import show_deciles, show_ways_to_take_away, show_zones
from asset_map.services.fairness import Fairness
from asset_map.services.look import ZoneAnswer, past_note
from asset_map.services.map_address import address_of_map
from asset_map.services.measure import measure
from asset_map.services.strengths_map import MapQuestion, strengths_change
from asset_map.services.workspace import Workspace

SCREEN = "strengths_and_gaps"
MAP_HEIGHT = 640
FIRST_THEME = "reach"

_STYLE = """<style>
@media (max-width: 640px) { /* the map stands as high up as it can */
  .st-key-what_is_asked { gap: 0.4rem; }
}
</style>"""


def show() -> None:
    """Show the screen."""
    workspace = open_page(_("Strengths and gaps"))
    st.html(_STYLE)
    asked = asked_on_screen(workspace, screen=SCREEN)
    if asked.question.known_by is not None:
        looking_back = _("Looking back to {day}. {note}")
        words = looking_back.format(day=written_date(asked.question.known_by), note=past_note(Audience.PUBLIC))
        st.info(words, icon=":material/history:")
    sentence = st.container()
    _map(asked, workspace)
    measured = measure(asked.measured, workspace)
    found = compared(asked, workspace)
    with sentence:
        _sentence(measured.answer, found)
    _what_is_known(asked, measured.answer, workspace)
    show_fifths(found)
    show_whether_it_holds(asked, workspace)
    _on_to_what_if()
    show_clusters(asked, workspace)
    show_deciles(measured.answer)
    show_zones(asked, measured, workspace)
    show_ways_to_take_away(asked, workspace)
    close_page(workspace)


def _sentence(result: ZoneAnswer, found: Fairness | None) -> None:
    """Say what can be said in one sentence; it stands above the map, which is there sooner."""
    if not result.zones_looked:
        text = _("Nobody has looked for this here yet, so nothing can be said about gaps.")
        st.info(text, icon=":material/visibility_off:")
    elif found is not None:
        st.markdown(as_typed(found.sentence.replace(" %", "\N{NO-BREAK SPACE}%")))


def _map(asked: MapQuestion, workspace: Workspace) -> None:
    """Show the map, opened with what the chosen distance changes."""
    asked = replace(asked, theme=FIRST_THEME)
    address = f"{address_of_map(asked)}&framed=1"
    framed_map(address, name=_("Map of strengths and gaps"), height_px=MAP_HEIGHT, key="strengths_map")
    if st.session_state.setdefault("strengths_opened_at", address) != address:
        strengths_change(asked, workspace, framed=True)  # the browser asks for it now; the tables are slower


def _on_to_what_if() -> None:
    label = _("What if there were one more?")
    chosen = {name: st.query_params[name] for name in NAMES if name in st.query_params}
    st.page_link(page("what_if"), label=label, icon=":material/add_home_work:", query_params=chosen)


def _what_is_known(asked: MapQuestion, result: ZoneAnswer, workspace: Workspace) -> None:
    counts = result.zones["coverage"].value_counts()
    label = workspace.classification.offers[asked.question.offer].label
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
    if not counts.drop(["found", "looked_none"], errors="ignore").empty:
        offer = {"offer": asked.question.offer}
        icon = ":material/directions_walk:"
        st.page_link(page("walk_a_zone"), label=_("Ask here next"), icon=icon, query_params=offer)
    st.caption(_("A zone without any is a gap only where somebody has looked. Hatched means: nobody has looked yet."))


run_screen(show)
