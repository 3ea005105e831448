"""How many took part: the sums of the tick slips are typed in, and shown without groups that are too small."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.person import Person
from asset_map.domain.turnout import SMALLEST_SHOWN, TURNOUT_QUESTIONS
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.table import plain_table
from asset_map.pages.components.told import do
from asset_map.services.sessions.turnout import NotCounted, TurnoutDraft, enter_turnout, shown_turnout
from asset_map.services.workspace import Workspace

COLUMNS = 3


def turnout_part(session: MappingSession, workspace: Workspace, person: Person) -> None:
    """Show who took part, and let staff type in the counts.

    Parameters
    ----------
    session
        Whose.
    workspace, person
        The area, and who counts.
    """
    shown = shown_turnout(session, workspace)
    if shown.is_counted:
        people = shown.people
        st.markdown(
            _("Fewer than {least} people took part, so nothing more is given.").format(least=SMALLEST_SHOWN)
            if people is None
            else _("**{people} people took part.** Groups of fewer than {least} are not given.").format(
                people=people, least=SMALLEST_SHOWN
            )
        )
        for told in shown.questions:
            rows = [(label, _("not given") if number is None else str(number)) for label, number in told.groups]
            plain_table(pd.DataFrame(rows, columns=[_("Group"), _("People")]), caption=told.text)
    else:
        st.info(_("Nobody has counted yet who took part."), icon=":material/groups:")
    st.subheader(_("Count again") if shown.is_counted else _("Count the slips"), anchor=False)
    st.markdown(
        _(
            "Sort the tick slips into heaps, one question after the other, and type how many ticks each answer has. "
            "What you type takes the place of what was typed before. Shred the slips afterwards."
        )
    )
    with st.form(key=f"after_turnout_{session.session_id}", border=False):
        st.text_input(_("How many people took part?"), key=_key(session, "people"), max_chars=6)
        for question in TURNOUT_QUESTIONS:
            st.markdown(f"**{question.text}**")
            for first in range(0, len(question.answers), COLUMNS):  # row by row, as the keyboard is to go
                row = question.answers[first : first + COLUMNS]
                for column, (code, label) in zip(st.columns(COLUMNS), row, strict=False):
                    column.text_input(label, key=_key(session, f"{question.code}.{code}"), max_chars=6)
        st.form_submit_button(
            _("Keep these counts"),
            type="primary",
            icon=":material/check:",
            on_click=do,
            args=(partial(_keep, session, workspace, person),),
        )


def _keep(session: MappingSession, workspace: Workspace, person: Person) -> str:
    counts = {
        question.code: {code: _typed(session, f"{question.code}.{code}") for code in question.codes}
        for question in TURNOUT_QUESTIONS
    }
    draft = TurnoutDraft(people=_typed(session, "people"), counts=counts)
    refused = enter_turnout(draft, session, workspace, now=who.now(), actor=person)
    if isinstance(refused, NotCounted):
        raise UserError(" ".join(f"{_label(problem.field)} {problem.message}" for problem in refused.problems))
    return _("The counts are kept.")


def _label(field: str) -> str:
    code, _dot, answer = field.partition(".")
    question = next((one for one in TURNOUT_QUESTIONS if one.code == code), None)
    if question is None:
        return _("How many people took part?")
    return f"{question.text} {dict(question.answers).get(answer, '')}".strip()


def _typed(session: MappingSession, field: str) -> str:
    return str(st.session_state.get(_key(session, field), ""))


def _key(session: MappingSession, field: str) -> str:
    return f"after_count_{field}_{session.session_id}"
