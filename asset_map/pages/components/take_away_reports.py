"""Reports to pass on, as a page and on paper, of what was chosen above."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import streamlit as st

from asset_map.language import gettext as _
from asset_map.services.report_pack import WHOLE_AREA


def show_reports(neighbourhood_id: str, offer: str) -> None:
    """Say at which addresses reports are.

    Parameters
    ----------
    neighbourhood_id
        The neighbourhood or zone that was chosen; empty for the whole area.
    offer
        The offer that is told of in full; empty for those with most gaps.
    """
    st.markdown(
        _(
            "Strengths, reach, gaps, who looked where, maps and the method in plain words, of the place and offer "
            "chosen above. Always as it is now, for the public."
        )
    )
    where = quote(neighbourhood_id or WHOLE_AREA)
    query = f"?{urlencode({'offer': offer})}" if offer else ""
    links = [
        (_("Report as a page"), f"/report/{where}{query}"),
        (_("Report on paper (PDF)"), f"/report/{where}.pdf{query}"),
    ]
    if neighbourhood_id:
        plan = f"/neighbourhood/{where}/place-plan"
        links += [(_("For a Local Place Plan, as a page"), plan), (_("For a Local Place Plan (PDF)"), f"{plan}.pdf")]
    with st.container(horizontal=True):
        for label, address in links:
            st.link_button(label, address)
    if not neighbourhood_id:
        st.caption(
            _("Choose a neighbourhood above for its own report, and for what a Local Place Plan can take from it.")
        )
