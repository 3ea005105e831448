"""What of a session waits for review, what was reviewed, and what may say the same?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import shapely

from asset_map.domain.contribution import Contribution, ReviewResult
from asset_map.domain.mapping_session import MappingSession
from asset_map.services.words import folded
from asset_map.services.workspace import Workspace

ALIKE_WITHIN_M = 60.0
"""As far apart as two taps at one place may be on a phone that shows a neighbourhood."""


def review_queue(session: MappingSession, workspace: Workspace) -> tuple[Contribution, ...]:
    """Return what waits for review, in the order in which it was said; for staff only.

    Parameters
    ----------
    session
        Whose.
    workspace
        The area.

    Returns
    -------
    tuple of Contribution
        Also what is hidden from the room or not to be published; without what was taken back.
    """
    said = workspace.store.contributions(session.session_id)
    waiting = [one for one in said if one.review is ReviewResult.WAITING and one.taken_back_at is None]
    return tuple(sorted(waiting, key=_as_said))


def said_alike(
    now: Contribution, waiting: Sequence[Contribution], *, within_m: float = ALIKE_WITHIN_M
) -> tuple[Contribution, ...]:
    """Return what may say the same as something in hand, among what waits.

    Parameters
    ----------
    now
        What is in hand.
    waiting
        As `review_queue` gives it.
    within_m
        Two of one kind that share an offer may be the same when they are at most so many metres apart.

    Returns
    -------
    tuple of Contribution
        Those of the same kind with the same words but for capitals and signs, or near by with an offer in common.
    """
    words = folded(now.words)
    place = None if now.geometry_bng is None else shapely.from_wkb(now.geometry_bng)

    def _is_alike(other: Contribution) -> bool:
        if words and folded(other.words) == words:
            return True
        if place is None or other.geometry_bng is None or not set(now.offers) & set(other.offers):
            return False
        return bool(shapely.dwithin(place, shapely.from_wkb(other.geometry_bng), within_m))

    others = (one for one in waiting if one.contribution_id != now.contribution_id and one.kind is now.kind)
    return tuple(one for one in others if _is_alike(one))


def reviewed(session: MappingSession, workspace: Workspace) -> tuple[Contribution, ...]:
    """Return what was reviewed, the latest first; for staff only.

    Parameters
    ----------
    session
        Whose.
    workspace
        The area.

    Returns
    -------
    tuple of Contribution
        With what was made of each.
    """
    said = workspace.store.contributions(session.session_id)
    done = [one for one in said if one.review is not ReviewResult.WAITING and one.reviewed_at is not None]
    return tuple(sorted(done, key=lambda one: (one.reviewed_at or one.sent_at, one.contribution_id), reverse=True))


def taken_back_since(session: MappingSession, workspace: Workspace) -> tuple[Contribution, ...]:
    """Return what was taken back after a record was made of it; for staff only.

    Parameters
    ----------
    session
        Whose.
    workspace
        The area.

    Returns
    -------
    tuple of Contribution
        Each still stands in a record.
    """
    return tuple(one for one in reviewed(session, workspace) if one.taken_back_at is not None and one.asset_id)


def _as_said(contribution: Contribution) -> tuple[dt.datetime, str]:
    return contribution.sent_at, contribution.contribution_id
