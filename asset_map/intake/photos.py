"""How does a file that somebody uploads become a photo that may be kept?

Everything happens in memory. What leaves here is made of the pixels alone, so nothing else that the file held, like the
place where it was taken, can be in it.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO

from PIL import Image
from PIL.ExifTags import Base
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from asset_map.domain.photo import Photo
from asset_map.errors import PhotoError, PhotoTooBigError
from asset_map.intake.picture_kinds import PictureHeader, PictureKind, picture_kind, read_header, words_for

MOST_UPLOADED_BYTES = 20_000_000
"""Phones make photos of 2 to 12 MB."""

MOST_PIXELS = {PictureKind.JPEG: 65_000_000, PictureKind.PNG: 24_000_000, PictureKind.WEBP: 24_000_000}
"""Phones make JPEGs of up to 64 million; the others take more memory, as they cannot be shrunk while decoding."""

MOST_ELONGATED = 20
"""How many times one side may be as long as the other: a panorama is about five."""

SHORTEST_SIDE_PX = 16
LONGEST_SIDE_PX = 1600
"""Fills a laptop's screen."""

JPEG_QUALITY = 82
"""Where files begin to grow faster than what the eye gains; measured in ``docs/decisions/0010-photos.md``."""

_DECODERS: Mapping[PictureKind, Callable[[BytesIO], ImageFile]] = {
    PictureKind.JPEG: JpegImageFile,
    PictureKind.PNG: PngImageFile,
    PictureKind.WEBP: WebPImageFile,
}
"""Called by name, as `PIL.Image.open` would try others, and would choose one of several pictures in a JPEG."""

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What turns a picture upright, by the orientation that EXIF notes."""

_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error)
"""What Pillow raises for damaged files."""

_DAMAGED = (
    "This picture is damaged, breaks off, or carries more hidden text than a photo does: open it, save it anew as "
    "JPEG, and choose that file."
)


def too_big(found_bytes: int | None) -> PhotoTooBigError:
    """Return the refusal of a file with too many bytes.

    Parameters
    ----------
    found_bytes
        How many it has; None where they were not counted to the end.

    Returns
    -------
    PhotoTooBigError
        One sentence.
    """
    most = MOST_UPLOADED_BYTES // 10**6
    found = f"more than {most}" if found_bytes is None else f"{math.ceil(found_bytes / 10**6):,}"
    return PhotoTooBigError(
        f"This file has {found} MB, but a photo may have {most} MB at most: choose a smaller copy of it."
    )


def clean_photo(uploaded: bytes) -> Photo:
    """Return a photo as it may be kept: upright, at most 1600 pixels long, JPEG, and without anything but pixels.

    Parameters
    ----------
    uploaded
        The file as it came.

    Returns
    -------
    Photo
        The same bytes for the same file. Transparent parts are white; a colour profile is not applied.

    Raises
    ------
    PhotoError
        In one sentence, for what is no photo, broken, moving, or too big in bytes or pixels.
    """
    header = _checked(uploaded)
    try:
        decoded = _decoded(uploaded, header)
        turn = _turn(decoded)
        pixels = _on_white(decoded)
    except _BROKEN as error:
        raise PhotoError(_DAMAGED) from error
    return _written(pixels if turn is None else pixels.transpose(turn))


def _checked(uploaded: bytes) -> PictureHeader:
    """Refuse what can be refused before anything is decoded."""
    if not uploaded:
        raise PhotoError("This file is empty, but a photo was expected: choose it again, or take it anew.")
    if len(uploaded) > MOST_UPLOADED_BYTES:
        raise too_big(len(uploaded))
    kind = picture_kind(uploaded)
    if kind is None:
        raise PhotoError(
            f"This is {words_for(uploaded)}, but a JPEG, PNG or WebP photo was expected: choose another file, or save "
            f"it as JPEG first."
        )
    header = read_header(uploaded, kind)
    if header is None:
        raise PhotoError(_DAMAGED)
    _refuse_sides(header.width_px, header.height_px, most_pixels=MOST_PIXELS[kind])
    return header


def _refuse_sides(width_px: int, height_px: int, *, most_pixels: int) -> None:
    found = f"This picture has {width_px:,} × {height_px:,} pixels"
    if min(width_px, height_px) < SHORTEST_SIDE_PX:
        raise PhotoError(f"{found}, but each side needs at least {SHORTEST_SIDE_PX}: choose a bigger one.")
    if max(width_px, height_px) > MOST_ELONGATED * min(width_px, height_px):
        raise PhotoError(
            f"{found}, but one side may be at most {MOST_ELONGATED} times as long as the other: cut it to what matters."
        )
    if width_px * height_px > most_pixels:
        raise PhotoError(
            f"{found}, but {most_pixels // 10**6} million in all are the most: choose a smaller copy of it."
        )


def _decoded(uploaded: bytes, header: PictureHeader) -> ImageFile:
    image = _DECODERS[header.kind](BytesIO(uploaded))
    if image.size != (header.width_px, header.height_px):
        raise PhotoError(_DAMAGED)
    if header.kind is not PictureKind.JPEG and getattr(image, "n_frames", 1) > 1:
        raise PhotoError("This picture moves, but a still photo was expected: choose another one, or a picture of it.")
    # A JPEG is decoded at a half, a quarter or an eighth of its size, if that is enough.
    image.draft(None, _shrunk(image.size, longest_side_px=2 * LONGEST_SIDE_PX))
    image.load()
    return image


def _turn(image: Image.Image) -> Image.Transpose | None:
    try:
        noted = image.getexif().get(Base.Orientation, 1)
    except _BROKEN:  # the notes are broken and not the picture, so it is kept as it lies
        return None
    return _TURNS.get(noted)


def _on_white(image: Image.Image) -> Image.Image:
    """Return the picture in red, green and blue, shrunk, with white where it was transparent."""
    if image.mode.startswith("I"):
        image = _in_eight_bits(image)
    mode = "RGBA" if image.has_transparency_data else "RGB"
    image = image if image.mode == mode else image.convert(mode)
    image.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX), Image.Resampling.LANCZOS)
    if mode == "RGB":
        return image
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """Return sixteen bits of grey as eight: Pillow would cut off what is above 255."""
    longest = (LONGEST_SIDE_PX, LONGEST_SIDE_PX)
    image.thumbnail(longest, Image.Resampling.LANCZOS, reducing_gap=None)  # Pillow's short cut knows no sixteen bits
    grey = image.convert("I").point(lambda level: level / 256).convert("L")
    grey.info.pop("transparency", None)
    return grey


def _shrunk(size: tuple[int, int], *, longest_side_px: int) -> tuple[int, int]:
    share = min(1.0, longest_side_px / max(size))
    return round(size[0] * share), round(size[1] * share)


def _written(image: Image.Image) -> Photo:
    # Made anew from the pixels: Pillow would write a comment, a resolution or a profile along that it has read.
    bare = Image.frombytes("RGB", image.size, image.tobytes())
    out = BytesIO()
    bare.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    return Photo(content=out.getvalue(), media_type="image/jpeg", width_px=bare.width, height_px=bare.height)
