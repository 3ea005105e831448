"""What is an asset, and when may one be kept?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from operator import attrgetter
from typing import Any

from asset_map.domain.protection import Level


class Status(StrEnum):
    """Whether an asset is open."""

    ACTIVE = "active"
    SEASONAL = "seasonal"
    AT_RISK = "at_risk"
    TEMPORARILY_CLOSED = "temporarily_closed"
    CLOSED = "closed"
    POTENTIAL = "potential"


class ReviewState(StrEnum):
    """Where a record stands on its way to being shown."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    NEEDS_INFORMATION = "needs_information"
    PUBLISHED = "published"
    NOT_PUBLISHED = "not_published"
    ARCHIVED = "archived"


class LocatedBy(StrEnum):
    """How an asset's place came to be known."""

    ADDRESS = "address"
    POSTCODE = "postcode"
    MAP = "map"
    PAPER_GRID = "paper_grid"
    IMPORT = "import"


class CheckedHow(StrEnum):
    """How somebody made sure of a record."""

    VISIT = "visit"
    PHONE = "phone"
    EMAIL = "email"
    WEB = "web"
    ORGANISATION = "organisation"
    SESSION = "session"
    IMPORT = "import"


class Accessed(StrEnum):
    """How people get at what an asset gives."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    PHONE = "phone"
    MOBILE = "mobile"
    HOME_VISIT = "home_visit"


class Precision(StrEnum):
    """How finely an asset's place is known."""

    EXACT = "exact"
    BUILDING = "building"
    STREET = "street"
    AREA = "area"
    NONE = "none"


FREE_TEXT_FIELDS = (
    "name", "also_known_as", "summary", "story", "own_words", "address", "who_for", "opening_times", "cost", "referral",
    "languages", "valued", "could_do", "web",
)  # fmt: skip
"""Fields in which people write what they like."""

_FREE_TEXTS = attrgetter(*FREE_TEXT_FIELDS)


@dataclass(frozen=True, kw_only=True)
class AssetDraft:
    """An asset exactly as it was typed or as a row of a file gives it: every field is text.

    Parameters
    ----------
    name, kind, summary, address, status, opening_times, cost, who_for, phone, email, web, last_checked
        Fields of the vocabulary, as typed.
    also_known_as, story, own_words, own_words_language, valued, could_do
        Other names; what people tell; what residents call it, word for word, and the code of its language; what people
        value about it; what it could do with support.
    accessed
        Codes of `Accessed`.
    access_features
        For instance ``("step_free=yes", "hearing_loop=no")``; what was not asked is left out.
    season_from, season_to
        Numbers of the first and last month it is open in, for something seasonal.
    age_from, age_to, referral, languages, capacity, capacity_unit, uprn, contact_person
        Fields of the vocabulary, as typed.
    contact_agreed
        ``yes`` when an unmapped asset agreed to a public name and contact.
    checked_how
        A code of `CheckedHow`.
    consent_for, consent_wording, consent_given_on, consent_until, consent_withdrawn_on, keep_until
        What somebody agreed to, in which words, when, and until when; when the record is to go.
    offers
        Codes of offers, the primary one first.
    shape
        A line or an area as GeoJSON in degrees, EPSG:4326; it goes before all other ways to say where.
    precise_to_m
        How finely the coordinates are known, in metres, where whatever gave them said so.
    latitude, longitude
        Degrees, EPSG:4326.
    easting, northing
        Metres, EPSG:27700.
    postcode
        A postcode however spelled.
    protection
        A level, or empty for the one its kind starts with.
    source, source_id, licence
        Where it comes from, its key there, and the licence of that list.
    located_by
        How the place was given, or empty.
    """

    name: str = ""
    kind: str = ""
    offers: tuple[str, ...] = ()
    latitude: str = ""
    longitude: str = ""
    easting: str = ""
    northing: str = ""
    postcode: str = ""
    address: str = ""
    summary: str = ""
    status: str = ""
    opening_times: str = ""
    cost: str = ""
    who_for: str = ""
    phone: str = ""
    email: str = ""
    web: str = ""
    last_checked: str = ""
    protection: str = ""
    source: str = ""
    source_id: str = ""
    licence: str = ""
    located_by: str = ""
    also_known_as: str = ""
    story: str = ""
    own_words: str = ""
    own_words_language: str = ""
    valued: str = ""
    could_do: str = ""
    accessed: tuple[str, ...] = ()
    access_features: tuple[str, ...] = ()
    season_from: str = ""
    season_to: str = ""
    age_from: str = ""
    age_to: str = ""
    referral: str = ""
    languages: str = ""
    capacity: str = ""
    capacity_unit: str = ""
    uprn: str = ""
    contact_person: str = ""
    contact_agreed: str = ""
    checked_how: str = ""
    consent_for: str = ""
    consent_wording: str = ""
    consent_given_on: str = ""
    consent_until: str = ""
    consent_withdrawn_on: str = ""
    keep_until: str = ""
    protection_reason: str = ""
    shape: str = ""
    precise_to_m: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words in it that people wrote freely."""
        return _FREE_TEXTS(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asset:
    """One strength of a neighbourhood, as it is kept.

    Parameters
    ----------
    asset_id
        Opaque and permanent.
    name, kind, offers, summary
        What it is; the first offer is the primary one.
    geometry_bng
        Well-known binary in metres, EPSG:27700; None when it is not placed or must not be.
    precision, located_by
        How finely the place is known, and how.
    address, postcode
        As written for people.
    zones
        Zone code by zone system (for instance ``{"datazone2011": "S01010206"}``); derived, never typed.
    status, opening_times, cost, who_for
        Openness.
    phone, email, web
        Contact of the organisation.
    contact_agreed
        Whether an ``unmapped`` asset agreed to a public name and contact.
    protection, protection_reason
        How far it is protected, and why.
    review_state, review_reason
        Where it stands, and why.
    source, source_id, licence
        Where it comes from, its key there, the licence of that list.
    recorded_by, recorded_at
        Who and when.
    last_checked, checked_how
        When somebody last made sure of it, and how.
    version
        Counts the changes; guards against overwriting somebody else's.
    also_known_as, story, own_words, own_words_language, valued, could_do
        Other names; what people tell; what residents call it, word for word, and the code of its language; what people
        value about it; what it could do with support.
    accessed
        How people get at what it gives.
    access_features
        Whether it has each feature that was asked about, by the feature's code.
    season_from, season_to
        First and last month of its season, 1 to 12; None when it has none.
    age_from, age_to, referral, languages, capacity, capacity_unit
        Who may come, how, and how many at once in which unit.
    uprn
        Unique property reference number.
    contact_person
        A named person, kept only with consent; staff alone see it.
    consent_for, consent_wording, consent_given_on, consent_until, consent_withdrawn_on, keep_until
        What somebody agreed to, in which words, when, until when, when they took it back; when the record is to go.
    protection_set_by
        Who set the protection it has now; empty for the one it started with.
    sent_by
        Knows again who sent a record without an account, so that the answer reaches them.
    merged_into
        Id of the record that this one was merged into; empty for all others.
    """

    asset_id: str
    name: str
    kind: str
    offers: tuple[str, ...]
    summary: str = ""
    geometry_bng: bytes | None = None
    precision: Precision = Precision.NONE
    located_by: LocatedBy | None = None
    address: str = ""
    postcode: str = ""
    zones: Mapping[str, str] = field(default_factory=dict)
    status: Status = Status.ACTIVE
    opening_times: str = ""
    cost: str = ""
    who_for: str = ""
    phone: str = ""
    email: str = ""
    web: str = ""
    contact_agreed: bool = False
    protection: Level = Level.PUBLIC
    protection_reason: str = ""
    review_state: ReviewState = ReviewState.PUBLISHED
    review_reason: str = ""
    source: str = ""
    source_id: str = ""
    licence: str = ""
    recorded_by: str
    recorded_at: dt.datetime
    last_checked: dt.date | None = None
    checked_how: CheckedHow | None = None
    version: int = 1
    also_known_as: str = ""
    story: str = ""
    own_words: str = ""
    own_words_language: str = ""
    valued: str = ""
    could_do: str = ""
    accessed: tuple[Accessed, ...] = ()
    access_features: Mapping[str, bool] = field(default_factory=dict)
    season_from: int | None = None
    season_to: int | None = None
    age_from: int | None = None
    age_to: int | None = None
    referral: str = ""
    languages: str = ""
    capacity: int | None = None
    capacity_unit: str = ""
    uprn: str = ""
    contact_person: str = ""
    consent_for: str = ""
    consent_wording: str = ""
    consent_given_on: dt.date | None = None
    consent_until: dt.date | None = None
    consent_withdrawn_on: dt.date | None = None
    keep_until: dt.date | None = None
    protection_set_by: str = ""
    sent_by: str = ""
    merged_into: str = ""


_NAMES = tuple(one.name for one in fields(Asset))
_VALUES = attrgetter(*_NAMES)


def values_of(asset: Asset) -> dict[str, Any]:
    """Return every field of an asset by its name.

    Parameters
    ----------
    asset
        Any asset.

    Returns
    -------
    dict
        The values themselves, not copies.
    """
    return dict(zip(_NAMES, _VALUES(asset), strict=True))


PLACELESS: Mapping[str, Any] = {
    "geometry_bng": None,
    "address": "",
    "postcode": "",
    "uprn": "",
    "zones": {},
}
"""What stands in the fields that tell where an asset is, when that must not be kept."""


def without_place(asset: Asset) -> Asset:
    """Return an asset without anything that tells where it is.

    Parameters
    ----------
    asset
        Any asset.

    Returns
    -------
    Asset
        The same with no place.
    """
    return replace(asset, **PLACELESS, precision=Precision.NONE, located_by=None)
