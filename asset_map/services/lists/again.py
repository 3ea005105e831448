"""A list comes again: which of its rows are which records, and what does the newer edition change?

Rows are known again by their key; where a list gives none, by name and place, as long as that tells one row from all
others. What somebody changed here by hand stays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely
from rapidfuzz import fuzz

from asset_map.domain.asset import Asset, AssetDraft, CheckedHow
from asset_map.domain.dates import local_date
from asset_map.domain.list_import import MADE_KEY, ImportedRow
from asset_map.domain.problem import Problem
from asset_map.domain.protection import Level
from asset_map.domain.three_ways import differing, fields_of_part
from asset_map.services.as_draft import as_draft
from asset_map.services.edited import edited
from asset_map.services.lists.flags import Flag, Flagged
from asset_map.services.words import folded
from asset_map.services.workspace import Workspace
from asset_map.store import UpdatedAsset

NOT_COMPARED = frozenset({"source", "source_id", "checked"})
"""Parts that tell of the list rather than of the thing."""

COMPARED = (
    "summary", "address", "postcode", "phone", "email", "web", "opening_times", "cost", "who_for", "also_known_as",
    "story", "referral", "languages", "capacity", "uprn",
)  # fmt: skip
"""Fields by which two rows without a key are known as one, beside name and place."""

TELLING = ("phone", "email", "web", "summary", "story", "opening_times", "uprn")
"""Fields of which two that are the same tell one thing from its neighbours."""

NAMES_ALIKE = 75
"""Of 100: two names at one place that are so much alike are one name in two spellings."""

LEAST_SAME = 0.5
"""At least half of what two rows say is the same when one is the newer edition of the other."""

MOST_IN_A_GROUP = 50
"""More rows than so many of one name, or at one place, tell nothing."""


@dataclass(frozen=True)
class RowAgain:
    """A row of a newer edition whose record is known.

    Parameters
    ----------
    row
        As the earlier edition had it.
    asset, digest
        What would be made of it now, and its digest now.
    list_date
        The date that it is true for now, if the row or the list says so.
    """

    row: ImportedRow
    asset: Asset
    digest: str
    list_date: dt.date | None


@dataclass(frozen=True)
class Outcome:
    """What a newer edition does to one record.

    Parameters
    ----------
    updated
        The record as it is to be; None when nothing changes.
    row
        Its row as it is known from now on.
    flags
        What there is to know.
    problems
        Why the change cannot be kept.
    is_confirmed
        Whether all that changes is the date until which the list makes sure of it.
    """

    updated: UpdatedAsset | None
    row: ImportedRow
    flags: tuple[Flagged, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_confirmed: bool = False


def known_again(
    new: Mapping[int, Asset], rows: Sequence[ImportedRow], stored: Mapping[str, Asset], *, once: frozenset[str]
) -> dict[int, ImportedRow]:
    """Say which rows without a known key are which records of the same list.

    Parameters
    ----------
    new
        Rows whose key is not known, by their position.
    rows
        Rows of an earlier edition whose keys the newer one does not have.
    stored
        Their records by id.
    once
        Names, as `asset_map.services.words.folded` writes them, that both editions hold exactly once.

    Returns
    -------
    dict
        The earlier row by position; each at most once, whatever the order of the rows.
    """
    if not new or not rows:
        return {}
    ours = _features([new[at] for at in new], list(new), [asset.source_id for asset in new.values()])
    kept = [row for row in rows if row.asset_id in stored]
    theirs = _features([stored[row.asset_id] for row in kept], list(range(len(kept))), [row.source_id for row in kept])
    pairs = _pairs(ours, theirs)
    if pairs.empty:
        return {}
    pairs = _likely(pairs, ours, theirs, once)
    chosen: dict[int, ImportedRow] = {}
    taken: set[int] = set()
    ordered = pairs.sort_values(["score", "key_ours", "key_theirs"], ascending=[False, True, True])
    for mine, other in zip(ordered["ours"].tolist(), ordered["theirs"].tolist(), strict=True):
        if mine not in chosen and other not in taken:
            chosen[mine] = kept[other]
            taken.add(other)
    return chosen


def _features(assets: Sequence[Asset], at: Sequence[int], keys: Sequence[str]) -> pd.DataFrame:
    points = shapely.centroid(shapely.from_wkb(np.array([asset.geometry_bng for asset in assets], dtype=object)))
    table = {name: [str(getattr(asset, name) or "") for asset in assets] for name in COMPARED}
    x_m, y_m = shapely.get_x(points), shapely.get_y(points)
    spots = [
        f"{round(x)} {round(y)}" if np.isfinite(x) else asset.postcode
        for asset, x, y in zip(assets, x_m, y_m, strict=True)
    ]
    own = {"at": list(at), "key": list(keys), "name": [folded(asset.name) for asset in assets], "spot": spots}
    return pd.DataFrame(own | table)


def _pairs(ours: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    """Return rows of both that share their name or their place."""
    found = []
    for by in ("name", "spot"):
        few = [frame[frame[by].ne("") & frame.groupby(by)[by].transform("size").le(MOST_IN_A_GROUP)]
               for frame in (ours, theirs)]  # fmt: skip
        found.append(few[0][["at", "key", by]].merge(few[1][["at", "key", by]], on=by, suffixes=("_ours", "_theirs")))
    pairs = pd.concat(found, ignore_index=True).drop(columns=["name", "spot"])
    pairs = pairs.rename(columns={"at_ours": "ours", "at_theirs": "theirs"}).drop_duplicates(["ours", "theirs"])
    # Two keys of the list's own that differ are two things.
    made = pairs["key_ours"].str.contains(MADE_KEY) | pairs["key_theirs"].str.contains(MADE_KEY)
    return pairs[made].reset_index(drop=True)


def _likely(pairs: pd.DataFrame, ours: pd.DataFrame, theirs: pd.DataFrame, once: frozenset[str]) -> pd.DataFrame:
    """Return the pairs that are one thing, with how much of what either says is the same."""
    left = ours.set_index("at").loc[pairs["ours"]].reset_index(drop=True)
    right = theirs.set_index("at").loc[pairs["theirs"]].reset_index(drop=True)
    names = ["name", "spot", *COMPARED]
    said = (left[names] != "") | (right[names] != "")
    same = left[names].eq(right[names]) & said
    score = same.sum(axis=1) / said.sum(axis=1)
    ratios = [fuzz.token_sort_ratio(one, other) for one, other in zip(left["name"], right["name"], strict=True)]
    one_name = same["name"] & (left["name"].isin(once) | (score >= LEAST_SAME))
    one_place = same["spot"] & ((np.array(ratios) >= NAMES_ALIKE) | (same[list(TELLING)].sum(axis=1) > 1))
    return pairs.assign(score=score)[one_name | one_place]


def changes_of(
    rows: Sequence[RowAgain],
    workspace: Workspace,
    *,
    import_id: str,
    now: dt.datetime,
    actor: str,
) -> Iterable[Outcome]:
    """Say what a newer edition does to records.

    Parameters
    ----------
    rows
        Rows whose records are known.
    workspace
        The area.
    import_id, now, actor
        The import, when it is and whose.

    Yields
    ------
    Outcome
        In the order of the rows.
    """
    stored = workspace.store.assets([one.row.asset_id for one in rows])
    bases = workspace.store.as_imported(
        [one.row for one in rows if stored[one.row.asset_id].version != one.row.version]
    )
    for one in rows:
        row = one.row
        kept = stored[row.asset_id]
        digest = "" if kept.protection is Level.UNMAPPED else one.digest
        known = replace(row, source_id=one.asset.source_id, digest=digest)
        if kept.merged_into:
            yield Outcome(None, known, (Flagged(Flag.MERGED, "Merged into another record here; nothing is changed."),))
            continue
        base = kept if kept.version == row.version else bases.get(row.asset_id)
        yield _outcome(one, known, kept, base, workspace, import_id=import_id, now=now, actor=actor)


def _outcome(
    one: RowAgain,
    known: ImportedRow,
    kept: Asset,
    base: Asset | None,
    workspace: Workspace,
    *,
    import_id: str,
    now: dt.datetime,
    actor: str,
) -> Outcome:
    row, new, list_date = one.row, one.asset, one.list_date
    theirs, yours = as_draft(kept), as_draft(new)
    # Without the version that the list last led to, all that differs may have been changed by hand.
    began = as_draft(base) if base else yours
    by_hand = set(differing(began, theirs)) if base else set(differing(yours, theirs))
    by_list = [part for part in differing(began if base else theirs, yours) if part not in NOT_COMPARED]
    stays = [part for part in by_list if part in by_hand and _differs(theirs, yours, part)]
    taken = [part for part in by_list if part not in by_hand]
    flags = (_kept_by_hand(stays),) if stays else ()
    merged = theirs
    for part in taken:
        merged = replace(merged, **{field: getattr(yours, field) for field in fields_of_part(part)})
    checked = list_date if list_date and (kept.last_checked is None or list_date > kept.last_checked) else None
    if not taken and checked is None:
        return Outcome(None, known, flags)
    change = edited(kept, merged, workspace, now=now, actor=actor) if taken else None
    if change is not None and change.asset is None:
        return Outcome(None, known, flags, change.problems)
    asset = change.asset if change is not None and change.asset is not None else kept
    if asset == kept:
        taken = []
        if checked is None:
            return Outcome(None, known, flags)
    if taken:
        checked = checked or max(local_date(now), kept.last_checked or dt.date.min)
    asset = replace(
        asset,
        source_id=known.source_id if kept.source == row.source else kept.source_id,
        licence=new.licence if kept.source == row.source else kept.licence,
        last_checked=checked or kept.last_checked,
        checked_how=CheckedHow.IMPORT if checked else kept.checked_how,
    )
    parts = dict(row.parts) | dict.fromkeys(taken, import_id)
    updated = UpdatedAsset(asset, replace(known, parts=parts), row.source_id)
    return Outcome(updated, known, flags, is_confirmed=not taken)


def _differs(theirs: AssetDraft, yours: AssetDraft, part: str) -> bool:
    return any(getattr(theirs, field) != getattr(yours, field) for field in fields_of_part(part))


def _kept_by_hand(parts: Sequence[str]) -> Flagged:
    fields = ", ".join(part.replace("_", " ") for part in parts)
    return Flagged(Flag.KEPT_BY_HAND, f"The list says something else now, but this was changed here by hand: {fields}.")
