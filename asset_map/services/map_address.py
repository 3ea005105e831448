"""At which address is a map of strengths and gaps, and what does an address ask for?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from urllib.parse import urlencode

from asset_map.domain.distance import DEFAULT_DISTANCE_M, DistanceKind
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.services.look import Question
from asset_map.services.past_days import past_day
from asset_map.services.rankings import OVERALL
from asset_map.services.strengths_map import MapQuestion
from asset_map.services.what_if import MOST_PLACES

_MORE_PLACE = re.compile(r"(-?[0-9]{1,2}(?:\.[0-9]{1,9})?),(-?[0-9]{1,3}(?:\.[0-9]{1,9})?)")


def map_question_in_address(parameters: Mapping[str, str], *, today: dt.date) -> MapQuestion:
    """Return what an address asks for, for the public.

    Parameters
    ----------
    parameters
        ``offer``; where given ``edition``, ``distance`` (metres), ``measured`` (a `DistanceKind`), ``ranking``,
        ``as_of`` (a past day), ``theme`` and ``more`` (places that are not there yet: latitude and longitude with a
        comma between, and a semicolon before the next).
    today
        The date to judge by.

    Returns
    -------
    MapQuestion
        What is not given is as usual.

    Raises
    ------
    UserError
        When the distance is no whole number, there is no such way of measuring, the day is not past, or a place cannot
        be read.
    """
    known_by = past_day(parameters.get("as_of") or "", today=today)
    question = Question(
        parameters.get("offer", ""), Audience.PUBLIC, today, parameters.get("edition") or None, known_by
    )
    distance, kind = parameters.get("distance") or str(DEFAULT_DISTANCE_M), parameters.get("measured")
    if not (distance.isascii() and distance.isdigit()):
        expected = _("Expected a distance in whole metres, such as 800; found “{found}”.")
        raise UserError(expected.format(found=distance))
    if kind and kind not in set(DistanceKind):
        expected = _("Expected one of {known}; found “{found}”. Choose one of those.")
        raise UserError(expected.format(known=", ".join(DistanceKind), found=kind))
    return MapQuestion(
        question,
        int(distance),
        DistanceKind(kind) if kind else DistanceKind.STRAIGHT_LINE,
        parameters.get("ranking") or OVERALL,
        parameters.get("theme") or "",
        _more_in_address(parameters.get("more") or ""),
    )


def address_of_map(asked: MapQuestion) -> str:
    """Return the address of a map on this server, for the public.

    Parameters
    ----------
    asked
        What is asked.

    Returns
    -------
    str
        Path and parameters; what is as usual is left out.
    """
    usual = MapQuestion(asked.question)
    given = {
        "offer": asked.question.offer,
        "edition": asked.question.edition_id or "",
        "distance": "" if asked.distance_m == usual.distance_m else str(asked.distance_m),
        "measured": "" if asked.distance_kind is usual.distance_kind else asked.distance_kind.value,
        "ranking": "" if asked.ranking == usual.ranking else asked.ranking,
        "as_of": asked.question.known_by.isoformat() if asked.question.known_by else "",
        "theme": asked.theme,
        "more": ";".join(f"{latitude:.5f},{longitude:.5f}" for latitude, longitude in asked.more),
    }
    return f"/maps/strengths?{urlencode({name: value for name, value in given.items() if value})}"


def _more_in_address(text: str) -> tuple[tuple[float, float], ...]:
    places = [_MORE_PLACE.fullmatch(part) for part in text.split(";")] if text else []
    if len(places) > MOST_PLACES or not all(places):
        expected = _("Expected at most {most} places, such as 55.86012,-4.25123;55.87,-4.3; found “{found}”.")
        raise UserError(expected.format(most=MOST_PLACES, found=text[:80]))
    return tuple((float(place[1]), float(place[2])) for place in places if place)
