"""Choices that stand in a screen's address, so that a view can be shared, reloaded and gone back to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

LONGEST_CHOICE = 200


def follow_address(names: Sequence[str], *, screen: str) -> None:
    """Put what the address asks for into the widgets, where it is not from them that the address has it.

    Parameters
    ----------
    names
        Names in the address; the widget of each has the key that `key_of` gives.
    screen
        The screen's name.
    """
    asked = {name: st.query_params.get(name, "")[:LONGEST_CHOICE] for name in names}
    is_news = st.session_state.get(_written_key(screen)) != asked
    for name, value in asked.items():
        if is_news or key_of(name) not in st.session_state:
            st.session_state[key_of(name)] = value


def keep_address(values: Mapping[str, str], *, screen: str) -> None:
    """Write what is chosen into the address; the page of a longer list starts again when it changes.

    Parameters
    ----------
    values
        Choices by their name in the address; empty ones are left out.
    screen
        The screen's name.
    """
    now = st.query_params.to_dict()
    if {name: now.get(name, "") for name in values} != dict(values):
        others = {name: value for name, value in now.items() if name not in values and name != "page"}
        st.query_params.from_dict(others | {name: value for name, value in values.items() if value})
    st.session_state[_written_key(screen)] = dict(values)


def one_of(label: str, words: Mapping[str, str], *, name: str, any_word: str) -> str:
    """Let a person choose one code, or any, with what the address asks for chosen first.

    Parameters
    ----------
    label
        What is chosen.
    words
        What people read, by code.
    name
        Its name in the address.
    any_word
        What people read for no choice.

    Returns
    -------
    str
        The code, or empty for any.
    """
    options = ["", *words]
    if st.session_state.get(key_of(name)) not in options:
        st.session_state[key_of(name)] = ""
    return st.selectbox(label, options, format_func=lambda code: words.get(code, any_word), key=key_of(name))


def clear(*names: str) -> None:
    """Take choices away.

    Parameters
    ----------
    *names
        Their names in the address.
    """
    for name in names:
        st.session_state[key_of(name)] = ""


def key_of(name: str) -> str:
    """Return the key of the widget of a choice.

    Parameters
    ----------
    name
        Its name in the address.

    Returns
    -------
    str
        Streamlit's key.
    """
    return f"choose_{name}"


def _written_key(screen: str) -> str:
    return f"address_of_{screen}"
