"""Take away: layers, tables, live feeds and maps for other people's pages, with what they leave out."""

from __future__ import annotations

import streamlit as st

from asset_map.language import gettext as _
from asset_map.pages.components.lazily import opened
from asset_map.pages.components.page import close_page, open_page, run_screen
from asset_map.pages.components.take_away_choices import chosen_on_screen
from asset_map.pages.components.take_away_embeds import show_embeds
from asset_map.pages.components.take_away_file import show_file, show_how
from asset_map.pages.components.take_away_live import show_live_layers, show_services_feed
from asset_map.pages.components.take_away_reports import show_reports

_STYLE = """<style>
:is(.st-key-what_is_taken, .st-key-how_near_is_near) > div { min-width: min(16rem, 100%); }
@media (max-width: 640px) {
  .st-key-what_is_taken { gap: 0.4rem; }
}
</style>"""


def show() -> None:
    """Show the screen."""
    workspace = open_page(
        _("Take away"),
        intro=_("Layers and tables for your own tools, with what each column means and how figures were worked out."),
    )
    st.html(_STYLE)
    what = st.container()
    format_side, file_side = st.columns([3, 2], gap="large")
    chosen = chosen_on_screen(workspace, what=what, how=format_side)
    with file_side:
        show_file(chosen, workspace)
    show_how(chosen, workspace)
    st.subheader(_("Always as it is now"), anchor=False)
    with opened(_("Reports to pass on"), name="reports", icon=":material/description:") as is_open:
        if is_open:
            show_reports(chosen.taken.neighbourhood_id, chosen.taken.question.offer)
    with opened(_("Live layers in QGIS and ArcGIS"), name="live", icon=":material/sync:") as is_open:
        if is_open:
            show_live_layers(chosen.taken.question.offer, workspace)
    with opened(_("A feed of services (Open Referral UK)"), name="services", icon=":material/rss_feed:") as is_open:
        if is_open:
            show_services_feed()
    with opened(_("A map or a profile in your own web page"), name="own_page", icon=":material/web:") as is_open:
        if is_open:
            show_embeds(workspace)
    close_page(workspace)


run_screen(show)
