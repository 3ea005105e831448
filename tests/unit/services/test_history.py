"""Everything that happened to a record is told, can be taken back, and an older version brings back every field."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from asset_map.domain.asset import Asset, ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.links import Relation
from asset_map.domain.permission import Role
from asset_map.domain.protection import Audience, Level
from asset_map.errors import ConflictError, NoRightError, NotAllowedError
from asset_map.services.as_draft import as_draft
from asset_map.services.change import Changed, change
from asset_map.services.history import Restored, history, restore, undo, undoable
from asset_map.services.links import link
from asset_map.services.protect import agree, open_lowering, propose_lowering, raise_protection
from asset_map.services.review import archive, decide
from asset_map.services.workspace import Workspace
from tests.conftest import NOW
from tests.fixtures.actors import holding, somebody
from tests.fixtures.kept_records import CHANGED_EVERYWHERE, FULL, HALL, LATER, keep

CHANGING = AuditEvent(at=LATER, actor="Iain", action=Action.CHANGED, reason="All wrong")


def _restore(workspace: Workspace, asset: Asset, to_version: int) -> Restored:
    return restore(
        asset.asset_id, to_version=to_version, version=asset.version, workspace=workspace, now=LATER,
        actor=somebody("Morag"), reason="It was right",
    )  # fmt: skip


def _undo(workspace: Workspace, asset_id: str) -> Restored:
    version = workspace.store.asset(asset_id).version
    return undo(asset_id, version=version, workspace=workspace, now=LATER, actor=somebody("Morag"))


def test_restoring_brings_back_every_field(tiny: Workspace) -> None:
    tiny.store.add_asset(FULL, event=AuditEvent(at=NOW, actor="Morag", action=Action.RECORDED))
    changed = tiny.store.change_asset(replace(FULL, **CHANGED_EVERYWHERE), event=CHANGING)
    alike = {f.name for f in fields(Asset) if getattr(changed, f.name) == getattr(FULL, f.name)}
    assert alike == {"asset_id", "protection", "merged_into"}
    restored = _restore(tiny, changed, 1)
    assert restored == Restored(
        replace(FULL, version=3), None, False, False, is_consent_gone=False, is_decision_left=False
    )
    assert tiny.store.asset("full") == replace(FULL, version=3)
    event = tiny.store.history("full")[-1].event
    assert (event.action, event.actor, event.reason) == (Action.RESTORED, "Morag", "It was right")
    again = _restore(tiny, restored.asset, 2)
    assert again.asset == replace(changed, version=4)


def test_restoring_a_weaker_protection_brings_back_all_else_and_proposes_it(tiny: Workspace) -> None:
    tiny.store.add_asset(FULL, event=AuditEvent(at=NOW, actor="Morag", action=Action.RECORDED))
    raised = {"protection": Level.PARTNERS, "protection_reason": "A home", "protection_set_by": "Iain"}
    changed = tiny.store.change_asset(replace(FULL, **CHANGED_EVERYWHERE | raised), event=CHANGING)
    restored = _restore(tiny, changed, 1)
    assert restored.asset == replace(FULL, **raised, version=3)
    waiting = open_lowering("full", tiny)
    assert waiting == restored.proposal
    assert waiting is not None
    assert (waiting.fields["protection"], waiting.proposed_by, waiting.reason) == ("area", "Morag", "It was right")
    again = _restore(tiny, restored.asset, 1)
    assert again.is_lowering_left
    assert (
        agree(waiting.proposal_id, version=4, workspace=tiny, now=LATER, actor=somebody("Iain")).protection
        is Level.AREA
    )


def test_the_place_of_what_became_unmapped_does_not_come_back(tiny: Workspace) -> None:
    stored = keep(tiny)
    raised = raise_protection(
        stored.asset_id, Level.UNMAPPED, version=1, reason="", workspace=tiny, now=LATER, actor=somebody("Iain")
    )
    restored = _restore(tiny, raised, 1)
    assert restored.is_place_gone
    assert (restored.asset.geometry_bng, restored.asset.postcode, restored.asset.protection) == (
        None, "", Level.UNMAPPED,
    )  # fmt: skip
    assert restored.proposal is not None


def test_zones_of_today_are_found_anew(tiny: Workspace) -> None:
    stored = keep(tiny)
    event = AuditEvent(at=LATER, actor="asset-map", action=Action.CHANGED)
    moved = change(
        stored.asset_id, version=1, draft=replace(as_draft(stored), postcode="ZZ1 1AB"), workspace=tiny, now=LATER,
        actor=somebody("Iain"),
    )  # fmt: skip
    assert isinstance(moved, Changed)
    tiny.store.replace_zones("demo", {stored.asset_id: "DEMO0009"}, event=event)
    restored = _restore(tiny, tiny.store.asset(stored.asset_id), 1)
    assert restored.asset.zones == {"demo": "DEMO0001"}
    steps = history(stored.asset_id, tiny, audience=Audience.STAFF)
    assert [step.version for step in steps] == [4, 3, 2, 1]
    assert [one.field for one in steps[1].changes] == ["zones"]
    assert steps[0].moved_m == steps[2].moved_m == pytest.approx(2**0.5 * 1000)


def test_an_unknown_version_and_a_stale_screen_are_refused(tiny: Workspace) -> None:
    stored = keep(tiny, phone="1")
    with pytest.raises(NotAllowedError, match="number 7"):
        _restore(tiny, stored, 7)
    with pytest.raises(ConflictError):
        _restore(tiny, replace(stored, version=1), 1)
    with pytest.raises(ConflictError):
        undo(stored.asset_id, version=1, workspace=tiny, now=LATER, actor=somebody("Morag"))
    assert tiny.store.asset(stored.asset_id) == stored


def test_the_history_tells_who_did_what_when_and_why(tiny: Workspace) -> None:
    stored = keep(tiny)
    draft = replace(as_draft(stored), name="Town hall", cost="Free")
    change(
        stored.asset_id, version=1, draft=draft, workspace=tiny, now=LATER, actor=somebody("Iain"), reason="New sign"
    )
    raise_protection(
        stored.asset_id, Level.AREA, version=2, reason="Asked", workspace=tiny, now=LATER, actor=somebody("Iain")
    )
    proposal = propose_lowering(
        stored.asset_id, Level.PUBLIC, reason="Fine", workspace=tiny, now=LATER, actor=somebody("Morag")
    )
    agree(proposal.proposal_id, version=3, workspace=tiny, now=LATER, actor=somebody("Iain"))
    lowered, raised, changed, recorded = history(stored.asset_id, tiny, audience=Audience.STAFF)
    assert [(one.field, one.before, one.after) for one in changed.changes] == [
        ("name", "Hall", "Town hall"),
        ("cost", "", "Free"),
    ]
    assert (changed.event.actor, changed.event.at, changed.event.reason) == ("Iain", LATER, "New sign")
    assert {one.field for one in raised.changes} == {"protection", "protection_reason", "protection_set_by"}
    assert (lowered.event.actor, lowered.event.second_actor) == ("Morag", "Iain")
    assert (recorded.changes, recorded.version, recorded.moved_m) == ((), 1, None)


def test_the_last_change_is_taken_back_and_brought_back(tiny: Workspace) -> None:
    stored = keep(tiny, name="Town hall")
    assert undoable(stored.asset_id, tiny, audience=Audience.STAFF).version == 2
    undone = _undo(tiny, stored.asset_id)
    assert undone.asset == replace(stored, name="Hall", version=3)
    event = tiny.store.history(stored.asset_id)[-1].event
    assert (event.action, event.reason) == (Action.UNDONE, "Took back what Morag did (changed)")
    assert _undo(tiny, stored.asset_id).asset == replace(stored, version=4)


def test_a_decision_is_taken_back(tiny: Workspace) -> None:
    stored = keep(tiny, review_state=ReviewState.SUBMITTED)
    decide(
        stored.asset_id, version=2, state=ReviewState.NOT_PUBLISHED, reason="A twin", workspace=tiny, now=LATER,
        actor=somebody("Iain"),
    )  # fmt: skip
    undone = _undo(tiny, stored.asset_id)
    assert undone.asset == replace(stored, version=4)


def test_taking_back_a_stronger_protection_takes_a_second_person(tiny: Workspace) -> None:
    stored = keep(tiny)
    raise_protection(
        stored.asset_id, Level.PARTNERS, version=1, reason="", workspace=tiny, now=LATER, actor=somebody("Iain")
    )
    undone = _undo(tiny, stored.asset_id)
    assert undone.asset.protection is Level.PARTNERS
    assert undone.proposal is not None
    assert (undone.proposal.fields["protection"], undone.proposal.proposed_by) == ("public", "Morag")


def test_a_weaker_protection_is_taken_back_by_one(tiny: Workspace) -> None:
    stored = keep(tiny, protection=Level.AREA)
    proposal = propose_lowering(
        stored.asset_id, Level.PUBLIC, reason="Fine", workspace=tiny, now=LATER, actor=somebody("Morag")
    )
    agree(proposal.proposal_id, version=2, workspace=tiny, now=LATER, actor=somebody("Iain"))
    assert _undo(tiny, stored.asset_id).asset == replace(stored, version=4)


@pytest.mark.parametrize("action", [Action.MERGED, Action.UNMERGED])
def test_what_is_undone_elsewhere_is_not_undone_here(tiny: Workspace, action: Action) -> None:
    stored = keep(tiny)
    assert undoable(stored.asset_id, tiny, audience=Audience.STAFF) is None
    with pytest.raises(NotAllowedError, match="found none"):
        _undo(tiny, stored.asset_id)
    merged = replace(stored, merged_into="another", review_state=ReviewState.ARCHIVED)
    tiny.store.change_asset(merged, event=replace(CHANGING, action=action))
    assert undoable(stored.asset_id, tiny, audience=Audience.STAFF) is None
    with pytest.raises(NotAllowedError):
        _undo(tiny, stored.asset_id)


def _not_published(workspace: Workspace) -> Asset:
    stored = keep(workspace, cost="Free")
    return decide(
        stored.asset_id, version=2, state=ReviewState.NOT_PUBLISHED, reason="Not safe", workspace=workspace, now=LATER,
        actor=somebody("Iain"),
    )  # fmt: skip


def test_what_reviewers_decided_is_not_undone_by_who_may_not_review(tiny: Workspace) -> None:
    decided, connector = _not_published(tiny), holding(Role.CONNECTOR, name="Morag")
    with pytest.raises(NoRightError, match="review"):
        undo(decided.asset_id, version=3, workspace=tiny, now=LATER, actor=connector)
    brought = restore(decided.asset_id, to_version=1, version=3, workspace=tiny, now=LATER, actor=connector)
    assert brought.is_decision_left
    assert (brought.asset.cost, brought.asset.review_state) == ("", ReviewState.NOT_PUBLISHED)
    assert brought.asset.review_reason == "Not safe"
    reviewer = holding(Role.REVIEWER, name="Effie")
    brought = restore(decided.asset_id, to_version=1, version=4, workspace=tiny, now=LATER, actor=reviewer)
    assert (brought.is_decision_left, brought.asset.review_state) == (False, ReviewState.PUBLISHED)


def test_whoever_put_a_record_away_takes_that_back(tiny: Workspace) -> None:
    stored, connector = keep(tiny), holding(Role.CONNECTOR, name="Morag")
    archive(stored.asset_id, version=1, reason="Gone", workspace=tiny, now=LATER, actor=connector)
    with pytest.raises(NoRightError):
        undo(stored.asset_id, version=2, workspace=tiny, now=LATER, actor=replace(connector, name="Effie"))
    undone = undo(stored.asset_id, version=2, workspace=tiny, now=LATER, actor=connector)
    assert undone.asset.review_state is ReviewState.PUBLISHED


def test_a_version_is_not_brought_back_to_where_one_may_not_record(tiny: Workspace) -> None:
    stored = keep(tiny)
    draft = replace(as_draft(stored), postcode="ZZ1 1AB")  # from DEMO0001 to DEMO0005
    change(stored.asset_id, version=1, draft=draft, workspace=tiny, now=LATER, actor=somebody("Iain"))
    here = holding(Role.CONNECTOR, zones=frozenset({"DEMO0005"}))
    with pytest.raises(NoRightError, match="here"):
        restore(stored.asset_id, to_version=1, version=2, workspace=tiny, now=LATER, actor=here)
    with pytest.raises(NoRightError, match="here"):
        undo(stored.asset_id, version=2, workspace=tiny, now=LATER, actor=here)


def test_the_team_read_nothing_of_when_a_record_was_protected(tiny: Workspace) -> None:
    stored = keep(tiny, protection=Level.PARTNERS, address="7 Hidden Street")
    proposal = propose_lowering(
        stored.asset_id, Level.PUBLIC, reason="Moved", workspace=tiny, now=LATER, actor=somebody("Morag")
    )
    lowered = agree(proposal.proposal_id, version=2, workspace=tiny, now=LATER, actor=somebody("Iain"))
    assert history(stored.asset_id, tiny, audience=Audience.TEAM) == ()
    assert undoable(stored.asset_id, tiny, audience=Audience.TEAM) is None
    with pytest.raises(NoRightError, match="protected"):
        restore(
            stored.asset_id, to_version=2, version=lowered.version, workspace=tiny, now=LATER,
            actor=holding(Role.CONNECTOR),
        )  # fmt: skip
    draft = replace(as_draft(lowered), cost="Free")
    change(stored.asset_id, version=lowered.version, draft=draft, workspace=tiny, now=LATER, actor=somebody("Iain"))
    (step,) = history(stored.asset_id, tiny, audience=Audience.TEAM)
    assert [one.field for one in step.changes] == ["cost"]


def test_the_history_of_a_public_record_names_no_protected_one_to_the_team(tiny: Workspace) -> None:
    hall, refuge = keep(tiny), keep(tiny, replace(HALL, name="Safe house"), protection=Level.PARTNERS)
    link(hall.asset_id, Relation.REFERS_TO, refuge.asset_id, tiny, now=LATER, actor=somebody("Iain"))
    for audience, is_named in ((Audience.STAFF, True), (Audience.TEAM, False)):
        linked = history(hall.asset_id, tiny, audience=audience)[0]
        assert linked.event.action is Action.LINKED
        assert ("Safe house" in repr(linked)) is is_named
