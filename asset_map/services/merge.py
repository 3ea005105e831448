"""Merging two records of one thing into one, so that nothing of either is lost; and undoing it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import shapely

from asset_map.domain.asset import Asset, ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.merging import PLACE_FIELDS, KeptSource, fillers, merged, merged_away, parted
from asset_map.domain.permission import Actor, may_review
from asset_map.errors import NotAllowedError, UserError
from asset_map.geography.shapes import PLACEMENTS
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import of_assets
from asset_map.services.versions import KeptVersion, versions_of
from asset_map.services.workspace import Workspace


@dataclass(frozen=True)
class Merged:
    """Two records became one.

    Parameters
    ----------
    kept, other
        The record that stays, and the one that was merged into it.
    is_raised
        Whether the kept record is protected more than before.
    """

    kept: Asset
    other: Asset
    is_raised: bool


def can_take(kept: Asset, other: Asset, workspace: Workspace) -> tuple[str, ...]:
    """Return the fields that a record can take from one that is merged into it.

    Parameters
    ----------
    kept, other
        The record that stays, and the other one.
    workspace
        The area; its classification says which kinds are never on a map.

    Returns
    -------
    tuple of str
        Names of fields of the other record that fill empty ones or add to them.
    """
    kind = workspace.classification.kinds.get(kept.kind)
    placements = kind.placements if kind else frozenset()
    names = fillers(kept, other)
    if not placements:
        return tuple(name for name in names if name not in PLACE_FIELDS)
    drawn_as = "" if other.geometry_bng is None else shapely.from_wkb(other.geometry_bng).geom_type
    fits = not drawn_as or PLACEMENTS.get(drawn_as, "point") in placements
    return names if fits else tuple(name for name in names if name != "geometry_bng")


@asks(may_review, of_assets("kept", "other"))
def merge(
    kept: Asset,
    other: Asset,
    *,
    take: Sequence[str] = (),
    reason: str,
    workspace: Workspace,
    now: dt.datetime,
    actor: Actor,
) -> Merged:
    """Merge one record into another: every source, photo and link of both stays, and both histories.

    The record that stays keeps its words and gets the stronger protection of the two. The other one is archived, so
    that a list which holds it does not bring it back.

    Parameters
    ----------
    kept, other
        The record that stays and the one that is merged into it, as they were before who merges.
    take
        The fields that the record takes from the other one, out of `can_take`.
    reason
        Why they are the same thing.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    Merged
        Both records as they are kept now.

    Raises
    ------
    ConflictError
        When somebody else changed one of them meanwhile; nothing is merged.
    NotAllowedError
        When they are one record already, or the kept one is less to be seen than the other.
    UserError
        When no reason is given, or a field is to be taken that cannot be.
    """
    _refuse(kept, other)
    if not reason.strip():
        raise UserError(
            "Expected a reason, for whoever reads the history; found none. Say how you know it is the same."
        )
    possible = can_take(kept, other, workspace)
    if unknown := [name for name in take if name not in possible]:
        raise UserError(
            f"Expected fields that “{kept.name}” can take from “{other.name}”: {', '.join(possible) or 'none'}; found "
            f"{', '.join(unknown)}. Open both records again and choose from those."
        )
    why = reason.strip()
    becomes = merged(kept, other, take)
    note = workspace.store.merge_assets(
        becomes,
        merged_away(other, kept, reason=why),
        taken=take,
        kept_event=AuditEvent(
            at=now, actor=actor.name, action=Action.MERGED, reason=f"“{other.name}” merged into it: {why}"
        ),
        other_event=AuditEvent(
            at=now, actor=actor.name, action=Action.MERGED, reason=f"Merged into “{kept.name}”: {why}"
        ),
    )
    return Merged(
        workspace.store.asset(note.kept_id),
        workspace.store.asset(note.other_id),
        is_raised=becomes.protection is not kept.protection,
    )


@asks(may_review, of_assets("other_id"))
def undo_merge(other_id: str, *, workspace: Workspace, now: dt.datetime, actor: Actor, reason: str = "") -> Merged:
    """Part two records that were merged.

    What was changed since the merge stays, and so does a protection that the merge raised: lowering takes two people.

    Parameters
    ----------
    other_id
        The record that was merged away.
    workspace
        The area.
    now, actor, reason
        When, who and why.

    Returns
    -------
    Merged
        Both records as they are kept now.

    Raises
    ------
    NotAllowedError
        When the record was not merged, or the one that it was merged into was merged itself since.
    ConflictError
        When somebody else changed one of them meanwhile.
    """
    other, note = workspace.store.asset(other_id), workspace.store.last_merge(other_id)
    if not other.merged_into or note is None:
        raise NotAllowedError(
            f"Expected a record that was merged into another one; found “{other.name}”, which was not, or is parted "
            f"again. Look at its history."
        )
    kept = workspace.store.asset(note.kept_id)
    if kept.merged_into:
        raise NotAllowedError(
            f"Expected “{kept.name}” to be a record of its own; found that it was merged into another one since. Undo "
            f"that merge first."
        )
    then_kept = _version(note.kept_id, note.kept_version, workspace)
    then_other = _version(note.other_id, note.other_version, workspace)
    kept_now = parted(kept, then_kept.before or kept, then_kept.after, note.taken)
    was = then_other.before or then_other.after
    other_now = replace(other, review_state=was.review_state, review_reason=was.review_reason, merged_into="")
    why = f": {reason.strip()}" if reason.strip() else ""
    kept_now, other_now = workspace.store.part_assets(
        note,
        kept_now,
        other_now,
        kept_event=AuditEvent(
            at=now, actor=actor.name, action=Action.UNMERGED, reason=f"“{other.name}” parted from it again{why}"
        ),
        other_event=AuditEvent(
            at=now, actor=actor.name, action=Action.UNMERGED, reason=f"Parted from “{kept.name}” again{why}"
        ),
    )
    return Merged(kept_now, other_now, is_raised=False)


def sources_of(asset_id: str, workspace: Workspace) -> list[KeptSource]:
    """Return every source that a record comes from; for staff only.

    Parameters
    ----------
    asset_id
        The record.
    workspace
        The area.

    Returns
    -------
    list of KeptSource
        Its own, and those of the records merged into it.
    """
    return workspace.store.sources_of(asset_id)


def metres_apart(one: Asset, other: Asset) -> float | None:
    """Return how far two records lie from each other.

    Parameters
    ----------
    one, other
        The records.

    Returns
    -------
    float or None
        Metres in EPSG:27700; None where one has no place.
    """
    if one.geometry_bng is None or other.geometry_bng is None:
        return None
    return float(shapely.distance(shapely.from_wkb(one.geometry_bng), shapely.from_wkb(other.geometry_bng)))


def _refuse(kept: Asset, other: Asset) -> None:
    if kept.asset_id == other.asset_id:
        raise NotAllowedError(f"Expected two records; found “{kept.name}” twice. Choose another record.")
    for asset in (kept, other):
        if asset.merged_into or asset.review_state is ReviewState.ARCHIVED:
            raise NotAllowedError(
                f"Expected two records that are in use; found that “{asset.name}” is archived or was merged already. "
                f"Bring it back first, or choose another record."
            )
    if other.review_state is ReviewState.PUBLISHED and kept.review_state is not ReviewState.PUBLISHED:
        raise NotAllowedError(
            f"Expected to keep the record that is published; found that “{kept.name}” is not, and “{other.name}” is. "
            f"Merge the other way round, or publish “{kept.name}” first."
        )


def _version(asset_id: str, number: int, workspace: Workspace) -> KeptVersion:
    versions = versions_of(workspace.store.history(asset_id))
    return next(one for one in versions if one.after.version == number and one.event.action is Action.MERGED)
