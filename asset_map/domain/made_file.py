"""Which file was taken away, when, for whom and by whom?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from asset_map.domain.protection import Audience


@dataclass(frozen=True, kw_only=True)
class MadeFile:
    """A file that was taken away; nothing of what it holds is kept here.

    Parameters
    ----------
    file_id
        Made by lot.
    what, made_in
        Which file, and its format.
    audience
        For whom it was made.
    offer, neighbourhood_id
        What was asked for; empty for all.
    made_by, made_at
        By whom, where that is known, and when.
    made_of
        The number of changes that the store had seen.
    """

    file_id: str
    what: str
    made_in: str
    audience: Audience
    offer: str = ""
    neighbourhood_id: str = ""
    made_by: str = ""
    made_at: dt.datetime
    made_of: int
