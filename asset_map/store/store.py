"""The store: everything that is kept, in one transaction a write and with an audit event a change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import geopandas as gpd
import pandas as pd

from asset_map.domain.asset import Asset
from asset_map.domain.audit import AuditEvent
from asset_map.domain.protection import Audience
from asset_map.store import assets, drafts, past, reading, zones
from asset_map.store.attempts import Attempts
from asset_map.store.audit import RecordedEvent, select_history
from asset_map.store.check_links import CheckLinks
from asset_map.store.checks import Checks
from asset_map.store.connecting import connect
from asset_map.store.consents import Consents
from asset_map.store.contributions import Contributions
from asset_map.store.daily_work import DailyWork
from asset_map.store.erasures import Erasures
from asset_map.store.files_made import FilesMade
from asset_map.store.imports import Imports, note_rows
from asset_map.store.kept_secrets import KeptSecrets
from asset_map.store.leaving import Leaving
from asset_map.store.left_over import LeftOver
from asset_map.store.links import Links
from asset_map.store.list_mappings import ListMappings
from asset_map.store.looking_after import LookingAfter
from asset_map.store.looks import Looks
from asset_map.store.mapping_sessions import MappingSessions
from asset_map.store.merging import Merging
from asset_map.store.migrating import migrate
from asset_map.store.neighbourhoods import Neighbourhoods
from asset_map.store.partner_keys import PartnerKeys
from asset_map.store.past import KnownBy
from asset_map.store.people import People
from asset_map.store.photos import Photos
from asset_map.store.proposals import Proposals
from asset_map.store.record_groups import RecordGroups
from asset_map.store.search import Search
from asset_map.store.sent import SentRecords
from asset_map.store.session_outcomes import SessionOutcomes
from asset_map.store.session_records import SessionRecords
from asset_map.store.telling import Telling
from asset_map.store.transactions import OpenDatabase
from asset_map.store.word_mappings import WordMappings


def open_store(url: str, *, create: bool = True) -> Store:
    """Open a store, bringing its tables up to date; several processes may do so at once.

    Parameters
    ----------
    url
        ``sqlite:///PATH`` or ``postgresql://USER@HOST/NAME``.
    create
        Whether an empty store is made where there is none, with its folder.

    Returns
    -------
    Store
        Ready to read and write; to be closed.

    Raises
    ------
    StoreError
        When it cannot be opened, saying what to do.
    """
    database = connect(url, create=create)
    migrate(database, create=create)
    return Store(database)


class Store(
    People,
    Leaving,
    PartnerKeys,
    Photos,
    Proposals,
    SentRecords,
    Search,
    Checks,
    CheckLinks,
    WordMappings,
    Merging,
    Links,
    Looks,
    Imports,
    ListMappings,
    Neighbourhoods,
    MappingSessions,
    Contributions,
    SessionOutcomes,
    SessionRecords,
    LookingAfter,
    RecordGroups,
    KeptSecrets,
    Attempts,
    DailyWork,
    Consents,
    Erasures,
    FilesMade,
    LeftOver,
    Telling,
    OpenDatabase,
):
    """What is kept, over SQLite or PostgreSQL. Threads may share one.

    Every method raises `StoreError` when the database cannot be used; a write keeps all it was given or nothing.

    Parameters
    ----------
    database
        An up-to-date database, as `open_store` makes it.
    """

    def read_assets(
        self, audience: Audience, *, zone_system: str, offer: str | None = None, known_by: KnownBy | None = None
    ) -> gpd.GeoDataFrame:
        """Return the assets that an audience may see: the door for lists, maps, measures and files.

        Parameters
        ----------
        audience
            For whom.
        zone_system
            The system whose codes stand in ``zone_code``, for instance ``datazone2011``.
        offer
            Only assets that give this, first or beside others.
        known_by
            A day that is past: what was known at its end is returned, as far as the audience may see it both then and
            now; see `asset_map.store.past`. None for what is known now.

        Returns
        -------
        geopandas.GeoDataFrame
            As `asset_map.store.reading.read_assets` describes it.
        """
        with self._reading() as connection:
            if known_by is not None:
                return past.read_past_assets(connection, audience, known_by, offer=offer)
            return reading.read_assets(connection, audience, zone_system=zone_system, offer=offer)

    def read_looks(
        self, audience: Audience, *, offer: str | None = None, known_by: KnownBy | None = None
    ) -> pd.DataFrame:
        """Return the looks that an audience may know of.

        Parameters
        ----------
        audience
            For whom.
        offer
            Only looks for this.
        known_by
            A day that is past, as `read_assets` takes it; None for what is known now.

        Returns
        -------
        pandas.DataFrame
            As `asset_map.store.reading.read_looks` describes it.
        """
        with self._reading() as connection:
            if known_by is not None:
                return past.read_past_looks(connection, audience, known_by, offer=offer)
            return reading.read_looks(connection, audience, offer=offer)

    def asset(self, asset_id: str) -> Asset:
        """Return one asset with everything that is kept of it, for staff who work on it.

        Parameters
        ----------
        asset_id
            Its id.

        Returns
        -------
        Asset
            As it was stored.
        """
        with self._reading() as connection:
            return assets.select_asset(connection, asset_id)

    def find_asset(self, asset_id: str) -> Asset | None:
        """Return one asset with everything that is kept of it, for staff, if there is one.

        Parameters
        ----------
        asset_id
            Its id.

        Returns
        -------
        Asset or None
            None where nothing has that id.
        """
        with self._reading() as connection:
            return assets.select_asset(connection, asset_id) if assets.is_kept(connection, asset_id) else None

    def assets(self, asset_ids: Sequence[str]) -> dict[str, Asset]:
        """Return several assets with everything that is kept of them, for staff.

        Parameters
        ----------
        asset_ids
            Their ids.

        Returns
        -------
        dict
            Assets by id; what is not there is left out.
        """
        with self._reading() as connection:
            return assets.select_assets(connection, asset_ids)

    def history(self, asset_id: str) -> list[RecordedEvent]:
        """Return what was done to an asset, oldest first; for staff only.

        Parameters
        ----------
        asset_id
            Its id.

        Returns
        -------
        list of RecordedEvent
            Who did what, when and why, with the fields before and after.
        """
        with self._reading() as connection:
            return select_history(connection, subject_kind="asset", subject_id=asset_id)

    def began_at(self, audience: Audience) -> dt.datetime | None:
        """Return when the first of the records was kept that an audience may see now.

        Parameters
        ----------
        audience
            For whom; a protected record does not tell that it was the first.

        Returns
        -------
        datetime.datetime or None
            None while it sees none.
        """
        with self._reading() as connection:
            return past.first_event_at(connection, audience)

    def source_keys(self, source: str) -> dict[str, str]:
        """Return what is already kept from a source, so that a list taken twice adds nothing.

        Parameters
        ----------
        source
            The source's name.

        Returns
        -------
        dict
            Id of the asset by its key in the source.
        """
        with self._reading() as connection:
            return assets.select_source_keys(connection, source)

    def draft(self, owner: str, form: str) -> dict[str, str | list[str]] | None:
        """Return what stands in somebody's form, or None.

        Parameters
        ----------
        owner, form
            Whose form it is, and which.

        Returns
        -------
        dict or None
            What was typed, by the name of the field.
        """
        with self._reading() as connection:
            return drafts.select_draft(connection, owner, form)

    def add_asset(self, asset: Asset, *, event: AuditEvent) -> None:
        """Keep a new asset.

        Parameters
        ----------
        asset, event
            The asset; who adds it, when and why.
        """
        self.add_assets([asset], event=event)

    def add_assets(self, new: Sequence[Asset], *, event: AuditEvent) -> None:
        """Keep new assets, all of them or none.

        Parameters
        ----------
        new, event
            The assets; who adds them, when and why.
        """
        first = assets.ready(new[: assets.ROWS_AT_ONCE])  # before others have to wait for it
        with self._changing() as connection:
            assets.insert_ready(connection, first, event=event)
            if len(new) > assets.ROWS_AT_ONCE:
                assets.insert_assets(connection, new[assets.ROWS_AT_ONCE :], event=event)
            note_rows(connection, new)

    def change_asset(self, asset: Asset, *, event: AuditEvent) -> Asset:
        """Keep a changed asset, unless somebody else changed it meanwhile.

        Parameters
        ----------
        asset, event
            The changed asset, with the version that it was read with; who changes it, when and why.

        Returns
        -------
        Asset
            As it is kept now, with the next version.

        Raises
        ------
        ConflictError
            When the stored version is another one; nothing is overwritten.
        SecondPersonError
            When it would be protected less, and only one person stands behind it.
        """
        words = assets.words_of_asset(asset)  # before others have to wait for it
        with self._changing() as connection:
            return assets.update_asset(connection, asset, event=event, words=words)

    def replace_zones(self, zone_system: str, zone_codes: Mapping[str, str | None], *, event: AuditEvent) -> None:
        """Place assets anew in the zones of one system, after a geography was installed.

        Parameters
        ----------
        zone_system
            The zone system.
        zone_codes
            Zone code by id of the asset; None for one that lies in no zone. Other assets keep theirs.
        event
            Who places them, when and why.
        """
        with self._changing() as connection:
            zones.update_zones(connection, zone_system, zone_codes, event=event)

    def save_draft(self, owner: str, form: str, fields: drafts.DraftFields, *, at: dt.datetime) -> None:
        """Keep what stands in somebody's form, in place of what stood there.

        Parameters
        ----------
        owner, form
            Whose form it is, and which.
        fields
            What was typed, by the name of the field.
        at
            The moment, with its time zone.
        """
        with self._keeping() as connection:
            drafts.upsert_draft(connection, owner, form, fields, at=at)

    def delete_draft(self, owner: str, form: str) -> None:
        """Forget what stands in somebody's form.

        Parameters
        ----------
        owner, form
            Whose form it is, and which.
        """
        with self._keeping() as connection:
            drafts.remove_draft(connection, owner, form)
