"""Which kind and which offers do the words of a list mean: “Library” in a column, or “dentists” in its file's name?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

import pandas as pd
from rapidfuzz import fuzz, process

from asset_map.domain.classification import Classification
from asset_map.intake.cell_texts import values_in
from asset_map.intake.column_names import plain_name
from asset_map.intake.scheme_words import NOT_SUCH, Meaning, SchemeWords, kind_by_tag, plain_words, scheme_words

LIKE_ENOUGH = 90.0
"""Likeness, of 100, from which a word is taken for another: one wrong letter in ten."""

SHORTEST_LIKENED = 6
"""Shorter words are other words as soon as one letter differs."""

MOST_MEANT = 2_000
"""Different values that something is suggested for: a column with more is no list of categories."""

_TAG = re.compile(r"[a-z_:]+=[a-z0-9_:]+")
_IN_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_SAYS_NOTHING_OF_A_LIST = frozenset({"home", "work", "share", "meet", "mind", "voice", "place", "person", "safety"})
"""Codes that stand in names of files for something else: “home”, “work list”."""


@dataclass(frozen=True)
class ValueMatch:
    """What one value of a list is taken for.

    Parameters
    ----------
    value
        As it stands in the list.
    rows
        How many rows have it, alone or among others.
    kind, offers
        Codes of the scheme; empty where nothing is suggested.
    reason
        What matched, in plain words.
    """

    value: str
    rows: int
    kind: str
    offers: tuple[str, ...]
    reason: str


def suggest_values(categories: pd.Series[str], scheme: Classification) -> tuple[ValueMatch, ...]:
    """Suggest a kind and offers for each value of a column.

    Parameters
    ----------
    categories
        One cell for each row; several values in one are set apart by ``;`` or ``|``, and each counts by itself.
    scheme
        The kinds and offers that there are.

    Returns
    -------
    tuple of ValueMatch
        The most frequent value first; none for empty cells.
    """
    counts: dict[str, int] = {}
    for cell, number in categories.value_counts().items():
        for value in values_in(str(cell)):
            counts[value] = counts.get(value, 0) + int(number)
    words = scheme_words(scheme)
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    meanings = [_meaning(value, words, scheme) for value, _ in ordered[:MOST_MEANT]]
    meanings += [Meaning("", (), "")] * (len(ordered) - len(meanings))
    return tuple(
        ValueMatch(value, rows, found.kind, found.offers, found.reason)
        for (value, rows), found in zip(ordered, meanings, strict=True)
    )


def suggest_for_list(words: str, scheme: Classification) -> ValueMatch:
    """Suggest a kind and offers for all rows of a list by its name.

    Parameters
    ----------
    words
        For instance the file's name, ``"nhsggc_dentists_2020-07.csv"``.
    scheme
        The kinds and offers that there are.

    Returns
    -------
    ValueMatch
        Without kind and offers where no word leads to any; ``rows`` is 0.
    """
    known = scheme_words(scheme)
    plain = plain_words(plain_name(PurePath(words).stem))
    for other in NOT_SUCH:
        plain = re.sub(rf"\b{other}\b", " ", plain)
    tokens = plain.split()
    phrases = sorted(
        (" ".join(tokens[first:last]) for first in range(len(tokens)) for last in range(first + 1, len(tokens) + 1)),
        key=lambda phrase: -len(phrase.split()),
    )
    for among in (known.things, known.exact):
        for phrase in phrases:
            word = phrase if phrase in among else _end_of_word(phrase, among)
            if word and word not in _SAYS_NOTHING_OF_A_LIST:
                found = among[word]
                return ValueMatch(words, 0, found.kind, found.offers, f"“{word}” in its name ({found.reason})")
    return ValueMatch(words, 0, "", (), "")


def _meaning(value: str, words: SchemeWords, scheme: Classification) -> Meaning:
    plain = plain_words(value)
    if plain in words.exact:
        return words.exact[plain]
    outside_brackets = plain_words(_IN_BRACKETS.sub("", value))
    if outside_brackets in words.exact:
        return words.exact[outside_brackets]
    tag = value.casefold().strip()
    if _TAG.fullmatch(tag):
        kind = kind_by_tag(scheme, tag)
        return Meaning(kind, (), f"OpenStreetMap: {tag.partition('=')[0]}=*" if kind else "")
    if thing := _thing_at_end(outside_brackets, words):
        return _because(f"“{thing}” in it", words.things[thing])
    if len(plain) >= SHORTEST_LIKENED:
        likely = process.extractOne(plain, words.exact.keys(), scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH)
        if likely is not None:
            return _because(f"looks like “{likely[0]}”", words.exact[likely[0]])
    return Meaning("", (), "")


def _thing_at_end(plain: str, words: SchemeWords) -> str:
    """Return the longest thing of the scheme that a value ends with."""
    parts = plain.split()
    for first in range(1, len(parts)):
        end = " ".join(parts[first:])
        if " ".join(parts[max(first - 1, 0) :]) in NOT_SUCH:
            return ""
        if end in words.things:
            return end
    return ""


def _end_of_word(word: str, things: Mapping[str, Meaning]) -> str:
    """Return a thing that a word without blanks ends with: “shclinic”."""
    if " " in word:
        return ""
    return next((thing for thing in things if len(thing) >= SHORTEST_LIKENED and word.endswith(thing)), "")


def _because(words: str, found: Meaning) -> Meaning:
    return replace(found, reason=f"{words} ({found.reason})")
