"""Can a draft be kept? All problems are found at once; where it lies is checked beside this."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Iterator

from asset_map.domain.asset import AssetDraft, Status
from asset_map.domain.classification import Classification
from asset_map.domain.problem import Problem, ProblemCode
from asset_map.domain.protection import Level

LONGEST = {"name": 200, "summary": 2000, "address": 500, "opening_times": 500, "cost": 200, "who_for": 200}
"""Longest texts in characters: a name that fits a list, a summary that fits a card."""

LONGEST_OTHER = 500

NOT_PLAIN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but for tabs and line breaks, and half characters: no database, file or page takes them all."""


def check_words(draft: AssetDraft, classification: Classification, *, today: dt.date) -> tuple[Problem, ...]:
    """Return everything that is wrong with a draft, apart from its place.

    Parameters
    ----------
    draft
        The draft as typed.
    classification
        The kinds and offers that may be chosen.
    today
        No date may lie after it.

    Returns
    -------
    tuple of Problem
        In the order of the form; empty when there is nothing wrong.
    """
    return (
        *_required(draft),
        *_known("kind", draft.kind, classification.kinds),
        *(problem for offer in draft.offers for problem in _known("offer", offer, classification.offers)),
        *_known("status", draft.status, [status.value for status in Status]),
        *_known("protection", draft.protection, [level.value for level in Level]),
        *_short_enough(draft),
        *_plain_text(draft),
        *_date("last_checked", draft.last_checked, today),
    )


def _required(draft: AssetDraft) -> Iterator[Problem]:
    if not draft.name.strip():
        yield Problem(ProblemCode.MISSING, "name", "", "Give it a name: what people here call it.")
    if not draft.kind.strip():
        yield Problem(ProblemCode.MISSING, "kind", "", "Choose what kind of thing it is.")
    if not draft.offers:
        yield Problem(ProblemCode.MISSING, "offer", "", "Choose at least one thing that it offers.")


def _known(field: str, value: str, codes: Iterable[str]) -> Iterator[Problem]:
    codes = list(codes)
    if value and value not in codes:
        likely = difflib.get_close_matches(value.casefold(), codes, n=1)
        hint = f" Did you mean {likely[0]}?" if likely else ""
        message = f"Expected one of {', '.join(codes)}; found “{value}”.{hint}"
        yield Problem(ProblemCode.UNKNOWN_CODE, field, value, message)


def _short_enough(draft: AssetDraft) -> Iterator[Problem]:
    for field in AssetDraft.__dataclass_fields__:
        value = getattr(draft, field)
        longest = LONGEST.get(field, LONGEST_OTHER)
        if isinstance(value, str) and len(value) > longest:
            message = f"Expected at most {longest} characters; found {len(value)}. Shorten it."
            yield Problem(ProblemCode.TOO_LONG, field, value, message)


def _plain_text(draft: AssetDraft) -> Iterator[Problem]:
    for field in AssetDraft.__dataclass_fields__:
        value = getattr(draft, field)
        if isinstance(value, str) and (found := NOT_PLAIN.search(value)):
            message = (
                f"Expected letters, digits and signs; found the hidden character U+{ord(found[0]):04X} after "
                f"“{value[: found.start()][-20:]}”. Type the text again."
            )
            yield Problem(ProblemCode.NOT_PLAIN_TEXT, field, value, message)


def _date(field: str, value: str, today: dt.date) -> Iterator[Problem]:
    if not value:
        return
    date = read_date(value)
    if date is None:
        message = f"Expected a date such as 2026-11-21 or 21/11/2026; found “{value}”."
        yield Problem(ProblemCode.NOT_A_DATE, field, value, message)
    elif date > today:
        message = f"Expected a date up to today; found {value}, which is still to come."
        yield Problem(ProblemCode.IN_THE_FUTURE, field, value, message)


def read_date(text: str) -> dt.date | None:
    """Read a date as people in Scotland write it, or in the ISO form.

    Parameters
    ----------
    text
        For instance ``"21/11/2026"`` or ``"2026-11-21"``.

    Returns
    -------
    datetime.date or None
        None when it is neither.
    """
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"):
        try:
            return dt.datetime.strptime(text.strip(), form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    return None
