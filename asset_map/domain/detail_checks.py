"""Are the details of a draft as they should be: its numbers, months, contacts, dates and consent?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from asset_map.domain.asset import AssetDraft
from asset_map.domain.dates import read_date, written_date
from asset_map.domain.months import read_month
from asset_map.domain.problem import Problem, ProblemCode
from asset_map.domain.typed import read_number

OLDEST = 120
"""Age in years beyond which somebody has mistyped."""

LARGEST_CAPACITY = 1_000_000

_EMAIL = re.compile(r"[^\s@,;<>()\"]+@(?!-)[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")
_WEB = re.compile(r"https?://[^\s/?#@:]+(?::\d{1,5})?(?:[/?#]\S*)?", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
_UPRN = re.compile(r"[0-9]{1,12}")


def check_numbers(draft: AssetDraft) -> Iterator[Problem]:
    """Yield what is wrong with ages, months, capacity and property number.

    Parameters
    ----------
    draft
        As typed.

    Yields
    ------
    Problem
        Beside the field it is in.
    """
    for field in ("age_from", "age_to"):
        yield from _number(field, getattr(draft, field), lowest=0, highest=OLDEST, example="a whole number of years")
    yield from _in_order(draft, "age_from", "age_to")
    for field in ("season_from", "season_to"):
        yield from _month(field, getattr(draft, field))
    yield from _both(draft, "season_from", "season_to", "Say the first and the last month that it is open.")
    yield from _number(
        "capacity", draft.capacity, lowest=1, highest=LARGEST_CAPACITY, example="how many, in whole numbers"
    )
    yield from _both(draft, "capacity", "capacity_unit", "Say how many, and of what: 12 and places, or 30 and seats.")
    if (uprn := draft.uprn.strip()) and not _UPRN.fullmatch(uprn):
        message = f"Expected a property number (UPRN) of 1 to 12 digits; found “{uprn}”. If unsure, leave it out."
        yield Problem(ProblemCode.MALFORMED, "uprn", draft.uprn, message)


def _number(field: str, value: str, *, lowest: int, highest: int, example: str) -> Iterator[Problem]:
    if not value.strip():
        return
    number = read_number(value)
    if number is None:
        yield Problem(ProblemCode.NOT_A_NUMBER, field, value, f"Expected {example}; found “{value}”.")
    elif not lowest <= number <= highest:
        message = f"Expected a number from {lowest} to {highest}; found {number}."
        yield Problem(ProblemCode.OUT_OF_RANGE, field, value, message)


def _in_order(draft: AssetDraft, first: str, last: str) -> Iterator[Problem]:
    low, high = read_number(getattr(draft, first)), read_number(getattr(draft, last))
    if low is not None and high is not None and low > high:
        message = f"Expected the youngest age first; found {low} to {high}. Did you mean {high} to {low}?"
        yield Problem(ProblemCode.WRONG_ORDER, last, getattr(draft, last), message)


def _month(field: str, value: str) -> Iterator[Problem]:
    if value.strip() and read_month(value) is None:
        message = f"Expected a month, such as May or 5; found “{value}”."
        yield Problem(ProblemCode.MALFORMED, field, value, message)


def _both(draft: AssetDraft, first: str, second: str, message: str) -> Iterator[Problem]:
    for missing, given in ((first, second), (second, first)):
        if getattr(draft, given).strip() and not getattr(draft, missing).strip():
            yield Problem(ProblemCode.MISSING, missing, "", message)


def check_contact(draft: AssetDraft) -> Iterator[Problem]:
    """Yield what is wrong with the e-mail and web addresses of the organisation.

    The rule for e-mail is short on purpose: one @, a name before it, a domain with a dot behind it. Only a letter that
    arrives shows more. Telephone numbers are kept as typed.

    Parameters
    ----------
    draft
        As typed.

    Yields
    ------
    Problem
        Beside the field it is in.
    """
    if (email := draft.email.strip()) and not _EMAIL.fullmatch(email):
        message = f"Expected one e-mail address such as hello@example.org; found “{email}”."
        yield Problem(ProblemCode.MALFORMED, "email", draft.email, message)
    if (web := draft.web.strip()) and not _WEB.fullmatch(web):
        likely = f"https://{web}"
        mended = not _SCHEME.match(web) and "." in web and _WEB.fullmatch(likely)
        hint = f" Did you mean {likely}?" if mended else ""
        message = f"Expected a web address that begins with https:// or http://; found “{web}”.{hint}"
        yield Problem(ProblemCode.MALFORMED, "web", draft.web, message)


_OF_CONSENT = (
    "contact_person", "consent_for", "consent_given_on", "consent_until", "consent_withdrawn_on", "keep_until",
)  # fmt: skip


def check_consent(draft: AssetDraft, *, today: dt.date) -> Iterator[Problem]:
    """Yield what is wrong with consent: its dates, and a named person who has not given it.

    Parameters
    ----------
    draft
        As typed.
    today
        What was agreed or taken back cannot lie after it; what ended before it no longer holds.

    Yields
    ------
    Problem
        Beside the field it is in.
    """
    if not any(getattr(draft, field) for field in _OF_CONSENT):
        return
    yield from check_past_date("consent_given_on", draft.consent_given_on, today=today)
    yield from _date("consent_until", draft.consent_until)
    yield from check_past_date("consent_withdrawn_on", draft.consent_withdrawn_on, today=today)
    yield from _date("keep_until", draft.keep_until)
    given = read_date(draft.consent_given_on)
    for field in ("consent_until", "consent_withdrawn_on"):
        later = read_date(getattr(draft, field))
        if given and later and later < given:
            message = f"Expected a date from {written_date(given)} on, when it was given; found {written_date(later)}."
            yield Problem(ProblemCode.WRONG_ORDER, field, getattr(draft, field), message)
    yield from _named_with_consent(draft, today)


def _named_with_consent(draft: AssetDraft, today: dt.date) -> Iterator[Problem]:
    if not draft.contact_person.strip():
        return
    until = read_date(draft.consent_until)
    if draft.consent_withdrawn_on.strip():
        found = "found that it was taken back. Take the name out."
    elif until and until < today:
        found = f"found that it ended on {written_date(until)}. Ask again, or take the name out."
    elif not draft.consent_for.strip() or not draft.consent_given_on.strip():
        found = "found none. Say what they agreed to and when, or give the organisation's contact instead."
    else:
        return
    message = f"Expected consent for a named person; {found}"
    yield Problem(ProblemCode.NEEDS_CONSENT, "contact_person", draft.contact_person, message)


def check_past_date(field: str, value: str, *, today: dt.date) -> Iterator[Problem]:
    """Yield what is wrong with the date of something that has happened.

    Parameters
    ----------
    field, value
        The field, and what was typed in it.
    today
        The last day that it can be.

    Yields
    ------
    Problem
        When it is no date, or still to come.
    """
    date = read_date(value)
    if date is not None and date > today:
        message = f"Expected a date up to today; found {value}, which is still to come."
        yield Problem(ProblemCode.IN_THE_FUTURE, field, value, message)
    yield from _date(field, value)


def _date(field: str, value: str) -> Iterator[Problem]:
    if value.strip() and read_date(value) is None:
        message = f"Expected a date such as 2026-11-21 or 21/11/2026; found “{value}”."
        yield Problem(ProblemCode.NOT_A_DATE, field, value, message)
