"""Opening and closing a session, and joining it with a phone: no account, no name, no e-mail address."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass, replace
from enum import StrEnum

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.mapping_session import (
    CODE_LENGTH,
    CODE_LETTERS,
    SLIP_LENGTH,
    SLIP_SIGNS,
    MappingSession,
    Participant,
    SessionState,
    typed_code,
)
from asset_map.errors import NotAllowedError
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


def open_session(session: MappingSession, workspace: Workspace, *, now: dt.datetime, actor: str) -> MappingSession:
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


def close_session(session: MappingSession, workspace: Workspace, *, now: dt.datetime, actor: str) -> MappingSession:
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


def replace_code(session: MappingSession, workspace: Workspace, *, now: dt.datetime, actor: str) -> MappingSession:
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
    code = _random(CODE_LETTERS, CODE_LENGTH)
    while workspace.store.session_of_code(code) is not None:
        code = _random(CODE_LETTERS, CODE_LENGTH)
    event = AuditEvent(at=now, actor=actor, action=Action.CODE_GIVEN)
    return workspace.store.give_code(session.session_id, code, event=event)


def make_slips(
    session: MappingSession, count: int, workspace: Workspace, *, now: dt.datetime, actor: str
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
    codes = tuple(_new_slip_code(workspace) for _ in range(count))
    workspace.store.add_slips(session.session_id, codes, event=AuditEvent(at=now, actor=actor, action=Action.PRINTED))
    return codes


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
        slip_code=_new_slip_code(workspace),
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
    session: MappingSession, state: SessionState, workspace: Workspace, *, now: dt.datetime, actor: str
) -> MappingSession:
    if session.state is state:
        return session
    action = Action.OPENED if state is SessionState.OPEN else Action.CLOSED
    event = AuditEvent(at=now, actor=actor, action=action)
    return workspace.store.keep_session(replace(session, state=state), event=event)


def _new_slip_code(workspace: Workspace) -> str:
    code = _random(SLIP_SIGNS, SLIP_LENGTH)
    while workspace.store.slip_session(code) is not None:
        code = _random(SLIP_SIGNS, SLIP_LENGTH)
    return code


def _random(signs: str, length: int) -> str:
    return "".join(secrets.choice(signs) for _ in range(length))
