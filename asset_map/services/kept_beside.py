"""What is worked out of a geography and kept beside it goes once no installed geography needs it any longer."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from asset_map.errors import GeographyError
from asset_map.geography.installed import installed_geographies

NAMED_BY = 16
"""Letters of a geography's digest in the names of such files."""

PARTS_STAY_S = 3600.0
"""How many seconds a part may be somebody's who is writing it; what they were stopped at would stay for ever."""


def kept_name(kind: str, digest: str, suffix: str) -> str:
    """Return how a file is called.

    Parameters
    ----------
    kind
        What is kept.
    digest
        Of the geography.
    suffix
        The format. Never ``.json``: such files tell that an area was installed anew.

    Returns
    -------
    str
        The name of a file in the folder of geographies.
    """
    return f"{kind}-{digest[:NAMED_BY]}{suffix}"


def tidy_beside(kept: Path) -> None:
    """Remove files of the same kind that belong to no installed geography, and parts that nobody writes any longer.

    Parameters
    ----------
    kept
        The file that was just written; it stays in any case.

    Raises
    ------
    OSError
        When the folder cannot be written; what is left goes another time.
    """
    kind, _, _ = kept.name.partition("-")
    written_at = kept.stat().st_mtime
    for part in kept.parent.glob(f"{kind}-*{kept.suffix}.*.part"):
        with suppress(FileNotFoundError):  # its writer came to an end
            if part.stat().st_mtime < written_at - PARTS_STAY_S:
                part.unlink()
    with suppress(GeographyError):  # nobody knows what is installed: all stays
        needed = {kept_name(kind, one.digest, kept.suffix) for one in installed_geographies(kept.parent)}
        for older in kept.parent.glob(f"{kind}-*{kept.suffix}"):
            if older.name not in needed and older != kept:
                older.unlink(missing_ok=True)
