"""Can a draft be kept? All problems are found at once; where it lies is checked beside this."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Collection, Iterator, Sequence

from asset_map.domain.asset import Accessed, AssetDraft, CheckedHow, LocatedBy, Status
from asset_map.domain.classification import Classification
from asset_map.domain.dates import read_date
from asset_map.domain.detail_checks import check_consent, check_contact, check_numbers, check_past_date
from asset_map.domain.problem import Problem, ProblemCode
from asset_map.domain.protection import Level
from asset_map.domain.typed import NO, YES

__all__ = ["check_words", "read_date"]

LONGEST = {
    "name": 200, "summary": 2000, "address": 500, "opening_times": 2000, "cost": 200, "who_for": 200, "story": 5000,
    "own_words": 2000, "valued": 2000, "could_do": 2000, "consent_wording": 2000, "phone": 100, "email": 254,
    "contact_person": 200, "capacity_unit": 50, "shape": 500_000,
}  # fmt: skip
"""Longest texts in characters: a name that fits a list, a summary that fits a card, an e-mail address as RFC 5321 has
it, an outline of some thousand corners."""

LONGEST_OTHER = 500

NOT_PLAIN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but for tabs and line breaks, and half characters: no database, file or page takes them all."""

_CODES_OF = {codes: tuple(map(str, codes)) for codes in (Status, Level, CheckedHow, LocatedBy, Accessed)}


def check_words(draft: AssetDraft, classification: Classification, *, today: dt.date) -> tuple[Problem, ...]:
    """Return everything that is wrong with a draft, apart from its place.

    Parameters
    ----------
    draft
        The draft as typed.
    classification
        The codes that may be chosen.
    today
        What was done cannot lie after it.

    Returns
    -------
    tuple of Problem
        In the order of the form; empty when there is nothing wrong.
    """
    texts = [(field, value) for field, value in vars(draft).items() if value and isinstance(value, str)]
    return (
        *_required(draft),
        *_codes(draft, classification),
        *_features(draft, classification),
        *_short_enough(texts),
        *_plain_text(texts),
        *check_past_date("last_checked", draft.last_checked, today=today),
        *check_numbers(draft),
        *check_contact(draft),
        *check_consent(draft, today=today),
    )


def _required(draft: AssetDraft) -> Iterator[Problem]:
    if not draft.name.strip():
        yield Problem(ProblemCode.MISSING, "name", "", "Give it a name: what people here call it.")
    if not draft.kind.strip():
        yield Problem(ProblemCode.MISSING, "kind", "", "Choose what kind of thing it is.")
    if not draft.offers:
        yield Problem(ProblemCode.MISSING, "offer", "", "Choose at least one thing that it offers.")


def _codes(draft: AssetDraft, classification: Classification) -> Iterator[Problem]:
    yield from _known("kind", draft.kind, classification.kinds)
    for offer in draft.offers:
        yield from _known("offer", offer, classification.offers)
    yield from _known("status", draft.status, _CODES_OF[Status])
    yield from _known("protection", draft.protection, _CODES_OF[Level])
    yield from _known("checked_how", draft.checked_how, _CODES_OF[CheckedHow])
    yield from _known("located_by", draft.located_by, _CODES_OF[LocatedBy])
    yield from _known("own_words_language", draft.own_words_language, classification.languages)
    yield from _known("contact_agreed", draft.contact_agreed.strip().casefold(), (YES, NO))
    for accessed in draft.accessed:
        yield from _known("accessed", accessed, _CODES_OF[Accessed])


def _known(field: str, value: str, codes: Collection[str]) -> Iterator[Problem]:
    if value and value not in codes:
        codes = [str(code) for code in codes]
        likely = difflib.get_close_matches(value.casefold(), codes, n=1)
        hint = f" Did you mean {likely[0]}?" if likely else ""
        message = f"Expected one of {', '.join(codes)}; found “{value}”.{hint}"
        yield Problem(ProblemCode.UNKNOWN_CODE, field, value, message)


def _features(draft: AssetDraft, classification: Classification) -> Iterator[Problem]:
    seen: set[str] = set()
    for feature in draft.access_features:
        code, sign, answer = (part.strip() for part in feature.partition("="))
        yield from _known("access_features", code, classification.access_features)
        if not code or not sign or answer.casefold() not in {YES, NO}:
            message = f"Expected a feature with yes or no, such as step_free=yes; found “{feature}”."
            yield Problem(ProblemCode.MALFORMED, "access_features", feature, message)
        if code in seen:
            message = f"Expected one answer for each feature; found two for “{code}”. Keep the right one."
            yield Problem(ProblemCode.MALFORMED, "access_features", feature, message)
        seen.add(code)


def _short_enough(texts: Sequence[tuple[str, str]]) -> Iterator[Problem]:
    for field, value in texts:
        longest = LONGEST.get(field, LONGEST_OTHER)
        if len(value) > longest:
            message = f"Expected at most {longest} characters; found {len(value)}. Shorten it."
            yield Problem(ProblemCode.TOO_LONG, field, value, message)


def _plain_text(texts: Sequence[tuple[str, str]]) -> Iterator[Problem]:
    if not NOT_PLAIN.search("".join([value for _, value in texts])):
        return
    for field, value in texts:
        if found := NOT_PLAIN.search(value):
            message = (
                f"Expected letters, digits and signs; found the hidden character U+{ord(found[0]):04X} after "
                f"“{value[: found.start()][-20:]}”. Type the text again."
            )
            yield Problem(ProblemCode.NOT_PLAIN_TEXT, field, value, message)
