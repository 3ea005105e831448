"""Which words is a name made of, and how much does each of them tell?

A word that few names hold tells much when two names share it; a word that many hold tells little.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_SHORT_FORMS = {
    "associates": "assoc", "association": "assoc", "av": "ave", "avenue": "ave", "cen": "centre", "center": "centre",
    "ch": "church", "clin": "clinic", "cntr": "centre", "comm": "community", "cres": "crescent", "ctr": "centre",
    "dent": "dental", "doctor": "dr", "doctors": "dr", "drive": "dr", "drs": "dr", "gardens": "gdns", "grp": "group",
    "hc": "health centre", "hlth": "health", "hosp": "hospital", "lane": "ln", "lib": "library", "med": "medical",
    "mt": "mount", "opt": "opticians", "optician": "opticians", "pk": "park", "place": "pl", "prac": "practice",
    "pract": "practice", "ptnrs": "partners", "road": "rd", "saint": "st", "sch": "school", "square": "sq", "str": "st",
    "street": "st", "surg": "surgery", "ter": "terrace", "terr": "terrace",
}  # fmt: skip
"""One spelling for words that are often shortened; "st" stands for street and saint, "dr" for doctor and drive."""

_UNSAID = frozenset(
    {"and", "at", "cic", "co", "company", "for", "in", "inc", "limited", "llp", "ltd", "of", "plc", "scio", "the", "uk"}
)
"""Words that are said or left out at will."""

_FORMS = frozenset(
    {
        "assoc", "ave", "branch", "care", "centre", "clinic", "club", "crescent", "dr", "gdns", "group", "hall", "hub",
        "ln", "nhs", "organisation", "partners", "partnership", "pl", "practice", "project", "rd", "service",
        "services", "society", "sq", "st", "studio", "studios", "surgeons", "surgery", "terrace", "trust", "unit",
    }
)  # fmt: skip
"""What nearly anything may be called: one of these in place of another tells nothing apart."""

FORM_WEIGHT = 0.1
"""What a form word or an initial is worth; a word of one record alone is worth 1."""

LEAST_WEIGHT = 0.15
"""What any other word is worth at least, however many names hold it."""

SMALL_LIST = 1_000
"""A list counts as at least this long, so that the first hundred records do not make every word common."""

ANOTHER_WORD = 0.5
"""What a word is worth at least against two names of which each has one that the other has not: "Dental" and "Medical"
tell two neighbours apart, however common both words are."""

_KEPT_SPELLINGS = 250_000
_LIST_OF_NAMES = re.compile(r"[;,|/\n]")
_OTHER_NAME = re.compile(r"[;|\n]|\bt/a\b|\btrading as\b|\balso known as\b|\bformerly\b", re.IGNORECASE)
_APOSTROPHE = re.compile(r"['’‘`´]")
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=_KEPT_SPELLINGS)
def words_in(name: str) -> tuple[str, ...]:
    """Return the words of a name in one spelling, without those that are said or left out at will.

    Parameters
    ----------
    name
        As written.

    Returns
    -------
    tuple of str
        Each word once: lower case, without accents and apostrophes; empty where nothing can be read.
    """
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign))
    words = " ".join(_SHORT_FORMS.get(word, word) for word in _WORD.findall(_APOSTROPHE.sub("", plain))).split()
    return tuple(dict.fromkeys(word for word in words if word not in _UNSAID) or dict.fromkeys(words))


@lru_cache(maxsize=_KEPT_SPELLINGS)
def _spellings_in(name: str, other_names: str) -> tuple[tuple[str, ...], ...]:
    parts = [*_OTHER_NAME.split(name), *_LIST_OF_NAMES.split(other_names)]
    return tuple(dict.fromkeys(words for part in parts if (words := words_in(part))))


@dataclass(frozen=True)
class Vocabulary:
    """The words of a list of names, and how many records hold each.

    Parameters
    ----------
    numbers
        Number of each word.
    texts, held_by
        Each word, and how many records hold it, by its number.
    records
        How many records there are.
    """

    numbers: dict[str, int]
    texts: NDArray[np.object_]
    held_by: NDArray[np.int64]
    records: int


@dataclass(frozen=True)
class Spellings:
    """Names cut into words; a record may have several.

    Parameters
    ----------
    owners
        Position of the record that each spelling is a name of; never falling.
    starts
        Where the words of each spelling start, and last where they end.
    words
        Number of each word; words that the vocabulary does not have are numbered after it.
    weights, against
        What each word is worth when it is shared, and when the other name has another instead; 0 to 1.
    texts
        The words by their number.
    joined
        Each spelling written together, without form words.
    """

    owners: NDArray[np.intp]
    starts: NDArray[np.intp]
    words: NDArray[np.intp]
    weights: NDArray[np.float64]
    against: NDArray[np.float64]
    texts: NDArray[np.object_]
    joined: NDArray[np.object_]


def learn_words(names: pd.Series, other_names: pd.Series) -> Vocabulary:
    """Return which words the names of a list hold, and how common each is.

    Parameters
    ----------
    names, other_names
        Of each record; other names stand in a list with semicolons, commas or lines.

    Returns
    -------
    Vocabulary
        Of the whole list.
    """
    numbers: dict[str, int] = {}
    held = [
        numbers.setdefault(word, len(numbers))
        for spellings in _cut(names, other_names)
        for word in {word: None for words in spellings for word in words}
    ]
    held_by = np.bincount(np.array(held, dtype=np.intp), minlength=len(numbers))
    return Vocabulary(numbers, np.array(list(numbers), dtype=object), held_by, len(names))


def spell(names: pd.Series, other_names: pd.Series, vocabulary: Vocabulary) -> Spellings:
    """Cut names into words and weigh them.

    Parameters
    ----------
    names, other_names
        Of each record.
    vocabulary
        Says how common each word is; a word that it does not have counts as rare.

    Returns
    -------
    Spellings
        One or more of each record whose name can be read.
    """
    cut = _cut(names, other_names)
    said = [words for spellings in cut for words in spellings]
    flat = [word for words in said for word in words]
    known, new = vocabulary.numbers, dict[str, int]()
    words = np.array(
        [known[word] if word in known else len(known) + new.setdefault(word, len(new)) for word in flat], dtype=np.intp
    )
    held_by = np.concatenate([vocabulary.held_by, np.ones(len(new), dtype=np.int64)])[words]
    size = max(vocabulary.records, SMALL_LIST)
    weights = np.clip(np.log(size / held_by) / np.log(size), LEAST_WEIGHT, 1.0)
    little = np.array([word in _FORMS or len(word) == 1 for word in flat], dtype=bool)
    return Spellings(
        owners=np.repeat(np.arange(len(cut)), [len(spellings) for spellings in cut]),
        starts=np.concatenate([[0], np.cumsum([len(one) for one in said], dtype=np.intp)]),
        words=words,
        weights=np.where(little, FORM_WEIGHT, weights),
        against=np.where(little, FORM_WEIGHT, np.maximum(weights, ANOTHER_WORD)),
        texts=np.concatenate([vocabulary.texts, np.array(list(new), dtype=object)]),
        joined=np.array(["".join(word for word in one if word not in _FORMS) for one in said], dtype=object),
    )


def _cut(names: pd.Series, other_names: pd.Series) -> list[tuple[tuple[str, ...], ...]]:
    texts = [column.fillna("").astype("str").to_list() for column in (names, other_names)]
    return [_spellings_in(name, others) for name, others in zip(*texts, strict=True)]
