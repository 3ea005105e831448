"""Whose name stands in a text?

A rule of thumb, not a model: titles, phrases that lead to a name, and given names with a surname. It knows the given
names in ``data/classification/names.toml`` and misses others where no phrase leads to them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from asset_map.settings import bundled

TITLES = frozenset({
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev", "revd", "reverend", "fr", "imam", "rabbi",
    "pastor", "cllr", "councillor", "auntie", "aunty", "uncle", "granny",
})  # fmt: skip

_LEADS_TO_A_PERSON = re.compile(
    r"\b(?:(?:ask|asking|look|looking)\s+(?:for|out\s+for)|(?:speak|talk|write|speaking)\s+(?:to|with)|"
    r"(?:call|phone|ring|text|email|e-mail|contact|message|whatsapp|see|know)(?:\s+me,)?|get\s+in\s+touch\s+with|c/o|care\s+of|"
    r"(?:my|our|her|his)\s+(?:neighbour|friend|pal|mum|dad|mother|father|sister|brother|son|daughter|husband|wife|gran|granny|"
    r"uncle|auntie|aunt|partner)|(?:key\s+is\s+with|keys\s+are\s+with|key-?holder(?:\s+is)?:?|contact:|organiser:|lives?\s+with))"
    r"[\s,]+(?=\w)",
    re.IGNORECASE,
)
_LEADS_TO_WHO_RUNS_IT = re.compile(
    r"\b(?:run|led|lead|organised|organized|hosted|taught|founded|started|set\s+up|looked\s+after|coached|managed|made|cooked|"
    r"owned|held)\s+by\s+(?=\w)",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"\s+(?:runs|leads|organises|teaches|cooks|hosts|lives|stays|coaches|has\s+the\s+keys?|keeps\s+the\s+keys?|opens\s+up|will\s+"
    r"(?:help|show|open|let)|can\s+(?:help|show|let)|is\s+(?:the|a|an)\s+"
    r"(?:organiser|leader|teacher|coach|neighbour|volunteer))\b"
)
_OWN_HOME = re.compile(
    r"['’]s?\s+(?:house|flat|home|kitchen|living\s+room|front\s+room|garage|place|back\s+garden)\b", re.I
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_HOLY_OR_ROYAL = frozenset(
    {"st", "saint", "sts", "queen", "king", "prince", "princess", "san", "santa", "lord", "lady", "sir"}
)
_MOST_INITIALS = 2
_PLAIN = frozenset({" "})
_DOTTED = frozenset({" ", ". ", "."})
"""What stands between two words of a name; titles and initials may have a dot."""


@dataclass(frozen=True)
class _Word:
    text: str
    start: int
    end: int

    @property
    def plain(self) -> str:
        return re.sub(r"['’]s?$", "", self.text).casefold()

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper() and (len(self.text) == 1 or not self.text.isupper())


@dataclass(frozen=True)
class _KnownNames:
    given: frozenset[str]
    no_surname: frozenset[str]


@lru_cache(maxsize=1)
def _known() -> _KnownNames:
    names = tomllib.loads(bundled("data/classification/names.toml").read_text("utf-8"))
    return _KnownNames(*(frozenset(name.casefold() for name in names[key]) for key in ("given", "not_surnames")))


def personal_names(text: str) -> Iterator[tuple[int, int]]:
    """Yield where names of people seem to stand.

    Parameters
    ----------
    text
        As somebody wrote it.

    Yields
    ------
    tuple of int
        Where a name begins and where it ends, in characters; the same place may come twice.
    """
    words = [_Word(match[0], match.start(), match.end()) for match in _WORD.finditer(text)]
    number_at = {word.start: number for number, word in enumerate(words)}
    sentence = _Sentence(text, words)
    for leads, is_sure in ((_LEADS_TO_A_PERSON, True), (_LEADS_TO_WHO_RUNS_IT, False)):
        for cue in leads.finditer(text):
            number = number_at.get(cue.end())
            if number is not None and (end := sentence.end_of_led_to(number, is_sure=is_sure)):
                yield words[number].start, end
    for number, word in enumerate(words):
        if end := sentence.end_of_titled(number) or sentence.end_of_given(number):
            yield word.start, end


@dataclass(frozen=True)
class _Sentence:
    text: str
    words: list[_Word]

    def end_of_led_to(self, number: int, *, is_sure: bool) -> int | None:
        """Return where a name ends that a phrase leads to; small letters are read too."""
        first = self.words[number]
        surname = self._surname_after(number)
        if first.plain in _known().given and not self._is_business(number):
            return first.end if surname is None else self.words[surname].end
        unknown = is_sure and first.is_capital and first.plain not in _known().no_surname and surname is not None
        return self.words[surname].end if unknown and surname and not self._is_business(surname) else None

    def end_of_titled(self, number: int) -> int | None:
        """Return where the name after a title ends: “Mrs Khan”, “Dr. A Singh”."""
        title = self.words[number]
        if title.plain not in TITLES or not title.is_capital:
            return None
        last = self._surname_after(number)
        if last is None or self._is_business(last):
            return None
        further = self._surname_after(last)
        return self.words[last if further is None else further].end

    def end_of_given(self, number: int) -> int | None:
        """Return where a given name with its surname ends, or one that does something or has a home."""
        first = self.words[number]
        before = self.words[number - 1].plain if number else ""
        if not first.is_capital or first.plain not in _known().given or before in _HOLY_OR_ROYAL:
            return None
        if _OWN_HOME.match(self.text, first.start + len(first.plain)) or _DOES.match(self.text, first.end):
            return first.end
        surname = self._surname_after(number)
        return None if surname is None or self._is_business(surname) else self.words[surname].end

    def _surname_after(self, number: int) -> int | None:
        """Return the number of the word that may be the surname to a word, past initials: “Neil M. Leslie”."""
        gaps = _DOTTED if self.words[number].plain in TITLES else _PLAIN
        for following in range(number + 1, min(number + 2 + _MOST_INITIALS, len(self.words))):
            word = self.words[following]
            if self.text[self.words[following - 1].end : word.start] not in gaps or not word.is_capital:
                return None
            if len(word.text) > 1:
                return None if word.plain in _known().no_surname else following
            gaps = _DOTTED
        return None

    def _is_business(self, number: int) -> bool:
        """Return whether the next word shows that a street, a building or a business is named."""
        if number + 1 >= len(self.words):
            return False
        word = self.words[number + 1]
        joined = self.text[self.words[number].end : word.start] in {" ", " & "}
        return joined and word.is_capital and word.plain in _known().no_surname
