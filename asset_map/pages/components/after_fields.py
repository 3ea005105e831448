"""The fields that several ways to review something share."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from asset_map.domain.contribution import Contribution
from asset_map.language import gettext as _
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.told import do
from asset_map.services.sessions.review import is_held_back
from asset_map.services.sessions.suggest import suggested_offers
from asset_map.services.workspace import Workspace


def offers_field(now: Contribution, workspace: Workspace, label: str) -> None:
    """Show what it offers, with what its words suggest.

    Parameters
    ----------
    now
        What is reviewed.
    workspace
        The area.
    label
        What is asked.
    """
    scheme = workspace.classification
    suggested = [one for one in suggested_offers(now, workspace) if one.offer not in chosen_offers(now)]
    if suggested:
        with st.container(horizontal=True, key="after_suggested", vertical_alignment="center"):
            st.markdown(_("By its words it may be:"))
            for one in suggested:
                st.button(
                    f"{as_typed(scheme.offer_label(one.offer))} (“{as_typed(one.reason)}”)",
                    key=key_of(now, f"suggested_{one.offer}"),
                    icon=":material/add:",
                    on_click=_take_suggestion,
                    args=(now, one.offer),
                )
    if key_of(now, "offers") not in st.session_state:
        st.session_state[key_of(now, "offers")] = list(now.offers)
    st.multiselect(
        label,
        list(scheme.offers),
        format_func=scheme.offer_label,
        key=key_of(now, "offers"),
        placeholder=_("Choose offers"),
    )


def _take_suggestion(now: Contribution, offer: str) -> None:
    st.session_state[key_of(now, "offers")] = [*chosen_offers(now), offer]


def chosen_offers(now: Contribution) -> tuple[str, ...]:
    """Return the offers that are chosen now.

    Parameters
    ----------
    now
        What is reviewed.

    Returns
    -------
    tuple of str
        Codes, the main one first.
    """
    return tuple(st.session_state.get(key_of(now, "offers"), now.offers))


def quoting_field(now: Contribution) -> None:
    """Ask whether its words may stand on public pages; never for what is held back.

    Parameters
    ----------
    now
        What is reviewed.
    """
    st.checkbox(
        _("Its words may stand on public pages"),
        key=key_of(now, "quote"),
        disabled=is_held_back(now),
        help=_("Only when they tell on nobody. Without this, it is counted in the public report and not quoted."),
    )


def do_button(label: str, now: Contribution, act: Callable[[], str]) -> None:
    """Show the button that does what was chosen; a keyboard does it too.

    Parameters
    ----------
    label
        What it says.
    now
        What is reviewed.
    act
        Does it, and returns what to say.
    """
    st.button(
        label,
        key=key_of(now, "do"),
        type="primary",
        icon=":material/check:",
        shortcut="Ctrl+Enter",
        on_click=do,
        args=(act,),
    )


def may_be_quoted(now: Contribution) -> bool:
    """Return whether its words may stand on public pages.

    Parameters
    ----------
    now
        What is reviewed.

    Returns
    -------
    bool
        Not unless somebody ticked it.
    """
    return bool(st.session_state.get(key_of(now, "quote"), False))


def typed(now: Contribution, field: str) -> str:
    """Return what was typed or chosen in a field.

    Parameters
    ----------
    now
        What is reviewed.
    field
        Its name.

    Returns
    -------
    str
        Empty for a field that is not there.
    """
    return str(st.session_state.get(key_of(now, field), ""))


def key_of(now: Contribution, field: str) -> str:
    """Return the key of a field: each contribution has its own, so that nothing typed stands at another.

    Parameters
    ----------
    now
        What is reviewed.
    field
        Its name.

    Returns
    -------
    str
        For Streamlit.
    """
    return f"after_{field}_{now.contribution_id}"
