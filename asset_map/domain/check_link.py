"""What is the link by which an organisation looks after its own record, and what does it open?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from asset_map.domain.asset import Asset, values_of
from asset_map.domain.protection import Level

ORGANISATION = "the organisation (by its link)"
"""Who answered, as the histories know them: the link says which organisation, but not who in it."""

ANSWERS_PER_LINK = 20
"""How often one link may answer: room for every slip, and none for flooding the queue."""

_WHOSE = ("name", "opening_times", "phone", "email", "web")
_PUBLIC = ("kind", "offers", "status", "summary", "cost", "who_for", "zone_code")

FIELDS_BY_LINK: Mapping[Level, tuple[str, ...]] = {
    Level.PUBLIC: (*_WHOSE, *_PUBLIC, "address", "postcode"),
    Level.AREA: (*_WHOSE, *_PUBLIC),
    Level.PARTNERS: _WHOSE,
    Level.UNMAPPED: _WHOSE,
}
"""What a link opens of a record at each level: what the public sees, with the organisation's own contact.

Letters are passed on and inboxes shared, so whoever holds the link may not be who it was made for. Of a record that the
public does not see, it therefore tells only what stands in the letter's heading, never where or what it is.
"""

MAY_BE_CHANGED = ("name", "summary", "opening_times", "cost", "who_for", "address", "phone", "email", "web")
"""Which of these fields the organisation may write anew, in the order of the form."""


class LinkState(StrEnum):
    """Whether a link opens."""

    OPEN = "open"
    ANSWERED = "answered"
    EXPIRED = "expired"
    REVOKED = "revoked"


class LinkAnswer(StrEnum):
    """What an organisation says of its record."""

    STILL_RIGHT = "still_right"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True)
class CheckLink:
    """One link that was made for a record; its token is kept nowhere.

    Parameters
    ----------
    link_id, asset_id
        The link, and the record that it opens.
    made_by, made_at
        Who made it and when.
    expires_at
        From when on it opens no longer.
    revoked_at
        When somebody ended it earlier; None while nobody has.
    answered_at, answer
        When the organisation last answered, and what; None while it has not.
    """

    link_id: str
    asset_id: str
    made_by: str
    made_at: dt.datetime
    expires_at: dt.datetime
    revoked_at: dt.datetime | None = None
    answered_at: dt.datetime | None = None
    answer: LinkAnswer | None = None


@dataclass(frozen=True, kw_only=True)
class HeldRecord:
    """A record as whoever holds its link may see it.

    Parameters
    ----------
    link
        The link.
    version
        The record's version.
    level
        How far it is protected now.
    last_checked
        When somebody last made sure of it.
    shown
        What may be seen, by field.
    """

    link: CheckLink
    version: int
    level: Level
    last_checked: dt.date | None
    shown: Mapping[str, str | tuple[str, ...]]

    @property
    def may_be_changed(self) -> tuple[str, ...]:
        """The shown fields that the organisation may write anew."""
        return tuple(name for name in MAY_BE_CHANGED if name in self.shown)


def link_state(link: CheckLink, *, now: dt.datetime) -> LinkState:
    """Return whether a link opens.

    Parameters
    ----------
    link
        The link.
    now
        The moment to judge by, with its time zone.

    Returns
    -------
    LinkState
        Open or answered (which may be corrected) while it does; else expired or revoked.
    """
    if link.revoked_at is not None:
        return LinkState.REVOKED
    if now >= link.expires_at:
        return LinkState.EXPIRED
    return LinkState.OPEN if link.answered_at is None else LinkState.ANSWERED


def held_record(asset: Asset, link: CheckLink, *, zone_system: str) -> HeldRecord:
    """Return what whoever holds a link may see of its record.

    Parameters
    ----------
    asset
        The whole record.
    link
        The link.
    zone_system
        The system whose code stands in ``zone_code``.

    Returns
    -------
    HeldRecord
        Nothing that only staff see is in it.
    """
    whole = values_of(asset) | {"zone_code": asset.zones.get(zone_system, "")}
    return HeldRecord(
        link=link,
        version=asset.version,
        level=asset.protection,
        last_checked=asset.last_checked,
        shown={name: whole[name] for name in FIELDS_BY_LINK[asset.protection]},
    )
