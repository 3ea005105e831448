"""What happened to a record, taking its last change back, and bringing an older version back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import shapely

from asset_map.domain.asset import Asset
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.permission import Actor, may_record, may_review
from asset_map.domain.proposal import Proposal, same_person
from asset_map.domain.protection import Audience, Level
from asset_map.domain.restoring import BroughtBack, bring_back
from asset_map.errors import NotAllowedError
from asset_map.services.permitted import asks, permit
from asset_map.services.permitted_places import of_assets, place_of
from asset_map.services.protect import open_lowering, propose_lowering
from asset_map.services.versions import KeptVersion, version_of, versions_of
from asset_map.services.workspace import Workspace

CAN_BE_UNDONE = frozenset(
    {
        Action.CHANGED, Action.CHECKED, Action.SENT, Action.PUBLISHED, Action.ASKED, Action.NOT_PUBLISHED,
        Action.ARCHIVED, Action.RESTORED, Action.UNDONE, Action.RAISED, Action.LOWERED, Action.MAPPED,
    }
)  # fmt: skip
"""What changes the record alone. Merging is undone where it was done, because two records take part in it."""

NOT_TOLD = frozenset({"asset_id", "version"})

NAMING_OTHERS = frozenset({Action.LINKED, Action.UNLINKED, Action.MERGED, Action.UNMERGED})
"""Whose reasons name another record, which may be protected although this one is not."""


@dataclass(frozen=True)
class FieldChange:
    """What one step did to one field.

    Parameters
    ----------
    field
        Its name.
    before, after
        What stood and what stands in it.
    """

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Step:
    """One step in the history of a record.

    Parameters
    ----------
    event
        Who, when, what and why, and who agreed.
    version
        The number of the version that it led to.
    changes
        What it changed, field by field, in the order of a record.
    moved_m
        How far the place moved, in metres; None when it did not, or there was none before or after.
    """

    event: AuditEvent
    version: int
    changes: tuple[FieldChange, ...]
    moved_m: float | None


@dataclass(frozen=True)
class Restored:
    """An older version was brought back.

    Parameters
    ----------
    asset
        As it is kept now.
    proposal
        The weaker protection of that version, which waits for a second person; None when there is none.
    is_lowering_left
        Whether a weaker protection was left out because one waits for a second person already.
    is_place_gone
        Whether the place of that version is gone for good.
    is_consent_gone
        Whether a person whom that version names took their consent back, so that the name stayed out.
    is_decision_left
        Whether it stands in review where it stood, because who brought it back may not decide that.
    """

    asset: Asset
    proposal: Proposal | None
    is_lowering_left: bool
    is_place_gone: bool
    is_consent_gone: bool
    is_decision_left: bool


def history(asset_id: str, workspace: Workspace, *, audience: Audience) -> tuple[Step, ...]:
    """Return what happened to a record; for those who work on the records.

    Parameters
    ----------
    asset_id
        The record.
    workspace
        The area.
    audience
        For whom: the team are told nothing of when it was protected, and of no other record.

    Returns
    -------
    tuple of Step
        Newest first.
    """
    kept = _open_to(audience, versions_of(workspace.store.history(asset_id)))
    return tuple(_step(one, audience) for one in reversed(kept))


def undoable(asset_id: str, workspace: Workspace, *, audience: Audience) -> Step | None:
    """Return the step that can be taken back: the last one, when it changed the record alone.

    Parameters
    ----------
    asset_id
        The record.
    workspace
        The area.
    audience
        For whom, as for `history`.

    Returns
    -------
    Step or None
        None when nothing can be taken back.
    """
    last = _last_written(_open_to(audience, versions_of(workspace.store.history(asset_id))))
    return _step(last, audience) if last and last.event.action in CAN_BE_UNDONE else None


@asks(may_record, of_assets("asset_id"))
def undo(asset_id: str, *, version: int, workspace: Workspace, now: dt.datetime, actor: Actor) -> Restored:
    """Take the last change of a record back; what was taken back can be brought back in the same way.

    Taking back a stronger protection is lowering it, so that it waits for a second person.

    Parameters
    ----------
    asset_id, version
        The record, and the version that was before who takes it back: whatever came after it is not taken back.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    Restored
        The record, and what could not come back.

    Raises
    ------
    NotAllowedError
        When there is nothing to take back.
    NoRightError
        When it would put the record where, or decide what, somebody may not.
    ConflictError
        When somebody else saved the record meanwhile.
    """
    versions = versions_of(workspace.store.history(asset_id))
    last = _last_written(versions)
    if last is None or last.before is None or last.event.action not in CAN_BE_UNDONE:
        raise NotAllowedError(
            "Expected a change that can be taken back; found none. Look at the history of the record to bring an older "
            "version back."
        )
    is_decision = last.before.review_state is not last.after.review_state
    if is_decision and not (last.event.action is Action.ARCHIVED and same_person(last.event.actor, actor.name)):
        permit(may_review, actor, place_of(last.after, workspace))
    was_undone = f"Took back what {last.event.actor} did ({last.event.action.value.replace('_', ' ')})"
    return _bring_back(
        last.before, version, workspace, now=now, actor=actor, action=Action.UNDONE, reason=was_undone, decides=True
    )


@asks(may_record, of_assets("asset_id"))
def restore(
    asset_id: str,
    *,
    to_version: int,
    version: int,
    workspace: Workspace,
    now: dt.datetime,
    actor: Actor,
    reason: str = "",
) -> Restored:
    """Bring an older version of a record back, with every field that it had.

    Parameters
    ----------
    asset_id, to_version
        The record, and the number of the older version.
    version
        The version that was before who brings it back.
    workspace
        The area.
    now, actor, reason
        When, who and why.

    Returns
    -------
    Restored
        The record, and what could not come back: see `asset_map.domain.restoring.bring_back`.

    Raises
    ------
    NotAllowedError
        When there is no such version.
    NoRightError
        When it would put the record where somebody may not.
    ConflictError
        When somebody else saved the record meanwhile.
    """
    then = version_of(versions_of(workspace.store.history(asset_id)), to_version)
    if then is None:
        raise NotAllowedError(f"Expected a version of this record; found none with the number {to_version}.")
    decides = may_review(actor, place_of(then, workspace))
    return _bring_back(
        then, version, workspace, now=now, actor=actor, action=Action.RESTORED, reason=reason, decides=decides
    )


def _bring_back(
    then: Asset,
    version: int,
    workspace: Workspace,
    *,
    now: dt.datetime,
    actor: Actor,
    action: Action,
    reason: str,
    decides: bool,
) -> Restored:
    stored = workspace.store.asset(then.asset_id)
    brought = bring_back(stored, then)
    asset = replace(brought.asset, version=version, zones=_zones(stored, brought.asset, workspace))
    is_decision_left = not decides and asset.review_state is not stored.review_state
    if is_decision_left:
        asset = replace(asset, review_state=stored.review_state, review_reason=stored.review_reason)
    permit(may_record, actor, place_of(asset, workspace))
    kept = workspace.store.change_asset(asset, event=AuditEvent(at=now, actor=actor.name, action=action, reason=reason))
    proposal = _propose(brought, kept, workspace, now=now, actor=actor, reason=reason)
    return Restored(
        kept,
        proposal,
        is_lowering_left=brought.lower_to is not None and proposal is None,
        is_place_gone=brought.is_place_gone,
        is_consent_gone=brought.is_consent_gone,
        is_decision_left=is_decision_left,
    )


def _propose(
    brought: BroughtBack, kept: Asset, workspace: Workspace, *, now: dt.datetime, actor: Actor, reason: str
) -> Proposal | None:
    if brought.lower_to is None or open_lowering(kept.asset_id, workspace) is not None:
        return None
    why = reason.strip() or "An older version was brought back"
    return propose_lowering(kept.asset_id, brought.lower_to, reason=why, workspace=workspace, now=now, actor=actor)


def _zones(stored: Asset, asset: Asset, workspace: Workspace) -> Mapping[str, str]:
    """Return the zones of what comes back; in today's geography they are found anew."""
    if asset.geometry_bng is None:
        return {}
    if asset.geometry_bng == stored.geometry_bng:
        return stored.zones
    point = shapely.point_on_surface(shapely.from_wkb(asset.geometry_bng))
    position = workspace.prepared.place(np.array([point.x]), np.array([point.y]))[0]
    here = {workspace.geography.system.id: str(workspace.prepared.zone_codes[position])} if position >= 0 else {}
    others = {system: code for system, code in asset.zones.items() if system != workspace.geography.system.id}
    return others | here


def _last_written(versions: tuple[KeptVersion, ...]) -> KeptVersion | None:
    """Return the last step that wrote the record itself, not a photo beside it."""
    return next((one for one in reversed(versions) if one.before is None or one.before != one.after), None)


def _open_to(audience: Audience, versions: tuple[KeptVersion, ...]) -> tuple[KeptVersion, ...]:
    """Return the steps that an audience may read: those since a record was last protected."""
    if audience is Audience.STAFF:
        return versions
    guarded = [
        number
        for number, one in enumerate(versions, start=1)
        if any(side is not None and side.protection is not Level.PUBLIC for side in (one.before, one.after))
    ]
    return versions[guarded[-1] :] if guarded else versions


def _step(kept: KeptVersion, audience: Audience) -> Step:
    is_told = audience is Audience.STAFF or kept.event.action not in NAMING_OTHERS
    event = kept.event if is_told else replace(kept.event, reason="")
    return Step(event, kept.after.version, tuple(_changes(kept)), _moved_m(kept))


def _changes(kept: KeptVersion) -> list[FieldChange]:
    if kept.before is None:
        return []
    names = [field.name for field in fields(Asset) if field.name not in NOT_TOLD]
    pairs = ((name, getattr(kept.before, name), getattr(kept.after, name)) for name in names)
    return [FieldChange(name, before, after) for name, before, after in pairs if before != after]


def _moved_m(kept: KeptVersion) -> float | None:
    if kept.before is None or kept.before.geometry_bng is None or kept.after.geometry_bng is None:
        return None
    if kept.before.geometry_bng == kept.after.geometry_bng:
        return None
    return float(shapely.from_wkb(kept.before.geometry_bng).distance(shapely.from_wkb(kept.after.geometry_bng)))
