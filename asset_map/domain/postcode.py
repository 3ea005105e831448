"""How is a postcode written?"""

from __future__ import annotations

import re

_SHAPE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")


def postcode_key(text: str) -> str | None:
    """Return a postcode as letters and digits only, or None when it has not the shape of one.

    Parameters
    ----------
    text
        A postcode however spelled: ``"g431lh"``, ``"G1  1AB"``, ``"FK15 0AQ "``.

    Returns
    -------
    str or None
        For instance ``"G431LH"``.
    """
    key = re.sub(r"\s+", "", text).upper()
    return key if _SHAPE.fullmatch(key) else None


def written_postcode(key: str) -> str:
    """Return a postcode key as people write it, with one space: ``"G43 1LH"``.

    Parameters
    ----------
    key
        A key as `postcode_key` gives it.

    Returns
    -------
    str
        The postcode with its space.
    """
    return f"{key[:-3]} {key[-3:]}"
