"""Since when was something of somebody kept, and which audiences could see it at some time?

Worked out from the history before it is erased, with the one door that decides what an audience sees: so that the
files can be named that could hold it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from asset_map.domain.asset import Asset
from asset_map.domain.protection import Audience
from asset_map.domain.sought import Sought
from asset_map.store.audience import for_audience
from asset_map.store.records import next_fields
from asset_map.store.schema import audit_events

_TEXTS = tuple(name for name, field in Asset.__dataclass_fields__.items() if field.type == "str")
_DECIDES = ("protection", "review_state", "contact_agreed")


@dataclass(frozen=True)
class Shown:
    """To whom something could be shown.

    Parameters
    ----------
    since
        When it was first kept with a record; None when it never was.
    audiences
        Who could see it at some time.
    """

    since: dt.datetime | None
    audiences: frozenset[Audience]

    def __or__(self, other: Shown) -> Shown:
        """Return what either says."""
        known = [at for at in (self.since, other.since) if at is not None]
        return Shown(min(known, default=None), self.audiences | other.audiences)


def who_saw(
    connection: Connection, asset_ids: Collection[str], sought: Sought, *, among: Collection[str] | None = None
) -> Shown:
    """Return who could see records, or somebody who is named in any record.

    Parameters
    ----------
    connection
        A transaction.
    asset_ids
        Records of which everything counts.
    sought
        Somebody who counts wherever they are named.
    among
        The records of which alone the history is looked through; None for all.

    Returns
    -------
    Shown
        Over all that the history tells.
    """
    if not asset_ids and not sought.terms:
        return Shown(None, frozenset())
    told = select(audit_events.c.subject_id, audit_events.c.at, audit_events.c.after)
    own = (audit_events.c.subject_kind == "asset") & audit_events.c.after.is_not(None)
    if not sought.terms:
        own &= audit_events.c.subject_id.in_(asset_ids)
    if among is not None:
        own &= audit_events.c.subject_id.in_(among)
    rows: list[dict[str, Any]] = []
    since: dt.datetime | None = None
    states: dict[str, dict[str, Any]] = {}
    for subject_id, at, after in connection.execute(told.where(own).order_by(audit_events.c.event_id)):
        fields = states[subject_id] = next_fields(states.get(subject_id, {"version": 0}), after)
        texts = {name: fields.get(name, "") for name in _TEXTS}
        if subject_id not in asset_ids and not any(
            isinstance(text, str) and sought.is_in(text) for text in texts.values()
        ):
            continue
        since = at if since is None else min(since, at)
        agreed = bool(fields.get("contact_agreed", False))
        decides = {name: fields.get(name, "") for name in _DECIDES} | {"contact_agreed": agreed}
        rows.append(texts | decides | {"asset_id": subject_id})
    if not rows:
        return Shown(None, frozenset())
    frame = pd.DataFrame(rows).drop_duplicates()
    seen = {audience for audience in Audience if _sees(for_audience(frame, audience), asset_ids, sought)}
    return Shown(since, frozenset(seen))


def _sees(seen: pd.DataFrame, asset_ids: Collection[str], sought: Sought) -> bool:
    if seen["asset_id"].isin(list(asset_ids)).any():
        return True
    texts = (text for name in _TEXTS if name in seen for text in seen[name])
    return any(isinstance(text, str) and sought.is_in(text) for text in texts)
