"""Which words does a text hold, so that what people type finds it?

Capitals, accents and apostrophes do not matter: "cafe" finds "Café". Both databases are given the words made here, so
that they find the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

LONGEST_WORD = 60
"""Longer words are cut; no database keeps endless ones."""

MOST_TERMS = 16
"""More words than a person types; the rest of a search is passed over."""

BREAK = "¦"
"""Stands between fields, so that a phrase never runs from one into the next. No word holds it."""

_SAME = str.maketrans({
    "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ß": "ss",
    "ي": "ی", "ى": "ی", "ك": "ک", "ہ": "ه", "ھ": "ه", "ـ": None,
    **dict.fromkeys("'’‘ʼ`´", "'"),
})  # fmt: skip
"""Letters that people write one for the other, and that Unicode holds apart."""

_UNSEEN = frozenset({"Mn", "Mc", "Cf"})
"""Unicode's categories of accents and of signs that only steer others."""

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_UNSPACED}]|(?:[^\W_{_UNSPACED}])+(?:'+[^\W_{_UNSPACED}]+)*")
_CHUNK = re.compile(r'"([^"]*)"|(\S+)')


_PLAIN_WORD = re.compile(r"[a-z0-9]+(?:'+[a-z0-9]+)*")
"""The same where there are no other letters; a good deal faster."""


@dataclass(frozen=True)
class Term:
    """One thing that is looked for.

    Parameters
    ----------
    words
        They stand beside each other, in this order.
    is_start
        Whether the last word need only begin like this.
    """

    words: tuple[str, ...]
    is_start: bool

    @property
    def typed(self) -> str:
        """How it would be typed to be looked for alone."""
        return "-".join(self.words) if self.is_start else f'"{" ".join(self.words)}"'

    def stands_in(self, words: Sequence[str]) -> bool:
        """Return whether a text holds it.

        Parameters
        ----------
        words
            The words of the text, as `indexed_words` gives them.

        Returns
        -------
        bool
            Judged as both databases judge it.
        """
        count = len(self.words)
        runs = (tuple(words[start : start + count]) for start in range(len(words) - count + 1))
        return any(self._fits(run) for run in runs)

    def _fits(self, run: Sequence[str]) -> bool:
        *firsts, last = self.words
        return list(run[:-1]) == firsts and (run[-1].startswith(last) if self.is_start else run[-1] == last)


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text, in order, as they are compared.

    Parameters
    ----------
    text
        Any text. Where a language writes without blanks, every sign counts as a word.

    Returns
    -------
    tuple of str
        Letters and digits only.
    """
    return _joined(_found_in(text))


@lru_cache(maxsize=4096)
def indexed_words(text: str) -> tuple[str, ...]:
    """Return the words by which a text is found.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    tuple of str
        Its words, and after a break the parts of those with an apostrophe: "neill" finds "O'Neill".
    """
    found = _found_in(text)
    parts = [part[:LONGEST_WORD] for word in found if "'" in word for part in word.split("'") if part]
    return (*_joined(found), BREAK, *parts) if parts else _joined(found)


def terms_of(search: str) -> tuple[Term, ...]:
    """Return what a search asks for; all of it has to be found.

    Parameters
    ----------
    search
        As typed. Words in double quotes are a phrase; nothing else has a meaning of its own.

    Returns
    -------
    tuple of Term
        At most `MOST_TERMS`; empty when no letter or digit is in it.
    """
    return tuple(_terms(search))[:MOST_TERMS]


def _terms(search: str) -> Iterator[Term]:
    quoted = search.translate(dict.fromkeys(map(ord, "“”„«»"), '"'))
    for chunk in _CHUNK.finditer(quoted):
        is_phrase = chunk[1] is not None
        if words := words_of(chunk[0]):
            yield Term(words, is_start=not is_phrase)


def _joined(words: Sequence[str]) -> tuple[str, ...]:
    return tuple([word.replace("'", "")[:LONGEST_WORD] for word in words])


def _found_in(text: str) -> list[str]:
    """Return the words of a text, with the apostrophes in them."""
    return _PLAIN_WORD.findall(text.lower()) if text.isascii() else _WORD.findall(_folded(text))


def _folded(text: str) -> str:
    """Return a text without capitals, accents and signs that are not seen."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join([sign for sign in apart if sign.isascii() or unicodedata.category(sign) not in _UNSEEN])
    return unicodedata.normalize("NFC", plain.casefold().translate(_SAME))
