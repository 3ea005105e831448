"""Keeping records true: what a check found is noted, and can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from asset_map.domain.asset import CheckedHow, Status
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.dates import local_date
from asset_map.domain.permission import Actor, may_check
from asset_map.language import gettext as _
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import of_assets, of_checks
from asset_map.services.workspace import Workspace
from asset_map.store.checks import CheckNote, Noted


@asks(may_check, of_assets("asset_ids"))
def still_right(
    asset_ids: Sequence[str],
    *,
    how: CheckedHow,
    workspace: Workspace,
    now: dt.datetime,
    actor: Actor,
    seen_versions: Mapping[str, int],
) -> Noted:
    """Note that records are still right, all in one transaction, with an audit event each.

    Only the date and the way of the last check are written. Who says "still right" says it of what was before them: a
    record that somebody else has changed since is left as it is and named, to be looked at again.

    Parameters
    ----------
    asset_ids
        The records.
    how
        How somebody made sure.
    workspace
        The area.
    now, actor
        When, and who.
    seen_versions
        The version of each record that was looked at, by id; one that is not among them was not looked at.

    Returns
    -------
    Noted
        What was written; it can be undone.
    """
    notes = [
        CheckNote(asset_id=each, version=seen_versions.get(each, 0), last_checked=local_date(now), checked_how=how)
        for each in asset_ids
    ]
    return workspace.store.note_checks(notes, event=AuditEvent(at=now, actor=actor.name, action=Action.CHECKED))


@asks(may_check, of_assets("asset_id"))
def closed_for_good(
    asset_id: str, *, how: CheckedHow, workspace: Workspace, now: dt.datetime, actor: Actor, seen_version: int
) -> Noted:
    """Note that something was checked and has closed: its record stays, and counts as usable no longer.

    Parameters
    ----------
    asset_id
        The record.
    how
        How somebody made sure.
    workspace
        The area.
    now, actor
        When, and who.
    seen_version
        The version of the record that was looked at.

    Returns
    -------
    Noted
        What was written; it can be undone. Nothing, when somebody else has changed the record since.
    """
    note = CheckNote(
        asset_id=asset_id,
        version=seen_version,
        last_checked=local_date(now),
        checked_how=how,
        status=Status.CLOSED,
    )
    event = AuditEvent(at=now, actor=actor.name, action=Action.CHECKED, reason=_("It has closed"))
    return workspace.store.note_checks([note], event=event)


@asks(may_check, of_checks)
def undo(checked: Noted, *, workspace: Workspace, now: dt.datetime, actor: Actor) -> Noted:
    """Take checks back; what somebody changed since then stays as it is.

    Parameters
    ----------
    checked
        What was noted.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    Noted
        What was written, and which records were left.
    """
    notes = [
        CheckNote(
            asset_id=before.asset_id,
            version=after.version,
            last_checked=before.last_checked,
            checked_how=before.checked_how,
            status=before.status,
        )
        for before, after in zip(checked.before, checked.after, strict=True)
    ]
    return workspace.store.note_checks(notes, event=AuditEvent(at=now, actor=actor.name, action=Action.UNDONE))
