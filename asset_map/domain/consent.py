"""What did somebody agree to, in which words, until when, and what goes when they take it back?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from asset_map.domain.asset import FREE_TEXT_FIELDS


class Purpose(StrEnum):
    """What somebody agreed to."""

    CONTACT = "contact"
    SHOWN = "shown"
    WORDS = "words"
    PHOTO = "photo"
    RECORD = "record"


RESTING: dict[Purpose, tuple[str, ...]] = {
    Purpose.CONTACT: ("contact_person",),
    Purpose.SHOWN: ("phone", "email", "web"),
    Purpose.WORDS: ("own_words", "story", "valued"),
    Purpose.PHOTO: (),
    Purpose.RECORD: (),
}
"""The fields of a record that usually rest on each purpose; a photo is named by its id, and a record is all of it."""

MAY_REST = frozenset({*FREE_TEXT_FIELDS, "contact_person", "phone", "email"}) - {"name"}
"""Fields that can rest on a consent: a record needs its name, and whoever wants that gone wants the record gone."""

PHOTO = "photo:"
"""Before the id of a photo that rests on a consent."""


@dataclass(frozen=True, kw_only=True)
class Consent:
    """Somebody agreed to something.

    Parameters
    ----------
    consent_id, asset_id
        Itself, and the record.
    person
        Who; empty once it was taken back.
    purpose, wording
        To what, and the words that they were asked in.
    rests_on
        Names of the record's fields, and `PHOTO` with an id.
    given_on, until, withdrawn_on
        When, until when, and when it was taken back or ended.
    noted_by, noted_at
        Who wrote it down, and when.
    """

    consent_id: str
    asset_id: str
    person: str
    purpose: Purpose
    wording: str = ""
    rests_on: tuple[str, ...] = ()
    given_on: dt.date | None = None
    until: dt.date | None = None
    withdrawn_on: dt.date | None = None
    noted_by: str = ""
    noted_at: dt.datetime


def holds(consent: Consent, *, today: dt.date) -> bool:
    """Return whether a consent holds.

    Parameters
    ----------
    consent
        As it is kept.
    today
        The date to judge by.

    Returns
    -------
    bool
        False once it was taken back, and from the day after its last.
    """
    return consent.withdrawn_on is None and (consent.until is None or today <= consent.until)
