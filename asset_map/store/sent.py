"""Which records did somebody without an account send?"""

from __future__ import annotations

from sqlalchemy import select

from asset_map.domain.asset import Asset
from asset_map.store.assets import select_asset
from asset_map.store.schema import assets
from asset_map.store.transactions import OpenDatabase


class SentRecords(OpenDatabase):
    """Records that people sent without an account."""

    def sent_assets(self, sent_by: str) -> list[Asset]:
        """Return what somebody sent.

        Parameters
        ----------
        sent_by
            What knows them again.

        Returns
        -------
        list of Asset
            With everything that is kept, so for who works out what to show them alone; empty for nobody.
        """
        if not sent_by:
            return []
        with self._reading() as connection:
            ids = connection.scalars(select(assets.c.asset_id).where(assets.c.sent_by == sent_by)).all()
            return [select_asset(connection, asset_id) for asset_id in ids]
