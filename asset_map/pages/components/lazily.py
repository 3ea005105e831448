"""A folded part of a screen whose content is worked out only once somebody opens it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st


@contextmanager
def opened(label: str, *, name: str, icon: str) -> Iterator[bool]:
    """Fold a part of a screen.

    Parameters
    ----------
    label
        What is in it.
    name
        Its name in the address, which opens it from the start when it says anything.
    icon
        A Material symbol.

    Yields
    ------
    bool
        Whether it is open; while it is not, nothing need be worked out.
    """
    asked = bool(st.query_params.get(name))
    part = st.expander(label, expanded=asked, key=f"open_{name}", icon=icon, on_change="rerun")
    with part:
        yield bool(part.open)
