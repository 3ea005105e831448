"""How is a list taken back as a whole?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from asset_map.domain.asset import Asset
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.list_import import ImportedChange, ListImport
from asset_map.domain.permission import Actor, may_take_in_lists
from asset_map.domain.restoring import bring_back
from asset_map.errors import UserError
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import everywhere
from asset_map.services.versions import version_of, versions_of
from asset_map.services.workspace import Workspace


@dataclass(frozen=True)
class UndoPlan:
    """What taking a list back would do.

    Parameters
    ----------
    record
        The list.
    removed
        The records that it added and that would go.
    restored
        The records that it changed, as they would be.
    left_alone
        Names of records that somebody has changed since, or added something to, by id: they stay as they are.
    """

    record: ListImport
    removed: tuple[Asset, ...]
    restored: tuple[Asset, ...]
    left_alone: Mapping[str, str]


def past_imports(workspace: Workspace) -> list[ListImport]:
    """Return the lists that were taken in.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    list of ListImport
        The newest first; also those that were taken back.
    """
    return workspace.store.imports()


def plan_undo(import_id: str, workspace: Workspace) -> UndoPlan:
    """Say what taking a list back would do; nothing is changed.

    Parameters
    ----------
    import_id
        The list.
    workspace
        The area.

    Returns
    -------
    UndoPlan
        What goes, what becomes what it was, and what stays.

    Raises
    ------
    UserError
        When there is no such list, it was taken back already, or a newer edition of it was taken in since.
    """
    record = _to_undo(import_id, workspace)
    changes = workspace.store.import_changes(import_id)
    kept = workspace.store.assets([change.asset_id for change in changes])
    busy = workspace.store.with_more(list(kept))
    removed: list[Asset] = []
    restored: list[Asset] = []
    left_alone: dict[str, str] = {}
    for change in changes:
        asset = kept[change.asset_id]
        if _is_touched(asset, change, workspace) or (change.row_before is None and asset.asset_id in busy):
            left_alone[asset.asset_id] = asset.name
        elif change.row_before is None:
            removed.append(asset)
        else:
            restored.append(_as_before(asset, change, workspace))
    return UndoPlan(record, tuple(removed), tuple(restored), left_alone)


def _to_undo(import_id: str, workspace: Workspace) -> ListImport:
    imports = workspace.store.imports()
    record = next((one for one in imports if one.import_id == import_id), None)
    if record is None:
        raise UserError(f"Expected a list that was taken in; found none with the id “{import_id}”. Choose it again.")
    if record.undone_at is not None:
        raise UserError(f"“{record.source}” was taken back already, by {record.undone_by}. Nothing was changed.")
    newer = [
        one
        for one in imports
        if one.source == record.source
        and one.undone_at is None
        and one.imported_at > record.imported_at
        # An edition that changed nothing does not stand in the way.
        and workspace.store.import_changes(one.import_id)
    ]
    if newer:
        raise UserError(
            f"“{record.source}” was taken in again since, on {newer[-1].imported_at:%d/%m/%Y}. Take back the newest "
            "first."
        )
    return record


def _is_touched(asset: Asset, change: ImportedChange, workspace: Workspace) -> bool:
    """Return whether people changed a record after the list; to be placed in newer zones is no change."""
    if asset.version == change.version_after:
        return False
    after = version_of(versions_of(workspace.store.history(asset.asset_id)), change.version_after)
    return after is None or replace(asset, zones={}, version=0) != replace(after, zones={}, version=0)


def _as_before(asset: Asset, change: ImportedChange, workspace: Workspace) -> Asset:
    versions = versions_of(workspace.store.history(asset.asset_id))
    before = version_of(versions, change.version_after - 1)
    if before is None:
        raise UserError(f"What “{asset.name}” was before is not kept. Nothing was changed.")
    return bring_back(asset, before).asset


@asks(may_take_in_lists, everywhere)
def undo_import(plan: UndoPlan, workspace: Workspace, *, now: dt.datetime, actor: Actor) -> ListImport:
    """Take a list back: what it added goes, what it changed becomes what it was.

    Parameters
    ----------
    plan
        As `plan_undo` made it.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    ListImport
        As it is kept now.

    Raises
    ------
    ConflictError
        When it was taken back already, or a record was changed meanwhile; nothing is changed.
    """
    event = AuditEvent(at=now, actor=actor.name, action=Action.UNDONE, reason=f"List taken back: {plan.record.source}")
    return workspace.store.undo_import(
        plan.record.import_id,
        removed={asset.asset_id: asset.version for asset in plan.removed},
        restored=plan.restored,
        event=event,
    )
