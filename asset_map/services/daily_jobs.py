"""Which work is done once a day by itself? One line for each; see `asset_map.services.daily_work`."""

from __future__ import annotations

from asset_map.services.backup.kept import DAILY_BACKUP
from asset_map.services.daily_work import DailyJob


def daily_jobs() -> tuple[DailyJob, ...]:
    """Return what is done once a day.

    Returns
    -------
    tuple of DailyJob
        In the order in which it is done: what makes a copy comes before what takes something away.
    """
    return (DAILY_BACKUP,)
