"""Which of several processes does the work of the day?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from asset_map.domain.daily_work import WorkOfDay, may_begin
from asset_map.store.schema import daily_work
from asset_map.store.transactions import OpenDatabase

KEPT_DAYS = 60
"""For how long it is known what became of a day's work."""


class DailyWork(OpenDatabase):
    """Work that is done once a day, by whichever process comes first."""

    def begin_daily_work(self, name: str, day: dt.date, *, by: str, now: dt.datetime) -> WorkOfDay | None:
        """Take a day's work on, unless somebody else has it or it is done.

        Parameters
        ----------
        name, day
            Which work, and of which day.
        by
            The process, by a name that no other has.
        now
            The moment, with its time zone.

        Returns
        -------
        WorkOfDay or None
            What was taken on, to be given to `end_daily_work`; None when it is not free.
        """
        taken = WorkOfDay(name=name, day=day, begun_by=by, begun_at=now)
        own = (daily_work.c.name == name) & (daily_work.c.day == day)
        with self._keeping() as connection:
            row = connection.execute(select(daily_work).where(own)).mappings().one_or_none()
            if row is None:
                insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert
                add = insert(daily_work).values(vars(taken)).on_conflict_do_nothing().returning(daily_work.c.name)
                is_ours = connection.execute(add).first() is not None
                connection.execute(delete(daily_work).where(daily_work.c.day < day - dt.timedelta(days=KEPT_DAYS)))
            elif may_begin(WorkOfDay(**row), now=now):
                unchanged = (
                    own & (daily_work.c.begun_by == row["begun_by"]) & (daily_work.c.begun_at == row["begun_at"])
                )
                is_ours = connection.execute(update(daily_work).where(unchanged).values(vars(taken))).rowcount == 1
            else:
                is_ours = False
        return taken if is_ours else None

    def end_daily_work(self, taken: WorkOfDay, *, failed: bool, words: str, now: dt.datetime) -> None:
        """Keep what became of a day's work, unless another process has taken it over.

        Parameters
        ----------
        taken
            As `begin_daily_work` gave it.
        failed, words
            Whether it could not be done; what was done, or what is wrong.
        now
            The moment, with its time zone.
        """
        own = (daily_work.c.name == taken.name) & (daily_work.c.day == taken.day)
        ours = own & (daily_work.c.begun_by == taken.begun_by) & (daily_work.c.begun_at == taken.begun_at)
        with self._keeping() as connection:
            end = {"ended_at": now, "failed": failed, "words": words}
            connection.execute(update(daily_work).where(ours).values(end))

    def daily_work(self, name: str) -> Sequence[WorkOfDay]:
        """Return what became of a work on the days that are still known.

        Parameters
        ----------
        name
            Which work.

        Returns
        -------
        sequence of WorkOfDay
            The latest day first.
        """
        asked = select(daily_work).where(daily_work.c.name == name).order_by(daily_work.c.day.desc())
        with self._reading() as connection:
            return [WorkOfDay(**row) for row in connection.execute(asked).mappings()]
