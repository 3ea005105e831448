"""The form for one asset: what stands in it is kept on the server after every answer.

The answers stand in Streamlit's session; the store keeps a copy of them for the browser, so that a phone that sleeps,
reloads or changes network comes back to the same question with the same answers.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import streamlit as st

from asset_map.domain.asset import AssetDraft, Status
from asset_map.domain.protection import Level
from asset_map.services.workspace import Workspace
from asset_map.web.middleware import BROWSER_COOKIE

FORM = "add_an_asset"
PREFIX = "asset_"
LIST_FIELDS = ("offers", "accessed", "access_features")
TEXT_FIELDS = tuple(
    field.name
    for field in fields(AssetDraft)
    if field.name not in {*LIST_FIELDS, "source", "source_id", "licence", "easting", "northing"}
)
OWN_FIELDS = ("step", "token", "place_typed", "keep_reason")
"""Beside those of a draft: the question in view; the record's id to be; what was typed to find the place; why a text
with a warning stays as it is."""

PLACE_FIELDS = (
    "shape", "latitude", "longitude", "located_by", "postcode", "address", "uprn", "place_typed", "precise_to_m",
)  # fmt: skip
FIRST_STEP = "name"
EMPTY: Mapping[str, str | list[str]] = {
    **dict.fromkeys((*TEXT_FIELDS, *OWN_FIELDS), ""),
    **{field: [] for field in LIST_FIELDS},
    "status": Status.ACTIVE.value,
    "step": FIRST_STEP,
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
    """Put what this browser answered last time into the form, and keep what is not on the screen just now.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    bool
        Whether there was anything, the first time in a visit.
    """
    is_first = key("kept") not in st.session_state
    if is_first:
        st.session_state[key("kept")] = _stored(workspace)
    kept: Mapping[str, str | list[str]] = st.session_state[key("kept")]
    for field, empty in EMPTY.items():
        # Streamlit forgets what stands in a widget that is not shown; setting the value makes it stay.
        st.session_state[key(field)] = st.session_state.get(key(field), kept.get(field, empty))
    if not text("token"):
        st.session_state[key("token")] = uuid.uuid4().hex
    return is_first and bool(kept)


def keep_draft(workspace: Workspace, *, over_another: bool = False) -> bool:
    """Keep what stands in the form, when it has changed.

    Parameters
    ----------
    workspace
        The area.
    over_another
        Whether to write over what another page of this browser has kept in the meantime.

    Returns
    -------
    bool
        False when another page of this browser has kept something else, and nothing was written.
    """
    typed = _typed(workspace)
    if typed == st.session_state[key("kept")]:
        return True
    if owner():
        if not over_another and _stored(workspace) != st.session_state[key("kept")]:
            return False
        workspace.store.save_draft(owner(), FORM, typed, at=dt.datetime.now(dt.UTC))
    st.session_state[key("kept")] = typed
    return True


def take_other(workspace: Workspace) -> None:
    """Take over what another page of this browser has kept.

    Parameters
    ----------
    workspace
        The area.
    """
    kept = _stored(workspace)
    _fill(kept)
    st.session_state[key("kept")] = kept


def clear(workspace: Workspace) -> None:
    """Empty the form and forget its draft.

    Parameters
    ----------
    workspace
        The area.
    """
    if owner():
        workspace.store.delete_draft(owner(), FORM)
    _fill({})
    st.session_state[key("kept")] = {}


def text(field: str) -> str:
    """Return what stands in a field of one text.

    Parameters
    ----------
    field
        The field's name.

    Returns
    -------
    str
        Empty when there is nothing.
    """
    return str(st.session_state.get(key(field)) or "")


def codes(field: str) -> list[str]:
    """Return what stands in a field of several codes.

    Parameters
    ----------
    field
        One of `LIST_FIELDS`.

    Returns
    -------
    list of str
        In the order in which they were chosen.
    """
    return [str(code) for code in st.session_state.get(key(field)) or []]


def put(answers: Mapping[str, str | list[str]]) -> None:
    """Put answers into fields.

    Parameters
    ----------
    answers
        What is answered, by the name of the field.
    """
    for field, answer in answers.items():
        st.session_state[key(field)] = answer


def draft(workspace: Workspace) -> AssetDraft:
    """Return what stands in the form as a draft.

    Parameters
    ----------
    workspace
        The area, whose scheme says which kinds have no place.

    Returns
    -------
    AssetDraft
        As answered; without a place for what is never put on a map.
    """
    typed: dict[str, Any] = {name: text(name) for name in TEXT_FIELDS}
    if has_no_place(workspace):
        typed |= {name: "" for name in PLACE_FIELDS if name in typed}
    typed |= {name: tuple(codes(name)) for name in LIST_FIELDS}
    return AssetDraft(**typed, source="connector")


def has_no_place(workspace: Workspace) -> bool:
    """Return whether what is being added is never put on a map, so that its place must not be kept either.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    bool
        True for its kind or its protection.
    """
    kind = workspace.classification.kinds.get(text("kind"))
    return text("protection") == Level.UNMAPPED or (kind is not None and not kind.placements)


def _typed(workspace: Workspace) -> dict[str, str | list[str]]:
    typed: dict[str, str | list[str]] = {name: text(name) for name in (*TEXT_FIELDS, *OWN_FIELDS)}
    typed |= {name: codes(name) for name in LIST_FIELDS}
    if has_no_place(workspace):
        typed |= dict.fromkeys(PLACE_FIELDS, "")  # where it is must not be kept, not even in a draft
    answers = {name: answer for name, answer in typed.items() if answer != EMPTY[name]}
    return answers if answers.keys() - {"token"} else {}


def _stored(workspace: Workspace) -> dict[str, str | list[str]]:
    return (workspace.store.draft(owner(), FORM) if owner() else None) or {}


def _fill(kept: Mapping[str, str | list[str]]) -> None:
    # Setting a value empties what stands on the screen; deleting it would leave it there.
    for field, empty in EMPTY.items():
        st.session_state[key(field)] = kept.get(field, empty)
    for name in ("problems", "failure", "reason_problem", "name_problem", "place_problem", "place_hits"):
        st.session_state.pop(key(name), None)
