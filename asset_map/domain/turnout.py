"""Who took part, by broad group, and which of these counts may be shown?

A tick slip has no name and is put in a box. Its counts are typed in as sums, and nothing leads from them to what
anybody said. A group of 1 to 9 people is not given, and neither is what would let it be worked out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from asset_map.language import gettext as _

SMALLEST_SHOWN = 10
"""Groups of 1 to 9 people are not given (domain rules, "Measures"). Nobody at all is not a group: 0 stays."""

NOT_SAID = "not_said"
"""Code of those who took part and ticked nothing under a question."""

_ROOM = 2 * (SMALLEST_SHOWN - 1)
"""So much is missing, and one more for each small group: then one may be 9 while the large one is 10."""


@dataclass(frozen=True)
class TurnoutQuestion:
    """A question of the tick slip; nobody has to answer it, and one answer is ticked.

    Parameters
    ----------
    code
        For instance ``age``.
    codes
        Codes of its answers, in the order of the slip; without those who tick nothing.
    """

    code: str
    codes: tuple[str, ...]

    @property
    def text(self) -> str:
        """The question, in the language of whoever is reading."""
        return _texts()[self.code]

    @property
    def answers(self) -> tuple[tuple[str, str], ...]:
        """The code and the label of each answer, in the language of whoever is reading."""
        labels = _labels()[self.code]
        return tuple((code, labels[code]) for code in self.codes)


TURNOUT_QUESTIONS = (
    TurnoutQuestion("age", ("under_16", "16_to_24", "25_to_49", "50_to_64", "65_or_over")),
    TurnoutQuestion("gender", ("woman", "man", "other")),
    TurnoutQuestion("condition", ("a_lot", "a_little", "no")),
    TurnoutQuestion("ethnicity", ("white", "mixed", "asian", "african", "caribbean_or_black", "other")),
    TurnoutQuestion("language", ("english_or_scots", "gaelic", "bsl", "other")),
    TurnoutQuestion("caring", ("yes", "no")),
    TurnoutQuestion("home", ("here", "nearby", "elsewhere")),
)
"""The questions of the tick slip: broad groups as in Scotland's census, in plain words, and where people live."""


def suppressed(counts: Mapping[str, int], *, people: int) -> dict[str, int | None]:
    """Return the counts of one question as anybody may see them.

    Parameters
    ----------
    counts
        Number of people by code of the answer; an answer that is missing counts as 0.
    people
        How many took part; whoever ticked nothing is among them.

    Returns
    -------
    dict
        By code of the answer, and `NOT_SAID` last: the number, or None for what is not given. Everything is None when
        fewer than 10 took part.

    Raises
    ------
    ValueError
        When a count is below 0, or more people ticked something than took part.

    Notes
    -----
    Not given are groups of 1 to 9 people and, whenever there is one, the next group of 10 or more in the order of the
    slip; which group that is must not depend on how small the small ones are, or somebody who knows the rule could
    work back from it (Wong and others 2007, Minimality Attack in Privacy Preserving Data Publishing). What is missing
    adds up to so much that each small group could have any size from 1 to 9, and the large one nine sizes at least;
    where it does not, or there is no large group, nothing of the question is given.
    """
    blank = people - sum(counts.values())
    if blank < 0 or any(count < 0 for count in counts.values()):
        msg = f"expected counts of 0 or more that add up to at most {people}; found {dict(counts)}"
        raise ValueError(msg)
    every = dict(counts) | {NOT_SAID: blank}
    if people < SMALLEST_SHOWN:
        return dict.fromkeys(every)
    numbers = list(every.values())
    hidden = _hidden(numbers)
    return {code: None if place in hidden else every[code] for place, code in enumerate(every)}


def shown_people(people: int) -> int | None:
    """Return how many took part, as anybody may see it.

    Parameters
    ----------
    people
        How many took part.

    Returns
    -------
    int or None
        None for 1 to 9.
    """
    return None if 0 < people < SMALLEST_SHOWN else people


def _hidden(numbers: Sequence[int]) -> set[int]:
    """Return the positions of the counts that are not given."""
    hidden = {place for place, number in enumerate(numbers) if 0 < number < SMALLEST_SHOWN}
    if not hidden:
        return hidden
    last = max(hidden)
    onwards = [(last + step) % len(numbers) for step in range(1, len(numbers))]
    large = next((place for place in onwards if numbers[place] >= SMALLEST_SHOWN), None)
    if large is None or sum(numbers[place] for place in (*hidden, large)) < _ROOM + len(hidden):
        return set(range(len(numbers)))
    return hidden | {large}


def _texts() -> dict[str, str]:
    return {
        "age": _("How old are you?"),
        "gender": _("Are you a woman, a man, or do you say it in another way?"),
        "condition": _("Does a health condition or disability make your everyday life harder, for a year or longer?"),
        "ethnicity": _("Which of these groups do you feel you belong to?"),
        "language": _("Which language do you speak most at home?"),
        "caring": _("Do you look after somebody who is ill, disabled or old, without being paid for it?"),
        "home": _("Where do you live?"),
    }


def _labels() -> dict[str, dict[str, str]]:
    return {
        "age": {
            "under_16": _("Under 16"),
            "16_to_24": _("16 to 24"),
            "25_to_49": _("25 to 49"),
            "50_to_64": _("50 to 64"),
            "65_or_over": _("65 or over"),
        },
        "gender": {
            "woman": _("A woman or girl"),
            "man": _("A man or boy"),
            "other": _("I say it in another way"),
        },
        "condition": {"a_lot": _("Yes, a lot"), "a_little": _("Yes, a little"), "no": _("No")},
        "ethnicity": {
            "white": _("White, for instance Scottish, other British, Irish, Polish, Roma or Gypsy/Traveller"),
            "mixed": _("More than one ethnic group"),
            "asian": _("Asian, Scottish Asian or British Asian"),
            "african": _("African, Scottish African or British African"),
            "caribbean_or_black": _("Caribbean or Black"),
            "other": _("Another group, for instance Arab, Jewish or Sikh"),
        },
        "language": {
            "english_or_scots": _("English or Scots"),
            "gaelic": _("Scottish Gaelic"),
            "bsl": _("British Sign Language"),
            "other": _("Another language"),
        },
        "caring": {"yes": _("Yes"), "no": _("No")},
        "home": {
            "here": _("In the area of this map"),
            "nearby": _("Nearby"),
            "elsewhere": _("Further away"),
        },
    }
