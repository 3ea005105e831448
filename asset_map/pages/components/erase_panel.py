"""Erasing somebody or a record: first what was found and where, then the reason, then for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from asset_map.domain.dates import local_date, written_date
from asset_map.domain.made_file import MadeFile
from asset_map.domain.person import Person
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.known_as import known_as_fields
from asset_map.pages.components.words_table import words_table
from asset_map.services.data_protection.erasing import (
    Erased,
    KnownAs,
    Looked,
    erase,
    look_for_person,
    look_for_record,
)
from asset_map.services.data_protection.words import held_words, table_words
from asset_map.services.workspace import Workspace
from asset_map.store.described import DESCRIBED
from asset_map.store.traces import Trace

_ASKED, _DONE = "erase_asked", "erase_done"

MOST_SHOWN = 200
"""Places that are listed; a name with more is better told apart first."""


def erase_panel(workspace: Workspace, person: Person) -> None:
    """Show the panel.

    Parameters
    ----------
    workspace
        The area.
    person
        Who is signed in, and may erase.
    """
    done = st.session_state.pop(_DONE, None)
    if isinstance(done, Erased):
        _what_was_done(done)
    st.markdown(
        _(
            "Erasing reaches records, photos, history, half-typed forms, proposals, lists, what was said in sessions, "
            "the search and files made to be sent. It cannot be taken back. Look first; nothing is changed by looking."
        )
    )
    _ask()
    asked = st.session_state.get(_ASKED)
    if asked is not None:
        try:
            looked = (
                look_for_record(asked, workspace, actor=person)
                if isinstance(asked, str)
                else look_for_person(asked, workspace, actor=person)
            )
        except UserError as error:
            st.error(as_typed(str(error)), icon=":material/error:")
            return
        _found(looked)
        if looked.found.traces:
            _for_good(looked, workspace, person)


def _ask() -> None:
    of_person, of_record = _("A person"), _("A record")
    chosen = st.segmented_control(_("Whom or what?"), [of_person, of_record], default=of_person, key="erase_what")
    with st.form("erase_look", border=True):
        if chosen == of_record:
            asset_id = st.text_input(
                _("Id of the record"),
                key="erase_record",
                help=_("It stands at the end of the address of the record's page, after “id=”."),
            )
            known: KnownAs | str = asset_id.strip()
        else:
            fields = known_as_fields("erase")
            alone = st.checkbox(
                _("Only where the name stands alone"), key="erase_alone", help=_("For names that others have too.")
            )
            with_records = st.checkbox(
                _("Also the records that were made of what was said with the slip"), key="erase_with_records"
            )
            known = replace(fields, is_alone=alone, with_records=with_records)
        if st.form_submit_button(_("Look what there is"), type="primary", icon=":material/search:"):
            st.session_state[_ASKED] = known


def _found(looked: Looked) -> None:
    traces = looked.found.traces
    st.subheader(ngettext("Found in {count} place", "Found in {count} places", len(traces)), anchor=False)
    if not traces:
        st.markdown(_("Nothing is kept of this. Try another spelling."))
        return
    told = Counter((trace.table, _kind(trace), trace.excerpt, trace.is_kept) for trace in traces)
    rows = [
        {
            _("Where"): table_words(table).title,
            _("What it is"): kind,
            _("The words"): words,
            _("Places"): f"{count:,}",
            _("What happens"): _("is left: signs in by a longer name") if is_kept else _("goes"),
        }
        for (table, kind, words, is_kept), count in list(told.items())[:MOST_SHOWN]
    ]
    words_table(rows, caption=_("Where it was found"))
    if len(told) > MOST_SHOWN:
        left = len(told) - MOST_SHOWN
        st.caption(ngettext("and {count} more", "and {count} more", left))
    for name in looked.record_names.values():
        st.warning(_("This record goes as a whole: {name}").format(name=as_typed(name)), icon=":material/delete:")
    for asset_id, name in looked.from_slips.items():
        if asset_id not in looked.record_names:
            words = _("Made of what was said with the slip; it loses those words and stays: {name}")
            st.info(words.format(name=as_typed(name)), icon=":material/edit:")
    for backup in looked.backups:
        words = _("This backup may hold it: {name}")
        st.info(words.format(name=as_typed(backup.name)), icon=":material/inventory_2:")


def _kind(trace: Trace) -> str:
    if not trace.column:
        return _("the whole row")
    return held_words(DESCRIBED[trace.table].held()[trace.column]).what


def _for_good(looked: Looked, workspace: Workspace, person: Person) -> None:
    with st.form("erase_for_good", border=True):
        reason = st.text_input(
            _("Why?"),
            key="erase_reason",
            help=_("It is kept, with your name and the day. Leave the person's name out."),
        )
        backups = bool(looked.backups) and st.checkbox(
            _("Delete the backups too"),
            key="erase_backups",
            help=_("Else they are rid of the same when they are put back. Make a new backup afterwards."),
        )
        sure = st.checkbox(_("I have looked at what goes, and it is to go for good"), key="erase_sure")
        if not st.form_submit_button(_("Erase for good"), type="primary", icon=":material/delete_forever:"):
            return
    if not sure:
        st.error(_("Say first that you have looked at what goes."), icon=":material/error:")
        return
    try:
        done = erase(looked.asked, workspace, reason=reason, now=who.now(), actor=person, delete_backups=bool(backups))
    except UserError as error:
        st.error(as_typed(str(error)), icon=":material/error:")
        return
    for key in [key for key in st.session_state if str(key).startswith("erase_") and key != "erase_what"]:
        del st.session_state[key]  # who was erased stays in no field either
    st.session_state[_DONE] = done
    st.rerun()


def _what_was_done(done: Erased) -> None:
    places = sum(done.note.found.values())
    words = ngettext("Erased from {count} place.", "Erased from {count} places.", places)
    st.success(words, icon=":material/check_circle:")
    if done.still_to_do:
        st.warning(as_typed(done.still_to_do), icon=":material/pending:")
    if done.files:
        st.markdown(_("These files were taken away before and could hold it. Ask for them to be deleted:"))
        words_table(files_rows(done.files), caption=_("Files that were taken away"))
    for file in done.backups_left:
        words = _("A backup from before: {name}. It is rid of the same when it is put back.")
        st.info(words.format(name=as_typed(file.name)), icon=":material/inventory_2:")


def files_rows(files: Sequence[MadeFile]) -> list[dict[str, str]]:
    """Return files as rows of a table.

    Parameters
    ----------
    files
        That were taken away.

    Returns
    -------
    list of dict
        The first `MOST_SHOWN` of them.
    """
    return [
        {
            _("When"): written_date(local_date(file.made_at)),
            _("What"): file.what,
            _("For whom"): file.audience.value,
            _("By whom"): file.made_by or _("somebody without an account"),
        }
        for file in files[:MOST_SHOWN]
    ]
