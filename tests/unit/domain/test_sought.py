"""Somebody is found however they are written, and nobody else is."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest

from asset_map.domain.sought import ERASED, sought, texts_in
from asset_map.errors import UserError

ISA = sought(names=["Isa Brown"], emails=["isa@example.org"], phones=["+44 141 000 1234"])
DIGESTED = ISA.as_digests("ab" * 16)

FOUND = {
    "Isa Brown": ERASED,
    "Ask ISA  BROWN, please": f"Ask {ERASED}, please",
    "Brown, Isa (chair)": f"{ERASED} (chair)",
    "isa.brown@nhs.example": f"{ERASED}@nhs.example",
    "list-of-isa_brown.csv": f"list-of-{ERASED}.csv",
    "Write to Isa@Example.ORG.": f"Write to {ERASED}.",
    "Ísa Bröwn": ERASED,
    "Tel. 0141 000 1234": f"Tel. {ERASED}",
    "0044 (0)141 000-1234": ERASED,
    "(0141) 0001234 or 0141 999 9999": f"{ERASED} or 0141 999 9999",
}


@pytest.mark.parametrize("known_by", [ISA, DIGESTED], ids=["words", "digests"])
@pytest.mark.parametrize("text", FOUND)
def test_somebody_is_found_however_they_are_written(text: str, known_by: object) -> None:
    assert known_by.is_in(text)  # type: ignore[attr-defined]
    if "or 0141" not in text:  # two numbers in one run are one run
        assert known_by.without(text) == FOUND[text]  # type: ignore[attr-defined]


@pytest.mark.parametrize("known_by", [ISA, DIGESTED], ids=["words", "digests"])
@pytest.mark.parametrize("text", ["", "Isabel Brown", "Isa Browne", "Isa and Mr Brown", "0141 000 12345", "1234"])
def test_nobody_else_is_found(text: str, known_by: object) -> None:
    assert not known_by.is_in(text)  # type: ignore[attr-defined]
    assert known_by.without(text) == text  # type: ignore[attr-defined]


def test_a_text_that_says_nothing_else_is_known() -> None:
    assert ISA.is_all_of(" Isa Brown. ")
    assert not ISA.is_all_of("Isa Brown and Ewan")
    assert not ISA.is_all_of("")


def test_digests_hold_no_name() -> None:
    assert "isa" not in repr(DIGESTED)
    assert ISA.as_digests("cd" * 16) != DIGESTED


@pytest.mark.parametrize(
    "known_by", [{}, {"names": [" "]}, {"names": ["x"]}, {"names": ["a " * 13]}, {"phones": ["12"]}]
)
def test_what_cannot_be_told_from_other_words_is_refused(known_by: dict[str, list[str]]) -> None:
    with pytest.raises(UserError, match="Expected a"):
        sought(**known_by)


def test_texts_are_found_wherever_they_are_nested() -> None:
    assert list(texts_in({"a": ["b", {"c": "d"}], "e": 1, "f": None})) == ["a", "b", "c", "d", "e", "f"]


@pytest.mark.parametrize("is_digested", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "0141 555 0123 9-5 Mon", "0141 555 0123 0142 555 0124", "2 0141 555 0123", "2024-05-01 0141 555 0123",
        "0141/555/0123", "0141\u2013555\u20130123", "(0141) 555 0123 (24 hours)", "+44 (0)141 555 0123 24",
    ],
)  # fmt: skip
def test_a_number_is_found_beside_other_digits(text: str, *, is_digested: bool) -> None:
    known_by = sought(phones=["0141 555 0123"])
    assert (known_by.as_digests("ab" * 16) if is_digested else known_by).is_in(text)


def test_the_number_of_somebody_else_stays_beside_it() -> None:
    known_by = sought(phones=["0141 555 0123"])
    assert known_by.without("0142 555 0124 0141 555 0123 9-5") == "0142 555 0124 [erased] 9-5"
    assert not sought(phones=["5550123"]).is_in("0142 555 0123")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_accents_may_be_signs_of_their_own(form: Literal["NFC", "NFD"]) -> None:
    known_by = sought(names=["Renée Müller"])
    text = unicodedata.normalize(form, "Ask Renée Müller today")
    assert known_by.without(text) == known_by.as_digests("ab" * 16).without(text) == "Ask [erased] today"
    assert sought(names=[unicodedata.normalize(form, "Renée Müller")]) == known_by
