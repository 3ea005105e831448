"""Saying something in a session, by phone or on paper, and taking it back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.contribution import Channel, Contribution, ContributionDraft
from asset_map.domain.mapping_session import PHONE_STAYS_IN, MappingSession, Participant, SessionState
from asset_map.domain.permission import Actor, may_run_sessions
from asset_map.errors import NotAllowedError, UserError
from asset_map.language import gettext as _
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import of_session
from asset_map.services.sessions.joining import A_RESIDENT
from asset_map.services.sessions.said import NotSent, made_of
from asset_map.services.workspace import Workspace

MOST_FROM_ONE_PHONE = 200
"""A phone that sends more is no person with a story to tell."""


def contribute(
    draft: ContributionDraft, participant: Participant, workspace: Workspace, *, now: dt.datetime
) -> Contribution | NotSent:
    """Keep what somebody said by phone; sent twice, it is kept once.

    Parameters
    ----------
    draft
        As it was sent.
    participant
        The phone.
    workspace
        The area.
    now
        When.

    Returns
    -------
    Contribution or NotSent
        As kept; or the problems beside their fields.

    Raises
    ------
    NotAllowedError
        When the phone may no longer send, or has sent more than a person would.
    """
    store = workspace.store
    before = store.contribution(draft.contribution_id)
    if before is not None and before.sent_by == participant.participant_id:
        return before
    session = store.mapping_session(participant.session_id)
    if session is None or not may_send(participant, session, now=now):
        raise NotAllowedError(_("This session is closed. Tell the facilitator what you wanted to add."))
    sent = [one for one in store.contributions_of_slip(participant.slip_code) if one.channel is Channel.PHONE]
    if len(sent) >= MOST_FROM_ONE_PHONE:
        raise NotAllowedError(
            _("You have added as much as one phone can. Tell the facilitator what you wanted to add.")
        )
    own = replace(draft, slip_code=participant.slip_code, dot="", sheet="")
    made = made_of(own, session, workspace, now=now)
    if isinstance(made, NotSent):
        return made
    kept = replace(made, sent_by=participant.participant_id)
    return store.keep_contribution(kept, event=AuditEvent(at=now, actor=A_RESIDENT, action=Action.SENT))


def may_send(participant: Participant, session: MappingSession, *, now: dt.datetime) -> bool:
    """Return whether what a phone sends is taken.

    Parameters
    ----------
    participant, session
        The phone, and the session that it joined.
    now
        When.

    Returns
    -------
    bool
        While the session is open; and of phones that joined, also what they had begun when it closed.
    """
    return session.state is SessionState.OPEN or now - participant.joined_at <= PHONE_STAYS_IN


@asks(may_run_sessions, of_session("session"))
def enter_from_paper(
    draft: ContributionDraft, session: MappingSession, workspace: Workspace, *, now: dt.datetime, actor: Actor
) -> Contribution | NotSent:
    """Keep what somebody said on paper; entered twice under one id, it is kept once.

    Parameters
    ----------
    draft
        As typed.
    session
        Whose paper it is; it may be closed by now.
    workspace
        The area.
    now, actor
        When, and who types it in.

    Returns
    -------
    Contribution or NotSent
        As kept; or the problems beside their fields.
    """
    before = workspace.store.contribution(draft.contribution_id)
    if before is not None and before.session_id == session.session_id:
        return before
    made = made_of(draft, session, workspace, now=now)
    if isinstance(made, NotSent):
        return made
    kept = replace(made, channel=Channel.PAPER, entered_by=actor.name)
    return workspace.store.keep_contribution(kept, event=AuditEvent(at=now, actor=actor.name, action=Action.RECORDED))


def take_back(contribution_id: str, participant: Participant, workspace: Workspace, *, now: dt.datetime) -> None:
    """Take back what this phone sent; staff see that something was taken back, and the room no longer sees it.

    Parameters
    ----------
    contribution_id, participant
        What, and who.
    workspace
        The area.
    now
        When.

    Raises
    ------
    UserError
        When this phone did not send it.
    """
    _take_back(contribution_id, participant, workspace, at=now, now=now)


def put_back(contribution_id: str, participant: Participant, workspace: Workspace, *, now: dt.datetime) -> None:
    """Put back what this phone took back.

    Parameters
    ----------
    contribution_id, participant
        What, and who.
    workspace
        The area.
    now
        When.

    Raises
    ------
    UserError
        When this phone did not send it.
    """
    _take_back(contribution_id, participant, workspace, at=None, now=now)


def own_contributions(participant: Participant, workspace: Workspace) -> tuple[Contribution, ...]:
    """Return what a phone sent, the latest first.

    Parameters
    ----------
    participant
        The phone.
    workspace
        The area.

    Returns
    -------
    tuple of Contribution
        Also what was taken back.
    """
    sent = workspace.store.contributions_of_slip(participant.slip_code)
    return tuple(one for one in reversed(sent) if one.sent_by == participant.participant_id)


def _take_back(
    contribution_id: str, participant: Participant, workspace: Workspace, *, at: dt.datetime | None, now: dt.datetime
) -> None:
    before = workspace.store.contribution(contribution_id)
    if before is None or before.sent_by != participant.participant_id:
        raise UserError(_("Only what you sent yourself can be taken back. Load the page again."))
    if (before.taken_back_at is None) is (at is None):
        return
    event = AuditEvent(at=now, actor=A_RESIDENT, action=Action.UNDONE if at else Action.RESTORED)
    workspace.store.change_contribution(replace(before, taken_back_at=at), event=event)
