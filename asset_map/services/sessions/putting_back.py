"""Letting something that was said wait for review again, and taking back what was made of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from asset_map.domain.asset import Asset, ReviewState
from asset_map.domain.audit import Action
from asset_map.domain.contribution import Contribution, ReviewResult
from asset_map.domain.permission import Actor, may_run_sessions
from asset_map.services.as_draft import as_draft
from asset_map.services.change import Changed, change
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import of_session
from asset_map.services.review import archive
from asset_map.services.sessions.review import check_seen, mark
from asset_map.services.versions import KeptVersion, versions_of
from asset_map.services.workspace import Workspace


@dataclass(frozen=True)
class PutBack:
    """Something waits for review again.

    Parameters
    ----------
    contribution
        As kept.
    left
        The record that was made of it or that it was added to, where it stays as it is, because somebody changed it
        since; None where nothing is left to do.
    """

    contribution: Contribution
    left: Asset | None


@asks(may_run_sessions, of_session("seen"))
def put_back(seen: Contribution, workspace: Workspace, *, now: dt.datetime, actor: Actor) -> PutBack:
    """Let something wait for review again; what was made of it is taken back where nobody changed it since.

    Parameters
    ----------
    seen
        The contribution as the reviewer saw it; it may have been taken back by whoever said it.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    PutBack
        With the record that stays as it is, if one does. A record that was made is archived and not removed. A
        protection that was raised stays raised.

    Raises
    ------
    ConflictError
        When somebody else reviewed it meanwhile.
    """
    stored = check_seen(seen, workspace, even_taken_back=seen.taken_back_at is not None)
    left = _taken_out(stored, workspace, now=now, actor=actor) if stored.asset_id else None
    fields: dict[str, Any] = {
        "review": ReviewResult.WAITING,
        "review_reason": "",
        "asset_id": "",
        "may_be_quoted": False,
    }
    undone = mark(seen, fields, workspace, now=now, actor=actor, action=Action.UNDONE)
    return PutBack(undone, left)


def _taken_out(stored: Contribution, workspace: Workspace, *, now: dt.datetime, actor: Actor) -> Asset | None:
    asset = workspace.store.find_asset(stored.asset_id)
    if asset is None:
        return None
    versions = versions_of(workspace.store.history(asset.asset_id))
    if stored.review is ReviewResult.RECORDED:
        return _archived(asset, versions, workspace, now=now, actor=actor)
    return _without_words(stored, asset, versions, workspace, now=now, actor=actor)


def _archived(
    asset: Asset, versions: tuple[KeptVersion, ...], workspace: Workspace, *, now: dt.datetime, actor: Actor
) -> Asset | None:
    if asset.review_state is ReviewState.ARCHIVED:
        return None
    if len(versions) > 1 or asset.merged_into:
        return asset
    reason = "What was said in the session waits for review again"
    archive(
        asset.asset_id,
        version=asset.version,
        reason=reason,
        workspace=workspace,
        now=now,
        actor=actor,
    )
    return None


def _without_words(
    stored: Contribution,
    asset: Asset,
    versions: tuple[KeptVersion, ...],
    workspace: Workspace,
    *,
    now: dt.datetime,
    actor: Actor,
) -> Asset | None:
    added = [one for one in versions if one.event.at == stored.reviewed_at and one.event.actor == stored.reviewed_by]
    if not added:
        return None
    before = added[-1].before
    if added[-1] is not versions[-1] or before is None:
        return asset
    draft = replace(as_draft(before), protection=asset.protection.value)
    outcome = change(asset.asset_id, version=asset.version, draft=draft, workspace=workspace, now=now, actor=actor)
    return None if isinstance(outcome, Changed) else asset
