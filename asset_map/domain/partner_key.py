"""Which partner organisations read what is shared with partners, by a key?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PartnerKey:
    """A key that was given to a partner; what it says is shown once and kept nowhere.

    Parameters
    ----------
    key_id
        Opaque and permanent.
    name
        Who it was given to; no two keys that hold have the same.
    made_by
        Who gave it.
    made_at
        When, with its time zone.
    withdrawn_at
        Since when it opens nothing; None while it holds.
    """

    key_id: str
    name: str
    made_by: str
    made_at: dt.datetime
    withdrawn_at: dt.datetime | None = None
