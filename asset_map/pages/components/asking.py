"""An answer from one of our own parts of a screen is taken exactly once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from asset_map.pages.components.own_component import sending_words

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer


def ask(
    part: ComponentRenderer, data: Mapping[str, Any], *, turn: int, key: str, on_answer: Callable[[Any], None]
) -> None:
    """Put a part on the screen whose script sends its answers with ``sendOnce``.

    Parameters
    ----------
    part
        The part.
    data
        What its script needs; its own words stand under ``words``.
    turn
        Counts the runs of the screen, so that the part is drawn again in each.
    key
        Streamlit's key.
    on_answer
        Takes what a browser sent, which may be anything. An answer that comes again is left alone.
    """
    taken = f"{key}_taken"

    def _answer() -> None:
        given = st.session_state[key].answer
        if isinstance(given, dict) and given.get("id") != st.session_state.get(taken):
            on_answer(given.get("value"))
            # Only now: a run that is cut short here leaves the answer to be sent again.
            st.session_state[taken] = given.get("id")

    part(
        key=key,
        data={
            **data,
            "part": key,
            "turn": turn,
            "taken": st.session_state.get(taken, ""),
            "words": sending_words() | data.get("words", {}),
        },
        on_answer_change=_answer,
    )
