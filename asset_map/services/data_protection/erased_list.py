"""The list of what was erased, beside the store: an older backup that is put back is rid of the same by it.

It holds digests and ids, no names. Whoever holds it can try whether a name that they think of was erased; so it stays
in the home. A backup carries the notes as of its making, in its store.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from filelock import FileLock

from asset_map.domain.audit import Action, AuditEvent
from asset_map.errors import UserError
from asset_map.settings import Settings
from asset_map.store import Store
from asset_map.store.erasures import Erasure

LIST_NAME = "erased.json"


def list_file(settings: Settings) -> Path:
    """Return where the list is kept.

    Parameters
    ----------
    settings
        Where the home is.

    Returns
    -------
    Path
        It is there once something was erased.
    """
    return settings.home / LIST_NAME


def write_erased_list(store: Store, settings: Settings) -> None:
    """Write the list: what the store knows, and what stood in it before.

    Parameters
    ----------
    store, settings
        What is kept, and where the home is.
    """
    file = list_file(settings)
    with FileLock(file.with_suffix(".lock")):  # the server and a command may erase at once
        known = {note.erasure_id: note for note in (*read_erased_list(file), *store.erasures())}
        told = [_as_json(note) for note in sorted(known.values(), key=lambda note: (note.erased_at, note.erasure_id))]
        part = file.with_suffix(".part")
        with part.open("w", encoding="utf-8") as writing:
            json.dump(told, writing, ensure_ascii=False, indent=1)
            writing.flush()
            os.fsync(writing.fileno())
        part.replace(file)


def read_erased_list(file: Path) -> list[Erasure]:
    """Read a list of what was erased.

    Parameters
    ----------
    file
        In a home, or beside a backup.

    Returns
    -------
    list of Erasure
        Empty where there is none.

    Raises
    ------
    UserError
        For another file.
    """
    if not file.is_file():
        return []
    try:
        return [_from_json(told) for told in json.loads(file.read_text("utf-8"))]
    except (ValueError, TypeError, KeyError) as error:
        raise UserError(
            f"Expected the list of what was erased in {file}; found something else. Put the list back from a backup."
        ) from error


def erase_what_came_back(store: Store, file: Path, *, now: dt.datetime, actor: str) -> int:
    """Erase again what a list says and the store does not know of: it was put back from an older backup.

    Parameters
    ----------
    store
        Where it came back.
    file
        The list.
    now, actor
        When, and who puts it back.

    Returns
    -------
    int
        How many erasures were done again.
    """
    known = {note.erasure_id for note in store.erasures()}
    missing = [note for note in read_erased_list(file) if note.erasure_id not in known]
    for note in missing:
        event = AuditEvent(at=now, actor=actor, action=Action.ERASED_AGAIN, reason=note.reason)
        store.erase_again(note, event=event)
    if missing:
        store.clean()
    return len(missing)


def _as_json(note: Erasure) -> dict[str, Any]:
    moments = {"erased_at": note.erased_at, "held_since": note.held_since}
    return asdict(note) | {name: None if at is None else at.isoformat() for name, at in moments.items()}


def _from_json(told: Mapping[str, Any]) -> Erasure:
    since = told["held_since"]
    return Erasure(
        **dict(told)
        | {
            "erased_at": dt.datetime.fromisoformat(told["erased_at"]),
            "held_since": None if since is None else dt.datetime.fromisoformat(since),
            "seen_by": tuple(told["seen_by"]),
        }
    )
