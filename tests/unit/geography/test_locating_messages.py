"""A place that cannot be used is explained beside the field that is at fault."""

from __future__ import annotations

import pytest

from asset_map.domain.asset import AssetDraft
from asset_map.domain.problem import ProblemCode
from asset_map.geography.locating_messages import MESSAGES, describe_problem


@pytest.mark.parametrize(
    ("code", "draft", "field", "value", "words"),
    [
        (ProblemCode.NO_PLACE, AssetDraft(), "postcode", "", "found none. Give a postcode"),
        (ProblemCode.HALF_A_COORDINATE, AssetDraft(latitude="55.86"), "longitude", "", "Add the longitude"),
        (ProblemCode.HALF_A_COORDINATE, AssetDraft(easting="259000"), "northing", "", "Expected northing and easting"),
        (ProblemCode.NOT_A_NUMBER, AssetDraft(latitude="55.86", longitude="4W"), "longitude", "4W", "like -4.2518"),
        (ProblemCode.NOT_A_NUMBER, AssetDraft(easting="NS59", northing="x"), "northing", "x", "number of metres"),
        (ProblemCode.OUT_OF_RANGE, AssetDraft(latitude=" 665000 ", longitude="259000"), "latitude", "665000",
         "between -90 and 90 degrees, found “665000”"),
        (ProblemCode.OUT_OF_RANGE, AssetDraft(easting="4.25", northing="665000"), "easting", "4.25",
         "between 1,000 and 700,000 metres"),
        (ProblemCode.AT_ZERO, AssetDraft(latitude="0", longitude="0"), "latitude", "0", "found “0, 0”"),
        (ProblemCode.AXES_SWAPPED, AssetDraft(latitude="-4.25", longitude="55.86"), "latitude", "-4.25",
         "found “-4.25, 55.86”, which looks swapped"),
        (ProblemCode.OUTSIDE_AREA, AssetDraft(easting="5000", northing="6000"), "northing", "6000", "“6000, 5000”"),
        (ProblemCode.OUTSIDE_AREA, AssetDraft(postcode="FK15 0AQ"), "postcode", "FK15 0AQ", "found “FK15 0AQ”"),
        (ProblemCode.POSTCODE_MALFORMED, AssetDraft(postcode=" G43 "), "postcode", "G43", "found “G43”"),
        (ProblemCode.POSTCODE_UNKNOWN, AssetDraft(postcode="G43 9XX"), "postcode", "G43 9XX", "Check the spelling"),
        (ProblemCode.NO_POSTCODES_INSTALLED, AssetDraft(postcode="G43 1LH"), "postcode", "G43 1LH", "geography add"),
    ],
)  # fmt: skip
def test_the_message_stands_beside_the_field_at_fault(
    code: ProblemCode, draft: AssetDraft, field: str, value: str, words: str
) -> None:
    problem = describe_problem(code, draft)
    assert (problem.code, problem.field, problem.value) == (code, field, value)
    assert words in problem.message
    assert "{" not in problem.message


def test_words_typed_by_people_are_quoted_not_filled_in() -> None:
    assert "found “{field}”" in describe_problem(ProblemCode.POSTCODE_MALFORMED, AssetDraft(postcode="{field}")).message


def test_every_message_says_what_was_expected_and_found() -> None:
    assert all(text.startswith("Expected ") and "found" in text and text.endswith(".") for text in MESSAGES.values())
