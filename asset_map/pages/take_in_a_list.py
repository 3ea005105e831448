"""Take in a list: a spreadsheet or layer that exists already, checked row by row, and stored when somebody says so."""

from __future__ import annotations

import streamlit as st

from asset_map.domain.permission import may_take_in_lists
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.list_choosing import choose_file, chosen_file
from asset_map.pages.components.list_columns import columns_part, name_is_missing, read_as_before
from asset_map.pages.components.list_coverage import coverage_part
from asset_map.pages.components.list_done import list_done
from asset_map.pages.components.list_draft import Desk, ListDraft, keep_list, kept_list
from asset_map.pages.components.list_past import past_lists
from asset_map.pages.components.list_places import places_part, suggested_reading
from asset_map.pages.components.list_progress import show_progress
from asset_map.pages.components.list_rows import rows_part
from asset_map.pages.components.list_state import key, said
from asset_map.pages.components.list_summary import summary_part
from asset_map.pages.components.list_values import values_part
from asset_map.pages.components.list_work import JOBS, KEEP, LOOK, Kept, Looked, look_at
from asset_map.pages.components.page import close_page, open_page, run_screen
from asset_map.services.lists.job import Job, JobState
from asset_map.services.lists.understanding import ReadList

# Texts that stand by themselves in this file would be shown on the screen.
WAITED_S = 1.5  # so long a screen waits before it shows how far the work is: most lists are read sooner
SOON_S = 3.0  # what took no longer is worked out again by itself when records here have changed


def show() -> None:
    """Show the screen."""
    workspace = open_page(
        _("Take in a list"), intro=_("Bring in a list that exists already. Nothing is stored until you say so.")
    )
    person = who.staff_only(workspace, may_take_in_lists)
    if person is not None:
        desk = Desk(workspace, person)
        said()
        if not _stored(desk):
            draft = kept_list(desk)
            if draft is None:
                choose_file(desk)
                past_lists(desk)
            else:
                _one_list(draft, desk)
    close_page(workspace)


def _stored(desk: Desk) -> bool:
    """Show a list that is being stored, or was; return whether there is nothing else to show."""
    job: Job[Kept | Looked] | None = JOBS.of(desk.job_of(KEEP))
    if job is None:
        return False
    if not job.wait(WAITED_S):
        show_progress(job, what=_("Taking in the list"))
        return True
    if job.state is JobState.DONE and isinstance(kept := job.result(), Kept) and kept_list(desk) is None:
        list_done(kept, desk)
        past_lists(desk)
        return True
    JOBS.forget(desk.job_of(KEEP))
    if job.state is JobState.STOPPED:
        st.info(_("Stopped. Nothing was stored."), icon=":material/info:")
    else:
        _say_why_not(job, desk)
    return False


def _say_why_not(job: Job[Kept | Looked], desk: Desk) -> None:
    try:
        result = job.result()
    except UserError as error:
        st.error(as_typed(str(error)))
        return
    if isinstance(result, Looked):
        JOBS.forget(desk.job_of(LOOK))
        st.warning(_("Records here have changed meanwhile. Nothing was stored: look at the numbers, and say so again."))


def _one_list(draft: ListDraft, desk: Desk) -> None:
    chosen_file(draft, desk)
    before = JOBS.of(desk.job_of(LOOK))
    job = look_at(draft, desk, read=_read_before(before, draft))
    if not job.wait(WAITED_S):
        show_progress(job, what=_("Checking the list"))
        return
    if job.state is JobState.STOPPED:
        st.info(_("Reading was stopped. Your file is still here."), icon=":material/info:")
        st.button(
            _("Read it"),
            type="primary",
            icon=":material/refresh:",
            key=key("read_again"),
            on_click=_again,
            args=(desk,),
        )
        return
    try:
        looked = job.result()
    except UserError as error:
        st.error(as_typed(str(error)))
        return
    if looked.draft != draft:  # what its name suggests was filled in
        keep_list(looked.draft, desk)
        job.key = looked.draft.key
    if _is_behind(looked, desk):
        return
    _all_about(looked, desk)


def _read_before(job: Job[Looked] | None, draft: ListDraft) -> ReadList | None:
    if job is None or job.state is not JobState.DONE:
        return None
    before = job.result().draft.request
    is_same = (before.path, before.part) == (draft.request.path, draft.request.part)
    return job.result().read if is_same else None


def _is_behind(looked: Looked, desk: Desk) -> bool:
    """Check a list again when records here have changed since; where that takes long, only when asked."""
    if looked.version == desk.workspace.store.version():
        return False
    if looked.seconds < SOON_S:
        _again(desk, looked)
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(_("Records here have changed since this list was checked."), icon=":material/info:")
        st.button(
            _("Check again"), icon=":material/refresh:", key=key("check_again"), on_click=_again, args=(desk, looked)
        )
    return False


def _again(desk: Desk, looked: Looked | None = None) -> None:
    JOBS.forget(desk.job_of(LOOK))
    if looked is not None:
        look_at(looked.draft, desk, read=looked.read)


def _all_about(looked: Looked, desk: Desk) -> None:
    if looked.problem and looked.has_name:
        st.error(as_typed(looked.problem))
    elif not looked.has_name:
        name_is_missing(looked)
    read_as_before(looked, desk)
    if looked.plan is not None:
        suggested_reading(looked, desk)
        summary_part(looked, desk)
    columns_part(looked, desk)
    if looked.plan is not None:
        values_part(looked, desk)
    places_part(looked, desk)
    if looked.plan is not None:
        rows_part(looked, desk)
        coverage_part(looked, desk)


run_screen(show)
