"""Who may be shown what of an asset?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache


class Level(StrEnum):
    """How far a record is protected, from least to most."""

    PUBLIC = "public"
    AREA = "area"
    PARTNERS = "partners"
    UNMAPPED = "unmapped"

    @property
    def strength(self) -> int:
        """Position in the order from least to most protected."""
        return _STRENGTHS[self]


_STRENGTHS = {level: position for position, level in enumerate(Level)}


class Audience(StrEnum):
    """For whom a page, file or feed is made.

    The team are staff without the right for protected records: of those they see what the public sees, and of all
    others what staff see.
    """

    PUBLIC = "public"
    PARTNERS = "partners"
    TEAM = "team"
    STAFF = "staff"


LOCATING_FIELDS = ("geometry", "address", "postcode", "uprn", "source_id")
"""Fields that tell where an asset is more finely than its data zone."""

OF_WORK = frozenset({Audience.TEAM, Audience.STAFF})
"""Audiences who see records in every state of review, and who did what."""

INTERNAL_FIELDS = (
    "recorded_by", "protection_reason", "protection_set_by", "review_reason", "source_id", "contact_person",
    "consent_for", "consent_wording", "consent_given_on", "consent_until", "consent_withdrawn_on", "keep_until",
    "sent_by", "merged_into",
)  # fmt: skip
"""Fields that only staff see."""

EXACT_LEVELS = {
    Audience.PUBLIC: frozenset({Level.PUBLIC}),
    Audience.PARTNERS: frozenset({Level.PUBLIC, Level.AREA, Level.PARTNERS}),
    Audience.TEAM: frozenset({Level.PUBLIC}),
    Audience.STAFF: frozenset(Level),
}
"""The levels whose records an audience sees with their exact place."""

SHOWN_LEVELS = {
    Audience.PUBLIC: frozenset({Level.PUBLIC, Level.AREA}),
    Audience.PARTNERS: frozenset({Level.PUBLIC, Level.AREA, Level.PARTNERS}),
    Audience.TEAM: frozenset({Level.PUBLIC, Level.AREA}),
    Audience.STAFF: frozenset(Level),
}
"""The levels whose records an audience sees, counted and listed.

An ``unmapped`` record is shown beside them only where its public contact was agreed, as name and contact.
"""

SHARED_BY = {
    Audience.PUBLIC: frozenset({Audience.PUBLIC}),
    Audience.PARTNERS: frozenset({Audience.PUBLIC, Audience.PARTNERS}),
    Audience.TEAM: frozenset({Audience.PUBLIC, Audience.TEAM}),
    Audience.STAFF: frozenset({Audience.PUBLIC, Audience.PARTNERS, Audience.STAFF}),
}
"""For whom somebody may make files, by the audience that they are themselves."""

FRONT_GATE_FIELDS = (
    "asset_id",
    "name",
    "kind",
    "offers",
    "phone",
    "email",
    "web",
    "protection",
    "review_state",
    "status",
)
"""What is shown of an ``unmapped`` record whose public contact was agreed."""


def needs_second_person(before: Level, after: Level, *, actor: str, second_actor: str) -> bool:
    """Return whether a change of protection lacks the second person that lowering takes.

    Parameters
    ----------
    before, after
        The level now, and the one it is to have.
    actor, second_actor
        Who changes it, and who agreed; empty for nobody.

    Returns
    -------
    bool
        False for raising and for no change; for lowering, whether fewer than two people stand behind it.
    """
    people = {name.strip().casefold() for name in (actor, second_actor)} - {""}
    return after.strength < before.strength and len(people) < 2


def lowest_level(kind_level: Level, texts: Iterable[str], sensitive_words: Iterable[str]) -> Level:
    """Return the lowest protection that one person alone may give a new record.

    Parameters
    ----------
    kind_level
        The level its kind starts with.
    texts
        All its words.
    sensitive_words
        Words or phrases that mark a refuge, asylum accommodation or a home.

    Returns
    -------
    Level
        ``partners`` for people and for what reads like a place of safety or a home; else ``public``.
    """
    protected = kind_level is Level.UNMAPPED or starting_level(kind_level, texts, sensitive_words) is Level.PARTNERS
    return Level.PARTNERS if protected else Level.PUBLIC


def starting_level(kind_level: Level, texts: Iterable[str], sensitive_words: Iterable[str]) -> Level:
    """Return the protection a new record starts with.

    Parameters
    ----------
    kind_level
        The level its kind starts with.
    texts
        All its words.
    sensitive_words
        Words or phrases that mark a refuge, asylum accommodation or a home; capitals, apostrophes and hyphens do not
        matter. Phrases after a minus sign are harmless and taken out first.

    Returns
    -------
    Level
        ``partners`` when a sensitive word stands in the texts and the kind starts lower.
    """
    found = _holds_sensitive_words(" | ".join(filter(None, texts)), tuple(sensitive_words))
    return max(kind_level, Level.PARTNERS, key=lambda level: level.strength) if found else kind_level


@lru_cache(maxsize=64)
def _holds_sensitive_words(text: str, words: tuple[str, ...]) -> bool:
    folded = _folded(text)
    by_first_word = _phrases(words)
    likely = by_first_word.keys() & _WORD.findall(folded)
    if not any(phrase in folded for first in likely for phrase in by_first_word[first]):
        return False  # by far the most texts hold no sensitive phrase, and looking for each of them takes long
    harmless, sensitive = _patterns(words)
    return sensitive is not None and sensitive.search(harmless.sub("|", folded) if harmless else folded) is not None


_WORD = re.compile(r"\w+")


@lru_cache(maxsize=8)
def _phrases(words: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the sensitive phrases by their first word."""
    by_first_word: dict[str, list[str]] = {}
    for phrase in (_folded(word) for word in words if not word.startswith("-")):
        if first := _WORD.search(phrase):
            by_first_word.setdefault(first[0], []).append(phrase)
    return by_first_word


@lru_cache(maxsize=8)
def _patterns(words: tuple[str, ...]) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """Return one pattern for the harmless phrases, which begin with a minus sign, and one for the sensitive words."""
    harmless = [_folded(word[1:]) for word in words if word.startswith("-")]
    sensitive = [_folded(word) for word in words if not word.startswith("-")]
    return _any_of(harmless), _any_of(sensitive)


def _any_of(words: list[str]) -> re.Pattern[str] | None:
    alternatives = "|".join(re.escape(word) for word in words)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)") if words else None


def _folded(text: str) -> str:
    """Return a text as it is compared: no capitals, no apostrophes, blanks for hyphens, one blank at a time."""
    plain = re.sub("['’‘ʼ`]", "", text.casefold())
    return " ".join(re.sub("[-‐‑‒–—/]", " ", plain).split())
