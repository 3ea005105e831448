"""Which rows are new, which are records already, which of them does a newer edition change, and which are left out?"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np

from asset_map.domain.asset import Asset, ReviewState
from asset_map.domain.list_import import ImportedRow
from asset_map.domain.problem import Problem, ProblemCode
from asset_map.services.lists import twins
from asset_map.services.lists.again import RowAgain, changes_of, known_again
from asset_map.services.lists.report import Fate, Result
from asset_map.services.words import folded
from asset_map.services.workspace import Workspace
from asset_map.store import UpdatedAsset


@dataclass(frozen=True, slots=True)
class GoodRow:
    """A row that can be kept.

    Parameters
    ----------
    at
        Its position in the file.
    number
        Its number in the file, as people find it.
    asset, digest
        What was made of it.
    list_date
        The date that it is true for, if the row or the list says so.
    is_dated
        Whether the row itself says so.
    is_asked_for
        Whether it is taken though it looks like a twin.
    """

    at: int
    number: int
    asset: Asset
    digest: str
    list_date: dt.date | None
    is_dated: bool
    is_asked_for: bool


@dataclass(frozen=True)
class Sorted:
    """What comes of the rows that can be kept.

    Parameters
    ----------
    added, updated, same
        As `asset_map.store.imports.Imports.take_in` takes them.
    vanished
        Names of the records of this list that have no row any more, by id.
    note
        A sentence where something could not be looked for; else empty.
    """

    added: tuple[tuple[Asset, str], ...]
    updated: tuple[UpdatedAsset, ...]
    same: tuple[ImportedRow, ...]
    vanished: Mapping[str, str]
    note: str


def sort_out(
    rows: Sequence[GoodRow],
    fates: Sequence[Fate],
    workspace: Workspace,
    *,
    source: str,
    keys_of_refused: frozenset[str],
    import_id: str,
    now: dt.datetime,
    actor: str,
) -> Sorted:
    """Say what becomes of rows that can be kept, and write it into their fates.

    Parameters
    ----------
    rows
        In any order.
    fates
        Of every row of the file, by position.
    workspace
        The area.
    source
        What the list is called.
    keys_of_refused
        Keys of rows that cannot be kept: their records have not vanished.
    import_id, now, actor
        The import, when it is and whose.

    Returns
    -------
    Sorted
        What is to be stored.
    """
    known = workspace.store.imported_rows(source)
    stored = twins.stored_elsewhere(workspace, asset_ids=frozenset())
    own_ids = {row.asset_id for row in known.values()}
    is_own = stored["asset_id"].isin(own_ids)
    matched = _matched(rows, known, stored.loc[is_own, "name"].tolist(), workspace)
    rows = _without_twins(rows, fates, matched)
    new = [row for row in rows if row.at not in matched]
    new, note = _not_here_yet(new, fates, stored[~is_own].reset_index(drop=True))
    again = [row for row in rows if row.at in matched]
    for row in again:
        fates[row.at].result = Result.UNCHANGED
    checked = dict(zip(stored["asset_id"], stored["last_checked"].dt.date, strict=True))
    updated, same = _changed(
        [row for row in again if not _is_same(row, matched[row.at], checked)],
        matched,
        fates,
        workspace,
        import_id=import_id,
        now=now,
        actor=actor,
    )
    for row in new:
        fates[row.at].result = Result.ADDED
    has_row = {row.asset_id for row in matched.values()} | {
        row.asset_id for key, row in known.items() if key in keys_of_refused
    }
    here = stored.loc[is_own & ~stored["asset_id"].isin(has_row)]
    vanished = dict(zip(here["asset_id"], here["name"], strict=True))
    return Sorted(tuple((row.asset, row.digest) for row in new), tuple(updated), tuple(same), vanished, note)


def _matched(
    rows: Sequence[GoodRow], known: Mapping[str, ImportedRow], names: Sequence[str], workspace: Workspace
) -> dict[int, ImportedRow]:
    """Return the earlier row of each row, by position."""
    matched = {row.at: known[row.asset.source_id] for row in rows if row.asset.source_id in known}
    taken = {row.source_id for row in matched.values()}
    left = [row for key, row in known.items() if key not in taken]
    rest = {row.at: row.asset for row in rows if row.at not in matched}
    if not left or not rest:
        return matched
    ours = Counter(folded(row.asset.name) for row in rows)
    theirs = Counter(folded(name) for name in names)
    once = frozenset(name for name, count in ours.items() if count == 1 and theirs[name] == 1)
    kept = workspace.store.assets([row.asset_id for row in left])
    kept = {asset_id: asset for asset_id, asset in kept.items() if asset.review_state is not ReviewState.ARCHIVED}
    return matched | known_again(rest, left, kept, once=once)


def _without_twins(rows: Sequence[GoodRow], fates: Sequence[Fate], matched: Mapping[int, ImportedRow]) -> list[GoodRow]:
    """Leave out rows that are the same thing as another row."""
    assets = [row.asset for row in rows]
    known = np.array([row.at in matched for row in rows], dtype=bool)
    stands_for = twins.fullest(assets, twins.same_things(twins.frame_of(assets)), known=known)
    kept = []
    for position, row in enumerate(rows):
        other = rows[stands_for[position]]
        if other is row or row.at in matched or row.is_asked_for:
            kept.append(row)
            continue
        message = (
            f"Expected each thing once; row {other.number} has the same name at the same place, and is taken. Take "
            "this one too if it is something else."
        )
        fates[row.at].problems = (Problem(ProblemCode.SAME_AS_ANOTHER_ROW, "name", row.asset.name, message),)
    return kept


def _not_here_yet(
    rows: Sequence[GoodRow], fates: Sequence[Fate], stored: gpd.GeoDataFrame
) -> tuple[list[GoodRow], str]:
    here = twins.twins_in_store([row.asset for row in rows], stored)
    new = []
    for position, row in enumerate(rows):
        if position in here and not row.is_asked_for:
            message = (
                f"“{here[position]}” is here already, from somewhere else, at the same place. Take this row too if it "
                "is something else."
            )
            fates[row.at].problems = (Problem(ProblemCode.ALREADY_HERE, "name", row.asset.name, message),)
        else:
            new.append(row)
    said, note = twins.alike([row.asset for row in new], stored)
    for position, flag in said.items():
        fates[new[position].at].flags.append(flag)
    return new, note


def _is_same(row: GoodRow, before: ImportedRow, checked: Mapping[str, dt.date]) -> bool:
    """Return whether a row says what it said before, and makes sure of nothing newer."""
    if (before.digest, before.source_id) != (row.digest, row.asset.source_id):
        return False
    last = checked.get(before.asset_id)
    return row.is_dated or row.list_date is None or (isinstance(last, dt.date) and row.list_date <= last)


def _changed(
    rows: Sequence[GoodRow],
    matched: Mapping[int, ImportedRow],
    fates: Sequence[Fate],
    workspace: Workspace,
    *,
    import_id: str,
    now: dt.datetime,
    actor: str,
) -> tuple[list[UpdatedAsset], list[ImportedRow]]:
    outcomes = changes_of(
        [RowAgain(matched[row.at], row.asset, row.digest, row.list_date) for row in rows],
        workspace,
        import_id=import_id,
        now=now,
        actor=actor,
    )
    updated, same = [], []
    for row, outcome in zip(rows, outcomes, strict=True):
        fate = fates[row.at]
        fate.flags += outcome.flags
        fate.problems = outcome.problems
        if outcome.problems:
            fate.result = Result.REFUSED
            continue
        is_update = outcome.updated is not None and (row.is_dated or not outcome.is_confirmed)
        fate.result = Result.UPDATED if is_update else Result.UNCHANGED
        if outcome.updated is not None:
            updated.append(outcome.updated)
        elif (outcome.row.source_id, outcome.row.digest) != (matched[row.at].source_id, matched[row.at].digest):
            same.append(replace(outcome.row, version=matched[row.at].version))
    return updated, same
