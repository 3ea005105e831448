"""Checks, and the links by which organisations answer, over each database."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import Engine, text

from asset_map.domain.asset import Asset, CheckedHow, ReviewState, Status
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.check_link import ANSWERS_PER_LINK, ORGANISATION, CheckLink, LinkAnswer
from asset_map.domain.proposal import Decision, Proposal, ProposalKind
from asset_map.domain.protection import Level
from asset_map.errors import ConflictError, NotAllowedError, StoreError
from asset_map.store import Store
from asset_map.store.check_links import GivenAnswer
from asset_map.store.checks import CheckNote
from tests.contract.store_records import CHANGING, FULL_ASSET, MORNING, RECORDING, SYSTEM, plain_asset

TOKEN = "a-token-of-no-particular-kind"  # noqa: S105  # opens nothing but the tests' own stores
LATER = MORNING + dt.timedelta(days=1)
TODAY = dt.date(2026, 3, 2)
LINK = CheckLink(
    link_id="link",
    asset_id="a",
    made_by="Morag",
    made_at=MORNING,
    expires_at=MORNING + dt.timedelta(days=60),
)
CHECKING = AuditEvent(at=LATER, actor="Morag", action=Action.CHECKED)
MAKING = AuditEvent(at=MORNING, actor="Morag", action=Action.LINK_MADE)
REVOKING = AuditEvent(at=LATER, actor="Iain", action=Action.LINK_REVOKED)
ANSWERING = AuditEvent(at=LATER, actor=ORGANISATION, action=Action.CHECKED)
PROPOSING = AuditEvent(at=LATER, actor=ORGANISATION, action=Action.PROPOSED)
STILL_RIGHT = GivenAnswer(link_id="link", asset_version=1, answer=LinkAnswer.STILL_RIGHT, checked_on=TODAY)


def _note(asset_id: str, /, version: int = 1, **fields: object) -> CheckNote:
    note = CheckNote(asset_id=asset_id, version=version, last_checked=TODAY, checked_how=CheckedHow.PHONE)
    return replace(note, **fields)


def _change(number: int = 1, kind: ProposalKind = ProposalKind.UPDATE) -> GivenAnswer:
    proposal = Proposal(
        proposal_id=f"proposal-{number}",
        asset_id="a",
        asset_version=1,
        kind=kind,
        fields={"phone": f"0141 496 000{number}"} if kind is ProposalKind.UPDATE else {},
        reason="We moved desks",
        proposed_by=ORGANISATION,
        proposed_at=LATER,
    )
    answer = LinkAnswer.CHANGED if kind is ProposalKind.UPDATE else LinkAnswer.GONE
    return replace(STILL_RIGHT, answer=answer, proposal=proposal)


@pytest.fixture
def linked(store: Store) -> Store:
    """Return a store with a record and a link to it."""
    store.add_asset(plain_asset("a", last_checked=dt.date(2025, 1, 1)), event=RECORDING)
    store.add_check_link(LINK, token=TOKEN, event=MAKING)
    return store


def _opens(store: Store, token: str = TOKEN, now: dt.datetime = LATER) -> bool:
    return store.held_record(token, zone_system=SYSTEM, now=now, today=TODAY) is not None


def test_a_check_writes_the_date_and_the_way_and_nothing_else(store: Store) -> None:
    store.add_asset(FULL_ASSET, event=RECORDING)
    noted = store.note_checks([_note("full")], event=CHECKING)
    checked = replace(FULL_ASSET, last_checked=TODAY, checked_how=CheckedHow.PHONE, version=2)
    assert store.asset("full") == checked
    assert (noted.before, noted.after, noted.left) == ((FULL_ASSET,), (checked,), ())


def test_each_check_has_an_audit_event_in_one_transaction(store: Store) -> None:
    store.add_assets([plain_asset("a"), plain_asset("b")], event=RECORDING)
    before = store.version()
    store.note_checks([_note("a"), _note("b")], event=CHECKING)
    assert store.version() == before + 1
    for asset_id in ("a", "b"):
        event = store.history(asset_id)[-1]
        assert (event.event, event.after["last_checked"]) == (CHECKING, "2026-03-02")


def test_what_somebody_changed_meanwhile_is_left_and_the_rest_is_noted(store: Store) -> None:
    store.add_assets([plain_asset("a"), plain_asset("b")], event=RECORDING)
    changed = store.change_asset(replace(store.asset("a"), phone="01632 960000"), event=CHANGING)
    noted = store.note_checks([_note("a"), _note("b")], event=CHECKING)
    assert noted.left == (changed,)
    assert store.asset("a") == changed
    assert store.asset("b").last_checked == TODAY


def test_an_archived_record_is_left(store: Store) -> None:
    store.add_asset(plain_asset("a", review_state=ReviewState.ARCHIVED), event=RECORDING)
    assert store.note_checks([_note("a")], event=CHECKING).after == ()


def test_a_check_can_find_that_something_has_closed(store: Store) -> None:
    store.add_asset(plain_asset("a"), event=RECORDING)
    store.note_checks([_note("a", status=Status.CLOSED)], event=CHECKING)
    assert store.asset("a").status is Status.CLOSED


def test_nothing_is_noted_when_one_record_is_not_there(store: Store) -> None:
    store.add_asset(plain_asset("a"), event=RECORDING)
    with pytest.raises(StoreError):
        store.note_checks([_note("a"), _note("nowhere")], event=CHECKING)
    assert store.asset("a") == plain_asset("a")


def test_records_past_their_keep_until_date_are_known(store: Store) -> None:
    ends = {"a": dt.date(2026, 3, 1), "b": dt.date(2026, 3, 2), "c": None}
    store.add_assets([plain_asset(each, keep_until=end) for each, end in ends.items()], event=RECORDING)
    assert store.past_keep_until(TODAY) == {"a"}


def test_a_link_is_kept_without_its_token(linked: Store, tables: Engine) -> None:
    assert linked.check_links("a") == [LINK]
    with tables.connect() as connection:
        rows = connection.execute(text("SELECT * FROM check_links")).all()
        events = connection.execute(text("SELECT subject_kind, actor, after FROM audit_events")).all()
    assert TOKEN not in str(rows) + str(events)
    assert [event.actor for event in events if event.subject_kind == "check_link"] == ["Morag"]


@pytest.mark.parametrize(
    ("level", "shown"),
    [
        (Level.PUBLIC, {"address", "postcode", "zone_code", "summary", "kind"}),
        (Level.AREA, {"zone_code", "summary", "kind"}),
        (Level.PARTNERS, set()),
    ],
)
def test_a_link_opens_what_may_be_seen_at_the_level_of_the_record(store: Store, level: Level, shown: set[str]) -> None:
    asset = replace(FULL_ASSET, protection=level, review_state=ReviewState.PUBLISHED, merged_into="")
    store.add_asset(asset, event=RECORDING)
    store.add_check_link(replace(LINK, asset_id="full"), token=TOKEN, event=MAKING)
    held = store.held_record(TOKEN, zone_system=SYSTEM, now=LATER, today=TODAY)
    assert held is not None
    always = {"name", "opening_times", "phone", "email", "web"}
    assert set(held.shown) - always - {"offers", "status", "cost", "who_for"} == shown
    assert always <= set(held.shown)
    assert held.shown["phone"] == "0141 000 0000"


def test_an_unmapped_record_opens_as_its_name_and_contact(store: Store) -> None:
    store.add_asset(plain_asset("a", protection=Level.UNMAPPED, geometry_bng=None, zones={}), event=RECORDING)
    store.add_check_link(LINK, token=TOKEN, event=MAKING)
    held = store.held_record(TOKEN, zone_system=SYSTEM, now=LATER, today=TODAY)
    assert held is not None
    assert set(held.shown) == {"name", "opening_times", "phone", "email", "web"}


def test_a_link_opens_until_it_expires(linked: Store) -> None:
    assert _opens(linked, now=LINK.expires_at - dt.timedelta(microseconds=1))
    assert not _opens(linked, now=LINK.expires_at)
    assert not _opens(linked, "another-token")


def test_a_revoked_link_opens_nothing_and_takes_no_answer(linked: Store) -> None:
    linked.revoke_check_link("link", event=REVOKING)
    linked.revoke_check_link("link", event=replace(REVOKING, at=LATER + dt.timedelta(days=1)))
    assert linked.check_links("a")[0].revoked_at == LATER
    assert not _opens(linked)
    with pytest.raises(NotAllowedError):
        linked.answer_check_link(STILL_RIGHT, event=ANSWERING)


@pytest.mark.parametrize(
    "fields",
    [
        {"review_state": ReviewState.NOT_PUBLISHED},
        {"review_state": ReviewState.ARCHIVED},
        {"merged_into": "b"},
        {"keep_until": dt.date(2026, 3, 1)},
    ],
)
def test_a_link_to_a_record_that_is_not_shown_opens_nothing(linked: Store, fields: dict[str, object]) -> None:
    assert _opens(linked)
    changed: Asset = replace(linked.asset("a"), **fields)
    linked.change_asset(changed, event=CHANGING)
    assert not _opens(linked)
    with pytest.raises(NotAllowedError):
        linked.answer_check_link(replace(STILL_RIGHT, asset_version=2), event=ANSWERING)


def test_an_expired_link_takes_no_answer(linked: Store) -> None:
    with pytest.raises(NotAllowedError):
        linked.answer_check_link(STILL_RIGHT, event=replace(ANSWERING, at=LINK.expires_at))
    assert linked.asset("a").version == 1


def test_still_right_counts_as_a_check_at_once(linked: Store) -> None:
    linked.answer_check_link(STILL_RIGHT, event=ANSWERING)
    kept = linked.asset("a")
    assert (kept.last_checked, kept.checked_how) == (TODAY, CheckedHow.ORGANISATION)
    assert linked.history("a")[-1].event == ANSWERING
    link = linked.check_links("a")[0]
    assert (link.answered_at, link.answer) == (LATER, LinkAnswer.STILL_RIGHT)


def test_a_change_waits_and_leaves_the_record_as_it_is(linked: Store) -> None:
    linked.answer_check_link(_change(), event=PROPOSING)
    assert linked.asset("a").version == 1
    assert [each.fields for each in linked.proposals(asset_id="a")] == [{"phone": "0141 496 0001"}]


def test_a_later_answer_takes_the_place_of_one_that_still_waits(linked: Store) -> None:
    linked.answer_check_link(_change(1), event=PROPOSING)
    linked.answer_check_link(_change(2, ProposalKind.GONE), event=PROPOSING)
    assert [each.proposal_id for each in linked.proposals(asset_id="a")] == ["proposal-2"]
    assert linked.proposal("proposal-1").decision is Decision.WITHDRAWN
    linked.answer_check_link(STILL_RIGHT, event=ANSWERING)
    assert linked.proposals(asset_id="a") == []


def test_what_staff_proposed_stays_when_the_organisation_answers(linked: Store) -> None:
    proposed = _change().proposal
    assert proposed is not None
    own = replace(proposed, proposed_by="Morag", kind=ProposalKind.LOWER_PROTECTION)
    linked.add_proposal(own, event=replace(PROPOSING, actor="Morag"))
    linked.answer_check_link(STILL_RIGHT, event=ANSWERING)
    assert linked.proposals(asset_id="a") == [own]


def test_an_answer_to_an_older_version_is_not_kept(linked: Store) -> None:
    linked.change_asset(replace(linked.asset("a"), phone="01632 960000"), event=CHANGING)
    with pytest.raises(ConflictError):
        linked.answer_check_link(STILL_RIGHT, event=ANSWERING)
    assert linked.check_links("a")[0].answer is None
    assert linked.asset("a").version == 2


def test_one_link_answers_so_many_times_and_no_more(linked: Store) -> None:
    for number in range(ANSWERS_PER_LINK):
        linked.answer_check_link(_change(number), event=PROPOSING)
    with pytest.raises(NotAllowedError, match=f"at most {ANSWERS_PER_LINK}"):
        linked.answer_check_link(_change(ANSWERS_PER_LINK), event=PROPOSING)
    assert [each.proposal_id for each in linked.proposals(asset_id="a")] == [f"proposal-{ANSWERS_PER_LINK - 1}"]
