"""Which wrong codes were typed of late? Kept here, so that neither a restart nor a second process gives more tries.

Of where they came from only a digest is kept, and that for no longer than it counts.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, func, insert, select

from asset_map.store.schema import attempts
from asset_map.store.transactions import OpenDatabase


class Attempts(OpenDatabase):
    """Wrong codes of late."""

    def count_attempts(self, kind: str, *, since: dt.datetime, origin: str | None = None) -> int:
        """Return how many wrong codes came.

        Parameters
        ----------
        kind
            Of code.
        since
            From which moment on, with its time zone.
        origin
            Digest of where from; None for everywhere.

        Returns
        -------
        int
            The number.
        """
        asked = select(func.count()).where(attempts.c.kind == kind, attempts.c.at > since)
        if origin is not None:
            asked = asked.where(attempts.c.origin == origin)
        with self._reading() as connection:
            return connection.scalar(asked) or 0

    def add_attempt(self, kind: str, *, origin: str, at: dt.datetime, forget_before: dt.datetime) -> None:
        """Note a wrong code, and forget those that count no longer.

        Parameters
        ----------
        kind, origin
            Of code, and the digest of where it came from.
        at
            When, with its time zone.
        forget_before
            Up to which moment others are forgotten.
        """
        with self._keeping() as connection:
            connection.execute(delete(attempts).where(attempts.c.at < forget_before))
            connection.execute(insert(attempts).values(kind=kind, origin=origin, at=at))
