"""What became of a record that was saved just now, and where to go from there."""

from __future__ import annotations

import streamlit as st

from asset_map.domain.asset import ReviewState
from asset_map.language import gettext as _
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.asset_form import key
from asset_map.pages.components.page import page
from asset_map.services.field_words import protection_words
from asset_map.services.record import Recorded


def saved_title() -> str:
    """Return what became of the record that was saved just now.

    Returns
    -------
    str
        The heading; empty while nothing was saved.
    """
    saved: Recorded | None = st.session_state.get(key("saved"))
    if saved is None:
        return ""
    words = _("Sent: {name}") if _waits(saved) else _("Saved: {name}")
    return words.format(name=saved.asset.name)


def saved_asset() -> None:
    """Show what was saved just now: published at once, or waiting for somebody to look at it."""
    saved: Recorded = st.session_state[key("saved")]
    if _waits(saved):
        st.success(_("Thank you. Somebody will look at it before it is shown."), icon=":material/check_circle:")
        st.markdown(_("Come back to this screen on this device to see what became of it."))
    else:
        st.success(_("Everybody who may see it can see it now."), icon=":material/check_circle:")
    if saved.zone is not None:
        decile = _("decile {decile} of {edition}").format(decile=saved.zone.decile, edition=saved.zone.edition_name)
        zone = f"**{as_typed(saved.zone.name)}** ({saved.zone.code})"
        st.markdown(_("It lies in {zone}.").format(zone=f"{zone}, {decile}" if saved.zone.decile else zone))
    st.markdown(f"{_('Who may see it')}: {protection_words()[saved.asset.protection]}.")
    with st.container(horizontal=True):
        st.button(_("Add another"), type="primary", icon=":material/add:", key="add_another", on_click=_another)
        if not _waits(saved):
            label = _("Open the record, add photos")
            query = {"id": saved.asset.asset_id}
            st.page_link(page("asset"), label=label, icon=":material/add_a_photo:", query_params=query)
        st.page_link(page("map_and_list"), label=_("See the map and list"), icon=":material/map:")


def _waits(saved: Recorded) -> bool:
    return saved.asset.review_state is ReviewState.SUBMITTED


def _another() -> None:
    del st.session_state[key("saved")]
