"""Which signs can be printed, with the typefaces that there are?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

BOX = "\N{WHITE SQUARE}"
"""Stands for a sign that no typeface has."""

_KEPT = frozenset(
    "\n\t\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH SPACE}\N{WORD JOINER}"
    "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{SOFT HYPHEN}"
    "\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}"
)
"""Signs without a shape that writing needs."""

_VARIANTS = frozenset(chr(code) for code in range(0xFE00, 0xFE10))


def printable(value: Any, folder: Path) -> Any:  # noqa: ANN401  # whatever JSON can hold
    """Return data in which every sign of every text can be printed.

    Parameters
    ----------
    value
        Text, number, or lists and mappings of them.
    folder
        Where the typefaces are.

    Returns
    -------
    object
        The same, with an empty box for each sign that no typeface has, and without signs that control machines.
    """
    if isinstance(value, str):
        return _text(value, _signs(folder))
    if isinstance(value, Mapping):
        return {name: printable(one, folder) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [printable(one, folder) for one in value]
    return value


def _text(text: str, known: frozenset[int]) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(_sign(sign, known) for sign in text)


def _sign(sign: str, known: frozenset[int]) -> str:
    if sign in _KEPT:
        return sign
    if sign.isspace():
        return sign if ord(sign) in known else " "
    if sign in _VARIANTS or not sign.isprintable():
        return ""
    return sign if ord(sign) in known else BOX


@lru_cache(maxsize=1)
def _signs(folder: Path) -> frozenset[int]:
    signs: set[int] = set()
    for file in sorted(folder.glob("*.ttf")):
        with TTFont(file, lazy=True) as font:
            signs |= set(font.getBestCmap())
    return frozenset(signs)
