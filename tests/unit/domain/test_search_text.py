"""Words are compared without capitals, accents and apostrophes, in every alphabet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_map.domain.search_text import BREAK, LONGEST_WORD, MOST_TERMS, Term, indexed_words, terms_of, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Café CAFE cafe\u0301", "cafe cafe cafe"),
        ("Fàilte, Òran!", "failte oran"),
        ("Łódź Straße Ærø", "lodz strasse aero"),
        ("O’Neill O'Neill OʼNeill", "oneill oneill oneill"),
        ("'quoted' don''t", "quoted dont"),
        ("well-being, G20 8TH 1e5", "well being g20 8th 1e5"),
        ("社区中心", "社 区 中 心"),
        ("كتاب کتاب", "کتاب کتاب"),
        ("soft\u00adhyphen", "softhyphen"),
        ("snake_case", "snake case"),
        ("🎵 * : \" '", ""),
        ("x" * 100, "x" * LONGEST_WORD),
    ],
)
def test_words(text: str, words: str) -> None:
    assert " ".join(words_of(text)) == words


def test_parts_beside_an_apostrophe_are_found_too() -> None:
    assert indexed_words("O'Neill's bar") == ("oneills", "bar", BREAK, "o", "neill", "s")
    assert indexed_words("Bar") == ("bar",)


def test_a_search_is_words_that_begin_like_this_and_phrases() -> None:
    assert terms_of('tea "soup kitchen" wi-fi') == (
        Term(("tea",), is_start=True),
        Term(("soup", "kitchen"), is_start=False),
        Term(("wi", "fi"), is_start=True),
    )
    assert terms_of("“soup kitchen”") == terms_of('"soup kitchen"')
    assert terms_of('"tea') == terms_of("tea")
    assert terms_of(" * - ") == ()
    assert len(terms_of("tea " * 100)) == MOST_TERMS


@pytest.mark.parametrize(
    ("search", "text", "stands"),
    [
        ("tea", "A teashop", True),
        ("ea", "A teashop", False),
        ('"tea"', "A teashop", False),
        ('"tea shop"', "The tea shop", True),
        ("tea-sh", "The tea shop", True),
        ("sh-tea", "The tea shop", False),
        ("中心", "社区中心", True),
        ("tea", "", False),
    ],
)
def test_what_stands_in_a_text(search: str, text: str, *, stands: bool) -> None:
    assert terms_of(search)[0].stands_in(indexed_words(text)) is stands


@given(st.text(max_size=60))
def test_nothing_but_letters_and_digits_is_left(text: str) -> None:
    assert all(word and not set(word) & set(" \"'*:¦\x00") for word in words_of(text))
    assert all(terms_of(term.typed) == (term,) for term in terms_of(text))
    assert all(term.stands_in(words_of(text)) for term in terms_of(text))
