"""What is a mapping session, and how is it joined?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from string import ascii_uppercase

from asset_map.domain.mapping_grid import MappingGrid

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters of a session's code: I and O are left out, because they are misread."""

CODE_LENGTH = 6

SLIP_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Signs of a slip code, without those that are misread."""

SLIP_LENGTH = 8

PHONE_STAYS_IN = dt.timedelta(days=2)
"""So long a phone stays in the session that it joined: over one of two days, and until lines that were cut are back."""


class SessionState(StrEnum):
    """Whether a session can be joined."""

    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A question that a session asks.

    Parameters
    ----------
    theme
        Code of an offer, or empty for a question about everything.
    text
        The question, for instance "Where do you feel good?".
    """

    theme: str
    text: str


@dataclass(frozen=True, kw_only=True)
class MappingSession:
    """An occasion at which residents map what their neighbourhood has.

    Parameters
    ----------
    session_id
        Opaque and permanent.
    title
        What it is called on notices.
    purpose, promise, limits
        What it is for; what will be done with what people say, and by when they hear; what it cannot change.
    place, held_on, time_words
        Where and when it is held; the time in words, for instance "2 pm to 4 pm".
    area_name, neighbourhood_id
        What the area is called, and the neighbourhood that was chosen; the id is empty for a drawn area.
    area_bng
        The area as well-known binary, EPSG:27700.
    zone_system, zone_codes
        The zones that lie in the area by more than a sliver, sorted.
    grid
        The grid of paper and screen.
    offers
        Codes of what people are asked about; the coverage of the session is written for these.
    prompts
        Its questions, strengths first.
    languages
        Codes of the languages offered, for instance ``("en", "ur", "ar")``.
    who_is_missing
        Whom the facilitator knows to be missing, and what is done about it, in words.
    glance_first
        Whether nothing is shown to the room before the facilitator has looked at it.
    facilitator
        Who holds it, as staff know them; several names are joined with commas.
    state
        Whether it can be joined.
    code
        Six letters by which phones join; empty before it is first opened.
    made_by, made_at
        Who prepared it, and when.
    version
        Raised by every change of the session itself, not by contributions.
    """

    session_id: str
    title: str
    purpose: str
    promise: str
    limits: str
    place: str
    held_on: dt.date
    time_words: str
    area_name: str
    neighbourhood_id: str
    area_bng: bytes
    zone_system: str
    zone_codes: tuple[str, ...]
    grid: MappingGrid
    offers: tuple[str, ...]
    prompts: tuple[Prompt, ...]
    languages: tuple[str, ...]
    who_is_missing: str
    glance_first: bool
    facilitator: str
    state: SessionState
    code: str
    made_by: str
    made_at: dt.datetime
    version: int = 1


@dataclass(frozen=True, kw_only=True)
class Participant:
    """A phone that joined a session; nobody knows whose it is.

    Parameters
    ----------
    participant_id
        Opaque.
    session_id
        The session it joined; it reaches no other.
    slip_code
        By which whoever holds it finds out what became of what they said.
    language
        Code of the language it reads.
    joined_at
        When.
    """

    participant_id: str
    session_id: str
    slip_code: str
    language: str
    joined_at: dt.datetime


def typed_code(text: str) -> str:
    """Return a session's code however it was typed.

    Parameters
    ----------
    text
        For instance ``kfp-rtw`` or ``KFP RTW``.

    Returns
    -------
    str
        Capital letters without anything between them; whether there is such a session is another question.
    """
    return "".join(sign for sign in text.upper() if sign in ascii_uppercase)[: CODE_LENGTH * 2]


def typed_slip_code(text: str) -> str:
    """Return a slip code however it was typed.

    Parameters
    ----------
    text
        For instance ``k7mq-2xpt``.

    Returns
    -------
    str
        Capital letters and digits without signs between them.
    """
    return "".join(sign for sign in text.upper() if sign.isalnum())[: SLIP_LENGTH * 2]


def written_slip_code(code: str) -> str:
    """Return a slip code as it is printed.

    Parameters
    ----------
    code
        As kept.

    Returns
    -------
    str
        In two groups, for instance ``K7MQ-2XPT``.
    """
    half = SLIP_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"
