"""How does what was chosen for a list get from the screen to the server, and back after a reload?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from asset_map.errors import UserError
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.list_draft import Desk, ListDraft, keep_list, kept_list
from asset_map.services.lists.request import ImportRequest

if TYPE_CHECKING:
    from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

_SAID = "list_said"
_MISSING = object()


def key(name: str) -> str:
    """Return Streamlit's key of a widget of this screen.

    Parameters
    ----------
    name
        The widget's own name.

    Returns
    -------
    str
        The key.
    """
    return f"list_{name}"


def stands(name: str, value: Any) -> str:  # noqa: ANN401  (whatever a widget holds)
    """Let a widget show what was chosen, before it is drawn.

    Parameters
    ----------
    name
        The widget's own name.
    value
        What was chosen.

    Returns
    -------
    str
        The widget's key.
    """
    whole = key(name)
    # Setting what stands there already would take away what somebody types into a form just now.
    if st.session_state.get(whole, _MISSING) != value:
        st.session_state[whole] = value
    return whole


def typed(name: str) -> Any:  # noqa: ANN401  (whatever a widget holds)
    """Return what stands in a widget.

    Parameters
    ----------
    name
        The widget's own name.

    Returns
    -------
    Any
        Its value.
    """
    return st.session_state[key(name)]


def part(name: str, label: str, *, icon: str, is_open: bool = False) -> ExpanderContainer:
    """Return a part of the screen that is folded up, and that stays as somebody left it.

    Parameters
    ----------
    name
        The part's own name.
    label
        What it is, and how it stands.
    icon
        A sign beside it.
    is_open
        Whether it is open at first.

    Returns
    -------
    streamlit.elements.layouts.ExpanderContainer
        To draw in.
    """
    # A label that changes, or a moment without it, would fold it up again.
    whole = key(f"part_{name}")
    st.session_state[whole] = st.session_state.get(key(f"open_{name}"), is_open)
    return st.expander(label, key=whole, icon=icon, on_change=_note_open, args=(name,))


def _note_open(name: str) -> None:
    st.session_state[key(f"open_{name}")] = st.session_state[key(f"part_{name}")]


def choose(desk: Desk, request: ImportRequest, *, is_new: bool = False, mapping: str | None = None) -> None:
    """Keep a choice, unless the list was thrown away or replaced meanwhile.

    Parameters
    ----------
    desk
        Whose.
    request
        All choices.
    is_new
        Whether what the file's name suggests is to be filled in.
    mapping
        The name of a saved mapping that was applied; None to leave what was noted.
    """
    kept = kept_list(desk)
    if kept is None or kept.request.path != request.path:
        say("warning", "This list is not here any longer: it was taken in or thrown away in another tab.")
        return
    keep_list(ListDraft(request, is_new=is_new, mapping=kept.mapping if mapping is None else mapping), desk)


def change(desk: Desk, draft: ListDraft, **changed: Any) -> None:  # noqa: ANN401  (fields of a request)
    """Keep some changed choices.

    Parameters
    ----------
    desk
        Whose.
    draft
        As it stands on the screen.
    **changed
        Fields of the request.
    """
    choose(desk, replace(draft.request, **changed))


def say(how: str, words: str) -> None:
    """Say something at the top of the screen, once.

    Parameters
    ----------
    how
        ``success``, ``info``, ``warning`` or ``error``.
    words
        What is said.
    """
    st.session_state.setdefault(_SAID, []).append((how, words))


def said() -> None:
    """Show what is to be said."""
    for how, words in st.session_state.pop(_SAID, []):
        {"success": st.success, "info": st.info, "warning": st.warning, "error": st.error}[how](words)


def refused(error: UserError) -> None:
    """Say why something did not work.

    Parameters
    ----------
    error
        What a person can mend.
    """
    say("error", as_typed(str(error)))
