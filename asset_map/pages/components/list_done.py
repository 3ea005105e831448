"""A list was taken in: what came of it, and where to go from here."""

from __future__ import annotations

import streamlit as st

from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.list_choosing import begin_anew
from asset_map.pages.components.list_draft import Desk
from asset_map.pages.components.list_past import ask_to_undo
from asset_map.pages.components.list_state import key
from asset_map.pages.components.list_work import Kept
from asset_map.pages.components.page import page


def list_done(kept: Kept, desk: Desk) -> None:
    """Say what was stored.

    Parameters
    ----------
    kept
        The list.
    desk
        Whose.
    """
    report = kept.report
    parts = [
        ngettext("{count} record added", "{count} records added", report.added),
        ngettext("{count} updated", "{count} updated", report.updated) if report.updated else "",
        ngettext("{count} as before", "{count} as before", report.unchanged) if report.unchanged else "",
        ngettext("{count} row left out", "{count} rows left out", report.refused) if report.refused else "",
        ngettext("{count} gap noted", "{count} gaps noted", report.looked_none) if report.looked_none else "",
    ]
    told = ", ".join(part for part in parts if part)
    st.success(
        _("“{name}” is taken in: {told}.").format(name=as_typed(report.source), told=told),
        icon=":material/check_circle:",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(page("map_and_list"), label=_("See the map"), icon=":material/map:")
        st.page_link(page("records"), label=_("See the records"), icon=":material/inventory_2:")
        st.button(
            _("Undo this import"),
            icon=":material/undo:",
            key=key("undo_this"),
            on_click=ask_to_undo,
            args=(kept.record.import_id,),
        )
        st.button(
            _("Take in another list"), icon=":material/add:", key=key("another"), on_click=begin_anew, args=(desk,)
        )
