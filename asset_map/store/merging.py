"""How do two records of one thing become one, and how are they parted again?

The record that is merged away keeps its row, and with it its key in its source, so that a list taken again does not
bring it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from asset_map.domain.asset import Asset
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.merging import KeptSource
from asset_map.domain.protection import Level
from asset_map.store.assets import select_asset, update_asset
from asset_map.store.audit import Change, insert_events, select_history
from asset_map.store.moving import move_links, move_links_back, move_photos, move_photos_back
from asset_map.store.schema import asset_sources
from asset_map.store.transactions import OpenDatabase

_SUBJECT = "merge"


@dataclass(frozen=True, kw_only=True)
class MergeNote:
    """What a merge did, so that it can be undone.

    Parameters
    ----------
    kept_id, kept_version
        The record that stayed, and the version that the merge led to.
    other_id, other_version
        The same of the record that was merged away.
    taken
        The fields that the kept record took.
    photos, links
        What moved, as `asset_map.store.moving` notes it.
    sources
        Ids of the records whose sources the kept record gained.
    """

    kept_id: str
    kept_version: int
    other_id: str
    other_version: int
    taken: Sequence[str]
    photos: Sequence[Mapping[str, Any]]
    links: Sequence[Mapping[str, Any]]
    sources: Sequence[str]


class Merging(OpenDatabase):
    """Merging records, and every source that a record comes from; for staff only."""

    def merge_assets(
        self, kept: Asset, other: Asset, *, taken: Sequence[str], kept_event: AuditEvent, other_event: AuditEvent
    ) -> MergeNote:
        """Keep two records as one, with their photos, links and sources, or change nothing.

        Parameters
        ----------
        kept, other
            The record that stays and the one that is merged away, as they are to be kept, each with the version that
            it was read with.
        taken
            The fields that the kept record took.
        kept_event, other_event
            Who merges, when and why, as the history of each is to tell it.

        Returns
        -------
        MergeNote
            What was done; kept too.

        Raises
        ------
        ConflictError
            When one of the two was changed meanwhile; nothing is kept.
        """
        with self._changing() as connection:
            gained = _move_sources(connection, kept.asset_id, other.asset_id)
            kept_now = update_asset(connection, kept, event=kept_event)
            other_now = update_asset(connection, other, event=other_event)
            # Of what is unmapped no photo is kept, as it can show where something is.
            may_show = kept_now.protection is not Level.UNMAPPED
            note = MergeNote(
                kept_id=kept.asset_id,
                kept_version=kept_now.version,
                other_id=other.asset_id,
                other_version=other_now.version,
                taken=list(taken),
                photos=move_photos(connection, other.asset_id, kept.asset_id) if may_show else [],
                links=move_links(connection, other.asset_id, kept.asset_id),
                sources=gained,
            )
            change = Change(subject_kind=_SUBJECT, subject_id=other.asset_id, after=asdict(note))
            insert_events(connection, other_event, [change])
        return note

    def part_assets(
        self, note: MergeNote, kept: Asset, other: Asset, *, kept_event: AuditEvent, other_event: AuditEvent
    ) -> tuple[Asset, Asset]:
        """Keep two merged records as two again, or change nothing.

        Parameters
        ----------
        note
            What the merge did.
        kept, other
            Both records as they are to be kept, each with the version that it was read with.
        kept_event, other_event
            Who parts them, when and why, as the history of each is to tell it.

        Returns
        -------
        tuple of Asset
            Both as they are kept now. Photos and links are back where they were, but for those that somebody took
            away since.

        Raises
        ------
        ConflictError
            When one of the two was changed meanwhile; nothing is kept.
        """
        with self._changing() as connection:
            parted = (
                update_asset(connection, kept, event=kept_event),
                update_asset(connection, other, event=other_event),
            )
            if other.protection is not Level.UNMAPPED:
                move_photos_back(connection, note.kept_id, note.other_id, note.photos)
            move_links_back(connection, note.links)
            gained = asset_sources.c.from_asset_id.in_(note.sources)
            connection.execute(delete(asset_sources).where(asset_sources.c.asset_id == note.kept_id, gained))
            change = Change(subject_kind=_SUBJECT, subject_id=note.other_id, before=asdict(note))
            insert_events(connection, other_event, [change])
        return parted

    def last_merge(self, asset_id: str) -> MergeNote | None:
        """Return what was done when a record was merged away.

        Parameters
        ----------
        asset_id
            The record that was merged away.

        Returns
        -------
        MergeNote or None
            None when it never was, or was parted again.
        """
        with self._reading() as connection:
            told = select_history(connection, subject_kind=_SUBJECT, subject_id=asset_id)
        last = told[-1] if told else None
        return MergeNote(**last.after) if last and last.after and last.event.action is Action.MERGED else None

    def sources_of(self, asset_id: str) -> list[KeptSource]:
        """Return every source that a record comes from: its own, and those of the records merged into it.

        Parameters
        ----------
        asset_id
            Its id.

        Returns
        -------
        list of KeptSource
            Its own first, then in the order in which they were recorded.
        """
        with self._reading() as connection:
            own = _own_source(select_asset(connection, asset_id))
            gained = _gained_sources(connection, asset_id)
        return [own, *gained]


def _move_sources(connection: Connection, kept_id: str, other_id: str) -> list[str]:
    """Add the sources of a record, and all that it had gained itself, to those of another one."""
    gained = [_own_source(select_asset(connection, other_id)), *_gained_sources(connection, other_id)]
    connection.execute(insert(asset_sources), [asdict(source) | {"asset_id": kept_id} for source in gained])
    return [source.from_asset_id for source in gained]


def _own_source(asset: Asset) -> KeptSource:
    return KeptSource(
        from_asset_id=asset.asset_id,
        source=asset.source,
        source_id=asset.source_id,
        licence=asset.licence,
        recorded_by=asset.recorded_by,
        recorded_at=asset.recorded_at,
    )


def _gained_sources(connection: Connection, asset_id: str) -> list[KeptSource]:
    columns = [column for column in asset_sources.c if column.name != "asset_id"]
    own = select(*columns).where(asset_sources.c.asset_id == asset_id)
    rows = connection.execute(own.order_by(asset_sources.c.recorded_at, asset_sources.c.from_asset_id)).mappings()
    return [KeptSource(**row) for row in rows]
