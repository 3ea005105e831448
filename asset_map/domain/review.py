"""Where may a record go from here on its way to being shown, and when does somebody wait for a reason?"""

from __future__ import annotations

from collections.abc import Mapping

from asset_map.domain.asset import ReviewState
from asset_map.domain.audit import Action

NEXT_STATES: Mapping[ReviewState, tuple[ReviewState, ...]] = {
    ReviewState.DRAFT: (ReviewState.SUBMITTED, ReviewState.PUBLISHED, ReviewState.ARCHIVED),
    ReviewState.SUBMITTED: (
        ReviewState.PUBLISHED,
        ReviewState.NEEDS_INFORMATION,
        ReviewState.NOT_PUBLISHED,
        ReviewState.ARCHIVED,
    ),
    ReviewState.NEEDS_INFORMATION: (
        ReviewState.PUBLISHED,
        ReviewState.SUBMITTED,
        ReviewState.NOT_PUBLISHED,
        ReviewState.ARCHIVED,
    ),
    ReviewState.PUBLISHED: (ReviewState.NEEDS_INFORMATION, ReviewState.NOT_PUBLISHED, ReviewState.ARCHIVED),
    ReviewState.NOT_PUBLISHED: (ReviewState.PUBLISHED, ReviewState.SUBMITTED, ReviewState.ARCHIVED),
    ReviewState.ARCHIVED: (ReviewState.PUBLISHED, ReviewState.SUBMITTED),
}
"""What may follow on each state, the usual first. What is published and asked about is hidden until answered."""

NEEDS_REASON = frozenset({ReviewState.NEEDS_INFORMATION, ReviewState.NOT_PUBLISHED, ReviewState.ARCHIVED})
"""States in which whoever sent the record, or a colleague, waits to hear why."""

ACTIONS: Mapping[ReviewState, Action] = {
    ReviewState.SUBMITTED: Action.SENT,
    ReviewState.NEEDS_INFORMATION: Action.ASKED,
    ReviewState.PUBLISHED: Action.PUBLISHED,
    ReviewState.NOT_PUBLISHED: Action.NOT_PUBLISHED,
    ReviewState.ARCHIVED: Action.ARCHIVED,
}
"""What the history says when a record comes into a state."""


def why_not(before: ReviewState, after: ReviewState, *, reason: str) -> str:
    """Return why a record may not go from one state to another.

    Parameters
    ----------
    before, after
        Where it stands, and where it is to go.
    reason
        What whoever waits for it is told.

    Returns
    -------
    str
        What was expected, found and is to be done; empty when it may.
    """
    if after not in NEXT_STATES[before]:
        allowed = " or ".join(_plain(state) for state in NEXT_STATES[before])
        return (
            f"Expected {allowed} after “{_plain(before)}”; found “{_plain(after)}”. Load the record again to see where "
            f"it stands."
        )
    if after in NEEDS_REASON and not reason.strip():
        return f"Expected a reason for “{_plain(after)}”, because somebody waits for it; found none. Write a sentence."
    return ""


def _plain(state: ReviewState) -> str:
    return state.value.replace("_", " ")
