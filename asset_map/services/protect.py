"""Protecting a record more at once, or less when two people agree."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

from asset_map.domain.asset import Asset, AssetDraft, without_place
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.permission import Actor, may_record, may_review
from asset_map.domain.postcode import postcode_key, written_postcode
from asset_map.domain.problem import Problem
from asset_map.domain.proposal import Decision, Proposal, ProposalKind, may_agree, same_person
from asset_map.domain.protection import Level
from asset_map.errors import NotAllowedError, SecondPersonError, UserError
from asset_map.services.edited import found_place
from asset_map.services.permitted import asks, permit
from asset_map.services.permitted_places import of_assets, of_proposal, place_of
from asset_map.services.workspace import Workspace


@asks(may_record, of_assets("asset_id"))
def raise_protection(
    asset_id: str, level: Level, *, version: int, reason: str, workspace: Workspace, now: dt.datetime, actor: Actor
) -> Asset:
    """Protect a record more; a record that becomes unmapped loses its place for good.

    Parameters
    ----------
    asset_id, level
        The record, and the stronger protection.
    version
        The version that was before who raises it.
    reason
        Why; may be empty.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    Asset
        As it is kept now.

    Raises
    ------
    NotAllowedError
        When the level is no stronger.
    ConflictError
        When somebody else saved the record meanwhile.
    """
    stored = workspace.store.asset(asset_id)
    if level.strength <= stored.protection.strength:
        raise NotAllowedError(
            f"Expected a stronger protection than “{stored.protection}”; found “{level}”. A weaker one takes a second "
            f"person: propose it."
        )
    raised = replace(
        stored, version=version, protection=level, protection_reason=reason.strip(), protection_set_by=actor.name
    )
    if level is Level.UNMAPPED:
        raised = without_place(raised)
    event = AuditEvent(at=now, actor=actor.name, action=Action.RAISED, reason=reason.strip())
    return workspace.store.change_asset(raised, event=event)


@asks(may_record, of_assets("asset_id"))
def propose_lowering(
    asset_id: str, level: Level, *, reason: str, workspace: Workspace, now: dt.datetime, actor: Actor
) -> Proposal:
    """Propose to protect a record less; nothing changes until a second person agrees.

    Parameters
    ----------
    asset_id, level
        The record, and the weaker protection.
    reason
        Why: the second person decides by it.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    Proposal
        What waits now.

    Raises
    ------
    UserError
        Without a reason.
    NotAllowedError
        When the level is no weaker, or something is proposed already.
    """
    stored = workspace.store.asset(asset_id)
    if not reason.strip():
        raise UserError("Expected a reason for a weaker protection; found none. Say why, for the person who agrees.")
    if level.strength >= stored.protection.strength:
        raise NotAllowedError(
            f"Expected a weaker protection than “{stored.protection}”; found “{level}”. A stronger one needs nobody "
            f"else: raise it."
        )
    proposal = Proposal(
        proposal_id=uuid.uuid4().hex,
        asset_id=asset_id,
        asset_version=stored.version,
        kind=ProposalKind.LOWER_PROTECTION,
        fields={"protection": level.value},
        reason=reason.strip(),
        proposed_by=actor.name,
        proposed_at=now,
    )
    event = AuditEvent(at=now, actor=actor.name, action=Action.PROPOSED, reason=reason.strip())
    workspace.store.add_proposal(proposal, event=event)
    return proposal


def open_lowering(asset_id: str, workspace: Workspace) -> Proposal | None:
    """Return the weaker protection that waits for a second person.

    Parameters
    ----------
    asset_id
        The record.
    workspace
        The area.

    Returns
    -------
    Proposal or None
        None when nothing waits.
    """
    waiting = workspace.store.proposals(asset_id=asset_id)
    return next((one for one in waiting if one.kind is ProposalKind.LOWER_PROTECTION), None)


def needs_place(asset: Asset, workspace: Workspace) -> bool:
    """Return whether a record needs a new place before it can be protected less.

    Parameters
    ----------
    asset
        As it is kept.
    workspace
        The area.

    Returns
    -------
    bool
        True for what is unmapped, of which no place is kept; not for what is never on a map.
    """
    kind = workspace.classification.kinds.get(asset.kind)
    return asset.protection is Level.UNMAPPED and bool(kind and kind.placements)


@asks(may_review, of_proposal)
def agree(
    proposal_id: str,
    *,
    version: int,
    workspace: Workspace,
    now: dt.datetime,
    actor: Actor,
    place: AssetDraft | None = None,
) -> Asset:
    """Agree, as the second person, to protect a record less.

    Parameters
    ----------
    proposal_id
        What was proposed.
    version
        The version of the record that was before who agrees.
    workspace
        The area.
    now, actor
        When, and who agrees.
    place
        Where it is, for what is unmapped: no place is kept of it, not even in a proposal.

    Returns
    -------
    Asset
        As it is kept now.

    Raises
    ------
    SecondPersonError
        When who proposed it agrees.
    NotAllowedError
        When the record is protected less already.
    ConflictError
        When the proposal is decided already, or somebody else saved the record meanwhile.
    UserError
        When a place is needed and not given.
    """
    proposal = workspace.store.proposal(proposal_id)
    if not may_agree(proposal, actor.name):
        raise SecondPersonError(
            f"Expected somebody other than {proposal.proposed_by}, who proposed it, to agree; found {actor.name}. "
            f"Ask a second person to open this record."
        )
    stored = workspace.store.asset(proposal.asset_id)
    level = Level(proposal.fields["protection"])
    if level.strength >= stored.protection.strength:
        raise NotAllowedError(
            f"Expected a record that is protected more than “{level}”; found “{stored.protection}”. There is nothing "
            f"left to agree to: decline the proposal."
        )
    lowered = replace(
        _placed(stored, place, workspace),
        version=version,
        protection=level,
        protection_reason=proposal.reason,
        protection_set_by=f"{proposal.proposed_by}, {actor.name}",
    )
    permit(may_review, actor, place_of(lowered, workspace))
    event = AuditEvent(
        at=now, actor=proposal.proposed_by, action=Action.LOWERED, reason=proposal.reason, second_actor=actor.name
    )
    kept = workspace.store.decide_proposal(proposal_id, Decision.AGREED, reason="", event=event, asset=lowered)
    return kept or lowered


@asks(may_review, of_proposal)
def decline(proposal_id: str, *, reason: str, workspace: Workspace, now: dt.datetime, actor: Actor) -> None:
    """Turn a proposal down.

    Parameters
    ----------
    proposal_id
        What was proposed.
    reason
        Why.
    workspace
        The area.
    now, actor
        When, and who.

    Raises
    ------
    UserError
        Without a reason.
    ConflictError
        When it is decided already.
    """
    if not reason.strip():
        raise UserError("Expected a reason, because somebody waits for the answer; found none. Write a sentence.")
    event = AuditEvent(at=now, actor=actor.name, action=Action.DECIDED, reason=reason.strip())
    workspace.store.decide_proposal(proposal_id, Decision.REFUSED, reason=reason.strip(), event=event)


@asks(may_record, of_proposal)
def withdraw(proposal_id: str, *, workspace: Workspace, now: dt.datetime, actor: Actor) -> None:
    """Take one's own proposal back, which takes no reviewer.

    Parameters
    ----------
    proposal_id
        What was proposed.
    workspace
        The area.
    now, actor
        When, and who.

    Raises
    ------
    NotAllowedError
        When somebody else proposed it.
    ConflictError
        When it is decided already.
    """
    proposal = workspace.store.proposal(proposal_id)
    if not same_person(proposal.proposed_by, actor.name):
        raise NotAllowedError(
            f"Expected {proposal.proposed_by}, who proposed it, to take it back; found {actor.name}. Decline it "
            "instead."
        )
    event = AuditEvent(at=now, actor=actor.name, action=Action.DECIDED)
    workspace.store.decide_proposal(proposal_id, Decision.WITHDRAWN, reason="", event=event)


def _placed(stored: Asset, place: AssetDraft | None, workspace: Workspace) -> Asset:
    if not needs_place(stored, workspace):
        return stored
    if place is None:
        raise UserError("Expected a place, because none is kept of what is unmapped; found none. Say where it is.")
    where = found_place(replace(place, kind=stored.kind), workspace)
    if isinstance(where, Problem):
        raise UserError(where.message)
    key = postcode_key(place.postcode)
    return replace(
        stored,
        geometry_bng=where.geometry_bng,
        precision=where.precision,
        located_by=where.located_by,
        zones={workspace.geography.system.id: where.zone_code} if where.zone_code else {},
        address=place.address.strip(),
        postcode=written_postcode(key) if key else "",
    )
