"""Where is a list kept that was uploaded and not yet taken in? A reload, or a dropped line, loses nothing."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import secrets
import shutil
import unicodedata
from pathlib import Path

from asset_map.errors import UserError
from asset_map.settings import Settings

KEPT_DAYS = 7
LONGEST_NAME_BYTES = 150
"""Of the file's name, in UTF-8; file systems allow 255, and other files are made beside it."""

LONGEST_SUFFIX = 12
_NOT_IN_NAMES = frozenset('<>:"/\\|?*')


def safe_name(name: str) -> str:
    """Return a file's own name so that it can be kept and read anywhere.

    Parameters
    ----------
    name
        As a browser sent it.

    Returns
    -------
    str
        Without folders, signs that no file system or no reader takes, and leading dots; a long one is cut in its
        middle, so that the ending stays.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", maxsplit=1)[-1]
    # Signs of the categories C… are not seen, and can turn the order in which a name is read.
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C" and sign not in _NOT_IN_NAMES)
    plain = " ".join(seen.split()).strip(". ")
    stem, suffixes = _ending(plain)
    while len(f"{stem}{suffixes}".encode()) > LONGEST_NAME_BYTES:
        stem = stem[:-1]
    return f"{stem.strip('. ') or 'list'}{suffixes}"


def _ending(name: str) -> tuple[str, str]:
    """Return stem and ending; `.osm.pbf` is one ending."""
    path = Path(name)
    endings = [one for one in path.suffixes[-2:] if len(one) <= LONGEST_SUFFIX and " " not in one]
    if len(endings) > 1 and endings[-1].lower() not in {".pbf", ".gz", ".zip"}:
        endings = endings[-1:]
    ending = "".join(endings) if path.suffixes and path.suffixes[-1] in endings else ""
    return name.removesuffix(ending), ending


def keep_upload(content: bytes | memoryview, name: str, *, owner: str, settings: Settings, now: dt.datetime) -> Path:
    """Keep an uploaded list, in place of the one that its owner had there.

    Parameters
    ----------
    content
        The file.
    name
        Its name, as the browser sent it.
    owner
        Whose it is.
    settings
        Where the home is.
    now
        The moment, with its time zone.

    Returns
    -------
    pathlib.Path
        The file, which only this server's account can read.

    Raises
    ------
    UserError
        When the home cannot be written.
    """
    clear_old_uploads(settings, now=now)
    throw_uploads_away(owner, settings)
    folder = _incoming(settings) / f"{_mark(owner)}-{secrets.token_hex(8)}"
    path = folder / safe_name(name)
    try:
        _incoming(settings).mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
        file_number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file_number, "wb") as file:
            file.write(content)
        os.utime(folder, (now.timestamp(), now.timestamp()))
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise UserError(
            f"Expected room for the file in the folder of Asset Map; found that it cannot be written "
            f"({error.strerror}). Tell whoever runs Asset Map here, and choose the file again."
        ) from error
    return path


def name_of_upload(path: Path) -> str:
    """Return by which an upload is found again.

    Parameters
    ----------
    path
        As `keep_upload` returned it.

    Returns
    -------
    str
        Its folder and its name.
    """
    return f"{path.parent.name}/{path.name}"


def find_upload(name: str, *, owner: str, settings: Settings) -> Path | None:
    """Return an upload that is still there.

    Parameters
    ----------
    name
        As `name_of_upload` gave it.
    owner
        Whose it is.
    settings
        Where the home is.

    Returns
    -------
    pathlib.Path or None
        None when it was thrown away, or is somebody else's.
    """
    folder, _, file = name.partition("/")
    if not folder.startswith(f"{_mark(owner)}-") or file != safe_name(file):
        return None
    path = _incoming(settings) / folder / file
    return path if path.is_file() else None


def throw_uploads_away(owner: str, settings: Settings) -> None:
    """Throw away what somebody uploaded.

    Parameters
    ----------
    owner
        Whose.
    settings
        Where the home is.
    """
    for folder in _incoming(settings).glob(f"{_mark(owner)}-*"):
        shutil.rmtree(folder, ignore_errors=True)


def clear_old_uploads(settings: Settings, *, now: dt.datetime) -> None:
    """Throw away what nobody has taken in for seven days.

    Parameters
    ----------
    settings
        Where the home is.
    now
        The moment, with its time zone.
    """
    oldest_s = (now - dt.timedelta(days=KEPT_DAYS)).timestamp()
    for folder in _incoming(settings).glob("*"):
        with contextlib.suppress(FileNotFoundError):  # somebody else cleared it
            if folder.stat().st_mtime < oldest_s:
                shutil.rmtree(folder, ignore_errors=True)


def _incoming(settings: Settings) -> Path:
    return settings.home / "incoming"


def _mark(owner: str) -> str:
    return hashlib.sha256(owner.encode()).hexdigest()[:16]
