"""Everything that was answered at a glance, who may see it, and what the public will see of it."""

from __future__ import annotations

import streamlit as st

from asset_map.domain.asset import AssetDraft
from asset_map.domain.problem import Problem
from asset_map.domain.protection import Audience, Level, lowest_level, starting_level
from asset_map.geography.locating import LOCATING_COLUMNS
from asset_map.language import gettext as _
from asset_map.pages.components import asset_form, questions
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.asset_form import codes, key, put, text
from asset_map.pages.components.details_form import details
from asset_map.pages.components.pictogram_choice import Option, pictogram_choice
from asset_map.pages.components.place_question import place_words
from asset_map.pages.components.twins_of_form import twins_of_form
from asset_map.pages.components.who import now
from asset_map.services.field_words import field_words, protection_words
from asset_map.services.preview import PublicView, public_view
from asset_map.services.wording import TextWarning, warnings_for
from asset_map.services.workspace import Workspace


def answers(workspace: Workspace) -> dict[str, str]:
    """Return what was answered so far, in words.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    dict
        Words by the code of the question; only of answered ones.
    """
    scheme = workspace.classification
    where = [f"{text('place_typed')}." if text("place_typed") else "", place_words(workspace)]
    words = {
        "name": text("name"),
        "kind": scheme.kind_label(text("kind")),
        "offer": ", ".join(scheme.offer_label(code) for code in codes("offers")),
        "place": " ".join(word for word in where if word),
    }
    asked = {question.code for question in questions.questions(workspace)}
    return {code: word for code, word in words.items() if code in asked and questions.is_answered(code)}


def answers_with_links(workspace: Workspace, problems: tuple[Problem, ...] = ()) -> None:
    """Show what was answered, each with a way back to its question.

    Parameters
    ----------
    workspace
        The area.
    problems
        What is to be mended.
    """
    labels = {question.code: question.label for question in questions.questions(workspace)}
    for code, words in answers(workspace).items():
        with st.container(horizontal=True, vertical_alignment="center", key=f"add_answer_{code}"):
            st.markdown(f"{labels[code]}  \n**{as_typed(words)}**", width="stretch")
            label = _("Change: {question}").format(question=labels[code])
            st.button(label, key=f"add_change_{code}", on_click=questions.go_to, args=(code,), type="tertiary")
        fields = {"offer": ("offer", "offers"), "place": ("shape", *asset_form.PLACE_FIELDS)}.get(code, (code,))
        _say(problems, *fields)


def check_answers(workspace: Workspace, problems: tuple[Problem, ...], *, audience: Audience, turn: int) -> None:
    """Show everything before it is saved.

    Parameters
    ----------
    workspace
        The area.
    problems
        What is to be mended.
    audience
        Whose records may be shown as likely twins.
    turn
        Counts the runs of the screen.
    """
    answers_with_links(workspace, problems)
    _warn(warnings_for(asset_form.draft(workspace), workspace))
    twins_of_form(workspace, audience=audience)
    _more_offers(workspace, turn=turn)
    _more_if_known(problems)
    _who_may_see(workspace, problems)
    _what_the_public_sees(asset_form.draft(workspace), workspace)


def _warn(warnings: tuple[TextWarning, ...]) -> None:
    if not warnings:
        return
    labels = field_words()
    for warning in warnings:
        label = labels.get(warning.field, warning.field)
        st.warning(f"**{label}**: {as_typed(warning.message)}", icon=":material/privacy_tip:")
    st.text_input(_("Keep it as it is, because …"), key=key("keep_reason"), max_chars=200)
    if problem := st.session_state.get(key("reason_problem")):
        st.error(problem)


def _more_offers(workspace: Workspace, *, turn: int) -> None:
    main, *more = codes("offers") or [""]
    with st.expander(_("It offers more than that")):
        pictogram_choice(
            _("What else it offers"),
            [
                Option(offer.code, offer.icon, offer.label)
                for offer in workspace.classification.offers.values()
                if offer.code != main
            ],
            chosen=more,
            turn=turn,
            key="add_more_offers",
            on_choose=_toggle_offer,
        )


def _more_if_known(problems: tuple[Problem, ...]) -> None:
    # Some forty fields are drawn only when they are wanted, or when something in them is to be mended.
    is_shown_above = {"name", "kind", "offer", "offers", "protection", "shape", *LOCATING_COLUMNS}
    is_to_mend = any(problem.field not in is_shown_above for problem in problems)
    if st.toggle(_("More, if you know it"), key="add_more") or is_to_mend:
        details(problems, key=key)


def _toggle_offer(code: str) -> None:
    chosen = codes("offers")
    put({"offers": [one for one in chosen if one != code] if code in chosen else [*chosen, code]})


def _who_may_see(workspace: Workspace, problems: tuple[Problem, ...]) -> None:
    draft = asset_form.draft(workspace)
    kind = workspace.classification.kinds.get(draft.kind)
    if kind is None:
        return
    sensitive_words = workspace.classification.sensitive_words
    start = starting_level(kind.starting_level, draft.words, sensitive_words)
    lowest = lowest_level(kind.starting_level, draft.words, sensitive_words)
    words = {code: word for code, word in protection_words().items() if Level(code).strength >= lowest.strength}
    if text("protection") not in words:
        put({"protection": ""})
    st.selectbox(
        _("Who may see it?"),
        ["", *words],
        format_func=lambda code: words.get(code, _("As usual: {level}").format(level=protection_words()[start])),
        key=key("protection"),
        help=_("Choose a stronger protection where people would not be safe if everyone knew the place."),
    )
    _say(problems, "protection")


def _what_the_public_sees(draft: AssetDraft, workspace: Workspace) -> None:
    view = public_view(draft, workspace, now=now())
    if view is None:
        return
    with st.container(border=True, key="add_public_view"):
        st.subheader(_("This is what the public will see"), anchor=False)
        _public_fields(view)


def _public_fields(view: PublicView) -> None:
    st.markdown(
        "  \n".join(
            [f"{label}: **{as_typed(words)}**" for label, words in view.fields]
            + [f"{_('Where')}: **{as_typed(view.place_words)}**" if view.shown else f"**{as_typed(view.place_words)}**"]
        )
    )


def _say(problems: tuple[Problem, ...], *fields: str) -> None:
    for problem in problems:
        if problem.field in fields:
            st.error(problem.message)
