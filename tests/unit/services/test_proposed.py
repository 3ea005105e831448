"""What an organisation says of its record is taken over field by field, or not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from asset_map.domain.asset import CheckedHow, Status
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.check_link import ORGANISATION
from asset_map.domain.proposal import Decision, Proposal, ProposalKind
from asset_map.domain.protection import Level
from asset_map.errors import ConflictError, NotAllowedError, UserError
from asset_map.services.proposed import ProposedField, accept, proposed_fields
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody
from tests.fixtures.kept_records import LATER, keep

OLD = dt.date(2026, 1, 31)


def _told(workspace: Workspace, kind: ProposalKind = ProposalKind.UPDATE, **fields: object) -> Proposal:
    stored = keep(workspace, phone="1", last_checked=OLD)
    proposal = Proposal(
        proposal_id="p", asset_id=stored.asset_id, asset_version=2, kind=kind, fields=fields, reason="We moved",
        proposed_by=ORGANISATION, proposed_at=NOW,
    )  # fmt: skip
    workspace.store.add_proposal(proposal, event=AuditEvent(at=NOW, actor=ORGANISATION, action=Action.PROPOSED))
    return proposal


def test_old_and_new_stand_side_by_side_with_what_changed_meanwhile(tiny: Workspace) -> None:
    proposal = _told(tiny, phone="2", cost="Free", name="Hall", offers=["meet", "food"], protection="public")
    stored = tiny.store.asset(proposal.asset_id)
    event = AuditEvent(at=LATER, actor="Iain", action=Action.CHANGED)
    tiny.store.change_asset(replace(stored, cost="Free", phone="3"), event=event)
    assert proposed_fields(proposal, tiny) == (
        ProposedField("phone", "1", "3", "2"),
        ProposedField("offers", ("meet",), ("meet",), ("meet", "food")),
    )


def test_what_is_taken_over_counts_as_a_check_on_that_day(tiny: Workspace) -> None:
    proposal = _told(tiny, phone="2", cost="Free")
    kept = accept("p", version=2, workspace=tiny, now=LATER, actor=somebody("Iain"))
    assert (kept.phone, kept.cost, kept.last_checked, kept.checked_how) == (
        "2", "Free", TODAY, CheckedHow.ORGANISATION,
    )  # fmt: skip
    event = tiny.store.history(proposal.asset_id)[-1].event
    assert (event.actor, event.reason) == ("Iain", f"{ORGANISATION}: We moved")
    assert tiny.store.proposal("p").decision is Decision.AGREED
    with pytest.raises(ConflictError):
        accept("p", version=3, workspace=tiny, now=LATER, actor=somebody("Morag"))


def test_single_fields_are_taken_over(tiny: Workspace) -> None:
    _told(tiny, phone="2", cost="Free")
    kept = accept("p", version=2, workspace=tiny, now=LATER, actor=somebody("Iain"), only={"cost"})
    assert (kept.phone, kept.cost) == ("1", "Free")


def test_what_is_gone_is_closed_and_stays_in_the_records(tiny: Workspace) -> None:
    _told(tiny, ProposalKind.GONE)
    kept = accept("p", version=2, workspace=tiny, now=LATER, actor=somebody("Iain"))
    assert (kept.status, kept.name, kept.last_checked) == (Status.CLOSED, "Hall", TODAY)


def test_what_cannot_be_kept_or_was_not_seen_is_not_taken_over(tiny: Workspace) -> None:
    _told(tiny, email="no")
    with pytest.raises(UserError, match="Decline it"):
        accept("p", version=2, workspace=tiny, now=LATER, actor=somebody("Iain"))
    with pytest.raises(ConflictError, match="Compare it again"):
        accept("p", version=1, workspace=tiny, now=LATER, actor=somebody("Iain"))
    assert tiny.store.proposals() != []


@pytest.mark.parametrize("kind", ProposalKind)
def test_no_protection_gets_weaker_on_this_way(tiny: Workspace, kind: ProposalKind) -> None:
    proposal = _told(tiny, kind, protection="public", cost="Free")
    stored = tiny.store.asset(proposal.asset_id)
    event = AuditEvent(at=LATER, actor="Iain", action=Action.RAISED)
    tiny.store.change_asset(replace(stored, protection=Level.PARTNERS), event=event)
    if kind is ProposalKind.LOWER_PROTECTION:
        with pytest.raises(NotAllowedError, match="Agree to that"):
            accept("p", version=3, workspace=tiny, now=LATER, actor=somebody("Iain"))
    else:
        accept("p", version=3, workspace=tiny, now=LATER, actor=somebody("Iain"))
    assert tiny.store.asset(proposal.asset_id).protection is Level.PARTNERS
