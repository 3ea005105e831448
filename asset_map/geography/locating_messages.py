"""What is a person told when a place cannot be used?"""

from __future__ import annotations

import math

from asset_map.domain.asset import AssetDraft
from asset_map.domain.problem import Problem, ProblemCode
from asset_map.geography.coordinates import DEGREES, METRES, Axis, AxisPair

MESSAGES = {
    ProblemCode.NO_PLACE: (
        "Expected a place, found none. Give a postcode, or latitude and longitude, or easting and northing."
    ),
    ProblemCode.HALF_A_COORDINATE: (
        "Expected {first} and {second} together, found only one. Add the {field}, or clear the other."
    ),
    ProblemCode.NOT_A_NUMBER: (
        "Expected the {field} as a number of {unit}, found “{value}”. "
        "Write it like {example}, without letters or signs for degrees."
    ),
    ProblemCode.OUT_OF_RANGE: (
        "Expected the {field} between {lowest:,.0f} and {highest:,.0f} {unit}, found “{value}”. "
        "Degrees belong under latitude and longitude, metres under easting and northing."
    ),
    ProblemCode.AT_ZERO: (
        "Expected a real place, found “{both}”: zero usually means that nobody knew. Give the place, or clear both."
    ),
    ProblemCode.AXES_SWAPPED: (
        "Expected latitude before longitude, found “{both}”, which looks swapped: "
        "in the United Kingdom the latitude lies between 49 and 61. Exchange the two."
    ),
    ProblemCode.OUTSIDE_AREA: (
        "Expected a place in this area, found “{both}”, which lies in none of its zones. "
        "Check it, or leave this one out."
    ),
    ProblemCode.POSTCODE_MALFORMED: (
        "Expected a whole postcode like G43 1LH, found “{both}”. Complete it, or give another kind of place."
    ),
    ProblemCode.POSTCODE_UNKNOWN: (
        "Expected a postcode of the installed directory, found “{both}”, which has no position there. "
        "Check the spelling; where it is new, give latitude and longitude."
    ),
    ProblemCode.NO_POSTCODES_INSTALLED: (
        "Expected latitude and longitude, found only the postcode “{both}”, and no postcodes are installed. "
        "Give the place on the map, or install them with “asset-map geography add --postcodes FILE”."
    ),
}
"""Templates by what is wrong; ``{both}`` is the postcode or both coordinates as typed."""

EXAMPLES = {"latitude": "55.8642", "longitude": "-4.2518", "easting": "259000", "northing": "665500"}


def describe_problem(code: ProblemCode, draft: AssetDraft) -> Problem:
    """Say beside which field a place cannot be used, and what to do.

    Parameters
    ----------
    code
        A code that `locate` gave.
    draft
        The row or form it was given for.

    Returns
    -------
    Problem
        With a message of what was expected, what was found and what to do.
    """
    pair = _pair_given(draft)
    if pair is None:
        typed = draft.postcode.strip()
        return Problem(code, "postcode", typed, MESSAGES[code].format(both=typed))
    axes = (pair.northward, pair.eastward)
    axis = next((axis for axis in axes if _is_at_fault(code, axis, _typed(draft, axis))), pair.northward)
    message = MESSAGES[code].format(
        field=axis.field,
        unit=axis.unit,
        lowest=axis.lowest,
        highest=axis.highest,
        example=EXAMPLES[axis.field],
        value=_typed(draft, axis),
        first=pair.northward.field,
        second=pair.eastward.field,
        both=", ".join(_typed(draft, axis) for axis in axes),
    )
    return Problem(code, axis.field, _typed(draft, axis), message)


def _pair_given(draft: AssetDraft) -> AxisPair | None:
    """Return the coordinates that a problem is about: the first pair of which anything is given."""
    for pair in (DEGREES, METRES):
        if _typed(draft, pair.northward) or _typed(draft, pair.eastward):
            return pair
    return None


def _typed(draft: AssetDraft, axis: Axis) -> str:
    return str(getattr(draft, axis.field)).strip()


def _is_at_fault(code: ProblemCode, axis: Axis, typed: str) -> bool:
    if code is ProblemCode.HALF_A_COORDINATE:
        return not typed
    try:
        number = float(typed)
    except ValueError:
        number = math.nan
    if code is ProblemCode.NOT_A_NUMBER:
        return not math.isfinite(number)
    return code is ProblemCode.OUT_OF_RANGE and not axis.lowest <= number <= axis.highest
