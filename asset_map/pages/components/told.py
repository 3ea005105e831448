"""Saying on the next showing of a screen what became of the last tap."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.pages.components.as_typed import as_typed

_TOLD = "told"
_FAILED = "failed"
_STYLE = """<style>
:has(> .st-key-told) { position: sticky; top: 0; z-index: 10; }
.st-key-told { padding: 0.3rem 0; background: #ffffff; }
</style>"""


def tell(words: str, *, is_warning: bool = False) -> None:
    """Keep something to say.

    Parameters
    ----------
    words
        In Markdown.
    is_warning
        Whether it is something to mind rather than something done.
    """
    st.session_state.setdefault(_TOLD, []).append((words, is_warning))


def say_what_was_told() -> None:
    """Say what was kept to be said, once; it stays in view above a long form."""
    told = st.session_state.pop(_TOLD, [])
    if not told:
        return
    st.html(_STYLE)
    with st.container(key="told", gap="small"):
        for words, is_warning in told:
            if is_warning:
                st.warning(words, icon=":material/error:")
            else:
                st.success(words, icon=":material/check_circle:")


def do(change: Callable[[], str]) -> None:
    """Do something as the callback of a button, and say what became of it.

    Parameters
    ----------
    change
        Does it, and returns what to say in Markdown.
    """
    try:
        words = change()
    except UserError as error:
        tell(f"{_('Nothing was changed.')} {as_typed(str(error))}", is_warning=True)
    else:
        tell(words)


def attempt(change: Callable[..., None], *given: Any) -> None:  # noqa: ANN401  (passed on)
    """Do something as the callback of a button of which nothing is said unless it fails.

    Parameters
    ----------
    change
        Does it.
    *given
        What it is given.
    """
    try:
        change(*given)
    except UserError as error:
        st.session_state[_FAILED] = f"{_('Nothing was changed.')} {as_typed(str(error))}"


def say_what_failed() -> None:
    """Say once, at the top of a screen, what was attempted and failed."""
    if words := st.session_state.pop(_FAILED, ""):
        st.warning(words, icon=":material/error:")
