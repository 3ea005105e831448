"""The links of one record: in words, and for staff to add and to take away."""

from __future__ import annotations

import streamlit as st

from asset_map.domain.asset import Asset
from asset_map.domain.links import End, Link, Relation
from asset_map.domain.person import Person
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.page import page, today
from asset_map.pages.components.who import now
from asset_map.services.find import LONGEST_SEARCH, Wanted, find_assets
from asset_map.services.links import (
    LONGEST_NOTE,
    Tie,
    link,
    links_of,
    put_back,
    relation_words,
    seems_unusual,
    unlink,
)
from asset_map.services.workspace import Workspace

MOST_OFFERED = 8
"""How many records a search for the other end offers; more words find fewer."""


def show_links(asset_id: str, workspace: Workspace, *, audience: Audience) -> None:
    """Show what a record is linked with, in words; nothing where there is nothing to tell.

    Parameters
    ----------
    asset_id
        The record.
    workspace
        The area.
    audience
        For whom.
    """
    ties = links_of(asset_id, workspace, audience=audience)
    if ties:
        st.subheader(_("Linked with"), anchor=False)
        for tie in ties:
            _show(tie)


def link_panel(asset: Asset, workspace: Workspace, person: Person) -> None:
    """Let staff link a record with another one, and take links away.

    Parameters
    ----------
    asset
        The record.
    workspace
        The area.
    person
        Who is signed in.
    """
    st.subheader(_("Links"), anchor=False)
    st.markdown(_("Who runs it, funds it, meets there? The link is shown on both records, to who may see both."))
    for tie in links_of(asset.asset_id, workspace, audience=who.audience(workspace)):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _show(tie)
            st.button(
                _("Take away"),
                key=f"unlink_{tie.link_id}",
                icon=":material/link_off:",
                help=_("Take away the link with {name}").format(name=as_typed(tie.other.name)),
                on_click=_take_away,
                args=(tie.link_id, asset.asset_id, workspace, person),
            )
    _offer_undo(asset.asset_id, workspace, person)
    _add(asset, workspace, person)


def _show(tie: Tie) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"{tie.words[:1].upper()}{tie.words[1:]}", width="content")
        st.page_link(page("asset"), label=as_typed(tie.other.name), query_params={"id": tie.other.asset_id})
        if tie.note:
            st.caption(as_typed(tie.note), width="content")


def _take_away(link_id: str, asset_id: str, workspace: Workspace, person: Person) -> None:
    try:
        st.session_state[_undo_key(asset_id)] = unlink(link_id, workspace, now=now(), actor=person)
    except UserError as error:
        st.session_state[_error_key(asset_id)] = str(error)


def _offer_undo(asset_id: str, workspace: Workspace, person: Person) -> None:
    if error := st.session_state.pop(_error_key(asset_id), ""):
        st.error(as_typed(error), icon=":material/error:")
    taken: Link | None = st.session_state.get(_undo_key(asset_id))
    if taken is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(_("The link was taken away."), width="content")
            st.button(
                _("Put it back"),
                key=f"link_back_{asset_id}",
                icon=":material/undo:",
                on_click=_put_back,
                args=(taken, asset_id, workspace, person),
            )


def _put_back(taken: Link, asset_id: str, workspace: Workspace, person: Person) -> None:
    st.session_state.pop(_undo_key(asset_id), None)
    try:
        put_back(taken, workspace, now=now(), actor=person)
    except UserError as error:
        st.session_state[_error_key(asset_id)] = str(error)


def _add(asset: Asset, workspace: Workspace, person: Person) -> None:
    words = st.text_input(
        _("Link it with another record"),
        key=f"link_search_{asset.asset_id}",
        placeholder=_("Search by name, street or word"),
        max_chars=LONGEST_SEARCH,
    )
    if not words.strip():
        return
    others = _others(words, asset.asset_id, workspace)
    if not others:
        st.info(_("No other record holds these words. Try fewer, or record it first."), icon=":material/search_off:")
        return
    names = {other.asset_id: _named(other, workspace) for other in others}
    chosen = st.radio(
        _("Which record?"), list(names), format_func=names.__getitem__, key=f"link_other_{asset.asset_id}"
    )
    other = next(one for one in others if one.asset_id == chosen)
    _say_how(asset, other, workspace, person)


def _say_how(asset: Asset, other: End, workspace: Workspace, person: Person) -> None:
    here = End(asset_id=asset.asset_id, name=asset.name, kind=asset.kind)
    sentences = _sentences(here, other)
    said = st.selectbox(
        _("How do they belong together?"),
        list(sentences),
        format_func=sentences.__getitem__,
        key=f"link_how_{asset.asset_id}",
    )
    first, second = (here, other) if said[1] else (other, here)
    if seems_unusual(first, said[0], second):
        st.warning(_("This is unusual for records of these kinds. Is it the right way round?"))
    note = st.text_input(
        _("A few words more (not needed)"),
        key=f"link_note_{asset.asset_id}",
        max_chars=LONGEST_NOTE,
        help=_("Whoever sees both records sees these words too."),
    )
    if st.button(_("Add the link"), key=f"link_add_{asset.asset_id}", type="primary", icon=":material/add_link:"):
        try:
            link(first.asset_id, said[0], second.asset_id, workspace, note=note, now=now(), actor=person)
        except UserError as error:
            st.error(as_typed(str(error)), icon=":material/error:")
            return
        for part in ("search", "other", "how", "note"):
            st.session_state.pop(f"link_{part}_{asset.asset_id}", None)
        st.session_state.pop(_undo_key(asset.asset_id), None)
        st.toast(_("Linked with {name}").format(name=as_typed(other.name)), icon=":material/check:")
        st.rerun()


def _others(words: str, asset_id: str, workspace: Workspace) -> list[End]:
    found = find_assets(Wanted(search=words), workspace, audience=who.audience(workspace), today=today())
    usable = found[found["asset_id"].ne(asset_id) & found["review_state"].ne("archived") & found["merged_into"].eq("")]
    columns = (usable[name].head(MOST_OFFERED) for name in ("asset_id", "name", "kind"))
    return [End(asset_id=one, name=name, kind=kind) for one, name, kind in zip(*columns, strict=True)]


def _named(end: End, workspace: Workspace) -> str:
    return f"{as_typed(end.name)} ({workspace.classification.kind_label(end.kind)})"


def _sentences(here: End, other: End) -> dict[tuple[Relation, bool], str]:
    """Return each way in which two records may belong together, as a sentence; True where this record comes first."""
    sentences = {}
    for relation, (forward, _backward) in relation_words().items():
        sentences[relation, True] = f"{here.name} {forward} {other.name}"
        if not relation.is_mutual:
            sentences[relation, False] = f"{other.name} {forward} {here.name}"
    return sentences


def _undo_key(asset_id: str) -> str:
    return f"link_taken_{asset_id}"


def _error_key(asset_id: str) -> str:
    return f"link_error_{asset_id}"
