"""Noting every file that is taken away, and naming those that could hold what was erased."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import uuid
from collections.abc import Callable

from cachetools import LRUCache

from asset_map.domain.made_file import MadeFile
from asset_map.domain.protection import Audience
from asset_map.errors import StoreError
from asset_map.services.workspace import Workspace
from asset_map.settings import Settings
from asset_map.store import Store, open_store
from asset_map.store.erasures import Erasure

_NOTED: LRUCache[object, bool] = LRUCache(maxsize=20_000)
_LOCK = threading.Lock()


def note_taken(
    store: Store,
    what: str,
    *,
    made_in: str,
    audience: Audience,
    now: dt.datetime,
    by: str = "",
    offer: str = "",
    neighbourhood_id: str = "",
) -> None:
    """Note that a file was taken away: once a day for the same file made of the same records.

    A file is not kept back because that cannot be noted: with a full disk, taking it away may be the rescue.

    Parameters
    ----------
    store
        Where that is kept.
    what, made_in
        Which file, and its format.
    audience
        For whom.
    now
        The moment, with its time zone.
    by
        By whom, where that is known.
    offer, neighbourhood_id
        What was asked for; empty for all.
    """
    try:
        version = store.version()
        key = (store.place, version, now.date(), what, made_in, audience, by, offer, neighbourhood_id)
        with _LOCK:
            if key in _NOTED:
                return
        store.note_file(
            MadeFile(
                file_id=uuid.uuid4().hex,
                what=what,
                made_in=made_in,
                audience=audience,
                offer=offer,
                neighbourhood_id=neighbourhood_id,
                made_by=by,
                made_at=now,
                made_of=version,
            )
        )
    except StoreError as error:
        logging.getLogger(__name__).warning("A file that was taken away could not be noted: %s", error)
        return
    with _LOCK:
        _NOTED[key] = True


def note_written(settings: Settings, what: str, *, made_in: str, audience: Audience, now: dt.datetime, by: str) -> None:
    """Note a file that a command wrote.

    Parameters
    ----------
    settings
        Where the store is.
    what, made_in
        Which file, and its format.
    audience
        For whom.
    now, by
        When, and who.
    """
    with open_store(settings.database_url) as store:
        note_taken(store, what, made_in=made_in, audience=audience, now=now, by=by)


def noting(
    make: Callable[[], bytes],
    workspace: Workspace,
    what: str,
    *,
    made_in: str,
    audience: Audience,
    clock: Callable[[], dt.datetime],
    by: str = "",
) -> Callable[[], bytes]:
    """Return what makes a file for a button, and notes that it was taken away.

    Parameters
    ----------
    make
        Makes the file.
    workspace
        The area.
    what, made_in
        Which file, and its format.
    audience
        For whom.
    clock
        Tells the moment.
    by
        By whom, where that is known.

    Returns
    -------
    Callable
        Makes the same file.
    """

    def _made() -> bytes:
        content = make()
        note_taken(workspace.store, what, made_in=made_in, audience=audience, now=clock(), by=by)
        return content

    return _made


def files_that_could_hold(erasure: Erasure, workspace: Workspace) -> list[MadeFile]:
    """Return the files that were taken away while what was erased could be in them.

    Parameters
    ----------
    erasure
        The note of what was erased.
    workspace
        The area.

    Returns
    -------
    list of MadeFile
        The newest first; more than held it, as it is not known which rows each file had.
    """
    audiences = [Audience(one) for one in erasure.seen_by]
    files = workspace.store.files_made(since=erasure.held_since, audiences=audiences)
    return [file for file in files if file.made_at <= erasure.erased_at]
