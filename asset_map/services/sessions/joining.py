"""Joining a session with a phone: no account, no name, no e-mail address."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass, replace
from enum import StrEnum

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.mapping_session import (
    MappingSession,
    Participant,
    SessionState,
    typed_code,
)
from asset_map.errors import NotAllowedError
from asset_map.services.sessions.codes import new_slip_code
from asset_map.services.workspace import Workspace

A_RESIDENT = "a resident"
"""Who did something in the audit, where nobody knows or may know who."""


class WhyNot(StrEnum):
    """Why a code opens nothing."""

    UNKNOWN = "unknown"
    REPLACED = "replaced"
    NOT_OPEN = "not_open"
    CLOSED = "closed"


@dataclass(frozen=True)
class CanJoin:
    """A code opens a session.

    Parameters
    ----------
    session
        Which one.
    """

    session: MappingSession


@dataclass(frozen=True)
class CannotJoin:
    """A code opens nothing.

    Parameters
    ----------
    reason
        Why.
    """

    reason: WhyNot


@dataclass(frozen=True)
class Joined:
    """A phone joined.

    Parameters
    ----------
    participant
        What is known of it.
    cookie
        What its browser keeps.
    """

    participant: Participant
    cookie: str


def session_to_join(code: str, workspace: Workspace) -> CanJoin | CannotJoin:
    """Return the session that a code opens.

    Parameters
    ----------
    code
        As typed.
    workspace
        The area.

    Returns
    -------
    CanJoin or CannotJoin
        The session; or why the code opens none.
    """
    found = workspace.store.session_of_code(typed_code(code))
    if found is None:
        return CannotJoin(WhyNot.UNKNOWN)
    session, holds = found
    if not holds:
        return CannotJoin(WhyNot.REPLACED)
    if session.state is SessionState.OPEN:
        return CanJoin(session)
    return CannotJoin(WhyNot.CLOSED if session.state is SessionState.CLOSED else WhyNot.NOT_OPEN)


def join(session: MappingSession, language: str, workspace: Workspace, *, now: dt.datetime) -> Joined:
    """Let a phone into a session.

    Parameters
    ----------
    session, language
        The session, and the code of the language that the phone reads.
    workspace
        The area.
    now
        When.

    Returns
    -------
    Joined
        With a cookie that opens this session alone, and a slip code of its own.

    Raises
    ------
    NotAllowedError
        When the session is not open.
    """
    if session.state is not SessionState.OPEN:
        raise NotAllowedError("Expected a session that is open; found one that is not. Ask the facilitator to open it.")
    participant = Participant(
        participant_id=uuid.uuid4().hex,
        session_id=session.session_id,
        slip_code=new_slip_code(workspace),
        language=language if language in session.languages else session.languages[0],
        joined_at=now,
    )
    cookie = secrets.token_urlsafe(32)
    event = AuditEvent(at=now, actor=A_RESIDENT, action=Action.JOINED)
    workspace.store.add_participant(participant, cookie=cookie, event=event)
    return Joined(participant, cookie)


def participant_of(cookie: str, workspace: Workspace) -> tuple[Participant, MappingSession] | None:
    """Return whose cookie it is, also when the session is closed.

    Parameters
    ----------
    cookie
        What a browser keeps; may be empty.
    workspace
        The area.

    Returns
    -------
    tuple of Participant and MappingSession, or None
        The phone and its session; None for a cookie that opens nothing.
    """
    participant = workspace.store.participant_of_cookie(cookie) if cookie else None
    session = None if participant is None else workspace.store.mapping_session(participant.session_id)
    return None if participant is None or session is None else (participant, session)


def read_other_language(
    participant: Participant, language: str, session: MappingSession, workspace: Workspace, *, now: dt.datetime
) -> Participant:
    """Let a phone read another language of its session.

    Parameters
    ----------
    participant, language, session
        The phone, the code of the language, and the session.
    workspace
        The area.
    now
        When.

    Returns
    -------
    Participant
        As before for a language that the session does not offer.
    """
    if language not in session.languages:
        return participant
    event = AuditEvent(at=now, actor=A_RESIDENT, action=Action.CHANGED)
    workspace.store.change_language(participant.participant_id, language, event=event)
    return replace(participant, language=language)
