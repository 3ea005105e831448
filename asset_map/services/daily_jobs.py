"""Which work is done once a day by itself? One line for each; see `asset_map.services.daily_work`."""

from __future__ import annotations

from asset_map.language import to_translate
from asset_map.services.backup.kept import DAILY_BACKUP
from asset_map.services.daily_work import DailyJob
from asset_map.services.data_protection.keep_until import do_what_dates_bring
from asset_map.services.health.daily import DAILY_CHECK


def daily_jobs() -> tuple[DailyJob, ...]:
    """Return what is done once a day.

    Returns
    -------
    tuple of DailyJob
        In the order in which it is done: what makes a copy comes before what takes something away.
    """
    keep_until = DailyJob("keep_until", to_translate("What is past its date"), do_what_dates_bring)
    return (DAILY_BACKUP, keep_until, DAILY_CHECK)
