"""Taking in a list of assets: every row is accounted for, and nothing is stored before somebody says so."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from asset_map.domain.asset import Asset
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.coverage import Look
from asset_map.domain.dates import local_date, read_date
from asset_map.domain.list_import import ImportedRow, ListImport
from asset_map.domain.permission import Actor, may_take_in_lists
from asset_map.domain.problem import ProblemCode
from asset_map.errors import IntakeError
from asset_map.services.lists import places
from asset_map.services.lists.coverage import looks_of
from asset_map.services.lists.distinct import DistinctRows, distinct_rows
from asset_map.services.lists.erased import LEFT_OUT, without_erased
from asset_map.services.lists.flags import Flag, Flagged
from asset_map.services.lists.good_rows import good_rows
from asset_map.services.lists.many_rows import for_many_rows
from asset_map.services.lists.named_places import suggest_places
from asset_map.services.lists.report import Fate, ImportReport, Result, annotated, counted, flagged, refused_by_problem
from asset_map.services.lists.request import ImportRequest, check_request, check_rows_named
from asset_map.services.lists.sorting import GoodRow, Sorted, sort_out
from asset_map.services.lists.understanding import ReadList, Understood, read_list, understand
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import everywhere
from asset_map.services.workspace import Workspace
from asset_map.store import UpdatedAsset

__all__ = ["ImportPlan", "ImportReport", "ImportRequest", "plan_import", "store_import"]

STORED_AT_ONCE = 500
"""So many rows are stored between two words on how far it is."""

Progress = Callable[[str, float], None]
"""Is told what is being done and which part of all is done; what it raises stops the work."""


def _silent(_doing: str, _done: float) -> None:
    """Say nothing."""


@dataclass(frozen=True, eq=False)
class ImportPlan:
    """A file read and checked, before anything is stored.

    Parameters
    ----------
    report
        The numbers.
    record
        The import as it would be kept.
    added
        What would be added, each with the digest of its row.
    updated
        What would be changed by a newer edition.
    same
        Rows that say what their records say, where that was not known yet.
    looks
        Where the list says that there is nothing.
    vanished
        Names of the records of this list that have no row any more, by id.
    fates
        What becomes of each row.
    points_m
        Easting and northing of each row, EPSG:27700; NaN where no point is known.
    read, understood
        The file, and what its columns say.
    """

    report: ImportReport
    record: ListImport
    added: tuple[tuple[Asset, str], ...]
    updated: tuple[UpdatedAsset, ...]
    same: tuple[ImportedRow, ...]
    looks: tuple[Look, ...]
    vanished: Mapping[str, str]
    fates: tuple[Fate, ...]
    points_m: np.ndarray
    read: ReadList
    understood: Understood

    @property
    def how_to_use_suggestion(self) -> str:
        """How a suggested reading is chosen in a terminal; empty where none is suggested."""
        better = self.understood.suggested
        return f" To read it so: --read-as {better.reading}." if better else ""

    @property
    def annotated(self) -> pd.DataFrame:
        """The file's own rows with two columns more: ``import_result`` and ``import_problem``."""
        return annotated(self.read.table, self.understood.fields, self.fates)


@for_many_rows()
@asks(may_take_in_lists, everywhere)
def plan_import(
    request: ImportRequest,
    workspace: Workspace,
    *,
    now: dt.datetime,
    actor: Actor,
    read: ReadList | None = None,
    progress: Progress = _silent,
) -> ImportPlan:
    """Read and check a file of assets; store nothing.

    Parameters
    ----------
    request
        The file and what its rows mean.
    workspace
        The area.
    now, actor
        When, and who.
    read
        The file, where it has been read already.
    progress
        Is told how far it is.

    Returns
    -------
    ImportPlan
        Every row's fate.

    Raises
    ------
    IntakeError
        When the file cannot be read, has no column of names, or a kind, offer or date for its rows is not known.
    """
    check_request(request, workspace.classification)
    progress("Reading the file", 0.0)
    read = read or read_list(request.path, workspace.classification, part=request.part)
    progress("Reading the columns", 0.1)
    check_rows_named(request, read.table.row_numbers)
    understood = understand(read, request, workspace)
    fields, is_erased = without_erased(understood.fields, workspace.store.erasures())
    understood = replace(understood, fields=fields)
    compared = places.compare(understood.fields, workspace)
    fates = [Fate(flags=flags) for flags in _flags(understood, is_erased, compared, request, read.table.row_numbers)]
    import_id = uuid.uuid4().hex
    good, keys_of_refused = _checked(
        distinct_rows(understood.fields, compared, request, fates, row_numbers=read.table.row_numbers),
        fates,
        request,
        workspace,
        now=now,
        actor=actor,
        progress=progress,
    )
    progress("Comparing with what is here", 0.8)
    sorted_rows = sort_out(
        good,
        fates,
        workspace,
        source=request.list_name,
        keys_of_refused=keys_of_refused,
        import_id=import_id,
        now=now,
        actor=actor.name,
    )
    unplaced = sum(fate.result is Result.REFUSED and _is_lost(fate) for fate in fates)
    looks = looks_of(
        request.claim, [row.asset for row in good], unplaced=unplaced, workspace=workspace, now=now, actor=actor.name
    )
    record = _record(request, read, fates, import_id=import_id, now=now, actor=actor)
    progress("Ready", 1.0)
    return ImportPlan(
        report=_report(request, record, fates, read, understood, sorted_rows, looks),
        record=record,
        added=sorted_rows.added,
        updated=sorted_rows.updated,
        same=sorted_rows.same,
        looks=looks,
        vanished=sorted_rows.vanished,
        fates=tuple(fates),
        points_m=_points(compared, good),
        read=read,
        understood=understood,
    )


@for_many_rows()
@asks(may_take_in_lists, everywhere)
def store_import(
    plan: ImportPlan, workspace: Workspace, *, now: dt.datetime, actor: Actor, progress: Progress = _silent
) -> ImportReport:
    """Store what was planned, in one transaction.

    Parameters
    ----------
    plan
        As `plan_import` made it.
    workspace
        The area.
    now, actor
        When, and who.
    progress
        Is told how far it is; what it raises takes everything back.

    Returns
    -------
    ImportReport
        The plan's numbers, now stored; what somebody else stored from the same list meanwhile is unchanged.

    Raises
    ------
    IntakeError
        When no row of the list can be taken in.
    ConflictError
        When a record that would change was changed meanwhile; nothing is stored.
    """
    report = plan.report
    if report.rows and report.refused == report.rows:
        raise IntakeError(_nothing_fits(plan))
    total = max(len(plan.added) + len(plan.updated), 1)
    event = AuditEvent(at=now, actor=actor.name, action=Action.IMPORTED, reason=f"From {report.source}")
    kept = workspace.store.take_in(
        plan.record,
        _in_parts(plan.added),
        plan.updated,
        plan.same,
        plan.looks,
        event=event,
        stored=lambda done: progress("Storing", done / total),
    )
    return replace(report, added=kept.added, unchanged=kept.unchanged, stored=True)


def _flags(
    understood: Understood,
    is_erased: pd.Series[bool],
    compared: places.Compared,
    request: ImportRequest,
    row_numbers: NDArray[np.int64],
) -> list[list[Flagged]]:
    flags = places.place_flags(compared, doubtful=request.doubtful, row_numbers=row_numbers)
    for flag, rows, message in (
        (Flag.NAME_BORROWED, understood.name_borrowed, f"The name was taken from the column “{request.name_from}”."),
        (Flag.POSTCODE_FROM_ADDRESS, understood.postcode_from_address, "The postcode was found within a longer text."),
        (Flag.ERASED, is_erased, LEFT_OUT),
    ):
        for at in np.flatnonzero(rows.to_numpy()):
            flags[at].append(Flagged(flag, message))
    return flags


def _checked(
    rows: DistinctRows,
    fates: Sequence[Fate],
    request: ImportRequest,
    workspace: Workspace,
    *,
    now: dt.datetime,
    actor: Actor,
    progress: Progress,
) -> tuple[list[GoodRow], frozenset[str]]:
    """Return the rows that can be kept, and the keys of the others; the texts of a long list end here."""
    good = good_rows(
        rows,
        fates,
        request,
        workspace,
        now=now,
        actor=actor.name,
        made_so_far=lambda done: progress("Placing and checking", 0.2 + 0.6 * done),
    )
    suggest_places(_placeless(rows, fates), workspace, today=local_date(now))
    return good, frozenset(rows.keys) - {row.asset.source_id for row in good}


def _placeless(rows: DistinctRows, fates: Sequence[Fate]) -> list[tuple[str, Fate]]:
    """Return the rows without a place: the words that say where they are, and their fates."""
    if "address" not in rows.fields:
        return []
    words = zip(rows.fields["address"], (fates[at] for at in rows.at), strict=True)
    return [
        (text, fate)
        for text, fate in words
        if text and any(problem.code is ProblemCode.NO_PLACE for problem in fate.problems)
    ]


_NOT_LOST = frozenset(
    {ProblemCode.OUTSIDE_AREA, ProblemCode.REPEATED, ProblemCode.SAME_AS_ANOTHER_ROW, ProblemCode.ALREADY_HERE}
)


def _is_lost(fate: Fate) -> bool:
    """Return whether a row that is left out may lie anywhere in the area."""
    return bool(fate.problems) and fate.problems[0].code not in _NOT_LOST


def _record(
    request: ImportRequest, read: ReadList, fates: Sequence[Fate], *, import_id: str, now: dt.datetime, actor: Actor
) -> ListImport:
    counts = counted(fates)
    return ListImport(
        import_id=import_id,
        file_name=request.path.name,
        sha256=read.sha256,
        source=request.list_name,
        licence=request.licence,
        list_date=read_date(request.last_checked) if request.last_checked else None,
        imported_at=now,
        actor=actor.name,
        rows=len(fates),
        added=counts["added"],
        updated=counts["updated"],
        unchanged=counts["unchanged"],
        refused=counts["refused"],
    )


def _report(
    request: ImportRequest,
    record: ListImport,
    fates: Sequence[Fate],
    read: ReadList,
    understood: Understood,
    sorted_rows: Sorted,
    looks: Sequence[Look],
) -> ImportReport:
    return ImportReport(
        file=request.path.name,
        source=record.source,
        rows=record.rows,
        added=record.added,
        updated=record.updated,
        unchanged=record.unchanged,
        refused=record.refused,
        refused_by_problem=refused_by_problem(fates),
        flagged=flagged(fates),
        vanished=len(sorted_rows.vanished),
        looked_none=len(looks),
        suggestion=understood.suggested.reason if understood.suggested else "",
        notes=(*read.table.notes, *([sorted_rows.note] if sorted_rows.note else [])),
        stored=False,
    )


def _points(compared: places.Compared, good: Sequence[GoodRow]) -> np.ndarray:
    points_m = np.column_stack([compared.points.x_m, compared.points.y_m]).astype(np.float64)
    placed = [row for row in good if row.asset.geometry_bng is not None]
    if placed:
        centres = shapely.centroid(shapely.from_wkb([row.asset.geometry_bng for row in placed]))
        points_m[[row.at for row in placed]] = np.column_stack([shapely.get_x(centres), shapely.get_y(centres)])
    return points_m


def _in_parts(added: Sequence[tuple[Asset, str]]) -> Iterator[Sequence[tuple[Asset, str]]]:
    return (added[start : start + STORED_AT_ONCE] for start in range(0, len(added), STORED_AT_ONCE))


def _nothing_fits(plan: ImportPlan) -> str:
    report = plan.report
    reasons = ", ".join(f"{count:,} × {code}" for code, count in report.refused_by_problem.items())
    first = next(at for at, fate in enumerate(plan.fates) if fate.problems)
    number = plan.read.table.row_numbers[first]
    better = f" {report.suggestion}{plan.how_to_use_suggestion}" if report.suggestion else ""
    return (
        f"None of the {report.rows:,} rows of {report.file} can be taken in ({reasons}). Nothing was stored. Row "
        f"{number}, for instance: {plan.fates[first].problems[0].message}{better}"
    )
