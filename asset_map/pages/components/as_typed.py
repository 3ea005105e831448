"""Words that people typed, shown as they are."""

from __future__ import annotations

_SIGNS = r"\`*_{}[]()<>#+-.!|:$~^"


def as_typed(text: str) -> str:
    """Return a typed text so that Markdown shows it as it is.

    Parameters
    ----------
    text
        Anything.

    Returns
    -------
    str
        The text with Markdown's signs escaped.
    """
    return "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in text)
