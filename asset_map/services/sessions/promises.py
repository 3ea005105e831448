"""Which promises were made in all sessions, and which were kept?"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from asset_map.domain.outcome import PromiseState
from asset_map.services.sessions.answers import SessionStory, is_told, session_story
from asset_map.services.workspace import Workspace


@dataclass(frozen=True)
class Promises:
    """All promises that the public may read of.

    Parameters
    ----------
    stories
        Sessions of which something is told, the latest first.
    counts
        How many promises stand how: every state, in order.
    """

    stories: tuple[SessionStory, ...]
    counts: Mapping[PromiseState, int]

    @property
    def total(self) -> int:
        """How many promises were made."""
        return sum(self.counts.values())


def all_promises(workspace: Workspace, *, today: dt.date) -> Promises:
    """Return all promises of all sessions that the public may read of.

    Parameters
    ----------
    workspace
        The area.
    today
        The day to judge by.

    Returns
    -------
    Promises
        Each promise counts once, by how it stands.
    """
    sessions = [one for one in workspace.store.mapping_sessions() if is_told(one, workspace)]
    stories = [session_story(one, workspace, today=today) for one in sessions]
    counted = Counter(one.promise for story in stories for one in story.became if one.promise is not None)
    told = tuple(one for one in stories if one.became or one.decisions)
    return Promises(told, {state: counted[state] for state in PromiseState})
