"""A record goes only where it may, and whoever waits for it hears why."""

from __future__ import annotations

import pytest

from asset_map.domain.asset import ReviewState
from asset_map.domain.review import ACTIONS, NEEDS_REASON, NEXT_STATES, why_not

S = ReviewState
ALLOWED = {
    (S.DRAFT, S.SUBMITTED), (S.DRAFT, S.PUBLISHED), (S.DRAFT, S.ARCHIVED),
    (S.SUBMITTED, S.PUBLISHED), (S.SUBMITTED, S.NEEDS_INFORMATION), (S.SUBMITTED, S.NOT_PUBLISHED),
    (S.SUBMITTED, S.ARCHIVED),
    (S.NEEDS_INFORMATION, S.SUBMITTED), (S.NEEDS_INFORMATION, S.PUBLISHED), (S.NEEDS_INFORMATION, S.NOT_PUBLISHED),
    (S.NEEDS_INFORMATION, S.ARCHIVED),
    (S.PUBLISHED, S.NEEDS_INFORMATION), (S.PUBLISHED, S.NOT_PUBLISHED), (S.PUBLISHED, S.ARCHIVED),
    (S.NOT_PUBLISHED, S.PUBLISHED), (S.NOT_PUBLISHED, S.SUBMITTED), (S.NOT_PUBLISHED, S.ARCHIVED),
    (S.ARCHIVED, S.PUBLISHED), (S.ARCHIVED, S.SUBMITTED),
}  # fmt: skip


@pytest.mark.parametrize("before", S)
@pytest.mark.parametrize("after", S)
def test_only_these_steps_are_allowed(before: S, after: S) -> None:
    message = why_not(before, after, reason="Because")
    assert (message == "") is ((before, after) in ALLOWED)
    if message:
        assert message.startswith("Expected ")
        assert f"“{after.value.replace('_', ' ')}”" in message


@pytest.mark.parametrize(("before", "after"), sorted(ALLOWED))
def test_who_waits_hears_why(before: S, after: S) -> None:
    silent = [why_not(before, after, reason=reason) for reason in ("", " \n")]
    assert all(("reason" in message) is (after in NEEDS_REASON) for message in silent)
    assert {S.NEEDS_INFORMATION, S.NOT_PUBLISHED, S.ARCHIVED} == NEEDS_REASON


def test_every_state_that_can_be_decided_has_a_word_in_the_history() -> None:
    decided = {after for following in NEXT_STATES.values() for after in following}
    assert decided == set(ACTIONS)
    assert len(set(ACTIONS.values())) == len(ACTIONS)
