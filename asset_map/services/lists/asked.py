"""What does somebody ask for in a terminal: which field is a column, which code is a value, how is it read?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from asset_map.domain.classification import Classification
from asset_map.errors import IntakeError
from asset_map.intake.columns import FIELDS

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True)
class Asked:
    """Fields by column, and codes by value.

    Parameters
    ----------
    columns
        Field by column.
    values
        Kind (or empty) and offers by value.
    """

    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)


def read_matches(pairs: Sequence[str], scheme: Classification) -> Asked:
    """Read what ``--match`` was given.

    Parameters
    ----------
    pairs
        ``COLUMN=FIELD`` says what a column holds; ``COLUMN:VALUE=CODES`` that a column holds categories, and which
        kind and offers (joined by ``;``) one of them stands for.
    scheme
        Kinds and offers.

    Returns
    -------
    Asked
        Both apart.

    Raises
    ------
    IntakeError
        For a pair that is neither.
    """
    asked = Asked()
    for pair in pairs:
        left, _, right = pair.rpartition("=")
        codes = [code.strip() for code in right.split(";") if code.strip()]
        if right in FIELDS or not right:
            asked.columns[left] = right
        elif ":" in left and codes and all(code in scheme.kinds or code in scheme.offers for code in codes):
            column, _, value = left.partition(":")
            asked.columns.setdefault(column, "category")
            kind = next((code for code in codes if code in scheme.kinds), "")
            asked.values[value] = (kind, tuple(code for code in codes if code in scheme.offers))
        elif ":" in left:
            raise IntakeError(
                f"Expected kinds or offers after “=” in “{pair}”. The kinds are: {', '.join(scheme.kinds)}. The offers "
                f"are: {', '.join(scheme.offers)}."
            )
        else:
            raise IntakeError(f"There is no field named {right!r}. The fields are: {', '.join(FIELDS)}.")
    return asked


def read_choice(typed: str, choices: type[Choice], option: str) -> Choice:
    """Read one of several words.

    Parameters
    ----------
    typed
        As typed.
    choices
        What may stand there.
    option
        The option's name, for the message.

    Returns
    -------
    StrEnum
        The choice.

    Raises
    ------
    IntakeError
        For any other word.
    """
    if typed not in _words(choices):
        raise IntakeError(f"Expected one of {', '.join(_words(choices))} for {option}; found “{typed}”.")
    return choices(typed)


def _words(choices: type[StrEnum]) -> Collection[str]:
    return [choice.value for choice in choices]
