"""The report of a session: where it is found, for the public and for staff."""

from __future__ import annotations

import streamlit as st

from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.person import Person
from asset_map.language import gettext as _
from asset_map.services.workspace import Workspace


def report_part(session: MappingSession, _workspace: Workspace, _person: Person) -> None:
    """Show the addresses of the report.

    Parameters
    ----------
    session
        Whose.
    _workspace, _person
        Not needed for this part.
    """
    address = f"/mapping/{session.session_id}/report"
    st.markdown(
        _(
            "The report for the public may be printed and passed on: it leaves out what people asked not to publish "
            "and what has to be protected, and does not say whether there is any."
        )
    )
    _links(address, "")
    st.markdown(_("The report for staff holds everything that was not taken back. Keep it to yourselves."))
    _links(address, "?for=staff")


def _links(address: str, query: str) -> None:
    key = "staff" if query else "public"
    with st.container(horizontal=True, key=f"after_links_{key}"):
        for ending, label, icon in (
            ("", _("Page"), ":material/web:"),
            (".pdf", _("PDF"), ":material/print:"),
            (".json", _("JSON"), ":material/data_object:"),
        ):
            st.link_button(label, f"{address}{ending}{query}", icon=icon)
