"""Which mapping session is worked on, and which part of the work?"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from asset_map.domain.dates import written_date
from asset_map.domain.mapping_session import MappingSession
from asset_map.language import gettext as _
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.choices import distinct, keep_in_address
from asset_map.pages.components.page import page
from asset_map.services.workspace import Workspace


def choose_session(workspace: Workspace, *, key: str) -> MappingSession | None:
    """Ask for a session, and keep it in the address.

    Parameters
    ----------
    workspace
        The area.
    key
        Streamlit's key of the choice.

    Returns
    -------
    MappingSession or None
        None where there is none yet; the screen then says where one is prepared.
    """
    sessions = {one.session_id: one for one in workspace.store.mapping_sessions()}
    if not sessions:
        st.info(_("No mapping session yet. Prepare one first."), icon=":material/groups:")
        st.page_link(page("mapping_sessions"), label=_("Mapping sessions"), icon=":material/groups:")
        return None
    asked = st.query_params.get("session", "")
    labels = distinct({code: f"{one.title} · {written_date(one.held_on)}" for code, one in sessions.items()})
    options = list(sessions)
    chosen = st.selectbox(
        _("Session"),
        options,
        index=options.index(asked) if asked in sessions else 0,
        format_func=labels.__getitem__,
        key=key,
    )
    keep_in_address("session", chosen)
    session = sessions[chosen]
    where = dict.fromkeys((session.place, session.time_words, session.area_name))
    st.caption(as_typed(", ".join(filter(None, where))))
    return session


def choose_part(parts: Mapping[str, str], *, key: str) -> str:
    """Ask which part of a screen is shown, and keep it in the address.

    Parameters
    ----------
    parts
        What people read, by code; the first is the usual one.
    key
        Streamlit's key of the choice.

    Returns
    -------
    str
        A code.
    """
    usual, asked = next(iter(parts)), st.query_params.get("part", "")
    part = st.segmented_control(
        _("What to do"),
        list(parts),
        default=asked if asked in parts else usual,
        required=True,
        format_func=parts.__getitem__,
        key=key,
    )
    chosen = str(part or usual)
    keep_in_address("part", chosen if chosen != usual else "")
    return chosen
