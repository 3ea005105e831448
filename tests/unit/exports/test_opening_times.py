"""Opening times are read as a whole or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_map.exports.open_referral.opening import DAYS, MONTHLY, WEEKLY, Opening, read_opening_times

WORKING_DAYS = DAYS[:5]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Tuesday and Thursday 12:00-14:00", [Opening(WEEKLY, ("TU", "TH"), "12:00", "14:00")]),
        ("Mo-Fr 09:00-17:00; Sa 10:00–12:00", [
            Opening(WEEKLY, WORKING_DAYS, "09:00", "17:00"), Opening(WEEKLY, ("SA",), "10:00", "12:00"),
        ]),
        ("Monday, Wednesday and Friday 9.30am to 3pm.", [Opening(WEEKLY, ("MO", "WE", "FR"), "09:30", "15:00")]),
        ("Tues 2-4pm", [Opening(WEEKLY, ("TU",), "14:00", "16:00")]),
        ("Friday to Monday 10:00-12:00", [Opening(WEEKLY, ("FR", "SA", "SU", "MO"), "10:00", "12:00")]),
        ("Daily 12am-12pm", [Opening(WEEKLY, DAYS, "00:00", "12:00")]),
        ("Thursday 11:00", [Opening(WEEKLY, ("TH",), "11:00")]),
        ("First Monday of the month 19:00", [Opening(MONTHLY, ("1MO",), "19:00")]),
        ("Second and fourth Wednesday 19:00-20:00", [Opening(MONTHLY, ("2WE", "4WE"), "19:00", "20:00")]),
        ("Last Saturday of the month, 13:00", [Opening(MONTHLY, ("-1SA",), "13:00")]),
    ],
)  # fmt: skip
def test_opening_times_are_read_by_day(words: str, expected: list[Opening]) -> None:
    assert list(read_opening_times(words)) == expected


@pytest.mark.parametrize(
    "words",
    [
        "", "By arrangement", "Wednesday 19:30-21:00 in term time", "Monday to Thursday 9:30-16:00; drop-in Tuesday",
        "Gate open Saturday 10:00-13:00", "Saturday 10:00-13:00, March to October", "Every night 20:00-6:00",
        "Monday 25:00", "Monday 9", "Monday 13pm", "First Saturday in May", "School days 8:20", "Month 10:00",
        "Monday 10:00-12:00,", "Monday to Saturday 10:00-17:00, Thursday to 20:00",
    ],
)  # fmt: skip
def test_what_cannot_be_read_as_a_whole_is_not_read_in_part(words: str) -> None:
    assert read_opening_times(words) == ()


@given(st.text(alphabet="mondaytuewhfristcl0123456789:.-–,;& ", max_size=60))
def test_any_text_gives_times_of_a_day_or_nothing(words: str) -> None:
    for opening in read_opening_times(words):
        assert opening.days
        assert opening.opens < (opening.closes or "24:00")
