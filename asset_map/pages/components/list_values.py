"""What do the words of a list stand for? Each value with its rows, its kind and its offers."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from asset_map.intake.values import ValueMatch
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.list_draft import Desk
from asset_map.pages.components.list_state import choose, key, part, stands, typed
from asset_map.pages.components.list_work import Looked
from asset_map.services.lists.request import ImportRequest

SHOWN_AT_FIRST = 50


def values_part(looked: Looked, desk: Desk) -> None:
    """Show what each value stands for, to be corrected; nothing where the list has no categories.

    Parameters
    ----------
    looked
        The list, with its plan.
    desk
        Whose.
    """
    values = looked.ready.understood.values
    if not values:
        return
    request = looked.draft.request
    known = sum(any(meaning_of(match, request)) for match in values)
    label = _("Words · {known} of {all} stand for something").format(known=known, all=f"{len(values):,}")
    scheme = desk.workspace.classification
    with part("values", label, icon=":material/translate:"):
        st.markdown(_("The words in the list’s category, and what each stands for here."))
        shown = values[: int(st.session_state.get("list_values_shown", SHOWN_AT_FIRST))]
        with st.form(key("values_form"), border=False):
            for match in shown:
                kind, offers = meaning_of(match, request)
                rows = ngettext("{count} row", "{count} rows", match.rows)
                why = f" · {as_typed(match.reason)}" if match.reason else ""
                st.markdown(f"**{as_typed(match.value)}** · {rows}{why}")
                left, right = st.columns([1, 2])
                left.selectbox(
                    _("Kind for “{value}”").format(value=as_typed(match.value)),
                    ["", *scheme.kinds],
                    format_func=lambda code: scheme.kind_label(code) or _("None"),
                    key=stands(f"kind_{match.value}", kind),
                )
                right.multiselect(
                    _("Offers for “{value}”").format(value=as_typed(match.value)),
                    list(scheme.offers),
                    format_func=scheme.offer_label,
                    key=stands(f"offers_{match.value}", list(offers)),
                )
            st.form_submit_button(
                _("Use these meanings"), icon=":material/check:", on_click=_use, args=(looked, values, shown, desk)
            )
        if len(shown) < len(values):
            st.button(_("Show more words"), on_click=_show_more, args=(len(shown),))


def meaning_of(match: ValueMatch, request: ImportRequest) -> tuple[str, tuple[str, ...]]:
    """Return what a value stands for now.

    Parameters
    ----------
    match
        What is suggested.
    request
        What was chosen, which goes before it.

    Returns
    -------
    tuple
        Kind and offers.
    """
    if request.values or request.offers:
        kind, offers = request.values.get(match.value, ("", ()))
        return kind, tuple(offers)
    return match.kind, match.offers


def _show_more(shown: int) -> None:
    st.session_state["list_values_shown"] = shown + SHOWN_AT_FIRST


def _use(looked: Looked, values: tuple[ValueMatch, ...], shown: tuple[ValueMatch, ...], desk: Desk) -> None:
    request = looked.draft.request
    meanings = {match.value: meaning_of(match, request) for match in values}
    for match in shown:
        meanings[match.value] = (str(typed(f"kind_{match.value}")), tuple(typed(f"offers_{match.value}")))
    choose(desk, replace(request, values=meanings))
