"""What can be wrong with something that a person typed or brought in?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ProblemCode(StrEnum):
    """Codes of the problems; they appear in reports and in the ``problem`` column of files."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    NOT_PLAIN_TEXT = "not_plain_text"
    UNKNOWN_CODE = "unknown_code"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DATE = "not_a_date"
    IN_THE_FUTURE = "in_the_future"
    NO_PLACE = "no_place"
    HALF_A_COORDINATE = "half_a_coordinate"
    OUT_OF_RANGE = "out_of_range"
    AT_ZERO = "at_zero"
    AXES_SWAPPED = "axes_swapped"
    OUTSIDE_AREA = "outside_area"
    POSTCODE_MALFORMED = "postcode_malformed"
    POSTCODE_UNKNOWN = "postcode_unknown"
    NO_POSTCODES_INSTALLED = "no_postcodes_installed"
    NEEDS_SECOND_PERSON = "needs_second_person"
    SHAPE_NOT_ALLOWED = "shape_not_allowed"
    TOO_MANY_CORNERS = "too_many_corners"
    CROSSES_ITSELF = "crosses_itself"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    MALFORMED = "malformed"
    WRONG_ORDER = "wrong_order"
    NEEDS_CONSENT = "needs_consent"
    REPEATED = "repeated"
    SAME_AS_ANOTHER_ROW = "same_as_another_row"
    ALREADY_HERE = "already_here"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, beside the field it is wrong in.

    Parameters
    ----------
    code
        What kind of problem it is.
    field
        The field it belongs to, as named in the vocabulary.
    value
        What was found there, as typed.
    message
        What was expected, what was found and what to do, in plain words.
    """

    code: ProblemCode
    field: str
    value: str
    message: str
