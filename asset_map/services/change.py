"""Changing a record so that nothing is lost: neither its place, nor what somebody else saved meanwhile."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from asset_map.domain.asset import Asset, AssetDraft
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.permission import Actor, may_record
from asset_map.domain.problem import Problem
from asset_map.domain.proposal import Proposal
from asset_map.domain.protection import Level
from asset_map.domain.three_ways import Difference, differences, fields_of_part
from asset_map.errors import ConflictError, UserError
from asset_map.services.as_draft import as_draft
from asset_map.services.edited import Edited, edited
from asset_map.services.permitted import asks, permit
from asset_map.services.permitted_places import of_assets, place_of_new
from asset_map.services.protect import propose_lowering
from asset_map.services.versions import version_of, versions_of
from asset_map.services.workspace import Workspace


@dataclass(frozen=True)
class Changed:
    """A change was kept.

    Parameters
    ----------
    asset
        As it is kept now.
    is_anything_new
        Whether anything differs from before; where nothing does, nothing was written.
    raised_to
        The stronger protection that its new kind or words ask for; None when it stays.
    is_place_forgotten
        Whether its place is gone for good.
    proposal
        The weaker protection that was asked for, which waits for a second person; None when it was not.
    """

    asset: Asset
    is_anything_new: bool = True
    raised_to: Level | None = None
    is_place_forgotten: bool = False
    proposal: Proposal | None = None


@dataclass(frozen=True)
class Refused:
    """Nothing was kept.

    Parameters
    ----------
    problems
        Everything that is to be mended first.
    """

    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Conflict:
    """Somebody else saved the record meanwhile; nothing was kept, and nothing is lost.

    Parameters
    ----------
    base
        What both began with.
    theirs, yours
        What stands in the record now, and what was to be saved.
    version
        The version of theirs; what is saved next builds on it.
    by, at
        Who saved it last, and when.
    differences
        Where the two differ, and who changed it.
    """

    base: AssetDraft
    theirs: AssetDraft
    yours: AssetDraft
    version: int
    by: str
    at: dt.datetime
    differences: tuple[Difference, ...]


@asks(may_record, of_assets("asset_id"))
def change(
    asset_id: str,
    *,
    version: int,
    draft: AssetDraft,
    workspace: Workspace,
    now: dt.datetime,
    actor: Actor,
    reason: str = "",
) -> Changed | Refused | Conflict:
    """Change the words and the place of a record.

    A weaker protection is taken out of the change and proposed to a second person. A stronger one that the new kind or
    words ask for is given at once.

    Parameters
    ----------
    asset_id, version
        The record, and the version that the change began with.
    draft
        All its words, as `asset_map.services.as_draft.as_draft` gives them, with what was changed.
    workspace
        The area.
    now, actor, reason
        When, who and why.

    Returns
    -------
    Changed or Refused or Conflict
        The record, what is to be mended first, or both versions where somebody else saved it meanwhile.

    Raises
    ------
    UserError
        When a weaker protection is asked for without a reason.
    """
    stored = workspace.store.asset(asset_id)
    if stored.version != version:
        conflict = _conflict(stored, version, draft, workspace)
        if conflict.theirs != conflict.base:
            return conflict  # else only its zone or its review changed, which no form holds
    outcome = edited(stored, draft, workspace, now=now, actor=actor.name)
    if outcome.asset is None:
        return Refused(outcome.problems)
    _refuse_without_reason(outcome, reason)
    permit(may_record, actor, place_of_new(outcome.asset, workspace))
    kept = stored
    if outcome.asset != stored:
        action = Action.CHANGED if outcome.raised_to is None else Action.RAISED
        event = AuditEvent(at=now, actor=actor.name, action=action, reason=reason)
        try:
            kept = workspace.store.change_asset(outcome.asset, event=event)
        except ConflictError:
            return _conflict(workspace.store.asset(asset_id), version, draft, workspace)
    proposal = None
    if outcome.lower_to is not None:
        proposal = propose_lowering(
            asset_id, outcome.lower_to, reason=reason, workspace=workspace, now=now, actor=actor
        )
    return Changed(kept, outcome.asset != stored, outcome.raised_to, outcome.is_place_forgotten, proposal)


def _refuse_without_reason(outcome: Edited, reason: str) -> None:
    if outcome.lower_to is not None and not reason.strip():
        raise UserError("Expected a reason for a weaker protection; found none. Say why, for the person who agrees.")


def _conflict(stored: Asset, version: int, yours: AssetDraft, workspace: Workspace) -> Conflict:
    versions = versions_of(workspace.store.history(stored.asset_id))
    began_with = version_of(versions, version)
    theirs = as_draft(stored)
    base = as_draft(began_with) if began_with else theirs
    if stored.protection is Level.UNMAPPED:  # its place may not be kept, so it is none of what could be lost
        base, yours = (replace(one, **_place_of(theirs)) for one in (base, yours))
    last = versions[-1].event
    return Conflict(base, theirs, yours, stored.version, last.actor, last.at, differences(base, theirs, yours))


def _place_of(draft: AssetDraft) -> dict[str, Any]:
    return {field: getattr(draft, field) for field in (*fields_of_part("place"), "address", "uprn")}
