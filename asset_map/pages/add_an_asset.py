"""Add an asset: one question at a time, then check and save."""

from __future__ import annotations

import streamlit as st

from asset_map.domain.protection import Audience
from asset_map.language import gettext as _
from asset_map.pages.components import asset_form, questions, who
from asset_map.pages.components.asset_form import codes, key, put, text
from asset_map.pages.components.check_answers import answers_with_links, check_answers
from asset_map.pages.components.page import close_page, open_page, page, run_screen
from asset_map.pages.components.pictogram_choice import Option, pictogram_choice
from asset_map.pages.components.place_question import forget_shape_of_other_kind, place_question
from asset_map.pages.components.question_heading import Step, question_heading
from asset_map.pages.components.saved_asset import saved_asset, saved_title
from asset_map.pages.components.saving import save
from asset_map.pages.components.sent import show_sent
from asset_map.pages.components.told import attempt
from asset_map.pages.components.typed_line import Line, typed_line
from asset_map.services.workspace import Workspace

HEADING = "add_heading"
_STYLE = """<style>
.st-key-add_form button, .st-key-add_form [data-testid="stPageLink"] a { min-height: 3rem; }
.st-key-add_bar { background: #ffffff; padding: 0.5rem 0; }
.stMain { scroll-padding-bottom: 6rem; } /* what has the focus is not under the bar */
[data-testid="stLayoutWrapper"]:has(> .st-key-add_bar) { position: sticky; bottom: 0; z-index: 2; }
.st-key-add_check { max-width: 46rem; }
[class*="st-key-add_answer_"] { flex-wrap: nowrap !important; }
[class*="st-key-add_change_"] button { color: #0b5d73; text-decoration: underline; }
.st-key-add_form { min-height: 100dvh; } /* so that every question can be scrolled to the top */
.where-it-falls { margin: 0; min-height: 3rem; }
@media (max-width: 639px) {
  .stColumn:has(.st-key-add_so_far) { display: none; }
}
</style>"""


def show() -> None:
    """Show the screen."""
    workspace = open_page(_("Add an asset"))
    st.html(_STYLE)
    with st.container(key="add_form"):
        if HEADING not in st.session_state:  # somebody comes from another screen
            st.session_state.pop(key("saved"), None)
        is_brought_back = asset_form.bring_back_draft(workspace)
        is_kept = asset_form.keep_draft(workspace)
        turn = st.session_state[key("turn")] = st.session_state.get(key("turn"), 0) + 1
        _heading(workspace, turn)
        if saved_title():
            saved_asset()
        else:
            if not is_kept:
                _other_page(workspace)
            if is_brought_back:
                st.info(_("Here is what you had answered. Carry on where you stopped."), icon=":material/history:")
            _question(workspace, turn)
        if saved_title() or questions.now(workspace).code == asset_form.FIRST_STEP:
            show_sent(workspace, asset_form.owner())
    close_page(workspace)


def _heading(workspace: Workspace, turn: int) -> None:
    now, asked = questions.now(workspace), questions.questions(workspace)
    steps = [Step(one.code, one.label, questions.is_reachable(one.code, workspace)) for one in asked]
    question_heading(
        saved_title() or now.title,
        [] if saved_title() else steps,
        now="saved" if saved_title() else now.code,
        turn=turn,
        key=HEADING,
        on_go=questions.go_to,
    )


def _question(workspace: Workspace, turn: int) -> None:
    now = questions.now(workspace).code
    if now == questions.CHECK:
        with st.container(key="add_check"):
            _check(workspace, turn)
        return
    question, so_far = st.columns([3, 2], gap="large")
    with question:
        {"name": _name, "kind": _kind, "offer": _offer, "place": _place}[now](workspace, turn)
        _back(workspace)
    with so_far, st.container(key="add_so_far"):
        st.subheader(_("So far"), anchor=False)
        answers_with_links(workspace)


def _other_page(workspace: Workspace) -> None:
    st.warning(
        _("Another page of this browser has kept other answers in this form. Nothing is lost: which do you want?"),
        icon=":material/tab_duplicate:",
    )
    with st.container(horizontal=True):
        st.button(_("What stands here"), key="add_keep_mine", on_click=_keep_mine, args=(workspace,))
        st.button(_("What the other page has"), key="add_take_other", on_click=asset_form.take_other, args=(workspace,))


def _keep_mine(workspace: Workspace) -> None:
    asset_form.keep_draft(workspace, over_another=True)


def _name(workspace: Workspace, turn: int) -> None:
    def _done(name: str) -> None:
        put({"name": name.strip()})
        if name.strip():
            st.session_state.pop(key("name_problem"), None)
            questions.go_on(workspace)
        else:
            st.session_state[key("name_problem")] = _("Give it a name: what people here call it.")

    typed_line(
        Line(
            _("Name"), _("Next"), _("What people here call it. Not the name of a person."), is_main=True, is_first=True
        ),
        value=text("name"),
        problem=st.session_state.get(key("name_problem"), ""),
        # A record of which nothing is kept yet gets another id at each visit.
        kept_as=f"{text('token') if st.session_state[key('kept')] else 'new'} name",
        turn=turn,
        key="add_name",
        on_done=_done,
    )


def _kind(workspace: Workspace, turn: int) -> None:
    def _choose(code: str) -> None:
        put({"kind": code})
        forget_shape_of_other_kind(workspace)
        questions.go_on(workspace)

    kinds = workspace.classification.kinds.values()
    pictogram_choice(
        _("Kind"),
        [Option(kind.code, kind.icon, kind.label, kind.meaning) for kind in kinds],
        chosen=[text("kind")],
        turn=turn,
        key="add_kind",
        on_choose=_choose,
    )


def _offer(workspace: Workspace, turn: int) -> None:
    def _choose(code: str) -> None:
        put({"offers": [code, *(one for one in codes("offers")[1:] if one != code)]})
        questions.go_on(workspace)

    offers = workspace.classification.offers.values()
    pictogram_choice(
        _("The main thing it offers"),
        [Option(offer.code, offer.icon, offer.label) for offer in offers],
        chosen=codes("offers")[:1],
        turn=turn,
        key="add_offer",
        on_choose=_choose,
    )
    st.caption(_("You can add more at the end."))


def _place(workspace: Workspace, turn: int) -> None:
    place_question(workspace, audience=_audience(workspace), turn=turn)


def _check(workspace: Workspace, turn: int) -> None:
    if (failure := st.session_state.get(key("failure"))) is not None:
        st.error(_("Not saved, but kept as a draft: try again.") + " " + failure, icon=":material/error:")
    problems = st.session_state.get(key("problems"), ())
    if problems:
        st.error(_("Not saved yet. Look at the places marked below."), icon=":material/error:")
    check_answers(workspace, problems, audience=_audience(workspace), turn=turn)
    with st.container(key="add_bar"):
        st.button(
            _("Save"),
            type="primary",
            icon=":material/check:",
            key="add_save",
            on_click=save,
            args=(workspace, text("token")),
            width="stretch",
        )
    with st.container(horizontal=True):
        _back(workspace)
        st.button(
            _("Throw away and start again"), key="add_again", on_click=attempt, args=(asset_form.clear, workspace)
        )


def _back(workspace: Workspace) -> None:
    if questions.now(workspace).code == asset_form.FIRST_STEP:
        st.page_link(page("map_and_list"), label=_("Back to the map"), icon=":material/arrow_back:")
    else:
        st.button(
            _("Back"), key="add_back", icon=":material/arrow_back:", on_click=questions.go_back, args=(workspace,)
        )


def _audience(workspace: Workspace) -> Audience:
    return who.audience(workspace)


run_screen(show)
