"""Backups on a screen: make one and take it away, and see those of the last days."""

from __future__ import annotations

import streamlit as st

from asset_map.domain.dates import local_date, written_date
from asset_map.domain.permission import EVERYWHERE, Actor, may_back_up
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.who import now
from asset_map.services.backup.kept import DAILY_BACKUP, KeptBackup, back_up_by_hand, kept_backups, open_again
from asset_map.services.daily_work import state_of_job
from asset_map.services.workspace import Workspace


def backup_panel(workspace: Workspace, person: Actor) -> None:
    """Show the backups, to whoever may take everything away.

    Parameters
    ----------
    workspace
        The area.
    person
        Who is signed in.
    """
    st.subheader(_("Backups"), anchor=False)
    if not may_back_up(person, EVERYWHERE):
        st.markdown(_("Backups hold protected records. A steward who may see those makes and takes them."))
        return
    _state(workspace)
    if st.button(_("Back up now"), key="back_up_now", icon=":material/save:", type="primary"):
        _make(workspace, person)
    if name := st.session_state.get("backup_made"):
        st.success(
            _("Opened and found whole: [download {name}]({address})").format(name=name, address=f"/backups/{name}"),
            icon=":material/task_alt:",
        )
    st.warning(
        _(
            "A backup holds everything, protected records and people's names too, and is not encrypted. Keep one copy "
            "away from this machine, on a disk that is encrypted or locked away, and take old copies away."
        ),
        icon=":material/lock:",
    )
    _list(kept_backups(workspace, actor=person), workspace, person)


def _state(workspace: Workspace) -> None:
    state = state_of_job(DAILY_BACKUP, workspace)
    if state.failure is not None:
        words = _("The backup of {day} could not be made. {words}")
        day = written_date(state.failure.day)
        st.error(words.format(day=day, words=as_typed(state.failure.words)), icon=":material/error:")
    if state.last_done is not None:
        st.markdown(_("Last made by itself on {day}.").format(day=written_date(state.last_done.day)))
    elif state.failure is None:
        st.markdown(_("One is made each day by itself, a minute after the app has started; today's is still to come."))


def _make(workspace: Workspace, person: Actor) -> None:
    st.session_state.pop("backup_made", None)
    try:
        with st.spinner(_("Copying everything, and opening the copy")):
            report = back_up_by_hand(workspace, now=now(), actor=person)
    except UserError as error:
        st.error(as_typed(str(error)), icon=":material/error:")
        return
    st.session_state["backup_made"] = report.file.name


def _list(backups: list[KeptBackup], workspace: Workspace, person: Actor) -> None:
    if not backups:
        return
    kept = _("Kept here: the last seven days, and the last of four weeks and twelve months")
    with st.expander(kept, expanded=True, icon=":material/inventory_2:"):
        st.markdown("\n".join(map(_line, backups)))
        if st.button(_("Open the newest once more"), key="open_backup_again", icon=":material/fact_check:"):
            newest = backups[0].name
            with st.spinner(_("Opening it")):
                problem = open_again(newest, workspace, actor=person)
            if problem:
                st.error(as_typed(problem), icon=":material/error:")
            else:
                st.success(_("{name} is whole.").format(name=newest), icon=":material/task_alt:")


def _line(backup: KeptBackup) -> str:
    size = f"{backup.size / 1e6:,.1f} MB"
    if backup.made_at is None:
        return f"- {backup.name}, {size}: {as_typed(backup.problem)}"
    made = backup.made_at.astimezone()
    words = _("[{day}, {time}](/backups/{name}){how}: {size}, {records}, opened and found whole").format(
        day=written_date(local_date(made)),
        time=f"{made:%H:%M}",
        name=backup.name,
        how=", " + _("by hand") if backup.by_hand else "",
        size=size,
        records=ngettext("{count} record", "{count} records", backup.records),
    )
    return f"- {words}"
