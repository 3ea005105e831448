"""What a scribe types in from paper, and how it is shown to scribes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from asset_map.domain.contribution import ContributionDraft

TABLE = "Table "
"""How the name of a printed sheet begins, before its number."""

_TABLE = re.compile(r"(?:table\s*)?0*([0-9]{1,3})", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class PaperDraft(ContributionDraft):
    """An entry of a scribe; every field is text, as typed.

    Parameters
    ----------
    about_dot
        Number of the dot on the same sheet that this is another view of; empty for none.
    same_dot
        ``yes`` when the scribe said that two entries belong to one dot.
    """

    about_dot: str = ""
    same_dot: str = ""


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What can be corrected of an entry, as it would be typed.

    Parameters
    ----------
    sheet, dot, place, kind, words, language, do_not_publish, about_dot
        As in `PaperDraft`.
    offers
        Codes, the primary offer first.
    """

    sheet: str = ""
    dot: str = ""
    place: str = ""
    kind: str = ""
    offers: tuple[str, ...] = ()
    words: str = ""
    language: str = ""
    do_not_publish: str = ""
    about_dot: str = ""


@dataclass(frozen=True, kw_only=True)
class PaperEntry:
    """An entry from paper, as scribes see it: whether it has a slip, and not which.

    Parameters
    ----------
    contribution_id
        Which contribution.
    typed
        As it would be typed.
    square
        The square of the grid that it is in; empty beside the grid and without a place.
    is_dot_shared
        Whether another entry of the sheet has the same dot.
    has_slip
        Whether a slip code was typed.
    is_taken_back, is_reviewed
        Whether it was taken back, and whether it can no longer be corrected here.
    entered_by
        Who typed it in.
    """

    contribution_id: str
    typed: Typed
    square: str
    is_dot_shared: bool
    has_slip: bool
    is_taken_back: bool
    is_reviewed: bool
    entered_by: str


def sheet_name(text: str) -> str:
    """Return what a sheet is called, however it was typed.

    Parameters
    ----------
    text
        For instance ``1``, ``table 01`` or ``Card box``.

    Returns
    -------
    str
        ``Table 1`` as printed on the sheet; other names with single spaces.
    """
    words = " ".join(text.split())
    table = _TABLE.fullmatch(words)
    return f"{TABLE}{table[1]}" if table else words


def tidied(typed: Typed) -> Typed:
    """Return what was typed, as it is kept.

    Parameters
    ----------
    typed
        By a scribe.

    Returns
    -------
    Typed
        Without spaces around it, with the sheet's own name, and without zeros before the numbers of dots.
    """
    return replace(
        typed,
        sheet=sheet_name(typed.sheet),
        dot=typed.dot.strip().lstrip("0"),
        place=typed.place.strip(),
        words=typed.words.strip(),
        about_dot=typed.about_dot.strip().lstrip("0"),
    )
