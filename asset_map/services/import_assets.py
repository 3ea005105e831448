"""Taking in a list of assets: every row is accounted for, and nothing is stored before all rows were read."""

from __future__ import annotations

import collections
import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from asset_map.domain.asset import Asset, AssetDraft
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.problem import ProblemCode
from asset_map.domain.validation import read_date
from asset_map.errors import IntakeError
from asset_map.intake.drafts import LOCATING_FIELDS, drafts_from, fields_of
from asset_map.intake.tables import read_places
from asset_map.services.making import Made, Maker
from asset_map.services.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class ImportRequest:
    """What is taken in, and what its rows mean where they do not say so themselves.

    Parameters
    ----------
    path
        The file.
    kind, offers
        For rows without their own.
    source, licence
        The list's name and licence; the file's name when no source is given.
    last_checked
        The date the list is true for, for rows without their own; the day of import when empty.
    match
        Field by column, where the names do not tell.
    """

    path: Path
    kind: str = ""
    offers: tuple[str, ...] = ()
    source: str = ""
    licence: str = ""
    last_checked: str = ""
    match: Mapping[str, str] | None = None


@dataclass(frozen=True)
class ImportReport:
    """What becomes of each row: ``rows`` = ``added`` + ``already_there`` + ``repeated`` + ``refused``.

    Parameters
    ----------
    file, source
        What was read.
    rows, added, already_there, repeated, refused
        Numbers of rows: all, new, kept from an earlier import of this source, the same as an earlier row of the file,
        and not fit to be kept.
    refused_by_problem
        Numbers of refused rows by the code of their first problem.
    stored
        Whether the added rows were kept, or only looked at.
    """

    file: str
    source: str
    rows: int
    added: int
    already_there: int
    repeated: int
    refused: int
    refused_by_problem: Mapping[str, int]
    stored: bool


@dataclass(frozen=True)
class ImportPlan:
    """A file read and checked, before anything is stored.

    Parameters
    ----------
    report
        The numbers.
    assets
        What would be added.
    annotated
        The file's own rows with two columns more: ``import_result`` and ``import_problem``.
    """

    report: ImportReport
    assets: tuple[Asset, ...]
    annotated: pd.DataFrame


def plan_import(request: ImportRequest, workspace: Workspace, *, now: dt.datetime, actor: str) -> ImportPlan:
    """Read and check a file of assets; store nothing.

    Parameters
    ----------
    request
        The file and what its rows mean.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    ImportPlan
        Every row's fate.

    Raises
    ------
    IntakeError
        When the file cannot be read, has no column of names, or a kind, offer or date for its rows is not known.
    """
    _check_defaults(request, workspace)
    table = read_places(request.path)
    fields = fields_of(table, match=request.match)
    if "name" not in fields:
        raise IntakeError(
            f"No column of {request.path.name} is named like a name. Its columns are: {', '.join(table.rows.columns)}. "
            "Say which one holds the name, for instance with --match “COLUMN=name”."
        )
    source = request.source or request.path.name
    defaults = {
        "kind": request.kind,
        "offer": ";".join(request.offers),
        "last_checked": request.last_checked,
        "source": source,
        "licence": request.licence,
    }
    drafts = drafts_from(fields, defaults=defaults)
    maker = Maker(workspace.geography, workspace.prepared, workspace.classification, now=now, actor=actor)
    made = _without_place_in_keys(maker.make(_with_source_keys(drafts)), drafts)
    results, assets = _sort_out(made, known=set(workspace.store.source_keys(source)))
    annotated = table.rows.assign(
        import_result=[result for result, _ in results], import_problem=[problem for _, problem in results]
    )
    counts = collections.Counter(result for result, _ in results)
    report = ImportReport(
        file=request.path.name,
        source=source,
        rows=len(results),
        added=counts["added"],
        already_there=counts["already there"],
        repeated=counts["repeated"],
        refused=counts["refused"],
        refused_by_problem=dict(sorted(_codes(results).items())),
        stored=False,
    )
    return ImportPlan(report, tuple(assets), annotated)


def _check_defaults(request: ImportRequest, workspace: Workspace) -> None:
    kinds, offers = workspace.classification.kinds, workspace.classification.offers
    if request.kind and request.kind not in kinds:
        raise IntakeError(f"There is no kind “{request.kind}”. Choose one of: {', '.join(kinds)}.")
    if unknown := [offer for offer in request.offers if offer not in offers]:
        raise IntakeError(f"There is no offer “{unknown[0]}”. Choose one of: {', '.join(offers)}.")
    if request.last_checked and read_date(request.last_checked) is None:
        raise IntakeError(f"Expected a date such as 2026-11-21 or 21/11/2026; found “{request.last_checked}”.")


def store_import(plan: ImportPlan, workspace: Workspace, *, now: dt.datetime, actor: str) -> ImportReport:
    """Store what was planned, in one transaction.

    Parameters
    ----------
    plan
        As `plan_import` made it.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    ImportReport
        The plan's numbers, now stored; what somebody else stored from the same list meanwhile is already there.
    """
    if not plan.assets:
        return replace(plan.report, stored=True)
    event = AuditEvent(at=now, actor=actor, action=Action.IMPORTED, reason=f"From {plan.report.source}")
    added = len(workspace.store.add_assets(plan.assets, event=event, skip_known=True))
    already_there = plan.report.already_there + len(plan.assets) - added
    return replace(plan.report, added=added, already_there=already_there, stored=True)


def _with_source_keys(drafts: Sequence[AssetDraft]) -> list[AssetDraft]:
    """Give each row a key in its source: its own, or one made of all it says.

    Rows that differ never share a key, even where the list gives them the same one.
    """
    own = collections.Counter(draft.source_id for draft in set(drafts))
    return [
        draft if draft.source_id and own[draft.source_id] == 1 else replace(draft, source_id=_key(draft))
        for draft in drafts
    ]


def _without_place_in_keys(made: Sequence[Made], drafts: Sequence[AssetDraft]) -> list[Made]:
    """Make the keys of assets that are kept without a place anew: whoever guesses a place could check it by its digest.

    Rows that differ only in their place then are the same, as the assets that come of them are.
    """
    nowhere: dict[str, Any] = dict.fromkeys((*LOCATING_FIELDS, "address"), "")
    return [
        replace(one, asset=replace(one.asset, source_id=_key(replace(draft, **nowhere))))
        if one.asset and one.asset.geometry_bng is None and one.asset.source_id != draft.source_id
        else one
        for one, draft in zip(made, drafts, strict=True)
    ]


def _key(draft: AssetDraft) -> str:
    return f"{draft.source_id or 'row'}-{_digest(draft)}"


def _digest(draft: AssetDraft) -> str:
    return hashlib.sha256(repr(draft).encode()).hexdigest()[:16]


def _sort_out(made: Sequence[Made], *, known: set[str]) -> tuple[list[tuple[str, str]], list[Asset]]:
    results: list[tuple[str, str]] = []
    assets: list[Asset] = []
    seen: set[str] = set()
    for one in made:
        if one.asset is None:
            results.append(("refused", " | ".join(f"{p.code}: {p.message}" for p in one.problems)))
        elif one.asset.source_id in known:
            results.append(("already there", ""))
        elif one.asset.source_id in seen:
            results.append(("repeated", ""))
        else:
            seen.add(one.asset.source_id)
            assets.append(one.asset)
            results.append(("added", ""))
    return results, assets


def _codes(results: Sequence[tuple[str, str]]) -> collections.Counter[str]:
    return collections.Counter(
        ProblemCode(problem.split(":", 1)[0]).value for result, problem in results if result == "refused"
    )
