"""The form for one asset: what stands in it is kept on the server after every answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import streamlit as st

from asset_map.domain.asset import AssetDraft
from asset_map.domain.protection import Level
from asset_map.services.workspace import Workspace
from asset_map.web.middleware import BROWSER_COOKIE

FORM = "add_an_asset"
PREFIX = "asset_"
TEXT_FIELDS = (
    "name", "latitude", "longitude", "easting", "northing", "postcode", "address", "summary", "opening_times", "cost",
    "who_for", "phone", "email", "web",
)  # fmt: skip
CHOICE_FIELDS = ("kind", "status", "protection", "way")
"""``way`` is how the place is given: map, postcode, degrees or metres."""

FIELDS_OF_WAY: Mapping[str, tuple[str, ...]] = {
    "map": ("latitude", "longitude"),
    "postcode": ("postcode",),
    "degrees": ("latitude", "longitude"),
    "metres": ("easting", "northing"),
}
PLACE_FIELDS = ("latitude", "longitude", "easting", "northing", "postcode", "address")
FIRST_WAY = "map"
EMPTY: Mapping[str, object] = {
    **dict.fromkeys(TEXT_FIELDS, ""),
    "kind": None,
    "offers": [],
    "status": "active",
    "protection": "",
    "way": FIRST_WAY,
}


def key(field: str) -> str:
    """Return Streamlit's key of a field.

    Parameters
    ----------
    field
        The field's name.

    Returns
    -------
    str
        The key.
    """
    return f"{PREFIX}{field}"


def owner() -> str:
    """Return whose form it is: the browser's own cookie.

    Returns
    -------
    str
        Empty when the browser keeps no cookies.
    """
    return st.context.cookies.get(BROWSER_COOKIE, "")


def bring_back_draft(workspace: Workspace) -> bool:
    """Put what this browser typed last time back into the form, once a visit.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    bool
        Whether there was anything.
    """
    if key("name") in st.session_state:
        return False
    # Streamlit forgets what stood in a form when another screen is shown, so it is read again each time.
    first_time = key("kept") not in st.session_state
    kept = workspace.store.draft(owner(), FORM) if owner() else st.session_state.get(key("kept"))
    for field, value in (kept or {}).items():
        if value:
            st.session_state[key(field)] = value
    st.session_state[key("kept")] = kept or {}
    return first_time and bool(kept)


def keep_draft(workspace: Workspace) -> None:
    """Keep what stands in the form, when it has changed.

    Parameters
    ----------
    workspace
        The area.
    """
    typed = _typed()
    kind = workspace.classification.kinds.get(str(typed["kind"]))
    if typed["protection"] == Level.UNMAPPED or (kind is not None and not kind.placements):
        typed |= dict.fromkeys(PLACE_FIELDS, "")  # where it is must not be kept, not even in a draft
    if typed == st.session_state.get(key("kept")):
        return
    if owner():
        workspace.store.save_draft(owner(), FORM, typed, at=dt.datetime.now(dt.UTC))
    st.session_state[key("kept")] = typed


def clear(workspace: Workspace) -> None:
    """Empty the form and forget its draft.

    Parameters
    ----------
    workspace
        The area.
    """
    # Setting a value empties what stands on the screen; deleting it would leave it there.
    for field, value in EMPTY.items():
        st.session_state[key(field)] = value
    st.session_state[key("kept")] = {}
    st.session_state.pop(key("problems"), None)
    if owner():
        workspace.store.delete_draft(owner(), FORM)


def draft() -> AssetDraft:
    """Return what stands in the form as a draft; of the place, only what belongs to the chosen way.

    Returns
    -------
    AssetDraft
        As typed.
    """
    typed = _typed()
    way = str(typed["way"]) or FIRST_WAY
    of_other_ways = {field for fields in FIELDS_OF_WAY.values() for field in fields} - set(FIELDS_OF_WAY[way])
    texts = {name: str(typed[name]) for name in TEXT_FIELDS if name not in of_other_ways}
    located_by = "postcode" if way == "postcode" else "map"
    return AssetDraft(
        **texts,
        kind=str(typed["kind"]),
        status=str(typed["status"]),
        protection=str(typed["protection"]),
        offers=tuple(typed["offers"]),
        source="connector",
        located_by=located_by,
    )


def _typed() -> dict[str, str | list[str]]:
    typed: dict[str, str | list[str]] = {
        name: str(st.session_state.get(key(name)) or "") for name in (*TEXT_FIELDS, *CHOICE_FIELDS)
    }
    typed["offers"] = [str(code) for code in st.session_state.get(key("offers")) or []]
    return typed
