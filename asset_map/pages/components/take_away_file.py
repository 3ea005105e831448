"""The file, before it is taken away: rows, size, for whom it is, what it leaves out and how it was worked out."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from asset_map.domain.protection import OF_WORK, Audience
from asset_map.exports.export import Export
from asset_map.exports.formats import FACTS, Format
from asset_map.exports.notes import about_rows
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.here import here
from asset_map.pages.components.table import plain_table
from asset_map.pages.components.take_away_choices import Chosen
from asset_map.services.data_protection.files_taken import noting
from asset_map.services.take_away.asked import Taken, address_of
from asset_map.services.take_away.command_line import command_of
from asset_map.services.take_away.file import export_bytes, export_for, file_name
from asset_map.services.take_away.making import left_out
from asset_map.services.workspace import Workspace

MADE_AT_ONCE_CELLS = 2_000_000
"""What has no more cells is made within a second or two, so its size is told without being asked for."""


def show_file(chosen: Chosen, workspace: Workspace) -> None:
    """Show what is in the file, and offer it.

    Parameters
    ----------
    chosen
        What was chosen.
    workspace
        The area.
    """
    taken, made_in = chosen.taken, chosen.made_in
    export = export_for(taken, made_in, workspace)
    st.subheader(_("The file"), anchor=False)
    with st.container(border=True, key="the_file"):
        st.markdown(f"**{as_typed(export.title)}**")
        _audience(taken.question.audience)
        if told := left_out(taken, workspace):
            st.warning("\n\n".join(map(as_typed, told)), icon=":material/filter_alt:")
        _rows(export, made_in)
        size = _size(chosen, export, workspace)
        name = file_name(taken, made_in, workspace)
        st.download_button(
            _("Download ({size})").format(size=size) if size else _("Download"),
            data=noting(
                partial(export_bytes, taken, made_in, workspace),
                workspace,
                f"take away: {taken.what.value}",
                made_in=made_in.value,
                audience=taken.question.audience,
                clock=who.now,
                by=who.name_of(workspace),
            ),
            file_name=name,
            mime=FACTS[made_in].media_type,
            key="take_away_download",
            icon=":material/download:",
            type="primary",
            on_click="ignore",
        )
        st.caption(as_typed(name))


def show_how(chosen: Chosen, workspace: Workspace) -> None:
    """Show how the figures in the file were worked out, and how it is made again without this screen.

    Parameters
    ----------
    chosen
        What was chosen.
    workspace
        The area.
    """
    with st.expander(_("How it was worked out, and what to know before it is used"), icon=":material/info:"):
        _notes(export_for(chosen.taken, chosen.made_in, workspace))
    _again(chosen.taken, chosen.made_in, workspace)


def _audience(audience: Audience) -> None:
    if audience is Audience.PUBLIC:
        words = _("For the public: nothing in it is protected, so it may be passed on on the terms of its licences.")
        st.markdown(f":material/public: {words}")
        return
    told = {
        Audience.PARTNERS: _(
            "For partners: it holds places that the public may not know. Do not publish or pass it on."
        ),
        Audience.TEAM: _("For the team: it holds what is not published yet. Keep it among staff."),
        Audience.STAFF: _("For staff: it holds everything on record, protected places too. Keep it among staff."),
    }
    st.error(told[audience], icon=":material/lock:")


def _rows(export: Export, made_in: Format) -> None:
    layers = export.layers if FACTS[made_in].holds_layers else export.layers[:1]
    if len(layers) == 1:
        rows = ngettext("{count} row", "{count} rows", len(layers[0].rows))
        columns = ngettext("{count} column", "{count} columns", len(layers[0].columns))
        st.markdown(_("{rows}, {columns}.").format(rows=rows, columns=columns))
        return
    table = pd.DataFrame(
        {
            _("Layer"): [layer.title for layer in layers],
            _("Rows"): [f"{len(layer.rows):,}" for layer in layers],
            _("Columns"): [f"{len(layer.columns):,}" for layer in layers],
        }
    )
    plain_table(table, caption=_("Layers and tables in the file"))


def _size(chosen: Chosen, export: Export, workspace: Workspace) -> str:
    """Return the size of the file; it is made for that, and kept until a record changes."""
    cells = sum(len(layer.rows) * len(layer.columns) for layer in export.layers)
    asked = ("take_away_size", chosen)
    if cells > MADE_AT_ONCE_CELLS and st.session_state.get("take_away_size_of") != asked:
        if not st.button(_("Make the file and tell its size"), key="take_away_size", icon=":material/scale:"):
            return ""
        st.session_state["take_away_size_of"] = asked
    return _size_words(len(export_bytes(chosen.taken, chosen.made_in, workspace)))


def _size_words(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 999_500 else f"{max(1, round(size / 1e3)):,} kB"


def _notes(export: Export) -> None:
    about = about_rows(export)
    plain_notes = zip(about["what"], about["value"], strict=True)
    st.markdown("\n".join(f"- **{as_typed(what)}**: {as_typed(value)}" for what, value in plain_notes))


def _again(taken: Taken, made_in: Format, workspace: Workspace) -> None:
    st.subheader(_("The same again, by itself"), anchor=False)
    if taken.question.audience not in OF_WORK:
        told = _("Its address gives it as it is on the day that it is asked for.")
        if taken.question.audience is Audience.PARTNERS:
            told += " " + _(
                "Without a key it gives what is public; partners send theirs beside the address, never in it."
            )
        st.markdown(told)
        st.code(here() + address_of(taken, made_in), language=None, wrap_lines=True)
    st.markdown(_("The command, on the machine that Asset Map runs on:"))
    st.code(command_of(taken, made_in, workspace), language=None, wrap_lines=True)
