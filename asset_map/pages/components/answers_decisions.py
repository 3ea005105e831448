"""What a session decided, and why."""

from __future__ import annotations

from functools import partial

import streamlit as st

from asset_map.domain.dates import written_date
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.person import Person
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.told import do
from asset_map.services.sessions.outcomes import LONGEST_WORDS, NotTold, decide
from asset_map.services.workspace import Workspace

FIELDS = ("words", "reason", "decided_on")


def decisions_part(session: MappingSession, workspace: Workspace, person: Person) -> None:
    """Show what was decided, and note another decision.

    Parameters
    ----------
    session
        Whose.
    workspace, person
        The area, and who notes it.
    """
    decisions = workspace.store.decisions(session.session_id)
    if not decisions:
        st.info(_("No decision is noted."), icon=":material/how_to_vote:")
    for one in decisions:
        with st.container(border=True, gap="small"):
            st.markdown(f"**{as_typed(one.words)}**")
            st.markdown(as_typed(one.reason))
            st.caption(written_date(one.decided_on))
    with st.form(key=f"answers_decide_{session.session_id}", border=True):
        st.text_area(_("What was decided?"), key=_key(session, "words"), max_chars=LONGEST_WORDS)
        st.text_area(_("Why?"), key=_key(session, "reason"), max_chars=LONGEST_WORDS)
        st.text_input(
            _("When? Leave it empty for the day of the session"), key=_key(session, "decided_on"), max_chars=40
        )
        st.caption(_("Everybody can read it. Please do not write people’s names."))
        st.form_submit_button(
            _("Note this decision"),
            type="primary",
            icon=":material/check:",
            on_click=do,
            args=(partial(_decide, session, workspace, person),),
        )


def _decide(session: MappingSession, workspace: Workspace, person: Person) -> str:
    words, reason, decided_on = (str(st.session_state.get(_key(session, name), "")) for name in FIELDS)
    made = decide(words, reason, decided_on, session, workspace, now=who.now(), actor=person)
    if isinstance(made, NotTold):
        labels = {"words": _("What was decided?"), "reason": _("Why?")}
        raise UserError(" ".join(f"{labels.get(one.field, _('When?'))} {one.message}" for one in made.problems))
    for name in FIELDS:
        st.session_state[_key(session, name)] = ""
    return _("The decision is noted.")


def _key(session: MappingSession, field: str) -> str:
    return f"answers_decided_{field}_{session.session_id}"
