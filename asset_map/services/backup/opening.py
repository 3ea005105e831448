"""Is a file a backup that is whole? It may be damaged, foreign, or made to do harm.

What a zip file claims is not believed: names are compared with those that a backup's parts have, sizes with the
manifest, with what could have been packed so small, and with the room on the disk; and no more is unpacked than was
claimed.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from asset_map.domain.classification import read_classification
from asset_map.errors import BackupError, GeographyError, StoreError, UserError
from asset_map.geography.installed import installed_geographies, open_geography
from asset_map.services.backup.manifest import MANIFEST, STORE, Manifest, Part, read_manifest
from asset_map.services.workspace import the_catalogue
from asset_map.store.store_file import examine_store_file

MOST_PACKED = 100
"""How many times smaller than its parts a backup may be; see `asset_map.services.backup.writing`."""

SMALL_BYTES = 50_000_000
"""Up to this size it does not matter what a file unpacks to."""

ROOM_LEFT_BYTES = 50_000_000
"""What has to stay free on the disk."""

LONGEST_MANIFEST_BYTES = 1_000_000
_CHUNK_BYTES = 1 << 20
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Opened:
    """A backup that was opened and found whole.

    Parameters
    ----------
    manifest
        What it says of itself, which is so.
    folder
        Where its parts were unpacked, by their names.
    """

    manifest: Manifest
    folder: Path


def is_plausible(packed: int, unpacked: int) -> bool:
    """Return whether a backup may unpack to so much.

    Parameters
    ----------
    packed, unpacked
        The size of the file, and that of its parts as they claim it.

    Returns
    -------
    bool
        False for what was packed to fill a disk.
    """
    return unpacked <= max(SMALL_BYTES, MOST_PACKED * packed)


def look_into(file: Path) -> Manifest:
    """Read what a backup says of itself, without trying whether it is so.

    Parameters
    ----------
    file
        May be anything.

    Returns
    -------
    Manifest
        Of a file whose list of parts is that of a backup.

    Raises
    ------
    BackupError
        When it is no backup.
    """
    with _zip(file) as packed:
        return _manifest_of(packed, file)


def open_backup(file: Path, folder: Path) -> Opened:
    """Unpack a backup, and look whether all of it is what its manifest says.

    Parameters
    ----------
    file
        May be anything.
    folder
        An empty folder that nobody else may read.

    Returns
    -------
    Opened
        A backup that is whole.

    Raises
    ------
    BackupError
        When it is damaged, foreign, newer or hostile; what was unpacked is to be taken away with the folder.
    """
    with _zip(file) as packed:
        manifest = _manifest_of(packed, file)
        if manifest.size > shutil.disk_usage(folder).free - ROOM_LEFT_BYTES:
            raise BackupError(
                f"Expected room for {manifest.size / 1e6:,.0f} MB at {folder.parent}; the disk has less. Make room and "
                "try again."
            )
        for part in manifest.parts:
            _unpack(packed, part, folder / part.name)
    _look_at_store(manifest, folder / STORE)
    _look_at_files(folder)
    return Opened(manifest, folder)


@contextmanager
def _zip(file: Path) -> Iterator[zipfile.ZipFile]:
    if not file.is_file():
        raise BackupError(f"Expected a backup at {file}; there is no such file. Check its name.")
    try:
        with zipfile.ZipFile(file) as packed:
            yield packed
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise BackupError(
            f"Expected a backup of Asset Map in {file.name}; the file is damaged or another kind of file ({error}). "
            "Nothing was put back. Take another copy of it, or an older backup."
        ) from error
    except OSError as error:
        raise BackupError(f"The backup {file.name} cannot be read here: {error.strerror}.") from error


def _manifest_of(packed: zipfile.ZipFile, file: Path) -> Manifest:
    entries = {entry.filename: entry for entry in packed.infolist()}
    if MANIFEST not in entries or len(entries) != len(packed.infolist()):
        raise BackupError(
            f"Expected a backup of Asset Map; {file.name} is a zip file of something else. Choose another file."
        )
    if entries[MANIFEST].file_size > LONGEST_MANIFEST_BYTES:
        raise BackupError(f"Expected a backup of Asset Map; the manifest in {file.name} is too long to be one.")
    manifest = read_manifest(packed.read(MANIFEST))
    claimed = {part.name: part.size for part in manifest.parts}
    found = {name: entry.file_size for name, entry in entries.items() if name != MANIFEST}
    if claimed != found:
        odd = sorted(set(claimed.items()) ^ set(found.items()))[0][0]
        raise BackupError(
            f"Expected the parts that the manifest of {file.name} lists; found otherwise at “{odd[:80]}”. The file was "
            "changed or is damaged. Take another copy of it, or an older backup."
        )
    if not is_plausible(file.stat().st_size, manifest.size):
        raise BackupError(
            f"Expected a backup of Asset Map; {file.name} would unpack to {manifest.size / 1e6:,.0f} MB, which no "
            "backup of its size does. Nothing was unpacked. Choose another file."
        )
    return manifest


def _unpack(packed: zipfile.ZipFile, part: Part, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    with packed.open(part.name) as source, to.open("xb") as target:
        digest, size = copy_hashed(source, target)
    if (digest, size) != (part.sha256, part.size):
        raise BackupError(
            f"Expected “{part.name}” as it was when the backup was made; found other bytes. The file is damaged. Take "
            "another copy of it, or an older backup."
        )


def copy_hashed(source: IO[bytes], target: IO[bytes]) -> tuple[str, int]:
    """Copy bytes from one open file to another.

    Parameters
    ----------
    source, target
        Open files.

    Returns
    -------
    tuple of str and int
        The SHA-256 of what was copied, and its size.
    """
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK_BYTES):
        digest.update(chunk)
        size += len(chunk)
        target.write(chunk)
    return digest.hexdigest(), size


def _look_at_store(manifest: Manifest, file: Path) -> None:
    try:
        facts = examine_store_file(file)
    except StoreError as error:
        raise BackupError(f"The store in this backup cannot be used. {error}") from error
    if (facts.revision, facts.version, facts.rows) != (manifest.revision, manifest.version, manifest.rows):
        raise BackupError(
            "Expected as many records as the manifest says; found otherwise. The file was changed. Take another copy "
            "of it, or an older backup."
        )


def _look_at_files(folder: Path) -> None:
    geography, classification = folder / "geography", folder / "home" / "classification.toml"
    try:
        if geography.exists():
            for one in installed_geographies(geography):
                if not _DIGEST.fullmatch(one.digest):
                    raise GeographyError("It does not say which one it is.")
                if open_geography(geography, catalogue=the_catalogue(), system=one.system) is None:
                    raise GeographyError("It is not there.")
        if classification.exists():
            read_classification(classification.read_text("utf-8"), "classification.toml")
    except (UserError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupError(f"The geography or the classification in this backup cannot be used. {error}") from error
