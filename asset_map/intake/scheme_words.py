"""Which words lead to a kind or an offer of the scheme: its codes and labels, and the terms of other schemes?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from asset_map.domain.classification import Classification

MOST_OFFERS = 3
"""A word that leads to more offers says too little: “Facilities and services” of the Place Standard leads to seven."""

OTHER_WORDS: Mapping[str, tuple[str, ...]] = {
    "amenity=doctors": ("gp", "gp practice", "gp surgery", "general practice", "health centre", "medical centre",
                        "medical practice", "surgery"),
    "amenity=dentist": ("dental practice", "dental surgery", "dental service"),
    "amenity=pharmacy": ("chemist",),
    "shop=optician": ("optometrist", "optometry practice"),
    "amenity=clinic": ("health clinic", "sexual health clinic"),
    "amenity=community_centre": (
        "community hall", "village hall", "town hall hub", "community hub", "church hall", "public hall", "warm space",
        "warm bank", "warm place", "warm welcome space", "warm hub", "lunch club", "drop in", "drop in centre",
    ),
    "social_facility=food_bank": (
        "foodbank", "food pantry", "community pantry", "pantry", "community fridge", "larder",
    ),
    "leisure=sports_centre": ("leisure centre", "sports hall", "sports club"),
    "leisure=fitness_centre": ("gym",),
    "leisure=playground": ("play park", "play area"),
    "landuse=allotments": ("allotment site", "community garden", "growing space"),
    "amenity=kindergarten": ("nursery", "nursery school"),
    "amenity=school": ("primary school", "secondary school", "academy"),
    "amenity=place_of_worship": ("church", "chapel", "mosque", "gurdwara", "synagogue", "temple", "cathedral"),
    "amenity=police": ("police office", "police station"),
    "shop=charity": ("charity shop",),
    "shop=second_hand": ("second hand shop",),
    "railway=station": ("train station", "railway station"),
    "amenity=townhall": ("town hall",),
}  # fmt: skip
"""What lists in Scotland call things that OpenStreetMap has a tag for."""

_SAY_NOTHING = frozenset({
    "*", "yes", "charity", "second hand", "station", "association", "training", "financial", "water", "disabled",
    "senior", "migrant", "refugee", "shelter", "terminal", "sport", "townhall",
})  # fmt: skip
"""Values of tags that mean something else without their key."""

NOT_SUCH = frozenset({
    "car park", "coach park", "lorry park", "business park", "retail park", "science park", "caravan park",
    "industrial park", "wind park", "bottle bank", "blood bank", "data bank", "power bank", "repair cafe", "time bank",
    "garden centre", "job centre", "call centre", "city centre", "town centre", "shopping centre",
})  # fmt: skip
"""Ends with a word of the scheme, but is something else."""


@dataclass(frozen=True)
class Meaning:
    """What a word leads to.

    Parameters
    ----------
    kind, offers
        Codes of the scheme; empty where it says nothing.
    reason
        What matched, in plain words: ``OpenStreetMap: amenity=library``.
    """

    kind: str
    offers: tuple[str, ...]
    reason: str

    def beside(self, other: Meaning) -> Meaning:
        """Return both together, where one word leads to both.

        Parameters
        ----------
        other
            The second one.

        Returns
        -------
        Meaning
            The kind of the first that has one; the offers of both, and why each.
        """
        offers = tuple(dict.fromkeys((*self.offers, *other.offers)))
        reasons = dict.fromkeys((self.reason, other.reason))
        return Meaning(self.kind or other.kind, offers, "; ".join(reasons))


@dataclass(frozen=True)
class SchemeWords:
    """All words that lead to something.

    Parameters
    ----------
    exact
        By the whole word, as `plain_words` writes it.
    things
        Those of them that name a thing and lead to the same at the end of others: “Maternity Hospital”.
    """

    exact: Mapping[str, Meaning]
    things: Mapping[str, Meaning]


def plain_words(text: str) -> str:
    """Return words as they are compared: small, without accents and signs, each in the singular.

    Parameters
    ----------
    text
        For instance ``"Libraries"`` or ``"amenity=community_centre"``.

    Returns
    -------
    str
        For instance ``"library"``, ``"amenity=community centre"``.
    """
    letters = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = re.sub(r"['’]", "", plain)
    return " ".join(_singular(word) for word in re.sub(r"[^a-z0-9=:*+]+", " ", words).split())


def scheme_words(scheme: Classification) -> SchemeWords:
    """Return all words that lead to kinds and offers; those of the scheme itself go before those of others.

    Parameters
    ----------
    scheme
        Kinds and offers with their counterparts in other schemes.

    Returns
    -------
    SchemeWords
        Words as `plain_words` writes them.
    """
    tags = _gathered(_tags(scheme))
    bare = {plain_words(_value(tag)): meaning for tag, meaning in reversed(tags.items())}
    bare = {word: meaning for word, meaning in bare.items() if word not in _SAY_NOTHING}
    for tag, words in OTHER_WORDS.items():
        if (meaning := tags.get(plain_words(tag))) is not None:
            bare |= {plain_words(word): meaning for word in words}
    exact = {**_gathered(_terms(scheme)), **bare, **tags, **_gathered(_own_words(scheme))}
    exact = {word: meaning for word, meaning in exact.items() if word and len(meaning.offers) <= MOST_OFFERS}
    return SchemeWords(exact, {word: exact[word] for word in bare if word in exact})


def kind_by_tag(scheme: Classification, tag: str) -> str:
    """Return the kind that a tag of OpenStreetMap leads to.

    Parameters
    ----------
    scheme
        Kinds with their counterparts; ``shop=*`` stands for all values of a key.
    tag
        For instance ``"shop=bakery"``.

    Returns
    -------
    str
        A code; empty where no kind has that tag or its key.
    """
    for wanted in (tag, f"{tag.partition('=')[0]}=*"):
        for code, kind in scheme.kinds.items():
            if wanted in kind.crosswalk.get("openstreetmap", ()):
                return code
    return ""


def _gathered(pairs: Iterator[tuple[str, Meaning]]) -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for words, meaning in pairs:
        plain = plain_words(words)
        found[plain] = found[plain].beside(meaning) if plain in found else meaning
    return found


def _own_words(scheme: Classification) -> Iterator[tuple[str, Meaning]]:
    for code, offer in scheme.offers.items():
        for words in dict.fromkeys((code, offer.label)):
            yield words, Meaning("", (code,), f"what it offers: {offer.label}")
    for code, kind in scheme.kinds.items():
        for words in dict.fromkeys((code, kind.label)):
            yield words, Meaning(code, (), f"kind: {kind.label}")


def _tags(scheme: Classification) -> Iterator[tuple[str, Meaning]]:
    for code, offer in scheme.offers.items():
        for tags in offer.crosswalk.get("openstreetmap", ()):
            parts = tags.split(" + ")
            meaning = Meaning(kind_by_tag(scheme, parts[0]), (code,), f"OpenStreetMap: {tags}")
            for words in dict.fromkeys((tags, parts[-1])):
                yield words, meaning
    for code, kind in scheme.kinds.items():
        for tag in kind.crosswalk.get("openstreetmap", ()):
            if _value(tag) != "*":
                yield tag, Meaning(code, (), f"OpenStreetMap: {tag}")


def _terms(scheme: Classification) -> Iterator[tuple[str, Meaning]]:
    for code, offer in scheme.offers.items():
        for name, title in _SCHEMES.items():
            for term in offer.crosswalk.get(name, ()):
                yield term, Meaning("", (code,), f"{title}: {term}")
    by_term: dict[tuple[str, str], list[str]] = {}
    for code, kind in scheme.kinds.items():
        for name in _SCHEMES:
            for term in kind.crosswalk.get(name, ()):
                by_term.setdefault((name, term), []).append(code)
    for (name, term), codes in by_term.items():
        if len(codes) == 1:
            yield term, Meaning(codes[0], (), f"{_SCHEMES[name]}: {term}")


def _value(tag: str) -> str:
    return tag.rpartition("=")[2]


def _singular(word: str) -> str:
    if word == "gps":
        return "gp"
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return _BRITISH.get(word, word)
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return _BRITISH.get(word[:-1], word[:-1])


_BRITISH = {"center": "centre", "theater": "theatre", "color": "colour"}
_SCHEMES = {
    "open_referral": "Open Referral",
    "place_standard": "Place Standard",
    "abcd": "Asset-based community development",
}
