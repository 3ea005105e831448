"""A session as it is typed, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from asset_map.domain.dates import read_date
from asset_map.domain.problem import Problem, ProblemCode
from asset_map.domain.validation import NOT_PLAIN
from asset_map.language import ENGLISH, languages, to_translate
from asset_map.services.sessions.prompts import PROMPTS
from asset_map.services.workspace import Workspace

PURPOSE = to_translate("To map what is good here: the groups, places, services, skills and stories that people value.")
PROMISE = to_translate(
    "Everything you say is read. Within six weeks you hear what was done, what will be done, and what not, and why."
)
LIMITS = to_translate(
    "This session alone cannot pay for anything new. What is not for publishing stays with the people who run it."
)
"""What stands in the form at first; a facilitator says it in their own words, which are shown as they are."""

LONGEST = {"title": 120, "place": 200, "time_words": 60, "facilitator": 120, "purpose": 600, "promise": 600}
LONGEST_OTHER = 1000
MOST_PROMPTS = 12


@dataclass(frozen=True, kw_only=True)
class SessionDraft:
    """A session as it was typed.

    Parameters
    ----------
    title, purpose, promise, limits, place, held_on, time_words, facilitator, who_is_missing
        As `MappingSession` has them; the date as people write dates.
    neighbourhood_id
        The neighbourhood or zone that was chosen; empty for a drawn area, and with no outline for the whole area.
    outline
        A drawn area as GeoJSON in degrees, EPSG:4326; it goes before the neighbourhood.
    offers
        Codes of what people are asked about; none for everything.
    prompts
        Its questions, one text each.
    languages
        Codes of languages; English is always among them.
    glance_first
        Whether the facilitator looks at everything before the room sees it.
    """

    title: str = ""
    purpose: str = PURPOSE
    promise: str = PROMISE
    limits: str = LIMITS
    place: str = ""
    held_on: str = ""
    time_words: str = ""
    facilitator: str = ""
    who_is_missing: str = ""
    neighbourhood_id: str = ""
    outline: str = ""
    offers: tuple[str, ...] = ()
    prompts: tuple[str, ...] = PROMPTS
    languages: tuple[str, ...] = (ENGLISH,)
    glance_first: bool = True


def wrong_in(draft: SessionDraft, workspace: Workspace) -> list[Problem]:
    """Return everything that is wrong with what was typed, but for the area.

    Parameters
    ----------
    draft
        As typed.
    workspace
        The area.

    Returns
    -------
    list of Problem
        Each beside its field.
    """
    return [*_wrong_words(draft), *_wrong_codes(draft, workspace)]


def _wrong_words(draft: SessionDraft) -> Iterator[Problem]:
    needed = {"title": "what the session is called", "place": "where it is held", "purpose": "what it is for"}
    for name, what in needed.items():
        if not getattr(draft, name).strip():
            yield Problem(ProblemCode.MISSING, name, "", f"Expected {what}; found nothing. Type it in a few words.")
    if read_date(draft.held_on) is None:
        message = f"Expected the date of the session, such as 21/11/2026; found “{draft.held_on}”."
        yield Problem(ProblemCode.NOT_A_DATE, "held_on", draft.held_on, message)
    texts = {name: value for name, value in vars(draft).items() if isinstance(value, str) and name != "outline"}
    texts |= {"prompts": max(draft.prompts, key=len, default="")}
    for name, value in texts.items():
        most = LONGEST.get(name, LONGEST_OTHER)
        if len(value) > most:
            message = f"Expected at most {most:,} characters; found {len(value):,}. Say it more shortly."
            yield Problem(ProblemCode.TOO_LONG, name, value[:60], message)
        if NOT_PLAIN.search(value):
            message = "Expected plain text; found signs that cannot be kept. Type it again."
            yield Problem(ProblemCode.NOT_PLAIN_TEXT, name, "", message)
    asked = [text for text in draft.prompts if text.strip()]
    if not 0 < len(asked) <= MOST_PROMPTS:
        message = f"Expected 1 to {MOST_PROMPTS} questions to ask people; found {len(asked)}."
        yield Problem(ProblemCode.OUT_OF_RANGE, "prompts", str(len(asked)), message)


def _wrong_codes(draft: SessionDraft, workspace: Workspace) -> Iterator[Problem]:
    known = {"offers": workspace.classification.offers, "languages": languages()}
    for name, codes in known.items():
        for code in getattr(draft, name):
            if code not in codes:
                message = f"Expected one of {', '.join(codes)}; found “{code[:60]}”. Choose it from the list."
                yield Problem(ProblemCode.UNKNOWN_CODE, name, code[:60], message)
