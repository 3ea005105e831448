"""Which questions does a session ask?"""

from __future__ import annotations

from collections.abc import Iterable

from asset_map.domain.mapping_session import Prompt
from asset_map.language import to_translate

PROMPTS = (
    to_translate("Where do you feel good?"),
    to_translate("Who or what helps people here?"),
    to_translate("What do you do here, and where?"),
    to_translate("What could be here one day?"),
)
"""Questions that most sessions ask, strengths first."""

PROMPTS_BY_THEME = {
    "food": to_translate("Where do people eat together, or grow and share food?"),
    "meet": to_translate("Where do people meet without having to pay?"),
    "green": to_translate("Which green places or waterside places do you like?"),
    "play": to_translate("Where do children play?"),
    "sport": to_translate("Where do people move, dance or do sport?"),
    "health": to_translate("Where do you go to stay well, or to get well?"),
    "mind": to_translate("Who listens when somebody has a hard time?"),
    "learn": to_translate("Where have you learned something, or taught something?"),
    "digital": to_translate("Where do people get online, and who helps them?"),
    "work": to_translate("Who helps people to find work or to start something of their own?"),
    "money": to_translate("Who helps with forms, bills and rights?"),
    "home": to_translate("Who helps people to find a home and to keep it?"),
    "family": to_translate("What is good here for families?"),
    "youth": to_translate("What is good here for young people?"),
    "older": to_translate("What is good here for older people and for carers?"),
    "disability": to_translate("What is good here for disabled people?"),
    "newcomer": to_translate("Where do people who are new here feel welcome?"),
    "faith": to_translate("Which places of faith or belief matter to people here?"),
    "arts": to_translate("Where is there music, art, or something that tells of the past?"),
    "voice": to_translate("Where do people decide things together?"),
    "travel": to_translate("What makes it easy to get around?"),
    "share": to_translate("Where are things shared, mended or passed on?"),
    "safety": to_translate("Where do you feel safe?"),
}
"""A question for each offer of the usual vocabulary, by its code."""


def prompts_of(texts: Iterable[str]) -> tuple[Prompt, ...]:
    """Return questions with their themes.

    Parameters
    ----------
    texts
        As typed, one question each; what is blank is left out, and what stands twice counts once.

    Returns
    -------
    tuple of Prompt
        The theme of a question that is listed here; none for other questions.
    """
    themes = {text: theme for theme, text in PROMPTS_BY_THEME.items()}
    asked = dict.fromkeys(text.strip() for text in texts if text.strip())
    return tuple(Prompt(theme=themes.get(text, ""), text=text) for text in asked)
