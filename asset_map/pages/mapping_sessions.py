"""Mapping sessions: prepare one, open it, and find every page that it needs."""

from __future__ import annotations

import streamlit as st

from asset_map.domain.dates import written_date
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.permission import may_run_sessions
from asset_map.domain.person import Person
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.page import close_page, open_page, run_screen
from asset_map.pages.components.session_form import session_form
from asset_map.pages.components.session_holding import STATE_WORDS, session_holding
from asset_map.pages.components.told import say_what_was_told
from asset_map.services.workspace import Workspace

_STYLE = """<style>
.st-key-sessions :is([data-testid^="stBaseButton"], [data-testid="stLinkButton"] a) { min-height: 2.75rem; }
.st-key-sessions :is(input, [data-baseweb="select"] > div) { min-height: 2.75rem; }
.session-code { margin: 0; font-size: 3rem; font-weight: 700; letter-spacing: 0.12em; line-height: 1.2; }
.session-qr { display: block; width: 12rem; max-width: 100%; }
.session-picture { display: block; width: 100%; max-width: 36rem; border: 1px solid #8a8f94; background: #ffffff; }
.st-key-session_not_heard { border-inline-start: 5px solid #0b5d73; padding-inline-start: 0.9rem; }
</style>"""


def show() -> None:
    """Show the screen."""
    workspace = open_page(
        _("Mapping sessions"),
        intro=_("Residents say what is good here, in a hall, on phones and on paper. It needs no internet."),
    )
    person = who.staff_only(workspace, may_run_sessions)
    if person is not None:
        st.html(_STYLE)
        with st.container(key="sessions"):
            _sessions(workspace, person)
    close_page(workspace)


def _sessions(workspace: Workspace, person: Person) -> None:
    say_what_was_told()
    asked = st.query_params.get("session", "")
    session = workspace.store.mapping_session(asked) if asked else None
    if asked and session is None:
        st.warning(_("There is no session at this address any longer. Choose one here."), icon=":material/error:")
    what = st.query_params.get("do", "")
    if what == "prepare" or (what == "change" and session is not None):
        st.subheader(_("Change a session") if session else _("Prepare a session"), anchor=False)
        session_form(session, workspace, person)
        return
    if session is not None:
        st.button(_("All sessions"), icon=":material/arrow_back:", type="tertiary", on_click=_go_to_list)
        session_holding(session, workspace, person)
        return
    _list(workspace.store.mapping_sessions())


def _list(sessions: list[MappingSession]) -> None:
    st.button(
        _("Prepare a session"),
        type="primary",
        icon=":material/add:",
        key="sessions_prepare",
        on_click=lambda: st.query_params.from_dict({"do": "prepare"}),
    )
    if not sessions:
        st.info(
            _(
                "No session yet. Prepare one: it takes about ten minutes. Then print the sheets, open it in the hall, "
                "and review afterwards what people said."
            ),
            icon=":material/groups:",
        )
    for session in sessions:
        with st.container(border=True):
            st.markdown(f"**{as_typed(session.title)}**")
            facts = (written_date(session.held_on), session.place, session.area_name, _(STATE_WORDS[session.state]))
            st.markdown(as_typed(" · ".join(dict.fromkeys(filter(None, facts)))))
            st.button(
                _("Open the page of {title}").format(title=as_typed(session.title)),
                key=f"sessions_{session.session_id}",
                on_click=_go_to,
                args=(session.session_id,),
            )


def _go_to_list() -> None:
    st.query_params.clear()


def _go_to(session_id: str) -> None:
    st.query_params.from_dict({"session": session_id})


run_screen(show)
