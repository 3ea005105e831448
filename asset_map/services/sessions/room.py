"""What the facilitator lets the room see: a glance at what is new, hiding, and showing again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.contribution import Contribution, room_sees
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.permission import Actor, may_run_sessions
from asset_map.domain.protection import Level
from asset_map.errors import UserError
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import of_session
from asset_map.services.sessions.shown import RoomItem, item_of, level_of
from asset_map.services.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class Glance:
    """Something that the facilitator looks at, on a page of their own.

    Parameters
    ----------
    item
        What was said.
    is_kept_back
        Whether the room does not see it even when it is shown: it reads like a place of safety or somebody's home.
    """

    item: RoomItem
    is_kept_back: bool


def to_look_at(session: MappingSession, workspace: Workspace) -> tuple[Glance, ...]:
    """Return what waits for the facilitator's glance, the oldest first.

    Parameters
    ----------
    session
        Whose.
    workspace
        The area.

    Returns
    -------
    tuple of Glance
        For staff alone. Without what is not to be published: it waits for review.
    """
    if not session.glance_first:
        return ()
    return _glances([one for one in _said(session, workspace) if one.glanced_at is None], session, workspace)


def hidden(session: MappingSession, workspace: Workspace) -> tuple[Glance, ...]:
    """Return what the facilitator hid.

    Parameters
    ----------
    session
        Whose.
    workspace
        The area.

    Returns
    -------
    tuple of Glance
        For staff alone; the oldest first.
    """
    said = workspace.store.contributions(session.session_id)
    return _glances([one for one in said if one.hidden_at and one.taken_back_at is None], session, workspace)


@asks(may_run_sessions, of_session("session"))
def show(
    contribution_id: str, session: MappingSession, workspace: Workspace, *, now: dt.datetime, actor: Actor
) -> Contribution:
    """Let the room see something.

    Parameters
    ----------
    contribution_id, session
        What, and where it was said.
    workspace
        The area.
    now, actor
        When, and who looked at it.

    Returns
    -------
    Contribution
        As kept.

    Raises
    ------
    UserError
        When it was not said in this session.
    """
    seen = replace(_in_session(contribution_id, session, workspace), glanced_at=now, hidden_at=None)
    return workspace.store.change_contribution(seen, event=AuditEvent(at=now, actor=actor.name, action=Action.SHOWN))


@asks(may_run_sessions, of_session("session"))
def hide(
    contribution_id: str, session: MappingSession, workspace: Workspace, *, now: dt.datetime, actor: Actor
) -> Contribution:
    """Take something out of the room's sight; it stays for review.

    Parameters
    ----------
    contribution_id, session
        What, and where it was said.
    workspace
        The area.
    now, actor
        When, and who hides it.

    Returns
    -------
    Contribution
        As kept.

    Raises
    ------
    UserError
        When it was not said in this session.
    """
    gone = replace(_in_session(contribution_id, session, workspace), glanced_at=now, hidden_at=now)
    return workspace.store.change_contribution(gone, event=AuditEvent(at=now, actor=actor.name, action=Action.HIDDEN))


def _said(session: MappingSession, workspace: Workspace) -> list[Contribution]:
    said = workspace.store.contributions(session.session_id)
    return [one for one in said if room_sees(one, glance_first=False, level=Level.PUBLIC)]


def _glances(contributions: list[Contribution], session: MappingSession, workspace: Workspace) -> tuple[Glance, ...]:
    return tuple(
        Glance(item=item_of(one, session, workspace), is_kept_back=level_of(one, workspace) is Level.PARTNERS)
        for one in contributions
    )


def _in_session(contribution_id: str, session: MappingSession, workspace: Workspace) -> Contribution:
    found = workspace.store.contribution(contribution_id)
    if found is None or found.session_id != session.session_id:
        raise UserError("Expected something that was said in this session; found nothing. Load the page again.")
    return found
