"""Is it one of these? Records that may be the same thing as the one in hand."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from asset_map.language import gettext as _
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.page import page
from asset_map.services.twins import Twin

_OTHERS = "twins_others"


def show_twins(twins: Sequence[Twin]) -> None:
    """Show records that may be the same thing; nothing once somebody said that it is another one.

    Parameters
    ----------
    twins
        As `asset_map.services.twins.likely_twins` gives them.
    """
    others: frozenset[str] = st.session_state.get(_OTHERS, frozenset())
    asked = [twin for twin in twins if twin.asset_id not in others]
    if not asked:
        return
    with st.container(border=True, key="twins"):
        st.markdown(f"**{_('Is it one of these?')}** {_('Then it is here already.')}")
        for twin in asked:
            st.page_link(
                page("asset"),
                label=as_typed(twin.name),
                icon=":material/arrow_forward:",
                query_params={"id": twin.asset_id},
            )
            st.caption(as_typed(twin_words(twin)))
        st.button(
            _("No, it is another one"),
            key="twins_no",
            on_click=_another_one,
            args=([twin.asset_id for twin in asked],),
            width="stretch",
        )


def twin_words(twin: Twin) -> str:
    """Return where a likely twin is, and why it may be the same.

    Parameters
    ----------
    twin
        The record.

    Returns
    -------
    str
        For instance “Zone One: the same name, 40 m away”.
    """
    reasons = ", ".join(twin.reasons)
    return f"{twin.zone_name}: {reasons}" if twin.zone_name else reasons


def _another_one(asset_ids: Sequence[str]) -> None:
    st.session_state[_OTHERS] = st.session_state.get(_OTHERS, frozenset()) | frozenset(asset_ids)
