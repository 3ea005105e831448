"""Where does a text speak of somebody whose data is looked for, and what is left of it without them?

Words are compared without capitals and accents, and whatever stands between them: “Isa Brown” is found in
“isa.brown@example.org” and in “BROWN, Isa”, and not in “Isabel”. What is looked for can be kept as digests too, so
that an older backup, put back, can be rid of somebody whose name is kept nowhere any longer.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from asset_map.errors import UserError

ERASED = "[erased]"
"""What stands where somebody was."""

MOST_WORDS = 12
"""Words of the longest name or address that can be looked for."""

FEWEST_DIGITS = 7
"""Digits of the shortest telephone number; fewer would be found in dates and amounts."""

MOST_DIGITS = 15
"""Digits of the longest telephone number (E.164)."""

_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")  # accents may stand as signs of their own
_NUMBER = re.compile(r"\+?\(?\d[\d \u00a0()./\u2010-\u2015-]{5,}\d")
_DIGITS = re.compile(r"\d+")
_BEFORE_LOCAL = re.compile(r"^(?:00|\+)?44(?:\(?0\)?)?|^0")
_PHONE = "tel "


@dataclass(frozen=True)
class Sought:
    """What somebody is known by.

    Parameters
    ----------
    terms
        Folded words with one blank between, telephone numbers as digits after ``tel``; or digests of these.
    lengths
        How many words the terms have.
    salt
        What the digests were made with, in hexadecimal; empty where the terms stand as they are.
    """

    terms: frozenset[str]
    lengths: frozenset[int]
    salt: str = ""

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where a text speaks of them.

        Parameters
        ----------
        text
            Any text.

        Returns
        -------
        list of tuple of int
            Start and end of each place, apart from each other, in their order.
        """
        if not self.salt and not self._may_hold(text):
            return []
        return _merged(sorted([*self._words_in(text), *self._numbers_in(text)]))

    def is_in(self, text: str) -> bool:
        """Return whether a text speaks of them.

        Parameters
        ----------
        text
            Any text.

        Returns
        -------
        bool
            Whether it does anywhere.
        """
        return bool(self.spans(text))

    def is_all_of(self, text: str) -> bool:
        """Return whether a text says nothing but what they are known by.

        Parameters
        ----------
        text
            Any text.

        Returns
        -------
        bool
            Signs around it aside.
        """
        found = self.spans(text)
        rest = "".join(text[end:start] for end, start in _between(found, len(text)))
        return bool(found) and _WORD.search(rest) is None

    def without(self, text: str, instead: str = ERASED) -> str:
        """Return a text without them.

        Parameters
        ----------
        text
            Any text.
        instead
            What stands where they were.

        Returns
        -------
        str
            The rest as it was.
        """
        return instead.join(text[end:start] for end, start in _between(self.spans(text), len(text)))

    def as_digests(self, salt: str) -> Sought:
        """Return the same without saying who it is.

        Parameters
        ----------
        salt
            Random, in hexadecimal.

        Returns
        -------
        Sought
            Finds the same. Whoever holds it can try whether a name they think of is meant, and read no name from it.
        """
        return Sought(frozenset(_digest(term, salt) for term in self.terms), self.lengths, salt)

    def _may_hold(self, text: str) -> bool:
        """Return whether a closer look is worth it: by far the most texts hold none of the words."""
        plain = text.lower() if text.isascii() else _folded_text(text)
        for term in self.terms:
            if term.startswith(_PHONE):
                if _NUMBER.search(text) is not None:
                    return True
            elif all(word in plain for word in term.split()):
                return True
        return False

    def _is_meant(self, term: str) -> bool:
        return (_digest(term, self.salt) if self.salt else term) in self.terms

    def _words_in(self, text: str) -> Iterator[tuple[int, int]]:
        found = [(_folded(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)]
        for length in self.lengths:
            for first in range(len(found) - length + 1):
                words = found[first : first + length]
                if self._is_meant(" ".join(word for word, _, _ in words)):
                    yield words[0][1], words[-1][2]

    def _numbers_in(self, text: str) -> Iterator[tuple[int, int]]:
        for match in _NUMBER.finditer(text):
            for start, end in _numbers_among(text, *match.span()):
                if self._is_meant(_PHONE + _local_digits(text[start:end])):
                    yield start, end


def sought(*, names: Sequence[str] = (), emails: Sequence[str] = (), phones: Sequence[str] = ()) -> Sought:
    """Return what is looked for.

    Parameters
    ----------
    names
        Names, each as it is written, and codes of slips.
    emails, phones
        Addresses and telephone numbers.

    Returns
    -------
    Sought
        Each name in its order, and with the last word before the others.

    Raises
    ------
    UserError
        For nothing, and for what is too short or too long to be told from other words.
    """
    terms: set[str] = set()
    for text in (*names, *emails):
        words = [_folded(word) for word in _WORD.findall(text)]
        if len("".join(words)) < 2 or len(words) > MOST_WORDS:
            raise UserError(
                f"Expected a name, an address or a code of at least two letters and at most {MOST_WORDS} words; found "
                f"“{text.strip()[:80]}”. Type it as it is written in the records."
            )
        terms |= {" ".join(words), *([" ".join([words[-1], *words[:-1]])] if text in names else [])}
    for text in phones:
        digits = _local_digits(text)
        if len(digits) < FEWEST_DIGITS:
            raise UserError(
                f"Expected a telephone number of at least {FEWEST_DIGITS} digits; found “{text.strip()[:80]}”. Type it "
                "with its area code."
            )
        terms.add(_PHONE + digits)
    if not terms:
        raise UserError("Expected a name, an e-mail address, a telephone number or a slip code; found none. Type one.")
    lengths = frozenset(len(term.split()) for term in terms if not term.startswith(_PHONE))
    return Sought(frozenset(terms), lengths)


def sought_texts(texts: Iterable[str]) -> Sought:
    """Return whole texts to be looked for, word for word.

    Parameters
    ----------
    texts
        Of any length; those without a word are passed over.

    Returns
    -------
    Sought
        Finds nothing where no text is left.
    """
    terms = frozenset(filter(None, (" ".join(map(_folded, _WORD.findall(text))) for text in texts)))
    return Sought(terms, frozenset(len(term.split()) for term in terms))


def texts_in(value: Any) -> Iterator[str]:  # noqa: ANN401  (what stands in a JSON column)
    """Yield every text in a value of a column, whatever it is nested in.

    Parameters
    ----------
    value
        Text, JSON, or anything else.

    Yields
    ------
    str
        Also the names by which values stand.
    """
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield str(name)
            yield from texts_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_in(inner)


def _digest(term: str, salt: str) -> str:
    return hashlib.blake2b(term.encode(), key=bytes.fromhex(salt), digest_size=16).hexdigest()


def _local_digits(text: str) -> str:
    digits = re.sub(r"[^\d+]", "", text)
    return re.sub(r"\D", "", _BEFORE_LOCAL.sub("", digits))


def _numbers_among(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield what can be a telephone number in a stretch of digits: others, or hours, may stand beside it."""
    yield first, last
    groups = [match.span() for match in _DIGITS.finditer(text, first, last)]
    for place, (start, _) in enumerate(groups):
        if place > 0 and text[start] != "0":
            continue
        digits = 0
        for begin, end in groups[place:]:
            digits += end - begin
            if digits > MOST_DIGITS:
                break
            if digits >= FEWEST_DIGITS:
                yield (start if place else first), end


@lru_cache(maxsize=200_000)
def _folded(word: str) -> str:
    return _folded_text(word)


def _folded_text(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    apart: list[tuple[int, int]] = []
    for start, end in spans:
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def _between(spans: Sequence[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """Give the stretches beside spans, from the end of one to the start of the next."""
    end = 0
    for start, next_end in spans:
        yield end, start
        end = next_end
    yield end, length
