"""What reads like a place of safety or a home starts protected; what only sounds like it does not."""

from __future__ import annotations

import pytest

from asset_map.domain.classification import read_classification
from asset_map.domain.protection import Level, lowest_level, starting_level
from asset_map.settings import bundled

SCHEME = read_classification(bundled("data/classification/classification.toml").read_text("utf-8"))

PROTECTED = (
    "Women's refuge",
    "Women’s Aid drop-in",
    "WOMENS AID",
    "A safe-house for families",
    "Support after domestic abuse",
    "Domestic violence support group",
    "Help for survivors of gender-based violence",
    "gender based violence service",
    "Rape Crisis",
    "Sexual assault referral",
    "VAWG partnership",
    "For women fleeing violence",
    "Forced marriage helpline",
    "Support for people who were trafficked",
    "Asylum accommodation",
    "Hotel for asylum seekers",
    "The asylum seekers' hostel",
    "accommodation for asylum-seekers",
    "Asylum hotel on the main road",
    "Home for unaccompanied asylum-seeking young people",
    "The group meets in my house",
    "Knitting in my living room",
    "Choir practice at Senga's, my home",
    "We meet in members' homes",
    "Come to our flat on Tuesdays",
    "Book group at somebody's house",
    "A private address",
)
OPEN = (
    "Refugee welcome choir",
    "Scottish Refugee support",
    "Refugees and friends football",
    "Drop-in for asylum seekers and refugees",
    "Home care and home visits",
    "Care at home",
    "Helps older people in their own homes",
    "Home energy advice",
    "My home town, a story of the tenements",
    "In her home town she was famous",
    "It is our home from home",
    "My home team plays here",
    "Wildlife refuge by the canal",
    "A refuge for birds",
    "Community house",
    "Open house on Sundays",
    "Nursing home",
    "Children's home library",
    "House of fun",
    "Oilseed rape field walk",
    "Flat access throughout",
    "Grapes and drapes",
    "Housing association",
    "",
)


@pytest.mark.parametrize("text", PROTECTED)
def test_places_of_safety_and_homes_start_with_partners_only(text: str) -> None:
    assert starting_level(Level.PUBLIC, ["", text], SCHEME.sensitive_words) is Level.PARTNERS
    assert lowest_level(Level.PUBLIC, [text], SCHEME.sensitive_words) is Level.PARTNERS


@pytest.mark.parametrize("text", OPEN)
def test_what_only_sounds_like_it_stays_open(text: str) -> None:
    assert starting_level(Level.PUBLIC, [text], SCHEME.sensitive_words) is Level.PUBLIC


def test_a_harmless_phrase_hides_no_sensitive_one() -> None:
    text = "A refuge for birds, and a refuge for women"
    assert starting_level(Level.PUBLIC, [text], SCHEME.sensitive_words) is Level.PARTNERS


def test_words_of_two_fields_make_no_phrase() -> None:
    assert starting_level(Level.PUBLIC, ["Opposite the asylum", "hotel bar"], SCHEME.sensitive_words) is Level.PUBLIC


def test_no_words_protect_nothing() -> None:
    assert starting_level(Level.AREA, ["refuge"], ()) is Level.AREA
