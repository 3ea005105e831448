"""Postcodes that stand in an address are found however they are spelled, and nothing else is taken for one."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_map.domain.postcode import postcode_key, written_postcode
from asset_map.intake.postcodes_in_text import postcodes_within

KEYS = st.from_regex(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}", fullmatch=True).filter(
    lambda key: key[-2:] not in {"ST", "ND", "RD", "TH"}
)


def _within(*texts: str | None) -> list[str]:
    return postcodes_within(pd.Series(list(texts), dtype="str")).tolist()


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("g431lh", "G43 1LH"),
        ("G1  1AB", "G1 1AB"),
        ("FK15 0AQ ", "FK15 0AQ"),
        ("12 High Street, Anytown G1 1AB, Scotland", "G1 1AB"),
        ("12 High Street\nG1\u00a01AB.", "G1 1AB"),
        ("formerly EH1 1AA, now G1 1AB", "G1 1AB"),
        ("G1 1AB, Block B1 2nd floor", "G1 1AB"),
        ("b1 2nd", "B1 2ND"),
        ("G12 Flat", ""),
        ("Flat G12, 8 Queen Street", ""),
        ("Block B1 2nd floor", ""),
        ("G43", ""),
        ("xxG1 1AB", ""),
        ("G1 1ABy", ""),
        ("ABC1 1AB", ""),
        ("12G1 1AB", ""),
        ("", ""),
    ],
)
def test_the_last_whole_postcode_is_found(text: str, postcode: str) -> None:
    assert _within(text) == [postcode]


def test_missing_texts_hold_none_and_the_index_stays() -> None:
    texts = pd.Series([None, "G1 1AB"], index=[7, 9], dtype="str")
    assert postcodes_within(texts).to_dict() == {7: "", 9: "G1 1AB"}


@given(
    key=KEYS,
    gap=st.sampled_from(["", " ", "  ", "\u00a0", "\t"]),
    small=st.booleans(),
    before=st.sampled_from(["", "12 High Street, ", "Flat 3/1 ", "Anytown\n", "("]),
    behind=st.sampled_from(["", " ", ".", ", Scotland", ")"]),
)
def test_a_postcode_is_found_however_spelled(key: str, gap: str, small: bool, before: str, behind: str) -> None:
    spelled = f"{key[:-3]}{gap}{key[-3:]}"
    text = before + (spelled.casefold() if small else spelled) + behind
    assert _within(text) == [written_postcode(key)]


@given(text=st.text(max_size=40))
def test_what_is_found_is_a_postcode(text: str) -> None:
    (found,) = _within(text)
    assert not found or postcode_key(found) is not None
