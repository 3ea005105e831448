"""Photos of assets: added, described, removed and put back by staff; shown to whoever may see where the asset is."""

from __future__ import annotations

import datetime as dt
import secrets
import threading

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.permission import Actor, may_record
from asset_map.domain.photo import MOST_PHOTOS, KeptPhoto, Photo, alt_problem, tidy_alt
from asset_map.domain.protection import Audience
from asset_map.errors import PhotoError
from asset_map.intake.photos import clean_photo
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import of_assets, of_photo
from asset_map.services.workspace import Workspace

_one_at_a_time = threading.Lock()
"""Decoding a photo takes up to 400 MB for a moment."""


@asks(may_record, of_assets("asset_id"))
def add_photo(
    asset_id: str, uploaded: bytes, alt: str, workspace: Workspace, *, now: dt.datetime, actor: Actor
) -> KeptPhoto:
    """Keep a photo of an asset.

    Parameters
    ----------
    asset_id
        The asset it shows.
    uploaded
        The file as it came; kept is what `clean_photo` makes of it.
    alt
        What it shows, in words for people who cannot see it.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    KeptPhoto
        As it is kept.

    Raises
    ------
    PhotoError
        In one sentence, for a file that is no fitting photo, a missing description, or too many photos.
    """
    words = _described(alt)
    with _one_at_a_time:
        photo = clean_photo(uploaded)
    return workspace.store.add_photo(
        photo,
        photo_id=secrets.token_urlsafe(16),  # 128 bits: addresses cannot be guessed
        asset_id=asset_id,
        alt=words,
        at_most=MOST_PHOTOS,
        event=AuditEvent(at=now, actor=actor.name, action=Action.PHOTO_ADDED),
    )


@asks(may_record, of_photo)
def describe_photo(photo_id: str, alt: str, workspace: Workspace, *, now: dt.datetime, actor: Actor) -> KeptPhoto:
    """Say in other words what a photo shows.

    Parameters
    ----------
    photo_id, alt
        Which photo, and the words.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    KeptPhoto
        As it is kept now.

    Raises
    ------
    PhotoError
        For words that say nothing, or too many.
    """
    event = AuditEvent(at=now, actor=actor.name, action=Action.PHOTO_CHANGED)
    return workspace.store.describe_photo(photo_id, _described(alt), event=event)


@asks(may_record, of_photo)
def remove_photo(photo_id: str, workspace: Workspace, *, now: dt.datetime, actor: Actor, reason: str = "") -> KeptPhoto:
    """Take a photo away, so that nobody is shown it any longer.

    Parameters
    ----------
    photo_id
        Which.
    workspace
        The area.
    now, actor, reason
        When, who, and why.

    Returns
    -------
    KeptPhoto
        As it is kept now; `put_photo_back` shows it again.
    """
    event = AuditEvent(at=now, actor=actor.name, action=Action.PHOTO_REMOVED, reason=reason)
    return workspace.store.remove_photo(photo_id, event=event)


@asks(may_record, of_photo)
def put_photo_back(photo_id: str, workspace: Workspace, *, now: dt.datetime, actor: Actor) -> KeptPhoto:
    """Show a photo again that was removed.

    Parameters
    ----------
    photo_id
        Which.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    KeptPhoto
        As it is kept now.
    """
    event = AuditEvent(at=now, actor=actor.name, action=Action.PHOTO_CHANGED, reason="put back")
    return workspace.store.put_photo_back(photo_id, at_most=MOST_PHOTOS, event=event)


def photos_of(asset_id: str, workspace: Workspace, *, audience: Audience, today: dt.date) -> list[KeptPhoto]:
    """Return the photos of an asset that an audience may see.

    Parameters
    ----------
    asset_id
        Its id.
    workspace
        The area.
    audience
        For whom.
    today
        The date to judge by: what is past its date is shown to staff alone.

    Returns
    -------
    list of KeptPhoto
        In their order; none where the audience does not see the asset's exact place.
    """
    return workspace.store.photos(asset_id, audience, today=today)


def removed_photos(asset_id: str, workspace: Workspace) -> list[KeptPhoto]:
    """Return the photos of an asset that can be put back; for staff only.

    Parameters
    ----------
    asset_id
        Its id.
    workspace
        The area.

    Returns
    -------
    list of KeptPhoto
        In their order.
    """
    return workspace.store.removed_photos(asset_id)


def photo(photo_id: str, workspace: Workspace, *, audience: Audience, today: dt.date) -> Photo | None:
    """Return a photo with its pixels.

    Parameters
    ----------
    photo_id
        Its id.
    workspace
        The area.
    audience
        For whom.
    today
        The date to judge by: what is past its date is shown to staff alone.

    Returns
    -------
    Photo or None
        None where the audience may not see it, just as where there is none.
    """
    return workspace.store.photo(photo_id, audience, today=today)


def _described(alt: str) -> str:
    words = tidy_alt(alt)
    if problem := alt_problem(words):
        raise PhotoError(problem)
    return words
