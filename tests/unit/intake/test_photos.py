"""What is kept of a photo, and what is refused: each refusal is one sentence."""

from __future__ import annotations

import re
import struct
import tracemalloc
import warnings
import zlib
from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile

from asset_map.domain.photo import Photo
from asset_map.errors import PhotoError
from asset_map.intake import photos
from asset_map.intake.photos import LONGEST_SIDE_PX, MOST_UPLOADED_BYTES, clean_photo
from tests.fixtures.pictures import (
    BLUE,
    COMMENT,
    MAKER,
    PROFILE,
    RED,
    TRAIL,
    XMP,
    encoded,
    picture,
    png_bomb,
    telling_exif,
    telling_jpeg,
    with_chunk,
)

TELLING = [
    b"Exif",
    MAKER.encode(),
    b"GPS",
    XMP[:12],
    b"http://ns.adobe.com",
    b"Xyzzy",
    COMMENT,
    PROFILE,
    TRAIL,
    b"ICC_",
]


def opened(photo: Photo) -> Image.Image:
    """Read a kept photo back."""
    image = Image.open(BytesIO(photo.content))
    assert image.format == "JPEG"
    assert photo.media_type == "image/jpeg"
    assert image.size == (photo.width_px, photo.height_px)
    return image


def colour(image: Image.Image, share_x: float, share_y: float) -> np.ndarray:
    """Return the colour at a place, told in shares of the sides."""
    return np.asarray(image.convert("RGB"), dtype=int)[int(share_y * image.height), int(share_x * image.width)]


def assert_near(found: np.ndarray, wanted: tuple[int, int, int]) -> None:
    assert np.abs(found - np.array(wanted)).max() < 25, (found, wanted)


def segments(jpeg: bytes) -> set[int]:
    """Return the markers of a JPEG up to its first scan."""
    found, at = set(), 2
    while jpeg[at + 1] != 0xDA:
        found.add(jpeg[at + 1])
        at += 2 + struct.unpack_from(">H", jpeg, at + 2)[0]
    return found


def refusal(uploaded: bytes) -> str:
    """Return the sentence with which a file is refused."""
    with pytest.raises(PhotoError) as caught:
        clean_photo(uploaded)
    return str(caught.value)


def test_the_test_picture_tells_everything_that_must_go() -> None:
    assert [one for one in TELLING if one not in telling_jpeg()] == [b"GPS"]
    assert Image.open(BytesIO(telling_jpeg())).getexif().get_ifd(0x8825)[2] == (55.0, 52.0, 48.0)


@pytest.mark.parametrize("size", [(80, 60), (2400, 1800)])
def test_nothing_but_pixels_is_kept_of_a_jpeg(size: tuple[int, int]) -> None:
    photo = clean_photo(telling_jpeg(*size))
    assert [one for one in TELLING if one in photo.content] == []
    kept = opened(photo)
    assert dict(kept.getexif()) == {}
    assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
    assert segments(photo.content) == {0xE0, 0xDB, 0xC2, 0xC4}  # JFIF, tables, a progressive frame
    assert photo.content.endswith(b"\xff\xd9")


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_nothing_but_pixels_is_kept_of_other_kinds(kind: str) -> None:
    uploaded = encoded(picture(), kind, exif=telling_exif(6), icc_profile=PROFILE, xmp=XMP)
    assert MAKER.encode() in uploaded
    photo = clean_photo(uploaded + TRAIL)
    assert [one for one in TELLING if one in photo.content] == []
    assert (photo.width_px, photo.height_px) == (60, 80)
    assert_near(colour(opened(photo), 0.95, 0.05), RED)


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(1, (0, 0)), (2, (1, 0)), (3, (1, 1)), (4, (0, 1)), (5, (0, 0)), (6, (1, 0)), (7, (1, 1)), (8, (0, 1))],
)
@pytest.mark.parametrize("size", [(80, 60), (2400, 1800)])
def test_a_photo_stands_upright(orientation: int, corner: tuple[int, int], size: tuple[int, int]) -> None:
    photo = clean_photo(telling_jpeg(*size, orientation=orientation))
    assert (photo.width_px > photo.height_px) == (orientation < 5)
    kept = opened(photo)
    for x in (0, 1):
        for y in (0, 1):
            assert_near(colour(kept, 0.05 + 0.9 * x, 0.05 + 0.9 * y), RED if (x, y) == corner else BLUE)


def test_a_big_photo_is_shrunk_and_a_small_one_is_not_blown_up() -> None:
    photo = clean_photo(telling_jpeg(4000, 3000))
    assert (photo.width_px, photo.height_px) == (LONGEST_SIDE_PX, 1200)
    small = clean_photo(telling_jpeg(333, 222))
    assert (small.width_px, small.height_px) == (333, 222)


def test_the_same_file_gives_the_same_bytes() -> None:
    assert clean_photo(telling_jpeg()) == clean_photo(telling_jpeg())


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_was_transparent_is_white(mode: str, kind: str) -> None:
    image = picture(mode="RGBA")
    image.paste((0, 0, 0, 0), (40, 30, 80, 60))
    kept = opened(clean_photo(encoded(image.convert(mode), kind, lossless=True)))
    assert_near(colour(kept, 0.9, 0.9), (255, 255, 255))
    assert_near(colour(kept, 0.05, 0.9), tuple(colour(image.convert(mode).convert("RGBA"), 0.05, 0.9)))


def test_a_colour_that_stands_for_nothing_is_white() -> None:
    kept = opened(clean_photo(encoded(picture(), "PNG", transparency=BLUE)))
    assert_near(colour(kept, 0.9, 0.9), (255, 255, 255))
    assert_near(colour(kept, 0.05, 0.05), RED)


@pytest.mark.parametrize("width_px", [64, 3200])
def test_sixteen_bits_of_grey_keep_their_shades(width_px: int) -> None:
    shades = np.tile(np.linspace(0, 65_535, width_px).astype("uint16"), (width_px // 2, 1))
    kept = opened(clean_photo(encoded(Image.fromarray(shades), "PNG")))
    for share in (0.1, 0.5, 0.9):
        assert_near(colour(kept, share, 0.5), (round(255 * share),) * 3)


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_grey_and_printers_jpegs_are_taken(mode: str) -> None:
    image = picture(mode=mode)
    kept = opened(clean_photo(encoded(image, "JPEG")))
    assert_near(colour(kept, 0.05, 0.05), tuple(colour(image, 0.05, 0.05)))


def test_of_a_jpeg_with_several_pictures_the_first_is_kept() -> None:
    uploaded = encoded(picture(), "MPO", save_all=True, append_images=[Image.new("RGB", (80, 60), "white")])
    assert Image.open(BytesIO(uploaded)).n_frames == 2  # type: ignore[attr-defined]
    photo = clean_photo(uploaded)
    assert_near(colour(opened(photo), 0.9, 0.9), BLUE)
    assert photo == clean_photo(encoded(picture(), "JPEG"))


@pytest.mark.filterwarnings("ignore:(Corrupt EXIF|Tag data|Truncated File):UserWarning")
def test_a_photo_with_broken_exif_is_taken_as_it_lies() -> None:
    uploaded = telling_jpeg(orientation=6)
    at = uploaded.index(b"Exif\x00\x00") + 6
    for broken in (uploaded[: at + 8] + b"\xff" * 60 + uploaded[at + 68 :], uploaded[:at] + b"XX" + uploaded[at + 2 :]):
        photo = clean_photo(broken)
        assert (photo.width_px, photo.height_px) == (80, 60)
        assert MAKER.encode() not in photo.content


def _jpeg_saying(width_px: int, height_px: int) -> bytes:
    jpeg = bytearray(encoded(picture(), "JPEG"))
    struct.pack_into(">HH", jpeg, jpeg.index(b"\xff\xc0") + 5, height_px, width_px)
    return bytes(jpeg)


def _webp_saying(width_px: int, height_px: int, chunk: bytes) -> bytes:
    webp = bytearray(encoded(picture(mode="RGBA"), "WEBP", exif=telling_exif()))
    if chunk == b"VP8X":
        assert webp[12:16] == chunk
        webp[24:30] = (width_px - 1).to_bytes(3, "little") + (height_px - 1).to_bytes(3, "little")
        return bytes(webp)
    webp = bytearray(encoded(picture(), "WEBP", lossless=chunk == b"VP8L"))
    assert webp[12:16] == chunk
    if chunk == b"VP8L":
        struct.pack_into("<I", webp, 21, (width_px - 1) | (height_px - 1) << 14)
    else:
        struct.pack_into("<HH", webp, 26, width_px, height_px)
    return bytes(webp)


BOMBS = {
    "png": png_bomb,
    "jpeg": lambda: _jpeg_saying(65_500, 65_500),
    "jpeg that Pillow would only warn of": lambda: _jpeg_saying(10_000, 9_000),
    "webp": lambda: _webp_saying(16_000_000, 16_000_000, b"VP8X"),
    "plain webp": lambda: _webp_saying(16_000, 16_000, b"VP8 "),
    "lossless webp": lambda: _webp_saying(16_000, 16_000, b"VP8L"),
}


@pytest.mark.parametrize("make", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_refused_without_being_decoded(make: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    uploaded = make()
    assert len(uploaded) < 1_000_000

    def decode(_: object) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr(photos, "_DECODERS", {})
    monkeypatch.setattr(ImageFile.ImageFile, "load", decode)
    tracemalloc.start()
    try:
        told = refusal(uploaded)
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert re.search(r"has [\d,]+ × [\d,]+ pixels, but \d\d million", told)
    assert peak_bytes < 100_000


def test_the_bomb_is_one() -> None:
    small = png_bomb(160)
    assert Image.open(BytesIO(small)).size == (160, 160)
    assert not np.asarray(Image.open(BytesIO(small))).any()


def test_as_many_pixels_as_allowed_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in photos.MOST_PIXELS:
        monkeypatch.setitem(photos.MOST_PIXELS, kind, 80 * 60)
        name = kind.value.upper()
        assert clean_photo(encoded(picture(80, 60), name)).width_px == 80
        assert "81 × 60 pixels" in refusal(encoded(picture(81, 60), name))


def test_a_second_size_further_on_does_not_fool_the_check() -> None:
    jpeg = encoded(picture(), "JPEG")
    frame = jpeg.index(b"\xff\xc0")
    length = struct.unpack_from(">H", jpeg, frame + 2)[0] + 2
    second = bytearray(jpeg[frame : frame + length])
    struct.pack_into(">HH", second, 5, 60_000, 60_000)
    assert "damaged" in refusal(jpeg[: frame + length] + bytes(second) + jpeg[frame + length :])


def test_twenty_megabytes_are_taken_and_a_byte_more_is_not() -> None:
    jpeg = encoded(picture(), "JPEG")
    assert clean_photo(jpeg.ljust(MOST_UPLOADED_BYTES, b"\x00")).width_px == 80
    assert "21 MB" in refusal(jpeg.ljust(MOST_UPLOADED_BYTES + 1, b"\x00"))
    assert "20 MB at most" in refusal(jpeg.ljust(MOST_UPLOADED_BYTES + 1, b"\x00"))


def _moving(kind: str) -> bytes:
    return encoded(picture(), kind, save_all=True, append_images=[Image.new("RGB", (80, 60), "white")], duration=100)


PNG = encoded(picture(), "PNG")
REFUSED = {
    "empty": (b"", "empty"),
    "web page named .jpg": (b"<!DOCTYPE html>\n<html><body><script>alert(1)</script></body></html>", "a web page"),
    "web page after a mark": (b"\xef\xbb\xbf  \n<HTML>", "a web page"),
    "drawing": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG drawing"),
    "text": ("Café in Ruchill".encode() * 200, "a text"),
    "noise": (b"\x00\x01\x02\xfe\xff" * 500, "a file of another kind"),
    "noise without zeroes": (b"\x81\x82\xfe\xff" * 500, "a file of another kind"),
    "gif": (_moving("GIF"), "a GIF"),
    "bmp": (encoded(picture(), "BMP"), "BMP"),
    "tiff": (encoded(picture(), "TIFF"), "TIFF"),
    "pdf": (b"%PDF-1.7\n" + b"\x00" * 100, "a PDF"),
    "zip": (b"PK\x03\x04" + b"\x00" * 100, "zip"),
    "heic": (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 100, "a HEIC photo"),
    "avif": (b"\x00\x00\x00\x18ftypavif" + b"\x00" * 100, "AVIF"),
    "video": (b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 100, "a video"),
    "moving png": (_moving("PNG"), "moves"),
    "moving webp": (_moving("WEBP"), "moves"),
    "one pixel high": (encoded(Image.new("L", (60_000, 1)), "PNG"), "60,000 × 1 pixels"),
    "one pixel": (encoded(Image.new("L", (1, 1)), "PNG"), "each side needs at least 16"),
    "no pixel": (_jpeg_saying(80, 0), "80 × 0 pixels"),
    "a ribbon": (encoded(Image.new("L", (16, 321)), "PNG"), "20 times"),
    "much hidden text": (
        with_chunk(PNG, b"zTXt", b"Comment\x00\x00" + zlib.compress(bytes(50_000_000)), before=b"IDAT"),
        "hidden text",
    ),
    "much hidden text behind": (
        with_chunk(PNG, b"iTXt", b"C\x00\x01\x00\x00\x00" + zlib.compress(bytes(50_000_000)), before=b"IEND"),
        "hidden text",
    ),
    "start of a jpeg": (b"\xff\xd8\xff", "damaged"),
    "jpeg without a size": (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xda\x00\x02", "damaged"),
    "jpeg of nothing but noise": (b"\xff\xd8\xff\x00" + b"\x00" * 500, "damaged"),
    "start of a png": (b"\x89PNG\r\n\x1a\n", "damaged"),
    "png that begins elsewhere": (PNG.replace(b"IHDR", b"IHDX"), "damaged"),
    "start of a webp": (b"RIFF\x00\x00\x00\x00WEBP", "damaged"),
    "cut jpeg": (telling_jpeg(400, 300)[:2500], "damaged"),
    "cut png": (PNG[: len(PNG) // 2], "damaged"),
    "cut webp": (encoded(picture(), "WEBP")[:60], "damaged"),
}


@pytest.mark.parametrize(("uploaded", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_photo_is_refused_in_one_sentence(uploaded: bytes, told: str) -> None:
    sentence = refusal(uploaded)
    assert told in sentence
    assert re.fullmatch(r"[A-Z][^.!?\n]*: [^.!?\n]*\.", sentence.replace(".jpg", ""))
    assert len(sentence) < 160


@pytest.mark.parametrize("sides", [(16, 16), (16, 320), (320, 16)])
def test_the_smallest_and_the_longest_that_are_taken(sides: tuple[int, int]) -> None:
    photo = clean_photo(encoded(Image.new("RGB", sides), "PNG"))
    assert (photo.width_px, photo.height_px) == sides


STARTS = [
    b"",
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    b"RIFF\x00\x00\x00\x00WEBPVP8X",
    b"\x00\x00\x00\x18ftyp",
]


@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=300))
def test_any_bytes_are_refused_in_words(start: bytes, rest: bytes) -> None:
    assert refusal(start + rest).endswith(".")


SOUND = [telling_jpeg(orientation=6), PNG, encoded(picture(mode="RGBA"), "WEBP", exif=telling_exif())]


@given(data=st.data())
def test_a_photo_damaged_anywhere_is_taken_clean_or_refused_in_words(data: st.DataObject) -> None:
    uploaded = bytearray(data.draw(st.sampled_from(SOUND)))
    for _ in range(data.draw(st.integers(1, 8))):
        uploaded[data.draw(st.integers(0, len(uploaded) - 1))] = data.draw(st.integers(0, 255))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of broken EXIF, which does not matter
        outcome = taken_or_refused(bytes(uploaded))
    if isinstance(outcome, Photo):
        assert segments(outcome.content) == {0xE0, 0xDB, 0xC2, 0xC4}
    else:
        assert outcome.endswith(".")


def taken_or_refused(uploaded: bytes) -> Photo | str:
    """Return the photo that is kept, or the words of the refusal."""
    try:
        return clean_photo(uploaded)
    except PhotoError as error:
        return str(error)
