"""Who may be shown what of an asset?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum


class Level(StrEnum):
    """How far a record is protected, from least to most."""

    PUBLIC = "public"
    AREA = "area"
    PARTNERS = "partners"
    UNMAPPED = "unmapped"

    @property
    def strength(self) -> int:
        """Position in the order from least to most protected."""
        return list(Level).index(self)


class Audience(StrEnum):
    """For whom a page, file or feed is made."""

    PUBLIC = "public"
    PARTNERS = "partners"
    STAFF = "staff"


LOCATING_FIELDS = ("geometry", "address", "postcode", "uprn", "source_id")
"""Fields that tell where an asset is more finely than its data zone."""

INTERNAL_FIELDS = ("recorded_by", "protection_reason", "review_reason", "source_id")
"""Fields that only staff see."""

EXACT_LEVELS = {
    Audience.PUBLIC: frozenset({Level.PUBLIC}),
    Audience.PARTNERS: frozenset({Level.PUBLIC, Level.AREA, Level.PARTNERS}),
    Audience.STAFF: frozenset(Level),
}
"""The levels whose records an audience sees with their exact place."""

SHOWN_LEVELS = {
    Audience.PUBLIC: frozenset({Level.PUBLIC, Level.AREA}),
    Audience.PARTNERS: frozenset({Level.PUBLIC, Level.AREA, Level.PARTNERS}),
    Audience.STAFF: frozenset(Level),
}
"""The levels whose records an audience sees, counted and listed.

An ``unmapped`` record is shown beside them only where its public contact was agreed, as name and contact.
"""

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
        Words or phrases that mark a refuge, asylum accommodation or a home.

    Returns
    -------
    Level
        ``partners`` when a sensitive word stands in the texts and the kind starts lower.
    """
    haystack = " ".join(texts).casefold()
    found = any(re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", haystack) for word in sensitive_words)
    return max(kind_level, Level.PARTNERS, key=lambda level: level.strength) if found else kind_level
