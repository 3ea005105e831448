"""Somebody is found however they are written, and nobody else is."""

from __future__ import annotations

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
