"""How much variety each zone has over all offers, and which zones may be compared."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from asset_map.domain.protection import Audience
from asset_map.measures.variety import equally_looked, hill_numbers
from asset_map.services.look import Question, answer
from asset_map.services.workspace import Workspace


def variety(workspace: Workspace, audience: Audience, *, today: dt.date) -> pd.DataFrame:
    """Return the variety of usable assets in every zone.

    Parameters
    ----------
    workspace
        The area.
    audience
        For whom.
    today
        The date to judge by.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``zone_code``: ``q0``, ``q1`` and ``q2`` as `asset_map.measures.variety.hill_numbers` gives them over
        the offers of which it is known what is there; ``offers_known`` (number); and ``looked_alike``, as
        `asset_map.measures.variety.equally_looked` gives it: only zones with the same number may be compared. Shared
        between callers: never changed in place.
    """
    return workspace.remember(("variety", audience, today), lambda: _variety(workspace, audience, today))


def _variety(workspace: Workspace, audience: Audience, today: dt.date) -> pd.DataFrame:
    counts = pd.DataFrame(
        {
            offer: answer(Question(offer, audience, today), workspace).zones["usable"]
            for offer in workspace.classification.offers
        }
    )
    known = counts.notna()
    return hill_numbers(counts).assign(
        offers_known=known.sum(axis="columns").astype("int64"), looked_alike=equally_looked(known)
    )
