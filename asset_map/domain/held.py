"""What kinds of things are kept, and which of them can be about a person?"""

from __future__ import annotations

from enum import StrEnum


class Held(StrEnum):
    """What a column of the store holds."""

    KEY = "key"
    FACT = "fact"
    DIGEST = "digest"
    SECRET = "secret"  # noqa: S105  (a word, no password)
    WHO_DID = "who_did"
    NAMED = "named"
    CONTACT = "contact"
    WORDS = "words"
    SAID = "said"
    KNOWN_AGAIN = "known_again"
    PLACE = "place"
    PICTURE = "picture"
    COPY = "copy"
    INDEX = "index"


IMPERSONAL = frozenset({Held.KEY, Held.FACT, Held.SECRET})
"""Numbers made by lot, codes of the vocabulary, dates and counts, keys of the server: they are about nobody."""

WITHOUT_WORDS = frozenset({Held.KEY, Held.FACT, Held.SECRET, Held.DIGEST, Held.INDEX, Held.PICTURE})
"""What nobody's name can stand in.

Keys are made by lot, codes are checked against lists, digests cannot be read, pictures are made anew from their
pixels when they are taken in, and the index of words follows the records.
"""
