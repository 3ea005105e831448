"""What stands in a free text that may not belong there: phone numbers, e-mails, postcodes, addresses, people's names?

Findings are grounds for a warning, never for a refusal: only the person who wrote the text knows what it means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers

from asset_map.domain.postcode import postcode_key
from asset_map.intake.personal_names import personal_names

PHONE_REGION = "GB"
"""Numbers without a country's code are read as British."""


class FindingKind(StrEnum):
    """What was found in a text."""

    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True)
class Finding:
    """Something in a text that tells more than it may.

    Parameters
    ----------
    kind
        What it looks like.
    text
        The words themselves.
    start
        Where they begin, in characters.
    """

    kind: FindingKind
    text: str
    start: int


_EMAIL = re.compile(r"[^\s@,;<>()\"]+@[\w-]+(?:\.[\w-]+)+")
_EMAIL_IN_WORDS = re.compile(r"[\w.+-]+\s*[(\[]\s*at\s*[)\]]\s*[\w-]+(?:\s*(?:\.|[(\[]\s*dot\s*[)\]])\s*[\w-]+)+", re.I)
_POSTCODE = re.compile(r"(?<![\w/])[A-Z]{1,2}\d[A-Z\d]?\s{0,2}\d[ABD-HJLNP-UW-Z]{2}(?!\w)", re.IGNORECASE)
_ORDINAL = re.compile(r".*\s\d(?:st|nd|rd|th)", re.DOTALL)
_NUMBER_AFTER_CUE = re.compile(
    r"\b(?:tel|telephone|phone|ph|mob|mobile|call|ring|text|whatsapp)\b[.:]?\s*(?:(?:me|us|on|no\.?|number)\s+){0,3}"
    r"(\d(?:[ -]?\d){5,11})(?![\d:])",
    re.IGNORECASE,
)
_LONG_NUMBER = re.compile(r"(?<![\w./-])(?:\+44\s?(?:\(0\)\s?)?|0)\d(?:[\s-]?\d){8,9}(?![\w/])")

_NUMBER = r"\d{1,4}[a-z]?(?:\s?[-/–]\s?\d{1,4}[a-z]?)?"
_NO_STREET = (
    "minute|minutes|min|mins|hour|hours|mile|miles|metre|metres|yard|yards|step|steps|stop|stops|bus|buses|train|trains|"
    "from|to|on|in|at|of|off|by|the|a|an|and|or|with|near|along|down|up|over|under|for|is|are|was|way|lane|new|people|"
    "places|seats|years|year|weeks|days|pm|am|until|till"
)
_STREETS = (
    "street|road|rd|avenue|ave|lane|drive|crescent|cres|terrace|terr|quadrant|brae|wynd|loan|vennel|grove|parade|mews"
)
_STREETS_IN_CAPITALS = (
    "St|Place|Pl|Court|Ct|Close|Way|Row|Gardens|Gdns|Square|Sq|Gate|Path|View|Walk|Circus|Rise|Hill|Park|Cross"
)
_ADDRESS = re.compile(
    rf"(?<![\w./£:-]){_NUMBER},?\s+(?:(?!(?:{_NO_STREET})\b)[^\W\d_][\w'’.-]*\s+){{1,3}}(?:{_STREETS})\b", re.IGNORECASE
)
_ADDRESS_IN_CAPITALS = re.compile(
    rf"(?<![\w./£:-]){_NUMBER},?\s+(?:[^\W\d_a-z][\w'’.-]*\s+){{1,3}}(?:{_STREETS_IN_CAPITALS})\b(?!\s+[A-Z])"
)
_FLAT = re.compile(
    r"\b(?:flat|apartment|apt)\.?\s+(?:no\.?\s*|number\s+)?(?:\d{1,3}\s?/\s?\d{1,3}|\d{1,3}[a-h]?|[A-H](?=[\s,.]|$))\b"
    r"(?!\s*(?:min|mile|metre|m\b|km|pound|p\b|%|floor|screen|days|weeks))",
    re.IGNORECASE,
)
_LOWER_CASE_FLAT = re.compile(r"[a-z]+\.?\s+[a-h]")
"""“in a flat a mile away” is no flat A."""


def findings(text: str) -> tuple[Finding, ...]:
    """Return what stands in a text that may not belong there.

    Parameters
    ----------
    text
        As somebody wrote it.

    Returns
    -------
    tuple of Finding
        In the order of the text; none lies inside another.
    """
    kept: list[Finding] = []
    for found in _all(text):
        end = found.start + len(found.text)
        if not any(found.start < other.start + len(other.text) and other.start < end for other in kept):
            kept.append(found)
    return tuple(sorted(kept, key=lambda found: found.start))


def _all(text: str) -> Iterator[Finding]:
    """Yield everything that is found, the surest first."""
    for pattern in (_EMAIL, _EMAIL_IN_WORDS):
        yield from _matches(FindingKind.EMAIL, pattern, text)
    for number in phonenumbers.PhoneNumberMatcher(text, PHONE_REGION):
        yield Finding(FindingKind.PHONE, number.raw_string, number.start)
    yield from _matches(FindingKind.PHONE, _LONG_NUMBER, text)
    for cued in _NUMBER_AFTER_CUE.finditer(text):
        yield Finding(FindingKind.PHONE, cued[1], cued.start(1))
    for found in _matches(FindingKind.POSTCODE, _POSTCODE, text):
        if postcode_key(found.text) and not _ORDINAL.fullmatch(found.text):
            yield found
    for pattern in (_ADDRESS, _ADDRESS_IN_CAPITALS):
        yield from _matches(FindingKind.ADDRESS, pattern, text)
    for found in _matches(FindingKind.ADDRESS, _FLAT, text):
        if not _LOWER_CASE_FLAT.fullmatch(found.text):
            yield found
    for start, end in personal_names(text):
        yield Finding(FindingKind.NAME, text[start:end], start)


def _matches(kind: FindingKind, pattern: re.Pattern[str], text: str) -> Iterator[Finding]:
    for match in pattern.finditer(text):
        yield Finding(kind, match[0], match.start())
