"""Whoever sent a record without an account hears what became of it, and nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from asset_map.domain.asset import ReviewState
from asset_map.domain.permission import VISITOR
from asset_map.domain.protection import Level
from asset_map.errors import NotAllowedError, UserError
from asset_map.services.as_draft import as_draft
from asset_map.services.change import Changed, change
from asset_map.services.proposed import accept, proposed_fields
from asset_map.services.record import record
from asset_map.services.review import decide
from asset_map.services.sent import Answered, NotAnswered, Sent, answer_question, known_again, sent_by
from asset_map.services.workspace import Workspace
from tests.conftest import NOW
from tests.fixtures.actors import somebody
from tests.fixtures.kept_records import HALL, LATER, keep

BROWSER = "a browser's cookie"
LATEST = LATER + dt.timedelta(hours=1)


def _send(workspace: Workspace, asset_id: str = "a", **words: str) -> None:
    record(replace(HALL, **words), workspace, now=NOW, actor=VISITOR, sent_by=known_again(BROWSER), asset_id=asset_id)


def _decide(workspace: Workspace, state: ReviewState, reason: str, asset_id: str = "a") -> None:
    version = workspace.store.asset(asset_id).version
    decide(
        asset_id, version=version, state=state, reason=reason, workspace=workspace, now=LATER, actor=somebody("Morag")
    )


def _edit(workspace: Workspace, **words: str) -> None:
    stored = workspace.store.asset("a")
    draft = replace(as_draft(stored), **words)
    result = change("a", version=stored.version, draft=draft, workspace=workspace, now=LATER, actor=somebody("Morag"))
    assert isinstance(result, Changed)


def _answer(workspace: Workspace, words: str = "", browser: str = BROWSER, **corrected: str) -> Answered | NotAnswered:
    (sent, *_) = sent_by(BROWSER, workspace)
    draft = replace(sent.draft, **corrected)
    return answer_question("a", browser=browser, draft=draft, words=words, workspace=workspace, now=LATEST)


def test_what_is_kept_of_a_browser_is_no_key_to_it(tiny: Workspace) -> None:
    _send(tiny)
    assert BROWSER not in repr(tiny.store.asset("a"))
    assert len(known_again(BROWSER)) == 64
    assert known_again(BROWSER) != known_again("another")


def test_a_browser_sees_its_own_and_nobody_elses(tiny: Workspace) -> None:
    _send(tiny)
    keep(tiny)
    record(HALL, tiny, now=NOW, actor=VISITOR, sent_by=known_again("another"), asset_id="b")
    assert [one.asset_id for one in sent_by(BROWSER, tiny)] == ["a"]
    for browser in ("", known_again(BROWSER), "unknown"):
        assert sent_by(browser, tiny) == ()


@pytest.mark.parametrize("state", [ReviewState.PUBLISHED, ReviewState.NEEDS_INFORMATION, ReviewState.NOT_PUBLISHED])
def test_the_reason_goes_back_to_whoever_sent_it(tiny: Workspace, state: ReviewState) -> None:
    _send(tiny)
    words = as_draft(tiny.store.asset("a"))
    assert sent_by(BROWSER, tiny) == (Sent("a", words, NOW, ReviewState.SUBMITTED, "", is_merged=False),)
    _decide(tiny, state, "Which door?")
    assert sent_by(BROWSER, tiny) == (Sent("a", words, NOW, state, "Which door?", is_merged=False),)


def test_what_waits_for_an_answer_comes_first_then_the_newest(tiny: Workspace) -> None:
    for asset_id in "abc":
        record(
            HALL,
            tiny,
            now=NOW + dt.timedelta(minutes=ord(asset_id)),
            actor=VISITOR,
            sent_by=known_again(BROWSER),
            asset_id=asset_id,
        )
    _decide(tiny, ReviewState.NEEDS_INFORMATION, "Which door?")
    assert [one.asset_id for one in sent_by(BROWSER, tiny)] == ["a", "c", "b"]


def test_nothing_that_staff_wrote_is_shown_to_who_sent_it(tiny: Workspace) -> None:
    _send(tiny)
    _edit(tiny, summary="STAFF-MARKER", name="STAFF-MARKER", protection_reason="STAFF-MARKER", postcode="ZZ1 1AB")
    _decide(tiny, ReviewState.NEEDS_INFORMATION, "Which door?")
    assert "STAFF-MARKER" not in repr(sent_by(BROWSER, tiny))
    assert "1AB" not in repr(sent_by(BROWSER, tiny))
    assert isinstance(_answer(tiny, "The green one", phone="0141 000 0000"), Answered)
    (sent,) = sent_by(BROWSER, tiny)
    assert "STAFF-MARKER" not in repr(sent)
    assert (sent.draft.name, sent.draft.phone, sent.reason, sent.sent_at) == (
        "Hall", "0141 000 0000", "The green one", LATEST,
    )  # fmt: skip


def test_an_answer_puts_the_record_back_in_the_queue_with_what_was_corrected(tiny: Workspace) -> None:
    _send(tiny)
    _edit(tiny, cost="Free")
    _decide(tiny, ReviewState.NEEDS_INFORMATION, "Which door?")
    assert isinstance(_answer(tiny, " The green one ", opening_times="Tuesdays"), Answered)
    kept = tiny.store.asset("a")
    assert (kept.review_state, kept.review_reason) == (ReviewState.SUBMITTED, "The green one")
    assert (kept.opening_times, kept.cost, kept.sent_by) == ("Tuesdays", "Free", known_again(BROWSER))
    event = tiny.store.history("a")[-1].event
    assert (event.actor, event.reason, event.at) == (VISITOR.name, "The green one", LATEST)


def test_what_staff_changed_too_is_proposed_to_them_and_not_overwritten(tiny: Workspace) -> None:
    _send(tiny)
    _edit(tiny, name="Town Hall")
    _decide(tiny, ReviewState.NEEDS_INFORMATION, "Which door?")
    assert isinstance(_answer(tiny, name="Village hall", cost="Free"), Answered)
    kept = tiny.store.asset("a")
    assert (kept.name, kept.cost) == ("Town Hall", "Free")
    (proposal,) = tiny.store.proposals()
    assert (proposal.proposed_by, dict(proposal.fields)) == (VISITOR.name, {"name": "Village hall"})
    (field,) = proposed_fields(proposal, tiny)
    assert (field.field, field.now, field.proposed) == ("name", "Town Hall", "Village hall")
    (sent,) = sent_by(BROWSER, tiny)
    assert sent.draft.name == "Village hall"
    checked = kept.last_checked
    taken = accept(proposal.proposal_id, version=kept.version, workspace=tiny, now=LATEST, actor=somebody("Morag"))
    assert (taken.name, taken.cost, taken.last_checked) == ("Village hall", "Free", checked)


def test_nobody_else_and_nothing_else_can_be_answered(tiny: Workspace) -> None:
    _send(tiny)
    with pytest.raises(NotAllowedError, match="closed"):
        _answer(tiny, "Hello")
    _decide(tiny, ReviewState.NEEDS_INFORMATION, "Which door?")
    for browser in ("", "another", known_again(BROWSER)):
        with pytest.raises(NotAllowedError, match="sent from here"):
            _answer(tiny, "Hello", browser=browser)
    with pytest.raises(NotAllowedError, match="sent from here"):
        answer_question("ghost", browser=BROWSER, draft=HALL, words="Hi", workspace=tiny, now=LATEST)
    with pytest.raises(UserError, match="neither"):
        _answer(tiny, "  ")
    assert tiny.store.asset("a").review_state is ReviewState.NEEDS_INFORMATION


def test_a_correction_that_cannot_be_kept_is_said_beside_its_field(tiny: Workspace) -> None:
    _send(tiny)
    _decide(tiny, ReviewState.NEEDS_INFORMATION, "Which door?")
    result = _answer(tiny, "Here", email="no")
    assert isinstance(result, NotAnswered)
    assert [problem.field for problem in result.problems] == ["email"]


def test_no_answer_changes_a_protection_or_brings_a_place_back(tiny: Workspace) -> None:
    _send(tiny)
    _edit(tiny, protection="unmapped")
    _decide(tiny, ReviewState.NEEDS_INFORMATION, "Which door?")
    (sent,) = sent_by(BROWSER, tiny)
    assert "ZZ1" not in repr(sent)
    assert isinstance(_answer(tiny, "Here", protection="public", postcode="ZZ1 1AA"), Answered)
    kept = tiny.store.asset("a")
    assert (kept.protection, kept.geometry_bng, kept.postcode) == (Level.UNMAPPED, None, "")
