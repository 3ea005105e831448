"""Choosing kinds, offers and the like: codes inside, words on the screen."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from asset_map.language import gettext as _

ANY = ""


def one_or_any(label: str, words: Mapping[str, str], *, key: str, any_word: str) -> str:
    """Let a person choose one code, or any; the choice stands in the page's address.

    Parameters
    ----------
    label
        What is chosen.
    words
        What people read, by code.
    key
        Streamlit's key, and the name in the address.
    any_word
        What people read for no choice.

    Returns
    -------
    str
        The code, or empty for any.
    """
    options = [ANY, *words]
    asked = st.query_params.get(key, ANY)
    chosen = st.selectbox(
        label,
        options,
        index=options.index(asked) if asked in options else 0,
        format_func=lambda code: words.get(code, any_word),
        key=f"choose_{key}",
    )
    keep_in_address(key, chosen)
    return chosen


def keep_in_address(key: str, value: str) -> None:
    """Keep a choice in the page's address, so that the view can be shared.

    Parameters
    ----------
    key
        Its name there.
    value
        The choice; empty takes it out.
    """
    if value:
        st.query_params[key] = value
    elif key in st.query_params:
        del st.query_params[key]


def freshness_words() -> dict[str, str]:
    """Return what people read for each state of freshness.

    Returns
    -------
    dict
        Words by code.
    """
    return {
        "fresh": _("Checked lately"),
        "due": _("Due to be checked"),
        "stale": _("Not checked for long"),
    }


def protection_words() -> dict[str, str]:
    """Return what people read for each level of protection.

    Returns
    -------
    dict
        Words by code.
    """
    return {
        "public": _("Everyone may see where it is"),
        "area": _("Everyone may see which area it is in, not where"),
        "partners": _("Only partners may see it"),
        "unmapped": _("Never on a map; no place is kept"),
    }


def status_words() -> dict[str, str]:
    """Return what people read for each status.

    Returns
    -------
    dict
        Words by code.
    """
    return {
        "active": _("Open"),
        "seasonal": _("Open part of the year"),
        "at_risk": _("Open, but at risk"),
        "temporarily_closed": _("Closed for now"),
        "closed": _("Closed"),
        "potential": _("Could become something"),
    }
