"""What is worked out for the screen of lists, in threads that know nothing of the screen?"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from asset_map.domain.list_import import ListImport
from asset_map.errors import ConflictError, UserError
from asset_map.intake.columns import ColumnMatch, suggest_columns
from asset_map.intake.values import ValueMatch
from asset_map.pages.components import who
from asset_map.pages.components.list_draft import Desk, ListDraft, throw_list_away
from asset_map.pages.components.list_rows_table import rows_table
from asset_map.services.import_assets import ImportPlan, ImportReport, plan_import, store_import
from asset_map.services.lists.job import Job, Jobs, Tell
from asset_map.services.lists.request import ImportRequest
from asset_map.services.lists.understanding import ReadList, Understood, read_list, understand
from asset_map.services.lists.undo import past_imports

JOBS = Jobs()
LOOK, KEEP = "look", "keep"


@dataclass(frozen=True, eq=False)
class Looked:
    """A list that was read and checked, and is not stored.

    Parameters
    ----------
    draft
        What was chosen, with what was filled in.
    read
        The file.
    columns
        What its columns are taken for.
    plan
        What would become of each row; None where that cannot be told yet.
    problem
        Why not, or what else must be mended first; empty when all is well.
    version
        The store's version that it was compared with.
    seconds
        How long it took.
    """

    draft: ListDraft
    read: ReadList
    columns: tuple[ColumnMatch, ...]
    plan: ImportPlan | None
    problem: str
    version: int
    seconds: float

    @property
    def ready(self) -> ImportPlan:
        """The plan, where there is one."""
        if self.plan is None:
            raise RuntimeError(self.problem)
        return self.plan

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The rows with what becomes of each; worked out once."""
        return rows_table(self.ready)

    @property
    def has_name(self) -> bool:
        """Whether some column holds the names."""
        return bool(self.draft.request.name_from) or any(match.field == "name" for match in self.columns)


@dataclass(frozen=True, eq=False)
class Kept:
    """A list that was taken in.

    Parameters
    ----------
    report
        The numbers.
    record
        The import.
    """

    report: ImportReport
    record: ListImport


def look_at(draft: ListDraft, desk: Desk, *, read: ReadList | None) -> Job[Looked]:
    """Begin to read and check a list; when that is being done already, by another tab for instance, join it.

    Parameters
    ----------
    draft
        The list and what was chosen.
    desk
        Whose.
    read
        The file, where it was read before.

    Returns
    -------
    Job
        At work, or ended.
    """
    return JOBS.start(desk.job_of(LOOK), draft.key, lambda tell: look(draft, desk, read=read, tell=tell))


def look(draft: ListDraft, desk: Desk, *, read: ReadList | None, tell: Tell) -> Looked:
    """Read and check a list.

    Parameters
    ----------
    draft
        The list and what was chosen.
    desk
        Whose.
    read
        The file, where it was read before.
    tell
        Is told how far it is.

    Returns
    -------
    Looked
        With a plan, or with what stands in its way.

    Raises
    ------
    UserError
        When the file cannot be read.
    """
    began_s, workspace = time.monotonic(), desk.workspace
    version = workspace.store.version()
    tell("Reading the file", 0.0)
    read = read or read_list(draft.request.path, workspace.classification, part=draft.request.part)
    tell("Reading the columns", 0.05)
    plan, problem = None, ""
    try:
        draft = with_what_is_suggested(draft, read, desk) if draft.is_new else draft
        plan, problem = _plan(draft.request, desk, read=read, tell=tell)
    except UserError as error:
        problem = str(error)
    columns = plan.understood.columns if plan else suggest_columns(read.table.rows, draft.request.match)
    return Looked(draft, read, tuple(columns), plan, problem, version, time.monotonic() - began_s)


def _plan(request: ImportRequest, desk: Desk, *, read: ReadList, tell: Tell) -> tuple[ImportPlan | None, str]:
    def plan(asked: ImportRequest) -> ImportPlan:
        return plan_import(asked, desk.workspace, now=who.now(), actor=desk.person, read=read, progress=tell)

    try:
        return plan(request), ""
    except UserError as error:
        if request.claim is None:
            raise
        # What the list cannot be complete for is no reason to hide its rows.
        return plan(replace(request, claim=None)), str(error)


def with_what_is_suggested(draft: ListDraft, read: ReadList, desk: Desk) -> ListDraft:
    """Fill in what the file's name says of all rows, where rows do not say it themselves.

    Parameters
    ----------
    draft
        The list and what was chosen.
    read
        The file.
    desk
        Whose.

    Returns
    -------
    ListDraft
        Not new any longer.

    Raises
    ------
    UserError
        When the columns cannot be understood.
    """
    understood = understand(read, draft.request, desk.workspace)
    found = understood.for_all
    request = replace(draft.request, source=_source_before(read, draft, desk) or draft.request.source)
    lacks_kind, lacks_offer = lacking(understood)
    # Where words of the list say what most rows are, the file's name says nothing sure of the others.
    is_told = any(value.kind or value.offers for value in understood.values)
    if found is not None and not is_told and (lacks_kind or lacks_offer):
        request = replace(
            with_values(request, understood.values),
            kind=request.kind or (found.kind if lacks_kind else ""),
            offers=request.offers or (found.offers if lacks_offer else ()),
        )
    return replace(draft, request=request, is_new=False)


def _source_before(read: ReadList, draft: ListDraft, desk: Desk) -> str:
    """Return what a list was called when this very file, or one of the same name, was taken in."""
    name = draft.request.path.name
    past = [one for one in past_imports(desk.workspace) if one.undone_at is None]
    same = [one for one in past if one.sha256 == read.sha256] or [one for one in past if one.file_name == name]
    return same[0].source if same else ""


def lacking(understood: Understood) -> tuple[bool, bool]:
    """Say what some rows do not say themselves.

    Parameters
    ----------
    understood
        What the columns say.

    Returns
    -------
    tuple of bool
        Whether a kind is lacking, and whether an offer is.
    """
    kind, offer = (
        bool(understood.fields[name].eq("").any()) if name in understood.fields else True for name in ("kind", "offer")
    )
    return kind, offer


def with_values(request: ImportRequest, values: tuple[ValueMatch, ...]) -> ImportRequest:
    """Return a request that says what each value stands for: where something holds for all rows, nothing is guessed.

    Parameters
    ----------
    request
        What was chosen.
    values
        What is suggested.

    Returns
    -------
    ImportRequest
        Choices go before suggestions.
    """
    suggested = {one.value: (one.kind, one.offers) for one in values if one.kind or one.offers}
    return replace(request, values=suggested | dict(request.values))


def take_in(looked: Looked, desk: Desk) -> Job[Kept | Looked]:
    """Begin to store a list.

    Parameters
    ----------
    looked
        As somebody saw it when they said so.
    desk
        Whose.

    Returns
    -------
    Job
        At work; with `Looked` as its result where the records here have changed so much that the numbers are others.
    """
    return JOBS.start(desk.job_of(KEEP), looked.draft.key, lambda tell: _keep(looked, desk, tell=tell))


def _keep(looked: Looked, desk: Desk, *, tell: Tell) -> Kept | Looked:
    workspace, seen = desk.workspace, looked
    if looked.version != workspace.store.version():
        looked = look(looked.draft, desk, read=looked.read, tell=tell)
        if looked.plan is None or looked.problem or _numbers(looked) != _numbers(seen):
            return looked
    try:
        report = store_import(looked.ready, workspace, now=who.now(), actor=desk.person, progress=tell)
    except ConflictError:
        return look(looked.draft, desk, read=looked.read, tell=tell)
    throw_list_away(desk)
    JOBS.forget(desk.job_of(LOOK))  # the plan of a long list takes much memory
    return Kept(report, looked.ready.record)


def _numbers(looked: Looked) -> tuple[int, ...]:
    report = looked.ready.report
    return (report.rows, report.added, report.updated, report.unchanged, report.refused, report.looked_none)
