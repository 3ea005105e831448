"""You said, we did: people are told what became of what they said, and what was decided."""

from __future__ import annotations

import streamlit as st

from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.permission import may_run_sessions
from asset_map.domain.person import Person
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.answers_decisions import decisions_part
from asset_map.pages.components.answers_form import tell_part
from asset_map.pages.components.answers_list import list_part
from asset_map.pages.components.page import close_page, open_page, run_screen
from asset_map.pages.components.session_choice import choose_part, choose_session
from asset_map.pages.components.told import say_what_was_told
from asset_map.services.sessions.answers import is_told
from asset_map.services.workspace import Workspace

_STYLE = """<style>
.st-key-answers :is(button, [data-testid="stLinkButton"] a, input) { min-height: 2.75rem; }
.st-key-answers .said-words { margin: 0; font-size: 1.15rem; line-height: 1.35; white-space: pre-line;
  overflow-wrap: anywhere; }
</style>"""


def show() -> None:
    """Show the screen."""
    workspace = open_page(
        _("You said, we did"),
        intro=_("Tell people what was done, what will be done and by when, and what was not done and why."),
    )
    person = who.staff_only(workspace, may_run_sessions)
    if person is not None:
        st.html(_STYLE)
        with st.container(key="answers"):
            _answers(workspace, person)
    close_page(workspace)


def _answers(workspace: Workspace, person: Person) -> None:
    session = choose_session(workspace, key="answers_session")
    if session is None:
        return
    say_what_was_told()
    parts = {
        "answers": (_("What became of it"), _told),
        "decisions": (_("What was decided"), decisions_part),
        "pass_on": (_("Pages and posters"), _links),
    }
    chosen = choose_part({code: label for code, (label, _show) in parts.items()}, key="answers_part")
    parts[chosen][1](session, workspace, person)


def _told(session: MappingSession, workspace: Workspace, person: Person) -> None:
    tell_part(session, workspace, person)
    list_part(session, workspace, person)


def _links(session: MappingSession, workspace: Workspace, _person: Person) -> None:
    address, page = f"/mapping/{session.session_id}", f"/said/{session.session_id}"
    st.subheader(_("For everybody"), anchor=False)
    st.markdown(
        _(
            "Words stand there only where they may be quoted, and nothing that people asked not to publish, that is "
            "hidden or that has to be protected. Nobody reads who said something."
        )
    )
    if not is_told(session, workspace):
        st.info(_("The page is there once the session is closed, or something is told of it."), icon=":material/lock:")
    _row(
        "everybody",
        (_("Page"), page, ":material/web:"),
        (_("Poster"), f"{address}/poster.pdf", ":material/print:"),
        (_("Poster in large print"), f"{address}/poster.pdf?large=1", ":material/text_increase:"),
        (_("Short text"), f"{page}/short.txt", ":material/notes:"),
        (_("Promises of all sessions"), "/said", ":material/history:"),
        (_("Type the code of a slip"), "/slip", ":material/confirmation_number:"),
    )
    st.subheader(_("The session as a file"), anchor=False)
    st.markdown(
        _(
            "To keep it, or to open it in another place. Slips are left out. The whole file holds what people asked "
            "not to publish: keep it to yourselves."
        )
    )
    _row(
        "file",
        (_("Whole file"), f"{address}/record.json", ":material/data_object:"),
        (_("File for everybody"), f"{address}/record.json?public=1", ":material/data_object:"),
    )


def _row(key: str, *links: tuple[str, str, str]) -> None:
    with st.container(horizontal=True, key=f"answers_links_{key}"):
        for label, address, icon in links:
            st.link_button(label, address, icon=icon)


run_screen(show)
