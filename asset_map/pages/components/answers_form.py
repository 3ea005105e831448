"""Telling people what became of one thing, of several at once, or of the session as a whole."""

from __future__ import annotations

from functools import partial

import streamlit as st

from asset_map.domain.contribution import Contribution
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.outcome import Answer, threads
from asset_map.domain.person import Person
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components import who
from asset_map.pages.components.choices import distinct
from asset_map.pages.components.told import do
from asset_map.services.sessions.answers import answer_words
from asset_map.services.sessions.outcomes import LONGEST_WORDS, NotTold, OutcomeDraft, tell
from asset_map.services.workspace import Workspace

LONGEST_LABEL = 70
FIELDS = ("answer", "words", "because", "by_when")


def tell_part(session: MappingSession, workspace: Workspace, person: Person) -> None:
    """Show the form.

    Parameters
    ----------
    session
        Whose.
    workspace, person
        The area, and who tells.
    """
    said = {one.contribution_id: one for one in workspace.store.contributions(session.session_id)}
    labels = distinct({code: short(one) for code, one in said.items()})
    promised = _promised(session, workspace)
    with st.form(key=f"answers_form_{session.session_id}", border=True):
        st.multiselect(
            _("About what was said"),
            list(said),
            format_func=lambda code: labels[code],
            key=_key(session, "about"),
            placeholder=_("The session as a whole"),
            help=_("Choose one or several things; leave it empty to speak of the session as a whole."),
        )
        if promised:
            st.selectbox(
                _("Answers what was promised to everybody"),
                ["", *promised],
                format_func=lambda words: words or _("Nothing, this is new"),
                key=_key(session, "promise"),
                help=_("Only for the session as a whole: its words are used again, so that both stand together."),
            )
        st.radio(
            _("What became of it"),
            [one.value for one in Answer],
            format_func=lambda code: answer_words()[Answer(code)],
            horizontal=True,
            key=_key(session, "answer"),
        )
        st.text_area(_("What, in plain words"), key=_key(session, "words"), max_chars=LONGEST_WORDS)
        st.text_area(_("Because"), key=_key(session, "because"), max_chars=LONGEST_WORDS)
        st.text_input(_("By when, for a promise"), key=_key(session, "by_when"), placeholder="31/3/2027", max_chars=40)
        st.caption(_("Please do not write people’s names. What you told before stays beneath it."))
        st.form_submit_button(
            _("Tell people"),
            type="primary",
            icon=":material/campaign:",
            on_click=do,
            args=(partial(_tell, session, workspace, person),),
        )


def short(contribution: Contribution) -> str:
    """Return something that was said in one line.

    Parameters
    ----------
    contribution
        What was said.

    Returns
    -------
    str
        Its first words.
    """
    words = " ".join(contribution.words.split()) or _("(without words)")
    return words if len(words) <= LONGEST_LABEL else f"{words[: LONGEST_LABEL - 1]}…"


def _promised(session: MappingSession, workspace: Workspace) -> list[str]:
    told = threads(workspace.store.outcomes(session.session_id))
    return [
        every[-1].words for (_id, about, _words), every in told.items() if not about and every[-1].answer is Answer.WILL
    ]


def _tell(session: MappingSession, workspace: Workspace, person: Person) -> str:
    typed = {name: str(st.session_state.get(_key(session, name), "")) for name in FIELDS}
    about = list(st.session_state.get(_key(session, "about"), []))
    promise = str(st.session_state.get(_key(session, "promise"), "") or "")
    if promise and not about:
        because = "\n".join(filter(None, (typed["words"].strip(), typed["because"].strip())))
        typed |= {"words": promise, "because": because}
    told = tell(about, OutcomeDraft(**typed), session, workspace, now=who.now(), actor=person)
    if isinstance(told, NotTold):
        raise UserError(" ".join(f"{_label(problem.field)}: {problem.message}" for problem in told.problems))
    for name in ("promise", "words", "because", "by_when"):
        st.session_state[_key(session, name)] = ""  # forgetting it would leave it standing in the browser
    st.session_state[_key(session, "about")] = []
    if not told:
        return _("That stands there already.")
    return ngettext("{count} thing is told.", "{count} things are told.", len(told))


def _label(field: str) -> str:
    labels = {
        "answer": _("What became of it"),
        "words": _("What, in plain words"),
        "because": _("Because"),
        "by_when": _("By when, for a promise"),
    }
    return labels.get(field, _("About what was said"))


def _key(session: MappingSession, field: str) -> str:
    return f"answers_{field}_{session.session_id}"
