"""Which column holds what? Suggested with the reason, and corrected here; kept under a name for the next list."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from asset_map.errors import UserError
from asset_map.intake.columns import ColumnMatch
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.list_draft import Desk, ListDraft
from asset_map.pages.components.list_state import choose, key, part, refused, say, stands, typed
from asset_map.pages.components.list_words import column_words
from asset_map.pages.components.list_work import Looked
from asset_map.services.lists.mappings import LONGEST_NAME, mappings_for, save_mapping, with_mapping
from asset_map.services.lists.request import ImportRequest

SHOWN_AT_FIRST = 40


def read_as_before(looked: Looked, desk: Desk) -> None:
    """Offer the ways in which lists that look alike were read.

    Parameters
    ----------
    looked
        The list.
    desk
        Whose.
    """
    draft = looked.draft
    if draft.mapping:
        st.caption(_("Read as “{name}”, as you saved it.").format(name=as_typed(draft.mapping)))
        return
    found = mappings_for(_columns(looked), desk.workspace)[:3]
    if not found:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_("This looks like a list that was read before."), width="content")
        for mapping in found:
            st.button(
                _("Read as before: {name}").format(name=as_typed(mapping.name)),
                icon=":material/history:",
                wrap=True,
                key=key(f"mapping_{mapping.name}"),
                on_click=_read_as,
                args=(draft, mapping.name, desk),
            )


def _read_as(draft: ListDraft, name: str, desk: Desk) -> None:
    plain = ImportRequest(path=draft.request.path, last_checked=draft.request.last_checked)
    try:
        request = with_mapping(plain, name, desk.workspace)
    except UserError as error:
        refused(error)
        return
    choose(desk, replace(request, source=request.source or draft.request.source), mapping=name)


def columns_part(looked: Looked, desk: Desk) -> None:
    """Show what each column is taken for, to be corrected.

    Parameters
    ----------
    looked
        The list.
    desk
        Whose.
    """
    used = sum(bool(match.field) for match in looked.columns)
    label = _("Columns · {used} used, {left} left out").format(used=used, left=len(looked.columns) - used)
    with part("columns", label, icon=":material/view_column:", is_open=not looked.has_name):
        st.markdown(_("Each column of the file, and what it is taken for. Change what is wrong."))
        first = looked.columns[: int(st.session_state.get("list_columns_shown", SHOWN_AT_FIRST))]
        with st.form(key("columns_form"), border=False):
            for match in first:
                _one_column(match)
            st.form_submit_button(
                _("Use these columns"), icon=":material/check:", on_click=_use_columns, args=(looked, first, desk)
            )
        if len(first) < len(looked.columns):
            st.button(_("Show all columns"), on_click=_show_all, args=(len(looked.columns),))
        if looked.plan is not None:
            _save_part(looked, desk)


def _one_column(match: ColumnMatch) -> None:
    words = column_words()
    column, held = st.columns([3, 2], gap="small")
    with column, st.container(gap=None):
        samples = " · ".join(as_typed(sample) for sample in match.samples) or _("empty")
        st.markdown(f"**{as_typed(match.column)}**: {samples}")
        if match.reason:
            st.caption(_("Why: {reason}.").format(reason=as_typed(match.reason.rstrip("."))))
    held.selectbox(
        _("What “{column}” holds").format(column=as_typed(match.column)),
        list(words),
        format_func=words.__getitem__,
        label_visibility="collapsed",
        key=stands(f"column_{match.column}", match.field),
    )


def _show_all(columns: int) -> None:
    st.session_state["list_columns_shown"] = columns


def _use_columns(looked: Looked, shown: tuple[ColumnMatch, ...], desk: Desk) -> None:
    request = looked.draft.request
    chosen = dict(request.match or {})
    for match in shown:
        field = str(typed(f"column_{match.column}"))
        if field != match.field:
            # A column whose field somebody takes for another one gives it up.
            chosen[match.column] = field
    is_category = any(
        (match.field == "category") != (chosen.get(match.column, match.field) == "category") for match in shown
    )
    values = {} if is_category else dict(request.values)
    choose(desk, replace(request, match=chosen, values=values), is_new=is_category)


def _save_part(looked: Looked, desk: Desk) -> None:
    with st.form(key("save_form"), border=True):
        st.markdown(_("Does this list come again? Save how it is read, and it is offered for lists that look alike."))
        st.text_input(
            _("Name"),
            looked.draft.mapping or looked.draft.request.source,
            max_chars=LONGEST_NAME,
            key=key("mapping_name"),
        )
        st.form_submit_button(
            _("Save how this list is read"), icon=":material/bookmark:", on_click=_save, args=(looked, desk)
        )


def _save(looked: Looked, desk: Desk) -> None:
    try:
        mapping = save_mapping(
            str(typed("mapping_name")),
            _columns(looked),
            looked.draft.request,
            desk.workspace,
            now=who.now(),
            actor=desk.person,
        )
    except UserError as error:
        refused(error)
        return
    choose(desk, looked.draft.request, mapping=mapping.name)
    say("success", _("Saved. Lists like this one can be read as “{name}”.").format(name=as_typed(mapping.name)))


def _columns(looked: Looked) -> list[str]:
    return [str(column) for column in looked.read.table.rows.columns]


def name_is_missing(looked: Looked) -> None:
    """Say that no column holds the names.

    Parameters
    ----------
    looked
        The list.
    """
    rows = ngettext("{count} row", "{count} rows", len(looked.read.table.rows))
    st.warning(
        _("{rows} were read, but no column looks like a name. Choose below which column holds it.").format(rows=rows)
    )
