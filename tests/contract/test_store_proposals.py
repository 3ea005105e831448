"""What waits for somebody's yes is kept, decided once, and never by one person where two are needed."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.proposal import Decision, Proposal, ProposalKind
from asset_map.domain.protection import Level
from asset_map.errors import ConflictError, SecondPersonError, StoreError
from asset_map.store import Store
from asset_map.store.forgetting import edit_form
from asset_map.store.schema import audit_events
from tests.contract.store_records import CHANGING, FULL_ASSET, MORNING, RECORDING, plain_asset

LATER = MORNING + dt.timedelta(hours=2)
PROPOSING = AuditEvent(at=MORNING, actor="Morag", action=Action.PROPOSED, reason="They asked")
AGREEING = AuditEvent(at=LATER, actor="Morag", action=Action.LOWERED, reason="They asked", second_actor="Iain")
REFUSING = AuditEvent(at=LATER, actor="Iain", action=Action.DECIDED, reason="Not yet")
LOWERING = Proposal(
    proposal_id="p1",
    asset_id="a",
    asset_version=1,
    kind=ProposalKind.LOWER_PROTECTION,
    fields={"protection": "public"},
    reason="They asked",
    proposed_by="Morag",
    proposed_at=MORNING,
)
PROTECTED = plain_asset("a", protection=Level.PARTNERS)
LOWERED = replace(PROTECTED, protection=Level.PUBLIC)


@pytest.fixture
def with_asset(store: Store) -> Store:
    """Return a store with one protected asset."""
    store.add_asset(PROTECTED, event=RECORDING)
    return store


def test_a_proposal_comes_back_as_it_was(with_asset: Store) -> None:
    store = with_asset
    update = replace(
        LOWERING,
        proposal_id="p2",
        kind=ProposalKind.UPDATE,
        fields={"phone": "0141 000 0000", "offers": ["meet", "food"], "address": "1 Ġreen “Lane”"},
        proposed_at=LATER,
    )
    version = store.version()
    for proposal in (update, LOWERING):
        store.add_proposal(proposal, event=PROPOSING)
    assert store.version() == version + 2
    assert store.proposals() == [LOWERING, update]
    assert store.proposals(asset_id="a") == [LOWERING, update]
    assert store.proposals(asset_id="other") == []
    assert store.proposal("p2") == update
    with pytest.raises(StoreError, match="“ghost”"):
        store.proposal("ghost")
    assert store.asset("a") == PROTECTED


def test_agreeing_changes_the_record_and_the_proposal_at_once(with_asset: Store, tables: Engine) -> None:
    store = with_asset
    store.add_proposal(LOWERING, event=PROPOSING)
    kept = store.decide_proposal("p1", Decision.AGREED, reason="Fine", event=AGREEING, asset=LOWERED)
    assert kept == replace(LOWERED, version=2) == store.asset("a")
    decided = store.proposal("p1")
    assert (decided.decision, decided.decided_by, decided.decided_at) == (Decision.AGREED, "Iain", LATER)
    assert decided.decision_reason == "Fine"
    assert store.proposals() == []
    assert store.proposals(only_open=False) == [decided]
    assert store.history("a")[-1].event == AGREEING
    with tables.connect() as connection:
        asked = select(audit_events).where(audit_events.c.subject_kind == "proposal").order_by(audit_events.c.event_id)
        proposed, agreed = connection.execute(asked).all()
    assert (proposed.action, proposed.before, proposed.after["decision"]) == ("proposed", None, "")
    assert (agreed.before["decision"], agreed.after["decision"]) == ("", "agreed")
    assert agreed.second_actor == "Iain"


@pytest.mark.parametrize(
    ("actor", "second"),
    [("Morag", ""), ("Morag", "Morag"), ("Morag", " mORAG "), ("Iain", ""), ("Iain", "Isa"), ("Iain", "Morag")],
)
def test_nobody_lowers_alone_and_the_second_is_not_who_proposed(with_asset: Store, actor: str, second: str) -> None:
    store = with_asset
    store.add_proposal(LOWERING, event=PROPOSING)
    event = replace(AGREEING, actor=actor, second_actor=second)
    with pytest.raises(SecondPersonError, match="second person"):
        store.decide_proposal("p1", Decision.AGREED, reason="", event=event, asset=LOWERED)
    assert store.asset("a") == PROTECTED
    assert store.proposals() == [LOWERING]


def test_an_update_cannot_lower_on_the_way(with_asset: Store) -> None:
    store = with_asset
    store.add_proposal(replace(LOWERING, kind=ProposalKind.UPDATE, fields={"phone": "1"}), event=PROPOSING)
    one = AuditEvent(at=LATER, actor="Iain", action=Action.CHANGED)
    with pytest.raises(SecondPersonError):
        store.decide_proposal("p1", Decision.AGREED, reason="", event=one, asset=LOWERED)
    assert store.proposals() != []
    changed = replace(PROTECTED, phone="1")
    assert store.decide_proposal("p1", Decision.AGREED, reason="", event=one, asset=changed) == replace(
        changed, version=2
    )


def test_a_proposal_is_decided_once(with_asset: Store) -> None:
    store = with_asset
    store.add_proposal(LOWERING, event=PROPOSING)
    assert store.decide_proposal("p1", Decision.REFUSED, reason="Not yet", event=REFUSING) is None
    with pytest.raises(ConflictError, match="Iain has decided"):
        store.decide_proposal("p1", Decision.AGREED, reason="", event=AGREEING, asset=LOWERED)
    assert store.asset("a") == PROTECTED


def test_two_who_agree_at_once_lower_it_once(with_asset: Store) -> None:
    store = with_asset
    store.add_proposal(LOWERING, event=PROPOSING)

    def agree(who: str) -> bool:
        try:
            event = replace(AGREEING, second_actor=who)
            store.decide_proposal("p1", Decision.AGREED, reason="", event=event, asset=LOWERED)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(agree, ["Iain", "Isa", "Ewan", "Effie"])) == [False, False, False, True]
    assert len(store.history("a")) == 2


def test_a_record_changed_meanwhile_leaves_the_proposal_open(with_asset: Store) -> None:
    store = with_asset
    store.add_proposal(LOWERING, event=PROPOSING)
    store.change_asset(replace(PROTECTED, name="New"), event=CHANGING)
    with pytest.raises(ConflictError):
        store.decide_proposal("p1", Decision.AGREED, reason="", event=AGREEING, asset=LOWERED)
    assert store.proposals() == [LOWERING]


def test_text_that_cannot_be_stored_is_refused(with_asset: Store) -> None:
    store = with_asset
    for bad in (replace(LOWERING, reason="\x00"), replace(LOWERING, fields={"offers": ["\ud83c"]})):
        with pytest.raises(StoreError, match="the proposal"):
            store.add_proposal(bad, event=PROPOSING)
    store.add_proposal(LOWERING, event=PROPOSING)
    with pytest.raises(StoreError, match="“decision_reason”"):
        store.decide_proposal("p1", Decision.REFUSED, reason="\x00", event=REFUSING)
    assert store.proposals() == [LOWERING]


def test_what_becomes_unmapped_leaves_its_place_in_no_proposal_and_no_half_typed_change(
    store: Store, tables: Engine
) -> None:
    store.add_assets([FULL_ASSET, plain_asset("other")], event=RECORDING)
    places = {"address": "1 Marker Lane", "postcode": "G20 8TH", "latitude": "55.9", "shape": "{}", "uprn": "12"}
    words = {"phone": "0141", "name": "Café"}
    for number, asset_id in enumerate(("full", "other")):
        update = replace(
            LOWERING, proposal_id=f"u{number}", asset_id=asset_id, kind=ProposalKind.UPDATE, fields=places | words
        )
        store.add_proposal(update, event=PROPOSING)
        for owner in ("one browser", "another"):
            store.save_draft(owner, edit_form(asset_id), places | words, at=MORNING)
    nowhere = replace(
        FULL_ASSET, protection=Level.UNMAPPED, geometry_bng=None, address="", postcode="", uprn="", zones={}
    )
    store.change_asset(nowhere, event=CHANGING)
    assert store.proposal("u0").fields == words
    assert store.proposal("u1").fields == places | words
    assert [store.draft(owner, edit_form("full")) for owner in ("one browser", "another")] == [words] * 2
    assert store.draft("another", edit_form("other")) == places | words
    with tables.connect() as connection:
        of_proposals = select(audit_events.c.after).where(audit_events.c.subject_kind == "proposal")
        assert "1 Marker Lane" not in str(connection.execute(of_proposals).all())
