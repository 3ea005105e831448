"""What an organisation says about its own record: taking it over, or not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from asset_map.domain.asset import Asset, AssetDraft, CheckedHow, Status
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.check_link import ORGANISATION
from asset_map.domain.dates import local_date
from asset_map.domain.permission import Actor, may_review
from asset_map.domain.proposal import Decision, Proposal, ProposalKind
from asset_map.errors import ConflictError, NotAllowedError, UserError
from asset_map.services.as_draft import as_draft
from asset_map.services.edited import edited
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import of_proposal
from asset_map.services.versions import version_of, versions_of
from asset_map.services.workspace import Workspace


@dataclass(frozen=True)
class ProposedField:
    """One field that an organisation wants to be otherwise.

    Parameters
    ----------
    field
        Its name.
    before, now, proposed
        What stood there when it was proposed, what stands there now, and what is to.
    """

    field: str
    before: str | tuple[str, ...]
    now: str | tuple[str, ...]
    proposed: str | tuple[str, ...]


def proposed_fields(proposal: Proposal, workspace: Workspace) -> tuple[ProposedField, ...]:
    """Return what a proposal would change, with what stands there now.

    Parameters
    ----------
    proposal
        From an organisation.
    workspace
        The area.

    Returns
    -------
    tuple of ProposedField
        Without what stands there already.
    """
    stored = workspace.store.asset(proposal.asset_id)
    versions = versions_of(workspace.store.history(proposal.asset_id))
    now = as_draft(stored)
    seen = version_of(versions, proposal.asset_version)
    before = as_draft(seen) if seen else now
    fields = (
        ProposedField(field, getattr(before, field), getattr(now, field), value)
        for field, value in draft_words(proposal.fields).items()
    )
    return tuple(one for one in fields if one.now != one.proposed)


@asks(may_review, of_proposal)
def accept(
    proposal_id: str,
    *,
    version: int,
    workspace: Workspace,
    now: dt.datetime,
    actor: Actor,
    only: Collection[str] | None = None,
) -> Asset:
    """Take over what an organisation says of its record; it counts as a check on the day that it said so.

    Parameters
    ----------
    proposal_id
        What it says.
    version
        The version of the record that was before who takes it over.
    workspace
        The area.
    now, actor
        When, and who takes it over.
    only
        The fields to take over; None for all.

    Returns
    -------
    Asset
        As it is kept now.

    Raises
    ------
    NotAllowedError
        For a weaker protection, which takes two people.
    UserError
        When the words cannot be kept as they are; decline, and change the record by hand.
    ConflictError
        When it is decided already, or somebody else saved the record meanwhile.
    """
    proposal = workspace.store.proposal(proposal_id)
    if proposal.kind is ProposalKind.LOWER_PROTECTION:
        raise NotAllowedError("Expected what an organisation says; found a weaker protection. Agree to that as such.")
    stored = workspace.store.asset(proposal.asset_id)
    if stored.version != version:
        raise ConflictError(
            f"Expected version {version} of “{stored.name}”; found version {stored.version}, as somebody else saved it "
            f"meanwhile. Nothing was changed. Compare it again."
        )
    wanted = {field: value for field, value in proposal.fields.items() if only is None or field in only}
    draft = replace(as_draft(stored), **_changes(proposal, wanted, stored))
    outcome = edited(stored, draft, workspace, now=now, actor=actor.name)
    if outcome.asset is None:
        problems = " ".join(problem.message for problem in outcome.problems)
        raise UserError(f"{problems} Decline it, and change the record by hand.")
    event = AuditEvent(at=now, actor=actor.name, action=Action.CHANGED, reason=_reason(proposal))
    kept = workspace.store.decide_proposal(proposal_id, Decision.AGREED, reason="", event=event, asset=outcome.asset)
    return kept or outcome.asset


def draft_words(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a proposal that a draft takes; never its protection.

    Parameters
    ----------
    fields
        As the store keeps them.

    Returns
    -------
    dict
        Texts, and tuples of texts, by the names of `asset_map.domain.asset.AssetDraft`.
    """
    known = AssetDraft.__dataclass_fields__.keys() - {"protection"}
    return {
        name: tuple(str(one) for one in value) if isinstance(value, list | tuple) else str(value)
        for name, value in fields.items()
        if name in known
    }


def _changes(proposal: Proposal, wanted: Mapping[str, Any], stored: Asset) -> dict[str, Any]:
    is_gone = proposal.kind is ProposalKind.GONE
    words = {"status": Status.CLOSED.value} if is_gone else draft_words(wanted)
    if proposal.proposed_by != ORGANISATION:  # only who is there every day has checked it
        return words
    said_on = local_date(proposal.proposed_at)
    if stored.last_checked is None or said_on > stored.last_checked:
        words |= {"last_checked": said_on.isoformat(), "checked_how": CheckedHow.ORGANISATION.value}
    return words


def _reason(proposal: Proposal) -> str:
    return f"{proposal.proposed_by}: {proposal.reason}" if proposal.reason else proposal.proposed_by
