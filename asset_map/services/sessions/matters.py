"""Saying that something matters: once a person."""

from __future__ import annotations

import datetime as dt

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.mapping_session import Participant
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.services.sessions.joining import A_RESIDENT
from asset_map.services.sessions.shown import the_room
from asset_map.services.workspace import Workspace


def this_matters(contribution_id: str, participant: Participant, workspace: Workspace, *, now: dt.datetime) -> bool:
    """Say that something matters: once a person.

    Parameters
    ----------
    contribution_id, participant
        What, and to whom.
    workspace
        The area.
    now
        When.

    Returns
    -------
    bool
        Whether they had not said so before.

    Raises
    ------
    UserError
        When the room of this phone does not see it.
    """
    _check_seen(contribution_id, participant, workspace)
    event = AuditEvent(at=now, actor=A_RESIDENT, action=Action.CHANGED)
    return workspace.store.add_matters(contribution_id, participant.participant_id, event=event)


def no_longer_matters(
    contribution_id: str, participant: Participant, workspace: Workspace, *, now: dt.datetime
) -> bool:
    """Take back that something matters.

    Parameters
    ----------
    contribution_id, participant
        What, and to whom.
    workspace
        The area.
    now
        When.

    Returns
    -------
    bool
        Whether they had said so.

    Raises
    ------
    UserError
        When the room of this phone does not see it.
    """
    _check_seen(contribution_id, participant, workspace)
    event = AuditEvent(at=now, actor=A_RESIDENT, action=Action.UNDONE)
    return workspace.store.remove_matters(contribution_id, participant.participant_id, event=event)


def _check_seen(contribution_id: str, participant: Participant, workspace: Workspace) -> None:
    session = workspace.store.mapping_session(participant.session_id)
    if session is None or all(one.contribution_id != contribution_id for one in the_room(session, workspace).items):
        raise UserError(_("This is no longer shown. Load the page again."))
