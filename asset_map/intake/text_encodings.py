"""In which encoding is a text written? No letter is changed without a word."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from asset_map.errors import IntakeError

WINDOWS = "cp1252"
_CHUNK_BYTES = 1 << 20

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

_MAC_ROMAN_SIGNS = re.compile(r"(?<=[a-z])[ŽŠŸˆ‰‡‹Œ˜Õ](?=[a-z\s,;.\"]|$)")
"""What é, ä, ü, à, â, á, ã, å, ò and ’ of Mac Roman look like behind a small letter when they are read as Windows-1252,
in which none of these signs stands there."""


def encoding_of(path: Path) -> str:
    """Return the encoding of a text file, read through to its end.

    Parameters
    ----------
    path
        The file: UTF-8 or UTF-16 with or (UTF-8 only) without a mark, or Windows-1252.

    Returns
    -------
    str
        A name that `open` knows.

    Raises
    ------
    IntakeError
        When a byte fits none of these, naming its line; when there are null bytes; when the letters are those of an
        old Macintosh.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(_UTF16_MARKS):
        _check_decodes(path, "utf-16")
        return "utf-16"
    _check_no_nulls(path)
    try:
        _check_decodes(path, "utf-8-sig")
    except UnicodeDecodeError:
        return _single_byte_encoding(path)
    return "utf-8-sig"


def _check_decodes(path: Path, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError as error:
                if encoding != "utf-16":
                    raise
                raise _is_no_text(path, "broken letters of UTF-16") from error
            if "\x00" in text:
                raise _is_no_text(path, "null bytes")
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            if encoding != "utf-16":
                raise
            raise _is_no_text(path, "half a letter at its end") from error


def _check_no_nulls(path: Path) -> None:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            if b"\x00" in chunk:
                raise _is_no_text(path, "null bytes, as in UTF-16 without its mark, or in something that is no text")


def _is_no_text(path: Path, found: str) -> IntakeError:
    return IntakeError(
        f"{path.name} is not a text table: expected CSV in UTF-8, found {found}. Open it where it was made, save it as "
        "CSV (UTF-8) and try again."
    )


def _single_byte_encoding(path: Path) -> str:
    raw = path.read_bytes()
    try:
        raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if _is_nearly_utf8(raw):
            raise _bad_byte(error, path.name) from error
    try:
        text = raw.decode(WINDOWS)
    except UnicodeDecodeError as error:
        raise _bad_byte(error, path.name) from error
    if found := _MAC_ROMAN_SIGNS.search(text):
        raise _old_macintosh(text, found, path.name)
    return WINDOWS


def _is_nearly_utf8(raw: bytes) -> bool:
    """Letters of Windows-1252 make next to no valid UTF-8, so valid ones show that some other bytes are broken."""
    beyond_ascii = [char for char in raw.decode(errors="surrogateescape") if char > "\x7f"]
    broken = sum("\udc80" <= char <= "\udcff" for char in beyond_ascii)
    return raw.startswith(codecs.BOM_UTF8) or len(beyond_ascii) - broken >= broken


def _bad_byte(error: UnicodeDecodeError, file_name: str) -> IntakeError:
    line = error.object.count(b"\n", 0, error.start) + 1
    return IntakeError(
        f"Expected text in UTF-8; found a broken letter in line {line} of {file_name}. Type that letter again, save "
        "the file as CSV (UTF-8) and bring it in once more."
    )


def _old_macintosh(text: str, found: re.Match[str], file_name: str) -> IntakeError:
    line = text.count("\n", 0, found.start()) + 1
    around = text[max(found.start() - 12, 0) : found.end() + 12].split("\n", maxsplit=1)[0]
    return IntakeError(
        f"Expected text in UTF-8; found letters that look like those of an old Macintosh, read wrongly, in line {line} "
        f"of {file_name}: “{around.strip()}”. Save the file as CSV (UTF-8) and bring it in once more."
    )
