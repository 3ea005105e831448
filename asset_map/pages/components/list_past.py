"""Lists that were taken in, each to be taken back as a whole."""

from __future__ import annotations

import streamlit as st

from asset_map.domain.dates import local_date, written_date
from asset_map.domain.list_import import ListImport
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.list_draft import Desk
from asset_map.pages.components.list_state import key, refused, say
from asset_map.pages.components.list_table import list_table
from asset_map.pages.components.list_work import JOBS, KEEP
from asset_map.services.lists.job import JobState
from asset_map.services.lists.undo import UndoPlan, past_imports, plan_undo, undo_import

SHOWN = 50
NAMES_SHOWN = 10
_ASKED = "list_undo_asked"


def past_lists(desk: Desk) -> None:
    """Show the lists that were taken in, with a way back.

    Parameters
    ----------
    desk
        Whose.
    """
    past = past_imports(desk.workspace)
    if not past:
        return
    st.subheader(_("Lists taken in"), anchor=False)
    list_table(
        [_("Date"), _("List"), _("File"), _("Added"), _("Updated"), _("By")],
        [_cells(one) for one in past[:SHOWN]],
        caption=_("Lists taken in"),
    )
    held = {one.import_id: _words(one) for one in past if one.undone_at is None}
    if not held:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(_("List to undo"), list(held), format_func=held.__getitem__, key=key("undo_which"))
        st.button(
            _("Undo…"),
            icon=":material/undo:",
            key=key("undo_ask"),
            on_click=ask_to_undo,
            args=(chosen,),
            help=_("Shows first what would happen."),
        )
    if st.session_state.get(_ASKED) in held:
        _plan(str(st.session_state[_ASKED]), desk)


def _cells(one: ListImport) -> tuple[str, ...]:
    undone = ""
    if one.undone_at is not None:
        text = _(" (undone on {date} by {person})")
        undone = text.format(date=written_date(local_date(one.undone_at)), person=one.undone_by)
    date = written_date(local_date(one.imported_at))
    return (date, one.source + undone, one.file_name, f"{one.added:,}", f"{one.updated:,}", one.actor)


def _words(one: ListImport) -> str:
    return f"{one.source}, {written_date(local_date(one.imported_at))} {one.imported_at.astimezone():%H:%M:%S}"


def ask_to_undo(import_id: str) -> None:
    """Let a screen show what taking a list back would do.

    Parameters
    ----------
    import_id
        The list.
    """
    st.session_state[_ASKED] = import_id


def _plan(import_id: str, desk: Desk) -> None:
    try:
        with st.spinner(_("Working out what would happen")):
            plan = plan_undo(import_id, desk.workspace)
    except UserError as error:
        st.error(as_typed(str(error)))
        return
    with st.container(border=True):
        st.markdown(_("**Undo “{name}”?**").format(name=as_typed(plan.record.source)))
        st.markdown("\n".join(f"- {line}" for line in _lines(plan)))
        with st.container(horizontal=True):
            st.button(
                _("Yes, undo this list"),
                type="primary",
                icon=":material/undo:",
                key=key("undo_do"),
                on_click=_undo,
                args=(plan, desk),
            )
            st.button(_("Keep it"), key=key("undo_not"), on_click=_keep_it)


def _lines(plan: UndoPlan) -> list[str]:
    names = [as_typed(name) for name in plan.left_alone.values()]
    more = f" {_('and {count} more').format(count=len(names) - NAMES_SHOWN)}" if len(names) > NAMES_SHOWN else ""
    stay = ngettext(
        "{count} record stays, because somebody has changed it since",
        "{count} records stay, because somebody has changed them since",
        len(names),
    )
    back = ngettext(
        "{count} record is put back as it was", "{count} records are put back as they were", len(plan.restored)
    )
    lines = [
        ngettext("{count} record goes", "{count} records go", len(plan.removed)),
        back if plan.restored else "",
        f"{stay}: {', '.join(names[:NAMES_SHOWN])}{more}" if names else "",
    ]
    return [line for line in lines if line]


def _undo(plan: UndoPlan, desk: Desk) -> None:
    _keep_it()
    try:
        undone = undo_import(plan, desk.workspace, now=who.now(), actor=desk.person)
    except UserError as error:
        refused(error)
        return
    kept = JOBS.of(desk.job_of(KEEP))
    if kept is not None and kept.state is JobState.DONE:
        JOBS.forget(desk.job_of(KEEP))  # it would still say that the list is taken in
    say("success", _("“{name}” is undone.").format(name=as_typed(undone.source)))


def _keep_it() -> None:
    st.session_state.pop(_ASKED, None)
