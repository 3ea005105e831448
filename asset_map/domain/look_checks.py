"""What is wrong with a look as it was typed?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from enum import StrEnum

from asset_map.domain.coverage import LookDraft, LookMethod, LookResult
from asset_map.domain.dates import read_date, written_date
from asset_map.domain.problem import Problem, ProblemCode

WAYS_TO_LOOK = (LookMethod.WALKABOUT, LookMethod.SESSION, LookMethod.DESK)
"""How people look, the most usual first; what a complete list says comes with that list."""

LONGEST_LOOKED_BY = 120


def look_problems(
    draft: LookDraft, *, zones: Collection[str], offers: Collection[str], today: dt.date
) -> Iterator[Problem]:
    """Give everything that is wrong with a look.

    Parameters
    ----------
    draft
        As typed, without blanks around it.
    zones, offers
        The codes that there are.
    today
        A look cannot be later.

    Yields
    ------
    Problem
        What was expected, what was found and what to do.
    """
    if draft.zone_code not in zones:
        message = f"Expected the code of a zone of this area; found “{draft.zone_code}”."
        yield Problem(ProblemCode.UNKNOWN_CODE, "zone_code", draft.zone_code, message)
    if draft.offer not in offers:
        message = f"Expected one of the offers {', '.join(offers)}; found “{draft.offer}”."
        yield Problem(ProblemCode.UNKNOWN_CODE, "offer", draft.offer, message)
    yield from _one_of(draft.result, tuple(LookResult), "result", "what the look gave")
    yield from _one_of(draft.method, WAYS_TO_LOOK, "method", "how somebody looked")
    looked_on = read_date(draft.looked_on)
    if looked_on is None:
        message = f"Expected the date of the look, such as 21/11/2026; found “{draft.looked_on}”."
        yield Problem(ProblemCode.NOT_A_DATE, "looked_on", draft.looked_on, message)
    elif looked_on > today:
        message = f"Expected a date not after today, {written_date(today)}; found {written_date(looked_on)}."
        yield Problem(ProblemCode.IN_THE_FUTURE, "looked_on", draft.looked_on, message)
    if len(draft.looked_by) > LONGEST_LOOKED_BY:
        message = f"Expected who looked in at most {LONGEST_LOOKED_BY} characters; found {len(draft.looked_by)}."
        yield Problem(ProblemCode.TOO_LONG, "looked_by", draft.looked_by, message)


def _one_of(value: str, codes: Collection[StrEnum], field: str, what: str) -> Iterator[Problem]:
    if value not in codes:
        message = f"Expected {what}, one of {', '.join(codes)}; found “{value}”."
        yield Problem(ProblemCode.UNKNOWN_CODE, field, value, message)
