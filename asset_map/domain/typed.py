"""What does a value that somebody typed mean?"""

from __future__ import annotations

YES, NO = "yes", "no"
LONGEST_NUMBER = 9
"""Digits of a whole number that every database keeps."""


def is_yes(text: str) -> bool:
    """Return whether an answer is yes.

    Parameters
    ----------
    text
        ``yes``, ``no`` or empty, in capitals or not.

    Returns
    -------
    bool
        False for everything but yes.
    """
    return text.strip().casefold() == YES


def read_number(text: str) -> int | None:
    """Read a whole number that is not negative.

    Parameters
    ----------
    text
        For instance ``"12"``.

    Returns
    -------
    int or None
        None when it is none, or too long to be one that people mean.
    """
    if not text:
        return None
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER else None


def read_feature(text: str) -> tuple[str, bool]:
    """Read whether something has an access feature.

    Parameters
    ----------
    text
        A code and an answer, for instance ``"step_free=yes"``.

    Returns
    -------
    tuple of str and bool
        The code, and whether the answer is yes.
    """
    code, _, answer = text.partition("=")
    return code.strip(), is_yes(answer)
