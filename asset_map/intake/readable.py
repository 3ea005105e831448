"""Is a file safe and worth opening? Looked at before any reader parses it."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from asset_map.errors import IntakeError

LARGEST_FILE_BYTES = 500_000_000
LARGEST_UNPACKED_BYTES = 1_000_000_000
LARGEST_RATIO = 200
"""How many times smaller than its content a zip may be, once that is large; workbooks full of repeats reach 50."""

LARGE_UNPACKED_BYTES = 50_000_000
MOST_MEMBERS = 10_000
MOST_ROWS = 1_000_000
MOST_COLUMNS = 1_000

_START_BYTES = 4096
_CHUNK_BYTES = 1 << 20

_OTHER_KINDS = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"II*\x00": "a picture",
    b"MM\x00*": "a picture",
    b"<svg": "a picture",
    b"{\\rtf": "a text document",
    b"Rar!": "a packed file (RAR)",
    b"7z\xbc\xaf": "a packed file (7z)",
    b"\x1f\x8b": "a packed file (gzip)",
    b"BZh": "a packed file (bzip2)",
}
"""What a file is, whatever its name says, by its first bytes."""


def check_readable(path: Path) -> None:
    """Refuse a file that is missing, empty, too large, or plainly something else.

    Parameters
    ----------
    path
        The file; a zip, workbook or KMZ is looked into, but nothing is unpacked.

    Raises
    ------
    IntakeError
        With what was found and what to do.
    """
    name = path.name
    if path.is_dir():
        raise IntakeError(f"{name} is a folder. Expected one file: choose a file in it, or zip the folder.")
    if not path.is_file():
        raise IntakeError(f"There is no file {path}. Check the name and the folder.")
    size = path.stat().st_size
    if size == 0:
        raise IntakeError(f"{name} is empty. Expected a table with a first row of column names.")
    if size > LARGEST_FILE_BYTES:
        raise IntakeError(
            f"{name} is larger than can be read: expected at most {LARGEST_FILE_BYTES // 10**6} MB, found "
            f"{size // 10**6} MB. Cut it to your area, or split it."
        )
    start = first_bytes(path)
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        raise IntakeError(f"{name} is empty: it holds blanks only. Expected a table with a first row of column names.")
    _check_kind(start, name)


def first_bytes(path: Path) -> bytes:
    """Return the beginning of a file.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    bytes
        At most 4 KB.

    Raises
    ------
    IntakeError
        When this computer does not allow it to be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(_START_BYTES)
    except OSError as error:
        raise IntakeError(
            f"{path.name} cannot be opened ({error.strerror}). Close it in other programs, or copy it to a folder of "
            "your own, and try again."
        ) from error


def _check_kind(start: bytes, name: str) -> None:
    plain = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if plain.startswith((b"<!doctype html", b"<html", b"<head", b"<table", b"<body")):
        raise IntakeError(
            f"{name} is not a text table but a web page: the site answered with a page instead of the list. Open the "
            "address in a browser and save the list itself."
        )
    what = next((kind for first, kind in _OTHER_KINDS.items() if start.startswith(first)), "")
    if what:
        raise IntakeError(
            f"{name} is {what}, whatever its name says. Expected a list, such as CSV or Excel, or a map layer. Ask "
            "whoever made it for the list itself."
        )


def is_zip(path: Path) -> bool:
    """Return whether a file begins like a zip, as workbooks and KMZ do too.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    bool
        Nothing is said about whether it is whole.
    """
    return first_bytes(path).startswith((b"PK\x03\x04", b"PK\x05\x06"))


def checked_members(path: Path) -> list[str]:
    """Return what is in a zip, once its directory is within bounds and each member whole.

    Parameters
    ----------
    path
        A zip, workbook or KMZ.

    Returns
    -------
    list of str
        Names of its files in order, without those that macOS adds.

    Raises
    ------
    IntakeError
        When it claims to hold too much, needs a password, or is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check_directory(members, path)
            for member in members:
                _check_member(archive, member, path.name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise IntakeError(
            f"{path.name} is not a whole zip file or workbook: it was probably cut off on its way, or is something "
            "else under that name. Download or save it again."
        ) from error
    return sorted(member.filename for member in members if not member.filename.startswith("__MACOSX"))


def _check_directory(members: list[zipfile.ZipInfo], path: Path) -> None:
    """Look at what the zip says of itself, before anything in it is unpacked."""
    unpacked = sum(member.file_size for member in members)
    on_disk = max(path.stat().st_size, 1)
    absurd = unpacked > LARGE_UNPACKED_BYTES and unpacked > LARGEST_RATIO * on_disk
    if unpacked > LARGEST_UNPACKED_BYTES or absurd or len(members) > MOST_MEMBERS:
        raise IntakeError(
            f"{path.name} says that it unpacks to {unpacked / 10**6:,.0f} MB in {len(members):,} files, from "
            f"{on_disk / 10**6:,.1f} MB. Expected at most {LARGEST_UNPACKED_BYTES // 10**6:,} MB, and not more than "
            f"{LARGEST_RATIO} times its own size; nothing was unpacked. Save the list as CSV, or split it."
        )
    if any(member.flag_bits & 0x1 for member in members):
        raise IntakeError(f"{path.name} is protected by a password. Save it without one and try again.")


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file_name: str) -> None:
    """Read a member through in small pieces: no more comes out than its directory says, and a wrong sum is told."""
    try:
        with archive.open(member) as content:
            while content.read(_CHUNK_BYTES):
                pass
    except zipfile.BadZipFile as error:
        raise IntakeError(
            f"{file_name} is damaged at {member.filename}: it was probably cut off on its way. Download or save it "
            "again."
        ) from error


def check_extent(file_name: str, *, rows: int, columns: int) -> None:
    """Refuse a table with more rows or columns than any list of places has.

    Parameters
    ----------
    file_name
        For the message.
    rows, columns
        How many it has.

    Raises
    ------
    IntakeError
        With how many were found.
    """
    if columns > MOST_COLUMNS:
        raise IntakeError(
            f"{file_name} has too many columns: expected at most {MOST_COLUMNS:,}, found {columns:,}. Keep the columns "
            "that say what and where, and remove the others; or exchange rows and columns, if they were turned."
        )
    if rows > MOST_ROWS:
        raise IntakeError(
            f"{file_name} has too many rows: expected at most {MOST_ROWS:,}, found more. Cut it to your area, or split "
            "it."
        )
