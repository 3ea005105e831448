"""What is a photo of an asset, and what has to be said of it in words?"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

MOST_PHOTOS = 6
"""How many photos an asset may have: enough for the door, the room and the way in; a page stays light on a phone."""

LONGEST_ALT = 300
"""Characters; screen readers read it in one go."""

GOOD_ALT = "The front door under a blue sign, with a ramp on its left"
"""What a good description is like."""

_SAYS_NOTHING = re.compile(r"\S+\.(jpe?g|png|webp|heic|gif)|(a |the )?(photo|picture|image|img|pic)\W*", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A photo that is ready to be kept: pixels, and nothing else.

    Parameters
    ----------
    content
        The file.
    media_type
        For instance ``image/jpeg``.
    width_px, height_px
        As it is seen, upright.
    """

    content: bytes
    media_type: str
    width_px: int
    height_px: int

    @property
    def sha256(self) -> str:
        """SHA-256 of the content in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, kw_only=True)
class KeptPhoto:
    """What is known of a photo that is kept, without its pixels.

    Parameters
    ----------
    photo_id, asset_id
        Its own id, which cannot be guessed, and that of the asset it shows.
    alt
        What it shows, in words for people who cannot see it.
    media_type, width_px, height_px, sha256
        As `Photo` has them.
    removed_at
        When it was taken away; None while it is shown.
    """

    photo_id: str
    asset_id: str
    alt: str
    media_type: str
    width_px: int
    height_px: int
    sha256: str
    removed_at: dt.datetime | None = None


def tidy_alt(alt: str) -> str:
    """Return a description on one line.

    Parameters
    ----------
    alt
        As typed.

    Returns
    -------
    str
        Without blanks around it, and with single ones in it.
    """
    return " ".join(alt.split())


def alt_problem(alt: str) -> str:
    """Return what is wrong with the description of a photo.

    Parameters
    ----------
    alt
        As `tidy_alt` leaves it.

    Returns
    -------
    str
        One sentence saying what to do; empty when nothing is wrong.
    """
    example = f"for instance “{GOOD_ALT}”"
    if not alt:
        return f"Say what the photo shows, for people who cannot see it: {example}."
    if _SAYS_NOTHING.fullmatch(alt):
        return f"“{alt}” does not tell people who cannot see the photo what it shows: write {example}."
    if len(alt) > LONGEST_ALT:
        return f"The description has {len(alt):,} characters, and {LONGEST_ALT} are the most: say the main thing only."
    return ""
