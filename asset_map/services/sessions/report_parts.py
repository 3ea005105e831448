"""What does the report of a session hold?"""

from __future__ import annotations

from dataclasses import dataclass

from asset_map.services.sessions.turnout import ShownTurnout


@dataclass(frozen=True, kw_only=True)
class SaidItem:
    """One thing that was said, with its words.

    Parameters
    ----------
    contribution_id
        By which its other view names it.
    kind, offers
        What it is, in words.
    words, language
        As said, and the code of the language.
    where
        The zone and the square, as far as the report may say; empty for no place.
    matters
        To how many it matters; None in a report for the public, which gives no small number of people.
    became
        What became of it, for staff; the name of the public record that it stands in for everybody else.
    """

    contribution_id: str
    kind: str
    offers: tuple[str, ...]
    words: str
    language: str
    where: str
    matters: int | None
    became: str


@dataclass(frozen=True)
class OfferSaid:
    """How often people spoke of one offer.

    Parameters
    ----------
    label
        The offer.
    good, ideas, none
        How many spoke of something good or told a story, of an idea, and of having looked without finding any.
    """

    label: str
    good: int
    ideas: int
    none: int


@dataclass(frozen=True)
class ZoneSaid:
    """How much was said of one zone.

    Parameters
    ----------
    code, name
        The zone.
    good, ideas, none
        As in `OfferSaid`.
    squares
        The squares of the grid that people spoke of there, as far as the report may say.
    """

    code: str
    name: str
    good: int
    ideas: int
    none: int
    squares: tuple[str, ...]


@dataclass(frozen=True)
class OfferLooked:
    """What is known of one offer in the zones of the session on the day of the report.

    Parameters
    ----------
    label
        The offer.
    found, nothing_there, too_long_ago, not_looked
        Numbers of zones.
    """

    label: str
    found: int
    nothing_there: int
    too_long_ago: int
    not_looked: int


@dataclass(frozen=True)
class Promise:
    """What was done about what people said.

    Parameters
    ----------
    answer, words, because, by_when
        How it stands, such as done, not done, or promised and still in time; what; why; and by when, where a date was
        given.
    """

    answer: str
    words: str
    because: str
    by_when: str


@dataclass(frozen=True, kw_only=True)
class SessionReport:
    """The report of a session.

    Parameters
    ----------
    session_id, title, when, area, purpose, promise, limits, prompts, languages
        The session as it stands on its notice.
    is_for_staff
        Whether it holds what the public may not see.
    facilitator, who_is_missing
        For staff: who held it, and whom they knew to be missing; empty otherwise.
    said
        How many things it tells of.
    kinds, offers, zones
        How many by kind, by offer and by zone, strengths first.
    without_zone
        How many lie in no zone that the report may name.
    quiet_zones
        Zones of the session of which the report tells nothing.
    items
        What was said, with its words where they may stand there.
    views
        Pairs of two views of one thing.
    turnout
        Who took part, without groups that are too small.
    absent
        Groups that nobody ticked, by question.
    residents
        How many people live in the zones of the session; None where that is not known, or too few to say.
    decisions
        What was decided, why and when.
    promises
        What was done, is promised, or was not done, and why.
    looked
        What is known of each offer in the zones of the session; without those that nobody has looked for anywhere.
    looked_zones
        How many zones these are.
    method
        How it was counted, and what may be doubted.
    picture
        The zones by how much was said of them, as SVG.
    as_of
        The day it was made, in words.
    """

    session_id: str
    title: str
    when: str
    area: str
    purpose: str
    promise: str
    limits: str
    prompts: tuple[str, ...]
    languages: tuple[str, ...]
    is_for_staff: bool
    facilitator: str
    who_is_missing: str
    said: int
    kinds: tuple[tuple[str, int], ...]
    offers: tuple[OfferSaid, ...]
    zones: tuple[ZoneSaid, ...]
    without_zone: int
    quiet_zones: tuple[str, ...]
    items: tuple[SaidItem, ...]
    views: tuple[tuple[SaidItem, SaidItem], ...]
    turnout: ShownTurnout
    absent: tuple[tuple[str, tuple[str, ...]], ...]
    residents: int | None
    decisions: tuple[tuple[str, str, str], ...]
    promises: tuple[Promise, ...]
    looked: tuple[OfferLooked, ...]
    looked_zones: int
    method: tuple[str, ...]
    picture: str
    as_of: str
