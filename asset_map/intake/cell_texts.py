"""What does the text of a cell mean: nothing, a code, a web address?"""

from __future__ import annotations

import re

import pandas as pd

NOTHING_WORDS = (
    "-", "--", "---", "–", "—", ".", "?", "n/a", "na", "n.a.", "#n/a", "none", "null", "nil", "nan", "tbc", "tba",
    "unknown", "not known", "not available", "not applicable", "<null>", "(null)", "(blank)",
)  # fmt: skip
"""What people and programs write into a cell to say that there is nothing."""

_BETWEEN_VALUES = re.compile(r"[;|]")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::[0-9]{1,5})?(?:[/?#]\S*)?", re.IGNORECASE)


def without_nothing_words(cells: pd.Series[str]) -> pd.Series[str]:
    """Return cells with those empty that say in words that there is nothing.

    Parameters
    ----------
    cells
        Without outer blanks. For contacts, numbers, dates and places: a name or a summary may be “None”.

    Returns
    -------
    pandas.Series
        The same, with empty text for ``N/A``, ``-``, ``none`` and the like.
    """
    return cells.mask(cells.str.casefold().isin(NOTHING_WORDS), "")


def plain_code(text: str) -> str:
    """Return a code as it is kept: small, with ``_`` for blanks and hyphens.

    Parameters
    ----------
    text
        For instance ``"Temporarily closed"``.

    Returns
    -------
    str
        For instance ``"temporarily_closed"``.
    """
    return re.sub(r"[\s-]+", "_", text.strip().casefold())


def values_in(cell: str) -> tuple[str, ...]:
    """Return the different values that stand in one cell.

    Parameters
    ----------
    cell
        For instance ``"Library; Café"``.

    Returns
    -------
    tuple of str
        In their order, without outer blanks.
    """
    return tuple(dict.fromkeys(filter(None, (value.strip() for value in _BETWEEN_VALUES.split(cell)))))


def web_addresses(cells: pd.Series[str]) -> pd.Series[str]:
    """Return web addresses with ``https://`` where only the host and what follows was written.

    Parameters
    ----------
    cells
        For instance ``www.example.org`` or ``example.org/page``.

    Returns
    -------
    pandas.Series
        What is not shaped like a host is kept as it is.
    """
    return ("https://" + cells).where(cells.str.fullmatch(_HOST), cells)
