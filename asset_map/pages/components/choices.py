"""Choosing kinds, offers and the like: codes inside, words on the screen."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from asset_map.domain.classification import Classification
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


def distinct(labels: Mapping[str, str]) -> dict[str, str]:
    """Return labels of which no two are the same: a browser knows what is chosen by its label alone.

    Parameters
    ----------
    labels
        What people read, by code.

    Returns
    -------
    dict
        The same, with a number behind each that stands there already.
    """
    told: dict[str, str] = {}
    for code, label in labels.items():
        number, one = 1, label
        while one in told.values():
            number += 1
            one = f"{label} ({number})"
        told[code] = one
    return told


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


def month_words() -> dict[str, str]:
    """Return what people read for each month.

    Returns
    -------
    dict
        Words by the month's number, as text.
    """
    names = (
        _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August"),
        _("September"), _("October"), _("November"), _("December"),
    )  # fmt: skip
    return {str(number): name for number, name in enumerate(names, start=1)}


def language_words(classification: Classification) -> dict[str, str]:
    """Return what people read for each language that own words are kept in: its name in itself, then in English.

    Parameters
    ----------
    classification
        The scheme, which lists the languages.

    Returns
    -------
    dict
        Words by the language's code.
    """
    return {
        code: language.name if language.name == language.english else f"{language.name} – {language.english}"
        for code, language in classification.languages.items()
    }


def yes_no_words() -> dict[str, str]:
    """Return what people read for yes and no.

    Returns
    -------
    dict
        Words by code.
    """
    return {"yes": _("Yes"), "no": _("No")}


def feature_answer_words() -> dict[str, str]:
    """Return what people read for the answers about an access feature; nothing asked is not a no.

    Returns
    -------
    dict
        Words by code, empty for what was not asked.
    """
    return {"": _("Not asked")} | yes_no_words()
