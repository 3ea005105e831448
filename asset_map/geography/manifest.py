"""What was downloaded into a folder, from where and when?"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asset_map.geography.sources import Source

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Fetched:
    """An official file that is here.

    Parameters
    ----------
    source
        What it is.
    path
        Where it is.
    sha256, size_bytes
        What arrived.
    fetched_at
        When it arrived, or was first found after it had been saved by hand.
    was_here
        Whether it was here before this fetch.
    """

    source: Source
    path: Path
    sha256: str
    size_bytes: int
    fetched_at: dt.datetime
    was_here: bool


def is_noted(source: Source, folder: Path) -> bool:
    """Tell whether a manifest says anything of a file.

    Parameters
    ----------
    source
        The file.
    folder
        Where the manifest is.

    Returns
    -------
    bool
        True also where the file has changed since.
    """
    return source.id in _read(folder)


def find_unchanged(source: Source, folder: Path) -> Fetched | None:
    """Return a file that is here as it was noted.

    Parameters
    ----------
    source
        The file.
    folder
        Where it should be.

    Returns
    -------
    Fetched or None
        None where it is missing, has another digest, or came from another address.
    """
    path = folder / source.file_name
    entry = _read(folder).get(source.id, {})
    if entry.get("url") != source.url or not path.is_file() or entry.get("sha256") != _sha256(path):
        return None
    return Fetched(
        source,
        path,
        entry["sha256"],
        entry["size_bytes"],
        dt.datetime.fromisoformat(entry["fetched_at"]),
        was_here=True,
    )


def note(source: Source, path: Path, *, now: dt.datetime, was_here: bool) -> Fetched:
    """Put a file down in the manifest of its folder.

    Parameters
    ----------
    source
        What it is.
    path
        Where it is.
    now
        When it arrived or was found.
    was_here
        Whether it was here before this fetch.

    Returns
    -------
    Fetched
        As noted.
    """
    fetched = Fetched(source, path, _sha256(path), path.stat().st_size, now, was_here)
    entry = {
        "file_name": source.file_name,
        "url": source.url,
        "sha256": fetched.sha256,
        "size_bytes": fetched.size_bytes,
        "fetched_at": now.isoformat(),
        "licence": source.licence,
        "attribution": source.attribution,
    }
    manifest = _read(path.parent) | {source.id: entry}
    part = path.with_name(f"{MANIFEST}.part")
    part.write_text(json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    part.replace(path.with_name(MANIFEST))
    return fetched


def _read(folder: Path) -> dict[str, Any]:
    """Read the manifest; one that cannot be read only means downloading again."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def noted_elsewhere(sources: Iterable[Source], folder: Path) -> tuple[Source, ...]:
    """Return the files that are here as they came from another address than the one that is known now.

    Parameters
    ----------
    sources
        What is known now.
    folder
        Where the manifest is.

    Returns
    -------
    tuple of Source
        Publishers give another edition another address.
    """
    noted = _read(folder)
    return tuple(one for one in sources if one.id in noted and noted[one.id].get("url") != one.url)
