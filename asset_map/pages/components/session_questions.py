"""What a session asks, and what the coverage says of its area beforehand."""

from __future__ import annotations

import streamlit as st

from asset_map.domain.problem import Problem
from asset_map.language import gettext as _
from asset_map.pages.components.as_typed import as_typed
from asset_map.services.sessions.getting_ready import NotHeard
from asset_map.services.sessions.prompts import PROMPTS_BY_THEME
from asset_map.services.workspace import Workspace

MOST_NAMED = 5


def field_key(prefix: str, name: str) -> str:
    """Return Streamlit's key of a field of the form.

    Parameters
    ----------
    prefix
        The session's id, or ``new``.
    name
        The field.

    Returns
    -------
    str
        The key.
    """
    return f"session_{prefix}_{name}"


def say_problems(name: str, problems: list[Problem]) -> None:
    """Say what is wrong with a field, below it.

    Parameters
    ----------
    name
        The field.
    problems
        Of the whole form.
    """
    for problem in problems:
        if problem.field == name:
            st.error(as_typed(problem.message), icon=":material/error:")


def ask_questions(prefix: str, problems: list[Problem], workspace: Workspace) -> tuple[str, ...]:
    """Ask for themes and questions, and suggest a question for each theme.

    Parameters
    ----------
    prefix
        Of the form's keys.
    problems
        What is to be mended, beside its field.
    workspace
        The area.

    Returns
    -------
    tuple of str
        Codes of the offers that people are asked about.
    """
    offers = workspace.classification.offers
    chosen = st.multiselect(
        _("Themes (none means everything)"),
        list(offers),
        format_func=lambda code: _(offers[code].label),
        key=field_key(prefix, "offers"),
    )
    say_problems("offers", problems)
    st.text_area(
        _("Questions, one on each line; what is good comes first"), key=field_key(prefix, "prompts"), height=160
    )
    say_problems("prompts", problems)
    asked = st.session_state[field_key(prefix, "prompts")].splitlines()
    suggested = [_(PROMPTS_BY_THEME[code]) for code in chosen if code in PROMPTS_BY_THEME]
    suggested = [text for text in suggested if text not in asked]
    if suggested:
        st.button(
            _("Add a question for each theme"),
            icon=":material/playlist_add:",
            key=field_key(prefix, "suggest"),
            on_click=_add_questions,
            args=(prefix, suggested),
        )
    return tuple(chosen) or tuple(offers)


def _add_questions(prefix: str, texts: list[str]) -> None:
    key = field_key(prefix, "prompts")
    st.session_state[key] = "\n".join([*filter(str.strip, st.session_state[key].splitlines()), *texts])


def say_not_heard(found: NotHeard, name: str, workspace: Workspace) -> None:
    """Say where and for what nobody has looked yet, and how that was counted.

    Parameters
    ----------
    found
        What the coverage says.
    name
        What the area is called.
    workspace
        The area.
    """
    zones = found.zones_unheard
    if zones:
        named = ", ".join(zones[:MOST_NAMED]) + (" …" if len(zones) > MOST_NAMED else "")
        words = _("In {few} of the {all} zones of {area} nobody has looked for anything yet: {names}.")
        st.markdown(as_typed(words.format(few=len(zones), all=found.zones, area=name, names=named)))
    else:
        words = _("Somebody has looked for something in every zone of {area}.")
        st.markdown(as_typed(words.format(area=name)))
    if found.offers_unheard:
        offers = workspace.classification.offers
        listed = ", ".join(_(offers[code].label) for code, _count in found.offers_unheard[:MOST_NAMED])
        words = _("In half of its zones or more nobody has looked for these yet: {offers}.")
        st.markdown(as_typed(words.format(offers=listed)))
    st.caption(
        _(
            "Counted from the looks on record; a look that is out of date does not count. It says where nobody looked, "
            "not who lives there."
        )
    )
