"""Which photos does an asset have, and who may see them?

The pixels are kept in the database, so that a photo, its asset and the trace of both are written, backed up and
protected together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from asset_map.domain.audit import AuditEvent
from asset_map.domain.freshness import may_be_kept
from asset_map.domain.photo import KeptPhoto, Photo
from asset_map.domain.protection import EXACT_LEVELS, Audience, Level
from asset_map.errors import PhotoError, StoreError
from asset_map.store.assets import select_asset
from asset_map.store.audience import for_audience
from asset_map.store.audit import Change, insert_events
from asset_map.store.problems import refuse_unstorable_text
from asset_map.store.schema import assets, photos
from asset_map.store.transactions import OpenDatabase

_KEPT = ("photo_id", "asset_id", "alt", "media_type", "sha256", "removed_at")
_DECIDES = ("asset_id", "protection", "review_state", "contact_agreed", "keep_until")
"""Columns of an asset by which the audience's door decides."""


class Photos(OpenDatabase):
    """The photos of assets."""

    def photos(self, asset_id: str, audience: Audience, *, today: dt.date) -> list[KeptPhoto]:
        """Return the photos of an asset that an audience may see.

        Parameters
        ----------
        asset_id
            Its id.
        audience
            For whom.
        today
            The date to judge by.

        Returns
        -------
        list of KeptPhoto
            In their order. A photo can show where it was taken, so there are none for an audience that does not see the
            asset's exact place; and for staff alone from the day after the asset may be kept.
        """
        with self._reading() as connection:
            if not _may_see(connection, asset_id, audience, today):
                return []
            return _select_photos(connection, (photos.c.asset_id == asset_id) & photos.c.removed_at.is_(None))

    def removed_photos(self, asset_id: str) -> list[KeptPhoto]:
        """Return the photos that were taken away from an asset and can be put back; for staff only.

        Parameters
        ----------
        asset_id
            Its id.

        Returns
        -------
        list of KeptPhoto
            In their order.
        """
        with self._reading() as connection:
            return _select_photos(connection, (photos.c.asset_id == asset_id) & photos.c.removed_at.is_not(None))

    def asset_of_photo(self, photo_id: str) -> str | None:
        """Return whose photo it is, shown or removed; for staff who work on it.

        Parameters
        ----------
        photo_id
            Its id.

        Returns
        -------
        str or None
            Id of the asset; None where there is no such photo.
        """
        with self._reading() as connection:
            asset_id: str | None = connection.scalar(select(photos.c.asset_id).where(photos.c.photo_id == photo_id))
        return asset_id

    def photo(self, photo_id: str, audience: Audience, *, today: dt.date) -> Photo | None:
        """Return a photo with its pixels.

        Parameters
        ----------
        photo_id
            Its id.
        audience
            For whom.
        today
            The date to judge by.

        Returns
        -------
        Photo or None
            None where the audience may not see it, where it was removed, and where there is none.
        """
        shown = (photos.c.photo_id == photo_id) & photos.c.removed_at.is_(None)
        with self._reading() as connection:
            row = connection.execute(select(photos).where(shown)).one_or_none()
            if row is None or not _may_see(connection, row.asset_id, audience, today):
                return None
        return Photo(content=row.content, media_type=row.media_type, width_px=row.width, height_px=row.height)

    def add_photo(
        self, photo: Photo, *, photo_id: str, asset_id: str, alt: str, at_most: int, event: AuditEvent
    ) -> KeptPhoto:
        """Keep a photo, behind those that the asset has.

        Parameters
        ----------
        photo, photo_id, asset_id
            The photo, its id, and that of the asset it shows.
        alt
            What it shows, in words.
        at_most
            How many photos the asset may have then.
        event
            Who adds it, when and why.

        Returns
        -------
        KeptPhoto
            As it is kept.

        Raises
        ------
        PhotoError
            When the asset has as many photos already, or this very one, or is unmapped.
        """
        texts = {"photo_id": photo_id, "alt": alt}
        refuse_unstorable_text(texts, record="the photo")
        with self._changing() as connection:
            if select_asset(connection, asset_id).protection is Level.UNMAPPED:
                raise PhotoError(
                    "A photo can show where something is, and of this record no place may be kept: protect the record "
                    "in another way first."
                )
            shown = (photos.c.asset_id == asset_id) & photos.c.removed_at.is_(None)
            _refuse_another(connection, shown, at_most=at_most)
            if connection.execute(select(photos.c.photo_id).where(shown, photos.c.sha256 == photo.sha256)).first():
                raise PhotoError("This photo is on the record already: choose another one.")
            last = connection.scalar(select(func.max(photos.c.position)).where(photos.c.asset_id == asset_id))
            own = {
                "asset_id": asset_id,
                "media_type": photo.media_type,
                "width": photo.width_px,
                "height": photo.height_px,
                "content": photo.content,
                "sha256": photo.sha256,
                "position": (last or 0) + 1,
            }
            connection.execute(insert(photos).values(texts | own | {"added_by": event.actor, "added_at": event.at}))
            added = _select_photo(connection, photo_id)
            _note(connection, event, before=None, after=added)
        return added

    def describe_photo(self, photo_id: str, alt: str, *, event: AuditEvent) -> KeptPhoto:
        """Say in other words what a photo shows.

        Parameters
        ----------
        photo_id, alt
            Which photo, and the words.
        event
            Who changes them, when and why.

        Returns
        -------
        KeptPhoto
            As it is kept now.
        """
        refuse_unstorable_text({"alt": alt}, record="the photo")
        with self._changing() as connection:
            return _change(connection, photo_id, {"alt": alt}, event=event)

    def remove_photo(self, photo_id: str, *, event: AuditEvent) -> KeptPhoto:
        """Take a photo away, so that nobody is shown it; it can be put back.

        Parameters
        ----------
        photo_id
            Which.
        event
            Who removes it, when and why.

        Returns
        -------
        KeptPhoto
            As it is kept now.
        """
        with self._changing() as connection:
            return _change(connection, photo_id, {"removed_at": event.at}, event=event)

    def put_photo_back(self, photo_id: str, *, at_most: int, event: AuditEvent) -> KeptPhoto:
        """Show a photo again that was removed.

        Parameters
        ----------
        photo_id
            Which.
        at_most
            How many photos the asset may have then.
        event
            Who puts it back, when and why.

        Returns
        -------
        KeptPhoto
            As it is kept now.

        Raises
        ------
        PhotoError
            When the asset has as many photos already.
        """
        with self._changing() as connection:
            others = photos.c.asset_id == _select_photo(connection, photo_id).asset_id
            others &= photos.c.removed_at.is_(None) & (photos.c.photo_id != photo_id)
            _refuse_another(connection, others, at_most=at_most)
            return _change(connection, photo_id, {"removed_at": None}, event=event)


def _change(connection: Connection, photo_id: str, values: Mapping[str, Any], *, event: AuditEvent) -> KeptPhoto:
    before = _select_photo(connection, photo_id)
    connection.execute(update(photos).where(photos.c.photo_id == photo_id).values(values))
    after = _select_photo(connection, photo_id)
    _note(connection, event, before=before, after=after)
    return after


def _may_see(connection: Connection, asset_id: str, audience: Audience, today: dt.date) -> bool:
    """Return whether an audience sees an asset with its exact place, as the door for assets decides it."""
    columns = [assets.c[name] for name in _DECIDES]
    rows = connection.execute(select(*columns).where(assets.c.asset_id == asset_id)).all()
    if not rows or (audience is not Audience.STAFF and not may_be_kept(rows[0].keep_until, today=today)):
        return False
    seen = for_audience(pd.DataFrame(rows, columns=list(_DECIDES)), audience)
    return any(Level(level) in EXACT_LEVELS[audience] for level in seen["protection"])


def _refuse_another(connection: Connection, shown: ColumnElement[bool], *, at_most: int) -> None:
    if (connection.scalar(select(func.count()).select_from(photos).where(shown)) or 0) >= at_most:
        raise PhotoError(f"This record has {at_most} photos, and more are too many for a phone: remove one first.")


def _select_photo(connection: Connection, photo_id: str) -> KeptPhoto:
    found = _select_photos(connection, photos.c.photo_id == photo_id)
    if not found:
        raise StoreError(f"Expected a photo with the id “{photo_id}”; found none. Open the record again.")
    return found[0]


def _select_photos(connection: Connection, wanted: ColumnElement[bool]) -> list[KeptPhoto]:
    columns = [photos.c[name] for name in _KEPT]
    sides = (photos.c.width.label("width_px"), photos.c.height.label("height_px"))
    asked = select(*columns, *sides).where(wanted).order_by(photos.c.position, photos.c.photo_id)
    return [KeptPhoto(**row) for row in connection.execute(asked).mappings()]


def _note(connection: Connection, event: AuditEvent, *, before: KeptPhoto | None, after: KeptPhoto) -> None:
    """Keep the trace under the asset, so that its history tells of its photos."""
    change = Change(
        subject_kind="asset",
        subject_id=after.asset_id,
        before=None if before is None else {"photo": _photo_json(before)},
        after={"photo": _photo_json(after)},
    )
    insert_events(connection, event, [change])


def _photo_json(photo: KeptPhoto) -> dict[str, Any]:
    removed_at = None if photo.removed_at is None else photo.removed_at.astimezone(dt.UTC).isoformat()
    return vars(photo) | {"removed_at": removed_at}
