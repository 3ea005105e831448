"""Links by which an organisation looks after its own record, without an account."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from asset_map.domain.asset import AssetDraft, ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.check_link import ORGANISATION, CheckLink, HeldRecord, LinkAnswer
from asset_map.domain.dates import local_date
from asset_map.domain.permission import Actor, may_check
from asset_map.domain.problem import Problem, ProblemCode
from asset_map.domain.proposal import Proposal, ProposalKind
from asset_map.domain.validation import LONGEST, NOT_PLAIN, check_words
from asset_map.errors import UserError
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import of_assets, of_check_link
from asset_map.services.workspace import Workspace
from asset_map.store.check_links import GivenAnswer

LINK_DAYS = 60
LONGEST_DAYS = 365
MESSAGE = "message"
"""The field of the organisation's own words to staff."""

LONGEST_MESSAGE = LONGEST["summary"]


@dataclass(frozen=True)
class Answered:
    """An organisation's answer was kept.

    Parameters
    ----------
    answer
        What it said.
    """

    answer: LinkAnswer


@dataclass(frozen=True)
class NotAnswered:
    """Nothing was kept.

    Parameters
    ----------
    problems
        Everything that is to be mended first.
    """

    problems: tuple[Problem, ...]


@asks(may_check, of_assets("asset_id"))
def make_check_link(
    asset_id: str, *, days: int = LINK_DAYS, workspace: Workspace, now: dt.datetime, actor: Actor
) -> str:
    """Make a link by which an organisation looks after its record.

    Parameters
    ----------
    asset_id
        The record.
    days
        How many days it opens.
    workspace
        The area.
    now, actor
        When, and who makes it.

    Returns
    -------
    str
        The token of ``/check/TOKEN``: 256 random bits, shown once and kept nowhere.

    Raises
    ------
    UserError
        For a record that is not published, or a number of days out of range.
    """
    if not 1 <= days <= LONGEST_DAYS:
        raise UserError(f"Expected a link that opens for 1 to {LONGEST_DAYS} days; found {days}.")
    asset = workspace.store.asset(asset_id)
    if asset.review_state is not ReviewState.PUBLISHED:
        raise UserError(
            f"Expected a published record; found that “{asset.name}” is {asset.review_state.value.replace('_', ' ')}. "
            f"Publish it first."
        )
    link = CheckLink(
        link_id=uuid.uuid4().hex,
        asset_id=asset_id,
        made_by=actor.name,
        made_at=now,
        expires_at=now + dt.timedelta(days=days),
    )
    token = secrets.token_urlsafe(32)
    workspace.store.add_check_link(
        link, token=token, event=AuditEvent(at=now, actor=actor.name, action=Action.LINK_MADE)
    )
    return token


@asks(may_check, of_check_link)
def revoke(link_id: str, *, workspace: Workspace, now: dt.datetime, actor: Actor) -> None:
    """End a link before its time.

    Parameters
    ----------
    link_id
        The link.
    workspace
        The area.
    now, actor
        When, and who ends it.
    """
    workspace.store.revoke_check_link(link_id, event=AuditEvent(at=now, actor=actor.name, action=Action.LINK_REVOKED))


def links_of(asset_id: str, workspace: Workspace) -> list[CheckLink]:
    """Return the links that were made for a record.

    Parameters
    ----------
    asset_id
        The record.
    workspace
        The area.

    Returns
    -------
    list of CheckLink
        Newest first; `asset_map.domain.check_link.link_state` says how each stands.
    """
    return workspace.store.check_links(asset_id)


def open_link(token: str, workspace: Workspace, *, now: dt.datetime) -> HeldRecord | None:
    """Return what a link opens; nothing is changed.

    Parameters
    ----------
    token
        What stands in the link.
    workspace
        The area.
    now
        The moment, with its time zone.

    Returns
    -------
    HeldRecord or None
        None for a link that opens nothing, whatever the cause.
    """
    system = workspace.geography.system.id
    return workspace.store.held_record(token, zone_system=system, now=now, today=local_date(now))


def answer(
    held: HeldRecord,
    said: LinkAnswer,
    words: Mapping[str, str],
    *,
    seen_version: int,
    workspace: Workspace,
    now: dt.datetime,
) -> Answered | NotAnswered:
    """Keep what an organisation says of its record.

    "Still right" counts as a check at once. Everything else waits in the review queue. A later answer takes the place
    of an earlier one that nobody has decided yet.

    Parameters
    ----------
    held
        What its link opens.
    said
        What it says.
    words
        What it wrote, by field, and under ``message`` to staff; fields that it may not change are left out.
    seen_version
        The version of the record that it had before it.
    workspace
        The area.
    now
        The moment, with its time zone.

    Returns
    -------
    Answered or NotAnswered
        Whether it was kept, or what is to be mended first.

    Raises
    ------
    NotAllowedError
        When the link opens no longer, or has answered too often.
    ConflictError
        When the record was changed since the organisation saw it.
    """
    changed = _changed(held, words) if said is LinkAnswer.CHANGED else {}
    message = _plain(words.get(MESSAGE, ""))
    if problems := _problems(held, said, changed, message, workspace, now):
        return NotAnswered(problems)
    proposal = None
    if said is not LinkAnswer.STILL_RIGHT:
        proposal = Proposal(
            proposal_id=uuid.uuid4().hex,
            asset_id=held.link.asset_id,
            asset_version=seen_version,
            kind=ProposalKind.UPDATE if said is LinkAnswer.CHANGED else ProposalKind.GONE,
            fields=changed,
            reason=message,
            proposed_by=ORGANISATION,
            proposed_at=now,
        )
    given = GivenAnswer(
        link_id=held.link.link_id,
        asset_version=seen_version,
        answer=said,
        checked_on=local_date(now),
        proposal=proposal,
    )
    action = Action.CHECKED if proposal is None else Action.PROPOSED
    workspace.store.answer_check_link(given, event=AuditEvent(at=now, actor=ORGANISATION, action=action))
    return Answered(said)


def _changed(held: HeldRecord, words: Mapping[str, str]) -> dict[str, str]:
    typed = {name: _plain(words[name]) for name in held.may_be_changed if name in words}
    return {name: text for name, text in typed.items() if text != _plain(str(held.shown[name]))}


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _problems(
    held: HeldRecord,
    said: LinkAnswer,
    changed: Mapping[str, str],
    message: str,
    workspace: Workspace,
    now: dt.datetime,
) -> tuple[Problem, ...]:
    problems: list[Problem] = []
    if len(message) > LONGEST_MESSAGE:
        text = f"Expected at most {LONGEST_MESSAGE} characters; found {len(message)}. Shorten it."
        problems.append(Problem(ProblemCode.TOO_LONG, MESSAGE, message, text))
    if found := NOT_PLAIN.search(message):
        text = f"Expected letters, digits and signs; found the hidden character U+{ord(found[0]):04X}. Type it again."
        problems.append(Problem(ProblemCode.NOT_PLAIN_TEXT, MESSAGE, message, text))
    if said is LinkAnswer.CHANGED and not changed and not message:
        text = "Nothing here differs from what we have. Change what is wrong, or tell us in your own words."
        problems.append(Problem(ProblemCode.MISSING, MESSAGE, "", text))
    fields: dict[str, Any] = {"name": held.shown["name"], **changed}
    draft = AssetDraft(**fields)
    checked = check_words(draft, workspace.classification, today=local_date(now))
    return (*(problem for problem in checked if problem.field in changed), *problems)
