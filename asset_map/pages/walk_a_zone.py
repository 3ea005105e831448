"""Walk a zone: where to look next, and what was found there."""

from __future__ import annotations

import streamlit as st

from asset_map.domain.permission import may_look
from asset_map.domain.protection import Audience
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.page import close_page, open_page, run_screen
from asset_map.pages.components.walk_choosing import choose_zone
from asset_map.pages.components.walk_form import walk_form

_STYLE = """<style>
.st-key-walk :is(button, [data-testid="stPageLink"] a, [data-testid="stLinkButton"] a) { min-height: 2.75rem; }
.st-key-walk :is(input, [data-baseweb="select"] > div) { min-height: 2.75rem; }
.st-key-walk [data-testid="stButtonGroup"] button { padding: 0 0.6rem; }
.st-key-walk [data-testid="stHtml"] :is(h3, p) { margin: 0; padding: 0; overflow-wrap: anywhere; }
.st-key-walk [data-testid="stButtonGroup"] label p { font-weight: 700; }
.st-key-walk [data-testid="stForm"] [data-testid="stHorizontalBlock"] { flex-wrap: nowrap; }
.st-key-walk [data-testid="stForm"] [data-testid="stColumn"] { min-width: 5rem; }
.st-key-walk_rows { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(21rem, 100%), 1fr)); }
.st-key-walk_rows { gap: 0.75rem 2rem; align-items: start; }
[class*="st-key-walk_row_"] { border-bottom: 1px solid #c6c9cc; padding-bottom: 0.75rem; }
.stMain { scroll-padding-bottom: 9rem; } /* what has the focus is not under the bar */
:has(> .st-key-walk_bar) { position: sticky; bottom: 0; z-index: 10; }
.st-key-walk_bar { background: #ffffff; border-top: 1px solid #8a8f94; padding: 0.5rem 0; }
.st-key-walk_bar { max-height: 60vh; overflow-y: auto; }
@media (max-width: 639px) { /* as wide as a thumb finds them without looking */
  .st-key-walk_rows :is(.stElementContainer, .stButtonGroup, [role="radiogroup"]) { width: 100% !important; }
  .st-key-walk_rows [role="radiogroup"] { display: flex; }
  .st-key-walk_rows [role="radiogroup"] button { flex: 1 1 0; justify-content: center; }
}
</style>"""


def show() -> None:
    """Show the screen."""
    workspace = open_page(_("Walk a zone"))
    person = who.signed_in(workspace)
    zone = st.query_params.get("zone", "")
    st.html(_STYLE)
    with st.container(key="walk"):
        if person is None or not may_look(person):
            st.markdown(
                _(
                    "Everybody may take a sheet along and look around. What was found is typed in by staff, so bring "
                    "the sheet to them, or add what you know under “Add an asset”."
                )
            )
            choose_zone(workspace, audience=Audience.PUBLIC)
            st.subheader(_("For staff"), anchor=False)
            who.staff_only(workspace, may_look)
        elif zone in workspace.geography.zones_bng.index:
            walk_form(zone, workspace, person)
        else:
            choose_zone(workspace, audience=who.audience(workspace))
    close_page(workspace)


run_screen(show)
