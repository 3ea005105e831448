"""Making a backup: one moment of everything, in a file that gets its name once it was opened and found whole."""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from asset_map import __version__
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.permission import Actor, may_back_up
from asset_map.errors import BackupError, GeographyError, StoreError
from asset_map.geography.installed import installed_geographies
from asset_map.services.backup.manifest import HOME_FILES, MANIFEST, STORE, Manifest, Part, written_manifest
from asset_map.services.backup.opening import ROOM_LEFT_BYTES, copy_hashed, is_plausible, open_backup
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import everywhere
from asset_map.settings import Settings
from asset_map.store import Store
from asset_map.store.store_file import examine_store_file, write_store_file

UNFINISHED = ".asset-map-unfinished-"
"""What a folder of work in progress begins with: whatever is in it is no backup."""

KEEP_IT_SAFE = (
    "It holds everything, protected records and people's names too, and is not encrypted: keep it where only those who "
    "may see all records can read it, and one copy away from this machine."
)


@dataclass(frozen=True, kw_only=True)
class BackupReport:
    """A backup that was made.

    Parameters
    ----------
    file, bytes
        Where it is, and how large.
    made_at
        Which moment it holds.
    records, photos
        How many there are in it.
    parts
        How many files it holds.
    area
        The area; empty where none is set up.
    version
        How many changes of records it has seen.
    """

    file: Path
    bytes: int
    made_at: dt.datetime
    records: int
    photos: int
    parts: int
    area: str
    version: int


@asks(may_back_up, everywhere)
def back_up(
    store: Store,
    settings: Settings,
    file: Path,
    *,
    now: dt.datetime,
    actor: Actor,  # noqa: ARG001  (asked for)
) -> BackupReport:
    """Copy everything that is kept into one file, while others go on working.

    Parameters
    ----------
    store, settings
        What is kept, and where the rest of it is.
    file
        Not there yet, or a folder, in which it gets a name with the date.
    now, actor
        The moment, with its time zone, and who takes everything away.

    Returns
    -------
    BackupReport
        Of a file that was opened and found whole, and that its owner alone may read.

    Raises
    ------
    BackupError
        When it cannot be written, or did not come out whole; then nothing is left behind.
    """
    file = file / f"asset-map-{now.astimezone():%Y-%m-%d-%H%M%S}.zip" if file.is_dir() else file
    if file.exists():
        raise BackupError(f"Expected a new name for the backup; {file} is there already. Put the date into its name.")
    with _written_in(file.parent) as folder:
        unfinished = folder / "backup.zip"
        manifest = _write(store, settings, unfinished, folder / "parts", now=now)
        opened = folder / "opened"
        opened.mkdir()
        open_backup(unfinished, opened)
        size = unfinished.stat().st_size
        _give_name(unfinished, file)
    rows = manifest.rows
    return BackupReport(
        file=file,
        bytes=size,
        made_at=manifest.made_at,
        records=rows.get("assets", 0),
        photos=rows.get("photos", 0),
        parts=len(manifest.parts),
        area=manifest.area,
        version=manifest.version,
    )


def note_backup(store: Store, action: Action, file: Path, *, now: dt.datetime, actor: Actor) -> None:
    """Keep in the history that a backup was made by hand or taken away; that it cannot be noted keeps none back.

    Parameters
    ----------
    store
        The records; on a disk that is full or may only be read a backup is needed the most.
    action, file
        What was done with which file.
    now, actor
        When, and who.
    """
    try:
        store.note_backup(file.name, event=AuditEvent(at=now, actor=actor.name, action=action))
    except StoreError as error:
        logging.getLogger(__name__).warning("A backup could not be noted in the history: %s", error)


@contextmanager
def _written_in(folder: Path) -> Iterator[Path]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Made readable for this user alone, like all that is written in it.
        with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=folder) as own:
            yield Path(own)
    except OSError as error:
        raise BackupError(
            f"The backup cannot be written to {folder}: {error.strerror}. Nothing is left there. Make room, give the "
            "right to write, or choose another place."
        ) from error


def _write(store: Store, settings: Settings, file: Path, parts: Path, *, now: dt.datetime) -> Manifest:
    parts.mkdir()
    _refuse_full_disk(store, parts)
    write_store_file(store, parts / STORE)
    facts = examine_store_file(parts / STORE)
    sources = {STORE: parts / STORE, **_geography_files(settings, parts), **_home_files(settings)}
    # What would unpack to a hundred times its size is not packed: opening would take it for a trap.
    for packing in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        with zipfile.ZipFile(file, "w", packing, compresslevel=4) as packed:
            manifest = Manifest(
                software_version=__version__,
                made_at=now.astimezone(dt.UTC),
                area=_area(settings),
                database=store.database.reader.dialect.name,
                revision=facts.revision,
                version=facts.version,
                rows=facts.rows,
                parts=tuple(_pack(packed, name, path) for name, path in sources.items()),
            )
            packed.writestr(MANIFEST, written_manifest(manifest))
        if is_plausible(file.stat().st_size, manifest.size):
            break
    shutil.rmtree(parts)
    return manifest


def _refuse_full_disk(store: Store, folder: Path) -> None:
    """Stop early where even the copy of the store will not fit; the database tells its size on SQLite alone."""
    needed = Path(store.place).stat().st_size if store.database.reader.dialect.name == "sqlite" else 0
    if shutil.disk_usage(folder).free < needed + ROOM_LEFT_BYTES:
        raise BackupError(
            f"Expected room for {needed / 1e6 + ROOM_LEFT_BYTES / 1e6:,.0f} MB at {folder.parents[1]}; the disk has "
            "less. Nothing is left there. Make room, or choose another place."
        )


def _pack(packed: zipfile.ZipFile, name: str, path: Path) -> Part:
    # Not later than 1980 for zip, and the same bytes for the same parts.
    entry = zipfile.ZipInfo(name)
    entry.compress_type, entry.external_attr = packed.compression, 0o600 << 16
    with path.open("rb") as source, packed.open(entry, "w", force_zip64=True) as target:
        digest, size = copy_hashed(source, target)
    return Part(name, size, digest)


def _geography_files(settings: Settings, parts: Path) -> dict[str, Path]:
    """Return the files of the installed geography; its list is copied first, as it may be replaced meanwhile."""
    folder = settings.geography_folder
    listed = folder / "installed.json"
    if not listed.is_file():
        return {}
    text = listed.read_bytes()
    copy = parts / "installed.json"
    copy.write_bytes(text)
    try:
        names = [str(entry["folder"]) for entry in json.loads(text)["geographies"]]
    except (ValueError, KeyError, TypeError) as error:
        raise BackupError(f"The list of the installed geography cannot be read: {listed}.") from error
    files = {f"geography/{name}/{path.name}": path for name in names for path in sorted((folder / name).iterdir())}
    return {"geography/installed.json": copy, **files}


def _home_files(settings: Settings) -> dict[str, Path]:
    named = {"classification.toml": settings.classification_file, "sources.toml": None}
    found = {name: named[name] or settings.home / name for name in HOME_FILES}
    return {f"home/{name}": path for name, path in found.items() if path.is_file()}


def _area(settings: Settings) -> str:
    with suppress(GeographyError):
        return next((one.area_name for one in installed_geographies(settings.geography_folder)), "")
    return ""


def _give_name(unfinished: Path, file: Path) -> None:
    """Rename, so that what has the name survives the machine going off right after."""
    with unfinished.open("rb") as written:
        os.fsync(written.fileno())
    unfinished.chmod(0o600)
    unfinished.rename(file)
    if hasattr(os, "O_DIRECTORY"):  # not on Windows, where folders cannot be opened
        handle = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
