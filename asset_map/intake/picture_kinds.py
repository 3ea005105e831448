"""What kind of file is this, and how big a picture does it say it is?

Answered from its first bytes, before anything decodes it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import StrEnum

_FIRST_TEXT_BYTES = 1024
_CUT_OFF = 1
"""How many characters the end of the first bytes can cut through."""

_HAVE_NO_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
_FRAME_HEADERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_START_OF_SCAN = 0xDA

_OTHERS = (
    (b"GIF8", "a GIF"),
    (b"%PDF", "a PDF"),
    (b"BM", "a bitmap picture (BMP)"),
    (b"II*\x00", "a TIFF or raw picture"),
    (b"MM\x00*", "a TIFF or raw picture"),
    (b"PK\x03\x04", "a zip or office file"),
)
_APPLE_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})


class PictureKind(StrEnum):
    """The kinds of picture that are taken."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WebP"


@dataclass(frozen=True, kw_only=True)
class PictureHeader:
    """What a picture says of itself.

    Parameters
    ----------
    kind
        Its kind.
    width_px, height_px
        Its sides as stored, before it is turned upright.
    """

    kind: PictureKind
    width_px: int
    height_px: int


def picture_kind(content: bytes) -> PictureKind | None:
    """Return the kind of a picture, whatever its name says.

    Parameters
    ----------
    content
        A whole file.

    Returns
    -------
    PictureKind or None
        None for everything that is not taken.
    """
    if content.startswith(b"\xff\xd8\xff"):
        return PictureKind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PictureKind.PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return PictureKind.WEBP
    return None


def read_header(content: bytes, kind: PictureKind) -> PictureHeader | None:
    """Return the size that a picture says it has.

    Parameters
    ----------
    content, kind
        A whole file, and its kind.

    Returns
    -------
    PictureHeader or None
        None where it says no size: it is broken.
    """
    read = {PictureKind.JPEG: _jpeg_size, PictureKind.PNG: _png_size, PictureKind.WEBP: _webp_size}[kind]
    try:
        size = read(content)
    except (struct.error, IndexError):  # it ends too soon
        return None
    return None if size is None else PictureHeader(kind=kind, width_px=size[0], height_px=size[1])


def words_for(content: bytes) -> str:
    """Return in plain words what a file is that is none of the pictures that are taken.

    Parameters
    ----------
    content
        A whole file.

    Returns
    -------
    str
        For instance ``a web page``.
    """
    if content[4:8] == b"ftyp":
        brand = content[8:12]
        return "a HEIC photo" if brand in _APPLE_BRANDS else "an AVIF picture" if brand == b"avif" else "a video"
    for start, words in _OTHERS:
        if content.startswith(start):
            return words
    start_of_text = content[:_FIRST_TEXT_BYTES].lower()
    if b"<html" in start_of_text or b"<!doctype html" in start_of_text:
        return "a web page"
    if b"<svg" in start_of_text:
        return "an SVG drawing"
    is_text = b"\x00" not in start_of_text and start_of_text.decode(errors="replace").count("\ufffd") <= _CUT_OFF
    return "a text" if is_text else "a file of another kind"


def _png_size(content: bytes) -> tuple[int, int] | None:
    width_px, height_px = struct.unpack_from(">II", content, 16)
    return (width_px, height_px) if content[12:16] == b"IHDR" else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:  # filling
            at += 1
        elif marker in _HAVE_NO_LENGTH:
            at += 2
        elif marker in _FRAME_HEADERS:
            height_px, width_px = struct.unpack_from(">HH", content, at + 5)
            return width_px, height_px
        elif marker == _START_OF_SCAN:
            return None
        else:
            at += 2 + struct.unpack_from(">H", content, at + 2)[0]
    return None


def _webp_size(content: bytes) -> tuple[int, int] | None:
    chunk = content[12:16]
    if chunk == b"VP8X":
        canvas = content[24:30]
        return int.from_bytes(canvas[:3], "little") + 1, int.from_bytes(canvas[3:], "little") + 1
    if chunk == b"VP8L":
        bits: int = struct.unpack_from("<I", content, 21)[0]
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    if chunk == b"VP8 ":
        width_px, height_px = struct.unpack_from("<HH", content, 26)
        return width_px & 0x3FFF, height_px & 0x3FFF
    return None
