"""How many records are alike in what decides whether something is to be done about them?"""

from __future__ import annotations

import pandas as pd
from sqlalchemy import func, select

from asset_map.domain.protection import Audience
from asset_map.store.audience import for_audience
from asset_map.store.schema import assets
from asset_map.store.transactions import OpenDatabase

_ALIKE = (
    "kind", "status", "review_state", "last_checked", "keep_until", "merged_into", "protection", "contact_agreed",
)  # fmt: skip


class RecordGroups(OpenDatabase):
    """Records counted by what decides whether they need looking after."""

    def record_groups(self, audience: Audience) -> pd.DataFrame:
        """Return how many records are alike.

        Parameters
        ----------
        audience
            For whom: only records that it sees are counted.

        Returns
        -------
        pandas.DataFrame
            ``kind``, ``status``, ``review_state``, ``last_checked``, ``keep_until``, ``merged_into`` and ``records``,
            how many; those that were merged into others stand one by one.
        """
        columns = [assets.c[name] for name in _ALIKE]
        asked = select(*columns, func.count().label("records")).group_by(*columns)
        with self._reading() as connection:
            frame = pd.DataFrame(connection.execute(asked).all(), columns=[*_ALIKE, "records"])
        seen = for_audience(frame[["protection", "review_state", "contact_agreed"]], audience)
        return frame.loc[seen.index].drop(columns=["protection", "contact_agreed"]).reset_index(drop=True)
