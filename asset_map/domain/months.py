"""Which month does somebody mean?"""

from __future__ import annotations

import calendar

FIRST_MONTH, LAST_MONTH = 1, 12

_BY_WORD = {
    word.casefold(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, word in enumerate(names)
    if word
} | {"sept": 9}


def read_month(text: str) -> int | None:
    """Read a month as people write it: its number, its English name or the short form of it.

    Parameters
    ----------
    text
        For instance ``"5"``, ``"May"`` or ``"sept"``.

    Returns
    -------
    int or None
        1 to 12; None when it is no month.
    """
    if not text:
        return None
    plain = text.strip().rstrip(".").casefold()
    number = int(plain) if plain.isascii() and plain.isdigit() else _BY_WORD.get(plain)
    return number if number is not None and FIRST_MONTH <= number <= LAST_MONTH else None
