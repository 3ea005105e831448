"""What does a backup say of itself?

A backup is a zip file of the store as one SQLite file, the installed geography, the place's own files, and a manifest
with versions, counts, and the size and SHA-256 of every part. It does not depend on the database that it came from.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from asset_map.errors import BackupError

MANIFEST = "manifest.json"
STORE = "store.db"
HOME_FILES = ("classification.toml", "sources.toml")
"""What a place may have written itself, below its home."""

FORMAT = "asset-map-backup"
FORMAT_VERSION = 1
MOST_PARTS = 1_000

_PART = re.compile(
    r"store\.db|home/(classification|sources)\.toml|geography/installed\.json"
    r"|geography/zones-[A-Za-z0-9_-]{1,100}/[A-Za-z0-9_-]{1,100}\.parquet"
)
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Part:
    """A file in a backup.

    Parameters
    ----------
    name
        Where it stands in the zip file.
    size, sha256
        Its bytes, and their digest in hexadecimal.
    """

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup says of itself.

    Parameters
    ----------
    software_version, made_at
        What made it, and when the copy was begun.
    area
        The area that was set up; empty where none was.
    database
        What the store was in: ``sqlite`` or ``postgresql``.
    revision, version
        Of the tables, and how many changes of records they had seen.
    rows
        How many rows there are, by the name of the table.
    parts
        Everything else in the file.
    """

    software_version: str
    made_at: dt.datetime
    area: str
    database: str
    revision: str
    version: int
    rows: Mapping[str, int]
    parts: tuple[Part, ...]

    @property
    def size(self) -> int:
        """How many bytes the parts have."""
        return sum(part.size for part in self.parts)


def written_manifest(manifest: Manifest) -> str:
    """Return a manifest as it stands in a backup.

    Parameters
    ----------
    manifest
        What is said.

    Returns
    -------
    str
        JSON.
    """
    facts = {"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(manifest)}
    return json.dumps(facts | {"made_at": manifest.made_at.isoformat()}, indent=1, ensure_ascii=False) + "\n"


def read_manifest(text: bytes) -> Manifest:
    """Read a manifest; it may have been written by anybody.

    Parameters
    ----------
    text
        As it stands in a backup.

    Returns
    -------
    Manifest
        Whose parts have names that a backup's parts have.

    Raises
    ------
    BackupError
        For anything else, and for a manifest that newer software wrote.
    """
    try:
        facts = json.loads(text)
        if facts["format"] != FORMAT:
            raise ValueError(FORMAT)
        _refuse_newer(facts["format_version"], str(facts.get("software_version", "")))
        manifest = _manifest(facts)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BackupError(
            "Expected a backup of Asset Map; found a zip file whose manifest is not one. Choose another file."
        ) from error
    for part in manifest.parts:
        if not _PART.fullmatch(part.name) or not _SHA256.fullmatch(part.sha256) or part.size < 0:
            raise BackupError(
                f"Expected only parts that a backup has; found “{part.name[:80]}”. Nothing was written. This file did "
                "not come from Asset Map as it is: choose another one."
            )
    names = [part.name for part in manifest.parts]
    if len(names) != len(set(names)) or len(names) > MOST_PARTS or STORE not in names:
        raise BackupError("Expected each part of a backup once, and a store; found otherwise. Choose another file.")
    return manifest


def _refuse_newer(format_version: object, software_version: str) -> None:
    if not isinstance(format_version, int):
        raise TypeError(format_version)
    if format_version > FORMAT_VERSION:
        raise BackupError(
            f"Expected a backup of this software or older; found one in format {format_version}, made by Asset Map "
            f"{software_version[:20]}. Install that version or a newer one, and try again."
        )


def _manifest(facts: Mapping[str, Any]) -> Manifest:
    return Manifest(
        software_version=_text(facts["software_version"]),
        made_at=dt.datetime.fromisoformat(_text(facts["made_at"])).astimezone(dt.UTC),
        area=_text(facts["area"]),
        database=_text(facts["database"]),
        revision=_text(facts["revision"]),
        version=_count(facts["version"]),
        rows={_text(name): _count(rows) for name, rows in facts["rows"].items()},
        parts=tuple(Part(_text(one["name"]), _count(one["size"]), _text(one["sha256"])) for one in facts["parts"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(value)
    return value
