"""You said, we did: people are told what became of what they said, and what was decided."""

from __future__ import annotations

import streamlit as st

from asset_map.domain.dates import written_date
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.person import Person
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.answers_decisions import decisions_part
from asset_map.pages.components.answers_form import tell_part
from asset_map.pages.components.answers_list import list_part
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.choices import distinct, keep_in_address
from asset_map.pages.components.page import close_page, open_page, run_screen
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
    person = who.staff_only(workspace)
    if person is not None:
        st.html(_STYLE)
        with st.container(key="answers"):
            _answers(workspace, person)
    close_page(workspace)


def _answers(workspace: Workspace, person: Person) -> None:
    sessions = {one.session_id: one for one in workspace.store.mapping_sessions()}
    if not sessions:
        st.info(_("No mapping session yet. Prepare one first."), icon=":material/groups:")
        return
    session = _choose(sessions)
    say_what_was_told()
    _links(session, workspace)
    parts = {
        "answers": (_("What became of it"), _told),
        "decisions": (_("What was decided"), decisions_part),
    }
    asked = st.query_params.get("part", "")
    part = st.segmented_control(
        _("What to do"),
        list(parts),
        default=asked if asked in parts else "answers",
        required=True,
        format_func=lambda code: parts[code][0],
        key="answers_part",
    )
    chosen = str(part or "answers")
    keep_in_address("part", chosen if chosen != "answers" else "")
    parts[chosen][1](session, workspace, person)


def _told(session: MappingSession, workspace: Workspace, person: Person) -> None:
    tell_part(session, workspace, person)
    list_part(session, workspace, person)


def _choose(sessions: dict[str, MappingSession]) -> MappingSession:
    asked = st.query_params.get("session", "")
    options = list(sessions)
    labels = distinct({code: f"{one.title} · {written_date(one.held_on)}" for code, one in sessions.items()})
    chosen = st.selectbox(
        _("Session"),
        options,
        index=options.index(asked) if asked in sessions else 0,
        format_func=lambda code: labels[code],
        key="answers_session",
    )
    keep_in_address("session", chosen)
    session = sessions[chosen]
    st.caption(as_typed(", ".join(filter(None, (session.place, session.time_words, session.area_name)))))
    return session


def _links(session: MappingSession, workspace: Workspace) -> None:
    address = f"/mapping/{session.session_id}"
    links = [
        (_("Poster"), f"{address}/poster.pdf", ":material/print:"),
        (_("Poster in large print"), f"{address}/poster.pdf?large=1", ":material/text_increase:"),
        (_("Session as a file"), f"{address}/record.json", ":material/data_object:"),
        (_("File for the public"), f"{address}/record.json?public=1", ":material/data_object:"),
    ]
    if is_told(session, workspace):
        page = f"/said/{session.session_id}"
        links = [
            (_("Page for everybody"), page, ":material/web:"),
            (_("Short text"), f"{page}/short.txt", ":material/notes:"),
            *links,
        ]
    with st.container(horizontal=True, key="answers_links"):
        for label, link, icon in links:
            st.link_button(label, link, icon=icon)
    if not is_told(session, workspace):
        st.caption(_("The page for everybody is there once the session is closed, or something is told of it."))


run_screen(show)
