"""After a session: what was said is reviewed, its coverage is written, who took part is counted, and it is reported."""

from __future__ import annotations

import streamlit as st

from asset_map.domain.mapping_session import SessionState
from asset_map.domain.permission import may_run_sessions
from asset_map.domain.person import Person
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.after_coverage import coverage_part
from asset_map.pages.components.after_report import report_part
from asset_map.pages.components.after_review import review_part
from asset_map.pages.components.after_turnout import turnout_part
from asset_map.pages.components.page import close_page, open_page, run_screen
from asset_map.pages.components.session_choice import choose_part, choose_session
from asset_map.pages.components.told import say_what_was_told
from asset_map.services.workspace import Workspace

_STYLE = """<style>
@font-face { font-family: "Noto Naskh Arabic"; font-display: swap;
  src: url("/vendor/fonts/NotoNaskhArabic_400Regular.ttf") format("truetype"); }
.st-key-after_said .said-words { font-family: "Atkinson Hyperlegible", "Noto Naskh Arabic", sans-serif; }
.st-key-after :is([data-testid^="stBaseButton"], [data-testid="stLinkButton"] a) { min-height: 2.75rem; }
.st-key-after :is(input, [data-baseweb="select"] > div) { min-height: 2.75rem; }
.st-key-after kbd { color: inherit; opacity: 1; }
.st-key-after_said { border-inline-start: 5px solid #0b5d73; padding-inline-start: 0.9rem; }
.st-key-after_said .said-words { margin: 0; font-size: 1.3rem; line-height: 1.35; white-space: pre-line; }
.st-key-after_said .said-words { overflow-wrap: anywhere; }
.after-picture { display: block; width: 100%; max-height: 22rem; border: 1px solid #8a8f94; background: #ffffff; }
</style>"""


def show() -> None:
    """Show the screen."""
    workspace = open_page(
        _("After a session"),
        intro=_("What people said becomes part of the map here, as far as they wanted it to. Nothing is lost."),
    )
    person = who.staff_only(workspace, may_run_sessions)
    if person is not None:
        st.html(_STYLE)
        with st.container(key="after"):
            _after(workspace, person)
    close_page(workspace)


def _after(workspace: Workspace, person: Person) -> None:
    session = choose_session(workspace, key="after_session")
    if session is None:
        return
    say_what_was_told()
    if session.state is SessionState.OPEN:
        st.info(_("This session is still open, so more may come in."), icon=":material/lock_open:")
    parts = {
        "review": (_("Review"), review_part),
        "people": (_("Who took part"), turnout_part),
        "coverage": (_("Coverage"), coverage_part),
        "report": (_("Report"), report_part),
    }
    chosen = choose_part({code: label for code, (label, _show) in parts.items()}, key="after_part")
    parts[chosen][1](session, workspace, person)


run_screen(show)
