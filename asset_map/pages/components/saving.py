"""Saving what stands in the form: once, however often the button is tapped."""

from __future__ import annotations

import threading

import streamlit as st

from asset_map.domain.permission import VISITOR
from asset_map.errors import UserError
from asset_map.pages.components import asset_form, who
from asset_map.pages.components.asset_form import key, text
from asset_map.services.record import Recorded, record
from asset_map.services.sent import known_again
from asset_map.services.wording import reason_for_keeping, warnings_for
from asset_map.services.workspace import Workspace

_one_at_a_time = threading.Lock()
"""Streamlit begins with a second tap while the first is under way; it is to find what the first has kept."""


def save(workspace: Workspace, token: str) -> None:
    """Keep the record, or put on the form what is to be mended.

    Parameters
    ----------
    workspace
        The area.
    token
        The id that the record is to have; the form has another one as soon as the record is kept.
    """
    if text("token") != token:  # a second tap came while the first one was under way
        return
    for name in ("failure", "problems", "reason_problem"):
        st.session_state.pop(key(name), None)
    try:
        _save(workspace, token)
    except UserError as error:
        st.session_state[key("failure")] = str(error)


def _save(workspace: Workspace, token: str) -> None:
    draft = asset_form.draft(workspace)
    try:
        reason = reason_for_keeping(warnings_for(draft, workspace), text("keep_reason"))
    except UserError as error:
        st.session_state[key("reason_problem")] = str(error)
        return
    person = who.signed_in(workspace)
    # Without cookies nobody is known again, but what such a browser sends has to wait for review all the same.
    sent_by = "" if person else known_again(asset_form.owner() or token)
    with _one_at_a_time:
        result = record(
            draft,
            workspace,
            now=who.now(),
            actor=person if person else VISITOR,
            reason=reason,
            sent_by=sent_by,
            asset_id=token,
        )
    if isinstance(result, Recorded):
        # A second tap may end this run anywhere from here on; then it finds the record, and goes the same way.
        st.session_state[key("saved")] = result
        asset_form.clear(workspace)
    else:
        st.session_state[key("problems")] = result.problems
