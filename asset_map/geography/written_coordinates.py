"""Which number does somebody mean who writes a coordinate by hand: 55,8642, 259,000, 4.2518 W or 55°51'51"N?

Only what can be read in one way is read; everything else stays no number.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

DEGREES, METRES = "degrees", "metres"

_MINUTES_IN_A_DEGREE = 60.0
_BLANKS = r"[\s\u00a0\u2007\u2009\u202f]+"
_MINUS = r"[\u2212\u2012\u2013]"

_DEGREES = re.compile(
    r"(?P<before>[NSEW])?\s*(?P<sign>[+-])?\s*(?P<degrees>\d{1,3}(?:[.,]\d+)?)\s*(?:[°º˚]\s*)?"
    r"(?:(?P<minutes>\d{1,2}(?:[.,]\d+)?)\s*['′’]\s*"
    r"(?:(?P<seconds>\d{1,2}(?:[.,]\d+)?)\s*(?:[\"″”]|''|′′|’’)\s*)?)?(?P<after>[NSEW])?",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d{4,},\d+")
"""More than three digits before a comma are not thousands."""


def coordinate_numbers(texts: pd.Series[str], *, unit: str) -> NDArray[np.float64]:
    """Read a column of coordinates as people write them.

    Parameters
    ----------
    texts
        One coordinate each, without outer blanks; empty or missing where there is none.
    unit
        ``degrees``: decimal points and commas, degrees with minutes and seconds, and letters of the compass are read,
        south and west as negative. ``metres``: decimal points, and thousands set apart by commas or blanks.

    Returns
    -------
    numpy.ndarray
        One for each text; NaN where it is no number, or could be two different ones.
    """
    numbers = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan).copy()
    unread = np.flatnonzero(np.isnan(numbers) & texts.fillna("").ne("").to_numpy(dtype=bool))
    if len(unread):
        plain = (
            texts.iloc[unread].astype("str").str.replace(_MINUS, "-", regex=True).str.replace(_BLANKS, " ", regex=True)
        )
        numbers[unread] = _degrees(plain.str.strip()) if unit == DEGREES else _metres(plain.str.strip())
    return numbers


def _degrees(texts: pd.Series[str]) -> NDArray[np.float64]:
    # One pattern for the whole cell: nothing before it, nothing behind it.
    parts = texts.str.upper().str.extract(re.compile(rf"^{_DEGREES.pattern}$", re.IGNORECASE))
    degrees, minutes, seconds = (
        pd.to_numeric(parts[name].str.replace(",", "."), errors="coerce") for name in ("degrees", "minutes", "seconds")
    )
    is_whole = ~parts["degrees"].str.contains("[.,]", na=False) & ~(
        seconds.notna() & parts["minutes"].str.contains("[.,]", na=False)
    )
    letters = parts["before"].notna().astype(int) + parts["after"].notna() + parts["sign"].notna()
    sure = (minutes.isna() | is_whole) & ~(minutes >= _MINUTES_IN_A_DEGREE) & ~(seconds >= _MINUTES_IN_A_DEGREE)
    size = degrees + minutes.fillna(0.0) / _MINUTES_IN_A_DEGREE + seconds.fillna(0.0) / _MINUTES_IN_A_DEGREE**2
    negative = parts["before"].isin(["S", "W"]) | parts["after"].isin(["S", "W"]) | parts["sign"].eq("-")
    numbers = size.where(~negative, -size).where(sure & (letters <= 1))
    return numbers.to_numpy(dtype=np.float64, na_value=np.nan)


def _metres(texts: pd.Series[str]) -> NDArray[np.float64]:
    thousands = texts.str.fullmatch(_THOUSANDS)
    with_comma = texts.str.fullmatch(_DECIMAL_COMMA)
    apart_by_blanks = texts.str.contains(" ", regex=False)
    decimal_point = texts.str.replace(" ", "").str.replace(",", ".")
    plain = decimal_point.where(apart_by_blanks | with_comma, texts.str.replace(",", ""))
    numbers = pd.to_numeric(plain.where(thousands | with_comma), errors="coerce")
    return numbers.to_numpy(dtype=np.float64, na_value=np.nan)
