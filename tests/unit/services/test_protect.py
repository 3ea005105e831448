"""Anybody raises a protection; nobody lowers one alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from asset_map.domain.asset import AssetDraft, Precision
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.permission import Role
from asset_map.domain.proposal import Decision, Proposal
from asset_map.domain.protection import Level
from asset_map.errors import ConflictError, NoRightError, NotAllowedError, SecondPersonError, UserError
from asset_map.services.protect import (
    agree,
    decline,
    needs_place,
    open_lowering,
    propose_lowering,
    raise_protection,
    withdraw,
)
from asset_map.services.workspace import Workspace
from tests.fixtures.actors import holding, somebody
from tests.fixtures.kept_records import HALL, LATER, keep
from tests.fixtures.tiny_town.town import SOUTH_M, WEST_M


def test_anybody_raises_with_or_without_a_reason(tiny: Workspace) -> None:
    stored = keep(tiny)
    raised = raise_protection(
        stored.asset_id, Level.PARTNERS, version=1, reason=" A home ", workspace=tiny, now=LATER, actor=somebody("Iain")
    )
    assert (raised.protection, raised.protection_reason, raised.protection_set_by) == (Level.PARTNERS, "A home", "Iain")
    assert raised.geometry_bng == stored.geometry_bng
    assert tiny.store.history(stored.asset_id)[-1].event.action is Action.RAISED
    for level in (Level.PARTNERS, Level.PUBLIC):
        with pytest.raises(NotAllowedError, match="second person"):
            raise_protection(
                stored.asset_id, level, version=2, reason="", workspace=tiny, now=LATER, actor=somebody("Iain")
            )
    assert tiny.store.asset(stored.asset_id) == raised


def test_raising_to_unmapped_forgets_the_place_everywhere(tiny: Workspace) -> None:
    stored = keep(tiny)
    raised = raise_protection(
        stored.asset_id, Level.UNMAPPED, version=1, reason="", workspace=tiny, now=LATER, actor=somebody("Iain")
    )
    assert (raised.geometry_bng, raised.postcode, raised.zones, raised.precision) == (None, "", {}, Precision.NONE)
    assert "ZZ1" not in repr(tiny.store.history(stored.asset_id))


def _proposed(workspace: Workspace, level: Level = Level.PUBLIC, now: Level = Level.PARTNERS) -> tuple[str, str]:
    stored = keep(workspace)
    raise_protection(
        stored.asset_id, now, version=1, reason="", workspace=workspace, now=LATER, actor=somebody("Morag")
    )
    proposal = propose_lowering(
        stored.asset_id, level, reason="The organiser agreed", workspace=workspace, now=LATER, actor=somebody("Morag")
    )
    return stored.asset_id, proposal.proposal_id


@pytest.mark.parametrize("name", ["Morag", "morag", " Morag  ", "MORAG", "", "  "])
def test_one_person_alone_cannot_lower(tiny: Workspace, name: str) -> None:
    asset_id, proposal_id = _proposed(tiny)
    assert tiny.store.asset(asset_id).protection is Level.PARTNERS
    with pytest.raises(SecondPersonError, match="somebody other than Morag"):
        agree(proposal_id, version=2, workspace=tiny, now=LATER, actor=somebody(name))
    assert tiny.store.asset(asset_id).protection is Level.PARTNERS
    assert open_lowering(asset_id, tiny) is not None


def test_two_people_lower_with_a_reason_and_the_history_names_both(tiny: Workspace) -> None:
    asset_id, proposal_id = _proposed(tiny)
    lowered = agree(proposal_id, version=2, workspace=tiny, now=LATER, actor=somebody("Iain"))
    assert lowered == tiny.store.asset(asset_id)
    assert (lowered.protection, lowered.protection_reason) == (Level.PUBLIC, "The organiser agreed")
    assert lowered.protection_set_by == "Morag, Iain"
    event = tiny.store.history(asset_id)[-1].event
    assert (event.actor, event.second_actor, event.action) == ("Morag", "Iain", Action.LOWERED)
    assert event.reason == "The organiser agreed"
    assert open_lowering(asset_id, tiny) is None
    with pytest.raises(NotAllowedError, match="nothing left"):
        agree(proposal_id, version=3, workspace=tiny, now=LATER, actor=somebody("Iain"))


def test_a_proposal_needs_a_reason_a_weaker_level_and_no_other_proposal(tiny: Workspace) -> None:
    asset_id, _ = _proposed(tiny, Level.AREA)

    def propose(level: Level, reason: str = "Why not") -> None:
        propose_lowering(asset_id, level, reason=reason, workspace=tiny, now=LATER, actor=somebody("Iain"))

    with pytest.raises(UserError, match="reason"):
        propose(Level.AREA, " ")
    with pytest.raises(NotAllowedError, match="raise it"):
        propose(Level.UNMAPPED)
    with pytest.raises(NotAllowedError, match="Morag proposed"):
        propose(Level.PUBLIC)


def test_who_agrees_agrees_to_what_was_before_them(tiny: Workspace) -> None:
    asset_id, proposal_id = _proposed(tiny)
    raise_protection(
        asset_id, Level.UNMAPPED, version=2, reason="In danger", workspace=tiny, now=LATER, actor=somebody("Isa")
    )
    with pytest.raises(ConflictError):
        agree(proposal_id, version=2, workspace=tiny, now=LATER, actor=somebody("Iain"), place=HALL)
    assert tiny.store.asset(asset_id).protection is Level.UNMAPPED
    assert open_lowering(asset_id, tiny) is not None


def test_what_was_unmapped_needs_a_new_place(tiny: Workspace) -> None:
    asset_id, proposal_id = _proposed(tiny, Level.AREA, Level.UNMAPPED)
    assert needs_place(tiny.store.asset(asset_id), tiny)
    for place, message in ((None, "Say where it is"), (AssetDraft(postcode="ZZ9 9ZZ"), "ZZ9 9ZZ")):
        with pytest.raises(UserError, match=message):
            agree(proposal_id, version=2, workspace=tiny, now=LATER, actor=somebody("Iain"), place=place)
    place = AssetDraft(postcode="zz11ab", address=" 2 Fable Street ")
    lowered = agree(proposal_id, version=2, workspace=tiny, now=LATER, actor=somebody("Iain"), place=place)
    assert lowered.geometry_bng == shapely.to_wkb(shapely.Point(WEST_M + 1500, SOUTH_M + 1500))
    assert (lowered.zones, lowered.postcode, lowered.address) == ({"demo": "DEMO0005"}, "ZZ1 1AB", "2 Fable Street")
    assert (lowered.protection, lowered.precision) == (Level.AREA, Precision.STREET)


def test_a_person_is_never_placed_even_when_two_agree(tiny: Workspace) -> None:
    stored = keep(tiny, replace(HALL, kind="person", name="Knows how to knit", postcode=""))
    assert stored.protection is Level.UNMAPPED
    proposal = propose_lowering(
        stored.asset_id, Level.PARTNERS, reason="Agreed", workspace=tiny, now=LATER, actor=somebody("Morag")
    )
    lowered = agree(proposal.proposal_id, version=1, workspace=tiny, now=LATER, actor=somebody("Iain"), place=HALL)
    assert (lowered.protection, lowered.geometry_bng, lowered.postcode) == (Level.PARTNERS, None, "")


def test_who_may_review_in_one_area_agrees_to_no_place_in_another(tiny: Workspace) -> None:
    _asset_id, proposal_id = _proposed(tiny, Level.AREA, Level.UNMAPPED)
    place = AssetDraft(postcode="ZZ1 1AB")  # in DEMO0005
    elsewhere = holding(Role.REVIEWER, zones=frozenset({"DEMO0001"}), sees=True)
    with pytest.raises(NoRightError, match="here"):
        agree(proposal_id, version=2, workspace=tiny, now=LATER, actor=elsewhere, place=place)
    there = holding(Role.REVIEWER, zones=frozenset({"DEMO0005"}), sees=True)
    assert agree(proposal_id, version=2, workspace=tiny, now=LATER, actor=there, place=place).protection is Level.AREA


def test_two_who_propose_at_once_leave_one_proposal(tiny: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, write = keep(tiny, protection=Level.PARTNERS), tiny.store.add_proposal

    def after_the_other(proposal: Proposal, *, event: AuditEvent) -> None:
        monkeypatch.undo()
        propose_lowering(kept.asset_id, Level.AREA, reason="Asked", workspace=tiny, now=LATER, actor=somebody("Morag"))
        write(proposal, event=event)

    monkeypatch.setattr(tiny.store, "add_proposal", after_the_other)
    with pytest.raises(NotAllowedError, match="what Morag proposed"):
        propose_lowering(kept.asset_id, Level.PUBLIC, reason="Fine", workspace=tiny, now=LATER, actor=somebody("Iain"))
    assert [one.proposed_by for one in tiny.store.proposals()] == ["Morag"]


def test_a_proposal_is_turned_down_with_a_reason_or_taken_back_without(tiny: Workspace) -> None:
    asset_id, proposal_id = _proposed(tiny)
    with pytest.raises(UserError, match="reason"):
        decline(proposal_id, reason=" ", workspace=tiny, now=LATER, actor=somebody("Iain"))
    decline(proposal_id, reason="Too early", workspace=tiny, now=LATER, actor=somebody("Iain"))
    declined = tiny.store.proposal(proposal_id)
    assert (declined.decided_by, declined.decision_reason, declined.decided_at) == ("Iain", "Too early", LATER)
    with pytest.raises(ConflictError, match="Iain has decided"):
        agree(proposal_id, version=2, workspace=tiny, now=LATER, actor=somebody("Isa"))
    own = propose_lowering(asset_id, Level.AREA, reason="Again", workspace=tiny, now=LATER, actor=somebody("Morag"))
    with pytest.raises(NotAllowedError, match="found Iain"):
        withdraw(own.proposal_id, workspace=tiny, now=LATER, actor=somebody("Iain"))
    connector = holding(Role.CONNECTOR, name=" morag", sees=True)
    withdraw(own.proposal_id, workspace=tiny, now=LATER, actor=connector)
    assert tiny.store.proposal(own.proposal_id).decision is Decision.WITHDRAWN
    assert tiny.store.asset(asset_id).protection is Level.PARTNERS
