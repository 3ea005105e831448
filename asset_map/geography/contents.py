"""Is a file that arrived what it should be?"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from asset_map.errors import FetchError
from asset_map.geography.sources import Kind

START_BYTES = 4096
"""Enough to tell a web page from a table."""


def check_contents(path: Path, kind: Kind) -> None:
    """Refuse a file that is damaged or something else.

    Parameters
    ----------
    path
        The file.
    kind
        What it should be.

    Raises
    ------
    FetchError
        With the reason in plain words, to be put after the file's name.
    """
    with path.open("rb") as file:
        start = file.read(START_BYTES).removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<"):
        raise FetchError("a web page arrived in its place")
    if kind is Kind.ZIP:
        _check_zip(path)
    else:
        _check_csv(start)


def _check_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip()
            empty = not archive.namelist()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise FetchError(f"what arrived is not a whole zip file ({error})") from error
    if damaged or empty:
        raise FetchError(f"the zip file that arrived is {f'damaged in {damaged}' if damaged else 'empty'}")


def _check_csv(start: bytes) -> None:
    header, _, rows = start.partition(b"\n")
    is_table = b"," in header and rows and not header.startswith((b"{", b"[")) and b"\0" not in start
    if not is_table:
        raise FetchError("what arrived is not a table of comma-separated values")
