"""Codes that were given to words before, each to be taken back."""

from __future__ import annotations

import streamlit as st

from asset_map.domain.classification import Classification
from asset_map.domain.dates import local_date, written_date
from asset_map.domain.permission import Actor
from asset_map.domain.word_mapping import WordMapping
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.services.word_codes import undo_mapping
from asset_map.services.workspace import Workspace

SHOWN = 50


def past_mappings(workspace: Workspace, *, actor: Actor) -> None:
    """Show what was mapped before, the newest first, with a way back.

    Parameters
    ----------
    workspace
        The area.
    actor
        Who would take it back.
    """
    mappings = workspace.store.word_mappings()
    if not mappings:
        return
    st.subheader(_("Given before"), anchor=False)
    for said in ("mappings_done", "mappings_left"):
        if text := st.session_state.pop(said, ""):
            (st.success if said == "mappings_done" else st.warning)(text)
    if failure := st.session_state.pop("mappings_failure", ""):
        st.error(failure)
    for mapping in mappings[:SHOWN]:
        with st.container(border=True):
            st.markdown(_described(mapping, workspace.classification))
            if mapping.undone_at is None:
                st.button(
                    _("Undo"),
                    icon=":material/undo:",
                    key=f"undo_{mapping.mapping_id}",
                    help=_("Puts back the codes of records that nobody has changed since."),
                    on_click=_undo,
                    args=(mapping.mapping_id, workspace, actor),
                )


def _described(mapping: WordMapping, classification: Classification) -> str:
    codes = [classification.offer_label(code) for code in mapping.offers]
    kind = [classification.kind_label(mapping.kind)] if mapping.kind else []
    count = ngettext("{count} record", "{count} records", len(mapping.records))
    given = _("{codes} for {records}, by {person} on {date}").format(
        codes=f"**{as_typed(', '.join(kind + codes))}**",
        records=count,
        person=as_typed(mapping.mapped_by),
        date=written_date(local_date(mapping.mapped_at)),
    )
    lines = [given, as_typed(mapping.reason)]
    if mapping.undone_at is not None:
        taken_back = _("Taken back by {person} on {date}")
        date = written_date(local_date(mapping.undone_at))
        lines.append(taken_back.format(person=as_typed(mapping.undone_by), date=date))
    return "  \n".join(lines)


def _undo(mapping_id: str, workspace: Workspace, actor: Actor) -> None:
    try:
        undone = undo_mapping(mapping_id, workspace, now=who.now(), actor=actor)
    except UserError as error:
        st.session_state["mappings_failure"] = str(error)
        return
    if undone.put_back:
        names = ", ".join(as_typed(name) for name in undone.put_back)
        st.session_state["mappings_done"] = _("These have the codes that they had before: {names}.").format(names=names)
    if undone.left_alone:
        names = ", ".join(as_typed(name) for name in undone.left_alone)
        text = _("Left alone, because somebody has changed them since: {names}.")
        st.session_state["mappings_left"] = text.format(names=names)
