"""What do people read for the fields, problems and readings of lists?"""

from __future__ import annotations

from collections.abc import Mapping

from asset_map.domain.problem import ProblemCode
from asset_map.intake.columns import FIELDS
from asset_map.intake.place_readings import Reading
from asset_map.language import gettext as _
from asset_map.services.field_words import field_words
from asset_map.services.lists.request import Doubtful


def column_words() -> dict[str, str]:
    """Return what people read for each field that a column may hold.

    Returns
    -------
    dict
        Words by field; empty text for a column that is left out.
    """
    own = {
        "": _("Leave out"),
        "offer": _("What it offers"),
        "category": _("Category, for kinds and offers"),
        "latitude": _("Latitude"),
        "longitude": _("Longitude"),
        "easting": _("Easting (British National Grid)"),
        "northing": _("Northing (British National Grid)"),
        "coordinates": _("Latitude and longitude in one"),
        "grid_reference": _("Grid reference"),
        "source_id": _("The list's own key for a row"),
    }
    known = field_words()
    return {name: own.get(name) or known.get(name) or name.replace("_", " ").capitalize() for name in ("", *FIELDS)}


def problem_words() -> Mapping[ProblemCode, str]:
    """Return why rows are left out.

    Returns
    -------
    mapping
        A few words by the code of the problem.
    """
    return {
        ProblemCode.MISSING: _("something is missing"),
        ProblemCode.TOO_LONG: _("a text is too long"),
        ProblemCode.NOT_PLAIN_TEXT: _("a text holds signs that cannot be kept"),
        ProblemCode.UNKNOWN_CODE: _("a word that is not known"),
        ProblemCode.NOT_A_NUMBER: _("not a number"),
        ProblemCode.NOT_A_DATE: _("not a date"),
        ProblemCode.IN_THE_FUTURE: _("a date in the future"),
        ProblemCode.NO_PLACE: _("no place"),
        ProblemCode.HALF_A_COORDINATE: _("half a place"),
        ProblemCode.OUT_OF_RANGE: _("a number out of range"),
        ProblemCode.AT_ZERO: _("the place is 0, 0"),
        ProblemCode.AXES_SWAPPED: _("latitude and longitude changed over"),
        ProblemCode.OUTSIDE_AREA: _("outside the area"),
        ProblemCode.POSTCODE_MALFORMED: _("not a postcode"),
        ProblemCode.POSTCODE_UNKNOWN: _("a postcode that is not known"),
        ProblemCode.NO_POSTCODES_INSTALLED: _("postcodes cannot be looked up here"),
        ProblemCode.NEEDS_SECOND_PERSON: _("a second person has to agree"),
        ProblemCode.SHAPE_NOT_ALLOWED: _("a shape that does not fit"),
        ProblemCode.TOO_MANY_CORNERS: _("a shape with too many corners"),
        ProblemCode.CROSSES_ITSELF: _("a shape that crosses itself"),
        ProblemCode.TOO_SMALL: _("a shape that is too small"),
        ProblemCode.TOO_LARGE: _("a shape that is too large"),
        ProblemCode.MALFORMED: _("written wrongly"),
        ProblemCode.WRONG_ORDER: _("in the wrong order"),
        ProblemCode.NEEDS_CONSENT: _("consent is needed"),
        ProblemCode.REPEATED: _("the same as an earlier row"),
        ProblemCode.SAME_AS_ANOTHER_ROW: _("the same thing as another row"),
        ProblemCode.ALREADY_HERE: _("here already"),
        ProblemCode.LEFT_OUT: _("because you chose so"),
    }


def reading_words() -> Mapping[Reading, str]:
    """Return how columns of coordinates may be read.

    Returns
    -------
    mapping
        Words by reading.
    """
    swapped = _("{how}, with the two columns changed over")
    degrees, metres, web = (
        _("As latitude and longitude"),
        _("As metres of the British National Grid"),
        _("As metres of web maps"),
    )
    return {
        Reading.AS_GIVEN: _("As the columns stand"),
        Reading.SWAPPED: _("With the two columns changed over"),
        Reading.DEGREES: degrees,
        Reading.DEGREES_SWAPPED: swapped.format(how=degrees),
        Reading.METRES: metres,
        Reading.METRES_SWAPPED: swapped.format(how=metres),
        Reading.WEB_MERCATOR: web,
        Reading.WEB_MERCATOR_SWAPPED: swapped.format(how=web),
    }


def doubtful_words() -> Mapping[Doubtful, str]:
    """Return what can be done where a point and a postcode lie apart.

    Returns
    -------
    mapping
        Words by choice.
    """
    return {
        Doubtful.POINT: _("Use the point"),
        Doubtful.POSTCODE: _("Use the postcode"),
        Doubtful.LEAVE_OUT: _("Leave these rows out"),
    }


def doing_words(doing: str) -> str:
    """Return what people read while a list is worked on.

    Parameters
    ----------
    doing
        As the service says it.

    Returns
    -------
    str
        A few words.
    """
    words = {
        "": _("Starting"),
        "Reading the file": _("Reading the file"),
        "Reading the columns": _("Reading the columns"),
        "Placing and checking": _("Finding each place and checking each row"),
        "Comparing with what is here": _("Comparing with what is here"),
        "Storing": _("Storing"),
        "Ready": _("Almost ready"),
    }
    return words.get(doing, doing)
