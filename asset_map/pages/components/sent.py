"""What this browser sent without an account, what became of it, and the answer to what staff ask."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from asset_map.domain.asset import ReviewState
from asset_map.domain.dates import local_date, written_date
from asset_map.domain.problem import Problem
from asset_map.domain.validation import LONGEST, LONGEST_OTHER
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.told import say_what_was_told, tell
from asset_map.services.field_words import field_words
from asset_map.services.sent import NotAnswered, Sent, answer_question, sent_by
from asset_map.services.workspace import Workspace

CORRECTED = ("name", "summary", "address", "opening_times", "cost", "who_for", "phone", "email", "web")
"""Fields that whoever sent a record may correct when they are asked, in the order of the form."""

LONG = frozenset({"summary"})


def show_sent(workspace: Workspace, browser: str) -> None:
    """Show what a browser sent; nothing where it sent nothing.

    Parameters
    ----------
    workspace
        The area.
    browser
        Its cookie; empty for one that keeps none.
    """
    sent = sent_by(browser, workspace)
    if not sent:
        return
    st.subheader(_("What you sent"), anchor=False)
    say_what_was_told()
    for one in sent:
        with st.container(border=True):
            _one(one, workspace, browser)


def _one(sent: Sent, workspace: Workspace, browser: str) -> None:
    date = written_date(local_date(sent.sent_at))
    st.markdown(f"**{as_typed(sent.draft.name)}** · {date}  \n{_state_words(sent)}")
    if sent.reason:
        head = _("You answered") if sent.state is ReviewState.SUBMITTED else _("They say")
        st.markdown(f"{head}: {as_typed(sent.reason)}")
    if sent.state is ReviewState.NEEDS_INFORMATION and not sent.is_merged:
        _answer_form(sent, workspace, browser)


def _answer_form(sent: Sent, workspace: Workspace, browser: str) -> None:
    problems: tuple[Problem, ...] = st.session_state.get(_key(sent, "problems"), ())
    st.text_area(_("Your answer"), key=_key(sent, "answer"), max_chars=1000)
    with st.expander(_("Correct what you sent"), expanded=bool(problems)):
        for field in CORRECTED:
            most = LONGEST.get(field, LONGEST_OTHER)
            shown: dict[str, Any] = {"value": getattr(sent.draft, field), "key": _key(sent, field), "max_chars": most}
            (st.text_area if field in LONG else st.text_input)(field_words()[field], **shown)
            for problem in problems:
                if problem.field == field:
                    st.error(problem.message)
    st.button(
        _("Send the answer"),
        type="primary",
        icon=":material/send:",
        key=_key(sent, "send"),
        on_click=_send,
        args=(sent, workspace, browser),
    )


def _send(sent: Sent, workspace: Workspace, browser: str) -> None:
    corrected = {field: str(st.session_state.get(_key(sent, field)) or "") for field in CORRECTED}
    st.session_state.pop(_key(sent, "problems"), None)
    try:
        result = answer_question(
            sent.asset_id,
            browser=browser,
            draft=replace(sent.draft, **corrected),  # type: ignore[arg-type]  # none of them is a list
            words=str(st.session_state.get(_key(sent, "answer")) or ""),
            workspace=workspace,
            now=who.now(),
        )
    except UserError as error:
        tell(as_typed(str(error)), is_warning=True)
        return
    if isinstance(result, NotAnswered):
        st.session_state[_key(sent, "problems")] = result.problems
        others = [problem.message for problem in result.problems if problem.field not in CORRECTED]
        tell(" ".join([_("Not sent yet. Look at the places marked below."), *map(as_typed, others)]), is_warning=True)
    else:
        tell(_("Thank you. Your answer is sent, and somebody will look at it."))


def _state_words(sent: Sent) -> str:
    if sent.is_merged:
        return _("It was here already, so what you sent was joined with that record. Thank you.")
    return {
        ReviewState.DRAFT: _("It waits for somebody to look at it."),
        ReviewState.SUBMITTED: _("It waits for somebody to look at it."),
        ReviewState.NEEDS_INFORMATION: _("There is a question for you."),
        ReviewState.PUBLISHED: _("It is taken in. Thank you."),
        ReviewState.NOT_PUBLISHED: _("It is not published."),
        ReviewState.ARCHIVED: _("It was put in the archive."),
    }[sent.state]


def _key(sent: Sent, field: str) -> str:
    return f"sent_{sent.asset_id}_{field}"
