"""What does somebody want to take away, and at which address is it?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from asset_map.domain.distance import DISTANCES_M, USUAL_DISTANCES_M, DistanceKind
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.exports.formats import FACTS, Format, What
from asset_map.language import gettext as _
from asset_map.services.look import Question
from asset_map.services.measure import MeasureQuestion, check_distances
from asset_map.services.past_days import past_day


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What is taken away.

    Parameters
    ----------
    what
        Which layer, or all of them.
    question
        The offer (empty for all), for whom and as of when.
    distances_m
        How near is near, in metres, the one that is shown first at the front.
    distance_kind
        How distances are measured.
    neighbourhood_id
        Only what lies in this neighbourhood or zone; empty for the whole area.
    kind
        Only assets of this kind; empty for all.
    usable_only
        Only assets that can be used now.
    """

    what: What
    question: Question
    distances_m: tuple[int, ...] = USUAL_DISTANCES_M
    distance_kind: DistanceKind = DistanceKind.STRAIGHT_LINE
    neighbourhood_id: str = ""
    kind: str = ""
    usable_only: bool = False

    @property
    def measured(self) -> MeasureQuestion:
        """The question to the measures; the same distances are measured together, in the same order, once."""
        return MeasureQuestion(self.question, tuple(sorted({*DISTANCES_M, *self.distances_m})), self.distance_kind)


PARAMETERS = ("offer", "edition", "as_of", "distance", "measured", "neighbourhood", "kind", "usable")
"""What an address may ask for."""


def taken_in_address(what: str, parameters: Mapping[str, str], *, audience: Audience, today: dt.date) -> Taken:
    """Return what an address asks for.

    Parameters
    ----------
    what
        A `What`.
    parameters
        Where given: ``offer``; ``edition``; ``as_of`` (a past day); ``distance`` (metres; several with commas between);
        ``measured`` (a `DistanceKind`); ``neighbourhood``; ``kind``; ``usable`` (``yes``).
    audience, today
        For whom, and the date to judge by.

    Returns
    -------
    Taken
        What is not given is as usual.

    Raises
    ------
    UserError
        When there is no such layer, parameter, way of measuring or day, or a distance cannot be used.
    """
    if what not in set(What):
        raise UserError(_expected(tuple(What), what))
    for name in parameters:
        if name not in PARAMETERS:
            raise UserError(_expected(PARAMETERS, name))
    measured = parameters.get("measured") or DistanceKind.STRAIGHT_LINE
    if measured not in set(DistanceKind):
        raise UserError(_expected(tuple(DistanceKind), measured))
    usable = parameters.get("usable", "")
    if usable not in {"", "yes"}:
        raise UserError(_expected(("yes",), usable))
    known_by = past_day(parameters.get("as_of") or "", today=today)
    question = Question(
        parameters.get("offer", ""), audience, today, parameters.get("edition") or None, known_by=known_by
    )
    usual = Taken(what=What(what), question=question)
    return Taken(
        what=What(what),
        question=question,
        distances_m=_distances(parameters.get("distance", "")) or usual.distances_m,
        distance_kind=DistanceKind(measured),
        neighbourhood_id=parameters.get("neighbourhood", ""),
        kind=parameters.get("kind", ""),
        usable_only=usable == "yes",
    )


def address_of(taken: Taken, made_in: Format) -> str:
    """Return the address of a file on this server.

    Parameters
    ----------
    taken
        What is taken away. For whom is not in an address: the public needs no key, partners send theirs beside it.
    made_in
        The format.

    Returns
    -------
    str
        Path and parameters; what is as usual is left out.
    """
    usual = Taken(what=taken.what, question=taken.question)
    is_usual = taken.distances_m == usual.distances_m
    given = {
        "offer": taken.question.offer,
        "edition": taken.question.edition_id or "",
        "as_of": taken.question.known_by.isoformat() if taken.question.known_by else "",
        "distance": "" if is_usual else ",".join(map(str, taken.distances_m)),
        "measured": "" if taken.distance_kind is usual.distance_kind else taken.distance_kind.value,
        "neighbourhood": taken.neighbourhood_id,
        "kind": taken.kind,
        "usable": "yes" if taken.usable_only else "",
    }
    parameters = urlencode({name: value for name, value in given.items() if value}, safe=",")
    return f"/export/{taken.what}{FACTS[made_in].suffix}" + (f"?{parameters}" if parameters else "")


def check_asked(taken: Taken) -> None:
    """Refuse what cannot be taken away together.

    Parameters
    ----------
    taken
        What is asked for.

    Raises
    ------
    UserError
        When a filter of assets stands beside a layer that holds none, or a distance cannot be used.
    """
    check_distances(taken.distances_m)
    if taken.what not in {What.ASSETS, What.EVERYTHING} and (taken.kind or taken.usable_only):
        expected = _("Kinds and “usable now” choose among assets; {what} hold none. Leave them out, or take assets.")
        raise UserError(expected.format(what=taken.what.value))


def _distances(text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",")] if text else []
    if not all(part.isascii() and part.isdigit() and len(part) <= len("5000") for part in parts):
        expected = _("Expected a distance in whole metres, such as 800; found “{found}”.")
        raise UserError(expected.format(found=text[:80]))
    return tuple(map(int, parts))


def _expected(known: tuple[str, ...], found: str) -> str:
    expected = _("Expected one of {known}; found “{found}”. Choose one of those.")
    return expected.format(known=", ".join(known), found=found[:80])
