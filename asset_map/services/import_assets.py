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

from asset_map.domain.asset import Asset, CheckedHow
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.coverage import Look
from asset_map.domain.dates import local_date, read_date
from asset_map.domain.list_import import ImportedRow, ListImport
from asset_map.domain.problem import Problem, ProblemCode
from asset_map.errors import IntakeError
from asset_map.intake.drafts import drafts_from
from asset_map.services.lists import places
from asset_map.services.lists.collecting import seldom_collected
from asset_map.services.lists.coverage import looks_of
from asset_map.services.lists.flags import Flag, Flagged
from asset_map.services.lists.keys import OF_THE_PLACE, digests_of, keys_of
from asset_map.services.lists.named_places import suggest_places
from asset_map.services.lists.report import Fate, ImportReport, Result, annotated, counted, flagged, refused_by_problem
from asset_map.services.lists.request import Doubtful, ImportRequest, check_request
from asset_map.services.lists.sorting import GoodRow, Sorted, sort_out
from asset_map.services.lists.understanding import ReadList, Understood, read_list, understand
from asset_map.services.making import Maker
from asset_map.services.workspace import Workspace
from asset_map.store import UpdatedAsset

__all__ = ["ImportPlan", "ImportReport", "ImportRequest", "plan_import", "store_import"]

STORED_AT_ONCE = 500
ROWS_AT_ONCE = 5_000
"""So many rows are stored, or made, between two words on how far it is."""

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
    def annotated(self) -> pd.DataFrame:
        """The file's own rows with two columns more: ``import_result`` and ``import_problem``."""
        return annotated(self.read.table, self.understood.fields, self.fates)


@seldom_collected()
def plan_import(
    request: ImportRequest,
    workspace: Workspace,
    *,
    now: dt.datetime,
    actor: str,
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
    understood = understand(read, request, workspace)
    compared = places.compare(understood.fields, workspace)
    fates = [Fate(flags=flags) for flags in _flags(understood, compared, request, read.table.row_numbers)]
    rows = _distinct(read, understood, compared, request, fates)
    import_id = uuid.uuid4().hex
    good = _good(rows, fates, request, workspace, now=now, actor=actor, progress=progress)
    suggest_places(_placeless(rows, fates), workspace, today=local_date(now))
    progress("Comparing with what is here", 0.8)
    sorted_rows = sort_out(
        good,
        fates,
        workspace,
        source=request.list_name,
        keys_of_refused=frozenset(rows.keys) - {row.asset.source_id for row in good},
        import_id=import_id,
        now=now,
        actor=actor,
    )
    unplaced = sum(fate.result is Result.REFUSED and _is_lost(fate) for fate in fates)
    looks = looks_of(
        request.claim, [row.asset for row in good], unplaced=unplaced, workspace=workspace, now=now, actor=actor
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


@seldom_collected()
def store_import(
    plan: ImportPlan, workspace: Workspace, *, now: dt.datetime, actor: str, progress: Progress = _silent
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
    event = AuditEvent(at=now, actor=actor, action=Action.IMPORTED, reason=f"From {report.source}")
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


@dataclass(frozen=True, eq=False)
class _Rows:
    """The rows that differ: their positions and numbers in the file, what they say, with keys and digests."""

    at: Sequence[int]
    numbers: Sequence[int]
    fields: pd.DataFrame
    keys: Sequence[str]
    digests: Sequence[str]
    has_own_key: Sequence[bool]
    is_dated: Sequence[bool]


def _flags(
    understood: Understood, compared: places.Compared, request: ImportRequest, row_numbers: NDArray[np.int64]
) -> list[list[Flagged]]:
    flags = places.place_flags(compared, doubtful=request.doubtful, row_numbers=row_numbers)
    for flag, rows, message in (
        (Flag.NAME_BORROWED, understood.name_borrowed, f"The name was taken from the column “{request.name_from}”."),
        (Flag.POSTCODE_FROM_ADDRESS, understood.postcode_from_address, "The postcode was found in the address."),
    ):
        for at in np.flatnonzero(rows.to_numpy()):
            flags[at].append(Flagged(flag, message))
    return flags


def _distinct(
    read: ReadList,
    understood: Understood,
    compared: places.Compared,
    request: ImportRequest,
    fates: Sequence[Fate],
) -> _Rows:
    """Return the rows to be looked at: each once, without those that somebody leaves out."""
    fields = places.settled(understood.fields, compared, doubtful=request.doubtful)
    for name, value in (("kind", request.kind), ("offer", ";".join(request.offers))):
        said = fields[name] if name in fields else pd.Series("", index=fields.index, dtype="str")
        fields[name] = said.mask(said.eq(""), value)
    numbers = pd.Series(read.table.row_numbers, index=fields.index)
    left = numbers.isin(request.leave)
    apart = ~left & ~numbers.isin(request.take) & pd.Series(compared.doubtful, index=fields.index)
    apart &= request.doubtful is Doubtful.LEAVE_OUT
    _refuse(fates, left, ProblemCode.LEFT_OUT, "You chose to leave this row out.")
    _refuse(fates, apart, ProblemCode.LEFT_OUT, "Left out, because its point and its postcode lie apart.")
    fields, numbers = fields[~(left | apart)], numbers[~(left | apart)]
    digests = pd.Series(digests_of(fields), index=fields.index, dtype="str")
    own_ids = fields["source_id"] if "source_id" in fields else pd.Series("", index=fields.index, dtype="str")
    rows = pd.DataFrame({"digest": digests, "own": own_ids, "number": numbers, "name": fields["name"]})
    repeated = rows.duplicated(["digest", "own"])
    rows["first"] = rows.groupby(["digest", "own"])["number"].transform("first")
    for at, first, name in rows.loc[repeated, ["first", "name"]].itertuples(name=None):
        message = f"Expected each row once; row {first} says the same. Nothing is lost."
        fates[at].problems = (Problem(ProblemCode.REPEATED, "name", name, message),)
    kept = ~repeated
    own_ids, digests = own_ids[kept], digests[kept]
    keys = keys_of(own_ids, digests.tolist())
    dated = fields["last_checked"][kept].ne("") if "last_checked" in fields else own_ids.ne(own_ids)
    return _Rows(
        at=fields.index[kept].tolist(),
        numbers=numbers[kept].tolist(),
        fields=fields[kept].assign(source_id=keys),
        keys=keys.tolist(),
        digests=digests.tolist(),
        has_own_key=keys.eq(own_ids).tolist(),
        is_dated=dated.tolist(),
    )


def _refuse(fates: Sequence[Fate], rows: pd.Series, code: ProblemCode, message: str) -> None:
    for at in rows.index[rows]:
        fates[at].problems = (Problem(code, "name", "", message),)


def _good(
    rows: _Rows,
    fates: Sequence[Fate],
    request: ImportRequest,
    workspace: Workspace,
    *,
    now: dt.datetime,
    actor: str,
    progress: Progress,
) -> list[GoodRow]:
    """Return the rows that can be kept; the others are told why not."""
    maker = Maker(
        workspace.geography,
        workspace.prepared,
        workspace.classification,
        now=now,
        actor=actor,
        anywhere=request.outside,
    )
    defaults = {
        "last_checked": request.last_checked,
        "checked_how": CheckedHow.IMPORT.value,
        "source": request.list_name,
        "licence": request.licence,
    }
    placements = {code: kind.placements for code, kind in workspace.classification.kinds.items()}
    list_date = read_date(request.last_checked)
    nowhere: list[str] = []
    good: dict[str, GoodRow] = {}
    for start in range(0, len(rows.at), ROWS_AT_ONCE):
        progress("Placing and checking", 0.2 + 0.6 * start / len(rows.at))
        part = rows.fields.iloc[start : start + ROWS_AT_ONCE]
        drafts = drafts_from(part, defaults=defaults, placements=placements)
        for position, made in enumerate(maker.make(drafts), start):
            fate, asset = fates[rows.at[position]], made.asset
            if asset is None:
                fate.problems = made.problems
                continue
            if asset.geometry_bng is None and not rows.has_own_key[position]:
                # Whoever guesses a place could check it by the digest of the row.
                nowhere = nowhere or digests_of(rows.fields, without=OF_THE_PLACE)
                key = rows.keys[position].removesuffix(rows.digests[position]) + nowhere[position]
                asset = replace(asset, source_id=key)
            if asset.source_id in good:
                message = "Expected each row once; another row differs only in its place, which is not kept for it."
                fate.problems = (Problem(ProblemCode.REPEATED, "name", asset.name, message),)
                continue
            if asset.geometry_bng is not None and not asset.zones and request.outside:
                fate.flags.append(Flagged(Flag.OUTSIDE_AREA, "Lies in none of the area's zones."))
            good[asset.source_id] = GoodRow(
                at=rows.at[position],
                number=rows.numbers[position],
                asset=asset,
                digest=rows.digests[position],
                list_date=asset.last_checked if rows.is_dated[position] else list_date,
                is_dated=rows.is_dated[position],
                is_asked_for=rows.numbers[position] in request.take,
            )
    return list(good.values())


def _placeless(rows: _Rows, fates: Sequence[Fate]) -> list[tuple[str, Fate]]:
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
    request: ImportRequest, read: ReadList, fates: Sequence[Fate], *, import_id: str, now: dt.datetime, actor: str
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
        actor=actor,
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
    better = f" {report.suggestion}" if report.suggestion else ""
    return (
        f"None of the {report.rows:,} rows of {report.file} can be taken in ({reasons}). Nothing was stored. Row "
        f"{number}, for instance: {plan.fates[first].problems[0].message}{better}"
    )
