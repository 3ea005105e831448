"""What stands in the form of a change: kept on the server with the version that it began with.

A phone that sleeps, or another screen in between, loses nothing; who comes back finds the words again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from asset_map.domain.asset import Asset, AssetDraft
from asset_map.domain.protection import Level
from asset_map.pages.components import asset_form, who
from asset_map.services.as_draft import as_draft
from asset_map.services.versions import version_of, versions_of
from asset_map.services.workspace import Workspace
from asset_map.store.forgetting import edit_form, without_place_words

LIST_FIELDS = ("offers", "accessed", "access_features")
NOT_IN_FORM = frozenset({"protection", "source", "source_id", "licence"})
FORM_FIELDS = tuple(field for field in AssetDraft.__dataclass_fields__ if field not in NOT_IN_FORM)
VERSION = "version"


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
    return f"edit_{field}"


def begin(asset: Asset, workspace: Workspace) -> bool:
    """Put a record's words into the form, with what this browser had changed in them before.

    Parameters
    ----------
    asset
        The record as it is kept.
    workspace
        The area.

    Returns
    -------
    bool
        Whether a change was begun before and brought back just now.
    """
    is_here = st.session_state.get(key("of")) == asset.asset_id
    is_behind = is_here and st.session_state[key(VERSION)] != asset.version and not changed_fields()
    if is_here and not is_behind:
        for field, value in st.session_state[key("typed")].items():
            # Streamlit forgets what stands in a widget that is not shown; setting the value makes it stay.
            st.session_state[key(field)] = st.session_state.get(key(field), value)
        return False
    owner = asset_form.owner()
    kept = (workspace.store.draft(owner, edit_form(asset.asset_id)) if owner else None) or {}
    version = int(str(kept.get(VERSION) or asset.version))
    base = _base(asset, version, workspace)
    fill(asset, base, replace(base, **_known(kept, asset)), version if kept else asset.version)
    return bool(changed_fields())


def fill(asset: Asset, base: AssetDraft, words: AssetDraft, version: int) -> None:
    """Put words into the form.

    Parameters
    ----------
    asset
        The record.
    base
        What the change begins with.
    words
        What is to stand in the form.
    version
        The version of the base.
    """
    st.session_state[key("of")] = asset.asset_id
    st.session_state[key(VERSION)] = version
    st.session_state[key("base")] = base
    typed = _as_typed(words)
    st.session_state[key("typed")] = typed
    for field, value in typed.items():
        st.session_state[key(field)] = list(value) if isinstance(value, tuple) else value
    for name in ("problems", "place_problem", "place_hits", "reason_problem"):
        st.session_state.pop(key(name), None)


def keep(asset: Asset, workspace: Workspace) -> None:
    """Keep what stands in the form on the server, when it has changed.

    Parameters
    ----------
    asset
        The record as it is kept.
    workspace
        The area.
    """
    typed = _as_typed(words())
    if typed == st.session_state[key("typed")]:
        return
    st.session_state[key("typed")] = typed
    if not (owner := asset_form.owner()):
        return
    changed = changed_fields()
    kept = {field: list(value) if isinstance(value, tuple) else value for field, value in changed.items()}
    if asset.protection is Level.UNMAPPED:
        kept = without_place_words(kept)  # where it is must not be kept, not even in a draft
    if kept:
        kept[VERSION] = str(st.session_state[key(VERSION)])
        workspace.store.save_draft(owner, edit_form(asset.asset_id), kept, at=who.now())
    else:
        workspace.store.delete_draft(owner, edit_form(asset.asset_id))


def forget(asset_id: str, workspace: Workspace) -> None:
    """Empty the form and forget what was kept of it.

    Parameters
    ----------
    asset_id
        The record.
    workspace
        The area.
    """
    if owner := asset_form.owner():
        workspace.store.delete_draft(owner, edit_form(asset_id))
    st.session_state.pop(key("of"), None)
    st.session_state.pop(key("conflict"), None)
    for name in ("why", "keep_reason", "problems", "move"):
        st.session_state.pop(key(name), None)


def words() -> AssetDraft:
    """Return what stands in the form, with what is not in it as it was.

    Returns
    -------
    AssetDraft
        All words of the record.
    """
    base: AssetDraft = st.session_state[key("base")]
    typed: dict[str, Any] = {field: _of_state(field) for field in FORM_FIELDS}
    return replace(base, **typed)


def changed_fields() -> dict[str, Any]:
    """Return what was typed that differs from what the change began with.

    Returns
    -------
    dict
        By field.
    """
    base = _as_typed(st.session_state[key("base")])
    typed = _as_typed(words())
    return {field: value for field, value in typed.items() if value != base[field]}


def _base(asset: Asset, version: int, workspace: Workspace) -> AssetDraft:
    if version == asset.version:
        return as_draft(asset)
    began_with = version_of(versions_of(workspace.store.history(asset.asset_id)), version)
    return as_draft(began_with or asset)


def _known(kept: Mapping[str, Any], asset: Asset) -> dict[str, Any]:
    fields = without_place_words(kept) if asset.protection is Level.UNMAPPED else kept
    return {
        field: tuple(value) if isinstance(value, list) else value
        for field, value in fields.items()
        if field in FORM_FIELDS
    }


def _as_typed(draft: AssetDraft) -> dict[str, Any]:
    return {field: getattr(draft, field) for field in FORM_FIELDS}


def _of_state(field: str) -> str | tuple[str, ...]:
    value = st.session_state.get(key(field), st.session_state[key("typed")][field])
    if field in LIST_FIELDS:
        return tuple(str(code) for code in value or ())
    return str(value or "")
