"""Opening and closing a session, its code, and the codes of its slips."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.mapping_session import MappingSession, SessionState
from asset_map.domain.permission import Actor, may_run_sessions
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import of_session
from asset_map.services.sessions.codes import new_session_code, new_slip_code
from asset_map.services.workspace import Workspace


@asks(may_run_sessions, of_session("session"))
def open_session(session: MappingSession, workspace: Workspace, *, now: dt.datetime, actor: Actor) -> MappingSession:
    """Let phones join, with the code that the session has, or its first one.

    Parameters
    ----------
    session
        As it was read.
    workspace
        The area.
    now, actor
        When, and who opens it.

    Returns
    -------
    MappingSession
        Open, with a code.

    Raises
    ------
    ConflictError
        When somebody else changed it meanwhile.
    """
    opened = _in_state(session, SessionState.OPEN, workspace, now=now, actor=actor)
    return opened if opened.code else replace_code(opened, workspace, now=now, actor=actor)


@asks(may_run_sessions, of_session("session"))
def close_session(session: MappingSession, workspace: Workspace, *, now: dt.datetime, actor: Actor) -> MappingSession:
    """Let nobody join any longer, and phones that joined only send what they had begun; it can be opened again.

    Parameters
    ----------
    session
        As it was read.
    workspace
        The area.
    now, actor
        When, and who closes it.

    Returns
    -------
    MappingSession
        Closed.

    Raises
    ------
    ConflictError
        When somebody else changed it meanwhile.
    """
    return _in_state(session, SessionState.CLOSED, workspace, now=now, actor=actor)


@asks(may_run_sessions, of_session("session"))
def replace_code(session: MappingSession, workspace: Workspace, *, now: dt.datetime, actor: Actor) -> MappingSession:
    """Give a session a new code; whoever joined by the old one stays in.

    Parameters
    ----------
    session
        Which one.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    MappingSession
        With its new code.
    """
    event = AuditEvent(at=now, actor=actor.name, action=Action.CODE_GIVEN)
    return workspace.store.give_code(session.session_id, new_session_code(workspace), event=event)


@asks(may_run_sessions, of_session("session"))
def make_slips(
    session: MappingSession, count: int, workspace: Workspace, *, now: dt.datetime, actor: Actor
) -> tuple[str, ...]:
    """Make codes for slips of paper.

    Parameters
    ----------
    session, count
        The session, and how many.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    tuple of str
        Never given before; nothing says who gets which.
    """
    codes = tuple(new_slip_code(workspace) for _ in range(count))
    workspace.store.add_slips(
        session.session_id, codes, event=AuditEvent(at=now, actor=actor.name, action=Action.PRINTED)
    )
    return codes


def join_address(session: MappingSession, base: str) -> str:
    """Return the address by which phones join.

    Parameters
    ----------
    session
        With a code.
    base
        Where the server answers, for instance ``http://192.168.0.10:8501``.

    Returns
    -------
    str
        To be shown as a QR code and in letters.
    """
    return f"{base.rstrip('/')}/j/{session.code}"


def _in_state(
    session: MappingSession, state: SessionState, workspace: Workspace, *, now: dt.datetime, actor: Actor
) -> MappingSession:
    if session.state is state:
        return session
    action = Action.OPENED if state is SessionState.OPEN else Action.CLOSED
    event = AuditEvent(at=now, actor=actor.name, action=action)
    return workspace.store.keep_session(replace(session, state=state), event=event)
