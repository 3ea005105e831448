"""What is an asset, and when may one be kept?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

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


class Precision(StrEnum):
    """How finely an asset's place is known."""

    EXACT = "exact"
    BUILDING = "building"
    STREET = "street"
    AREA = "area"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class AssetDraft:
    """An asset exactly as it was typed or as a row of a file gives it: every field is text.

    Parameters
    ----------
    name, kind, summary, address, status, opening_times, cost, who_for, phone, email, web, last_checked
        Fields of the vocabulary, as typed.
    offers
        Codes of offers, the primary one first.
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

    @property
    def words(self) -> tuple[str, ...]:
        """The words in it that people wrote freely."""
        return (self.name, self.summary, self.address, self.who_for, self.opening_times, self.cost, self.web)


@dataclass(frozen=True, kw_only=True)
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
    last_checked
        When somebody last made sure of it.
    version
        Counts the changes; guards against overwriting somebody else's.
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
    version: int = 1
