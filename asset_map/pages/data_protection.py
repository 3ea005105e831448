"""Data protection, for stewards: erasing, telling somebody what is kept about them, consents, dates that act."""

from __future__ import annotations

import streamlit as st

from asset_map.domain.permission import may_erase
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.access_panel import access_panel
from asset_map.pages.components.consents_panel import consents_panel
from asset_map.pages.components.dates_panel import dates_panel
from asset_map.pages.components.erase_panel import erase_panel
from asset_map.pages.components.kept_panel import kept_panel
from asset_map.pages.components.page import close_page, open_page, run_screen


def show() -> None:
    """Show the screen."""
    workspace = open_page(_("Data protection"))
    person = who.staff_only(workspace, may_erase)
    if person is not None:
        labels = (
            _("Erase"), _("What is kept about somebody"), _("Consents"), _("Dates that act"), _("What is kept here"),
        )  # fmt: skip
        erase, tell, consents, dates, kept = st.tabs(labels)
        with erase:
            erase_panel(workspace, person)
        with tell:
            access_panel(workspace, person)
        with consents:
            consents_panel(workspace, person)
        with dates:
            dates_panel(workspace, person)
        with kept:
            kept_panel(workspace, person)
    st.link_button(_("What is kept about people, for everybody"), "/data-protection", icon=":material/policy:")
    close_page(workspace)


run_screen(show)
