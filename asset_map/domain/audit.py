"""Who did what, when and why?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What was done to a record."""

    RECORDED = "recorded"
    IMPORTED = "imported"
    CHANGED = "changed"
    LOOKED = "looked"


@dataclass(frozen=True, kw_only=True)
class AuditEvent:
    """One write to the store.

    Parameters
    ----------
    at
        When, with its time zone.
    actor
        Who, as staff know them.
    action
        What was done.
    reason
        Why, where a reason is asked for.
    """

    at: dt.datetime
    actor: str
    action: Action
    reason: str = ""
