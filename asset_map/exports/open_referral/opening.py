"""On which days, from when to when? Opening times in words as schedules, where all of the words can be read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKLY, MONTHLY = "WEEKLY", "MONTHLY"

_STEMS: Final = {
    "MO": "mon(?:days?)?|mo", "TU": "tue(?:s(?:days?)?)?|tu", "WE": "wed(?:nesdays?)?|we",
    "TH": "thu(?:rs?(?:days?)?)?|th", "FR": "fri(?:days?)?|fr", "SA": "sat(?:urdays?)?|sa", "SU": "sun(?:days?)?|su",
}  # fmt: skip
_ORDINALS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}

_DAY = rf"(?:{'|'.join(_STEMS.values())})"
_EVERY = r"(?:every day|daily)"
_RANGE = rf"{_DAY}\s*(?:to|-|–)\s*{_DAY}"
_LIST = rf"{_DAY}(?:(?:\s*,\s*and\s+|\s+and\s+|\s*&\s*|\s*,\s*){_DAY})*"
_ORDINAL = rf"(?:{'|'.join(_ORDINALS)})"
_IN_A_MONTH = r"(?:\s+(?:of\s+(?:the|each|every)|in\s+the|each|every)\s+month)?"
_MONTHLY = rf"(?:every\s+|the\s+)?{_ORDINAL}(?:\s+and\s+{_ORDINAL})*\s+{_DAY}{_IN_A_MONTH}"
_CLOCK = r"\d{1,2}(?:[:.]\d{2})?\s*(?:am|pm)?"
_ITEM = re.compile(
    rf"(?P<monthly>{_MONTHLY})\s*,?\s+(?P<m_opens>{_CLOCK})(?:\s*(?:to|-|–)\s*(?P<m_closes>{_CLOCK}))?"
    rf"|(?P<days>{_EVERY}|{_RANGE}|{_LIST}):?\s+(?P<opens>{_CLOCK})(?:\s*(?:to|-|–)\s*(?P<closes>{_CLOCK}))?"
)
_BETWEEN = re.compile(r"\s*[;,]\s*(?:and\s+)?|\s+and\s+")
_ONE_DAY = re.compile("|".join(f"(?P<{code}>\\b(?:{stem})\\b)" for code, stem in _STEMS.items()))
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?")
_NOON, _HOURS, _MINUTES = 12, 24, 60


@dataclass(frozen=True)
class Opening:
    """One line of opening times.

    Parameters
    ----------
    frequency
        ``WEEKLY`` or ``MONTHLY``.
    days
        Codes of `DAYS`; by the month with the number of the week before it, from the end where it is negative:
        ``2MO``, ``-1FR``.
    opens, closes
        Local times, ``HH:MM``; ``closes`` is empty where only the beginning is said.
    """

    frequency: str
    days: tuple[str, ...]
    opens: str
    closes: str = ""


@lru_cache(maxsize=4096)
def read_opening_times(words: str) -> tuple[Opening, ...]:
    """Read opening times in words.

    Parameters
    ----------
    words
        As people write them: “Monday to Friday 9:30-17:00, Saturday 10am-1pm”, “First Monday of the month 19:00”.

    Returns
    -------
    tuple of Opening
        In the order of the words. Empty unless all of the words are read: half of the truth would send somebody to a
        closed door.
    """
    text = " ".join(words.casefold().rstrip(". ").split())
    found: list[Opening] = []
    at = 0
    while item := _ITEM.match(text, at):
        opening = _opening(item)
        if opening is None:
            return ()
        found.append(opening)
        at = item.end()
        if at == len(text):
            return tuple(found)
        between = _BETWEEN.match(text, at)
        if between is None:
            return ()
        at = between.end()
    return ()


def _opening(item: re.Match[str]) -> Opening | None:
    is_monthly = item["monthly"] is not None
    opens, closes = (item["m_opens"], item["m_closes"]) if is_monthly else (item["opens"], item["closes"])
    # “2-4pm” is in the afternoon from its beginning on.
    half = (closes or "")[-2:] if closes and not opens.endswith(("am", "pm")) else ""
    starts, ends = _clock(opens, half if half in {"am", "pm"} else ""), _clock(closes, "") if closes else ""
    if starts is None or ends is None or (ends and ends <= starts):
        return None
    if is_monthly:
        return Opening(MONTHLY, _monthly_days(item["monthly"]), starts, ends)
    return Opening(WEEKLY, _weekly_days(item["days"]), starts, ends)


def _weekly_days(text: str) -> tuple[str, ...]:
    if re.fullmatch(_EVERY, text):
        return DAYS
    named = [str(day.lastgroup) for day in _ONE_DAY.finditer(text)]
    if re.fullmatch(_RANGE, text):
        first, last = (DAYS.index(day) for day in named)
        return DAYS[first : last + 1] if first <= last else (*DAYS[first:], *DAYS[: last + 1])
    return tuple(dict.fromkeys(named))


def _monthly_days(text: str) -> tuple[str, ...]:
    day = next(str(found.lastgroup) for found in _ONE_DAY.finditer(re.sub(rf"\b{_ORDINAL}\b|month", "", text)))
    return tuple(f"{_ORDINALS[word]}{day}" for word in re.findall(rf"\b{_ORDINAL}\b", text))


def _clock(text: str, half_of_other: str) -> str | None:
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3] or half_of_other
    if not found[2] and not half:  # “9” alone may be a number of anything
        return None
    if half:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    return f"{hour:02}:{minute:02}" if hour < _HOURS and minute < _MINUTES else None
