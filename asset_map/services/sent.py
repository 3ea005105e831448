"""What people sent without an account: what became of it, and how they answer."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from asset_map.domain.asset import Asset, AssetDraft, ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.permission import VISITOR
from asset_map.domain.problem import Problem
from asset_map.domain.proposal import Proposal, ProposalKind
from asset_map.domain.three_ways import differences, differing, fields_of_part, merged
from asset_map.errors import NotAllowedError, UserError
from asset_map.services.as_draft import as_draft
from asset_map.services.edited import edited
from asset_map.services.proposed import draft_words
from asset_map.services.versions import KeptVersion, versions_of
from asset_map.services.workspace import Workspace


@dataclass(frozen=True)
class Sent:
    """Something that this browser sent.

    Parameters
    ----------
    asset_id
        The record.
    draft
        In the words of who sent it: nothing that staff added.
    sent_at
        When they sent it, or last answered.
    state
        Where it stands.
    reason
        What staff tell them about it; their own answer while it waits again.
    is_merged
        Whether it was joined with a record that was there.
    """

    asset_id: str
    draft: AssetDraft
    sent_at: dt.datetime
    state: ReviewState
    reason: str
    is_merged: bool


@dataclass(frozen=True)
class Answered:
    """An answer was kept, and the record waits for review again."""


@dataclass(frozen=True)
class NotAnswered:
    """Nothing was kept.

    Parameters
    ----------
    problems
        Everything that is to be mended first.
    """

    problems: tuple[Problem, ...]


def known_again(browser: str) -> str:
    """Return what is kept of a browser's cookie, so that what it sent is found again.

    Parameters
    ----------
    browser
        The cookie, or another secret of who sends.

    Returns
    -------
    str
        A digest: whoever reads the store cannot take the browser's place.
    """
    return hashlib.sha256(f"sent by {browser}".encode()).hexdigest()


def sent_by(browser: str, workspace: Workspace) -> tuple[Sent, ...]:
    """Return what a browser sent.

    Parameters
    ----------
    browser
        Its cookie; empty for one that keeps none.
    workspace
        The area.

    Returns
    -------
    tuple of Sent
        What waits for an answer first, then newest first.
    """
    if not browser:
        return ()
    sent = [_sent(asset, workspace) for asset in workspace.store.sent_assets(known_again(browser))]
    newest_first = sorted(sent, key=lambda one: one.sent_at, reverse=True)
    return tuple(sorted(newest_first, key=lambda one: one.state is not ReviewState.NEEDS_INFORMATION))


def answer_question(
    asset_id: str, *, browser: str, draft: AssetDraft, words: str, workspace: Workspace, now: dt.datetime
) -> Answered | NotAnswered:
    """Answer what staff asked about a record: in words, by correcting it, or both.

    Staff may have changed the record meanwhile. What they left alone is taken over; the rest is proposed to them, so
    that nobody's work is overwritten.

    Parameters
    ----------
    asset_id
        The record.
    browser
        The cookie of who sent it.
    draft
        The words of who sent it, with what they correct.
    words
        What they answer.
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
        When this browser did not send it, or nothing was asked.
    UserError
        When nothing was answered.
    ConflictError
        When staff saved the record at the same moment.
    """
    stored = workspace.store.find_asset(asset_id)
    if stored is None or not browser or stored.sent_by != known_again(browser):
        raise NotAllowedError("Expected something that was sent from here; found something else. Load the page again.")
    if stored.review_state is not ReviewState.NEEDS_INFORMATION:
        raise NotAllowedError("Expected a question that is still open; found that it is closed. Load the page again.")
    theirs, base = as_draft(stored), _as_sent(asset_id, workspace)
    corrected = replace(draft, protection=base.protection, protection_reason=base.protection_reason)
    if not words.strip() and corrected == base:
        raise UserError("Expected an answer or a correction; found neither. Write a sentence, or correct a field.")
    both = [one.part for one in differences(base, theirs, corrected) if one.usual is None]
    outcome = edited(stored, merged(base, theirs, corrected, {}), workspace, now=now, actor=VISITOR.name)
    if outcome.asset is None:
        return NotAnswered(outcome.problems)
    answered = replace(outcome.asset, review_state=ReviewState.SUBMITTED, review_reason=words.strip())
    event = AuditEvent(at=now, actor=VISITOR.name, action=Action.SENT, reason=words.strip())
    kept = workspace.store.change_asset(answered, event=event)
    if both:
        _propose(kept, corrected, both, workspace, now=now)
    return Answered()


def _propose(
    kept: Asset, corrected: AssetDraft, both: Sequence[str], workspace: Workspace, *, now: dt.datetime
) -> None:
    fields = {field: getattr(corrected, field) for part in both for field in fields_of_part(part)}
    proposal = Proposal(
        proposal_id=uuid.uuid4().hex,
        asset_id=kept.asset_id,
        asset_version=kept.version,
        kind=ProposalKind.UPDATE,
        fields={name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()},
        reason="",
        proposed_by=VISITOR.name,
        proposed_at=now,
    )
    workspace.store.add_proposal(proposal, event=AuditEvent(at=now, actor=VISITOR.name, action=Action.PROPOSED))


def _sent(asset: Asset, workspace: Workspace) -> Sent:
    return Sent(
        asset_id=asset.asset_id,
        draft=_as_sent(asset.asset_id, workspace),
        sent_at=_sender_steps(asset.asset_id, workspace)[-1].event.at,
        state=asset.review_state,
        reason=asset.review_reason,
        is_merged=bool(asset.merged_into),
    )


def _as_sent(asset_id: str, workspace: Workspace) -> AssetDraft:
    """Return the words of who sent a record: as they first sent it, with what they corrected since."""
    first, *later = _sender_steps(asset_id, workspace)
    words = as_draft(first.after)
    for step in later:
        before, after = as_draft(step.before or step.after), as_draft(step.after)
        changed = (field for part in differing(before, after) for field in fields_of_part(part))
        words = replace(words, **{field: getattr(after, field) for field in changed})
    for proposal in workspace.store.proposals(asset_id=asset_id, only_open=False):
        if proposal.proposed_by == VISITOR.name:
            words = replace(words, **draft_words(proposal.fields))
    return words


def _sender_steps(asset_id: str, workspace: Workspace) -> list[KeptVersion]:
    return [one for one in versions_of(workspace.store.history(asset_id)) if one.event.actor == VISITOR.name]
